"""What operators mark stays on this computer's disk, and what is put off never outlives what it waits for."""

from __future__ import annotations

from datetime import UTC, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.app.waiting import until
from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.command import Answer
from flipconsole.domain.mark import Mark
from flipconsole.domain.row import FUSE, Row
from flipconsole.domain.shelving import is_shelved, why_not_put_off
from flipconsole.domain.terms import terms_of
from tests.app.conftest import Desk, OpenDesk
from tests.ui.desk import NOW, a_row


async def lines(desk: Desk, command_id: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    done: list[bool] = []
    desk.console.life_of(
        command_id, lambda journal: (found.extend((line.what, line.text) for line in journal), done.append(True))
    )
    await desk.written()
    assert done
    return found


def put_off(desk: Desk, row: Row, minutes: float) -> tuple[str, ...]:
    marks = desk.console.aids.marks
    left_out = marks.put_off([row], desk.console.now() + timedelta(minutes=minutes), "on the way", UTC)
    return tuple(one.why for one in left_out)


async def test_who_is_on_it_and_the_note_are_shown_kept_and_journalled(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        marks = desk.console.aids.marks
        marks.take_on([desk.row(command.id)])
        marks.note([desk.row(command.id)], "  gateway   reboots\n")  # before the first is on disk
        assert desk.row(command.id).mark is None
        await desk.written()
        mark = desk.row(command.id).mark
        assert mark is not None
        assert (mark.taken_by, mark.note, mark.note_by) == ("Ana", "gateway reboots", "Ana")
        assert await lines(desk, command.id) == [
            ("received", ""),
            ("taken_on", ""),
            ("noted", "gateway reboots"),
        ]
        assert desk.flip.received.requests("patch") == []
    async with open_desk(again=desk) as later:
        assert later.row(command.id).mark == mark
        later.console.aids.marks.let_go([later.row(command.id)])
        later.console.aids.marks.note([later.row(command.id)], "")
        await later.written()
        mark = later.row(command.id).mark
        assert mark is not None
        assert (mark.taken_by, mark.note, mark.note_by) == ("", "", "")


async def test_putting_off_past_the_end_of_the_fuse_is_refused_with_the_reason(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        row = desk.row(command.id)
        [why] = put_off(desk, row, 15.1)
        assert why.startswith("Flip waits for its answer until")
        assert put_off(desk, row, 0) == ("That time is over.",)
        await desk.written()
        assert desk.row(command.id).mark is None
        assert put_off(desk, row, 10) == ()
        await desk.written()
        assert chips_of(desk.row(command.id), desk.console.now()) == {Chip.SHELVED}
        assert ("put_off", "Until 2026-03-02 15:10:00 UTC: on the way") in await lines(desk, command.id)


async def test_it_ends_by_itself_and_survives_a_restart_until_then(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        put_off(desk, desk.row(command.id), 5)
        await desk.written()
    async with open_desk(again=desk) as later:
        row = later.row(command.id)
        assert is_shelved(row, later.console.now())
        later.pass_seconds(299)
        assert is_shelved(row, later.console.now())
        later.pass_seconds(1)
        assert chips_of(row, later.console.now()) == {Chip.TO_ACKNOWLEDGE}


@pytest.mark.parametrize("event", ["cancel", "opt_out", "change"])
async def test_a_change_of_flips_brings_it_back_at_once(open_desk: OpenDesk, event: str) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        put_off(desk, desk.row(command.id), 10)
        await desk.written()
        desk.pass_seconds(10)
        if event == "change":
            desk.flip.change(command.id, setpoint_w=1234)
        else:
            getattr(desk.flip, event)(command.id)
        await desk.look()
        assert Chip.SHELVED not in chips_of(desk.row(command.id), desk.console.now())


async def test_what_is_answered_is_not_put_off_and_what_is_put_off_can_be_answered(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        put_off(desk, desk.row(command.id), 10)
        await desk.written()
        await desk.answer(command.id, Answer.OK)
        assert Chip.SHELVED not in chips_of(desk.row(command.id), desk.console.now())
        assert put_off(desk, desk.row(command.id), 5) == ("It is answered already.",)


async def test_it_can_be_brought_back_by_hand(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        put_off(desk, desk.row(command.id), 10)
        await desk.written()
        desk.console.aids.marks.bring_back([desk.row(command.id)])
        await desk.written()
        assert chips_of(desk.row(command.id), desk.console.now()) == {Chip.TO_ACKNOWLEDGE}
        assert (await lines(desk, command.id))[-1][0] == "brought_back"


async def test_another_process_of_the_same_desk_sees_the_mark(open_desk: OpenDesk) -> None:
    async with open_desk() as desk, open_desk(again=desk) as other:
        command = desk.flip.add()
        await desk.look()
        await other.look()
        desk.console.aids.marks.take_on([desk.row(command.id)])
        shown = await until(lambda: other.row(command.id).mark is not None, other.console.rows_changed, timeout_s=10)
        assert shown


async def test_a_full_disk_loses_no_old_mark_and_says_so(open_desk: OpenDesk, disk: object) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        disk.refuses = lambda sql, _values: "marks" in sql  # type: ignore[attr-defined]
        desk.console.aids.marks.take_on([desk.row(command.id)])
        await desk.written()
        assert desk.row(command.id).mark is None
        assert "NOT saved" in desk.console.link.store_trouble


@given(pending_min=st.floats(-30, 5), minutes=st.floats(-5, 40))
def test_a_time_is_allowed_exactly_while_flip_still_waits(pending_min: float, minutes: float) -> None:
    pending_since, wanted = NOW + timedelta(minutes=pending_min), NOW + timedelta(minutes=minutes)
    row = a_row(1, held={"pending_since": pending_since})
    allowed = not why_not_put_off(row, wanted, UTC, NOW)
    assert allowed is (NOW < wanted <= pending_since + FUSE)


def test_even_a_mark_that_was_planted_past_the_refusal_hides_no_late_row() -> None:
    """The planted fault: nobody refused an hour."""
    row = a_row(1)
    mark = Mark(row.id, NOW, shelved_until=NOW + timedelta(hours=1), shelved_at=NOW, terms=terms_of(row.held.command))
    planted = msgspec.structs.replace(row, mark=mark)
    assert row.ack_by is not None
    for seconds in (-1, 0, 1):
        now = row.ack_by + timedelta(seconds=seconds)
        assert is_shelved(planted, now) is (seconds < 0)
        assert (Chip.LATE in chips_of(planted, now)) is (seconds >= 0)
