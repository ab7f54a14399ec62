"""Two operators and a utility, in any order: no change is overwritten unasked, and nobody is asked for nothing."""

from collections import defaultdict
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from flipconsole.app import delivery, settling
from flipconsole.app.clock import FlipClock
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.domain.verdict import Decision, Verdict
from flipconsole.parts import Parts, open_parts
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from tests.faults.conftest import START
from tests.gates import Gate

COMMANDS, STEPS = 2, 14
Terms = tuple[str, int | None, str]


class Desk:
    """One operator with a console, and what an observer knows of both sides of its line."""

    def __init__(self, name: str, flip: Simulator, clock: HandClock) -> None:
        self.name, self.flip, self.clock = name, flip, clock
        self.parts: Parts
        self.is_up = True
        self.seen: dict[str, Terms] = {}
        self.intents: dict[str, tuple[str, Terms]] = {}
        self.sent: defaultdict[str, list[str]] = defaultdict(list)
        self.overwritten: list[str] = []
        self.raced: set[str] = set()
        self._wire: httpx.AsyncBaseTransport

    async def open(self, stack: AsyncExitStack, directory: Path, wire: httpx.AsyncBaseTransport) -> None:
        desk = self

        class Line(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                desk.leaving(request)
                response = await wire.handle_async_request(request)
                if request.method == "PATCH":  # its answer shows the command as it then is
                    command_id = request.url.path.rpartition("/")[2]
                    desk.seen[command_id] = desk.stands(command_id)
                return response

        self.parts = await stack.enter_async_context(
            open_parts(
                profile_at("http://127.0.0.1:8000"), Home(directory), Settings(operator=self.name), self.flip.token,
                undo_s=0.0, transport=Line(), chance=Random(1),
                clock=FlipClock(self.clock, lambda: self.clock().timestamp()),
            )
        )  # fmt: skip

    def stands(self, command_id: str) -> Terms:
        command = self.flip.get(command_id)
        return command.status, command.setpoint_w, command.device_status

    def leaving(self, request: httpx.Request) -> None:
        """Judge a request by what the last list showed, and note what has changed since."""
        if not self.is_up:
            raise httpx.ConnectError("no network", request=request)
        if request.method == "GET":
            drops = self.flip.settings.list == "drops"
            named = [one.id for one in self.flip.commands() if not drops or one.device_status == "PENDING"]
            self.seen = {one: self.stands(one) for one in named}
            return
        reason = request.content.decode().rsplit('"', 2)[1]
        command_id, saw = self.intents[reason]
        own = {answer for one in self.sent[command_id] for answer in [one.partition(" ")[0]]}
        shown = self.seen.get(command_id, saw)  # a list that drops what was answered shows nothing to compare with
        if shown[:2] != saw[:2] or (shown[2] != saw[2] and shown[2] not in own):
            self.overwritten.append(f"{self.name}: {reason} for {saw} sent over {shown}")
        if self.stands(command_id)[:2] != saw[:2]:
            self.raced.add(reason)
        self.sent[command_id].append(reason)

    async def round(self) -> None:
        await self.parts.courier.one_round()

    async def answer(self, command_id: str, answer: Answer) -> None:
        """Answer a command as this console shows it."""
        row = self.parts.console.rows.get(command_id)
        if row is None:
            return
        held = row.held.command
        reason = f"{answer} {self.name} {len(self.intents)}"
        if self.parts.console.acknowledge([row], answer, reason) == ():
            self.intents[reason] = command_id, (held.status, held.battery_commands.setpoint_w, held.device_status)
            await saved(self.parts, command_id)


async def saved(parts: Parts, command_id: str) -> None:
    from flipconsole.app.waiting import until

    console = parts.console
    assert await until(lambda: not console.is_saving(command_id), console.acks_saved, console.rows_changed, timeout_s=9)


class World:
    """One interleaving: everything that two operators, a utility and a network do to two commands."""

    def __init__(self, seed: int, directory: Path) -> None:
        self.chance = Random(seed)
        self.directory = directory
        self.clock = HandClock(START)
        self.flip = Simulator(now=self.clock, list=self.chance.choice(["keeps", "keeps", "drops"]))
        self.desks = [Desk("Ana", self.flip, self.clock), Desk("Ben", self.flip, self.clock)]
        self.ids = [self.flip.add().id for _number in range(COMMANDS)]
        self.touched: set[str] = set()

    async def live(self, transport: Any) -> None:
        async with AsyncExitStack() as stack:
            for desk in self.desks:
                await desk.open(stack, self.directory / desk.name, transport(self.flip))
                await desk.round()
            for _step in range(STEPS):
                await self.step()
            for desk in self.desks:
                desk.is_up = True
            for _minute in range(4):
                self.flip.advance(67)
                for desk in self.desks:
                    await desk.round()
            self.judge()

    async def step(self) -> None:
        desk, command_id = self.chance.choice(self.desks), self.chance.choice(self.ids)
        match self.chance.choice(["answer", "answer", "answer", "round", "round", "net", "utility", "time"]):
            case "answer":
                await desk.answer(command_id, self.chance.choice(list(Answer)))
            case "round":
                await desk.round()
            case "net":
                desk.is_up = not desk.is_up
            case "utility":
                self.touched.add(command_id)
                if self.chance.random() < 0.5:
                    self.flip.cancel(command_id)
                else:
                    self.flip.change(command_id, setpoint_w=self.chance.choice([4000, 6000]))
            case "time":
                self.flip.advance(self.chance.choice([1, 6, 12]))

    def judge(self) -> None:
        for desk in self.desks:
            assert desk.overwritten == []
            console = desk.parts.console
            told = {item.ack_seq for item in console.attention()}
            acks = {ack.reason or "": ack for row in console.rows.values() for ack in row.acks}
            assert acks.keys() == desk.intents.keys()
            for reason in desk.raced:
                assert acks[reason].seq in told or acks[reason].state is AckState.NEEDS_REVIEW, f"{reason} not told"
            others = {one for other in self.desks if other is not desk for one in other.sent}
            for reason, ack in acks.items():
                assert ack.state.is_settled, f"{reason} still waits"
                is_asked = ack.state is AckState.NEEDS_REVIEW or ack.seq in told
                assert not is_asked or ack.command_id in self.touched | others, f"{reason} asked about for nothing"


async def live_through(seeds: range, tmp_path: Path, transport: Any) -> None:
    for seed in seeds:
        await World(seed, tmp_path / str(seed)).live(transport)


@pytest.mark.gate("R5")
async def test_nobody_is_overwritten_and_nobody_asked_for_nothing(
    tmp_path: Path, simulator_transport: Any, gate: Gate
) -> None:
    count = gate.size(40, 1000)
    await live_through(range(count), tmp_path, simulator_transport)
    gate.reached(
        "1,000 interleavings: 0 overwrites unasked, 0 races not told, 0 questions for nothing",
        f"{count:,} interleavings of {STEPS} steps: 0, 0, 0",
    )


@pytest.mark.gate("R5")
@pytest.mark.parametrize("planted", ["no look before it speaks", "a race is not told"])
async def test_a_planted_bug_is_found(
    tmp_path: Path, simulator_transport: Any, gate: Gate, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    """The negative controls."""
    if planted == "a race is not told":
        monkeypatch.setattr(settling, "race_lost", lambda *_: None)
    else:
        monkeypatch.setattr(delivery, "judge", lambda *_a, **_k: Verdict(Decision.SEND))
    with pytest.raises(AssertionError, match=r"not told|sent over"):
        await live_through(range(400), tmp_path, simulator_transport)
    gate.caught(planted)
