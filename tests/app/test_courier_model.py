"""Any history of clicks, faults, colleagues and restarts: the last intent wins or is asked about; nothing is lost."""

import asyncio
import contextlib
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from flipconsole.app.delivery import Delivery, Next
from flipconsole.app.dispatch import Dispatch
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.verdict import Decision, Verdict

NUMBERS = st.integers(0, 2)
EXPIRED = "Not acknowledged within 15 minutes"


@dataclass(frozen=True)
class Seen:
    """Of a command's terms those that are changed here."""

    status: str
    setpoint_w: int | None
    device_status: str

    @property
    def question(self) -> tuple[str, int | None]:
        return self.status, self.setpoint_w


@dataclass(frozen=True)
class Intent:
    """What the operator meant; its text is the reason, so that each request names its intent."""

    number: int
    command_id: str
    answer: str
    saw: Seen
    listed: bool
    at: datetime


class Model(RuleBasedStateMachine):
    """The desk under test, and what an observer of both sides knows."""

    def __init__(self, open_desk: Any, disk: Any) -> None:
        super().__init__()
        self.open_desk = open_desk
        self.disk = disk
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.ids: list[str] = []
        self.intents: dict[str, Intent] = {}
        self.accepted: list[str] = []
        self.looks: defaultdict[str, set[str]] = defaultdict(set)
        self.last_look: dict[str, Seen] | None = None
        self.raced: set[str] = set()
        self.decided: set[str] = set()
        self.touched: set[str] = set()
        self.ambushed: set[str] = set()
        self.undone: set[str] = set()
        self.looked_at: datetime | None = None
        self.is_up = True
        self.dies_at_next_answer = False
        self.problems: list[str] = []

    # -- the world -----------------------------------------------------------------------------------------------

    @initialize(list_kind=st.sampled_from(["keeps", "drops"]), undo_s=st.sampled_from([0.0, 5.0]))
    def begin(self, list_kind: str, undo_s: float) -> None:
        self.undo_s = undo_s
        self.disk.refuses = lambda _sql, _values: False
        self.open(None, list_kind)
        for _number in range(3):
            self.ids.append(self.desk.flip.add().id)
        self.look()

    def open(self, again: Any, list_kind: str = "keeps") -> None:
        directory = Path(self.folder.name) / "data"
        self.opened = self.open_desk(again, list_kind=list_kind, undo_s=self.undo_s, directory=directory)
        self.desk = self.run(self.opened.__aenter__())
        self.desk.wire.leaving = self.leaving
        self.desk.wire.answered = self.answered

    def close(self) -> None:
        self.run(self.opened.__aexit__(None, None, None))

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def stands(self, command_id: str) -> Seen:
        command = self.desk.flip.get(command_id)
        return Seen(command.status, command.setpoint_w, command.device_status)

    def listed(self) -> dict[str, Seen]:
        everything = {command_id: self.stands(command_id) for command_id in self.ids}
        if self.desk.flip.settings.list == "keeps":
            return everything
        return {command_id: seen for command_id, seen in everything.items() if seen.device_status == "PENDING"}

    def leaving(self, request: httpx.Request) -> None:
        if not self.is_up:
            raise httpx.ConnectError("no network")
        if request.method == "GET":
            self.pending_look = self.listed()
            self.pending_look_at = self.desk.clock()
            return
        reason = request.content.decode().rsplit('"', 2)[1]
        intent = self.intents[reason]
        if intent.command_id in self.ambushed:
            self.ambushed.discard(intent.command_id)
            self.touched.add(intent.command_id)
            self.desk.flip.cancel(intent.command_id)
        self.judge_request(reason, intent)
        if intent.saw.question != self.stands(intent.command_id).question:
            self.raced.add(reason)
        else:  # asked once more, and Flip stands again on what the operator saw
            self.raced.discard(reason)
        self.accepted.append(reason)

    def answered(self, request: httpx.Request, _response: httpx.Response) -> None:
        if request.method == "GET":
            self.last_look, self.looked_at = self.pending_look, self.pending_look_at
            for command_id, seen in self.last_look.items():
                self.looks[command_id].add(seen.device_status)
            # Not settled, and by now Flip stands again on what the operator saw: what was between, nobody can know.
            acks = self.acks()
            self.raced -= {
                one for one in self.raced if not acks[one].state.is_settled and self.is_shown_as_seen(self.intents[one])
            }
            return
        if self.dies_at_next_answer:
            raise asyncio.CancelledError
        if self.last_look is not None:  # an answer shows the command as it then is
            command_id = str(request.url).rsplit("/", 1)[1]
            self.last_look[command_id] = self.stands(command_id)

    def is_shown_as_seen(self, intent: Intent) -> bool:
        """Whether the last list shows the question that the operator answered."""
        shown = None if self.last_look is None else self.last_look.get(intent.command_id)
        return shown is not None and shown.question == intent.saw.question

    def judge_request(self, reason: str, intent: Intent) -> None:
        """Whether this request may leave, by what the last look showed."""
        mine = [self.intents[one] for one in self.accepted if self.intents[one].command_id == intent.command_id]
        if mine and max(one.number for one in mine) > intent.number:
            self.problems.append(f"{reason} overtaken by a newer answer, and sent after it")
        now = self.desk.clock()
        if (now - intent.at).total_seconds() < self.undo_s:
            self.problems.append(f"{reason} sent while it could be undone")
        if self.looked_at is None or (now - self.looked_at).total_seconds() > 10:
            self.problems.append(f"{reason} sent without a fresh look")
        if reason in self.undone:
            self.problems.append(f"{reason} sent after it had been undone")
        shown = None if self.last_look is None else self.last_look.get(intent.command_id)
        if shown is None:
            if reason not in self.accepted and intent.listed and intent.saw.device_status == "PENDING" and not mine:
                self.problems.append(f"{reason} sent for the first time to a command that had vanished")
            return
        if shown.question != intent.saw.question:
            self.problems.append(f"{reason} sent for {shown}, seen was {intent.saw}")
        own = {one.answer for one in mine}
        if shown.device_status != intent.saw.device_status and shown.device_status not in own:
            self.problems.append(f"{reason} sent over {shown.device_status}, seen was {intent.saw}")

    # -- what people and machines do -----------------------------------------------------------------------------

    @rule()
    def look(self) -> None:
        self.desk.courier.refresh()
        self.round()

    @rule()
    def round(self) -> None:
        with contextlib.suppress(StoreError):
            try:
                self.run(self.desk.round())
            except asyncio.CancelledError:
                self.dies_at_next_answer = False
                self.restart()
        self.run(self.desk.written())

    @rule(which=NUMBERS, answer=st.sampled_from(list(Answer)))
    def give_answer(self, which: int, answer: Answer) -> None:
        command_id = self.ids[which]
        row = self.desk.console.rows.get(command_id)
        if row is None:
            return
        held = row.held
        battery = held.command.battery_commands
        saw = Seen(held.command.status, battery.setpoint_w, held.command.device_status)
        reason = f"r{len(self.intents)}"
        if self.desk.console.acknowledge([row], answer, reason) == ():
            self.intents[reason] = Intent(
                len(self.intents), command_id, answer, saw, held.gone_at is None, self.desk.clock()
            )
        self.run(self.desk.written())

    @rule(
        which=NUMBERS,
        answer=st.sampled_from(list(Answer)),
        fate=st.sampled_from(["arrives", "lost", "ambushed", "dies", "unwritten"]),
    )
    def answer_and_deliver(self, which: int, answer: Answer, fate: str) -> None:
        """What most often goes together, so that fewer steps reach farther."""
        self.give_answer(which, answer)
        self.pass_time(6.0)
        match fate:
            case "lost":
                self.lose_answers(1)
            case "ambushed":
                self.ambush(which)
            case "dies":
                self.be_killed_while_sending()
            case "unwritten":
                self.lose_an_outcome()
        self.round()

    @rule(which=NUMBERS)
    def undo(self, which: int) -> None:
        self.desk.console.undo(self.ids[which])
        self.run(self.desk.written())
        acks = self.acks()
        self.undone |= {one for one in acks if acks[one].state is AckState.WITHDRAWN and not acks[one].attempts}

    @rule(sends=st.booleans())
    def decide(self, sends: bool) -> None:
        asking = [ack for ack in self.desk.console.needing_you() if ack.state is AckState.NEEDS_REVIEW]
        if not asking:
            return
        ack = asking[0]
        if sends:
            row = self.desk.row(ack.command_id)
            self.give_answer(self.ids.index(ack.command_id), ack.device_status)
            if row.stage == self.desk.row(ack.command_id).stage:
                return
        self.desk.console.keep_theirs(ack.seq)
        self.decided |= {reason for reason, one in self.acks().items() if one.command_id == ack.command_id}
        self.run(self.desk.written())

    @rule(is_up=st.booleans())
    def plug(self, is_up: bool) -> None:
        self.is_up = is_up

    @rule(count=st.integers(1, 3))
    def lose_answers(self, count: int) -> None:
        self.desk.flip.faults.replace(f"lost=1,on=patch,count={count}")

    @rule(which=NUMBERS, how=st.sampled_from(["cancel", "opt_out", "more", "less"]))
    def change(self, which: int, how: str) -> None:
        command_id = self.ids[which]
        self.touched.add(command_id)
        if how == "cancel":
            self.desk.flip.cancel(command_id)
        elif how == "opt_out":
            self.desk.flip.opt_out(command_id)
        else:
            self.desk.flip.change(command_id, setpoint_w=6000 if how == "more" else 4000)

    @rule(which=NUMBERS, answer=st.sampled_from(list(Answer)))
    def colleague(self, which: int, answer: Answer) -> None:
        self.touched.add(self.ids[which])
        self.desk.flip.answer(self.ids[which], answer, "Bob")

    @rule(which=NUMBERS)
    def ambush(self, which: int) -> None:
        """A cancellation that lands between our look and our PATCH."""
        self.ambushed.add(self.ids[which])

    @rule()
    def restart(self) -> None:
        self.close()
        self.open(self.desk)
        self.last_look = None

    @rule()
    def be_killed_while_sending(self) -> None:
        self.dies_at_next_answer = True

    @rule()
    def lose_an_outcome(self) -> None:
        """The disk takes no outcome for once."""
        left = 1

        def refuses(sql: str, values: tuple[Any, ...]) -> bool:
            nonlocal left
            strikes = left > 0 and sql.startswith("UPDATE acks") and AckState.DELIVERED in values
            left -= strikes
            return strikes

        self.disk.refuses = refuses

    @precondition(lambda self: self.ids)
    @rule(seconds=st.sampled_from([1.0, 6.0, 12.0, 67.0, 1000.0]))
    def pass_time(self, seconds: float) -> None:
        self.desk.pass_seconds(seconds)
        for command_id in self.ids:
            if self.desk.flip.get(command_id).device_status_reason == EXPIRED:
                self.touched.add(command_id)

    # -- what must be true ---------------------------------------------------------------------------------------

    def acks(self) -> dict[str, Ack]:
        return {ack.reason or "": ack for row in self.desk.console.rows.values() for ack in row.acks}

    @invariant()
    def nothing_is_lost_and_nothing_wrong_is_sent_or_shown(self) -> None:
        assert self.problems == []
        if not self.ids:
            return
        acks = self.acks()
        assert acks.keys() == self.intents.keys()
        for reason, ack in acks.items():
            is_known = reason in self.accepted or ack.device_status in self.looks[ack.command_id]
            assert ack.state is not AckState.DELIVERED or is_known, f"{reason} is called delivered, Flip has it not"

    def teardown(self) -> None:
        try:
            if self.ids:
                try:
                    self.heal()
                    self.check_the_end()
                finally:
                    self.close()
        finally:
            self.run(self.loop.shutdown_default_executor())
            self.loop.close()
            self.folder.cleanup()

    def heal(self) -> None:
        self.is_up = True
        self.dies_at_next_answer = False
        self.desk.flip.faults.clear()
        self.disk.refuses = lambda _sql, _values: False
        for _minute in range(6):
            self.pass_time(67)
            self.round()

    def check_the_end(self) -> None:
        self.nothing_is_lost_and_nothing_wrong_is_sent_or_shown()
        acks = self.acks()
        assert [ack for ack in acks.values() if not ack.state.is_settled] == []
        told = {item.ack_seq for item in self.desk.console.attention()}
        for reason in self.raced - self.decided:
            assert acks[reason].seq in told or acks[reason].state is AckState.NEEDS_REVIEW, f"{reason}: race not told"
        for reason, ack in acks.items():
            assert ack.state is not AckState.FAILED, f"{reason} is called refused, and Flip refuses nothing here"
            if ack.state is AckState.NEEDS_REVIEW:
                assert ack.command_id in self.touched, f"{reason} is asked about, and nothing had changed"
        for command_id in set(self.ids) - self.touched:
            mine = [ack for ack in acks.values() if ack.command_id == command_id and ack.state is AckState.DELIVERED]
            if mine:
                newest = max(mine, key=lambda ack: ack.seq)
                assert self.stands(command_id).device_status == newest.device_status, "the last intent did not win"


def run_model(open_desk: Any, disk: Any, examples: int, steps: int, **how: Any) -> None:
    run_state_machine_as_test(
        lambda: Model(open_desk, disk),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **how,
        ),
    )


@pytest.mark.gate("R4")
def test_any_history_ends_well(open_desk, disk, gate):
    runs, steps = gate.size(50, 5000), gate.size(25, 50)
    # A counter-example of the long run is worth more now than a small one in an hour.
    how = {"phases": [Phase.generate], "database": None} if gate.is_full else {}
    run_model(open_desk, disk, runs, steps, **how)
    gate.reached("5,000 runs x 50 steps, 0 counter-examples", f"{runs:,} runs x {steps} steps: 0 counter-examples")


async def lost_is_failed(self: Delivery, ack: Ack, error: Exception) -> Next:
    await self._settling.not_accepted(ack, str(error), None)
    return Next.GO_ON


def newest_first(self: Dispatch, command_id: str) -> Ack | None:
    return next((ack for ack in reversed(self._facts.acks_of(command_id)) if not ack.state.is_settled), None)


MUTANTS: dict[str, tuple[str, Any]] = {
    "an old list counts as fresh": ("flipconsole.app.rhythm.Rhythm.is_fresh", lambda _self: True),
    "terms are not compared": ("flipconsole.app.delivery.judge", lambda *_a, **_k: Verdict(Decision.SEND)),
    "a lost answer is marked failed": ("flipconsole.app.delivery.Delivery._failed", lost_is_failed),
    "the newest answer goes first": ("flipconsole.app.dispatch.Dispatch._first_unsettled", newest_first),
    "the undo time is not waited for": ("flipconsole.domain.ack.Ack.is_held", lambda _self, _now: False),
    "a lost race is not told": ("flipconsole.app.settling.race_lost", lambda *_a: None),
}


@pytest.mark.gate("R4")
@pytest.mark.parametrize("planted", MUTANTS)
def test_a_planted_bug_is_found(open_desk, disk, gate, monkeypatch, planted):
    """The negative controls: how the counter-example looks does not matter, so it is not made smaller."""
    monkeypatch.setattr(*MUTANTS[planted])
    with pytest.raises(AssertionError):
        run_model(open_desk, disk, 1000, 30, phases=[Phase.generate], database=None, report_multiple_bugs=False)
    gate.caught(planted)
