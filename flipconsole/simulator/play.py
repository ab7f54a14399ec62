"""Plays a scenario: turns its batches and happenings into commands and changes at their times."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flipconsole.simulator.command import Command
from flipconsole.simulator.fields import duration_s, form_of
from flipconsole.simulator.fleet import Battery
from flipconsole.simulator.flip import Flip
from flipconsole.simulator.scenario import Action, Batch, Happening, Scenario, Span

_ROUND = timedelta(minutes=5)
_CATCH_UP = timedelta(hours=1)
_ZONE = ZoneInfo("America/New_York")


def play(scenario: Scenario, flip: Flip, fleet: Sequence[Battery], generation: str) -> None:
    """Put everything that the scenario tells on the calendar of `flip`; the past happens at its next `settle`."""
    player = _Player(flip, fleet, generation)
    for number, batch in enumerate(scenario.batches):
        player.plan_batch(number, batch)
    for number, happening in enumerate(scenario.happenings):
        player.plan_happening(number, happening)


class _Player:
    """Draws everything random from the seed, the place in the file and the turn: no part disturbs another."""

    def __init__(self, flip: Flip, fleet: Sequence[Battery], generation: str) -> None:
        self._flip = flip
        self._fleet = fleet
        self._generation = generation
        self._started = flip.now().replace(microsecond=0)

    def plan_batch(self, number: int, batch: Batch) -> None:
        """Send the batch at its time, and again as often as it says; a span of times gives each battery its own."""

        def send(time: datetime, turn: int) -> None:
            rng = self._rng("batch", number, turn)
            for place, battery in enumerate(self._chosen(batch, rng)):
                sent = time + timedelta(seconds=round(rng.uniform(0, batch.at_s[1] - batch.at_s[0]), 3))
                self._send_to(battery, batch, f"{number}.{turn}.{place}", sent, rng)

        self._repeat(batch.at_s[0], batch.every_s, send)

    def plan_happening(self, number: int, happening: Happening) -> None:
        """Let the happening befall commands that are on the list at its time."""

        def happen(time: datetime, turn: int) -> None:
            rng = self._rng("happening", number, turn)
            candidates = [command for command in self._flip.listed() if _picked(command, happening.of, time)]
            for command in rng.sample(candidates, min(happening.count, len(candidates))):
                self._befall(command, happening.do, time, rng)

        self._repeat(happening.at_s, happening.every_s, happen)

    def _repeat(self, at_s: float, every_s: float | None, deed: Callable[[datetime, int], None]) -> None:
        """Do it at its time and ever after; of a long gap, such as a night's sleep, only the last hour is caught up."""

        def turn(number: int) -> Callable[[datetime], None]:
            def act(time: datetime) -> None:
                deed(time, number)
                if every_s is not None:
                    missed = max(0, int((self._flip.now() - _CATCH_UP - time).total_seconds() // every_s))
                    following = time + timedelta(seconds=every_s * (missed + 1))
                    self._flip.at(following, turn(number + missed + 1))

            return act

        self._flip.at(self._started + timedelta(seconds=at_s), turn(0))

    def _chosen(self, batch: Batch, rng: random.Random) -> Sequence[Battery]:
        """The slice of the fleet, one battery at least; a count takes so many of the slice."""
        if not self._fleet:
            return ()
        first = min(int(batch.batteries[0] * len(self._fleet)), len(self._fleet) - 1)
        last = max(first + 1, int(batch.batteries[1] * len(self._fleet)))
        chosen = self._fleet[first:last]
        return chosen if batch.count is None else rng.sample(chosen, min(batch.count, len(chosen)))

    def _send_to(self, battery: Battery, batch: Batch, place: str, sent: datetime, rng: random.Random) -> None:
        """Send the actions of a batch to one battery, at `sent`, and let its answers follow."""
        starts_at = self._start(batch, sent)
        event = batch.event and (f"{batch.event} {place.split('.')[1]}" if batch.every_s else batch.event)
        for number, action in enumerate(batch.actions):
            command_id = self._flip.make_id("command", place, number)
            length = None if action.lasts_min is None else timedelta(minutes=action.lasts_min)
            ends_at = None if length is None else starts_at + length
            command = Command(
                id=command_id,
                event_id=event and self._flip.make_id("event", event),
                device_id=battery.device_id,
                starts_at=starts_at,
                ends_at=ends_at,
                duration_s=duration_s(starts_at, ends_at),
                is_preparatory_action=action.preparatory,
                mode=action.mode,
                power_mode=action.power_mode,
                setpoint_w=_setpoint_w(action, battery, rng),
                enable_grid_import=action.enable_grid_import,
                enable_grid_export=True if action.power_mode == "SETPOINT" else None,
                backup_reserve_percentage=_percentage(action.backup_reserve_percentage, rng),
                maximum_charge_percentage=90 if action.mode == "CHARGE" else None,
                status="OK",
                device_status="PENDING",
                device_status_reason=None,
                created_at=sent,
                updated_at=sent,
                pending_since=sent,
                form=form_of(command_id, self._generation),
            )
            answer_at = sent + timedelta(seconds=round(rng.uniform(*batch.answered_after_s), 3))
            self._flip.at(sent, self._sending(command, batch, answer_at))
            starts_at = ends_at or starts_at

    def _sending(self, command: Command, batch: Batch, answer_at: datetime) -> Callable[[datetime], None]:
        def send(time: datetime) -> None:
            self._flip.send(command)
            if batch.answered is not None:
                self._flip.at(answer_at, answer)

        def answer(time: datetime) -> None:
            fields: dict[str, object] = {"device_status": batch.answered}
            if batch.reason is not None:
                fields["device_status_reason"] = batch.reason
            self._flip.change(command.id, fields, time)

        return send

    def _start(self, batch: Batch, sent: datetime) -> datetime:
        """The start of a batch's first action, on a full five minutes."""
        wait = timedelta(minutes=batch.starts_in_min)
        if batch.starts_from == "clock_change":
            return next_clock_change(self._started, _ZONE) + wait
        start = max(sent, self._started) + wait
        return start + (datetime.min.replace(tzinfo=UTC) - start) % _ROUND

    def _befall(self, command: Command, deed: str, time: datetime, rng: random.Random) -> None:
        if deed == "cancel":
            self._flip.cancel(command.id, time)
        elif deed == "opt_out":
            self._flip.opt_out(command.id, time)
        elif deed == "answer":
            fields = {"device_status": "OK", "device_status_reason": "Scheduled by a colleague"}
            self._flip.change(command.id, dict(fields), time)
        elif command.setpoint_w is not None:
            self._flip.change(command.id, {"setpoint_w": rng.randrange(10, 51) * 100}, time)
        else:
            self._flip.change(command.id, {"starts_at": command.starts_at + timedelta(minutes=15)}, time)

    def _rng(self, *place: object) -> random.Random:
        return random.Random(":".join(map(str, (self._flip.seed, *place))))


def next_clock_change(after: datetime, zone: ZoneInfo) -> datetime:
    """The next moment, in whole minutes, at which the zone's clocks change; `after` itself if none is near."""
    before = after.replace(second=0, microsecond=0)
    for _ in range(400):
        later = before + timedelta(days=1)
        if before.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            while later - before > timedelta(minutes=1):
                middle = before + timedelta(minutes=(later - before) // timedelta(minutes=2))
                if before.astimezone(zone).utcoffset() == middle.astimezone(zone).utcoffset():
                    before = middle
                else:
                    later = middle
            return later
        before = later
    return after


def _picked(command: Command, of: str, time: datetime) -> bool:
    if command.status != "OK" or (command.ends_at is not None and command.ends_at <= time):
        return False
    return of == "any" or command.device_status == {"waiting": "PENDING", "answered": "OK"}[of]


def _setpoint_w(action: Action, battery: Battery, rng: random.Random) -> int | None:
    if action.power_mode != "SETPOINT" or action.setpoint_w is None:
        return None
    return min(battery.power_w, max(1, round(rng.uniform(*action.setpoint_w) / 100) * 100))


def _percentage(span: Span | None, rng: random.Random) -> int | None:
    return None if span is None else round(rng.uniform(*span) / 5) * 5
