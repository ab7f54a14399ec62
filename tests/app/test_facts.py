"""Rows are derived, so that nothing can disagree; a signal comes only when something did change."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flipconsole.app.clock import FlipClock
from flipconsole.app.facts import Facts, RowsDiff
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import Answer, BatteryCommand, Command
from flipconsole.domain.held import Source
from flipconsole.domain.row import Stage

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"


class Known:
    """Facts, a clock for them, and all that they told."""

    def __init__(self) -> None:
        self.at = START
        self.facts = Facts(FlipClock(lambda: self.at, lambda: 0.0))
        self.diffs: list[RowsDiff] = []
        self.told: list[frozenset[str]] = []
        self.facts.rows_changed.connect(self.diffs.append)
        self.facts.acks_changed.connect(self.told.append)


@pytest.fixture
def known() -> Known:
    return Known()


def command(id: str = ONE, **changes: Any) -> Command:
    fields: dict[str, Any] = {
        "id": id,
        "event_id": None,
        "device_id": "battery-1",
        "starts_at": START + timedelta(hours=1),
        "ends_at": START + timedelta(hours=2),
        "duration_s": 3600.0,
        "is_preparatory_action": False,
        "battery_commands": BatteryCommand(mode="STANDBY"),
        "status": "OK",
        "device_status": "PENDING",
        "device_status_reason": None,
        "created_at": START,
        "updated_at": START,
    }
    return Command(**(fields | changes))


def ack(seq: int = 1, id: str = ONE, **changes: Any) -> Ack:
    return Ack(id, Answer.OK, None, "Ana", None, START, START, **({"not_before": START, "seq": seq} | changes))


def test_the_same_list_again_is_told_to_nobody(known: Known) -> None:
    known.facts.take_commands([command(), command(TWO)], Source.LIST, complete=True)
    assert set(known.diffs[0].added) == {ONE, TWO}
    known.facts.take_commands([command(), command(TWO)], Source.LIST, complete=True)
    assert len(known.diffs) == 1


def test_the_same_acks_again_are_told_to_nobody(known: Known) -> None:
    known.facts.take_commands([command()], Source.LIST)
    known.facts.take_acks([ack()])
    known.facts.take_acks([ack()])
    assert known.told == [frozenset({ONE})]
    assert known.diffs[1:] == [RowsDiff(changed=(ONE,))]


def test_only_what_changed_is_named(known: Known) -> None:
    known.facts.take_commands([command(), command(TWO, device_id="battery-2")], Source.LIST)
    known.facts.take_commands([command(status="CANCELED"), command(TWO, device_id="battery-2")], Source.LIST)
    assert known.diffs[-1] == RowsDiff(changed=(ONE,))


def test_an_ack_without_a_row_is_kept_and_shown_as_soon_as_there_is_one(known: Known) -> None:
    known.facts.take_acks([ack()])
    assert known.diffs == []
    assert known.facts.unsettled() == [ack()]
    known.facts.take_commands([command()], Source.LIST)
    assert known.facts.rows[ONE].stage is Stage.WAITING


def test_saving_is_shown_until_the_disk_has_spoken(known: Known) -> None:
    known.facts.take_commands([command()], Source.LIST)
    unsaved = ack(0)
    known.facts.start_saving([unsaved])
    assert known.facts.rows[ONE].stage is Stage.SAVING
    known.facts.not_saved([unsaved], "the disk is full")
    assert known.facts.rows[ONE].stage is Stage.NOT_SAVED
    assert known.facts.needs_you() == 1
    known.facts.start_saving([unsaved])
    known.facts.saved([ONE], [ack(7)])
    assert known.facts.rows[ONE].stage is Stage.WAITING
    assert (known.facts.needs_you(), known.facts.waiting()) == (0, 1)


def test_the_end_of_an_undo_time_is_told_by_time_alone(known: Known) -> None:
    known.facts.take_commands([command()], Source.LIST)
    known.facts.take_acks([ack(not_before=START + timedelta(seconds=5))])
    assert known.facts.rows[ONE].stage is Stage.HOLDING
    told = len(known.diffs)
    known.at += timedelta(seconds=4)
    known.facts.pass_time()
    assert len(known.diffs) == told
    known.at += timedelta(seconds=1)
    known.facts.pass_time()
    assert known.facts.rows[ONE].stage is Stage.WAITING


def test_a_replacement_is_linked_both_ways_and_the_link_goes_with_its_reason(known: Known) -> None:
    new = command(TWO, created_at=START + timedelta(minutes=15), updated_at=START + timedelta(minutes=15))
    known.facts.take_commands([command(device_status="FAILED_OFFLINE"), new], Source.LIST)
    assert known.facts.rows[ONE].replaced_by == TWO
    assert known.facts.rows[TWO].replaces == ONE
    later = START + timedelta(minutes=16)
    known.facts.take_commands([command(status="CANCELED", device_status="OK", updated_at=later)], Source.LIST)
    assert known.facts.rows[ONE].replaced_by is None
    assert known.facts.rows[TWO].replaces is None


def test_open_rows_are_those_that_wait_for_an_answer(known: Known) -> None:
    known.facts.take_commands([command(), command(TWO, device_status="OK")], Source.LIST)
    assert set(known.facts.open_rows) == {ONE}
    known.facts.take_acks([ack()])
    assert set(known.facts.open_rows) == set()
    known.facts.take_acks([ack(state=AckState.NEEDS_REVIEW)])
    assert set(known.facts.open_rows) == {ONE}
    known.facts.take_commands([], Source.LIST, complete=True)
    assert set(known.facts.open_rows) == set()


def test_named_is_what_the_last_list_or_an_answer_since_has_shown(known: Known) -> None:
    known.facts.take_commands([command()], Source.LIST)
    known.facts.take_commands([command(TWO)], Source.IMPORT)
    assert (known.facts.is_named(ONE), known.facts.is_named(TWO)) == (True, False)
    known.facts.take_commands([command(TWO)], Source.ANSWER)
    assert known.facts.is_named(TWO)
    known.facts.take_commands([], Source.LIST)
    assert (known.facts.is_named(ONE), known.facts.is_named(TWO)) == (False, False)


def test_an_item_stays_until_it_is_closed(known: Known) -> None:
    known.facts.take_commands([command()], Source.LIST)
    item = Attention(ONE, "battery-1", "removed_race", "remove it", START, 1, id=4)
    known.facts.take_attention([item])
    assert known.facts.rows[ONE].attention == (item,)
    assert known.facts.needs_you() == 1
    closed = Attention(ONE, "battery-1", "removed_race", "remove it", START, 1, id=4, closed_at=START, closed_by="Ana")
    known.facts.take_attention([closed])
    assert known.facts.rows[ONE].attention == ()
    assert known.facts.attention() == ()
