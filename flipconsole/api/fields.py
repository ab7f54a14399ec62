"""One command from the members of its JSON object, every field judged for itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from flipconsole.api.split import Walk, after_space
from flipconsole.domain.command import (
    BatteryCommand,
    Command,
    DeviceStatus,
    Mode,
    PowerMode,
    Status,
    UnreadableField,
)
from flipconsole.domain.language import _
from flipconsole.domain.times import read_time

MOST_REASON = 64 * 1024
"""Characters kept of a reason; what is cut ends with an ellipsis."""
MOST_DEVICE_ID = 5_000
MOST_WORD = 200
MOST_RAW = 256 * 1024
"""Characters kept of a row's own text."""
MOST_FIELD_RAW = 200
LARGEST_WATTS = 2**31 - 1
LONGEST_DURATION_S = 10 * 366 * 86_400

_KNOWN_WORDS = frozenset(word for kind in (Mode, PowerMode, Status, DeviceStatus) for word in kind.__members__)
_FOLDED_WORDS = {word.casefold(): word for word in _KNOWN_WORDS}


def read_fields(row: Mapping[str, object], command_id: str, raw: str) -> Command:
    """The command in `row`, whose text is `raw`; a field that cannot be understood is marked, the others stand.

    Unknown words are kept as they came. A word that is a known one but for its case or blanks is marked: nobody may
    take "ok" for OK.
    """
    fields = _Fields(row, "", raw)
    battery = row.get("battery_commands")
    if isinstance(battery, dict):
        inner = _Fields(battery, "battery_commands.", raw)
        battery_commands = _battery(inner)
        inner_unreadable = inner.unreadable
    else:
        fields.mark("battery_commands", _("What the battery should do is missing or is not an object."))
        battery_commands, inner_unreadable = BatteryCommand(mode=""), []
    return Command(
        id=command_id,
        event_id=fields.text("event_id", MOST_WORD),
        device_id=fields.required_text("device_id", MOST_DEVICE_ID),
        starts_at=fields.time("starts_at", may_be_null=False),
        ends_at=fields.time("ends_at", may_be_null=True),
        duration_s=fields.duration("duration_s"),
        is_preparatory_action=fields.flag("is_preparatory_action", may_be_null=False) or False,
        battery_commands=battery_commands,
        status=fields.word("status") or "",
        device_status=fields.word("device_status") or "",
        device_status_reason=fields.text("device_status_reason", MOST_REASON),
        created_at=fields.time("created_at", may_be_null=False),
        updated_at=fields.time("updated_at", may_be_null=False),
        unreadable=(*fields.unreadable, *inner_unreadable),
        raw=cut(raw, MOST_RAW),
    )


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis where it has more than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _battery(fields: _Fields) -> BatteryCommand:
    return BatteryCommand(
        mode=fields.word("mode") or "",
        power_mode=fields.word("power_mode", may_be_null=True),
        setpoint_w=fields.watts("setpoint_w"),
        enable_grid_import=fields.flag("enable_grid_import"),
        enable_grid_export=fields.flag("enable_grid_export"),
        backup_reserve_percentage=fields.percentage("backup_reserve_percentage"),
        maximum_charge_percentage=fields.percentage("maximum_charge_percentage"),
    )


class _Fields:
    """The members of one object, taken out by kind; what does not fit is noted in `unreadable`."""

    def __init__(self, members: Mapping[str, object], prefix: str, raw: str) -> None:
        self._members = members
        self._prefix = prefix
        self._raw = raw
        self.unreadable: list[UnreadableField] = []

    def mark(self, name: str, why: str) -> None:
        """Note a field as not understood, with its text as it came."""
        path = self._prefix + name
        self.unreadable.append(UnreadableField(path, cut(_raw_of(self._raw, path), MOST_FIELD_RAW), why))

    def time(self, name: str, *, may_be_null: bool) -> datetime | None:
        value = self._members.get(name)
        if isinstance(value, str):
            try:
                return read_time(value)
            except ValueError as error:
                self.mark(name, str(error))
        elif name not in self._members:
            self.mark(name, _("It is missing."))
        elif value is not None or not may_be_null:
            self.mark(name, _("It is not a time."))
        return None

    def word(self, name: str, *, may_be_null: bool = False) -> str | None:
        value = self._members.get(name)
        if isinstance(value, str) and value in _KNOWN_WORDS:
            return value
        if value is None:
            if not may_be_null:
                self.mark(name, _("It is missing."))
        elif not isinstance(value, str) or not value.strip() or len(value) > MOST_WORD:
            self.mark(name, _("It is not a word."))
        elif (known := _FOLDED_WORDS.get(value.strip().casefold())) is not None:
            self.mark(name, _("It looks like {word} but is not written so.").format(word=known))
        else:
            return value
        return None

    def text(self, name: str, most: int) -> str | None:
        value = self._members.get(name)
        if isinstance(value, str):
            return cut(value, most)
        if value is not None:
            self.mark(name, _("It is not a text."))
        return None

    def required_text(self, name: str, most: int) -> str:
        value = self.text(name, most)
        if not value and self._members.get(name) in (None, ""):
            self.mark(name, _("It is missing."))
        return value or ""

    def flag(self, name: str, *, may_be_null: bool = True) -> bool | None:
        value = self._members.get(name)
        if isinstance(value, bool):
            return value
        if value is not None or not may_be_null:
            self.mark(name, _("It is neither true nor false."))
        return None

    def watts(self, name: str) -> int | None:
        value = self._whole(name)
        if value is not None and not 0 < value <= LARGEST_WATTS:
            self.mark(name, _("It must be a whole number of watts above 0; the direction comes from the mode."))
            return None
        return value

    def percentage(self, name: str) -> int | None:
        """A whole number; 101 or -1 is kept, so that it can be shown with a warning."""
        value = self._whole(name)
        if value is not None and not -LARGEST_WATTS <= value <= LARGEST_WATTS:
            self.mark(name, _("It is not a percentage."))
            return None
        return value

    def duration(self, name: str) -> float | None:
        value = self._members.get(name)
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= LONGEST_DURATION_S:
            return float(value)
        self.mark(name, _("It is not a number of seconds, so the duration is unknown."))
        return None

    def _whole(self, name: str) -> int | None:
        value = self._members.get(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.mark(name, _("It is not a whole number."))
        return None


def _raw_of(raw: str, path: str) -> str:
    """The text of the member at `path` in the object `raw`; empty when there is none."""
    text = raw.encode()
    begin, end = after_space(text, 0), len(text)
    for wanted in path.split("."):
        if text[begin : begin + 1] != b"{":
            return ""
        walk = Walk(text, begin)
        while walk.more():
            name, name_end = walk.name()
            begin, end = walk.value()
            if json.loads(text[name:name_end]) == wanted:
                break
        else:
            return ""
    return text[begin:end].decode()
