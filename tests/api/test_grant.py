"""OAuth client credentials: cached, renewed at 80 % of life, once on a 401, by one request, to one address (P4)."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.grant import Grant
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    ProfileError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from flipconsole.simulator.simulator import HandClock, Simulator

SECRET = "hush-canary-1f0e9d8c"
ORIGIN = read_origin("https://flip.test")
TOKEN_URL = "https://oauth.test/token"


class Flip:
    """Two servers: one gives tokens with numbers, the other takes the newest of them."""

    def __init__(self, lasts_s: float | None = 3600.0) -> None:
        self.lasts_s = lasts_s
        self.given = 0
        self.valid: set[str] = set()
        self.requests: list[httpx.Request] = []
        self.answer: Callable[[httpx.Request], httpx.Response] | None = None
        self.now = 1000.0
        self.row: dict[str, Any] = {}

    def grant(self, note: Callable[[str], None] = lambda _token: None) -> Grant:
        transport = httpx.MockTransport(self)
        return Grant(TOKEN_URL, "me", Token(SECRET), ORIGIN, transport=transport, note=note, steady=lambda: self.now)

    def client(self) -> FlipClient:
        client = FlipClient(ORIGIN, None, transport=httpx.MockTransport(self))
        client.use_grant(TOKEN_URL, "me", Token(SECRET))
        return client

    def asked(self, host: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.host == host]

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        await asyncio.sleep(0)
        if request.url.host == "oauth.test":
            if self.answer is not None:
                return self.answer(request)
            self.given += 1
            self.valid = {f"access-{self.given}"}
            body: dict[str, Any] = {"access_token": f"access-{self.given}", "token_type": "Bearer"}
            return httpx.Response(200, json=body if self.lasts_s is None else body | {"expires_in": self.lasts_s})
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.valid:
            return httpx.Response(401, json={"message": f"no {token}"})
        if request.method == "PATCH":
            return httpx.Response(200, json=self.row | json.loads(request.content))
        return httpx.Response(200, json=[])


async def test_the_request_is_the_pages_form_and_carries_no_header_of_ours() -> None:
    flip = Flip()
    assert (await flip.grant().token()).reveal() == "access-1"
    request = flip.requests[0]
    assert (request.method, str(request.url)) == ("POST", TOKEN_URL)
    assert "authorization" not in request.headers
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["me"],
        "client_secret": [SECRET],
    }


@pytest.mark.parametrize(("lasts_s", "at_s"), [(3600.0, 2880.0), (60.0, 48.0), (None, 240.0), (1e9, 0.8 * 86_400)])
async def test_it_is_kept_until_four_fifths_of_its_life(lasts_s: float | None, at_s: float) -> None:
    flip = Flip(lasts_s)
    grant = flip.grant()
    await grant.token()
    flip.now += at_s - 1
    assert (await grant.token()).reveal() == "access-1"
    flip.now += 2
    assert (await grant.token()).reveal() == "access-2"


async def test_many_who_ask_at_once_are_served_by_one_request() -> None:
    flip = Flip()
    grant = flip.grant()
    tokens = await asyncio.gather(*(grant.token() for _ in range(50)))
    assert flip.given == 1
    tokens = await asyncio.gather(*(grant.other_than(tokens[0]) for _ in range(50)))
    assert flip.given == 2
    assert {token.reveal() for token in tokens} == {"access-2"}


async def test_a_401_brings_one_new_token_and_one_more_try() -> None:
    flip = Flip()
    async with flip.client() as client:
        await client.commands()
        flip.valid.clear()
        await client.commands()
    paths = [(request.url.host, request.url.path) for request in flip.requests]
    api, oauth = ("flip.test", "/v1/commands"), ("oauth.test", "/token")
    assert paths == [oauth, api, api, oauth, api]


async def test_the_answer_that_met_the_401_is_sent_once_more_with_the_same_body(wire: Any) -> None:
    flip = Flip()
    flip.row = wire.row()
    async with flip.client() as client:
        await client.commands()
        flip.valid.clear()
        answered = await client.acknowledge(wire.id, Answer.OK, "done")
    assert answered.command.device_status == "OK"
    sent = [request.content for request in flip.requests if request.method == "PATCH"]
    assert len(sent) == 2
    assert sent[0] == sent[1]


async def test_a_401_to_a_new_token_too_ends_there_and_asks_for_a_valid_one() -> None:
    flip = Flip()
    flip.answer = lambda request: httpx.Response(200, json={"access_token": "never-good", "expires_in": 3600})
    async with flip.client() as client:
        with pytest.raises(Unauthorized, match=r"does not accept the token.*Enter a valid token") as refused:
            await client.commands()
    assert (len(flip.asked("oauth.test")), len(flip.asked("flip.test"))) == (2, 2)
    assert "never-good" not in str(refused.value)


def text(status: int, body: str = "", **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _request: httpx.Response(status, text=body, headers=headers)


REFUSALS: dict[str, tuple[Callable[[httpx.Request], httpx.Response], type[ApiError]]] = {
    "wrong secret": (text(401, json.dumps({"error": "invalid_client", "message": f"bad {SECRET}"})), Unauthorized),
    "unknown client": (text(400, json.dumps({"error": "invalid_client"})), Unauthorized),
    "no such place": (text(404), Misdirected),
    "elsewhere": (text(302, location="https://evil.test/token"), Misdirected),
    "trouble": (text(503), Unreachable),
    "wait": (text(429, **{"retry-after": "3"}), Throttled),
    "a page": (text(200, "<html>sign in</html>"), BadPayload),
    "no token": (text(200, "{}"), BadPayload),
    "another kind": (text(200, '{"access_token":"x","token_type":"mac"}'), BadPayload),
    "no header": (text(200, '{"access_token":"a b","token_type":"Bearer"}'), BadPayload),
    "no life": (text(200, '{"access_token":"x","expires_in":0}'), BadPayload),
    "null life": (text(200, '{"access_token":"x","expires_in":"soon"}'), BadPayload),
}


@pytest.mark.parametrize("name", REFUSALS)
async def test_without_an_access_token_nothing_leaves_and_nothing_is_in_doubt(name: str, wire: Any) -> None:
    flip = Flip()
    flip.answer, kind = REFUSALS[name]
    async with flip.client() as client:
        with pytest.raises(kind) as failed:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert failed.value.heard
    assert flip.asked("flip.test") == []
    assert {request.url.host for request in flip.requests} == {"oauth.test"}
    assert SECRET not in str(failed.value)


async def test_a_lost_answer_to_the_request_for_a_token_leaves_no_doubt_about_the_ack(wire: Any) -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("gone", request=request)

    flip = Flip()
    flip.answer = lose
    async with flip.client() as client:
        with pytest.raises(Unreachable) as failed:
            await client.acknowledge(wire.id, Answer.OK, None)
    assert failed.value.heard


async def test_the_secret_goes_to_the_token_address_and_access_tokens_to_the_server() -> None:
    flip = Flip()
    async with flip.client() as client:
        await client.commands()
        await client.ask("GET", "/v1/sites")
        await client.commands()
    for request in flip.requests:
        everything = f"{request.url} {request.headers.raw} {request.content.decode()}"
        assert (SECRET in everything) is (request.url.host == "oauth.test")
        assert ("access-" in everything) is (request.url.host == "flip.test")


async def test_each_access_token_is_told_so_that_no_log_shows_it() -> None:
    flip, told = Flip(), []
    grant = flip.grant(told.append)
    await grant.other_than(await grant.token())
    assert told == ["access-1", "access-2"]
    assert grant.held is not None
    assert "access" not in repr(grant.held)
    await grant.aclose()
    assert grant.held is None


async def test_another_secret_takes_the_place_of_the_grant() -> None:
    flip = Flip()
    async with flip.client() as client:
        await client.commands()
        client.use_token(Token("access-1"))
        await client.commands()
        assert flip.given == 1
        client.use_token(None)
        with pytest.raises(Unauthorized):
            await client.commands()


BAD_ADDRESSES = {
    "plain": "http://oauth.flip.energy/token",
    "no path": "https://oauth.flip.energy",
    "root": "https://oauth.flip.energy/",
    "user": "https://me:pw@oauth.flip.energy/token",
    "query": "https://oauth.flip.energy/token?x=1",
    "this computer": "http://127.0.0.1:8000/oauth/token",
    "dots": "https://oauth.flip.energy/../token",
    "nothing": "",
}


@pytest.mark.parametrize("name", BAD_ADDRESSES)
def test_an_address_that_no_secret_may_go_to_is_refused(name: str) -> None:
    with pytest.raises(ProfileError):
        Grant(BAD_ADDRESSES[name], "me", Token(SECRET), ORIGIN)


def test_a_simulator_is_given_no_secret_of_a_true_server() -> None:
    with pytest.raises(ProfileError, match="no stand-in"):
        Grant(TOKEN_URL, "me", Token(SECRET), read_origin("http://127.0.0.1:8000"))


@pytest.mark.parametrize("client_id", ["", "a b", "ä", "x" * 201, "a\nb"])
def test_a_client_id_that_is_none_is_refused(client_id: str) -> None:
    with pytest.raises(ProfileError):
        Grant(TOKEN_URL, client_id, Token(SECRET), ORIGIN)


async def test_with_a_real_flip_tokens_expire_and_are_renewed(
    simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport],
) -> None:
    from datetime import UTC, datetime

    clock = HandClock(datetime(2025, 4, 30, tzinfo=UTC))
    simulator = Simulator(now=clock)
    command = simulator.add()
    async with FlipClient(
        read_origin("http://127.0.0.1:8000"), None, transport=simulator_transport(simulator)
    ) as client:
        client.use_grant(
            "http://127.0.0.1:8000/oauth/token", simulator.oauth.client_id, Token(simulator.oauth.client_secret)
        )
        assert len((await client.commands()).commands) == 1
        clock.advance(3601)  # it is not this computer's clock that tells, but Flip's 401
        await client.acknowledge(command.id, Answer.OK, None)
        simulator.oauth.revoke()
        await client.commands()
    assert simulator.oauth.given == 3
    assert simulator.get(command.id).device_status == "OK"
