from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.command_list.index import CommandIndex
from flipconsole.ui.command_list.order import Column, SortKey
from tests.ui.command_list.fleet import NOW, by_id, fleet, gone, make_row, needing_you, with_stage


def index_of(rows: dict[str, Row]) -> CommandIndex:
    index = CommandIndex(NOW)
    index.take(rows.values())
    index.listed = index.relist()
    return index


def ids(index: CommandIndex) -> list[str]:
    return [entry.id for entry in index.listed]


def settle(index: CommandIndex) -> None:
    """What the model does when nothing holds it back."""
    leaving = [entry for entry in index.listed if not index.matches(entry)]
    for first, last in index.runs_to_remove(leaving):
        for entry in index.listed[first : last + 1]:
            entry.is_listed = False
        del index.listed[first : last + 1]
    index.listed = index.settled([entry for entry in index.listed if entry.is_displaced])


def insert(index: CommandIndex) -> None:
    arrivals = [entry for entry in index.entries.values() if not entry.is_listed and index.matches(entry)]
    for place, run in index.runs_to_insert(arrivals):
        index.listed[place:place] = run


def test_the_most_urgent_comes_first() -> None:
    soon = {"starts_at": NOW + timedelta(minutes=2)}
    done = {"device_status": DeviceStatus.OK}
    rows = [
        make_row(1, age_min=16, device_id="late"),
        make_row(2, age_min=1, device_id="starts first", **soon),
        make_row(3, age_min=11, device_id="ack first"),
        make_row(4, age_min=5, device_id="a tie"),
        make_row(5, age_min=5, device_id="b tie"),
        make_row(6, age_min=4, device_id="removal", status=Status.CANCELED, starts_at=NOW - timedelta(hours=1)),
        make_row(7, device_id="unclear without a time", status="SUSPENDED", device_status="?", starts_at=None),
        needing_you(make_row(8, device_id="needs you", **done)),
        with_stage(make_row(9, device_id="under way"), Stage.WAITING),
        make_row(10, device_id="done, earlier", starts_at=NOW - timedelta(hours=3), **done),
        make_row(11, device_id="done, later", **done),
        gone(make_row(12, device_id="gone", starts_at=NOW - timedelta(hours=9), **done)),
    ]
    shuffled = random.Random(3).sample(rows, len(rows))
    index = index_of(by_id(shuffled))
    index.shows_all = True
    index.listed = index.relist()
    assert ids(index) == [row.id for row in rows]


def test_thirty_open_rows_go_by_the_earlier_of_fuse_and_start_then_by_battery() -> None:
    """The documented order, reckoned once more without a key: min(ack countdown, time to start), ties by device."""
    chance = random.Random(30)
    facts = [
        (chance.choice((1, 5, 9, 14, 16)), chance.choice((3, 6, 20, 90)), f"B{number % 7}-{number:02}")
        for number in range(30)
    ]
    rows = [
        make_row(number, age_min=age, starts_at=NOW + timedelta(minutes=start), device_id=device)
        for number, (age, start, device) in enumerate(facts, 1)
    ]
    wanted = sorted(range(30), key=lambda place: (min(15 - facts[place][0], facts[place][1]), facts[place][2]))
    index = index_of(by_id(chance.sample(rows, 30)))
    assert ids(index) == [rows[place].id for place in wanted]


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_both_ways_with_ties_by_battery_and_blanks_last(column: Column, descending: bool) -> None:
    index = index_of(fleet(300))
    index.listed = index.sort_by([SortKey(column, descending)])
    keyed = [entry for entry in index.listed if entry.key is not None]
    assert index.listed[: len(keyed)] == keyed
    for before, after in pairwise(keyed):
        assert before.key == after.key or (before.key < after.key) is not descending  # type: ignore[operator]
        assert before.key != after.key or before.tie < after.tie
    assert [index.place_of(entry.id) for entry in index.listed] == list(range(len(index.listed)))


def test_the_default_filter_hides_only_what_is_done_or_put_off() -> None:
    rows = fleet(400)
    index = index_of(rows)
    hidden = rows.keys() - set(ids(index))
    assert hidden
    assert all(chips_of(rows[command_id], NOW) in ({Chip.DONE}, {Chip.SHELVED}) for command_id in hidden)
    assert len(index.listed) == index.open_count


@pytest.mark.parametrize("chip", list(Chip))
def test_a_chip_lists_exactly_what_it_counts(chip: Chip) -> None:
    rows = fleet(400)
    index = index_of(rows)
    index.chip = chip
    index.listed = index.relist()
    assert len(index.listed) == index.counts[chip] > 0
    assert all(chip in chips_of(rows[command_id], NOW) for command_id in ids(index))


def test_cancelled_and_opted_out_rows_that_are_pending_are_confirm_removal() -> None:
    cancelled, opted_out = make_row(1, status=Status.CANCELED), make_row(2, status=Status.OPT_OUT)
    index = index_of(by_id([cancelled, opted_out, make_row(3)]))
    index.chip = Chip.CONFIRM_REMOVAL
    assert {entry.id for entry in index.relist()} == {cancelled.id, opted_out.id}


def test_every_word_must_be_found_whatever_its_case() -> None:
    wanted = make_row(1, device_id="Oak-Street-9", device_status=DeviceStatus.FAILED_FAULT,
                      device_status_reason="inverter E12")  # fmt: skip
    index = index_of(by_id([wanted, make_row(2, device_id="oak-2"), make_row(3)]))
    for text, found in (("oak", 2), ("OAK e12", 1), ("discharge", 3), ("failed_fault", 1), ("oak zebra", 0), ("", 3)):
        index.search(text)
        assert len(index.relist()) == found, text
    index.search(wanted.id)
    assert [entry.id for entry in index.relist()] == [wanted.id]


def test_time_passing_makes_rows_late_and_a_corrected_clock_takes_it_back() -> None:
    row = make_row(1, age_min=14)
    index = index_of(by_id([row, make_row(2, age_min=3)]))
    assert index.pass_time(NOW + timedelta(seconds=59)) == []
    assert [entry.id for entry in index.pass_time(NOW + timedelta(seconds=60))] == [row.id]
    assert index.counts[Chip.LATE] == 1
    assert [entry.id for entry in index.pass_time(NOW)] == [row.id]
    assert index.counts[Chip.LATE] == 0
    assert [entry.id for entry in index.pass_time(NOW + timedelta(minutes=2))] == [row.id]


def test_a_changed_row_keeps_its_place_until_it_is_settled() -> None:
    rows = [make_row(number, age_min=14 - number) for number in range(1, 6)]
    index = index_of(by_id(rows))
    index.take([with_stage(rows[0], Stage.WAITING)])
    assert ids(index) == [row.id for row in rows]
    assert index.place_of(rows[3].id) == 3
    settle(index)
    assert ids(index) == [row.id for row in (*rows[1:], rows[0])]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_counts_and_order_hold_after_any_changes(data: st.DataObject) -> None:
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    index = CommandIndex(NOW)
    truth: dict[str, Row] = {}
    now = NOW
    for _step in range(data.draw(st.integers(1, 8))):
        pool = list(fleet(40, seed=chance.randrange(9)).values())
        batch = chance.sample(pool, 15)
        truth.update(by_id(batch))
        index.take(batch)
        dropped = chance.sample(sorted(truth), min(3, len(truth)))
        for command_id in dropped:
            del truth[command_id]
        lost = index.drop(dropped)
        for first, last in index.runs_to_remove(lost):
            del index.listed[first : last + 1]
        now += timedelta(minutes=chance.choice((-2, 0, 1, 5)))
        index.pass_time(now)
        if chance.random() < 0.5:
            index.chip = chance.choice([None, *Chip])
            index.listed = index.relist()
        insert(index)
        settle(index)
        expected = index_of(truth)
        expected.pass_time(now)
        expected.chip = index.chip
        assert ids(index) == [entry.id for entry in expected.relist()]
        for chip in Chip:
            assert index.counts[chip] == sum(chip in chips_of(row, now) for row in truth.values())
