"""A whole simulated Flip: its state, its faults, what it has received, and the app that answers for it."""

import random
import secrets
from collections.abc import Callable
from dataclasses import fields as fields_of
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from starlette.types import ASGIApp

from flipconsole.simulator.app import make_app
from flipconsole.simulator.command import MODES, POWER_MODES, Command, read_time
from flipconsole.simulator.faults import Faults
from flipconsole.simulator.fields import duration_s, form_of, set_fields
from flipconsole.simulator.fleet import Battery, make_fleet
from flipconsole.simulator.flip import Flip
from flipconsole.simulator.oauth_door import OAuthDoor
from flipconsole.simulator.play import play
from flipconsole.simulator.received import RequestLog
from flipconsole.simulator.scenario import Scenario, read_scenario
from flipconsole.simulator.settings import Settings
from flipconsole.simulator.site_door import SiteDoor
from flipconsole.simulator.sites import make_sites


class HandClock:
    """A clock that stands still until it is moved; give it to a Simulator as `now`."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The time it shows."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move it; a negative number moves it back."""
        self._now += timedelta(seconds=seconds)


class Simulator:
    """Flip for one client: `app` speaks its API, the methods do what utilities, homeowners and colleagues do.

    `scenario` is a file of `resources/scenarios`, or None for a world in which nothing happens by itself. The same
    scenario, size, seed and clock give the same commands. `app` may be served by any ASGI server; httpx's ASGITransport
    will do. Methods may be called from any thread while the app runs in another.
    """

    def __init__(
        self,
        *,
        scenario: Path | None = None,
        batteries: int | None = None,
        seed: int = 1,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        token: str | None = None,
        **settings: object,
    ) -> None:
        played = Scenario() if scenario is None else read_scenario(scenario)
        self.title = played.title
        self.settings: Settings = played.settings.changed(settings)
        self.token = token or f"sim_{secrets.token_urlsafe(24)}"
        self.flip = Flip(now, seed)
        self.faults = Faults(seed)
        self.received = RequestLog(self.token)
        size = played.batteries if batteries is None else batteries
        self.fleet: list[Battery] = make_fleet(size, seed, awkward=played.awkward_ids)
        self.sites = SiteDoor(make_sites(self.fleet, seed, awkward=played.awkward_ids), now)
        self.oauth = OAuthDoor(now)
        self._now = now
        self._rng = random.Random(f"{seed}:added")
        self._added = 0
        play(played, self.flip, self.fleet, self.settings.generation)
        self.flip.settle()

    @cached_property
    def app(self) -> ASGIApp:
        """The ASGI app."""
        return make_app(self)

    def commands(self) -> list[Command]:
        """All commands on the list, oldest first; not copies: change them through the methods."""
        return self.flip.commands()

    def get(self, command_id: str) -> Command:
        """One command; raises UnknownCommand."""
        return self.flip.get(command_id)

    def add(self, **fields: object) -> Command:
        """Send a command made of these fields of the source page, `battery_commands` nested or flat.

        What is not given: the first battery, DISCHARGE at a SETPOINT of 5,000 W, from an hour ahead for two hours,
        OK and PENDING. A deprecated field makes it a G1 row. Words may be unknown ones. Two fields more: `id`, and
        `age_s`, sent so long ago, so that it has expired if that is over 15 minutes. Raises ValueError for an
        unknown field, a wrong type or an id that exists.
        """
        age_s, command_id = fields.pop("age_s", 0), fields.pop("id", None)
        if not isinstance(age_s, int | float) or not isinstance(command_id, str | None):
            raise ValueError("age_s is a number and id a text")
        sent = read_time(self.flip.settle() - timedelta(seconds=age_s))
        self._added += 1
        command_id = command_id or self.flip.make_id("added", self._added)
        command = self._blank(command_id, sent)
        set_fields(command, _completed(_flat(fields)))
        sent_command = self.flip.send(command)
        self.flip.settle()
        return sent_command

    def add_random(self, count: int = 1) -> list[Command]:
        """Send commands of every kind to batteries of the fleet, to start within the next day."""
        return [self.add(**self._random_fields()) for _ in range(count)]

    def answer(self, command_id: str, device_status: str = "OK", reason: str | None = None) -> Command:
        """Answer as a colleague does, not through the API."""
        return self.flip.answer(command_id, device_status, reason)

    def cancel(self, command_id: str) -> Command:
        """The utility cancels the command; it waits for an answer again."""
        return self.flip.cancel(command_id)

    def opt_out(self, command_id: str) -> Command:
        """The homeowner opts out; the command waits for an answer again."""
        return self.flip.opt_out(command_id)

    def change(self, command_id: str, **fields: object) -> Command:
        """Flip changes exactly these fields of the command; nested or flat as in `add`."""
        return self.flip.change(command_id, _flat(fields))

    def expire(self, command_id: str) -> Command:
        """The fifteen minutes of the command are over; its replacement has the id `replaced_by`."""
        return self.flip.expire(command_id)

    def advance(self, seconds: float) -> None:
        """Move the clock on and let happen what comes due; raises ValueError if the clock is not a HandClock."""
        if not isinstance(self._now, HandClock):
            raise ValueError("the clock is real time and cannot be moved")
        self._now.advance(seconds)
        self.flip.settle()

    def _blank(self, command_id: str, sent: datetime) -> Command:
        starts_at = sent.replace(microsecond=0) + timedelta(hours=1)
        ends_at = starts_at + timedelta(hours=2)
        return Command(
            id=command_id,
            event_id=self.flip.make_id("event of", command_id),
            device_id=self.fleet[0].device_id if self.fleet else "xyz-123",
            starts_at=starts_at,
            ends_at=ends_at,
            duration_s=duration_s(starts_at, ends_at),
            is_preparatory_action=False,
            mode="DISCHARGE",
            power_mode="SETPOINT",
            setpoint_w=5000,
            enable_grid_import=False,
            enable_grid_export=True,
            backup_reserve_percentage=20,
            maximum_charge_percentage=None,
            status="OK",
            device_status="PENDING",
            device_status_reason=None,
            created_at=sent,
            updated_at=sent,
            pending_since=sent,
            form=form_of(command_id, self.settings.generation),
        )

    def _random_fields(self) -> dict[str, object]:
        rng = self._rng
        mode = rng.choice(MODES)
        power_mode = rng.choice(POWER_MODES) if mode in ("CHARGE", "DISCHARGE") else None
        starts_at = self.flip.now().replace(second=0, microsecond=0) + timedelta(minutes=rng.randrange(10, 1440))
        return {
            "device_id": rng.choice(self.fleet).device_id if self.fleet else "xyz-123",
            "starts_at": starts_at,
            "ends_at": None if rng.random() < 0.1 else starts_at + timedelta(minutes=rng.randrange(60, 241, 15)),
            "is_preparatory_action": mode == "CHARGE",
            "mode": mode,
            "power_mode": power_mode,
            "setpoint_w": rng.randrange(1000, 10_001, 100) if power_mode == "SETPOINT" else None,
            "enable_grid_import": rng.random() < 0.5 if mode == "CHARGE" else None,
            "backup_reserve_percentage": rng.choice((10, 20, 30)) if mode == "DISCHARGE" else None,
        }


def _completed(given: dict[str, object]) -> dict[str, object]:
    """The fields with those that follow from them, so that a default does not contradict what was given."""
    fields = dict(given)
    if fields.get("mode", "DISCHARGE") not in ("CHARGE", "DISCHARGE"):
        fields.setdefault("power_mode", None)
    if fields.get("power_mode", "SETPOINT") != "SETPOINT":
        fields.setdefault("setpoint_w", None)
    if "starts_at" in fields:
        fields.setdefault("ends_at", read_time(fields["starts_at"]) + timedelta(hours=2))
    if "enable_grid_export" in fields or "maximum_charge_percentage" in fields:
        fields.setdefault("form", "G1")
    return fields


def _flat(given: dict[str, object]) -> dict[str, object]:
    """The fields with those of `battery_commands` beside the others."""
    fields = dict(given)
    battery = fields.pop("battery_commands", {})
    if not isinstance(battery, dict):
        raise ValueError("battery_commands is an object; for a broken one ask for the fault `malformed`")
    if unknown := set(battery) - {field.name for field in fields_of(Command)}:
        raise ValueError(f"unknown field {sorted(unknown)[0]!r}")
    return fields | battery
