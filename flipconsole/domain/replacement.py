"""Which command replaces which: Flip sends a new one when an old one was not confirmed in time or failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import pairwise

from flipconsole.domain.command import Command, DeviceStatus, Status

_FAILED = frozenset({DeviceStatus.FAILED_OFFLINE, DeviceStatus.FAILED_FAULT})


def find_replacements(commands: Iterable[Command], lapsed: Collection[str] = frozenset()) -> dict[str, str]:
    """Old id -> id of the command that replaces it; follow it again for a chain.

    A replacement has the same device and the same window, another id and a newer `created_at` (our reading: Flip's
    Control guide says only that it "sends a new one"). The old one has failed, or is among `lapsed`: the ids that are
    late or gone from the list. A cancelled or opted-out command is not replaced. Each old one is linked to the next
    newer one only, and each new one to at most one old one.
    """
    windows: dict[tuple[str, datetime, datetime | None], list[tuple[datetime, str, Command]]] = defaultdict(list)
    for command in commands:
        start, created = command.starts_at, command.created_at
        if start is None or created is None or command.is_unreadable("ends_at"):
            continue
        windows[command.device_id, start, command.ends_at].append((created, command.id, command))
    links: dict[str, str] = {}
    for members in windows.values():
        members.sort(key=lambda member: member[:2])
        for (created, old_id, old), (newer, new_id, _new) in pairwise(members):
            if created < newer and _has_lapsed(old, lapsed):
                links[old_id] = new_id
    return links


def _has_lapsed(command: Command, lapsed: Collection[str]) -> bool:
    if command.status in (Status.CANCELED, Status.OPT_OUT):
        return False
    return command.device_status in _FAILED or command.id in lapsed
