"""One notice for each kind, and none that nobody needs."""

from datetime import timedelta

from flipconsole.app.notices import LastCalls


async def test_a_cancellation_is_told_as_work_and_urgently(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.cancel(command.id)
        await desk.look()
        assert [(one.kind, one.urgent, one.command_ids) for one in desk.notices][-1] == (
            "removal",
            True,
            (command.id,),
        )
        told = len(desk.notices)
        await desk.look()
        assert len(desk.notices) == told


async def test_a_far_command_is_told_quietly_and_a_near_one_urgently(open_desk):
    async with open_desk() as desk:
        desk.flip.add(starts_at="2026-03-02T20:00:00.000Z", ends_at="2026-03-02T21:00:00.000Z")
        await desk.look()
        assert (desk.notices[-1].text, desk.notices[-1].urgent) == ("1 new command", False)
        desk.flip.add()
        await desk.look()
        assert (desk.notices[-1].text, desk.notices[-1].urgent) == ("1 new command, 1 starts within 1 h", True)


async def test_what_was_answered_elsewhere_is_no_notice(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        desk.flip.answer(command.id, "OK", None)
        await desk.look()
        assert desk.notices == []


async def test_the_last_call_comes_once_and_again_only_for_a_new_fuse(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        calls = LastCalls()
        rows, now = desk.console.rows, desk.console.now
        assert calls.due(rows, now()) is None
        desk.pass_seconds(12 * 60 + 1)
        first = calls.due(rows, now())
        assert first is not None
        assert (first.kind, first.command_ids) == ("last_call", (command.id,))
        assert calls.due(rows, now()) is None
        desk.flip.cancel(command.id)
        await desk.look()
        calls.note(rows.values())
        desk.pass_seconds(12 * 60 + 1)
        assert calls.due(rows, now()) is not None


async def test_an_answer_that_was_taken_back_is_called_for_again(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        calls = LastCalls()
        row, now = desk.row(command.id), desk.console.now
        desk.pass_seconds(12 * 60 + 1)
        assert calls.due({row.id: row}, now()) is not None
        await desk.answer(command.id)
        calls.note([desk.row(command.id)])
        assert calls.due({}, now()) is None
        calls.note([row])
        assert calls.due({row.id: row}, now()) is not None


async def test_a_clock_that_is_set_back_brings_its_last_calls_back(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        calls, rows, now = LastCalls(), desk.console.rows, desk.console.now()
        assert calls.due(rows, now + timedelta(minutes=20)) is None
        again = calls.due(rows, now + timedelta(minutes=13))
        assert again is not None
        assert again.command_ids == (command.id,)


async def test_what_is_late_or_answered_gets_no_last_call(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.pass_seconds(13 * 60)
        assert desk.row(command.id).open_work == "NONE"
        desk.courier._tick()
        assert [one for one in desk.notices if one.kind == "last_call"] == []
