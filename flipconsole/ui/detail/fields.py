"""Every field of a command by Flip's name, with its value in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flipconsole.domain.clocks import crossing_text
from flipconsole.domain.command import DEPRECATED_FIELDS, Command
from flipconsole.domain.held import Held, Source
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.times import show_exact
from flipconsole.domain.words import device_status_text, mode_name, power_mode_name, status_text

_BATTERY = "battery_commands."


@dataclass(frozen=True)
class Field:
    """One line of the table: `path` as Flip writes it; `note` is why it stands out ("" when it does not).

    `is_faded`: Flip ignores it. `is_marked`: it could not be read, or is outside what Flip describes.
    """

    path: str
    value: str
    note: str = ""
    is_faded: bool = False
    is_marked: bool = False

    @property
    def name(self) -> str:
        """Flip's name without the object that it is in."""
        return self.path.removeprefix(_BATTERY)


@dataclass(frozen=True)
class Section:
    """Fields that belong together, under a plain title."""

    title: str
    fields: tuple[Field, ...]


def sections_of(
    held: Held, zone: tzinfo, own_zone: tzinfo | None = None, battery: Section | None = None
) -> tuple[Section, ...]:
    """All fields of the source page, always in the same order; what could not be read elsewhere comes last.

    `own_zone` is the battery's, where it is known; `battery` what is known of it.
    """
    command = held.command
    sections = [
        Section(_("Order"), tuple(_order_fields(command))),
        Section(_("Time"), tuple(_time_fields(command, zone, own_zone))),
        Section(_("Standing"), tuple(_standing_fields(command, zone))),
        *([] if battery is None else [battery]),
        Section(_("Known here"), tuple(_our_fields(held, zone))),
    ]
    told = {field.path for section in sections for field in section.fields}
    rest = tuple(
        Field(field.path, field.raw or _("missing"), field.why, is_marked=True)
        for field in command.unreadable
        if field.path not in told
    )
    if rest:
        sections.append(Section(_("Also not readable"), rest))
    return tuple(sections)


def _order_fields(command: Command) -> Iterator[Field]:
    battery = command.battery_commands
    reserve = battery.backup_reserve_percentage
    yield _field(command, f"{_BATTERY}mode", _word(battery.mode, mode_name(battery.mode)))
    power_mode = battery.power_mode
    yield _field(
        command,
        f"{_BATTERY}power_mode",
        _none() if power_mode is None else _word(power_mode, power_mode_name(power_mode)),
    )
    yield _field(command, f"{_BATTERY}setpoint_w", _watts(battery.setpoint_w))
    yield _field(command, f"{_BATTERY}enable_grid_import", _yes_no(battery.enable_grid_import))
    note = "" if reserve is None or 0 <= reserve <= 100 else _("outside 0 to 100")
    yield _field(command, f"{_BATTERY}backup_reserve_percentage", _percentage(reserve), note)
    yield _field(command, f"{_BATTERY}enable_grid_export", _yes_no(battery.enable_grid_export))
    yield _field(command, f"{_BATTERY}maximum_charge_percentage", _percentage(battery.maximum_charge_percentage))
    yield _field(command, "is_preparatory_action", _yes_no(command.is_preparatory_action))


def _time_fields(command: Command, zone: tzinfo, own_zone: tzinfo | None) -> Iterator[Field]:
    starts_at, ends_at, duration_s = command.starts_at, command.ends_at, command.duration_s
    yield _field(command, "starts_at", _time(starts_at, zone))
    is_backwards = starts_at is not None and ends_at is not None and ends_at <= starts_at
    yield _field(
        command,
        "ends_at",
        _("none: until another command replaces it") if ends_at is None else show_exact(ends_at, zone),
        _("not after its start") if is_backwards else "",
    )
    note = ""
    if duration_s is not None and starts_at is not None and ends_at is not None and not is_backwards:
        seconds = (ends_at - starts_at).total_seconds()
        if abs(seconds - duration_s) >= 1:
            note = _("differs from the times above, and those count")
    yield _field(command, "duration_s", _seconds(duration_s), note)
    if starts_at is not None and ends_at is not None and not is_backwards:
        yield from _true_length(starts_at, ends_at, zone, own_zone)


def _true_length(starts_at: datetime, ends_at: datetime, zone: tzinfo, own_zone: tzinfo | None) -> Iterator[Field]:
    """How long it truly lasts, where the clocks that somebody looks at change in between."""
    if (text := crossing_text(starts_at, ends_at, zone)) is not None:
        yield Field(_("true length"), text, is_marked=True)
    elif own_zone is not None and (text := crossing_text(starts_at, ends_at, own_zone)) is not None:
        yield Field(_("true length"), text, _("on the battery's clock"), is_marked=True)


def _standing_fields(command: Command, zone: tzinfo) -> Iterator[Field]:
    yield _field(command, "status", _word(command.status, status_text(command.status)))
    yield _field(command, "device_status", _word(command.device_status, device_status_text(command.device_status)))
    reason = command.device_status_reason
    yield _field(command, "device_status_reason", _none() if reason is None else reason)
    yield _field(command, "created_at", _time(command.created_at, zone))
    yield _field(command, "updated_at", _time(command.updated_at, zone))
    yield _field(command, "device_id", command.device_id)
    yield _field(command, "event_id", _none() if command.event_id is None else command.event_id)
    yield _field(command, "id", command.id)


def _our_fields(held: Held, zone: tzinfo) -> Iterator[Field]:
    sources = {
        Source.LIST: _("Flip's list"),
        Source.ANSWER: _("Flip's reply to an answer"),
        Source.IMPORT: _("an import: Flip's list has not named it"),
    }
    yield Field(_("came with"), sources[held.source])
    yield Field(_("first seen here"), show_exact(held.first_seen_at, zone))
    if held.pending_since is not None:
        yield Field(_("waits since"), _("about {time}").format(time=show_exact(held.pending_since, zone)))
    if held.gone_at is not None:
        yield Field(_("gone from the list"), show_exact(held.gone_at, zone), is_marked=True)
    if held.two_versions:
        yield Field(_("two versions"), _("Flip sent it twice in one list, differently"), is_marked=True)


def _field(command: Command, path: str, value: str, note: str = "") -> Field:
    for unreadable in command.unreadable:
        if unreadable.path == path:
            return Field(path, unreadable.raw or _("missing"), unreadable.why, is_marked=True)
    if path.removeprefix(_BATTERY) in DEPRECATED_FIELDS:
        return Field(path, value, _("deprecated, ignored"), is_faded=True)
    return Field(path, value, note, is_marked=bool(note))


def _none() -> str:
    return _("none")


def _word(word: str, meaning: str) -> str:
    return meaning if not word or word in meaning else f"{word} · {meaning}"


def _yes_no(value: bool | None) -> str:
    return _none() if value is None else _("yes") if value else _("no")


def _percentage(value: int | None) -> str:
    return _none() if value is None else _("{value} %").format(value=value)


def _watts(value: int | None) -> str:
    if value is None:
        return _none()
    exact = _("{value} W").format(value=value)
    return exact if abs(value) < 1000 else f"{power_text(value)} · {exact}"


def _seconds(value: float | None) -> str:
    if value is None:
        return _none()
    exact = _("{value} s").format(value=f"{value:g}" if value < 1e6 else f"{value:.0f}")
    minutes = round(value / 60)
    if value < 60 or value >= 1e9:
        return exact
    return f"{exact} · " + _("{hours} h {minutes:02d} min").format(hours=minutes // 60, minutes=minutes % 60)


def _time(moment: datetime | None, zone: tzinfo) -> str:
    return _none() if moment is None else show_exact(moment, zone)
