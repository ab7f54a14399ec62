"""What a command asks of the desk, from its two statuses."""

from __future__ import annotations

from enum import StrEnum

from flipconsole.domain.command import DeviceStatus, Status


class Work(StrEnum):
    """SCHEDULE it into the battery, REMOVE it from the battery, nothing, or UNCLEAR.

    UNCLEAR: a word that this version does not know stands where it decides; a person looks, no filter hides it.
    """

    SCHEDULE = "SCHEDULE"
    REMOVE = "REMOVE"
    NONE = "NONE"
    UNCLEAR = "UNCLEAR"


_KNOWN_STATUS = frozenset(Status)
_KNOWN_DEVICE_STATUS = frozenset(DeviceStatus)


def work_of(status: str, device_status: str) -> Work:
    """The work that (status, device_status) stands for.

    A cancelled or opted-out command that is PENDING again waits for its own answer (Flip's Control guide: the OEM
    acknowledges the cancellation), so it is REMOVE, never "nothing to do".
    """
    if status not in _KNOWN_STATUS or device_status not in _KNOWN_DEVICE_STATUS:
        return Work.UNCLEAR
    if device_status != DeviceStatus.PENDING:
        return Work.NONE
    return Work.SCHEDULE if status == Status.OK else Work.REMOVE
