"""What changed since somebody looked: one line each, kept with the list, seen by each operator for themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import httpx

from flipconsole.app.newsfeed import NewsFeed
from flipconsole.app.waiting import until
from flipconsole.domain.command import Status
from flipconsole.domain.news import News, NewsKind, chain_of
from tests.app.conftest import Desk, OpenDesk

SIX = {NewsKind.NEW, NewsKind.MOVED, NewsKind.POWER, NewsKind.CANCELLED, NewsKind.OPTED_OUT, NewsKind.GONE}


async def news_of(desk: Desk, at_least: int = 0) -> tuple[News, ...]:
    """What is unseen after one more look."""
    await desk.look()
    feed = desk.news
    assert await until(lambda: len(feed.unseen()) >= at_least, feed.changed, timeout_s=10)
    return feed.unseen()


def six(desk: Desk) -> Callable[[], None]:
    """Five commands, and how each changes while a sixth comes."""
    flip = desk.flip
    moved, power, cancelled, opted_out, gone = (flip.add() for _number in range(5))

    def happen() -> None:
        flip.advance(30)
        flip.change(moved.id, ends_at="2026-03-02T23:00:00Z")
        flip.change(power.id, setpoint_w=3000)
        flip.cancel(cancelled.id)
        flip.opt_out(opted_out.id)
        del flip.flip._commands[gone.id]
        flip.add()

    return happen


async def test_six_changes_are_six_lines_and_the_first_list_is_none(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        happen = six(desk)
        assert await news_of(desk) == ()
        happen()
        lines = await news_of(desk, 6)
        assert {line.kind for line in lines} == SIX
        assert len(lines) == 6
        desk.pass_seconds(60)
        assert await news_of(desk, 6) == lines  # the same list again is no news


async def test_what_was_seen_stays_seen_after_a_restart_for_this_operator_alone(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        happen = six(desk)
        await desk.look()
    async with open_desk(desk, operator="Ben") as ben:
        assert ben.news.unseen() == ()
    async with open_desk(desk) as ana:
        happen()
        first, *rest = await news_of(ana, 6)
        ana.news.mark_seen([first.seq])
        assert ana.news.is_seen(first)
        assert list(ana.news.unseen()) == rest
    async with open_desk(desk) as again:
        assert list(again.news.unseen()) == rest
        again.news.mark_all_seen()
        assert again.news.unseen() == ()
        assert len(again.news.lines) == 6
    async with open_desk(desk) as ana, open_desk(desk, operator="Ben", directory=None) as ben:
        assert ana.news.unseen() == ()
        assert len(ben.news.unseen()) == 6
    async with open_desk(desk, operator="Cleo") as cleo:
        assert cleo.news.unseen() == ()  # never here before: what came earlier is no news
        assert len(cleo.news.lines) == 6


async def test_what_happened_while_the_console_was_closed_is_told_at_the_first_look(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        happen = six(desk)
        await desk.look()
    happen()
    async with open_desk(desk) as again:
        assert {line.kind for line in await news_of(again, 6)} == SIX


async def test_two_processes_that_see_the_same_change_write_it_once(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        happen = six(desk)
        await desk.look()
        async with open_desk(desk) as other:
            await other.look()
            happen()
            mine = await news_of(desk, 6)
            theirs = await news_of(other, 6)
            assert {line.seq for line in mine} == {line.seq for line in theirs}
    async with open_desk(desk) as again:
        assert len(again.news.lines) == 6


async def test_our_own_answer_is_no_news_and_a_colleagues_is_one_line(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        mine, theirs = desk.flip.add(), desk.flip.add()
        await desk.look()
        await desk.answer(mine.id)
        await desk.round()
        desk.pass_seconds(60)
        desk.flip.answer(theirs.id, "FAILED_OFFLINE")
        (line,) = await news_of(desk, 1)
        assert (line.kind, line.command_id) == (NewsKind.ANSWERED, theirs.id)


async def test_a_change_that_only_the_answer_to_ours_shows_is_one_line(open_desk: OpenDesk) -> None:
    """Without a line of its own it would be told by none: the next list shows it as it is known by then (A6)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()

        def cancelled_at_the_last_moment(request: httpx.Request) -> None:
            if request.method == "PATCH":
                desk.flip.cancel(command.id)

        desk.wire.leaving = cancelled_at_the_last_moment
        await desk.answer(command.id)
        await desk.round()
        assert [item.kind for item in desk.console.attention()] == ["removed_race"]
        desk.pass_seconds(60)
        (line,) = await news_of(desk, 1)
        assert (line.kind, line.command_id) == (NewsKind.CANCELLED, command.id)
        assert line.before is not None
        assert line.after is not None
        assert (line.before.status, line.after.status) == (Status.OK, Status.CANCELED)


async def test_three_replacements_are_three_lines_of_one_chain_in_order(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        ids = [command.id]
        for number in range(1, 4):
            desk.pass_seconds(16 * 60)
            lines = await news_of(desk, number)
            assert [line.kind for line in lines] == [NewsKind.REPLACED] * number
            assert lines[-1].other_id == ids[-1]
            ids.append(lines[-1].command_id)
        assert [row.id for row in chain_of(desk.console.rows, ids[1])] == ids


async def test_thousands_of_changes_are_looked_at_in_slices(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        desk.flip.add()
        await desk.look()
        desk.flip.add_random(600)
        lines: Sequence[News] = await news_of(desk, 600)
        assert len(lines) >= 600
        assert isinstance(desk.news, NewsFeed)
