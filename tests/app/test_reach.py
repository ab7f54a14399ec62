from __future__ import annotations

import httpx
import pytest

from flipconsole.domain.reach import LOOKED_BACK_S, must_ask
from tests.app.conftest import Desk, OpenDesk


def unplug(request: httpx.Request) -> None:
    raise httpx.ConnectError("no network", request=request)


def asks(desk: Desk) -> bool:
    return must_ask(desk.console.aids.reach.outcomes())


async def test_a_flap_of_the_network_is_remembered_for_fifteen_minutes(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        assert asks(desk)  # nothing is known of this run yet
        await desk.look()
        assert not asks(desk)
        desk.wire.leaving = unplug
        desk.pass_seconds(60)
        await desk.look()
        desk.wire.leaving = lambda _request: None
        desk.pass_seconds(60)
        await desk.look()
        assert [one.got_through for one in desk.console.aids.reach.outcomes()] == [True, False, True]
        assert asks(desk)
        desk.pass_seconds(LOOKED_BACK_S - 60)
        await desk.look()
        assert asks(desk)
        desk.pass_seconds(61)
        assert not asks(desk)


async def test_an_answer_that_is_lost_on_the_way_counts_too(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        command = desk.flip.add()
        await desk.look()
        await desk.answer(command.id)
        desk.wire.leaving = lambda request: unplug(request) if request.method == "PATCH" else None
        await desk.round()
        assert [one.got_through for one in desk.console.aids.reach.outcomes()] == [True, False]
        assert desk.console.aids.reach.outcomes()[-1].why


@pytest.mark.parametrize("status", [401, 429, 500, 503])
async def test_where_flip_answers_whatever_it_says_this_computer_was_online(open_desk: OpenDesk, status: int) -> None:
    async with open_desk() as desk:
        await desk.look()
        desk.wire.answered = lambda _request, response: setattr(response, "status_code", status)
        desk.pass_seconds(60)
        await desk.look()
        assert len(desk.console.aids.reach.outcomes()) == 2
        assert not asks(desk)


async def test_a_sign_in_page_is_no_answer_of_flips(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        await desk.look()
        page = httpx.Response(200, headers={"Content-Type": "text/html"}, text="<html>Welcome to the hotel</html>")

        def answered(request: httpx.Request, response: httpx.Response) -> None:
            response.stream = page.stream
            response.headers = page.headers

        desk.wire.answered = answered
        desk.pass_seconds(60)
        await desk.look()
        assert asks(desk)


async def test_sleep_makes_a_record_old_and_a_clock_set_back_does_not_make_it_young(open_desk: OpenDesk) -> None:
    async with open_desk() as desk:
        desk.wire.leaving = unplug
        await desk.look()
        desk.sleep(LOOKED_BACK_S + 1)
        assert desk.console.aids.reach.outcomes() == ()
