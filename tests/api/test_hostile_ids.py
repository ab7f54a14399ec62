"""Gate SEC6: an id cannot steer a request."""

import random
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from flipconsole.api.payload import read_listing
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import ApiError, Refused

ALLOWED = re.compile(r"/v1/command/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GOOD = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
PARTS = (
    GOOD, GOOD.upper(), GOOD[:-1], "", "/", "//", "..", ".", "../", "/..", "../../admin/x", "%2e%2e/", "%2f", "\\",
    "\\..\\", "?", "?device_status=OK", "#", "#x", ";", ";a=b", "&", "=", "@evil.test", ":", "http://evil.test/",
    "//evil.test/", "evil.test", "{id}", "{", "}", "{" + GOOD + "}", "urn:uuid:", "\x00", "\n", "\r\nX: 1", "\t", " ",
    "\u200b", "\u202e", "０", "ａ", "٣", "é", "\ud800", "null", "None", "*", "commands", "x" * 5_000, "-", "0" * 36,
    "%00", "%s", "+", "~", "'", '"', "<", "[::1]",
)  # fmt: skip


def hostile_ids() -> list[str]:
    """5,000 texts that are no canonical id."""
    rng = random.Random(6)
    found: dict[str, None] = {}
    while len(found) < 5_000:
        kind = rng.randrange(3)
        if kind == 0:
            text = "".join(rng.choice(PARTS) for _ in range(rng.randint(1, 4)))
        elif kind == 1:
            at = rng.randrange(len(GOOD) + 1)
            text = GOOD[:at] + rng.choice(PARTS) + GOOD[at + rng.randrange(3) :]
        else:
            text = "".join(
                rng.choice((letter.upper(), letter, urllib.parse.quote(letter), f"%{ord(letter):02x}"))
                for letter in GOOD
            )
        if re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is None:
            found[text] = None
    return list(found)


IDS = hostile_ids()


async def test_no_hostile_id_leaves(wire: Any) -> None:
    paths: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        return httpx.Response(200, content=wire.text())

    async with wire.client(handle) as client:
        for command_id in IDS:
            with pytest.raises(Refused) as caught:
                await client.acknowledge(command_id, Answer.OK, None)
            assert caught.value.status is None
        assert paths == []
        await client.acknowledge(GOOD, Answer.OK, None)
    assert [ALLOWED.fullmatch(path) is not None for path in paths] == [True]


def test_no_hostile_id_becomes_a_row_that_could_be_answered(wire: Any) -> None:
    for command_id in IDS:
        reading = read_listing(wire.list_of(wire.text(), wire.text(id=command_id)))
        assert [command.id for command in reading.commands] == [GOOD]
        assert len(reading.unreadable) == 1


async def test_the_check_catches_an_id_that_is_just_put_into_the_path(
    wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        return httpx.Response(200, content=wire.text())

    put_in: Callable[[object, str], str] = lambda _paths, command_id: f"/v1/command/{command_id}"  # noqa: E731
    monkeypatch.setattr("flipconsole.domain.paths.Paths.of_command", put_in)
    async with wire.client(handle) as client:
        monkeypatch.setattr(client, "_url", lambda path: httpx.URL("https://flip.test").join(path))
        for command_id in ("../../admin/x", "x?device_status=OK"):
            await client.acknowledge(command_id, Answer.OK, None)
    assert paths == ["/admin/x", "/v1/command/x?device_status=OK"]
    assert not any(ALLOWED.fullmatch(path) for path in paths)


async def test_even_then_the_client_sees_that_the_path_is_another(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second lock: what is asked for must be, to the letter, what leaves."""
    put_in: Callable[[object, str], str] = lambda _paths, command_id: f"/v1/command/{command_id}"  # noqa: E731
    monkeypatch.setattr("flipconsole.domain.paths.Paths.of_command", put_in)
    paths: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        return httpx.Response(404)

    async with wire.client(handle) as client:
        for command_id in ("../../admin/x", "%2e%2e/..", "a b", "é", "@evil.test", "\n"):
            with pytest.raises(ApiError):
                await client.acknowledge(command_id, Answer.OK, None)
    assert all(path.startswith("/v1/command/") and ".." not in path.split("/") for path in paths)
