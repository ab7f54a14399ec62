"""What an operator answers: the part of a command that, once changed, makes an old answer wrong."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from flipconsole.domain.command import Command

TERM_NAMES = (
    "device_id",
    "status",
    "device_status",
    "starts_at",
    "ends_at",
    "mode",
    "power_mode",
    "setpoint_w",
    "enable_grid_import",
    "backup_reserve_percentage",
)


class Terms(msgspec.Struct, frozen=True, gc=False):
    """The ten terms in the form in which they are kept: times as ISO 8601 UTC text, the rest as Flip gave it.

    `unreadable` holds (path, raw text) of terms that could not be understood, so that a change in them counts too.
    `updated_at`, the reason, `duration_s` and the deprecated fields are not terms. Nor is `listed`: it notes whether
    Flip's list still named the command when the operator looked (a clock cannot tell that: it may be set meanwhile).
    """

    device_id: str
    status: str
    device_status: str
    starts_at: str | None
    ends_at: str | None
    mode: str
    power_mode: str | None
    setpoint_w: int | None
    enable_grid_import: bool | None
    backup_reserve_percentage: int | None
    unreadable: tuple[tuple[str, str], ...] = ()
    listed: bool = True


def terms_of(command: Command, *, listed: bool = True) -> Terms:
    """The terms of a command as it stands."""
    battery = command.battery_commands
    return Terms(
        device_id=command.device_id,
        status=command.status,
        device_status=command.device_status,
        starts_at=_text(command.starts_at),
        ends_at=_text(command.ends_at),
        mode=battery.mode,
        power_mode=battery.power_mode,
        setpoint_w=battery.setpoint_w,
        enable_grid_import=battery.enable_grid_import,
        backup_reserve_percentage=battery.backup_reserve_percentage,
        unreadable=tuple(
            (field.path, field.raw)
            for field in command.unreadable
            if field.path.rpartition(".")[2] in TERM_NAMES or field.path == "battery_commands"
        ),
        listed=listed,
    )


def changed_terms(before: Terms, after: Terms) -> tuple[str, ...]:
    """The names of the terms that differ, in the order of the table; empty when the answer still fits."""
    names = [name for name in TERM_NAMES if getattr(before, name) != getattr(after, name)]
    if before.unreadable != after.unreadable:
        names.append("unreadable")
    return tuple(names)


def what_changed(before: Command, after: Command) -> tuple[str, ...]:
    """The names of the terms in which two versions of a command differ; the same version is not looked through."""
    return () if before is after else changed_terms(terms_of(before), terms_of(after))


def term_time(text: str | None) -> datetime | None:
    """A kept time term as an aware datetime again."""
    return None if text is None else datetime.fromisoformat(text)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
