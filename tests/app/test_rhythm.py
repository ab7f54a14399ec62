"""When the console asks, how long a look is good for, and how it waits."""

import asyncio
from datetime import timedelta

import httpx

from flipconsole.app.link import LinkState
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage


def is_list(request: httpx.Request) -> bool:
    return request.method == "GET"


async def rounds_for(desk, seconds: int) -> None:
    """What `run` does in so many seconds: a round whenever one is due."""
    for _second in range(seconds):
        if desk.courier._tick():
            await desk.round()
        desk.pass_seconds(1)


async def test_a_long_bulk_looks_again_every_ten_seconds(open_desk):
    """300 answers at 150 ms each, one after the other (negative control: `is_fresh` always True)."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(300)]
        await desk.look()
        asked_at = desk.clock()
        ages = []

        def leaving(request: httpx.Request) -> None:
            nonlocal asked_at
            if is_list(request):
                asked_at = desk.clock()
            else:
                ages.append((desk.clock() - asked_at).total_seconds())
                desk.pass_seconds(0.15)

        desk.wire.leaving = leaving
        assert desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None) == ()
        await desk.written()
        for _round in range(10):
            await desk.round()
        assert {desk.row(one.id).stage for one in commands} == {Stage.DELIVERED}
        assert len(ages) == 300
        assert max(ages) <= 10.0
        assert 5 <= desk.flip.received.totals["list"] <= 7


async def test_a_cancellation_in_the_middle_of_a_bulk_stops_the_rest(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(60)]
        await desk.look()

        def leaving(request: httpx.Request) -> None:
            if not is_list(request):
                desk.pass_seconds(0.5)
                if len(desk.patches()) == 10:
                    for one in commands:
                        if desk.flip.get(one.id).device_status == "PENDING":
                            desk.flip.cancel(one.id)

        desk.wire.leaving = leaving
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        for _round in range(10):
            await desk.round()
        told = {item.command_id for item in desk.console.attention()}
        asked = {one.id for one in commands if desk.row(one.id).stage is Stage.NEEDS_REVIEW}
        taken = {one.id for one in commands if desk.flip.get(one.id).status == "CANCELED"}
        assert asked
        assert told | asked == taken
        removed = {one.id for one in commands if desk.flip.get(one.id).device_status == "OK"} & taken
        assert removed == told


async def test_sleep_in_the_middle_of_a_bulk_is_looked_after_first(open_desk):
    """The steady clock of Linux stands still in sleep (negative control: freshness by the steady clock alone)."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(30)]
        await desk.look()

        def leaving(request: httpx.Request) -> None:
            if not is_list(request) and len(desk.patches()) == 7:
                desk.sleep(60)
                desk.wire.leaving = lambda _request: None
                for one in commands:
                    desk.flip.cancel(one.id)

        desk.wire.leaving = leaving
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        await desk.round()
        before = len(desk.patches())
        assert before <= 13
        await desk.round()
        assert len(desk.patches()) == before
        assert AckState.NEEDS_REVIEW in {desk.ack(one.id).state for one in commands}


async def test_a_list_that_takes_longer_than_it_is_fresh_still_lets_answers_leave(open_desk):
    """A basement at 56 kbit/s (negative control: fresh for ten seconds, whatever the line)."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(12)]
        desk.wire.answered = lambda request, _response: is_list(request) and desk.pass_seconds(20)
        await desk.look()
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        await desk.round()
        assert {desk.row(one.id).stage for one in commands} == {Stage.DELIVERED}
        assert desk.flip.received.totals["list"] <= 2


async def test_answers_that_fail_while_the_list_works_are_tried_more_and_more_seldom(open_desk):
    """Negative control: the back-off forgets its faults after each list."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(10)]
        await desk.look()
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        desk.flip.faults.add("status=503,on=patch")
        await rounds_for(desk, 600)
        assert desk.flip.received.totals["list"] <= 45
        assert desk.flip.received.totals["patch"] <= 45
        desk.flip.faults.clear()
        await rounds_for(desk, 130)
        assert {desk.row(one.id).stage for one in commands} == {Stage.DELIVERED}


async def test_one_command_for_which_flip_is_never_available_holds_up_no_other(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(40)]
        await desk.look()

        def poison(request: httpx.Request, response: httpx.Response) -> None:
            if commands[0].id in str(request.url):
                response.status_code = 500

        desk.wire.answered = poison
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        await desk.round()
        assert {desk.row(one.id).stage for one in commands[1:]} == {Stage.DELIVERED}
        assert desk.console.link.state is LinkState.LIVE


async def test_after_a_refused_token_nothing_that_was_being_written_leaves(open_desk):
    """Answers whose attempt is on disk, but has not left, stay when another one meets the refusal."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(30)]
        await desk.look()
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        desk.flip.faults.add("status=401,on=patch")
        await desk.round()
        assert desk.console.link.state is LinkState.TOKEN_REFUSED
        assert desk.flip.received.totals["patch"] <= 6
        asked = desk.flip.received.totals.total()
        await rounds_for(desk, 200)
        assert desk.flip.received.totals.total() == asked
        assert len(desk.console.unsent()) == 30


async def test_the_fault_that_holds_back_most_is_the_one_that_counts(open_desk):
    """One answer is lost, the next meets a refused token: not one more request with it."""
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(6)]
        await desk.look()
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        desk.flip.faults.add("lost=1,on=patch,count=1", "status=401,on=patch")
        await desk.round()
        assert desk.console.link.state is LinkState.TOKEN_REFUSED


async def test_a_refusal_says_nothing_of_a_token_given_meanwhile(open_desk):
    async with open_desk(token="old-and-wrong") as desk:
        command = desk.flip.add()

        def answered(request: httpx.Request, response: httpx.Response) -> None:
            if response.status_code == 401:
                desk.console.use_token(desk.flip.token)

        desk.wire.answered = answered
        await desk.look()
        assert desk.console.link.state is not LinkState.TOKEN_REFUSED
        await desk.round()
        assert command.id in desk.console.rows


async def test_a_new_token_does_not_shorten_the_wait_that_flip_asked_for(open_desk):
    async with open_desk() as desk:
        desk.flip.faults.add("throttle=90,on=list,count=1")
        await desk.look()
        asked = desk.flip.received.totals.total()
        desk.console.use_token(desk.flip.token)
        await rounds_for(desk, 89)
        assert desk.flip.received.totals.total() == asked


async def test_a_back_off_after_a_throttle_is_ones_own_to_cut_short(open_desk):
    async with open_desk() as desk:
        desk.flip.faults.add("throttle=5,on=list,count=1")
        await desk.look()
        desk.flip.faults.replace("reset=1,on=list,count=1")
        desk.pass_seconds(6)
        await desk.round()
        assert desk.console.link.state is LinkState.OFFLINE
        await desk.look()
        assert desk.console.link.state is LinkState.LIVE


async def test_a_list_that_is_suddenly_not_offered_sends_nothing_unchecked(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.faults.add("status=404,on=list")
        desk.pass_seconds(20)
        await desk.answer(command.id)
        await desk.round()
        assert desk.patches() == []
        assert desk.console.link.state is LinkState.MISDIRECTED
        desk.flip.faults.clear()
        desk.pass_seconds(301)
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_sign_in_page_in_place_of_an_answer_holds_back_everything(open_desk):
    async with open_desk() as desk:
        commands = [desk.flip.add() for _number in range(20)]
        await desk.look()
        desk.console.acknowledge([desk.row(one.id) for one in commands], Answer.OK, None)
        await desk.written()
        desk.flip.faults.add("html=200,on=patch")
        await desk.round()
        assert desk.console.link.state is LinkState.SIGNIN_PAGE
        assert desk.flip.received.totals["patch"] <= 6
        assert len(desk.console.unsent()) == 20


async def test_offline_tries_do_not_count_against_an_answer_that_is_not_confirmed(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.flip.faults.add("reset=1,on=patch,count=5", "disagree=device_status,on=patch,count=1")
        await rounds_for(desk, 300)
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_an_answer_given_by_a_clock_hours_ahead_is_not_held_for_hours(open_desk):
    """Offline at first: nobody knows yet that the laptop is wrong (negative control: `not_before` alone)."""
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
    async with open_desk(desk, undo_s=5.0, laptop_off_s=8 * 3600.0) as desk:
        await desk.answer(command.id)
        assert desk.row(command.id).stage is Stage.HOLDING
        desk.pass_seconds(6)
        await desk.look()
        await desk.round()
        assert desk.row(command.id).stage is Stage.DELIVERED


async def test_a_row_that_became_unreadable_is_not_answered_unseen(open_desk):
    """Its new version may be anything (negative control: `named` always True)."""
    async with open_desk() as desk:
        command, other = desk.flip.add(), desk.flip.add()
        await desk.look()
        desk.pass_seconds(20)

        def spoil(request: httpx.Request, response: httpx.Response) -> None:
            if is_list(request):
                response.stream = httpx.ByteStream(
                    b"[" + other.encoded() + b"," + command.encoded().replace(command.id.encode(), b"../../x") + b"]"
                )

        desk.wire.answered = spoil
        await desk.answer(command.id)
        await desk.answer(other.id)
        await desk.round()
        assert desk.row(other.id).stage is Stage.DELIVERED
        assert desk.row(command.id).held.gone_at is None
        assert desk.row(command.id).stage is Stage.NEEDS_REVIEW
        assert desk.console.link.unreadable == 1


async def test_a_list_with_an_unreadable_row_makes_nothing_gone(open_desk):
    async with open_desk(list_kind="drops") as desk:
        command = desk.flip.add()
        await desk.look()
        desk.flip.answer(command.id, "OK", None)
        desk.flip.faults.add("malformed=hostile_id,on=list,count=1")
        await desk.look()
        assert desk.console.link.unreadable
        assert desk.row(command.id).held.gone_at is None
        await desk.look()
        assert desk.row(command.id).held.gone_at is not None


async def test_run_delivers_in_real_time_and_ends_when_told(open_desk):
    async with open_desk() as desk:
        command = desk.flip.add()
        task = asyncio.create_task(desk.courier.run())
        listed = asyncio.Event()
        desk.console.rows_changed.connect(lambda _diff: listed.set())
        await asyncio.wait_for(listed.wait(), 10)
        await desk.answer(command.id)

        async def delivered() -> None:
            while desk.row(command.id).stage is not Stage.DELIVERED:
                listed.clear()
                await listed.wait()

        await asyncio.wait_for(delivered(), 10)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled()
        assert desk.console.link.next_poll_at > desk.console.now() + timedelta(seconds=40)
