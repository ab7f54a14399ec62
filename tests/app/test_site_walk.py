"""The walk through the sites is polite, resumes where it was, and is never in the way of answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec
import pytest

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.site_rows import DevicesRead, SitesPage
from flipconsole.api.sites import SiteReader
from flipconsole.app import politeness, site_walk
from flipconsole.app.backoff import Backoff
from flipconsole.app.batteries import Batteries
from flipconsole.app.clock import FlipClock
from flipconsole.app.site_walk import SiteWalk
from flipconsole.app.waiting import until
from flipconsole.app.walked import WalkState
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import Refused
from flipconsole.domain.profile import profile_at
from flipconsole.domain.sites import Catalogue, Device, Site, facts_of_sites
from flipconsole.parts import open_parts
from flipconsole.simulator.simulator import Simulator
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.store.site_file import SiteFile

Transport = Callable[[Simulator], httpx.AsyncBaseTransport]


class Town:
    """A simulated Flip, and a walk through its sites on a clock that runs a hundred times as fast."""

    def __init__(self, flip: Simulator, transport: httpx.AsyncBaseTransport, folder: Path) -> None:
        self.flip = flip
        self.left: list[tuple[float, str]] = []
        self.clock = FlipClock(steady=lambda: time.monotonic() * 100)
        self.client = FlipClient(read_origin("https://sim.test"), Token(flip.token), transport=_Noting(transport, self))
        self.file = SiteFile(folder)
        self.may_ask = True
        self.batteries = Batteries()
        self.walk = self.new_walk()

    def new_walk(self, catalogue: Catalogue | None = None, pace_s: float = 0.0) -> SiteWalk:
        catalogue = catalogue or Catalogue()
        self.walk = SiteWalk(
            SiteReader(self.client),
            self.batteries,
            catalogue,
            facts_of_sites(catalogue.sites.values()),
            self.file.keep,
            self.clock,
            Backoff(Random(1)),
            lambda: self.may_ask,
            pace_s=pace_s,
        )
        return self.walk

    @property
    def paths(self) -> list[str]:
        return [path for _at, path in self.left]

    def asked_for(self, ending: str) -> int:
        return sum(path.endswith(ending) for path in self.paths)


class _Noting(httpx.AsyncBaseTransport):
    def __init__(self, real: httpx.AsyncBaseTransport, town: Town) -> None:
        self._real, self._town = real, town

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._town.left.append((self._town.clock.steady(), request.url.path))
        return await self._real.handle_async_request(request)


@pytest.fixture
def open_town(tmp_path: Path, simulator_transport: Transport) -> Callable[..., Town]:
    def opened(batteries: int = 12, **settings: Any) -> Town:
        flip = Simulator(batteries=batteries, **settings)
        return Town(flip, simulator_transport(flip), tmp_path)

    return opened


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_walk, "FIRST_S", 0.0)
    monkeypatch.setattr(site_walk, "LOOK_S", 0.01)


async def test_every_battery_is_known_after_one_walk_with_one_request_at_a_time(open_town: Callable[..., Town]) -> None:
    town = open_town(230)
    await town.walk.walk()
    assert town.walk.walked.state is WalkState.RESTING
    for battery in town.flip.fleet:
        facts = town.batteries.facts_of(battery.device_id)
        assert (facts.maker, facts.model) == (battery.manufacturer, battery.product)
        assert facts.site
        assert facts.capacity_wh in (battery.capacity_wh, None)
        assert facts.zone is None, "no page of Flip's tells a zone, and none is guessed"
    assert town.flip.sites.most_open == 1
    assert town.asked_for("/sites") == 3 + 1, "three pages, and one that is empty"
    assert town.file.load() == town.walk.catalogue
    assert town.batteries.flips_read_at == town.walk.read_at is not None


async def test_two_requests_at_once_would_be_noticed(open_town: Callable[..., Town]) -> None:
    town = open_town(3)
    town.flip.faults.add("latency=0.05,on=sites")
    reader = SiteReader(town.client)
    await asyncio.gather(reader.sites(0), reader.sites(0))
    assert town.flip.sites.most_open == 2


async def test_a_zone_that_the_server_tells_is_known(open_town: Callable[..., Town]) -> None:
    town = open_town(3, tells_zones=True)
    await town.walk.walk()
    assert all(town.batteries.zone_of(battery.device_id) for battery in town.flip.fleet)


async def test_requests_keep_their_pace(open_town: Callable[..., Town]) -> None:
    town = open_town(2)
    await town.new_walk(pace_s=2.0).walk()
    times = [at for at, _path in town.left]
    assert len(times) > 4
    assert min(b - a for a, b in pairwise(times)) >= 2.0
    town.left.clear()
    await town.new_walk(pace_s=0.0).walk()
    times = [at for at, _path in town.left]
    assert min(b - a for a, b in pairwise(times)) < 2.0, "without a pace this test would notice"


async def test_a_request_to_wait_is_obeyed(open_town: Callable[..., Town]) -> None:
    town = open_town(3)
    town.flip.faults.add("throttle=40,on=token,count=1")
    waits: list[str] = []
    town.walk.changed.connect(lambda: waits.append(town.walk.walked.text))
    await town.walk.walk()
    tokens = [at for at, path in town.left if "/auth/" in path]
    assert tokens[1] - tokens[0] >= 40
    assert any("asked the console to wait" in text for text in waits)
    assert len(town.batteries.known) == 3 + sum(len(site.devices) for site in town.flip.sites.sites.values()) - 3


async def test_a_server_that_stumbles_is_asked_again_later_and_not_for_ever(open_town: Callable[..., Town]) -> None:
    town = open_town(3)
    town.flip.faults.add("status=500,on=devices,count=2")
    await town.walk.walk()
    assert town.walk.walked.state is WalkState.RESTING
    town.flip.faults.replace("status=500,on=sites")
    town.left.clear()
    await town.new_walk().walk()
    assert town.walk.walked.state is WalkState.STOPPED
    assert "not available" in town.walk.walked.text
    assert len(town.left) == politeness.MOST_TRIES


@pytest.mark.parametrize("kind", ["sites", "token"])
async def test_a_refused_token_ends_it_at_once(open_town: Callable[..., Town], kind: str, at_once: None) -> None:
    del at_once
    town = open_town(3)
    town.flip.faults.add(f"status=401,on={kind}")
    town.walk.ask()
    running = asyncio.create_task(town.walk.run())
    assert await until(lambda: town.walk.walked.state is WalkState.STOPPED, town.walk.changed, timeout_s=10)
    asked = len(town.left)
    assert asked == (1 if kind == "sites" else 2 + 1)
    await asyncio.sleep(0.1)
    assert len(town.left) == asked, "not one more try with it"
    assert not town.walk.is_due()
    running.cancel()


async def test_a_site_token_that_is_refused_is_renewed_once(open_town: Callable[..., Town]) -> None:
    town = open_town(3)
    town.flip.faults.add("status=401,on=devices,count=1")
    await town.walk.walk()
    sites = len(town.flip.sites.sites)
    assert town.walk.walked.state is WalkState.RESTING
    assert (town.asked_for("/devices"), len(town.batteries.known) >= 3) == (sites + 1, True)
    assert sum("/auth/" in path for path in town.paths) == sites + 1


async def test_a_site_that_flip_does_not_give_is_told_and_hides_no_other(open_town: Callable[..., Town]) -> None:
    town = open_town(12)
    town.flip.faults.add("status=403,on=devices,count=1")
    await town.walk.walk()
    troubles = [site.trouble for site in town.walk.catalogue.sites.values()]
    assert troubles[0].startswith("Flip does not give it")
    assert not any(troubles[1:])
    town.flip.faults.replace("status=403,on=devices")
    town.left.clear()
    await town.new_walk().walk()
    assert town.walk.walked.state is WalkState.STOPPED
    assert town.asked_for("/devices") == site_walk.MOST_REFUSALS


async def test_a_server_without_sites_is_told_plainly(open_town: Callable[..., Town]) -> None:
    town = open_town(3, sites=False)
    await town.walk.walk()
    assert town.walk.walked.state is WalkState.STOPPED
    assert "gives no list of sites" in town.walk.walked.text
    assert len(town.left) == 1


async def test_a_walk_that_was_broken_off_goes_on_where_it_was(open_town: Callable[..., Town]) -> None:
    town = open_town(40)
    town.flip.faults.add("latency=60,on=devices,after=10")
    walking = asyncio.create_task(town.walk.walk())
    assert await until(lambda: town.walk.walked.done == 10, town.walk.changed, timeout_s=10)
    walking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await walking
    town.flip.faults.clear()
    kept = town.file.load()
    assert sum(site.read_at is not None for site in kept.sites.values()) == 10
    town.left.clear()
    town.batteries = Batteries()
    again = town.new_walk(kept)
    assert len(town.batteries.known) >= 10, "what was read is known at once, offline too"
    await again.walk()
    assert town.asked_for("/devices") == len(town.flip.sites.sites) - 10


async def test_it_can_be_stopped_and_does_not_begin_again_by_itself(open_town: Callable[..., Town]) -> None:
    town = open_town(60)
    town.walk.ask()
    town.walk.changed.connect(lambda: town.walk.stop() if town.walk.walked.done == 5 else None)
    await town.walk.walk()
    assert (town.walk.walked.state, town.walk.walked.done) == (WalkState.STOPPED, 5)
    assert town.walk.walked.text == "Somebody stopped it."
    assert len(town.batteries.known) >= 5, "what was read is known"
    assert not town.walk.is_due()


async def test_what_is_stopped_before_it_began_does_not_begin(open_town: Callable[..., Town]) -> None:
    town = open_town(3)
    town.walk.ask()
    town.walk.stop()
    assert town.walk.walked.state is WalkState.STOPPED
    assert not town.walk._wanted.is_set()
    town.walk.ask()
    await town.walk.walk()
    assert town.walk.walked.state is WalkState.RESTING


class _Endless:
    """A server whose list has no end: unreadable entries, always the same site, or ever new ones."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.asked = 0

    async def sites(self, skip: int) -> SitesPage:
        self.asked += 1
        match self.kind:
            case "unreadable":
                return SitesPage((), 100, 100)
            case "same":
                return SitesPage((Site("S", "Oak"),), 0, 1)
        return SitesPage(tuple(Site(str(skip + number), "Oak") for number in range(100)), 0, 100)

    async def token(self, site_id: str) -> Token:
        del site_id
        raise Refused("no", status=403)

    async def devices(self, site_id: str, token: Token) -> DevicesRead:
        raise NotImplementedError


@pytest.mark.parametrize(("kind", "most"), [("unreadable", 1), ("same", 2), ("new", 20)])
async def test_a_list_without_an_end_is_not_walked_for_ever(
    open_town: Callable[..., Town], monkeypatch: pytest.MonkeyPatch, kind: str, most: int
) -> None:
    monkeypatch.setattr(site_walk, "MOST_SITES", 2_000)
    town, endless = open_town(1), _Endless(kind)
    town.walk._reader = endless
    await asyncio.wait_for(town.walk.walk(), 20)
    assert endless.asked <= most


async def test_what_is_known_stays_while_its_entry_cannot_be_read(open_town: Callable[..., Town]) -> None:
    town = open_town(2)
    await town.walk.walk()
    known = dict(town.batteries.known)
    town.walk._reader = _Endless("unreadable")
    await town.walk.walk()
    assert dict(town.batteries.known) == known
    assert town.walk.catalogue.unreadable == 100


async def test_nothing_is_asked_before_a_person_asks_and_then_once_a_day(
    open_town: Callable[..., Town], at_once: None
) -> None:
    del at_once
    town = open_town(3)
    running = asyncio.create_task(town.walk.run())
    await asyncio.sleep(0.1)
    assert not town.left
    town.walk.ask()
    assert await until(lambda: town.walk.read_at is not None, town.walk.changed, timeout_s=10)
    assert await until(lambda: town.walk.walked.state is WalkState.RESTING, town.walk.changed, timeout_s=10)
    asked = len(town.left)
    await asyncio.sleep(0.1)
    assert len(town.left) == asked
    running.cancel()
    old = msgspec.structs.replace(town.file.load(), listed_at=datetime.now(UTC) - timedelta(hours=25))
    assert not town.walk.is_due()
    assert not town.new_walk(town.file.load()).is_due(), "not at the next start either"
    assert town.new_walk(old).is_due()
    assert not town.new_walk(msgspec.structs.replace(old, asked=False)).is_due()


async def test_it_stands_back_while_something_else_matters(
    open_town: Callable[..., Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(politeness, "STANDS_BACK_S", 0.0)
    town = open_town(3)
    town.may_ask = False
    walking = asyncio.create_task(town.walk.walk())
    assert await until(lambda: town.walk.walked.state is WalkState.WAITING, town.walk.changed, timeout_s=10)
    assert not town.left
    town.may_ask = True
    await walking
    assert town.walk.walked.state is WalkState.RESTING


async def test_an_answer_does_not_wait_for_a_slow_walk(tmp_path: Path, simulator_transport: Transport) -> None:
    flip = Simulator(batteries=5)
    command = flip.add(device_id=flip.fleet[0].device_id)
    flip.faults.add("latency=30,on=sites")
    profile, home = profile_at("http://127.0.0.1:8000"), Home(tmp_path / "data")
    async with open_parts(
        profile, home, Settings(operator="Ana"), flip.token, transport=simulator_transport(flip)
    ) as parts:
        working = [asyncio.create_task(parts.courier.run()), asyncio.create_task(parts.walk.walk())]

        def is_walking() -> bool:
            return bool(flip.received.requests("sites"))

        assert await until(lambda: command.id in parts.console.rows, parts.console.rows_changed, timeout_s=10)
        for _turn in range(400):
            if is_walking():
                break
            await asyncio.sleep(0.01)
        assert is_walking()
        assert parts.console.acknowledge([parts.console.rows[command.id]], Answer.OK, None) == ()

        def is_delivered() -> bool:
            newest = parts.console.rows[command.id].newest_ack
            return newest is not None and newest.state is AckState.DELIVERED

        assert await until(is_delivered, parts.console.rows_changed, parts.console.acks_saved, timeout_s=10)
        assert flip.received.requests("sites")[0].answered is None, "the walk's request still hangs"
        for work in working:
            work.cancel()
        await asyncio.gather(*working, return_exceptions=True)


async def test_everything_is_known_offline_at_the_next_start(tmp_path: Path, simulator_transport: Transport) -> None:
    flip = Simulator(batteries=4)
    profile, home = profile_at("http://127.0.0.1:8000"), Home(tmp_path / "data")
    async with open_parts(
        profile, home, Settings(operator="Ana"), flip.token, transport=simulator_transport(flip)
    ) as parts:
        assert await parts.courier.fetch_once()
        parts.walk.ask()
        await parts.walk.walk()
        parts.batteries.enter(flip.fleet[0].device_id, "name", "Garage")
        known, read_at = dict(parts.batteries.known), parts.batteries.flips_read_at
    assert len(known) >= 4

    def no_network(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network")

    async with open_parts(
        profile, home, Settings(operator="Ana"), "", transport=httpx.MockTransport(no_network)
    ) as parts:
        assert dict(parts.batteries.known) == known
        assert parts.batteries.flips_read_at == read_at is not None
        assert parts.walk.catalogue.asked


async def test_no_token_reaches_a_file_or_a_log(
    open_town: Callable[..., Town], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    town = open_town(5)
    given: list[str] = []
    give = town.flip.sites.give_token

    def noting(*args: Any) -> Any:
        reply = give(*args)
        given.append(msgspec.json.decode(reply.body)["site_access_token"])
        return reply

    town.flip.sites.give_token = noting  # type: ignore[method-assign]
    town.flip.faults.add("status=500,on=devices,count=2")
    await town.walk.walk()
    assert len(given) >= 4
    written = _all_text(tmp_path) + caplog.text
    assert "S-10000" in written
    assert not [secret for secret in (*given, town.flip.token) if secret in written]


def _all_text(folder: Path) -> str:
    return "".join(path.read_text() for path in folder.rglob("*") if path.is_file())


def test_a_battery_that_two_sites_claim_has_no_site() -> None:
    device = Device("a", "Halden", capacity_wh=10_000.0)
    found = facts_of_sites([Site("1", "Oak", "9 Oak", devices=(device,)), Site("2", "Elm", "3 Elm", devices=(device,))])
    assert found.doubled == {"a"}
    assert (found.facts["a"].site, found.facts["a"].address) == (None, None)
    assert (found.facts["a"].maker, found.facts["a"].capacity_wh) == ("Halden", 10_000.0)


def test_sites_of_one_name_are_told_apart() -> None:
    sites = [Site(str(number), "Bakery", devices=(Device(f"d{number}"),)) for number in (1, 2)]
    assert [facts.site for facts in facts_of_sites(sites).facts.values()] == ["Bakery · 1", "Bakery · 2"]
