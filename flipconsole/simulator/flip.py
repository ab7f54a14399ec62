"""Flip's side of the commands: what is sent, what expires, what is cancelled, and what an answer changes.

Nothing runs in the background: every access first brings the state up to the present (`settle`), and what has come
due happens in the order of its time, stamped with that time. What no Flip page says is decided here and marked *ours*.
"""

import hashlib
import heapq
import itertools
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from flipconsole.simulator.command import Command, read_time
from flipconsole.simulator.fields import set_fields

ACKNOWLEDGE_WITHIN = timedelta(minutes=15)
"""After this without an answer Flip takes a command for failed and sends a new one (Flip's Control guide)."""

MOST_SENDS = 4
"""Ours: after this many unanswered commands for one purpose Flip gives up, so that an idle desk drowns nobody."""

KEPT = timedelta(hours=24)
"""Ours: a command leaves the list this long after its end, an answered open-ended one after its last change."""

EXPIRED_REASON = "Not acknowledged within 15 minutes"
REPLACEMENT_REASON = "Sent again: the earlier command was not acknowledged in time"
CANCELED_REASON = "The utility canceled the event: confirm that the command is removed"
OPT_OUT_REASON = "The homeowner opted out of the event: confirm that the command is removed"


class UnknownCommand(KeyError):
    """No command has this id."""


class Flip:
    """All commands and their time. Safe to use from several threads."""

    def __init__(self, now: Callable[[], datetime], seed: int) -> None:
        self.seed = seed
        self._now = now
        self._commands: dict[str, Command] = {}
        self._due: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = itertools.count()
        self._pruned_at: datetime | None = None
        self._lock = threading.RLock()

    def now(self) -> datetime:
        """The present, in whole milliseconds as Flip writes it."""
        return read_time(self._now())

    def make_id(self, *purpose: object) -> str:
        """An id that depends on the seed and the purpose alone, whatever else has happened before."""
        digest = hashlib.sha256("\x1f".join(map(str, (self.seed, *purpose))).encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def at(self, time: datetime, action: Callable[[datetime], None]) -> None:
        """Call `action(time)` when the state is brought up to `time`."""
        with self._lock:
            heapq.heappush(self._due, (time, next(self._order), action))

    def settle(self) -> datetime:
        """Let everything happen that has come due; returns the present."""
        with self._lock:
            now = self.now()
            while self._due and self._due[0][0] <= now:
                time, _, action = heapq.heappop(self._due)
                action(time)
            if self._pruned_at is None or abs(now - self._pruned_at) >= timedelta(minutes=1):
                self._pruned_at = now
                self._prune(now)
            return now

    def commands(self) -> list[Command]:
        """All listed commands, oldest first."""
        with self._lock:
            self.settle()
            return list(self._commands.values())

    def listed(self) -> list[Command]:
        """What is on the list while something is happening: as `commands`, but without bringing the state up first."""
        with self._lock:
            return list(self._commands.values())

    def encoded(self, *, unanswered_only: bool = False) -> list[bytes]:
        """The JSON rows of all listed commands, or of those that wait for an answer, oldest first."""
        with self._lock:
            self.settle()
            return [
                command.encoded()
                for command in self._commands.values()
                if not unanswered_only or command.device_status == "PENDING"
            ]

    def get(self, command_id: str) -> Command:
        """The command of this id; raises UnknownCommand."""
        with self._lock:
            self.settle()
            return self._held(command_id)

    def send(self, command: Command) -> Command:
        """Put a command on the list; its fifteen minutes run from its `pending_since`."""
        with self._lock:
            if command.id in self._commands:
                raise ValueError(f"there is a command {command.id} already")
            self._commands[command.id] = command
            self._wind(command)
            return command

    def answer(self, command_id: str, device_status: str, reason: str | None = None) -> Command:
        """Record what the device says; late and repeated answers are taken.

        Ours: where no reason is given, the old one stays.
        """
        with self._lock:
            now = self.settle()
            command = self._held(command_id)
            command.device_status = device_status
            if reason is not None:
                command.device_status_reason = reason
            self._changed(command, now)
            return command

    def cancel(self, command_id: str, at: datetime | None = None) -> Command:
        """The utility cancels: CANCELED, and the device is asked again. Nothing happens if it is cancelled already."""
        return self._withdraw(command_id, "CANCELED", CANCELED_REASON, at)

    def opt_out(self, command_id: str, at: datetime | None = None) -> Command:
        """The homeowner leaves: OPT_OUT, and the device is asked again. Nothing happens if that is so already."""
        return self._withdraw(command_id, "OPT_OUT", OPT_OUT_REASON, at)

    def change(self, command_id: str, fields: dict[str, object], at: datetime | None = None) -> Command:
        """Set exactly these fields; PENDING starts the fifteen minutes anew.

        A changed window without a `duration_s` of its own takes the duration of the window. Raises ValueError for an
        unknown field or a value of the wrong type; words need not be among those that Flip documents.
        """
        with self._lock:
            now = at or self.settle()
            command = self._held(command_id)
            set_fields(command, fields)
            if fields.get("device_status") == "PENDING":
                command.pending_since = now
                self._wind(command)
            self._changed(command, now, moved="updated_at" not in fields)
            return command

    def expire(self, command_id: str) -> Command:
        """Take a waiting command for unanswered now, whatever its age; raises ValueError if it does not wait."""
        with self._lock:
            now = self.settle()
            command = self._held(command_id)
            if not _waits(command):
                raise ValueError("only a command of status OK and device_status PENDING can expire")
            self._give_up(command, now)
            return command

    def _held(self, command_id: str) -> Command:
        try:
            return self._commands[command_id]
        except KeyError:
            raise UnknownCommand(command_id) from None

    def _withdraw(self, command_id: str, status: str, reason: str, at: datetime | None) -> Command:
        with self._lock:
            now = at or self.settle()
            command = self._held(command_id)
            if command.status != status:
                command.status = status
                command.device_status = "PENDING"
                command.device_status_reason = reason
                command.pending_since = now
                self._changed(command, now)
            return command

    def _wind(self, command: Command) -> None:
        """Start the fifteen minutes of a waiting command; a withdrawn one has no deadline that Flip documents."""
        since = command.pending_since

        def give_up(time: datetime) -> None:
            if self._commands.get(command.id) is command and command.pending_since == since and _waits(command):
                self._give_up(command, time)

        if _waits(command):
            self.at(since + ACKNOWLEDGE_WITHIN, give_up)

    def _give_up(self, command: Command, now: datetime) -> None:
        """Ours: the old command stays listed as FAILED_OFFLINE; the new one has a new id and the same window."""
        command.device_status = "FAILED_OFFLINE"
        command.device_status_reason = EXPIRED_REASON
        self._changed(command, now)
        if command.sends >= MOST_SENDS or (command.ends_at is not None and command.ends_at <= now):
            return
        fields = {name: getattr(command, name) for name in Command.__slots__ if not name.startswith("_")}
        fields |= {
            "id": self.make_id("replacement of", command.id, command.sends),
            "device_status": "PENDING",
            "device_status_reason": REPLACEMENT_REASON,
            "created_at": now,
            "updated_at": now,
            "pending_since": now,
            "sends": command.sends + 1,
            "replaces": command.id,
            "replaced_by": None,
        }
        replacement = self.send(Command(**fields))
        command.replaced_by = replacement.id

    def _changed(self, command: Command, now: datetime, *, moved: bool = True) -> None:
        """Every change moves `updated_at` forward, even two in one millisecond or after the clock went back."""
        if moved:
            command.updated_at = max(now, command.updated_at + timedelta(milliseconds=1))
        command.touch()

    def _prune(self, now: datetime) -> None:
        gone = [command.id for command in self._commands.values() if _forgotten(command, now)]
        for command_id in gone:
            del self._commands[command_id]


def count_by_status(commands: Iterable[Command]) -> dict[str, int]:
    """How many commands there are of each `status/device_status`."""
    counts: dict[str, int] = {}
    for command in commands:
        key = f"{command.status}/{command.device_status}"
        counts[key] = counts.get(key, 0) + 1
    return counts


def _waits(command: Command) -> bool:
    return command.status == "OK" and command.device_status == "PENDING"


def _forgotten(command: Command, now: datetime) -> bool:
    if command.ends_at is None and command.device_status == "PENDING":
        return False
    return now - max(command.ends_at or command.updated_at, command.pending_since) > KEPT
