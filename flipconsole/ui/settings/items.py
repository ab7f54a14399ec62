"""What the page of settings tells of each: its title, what it does, what can be chosen, and its default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, auto
from typing import Any

from flipconsole.app.preferences import THEMES, ZONES, Settings
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.domain.reading import Clock, PowerUnit, WeekStart
from flipconsole.ui.frame.actions import ASK_WHO_MIN


class Group(Enum):
    """The parts of the page, in their order."""

    ANSWERING = auto()
    READING = auto()
    LOOK = auto()


@dataclass(frozen=True)
class Item:
    """One setting: `name` is the field of the settings; without `choices` it is typed, read and shown by the two."""

    name: str
    group: Group
    title: str
    effect: str
    choices: Mapping[Any, str] = field(default_factory=dict)
    read: Callable[[str], Any] = str.strip
    as_text: Callable[[Any], str] = str

    @property
    def default(self) -> Any:
        """What holds as long as nobody has chosen."""
        return next(one.default for one in fields(Settings) if one.name == self.name)

    def show(self, value: Any) -> str:
        """A value in words."""
        return self.choices.get(value, "") if self.choices else self.as_text(value)

    @property
    def words(self) -> str:
        """What a search looks at."""
        return " ".join((self.title, self.effect, *self.choices.values())).casefold()


def group_title(group: Group) -> str:
    """The heading of a part."""
    match group:
        case Group.ANSWERING:
            return _("Answering")
        case Group.READING:
            return _("Times and units")
        case Group.LOOK:
            return _("Look")


def settings_items() -> tuple[Item, ...]:
    """Every setting, in the order of the page. What belongs to one Flip alone is in its profile."""
    return (
        Item(
            "operator",
            Group.ANSWERING,
            _("Your name"),
            _("Stands on every answer in the journal of this computer. Flip does not see it."),
            as_text=lambda value: value or _("no name"),
        ),
        Item(
            "undo_s",
            Group.ANSWERING,
            _("Seconds in which an answer can be taken back"),
            _("An answer waits so long before it leaves; Ctrl+Z takes it back. 0 to 60."),
            read=_read_seconds,
            as_text=lambda value: _("5 in production, 0 elsewhere") if value is None else f"{value:g}",
        ),
        Item(
            "auto_send",
            Group.ANSWERING,
            _("Answers leave by themselves"),
            _("Off: each answer stays in the outbox until you send it there."),
            _yes_no(),
        ),
        Item(
            "evidence",
            Group.ANSWERING,
            _("Evidence before an OK"),
            _("A short list of what to look at in the battery, kept with the answer."),
            {
                EvidenceMode.OFF: _("Not asked for"),
                EvidenceMode.ASK: _("Asked for"),
                EvidenceMode.REQUIRE: _("Required"),
            },
        ),
        Item(
            "needs_reason",
            Group.ANSWERING,
            _("A failure needs a reason"),
            _("Off: a failure can also be sent without saying why."),
            _yes_no(),
        ),
        Item(
            "signs_reasons",
            Group.ANSWERING,
            _("My name ends each reason"),
            _("Flip then sees it: the reason goes there as it is."),
            _yes_no(),
        ),
        Item(
            "ask_who_after_min",
            Group.ANSWERING,
            _("Ask who is here after"),
            _("On a shared computer: so long without a hand on it, and the next one is asked for a name."),
            {each: _("{minutes} minutes").format(minutes=each) if each else _("Never") for each in ASK_WHO_MIN},
        ),
        Item(
            "zone",
            Group.READING,
            _("Time zone"),
            _("Of all times in list, timeline, dialogs and exports. Z in the timeline goes through the three."),
            dict(
                zip(ZONES, (_("This computer's"), _("The selected battery's"), _("UTC")), strict=True)
            ),
        ),
        Item(
            "clock",
            Group.READING,
            _("Clock"),
            _("How hours are written, in the timeline too. Exact times, as in copies, keep 24 hours."),
            {Clock.H24: _("24 hours (17:00)"), Clock.H12: _("12 hours (5:00 PM)")},
        ),
        Item(
            "week_start",
            Group.READING,
            _("The week begins on"),
            _("Where the timeline marks weeks."),
            {WeekStart.MONDAY: _("Monday"), WeekStart.SUNDAY: _("Sunday")},
        ),
        Item(
            "power_unit",
            Group.READING,
            _("Power"),
            _("The unit of power wherever an order is told; nothing is rounded."),
            {PowerUnit.FITTING: _("W or kW, as it fits"), PowerUnit.KILOWATT: _("kW"), PowerUnit.WATT: _("W")},
        ),
        Item(
            "theme",
            Group.LOOK,
            _("Theme"),
            _("Light, dark, or what the system asks for; strong for a screen in the sun, or tired eyes."),
            dict(zip(THEMES, _themes(), strict=True)),
        ),
    )  # fmt: skip


def _themes() -> tuple[str, ...]:
    return (_("As the system"), _("Light"), _("Dark"), _("Strong, light"), _("Strong, dark"))


def _yes_no() -> dict[bool, str]:
    return {True: _("Yes"), False: _("No")}


def _read_seconds(text: str) -> float | None:
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise ValueError(_("Enter a number from 0 to 60.")) from error
    if not 0 <= value <= 60:
        raise ValueError(_("Enter a number from 0 to 60."))
    return value
