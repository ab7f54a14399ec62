"""The keys of the filter language: what each is called, which values it knows, and what it asks of a row."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from flipconsole.domain.chips import Chip
from flipconsole.domain.command import Command, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.filter.quantities import UnreadableValue, read_duration, read_energy, read_power
from flipconsole.domain.filter.terms import Fact, Term, Time
from flipconsole.domain.language import _
from flipconsole.domain.row import Stage
from flipconsole.domain.words import chip_title, device_status_text, mode_name, stage_text, status_text

EQUAL = (":", "=")
COMPARING = ("<", "<=", ">", ">=")
NONE = "none"
"""The value of `event:`, `site:`, `zone:` and the like that finds the rows without one."""

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, ":": operator.eq, "=": operator.eq,
}  # fmt: skip
_DONE = frozenset({Chip.DONE})
_FILLERS = re.compile(r"[\s_-]+")


@dataclass(frozen=True)
class Value:
    """A value that a key knows: how it is typed, and what it means."""

    text: str
    about: str


@dataclass(frozen=True)
class Key:
    """One key. `compares` ones take < and >, the others : or =, those of a quantity (`is_quantity`) either; `values`
    are known ones, none for free text.
    """

    name: str
    about: Callable[[], str]
    values: Callable[[], Sequence[Value]]
    read: Callable[[str, Sequence[str]], Term]
    compares: bool = False
    others: tuple[str, ...] = ()
    is_quantity: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """All the names by which it may be called."""
        return (self.name, *self.others)


def keys() -> tuple[Key, ...]:
    """Every key, the most useful first."""
    return _KEYS


def key_of(name: str) -> Key | None:
    """The key of that name, in upper or lower case."""
    return _BY_NAME.get(name.lower())


def folded(text: str) -> str:
    """Letters and digits alone: "Self-consumption", "SELF_CONSUMPTION" and "self consumption" are one."""
    return _FILLERS.sub("", text).casefold()


# Flip's words: an open set, so an unknown value is searched among the words as they came


def _words_key(
    name: str,
    about: Callable[[], str],
    known: Iterable[str],
    named: Callable[[str], str],
    path: str,
    others: tuple[str, ...] = (),
) -> Key:
    def values() -> list[Value]:
        return [Value(word.lower(), named(word)) for word in known]

    def read(_op: str, given: Sequence[str]) -> Fact:
        wanted = [folded(each) for each in given]
        exact = {folded(each) for word in known for each in (word, named(word))}

        def fits(word: str) -> bool:
            spellings = [folded(word), folded(named(word))]
            return any(
                spelling == each if each in exact else spelling.startswith(each)
                for each in wanted
                for spelling in spellings
            )

        return Fact(name, attrgetter(path), fits, remembers=True)

    return Key(name, about, values, read, others=others)


# what a row is


def _is_values() -> list[Value]:
    return [
        Value("open", _("everything that is not done")),
        *(Value(chip.value, chip_title(chip)) for chip in Chip),
        Value("gone", _("no longer in Flip's list")),
        Value("preparatory", _("prepares for an event")),
        Value("replaced", _("a newer command took its place")),
    ]


_IS_ALSO = {"removal": Chip.CONFIRM_REMOVAL.value}


def _is_fact(name: str) -> Fact:
    match name:
        case "open":
            return Fact("is", attrgetter("chips"), lambda chips: chips != _DONE, remembers=True)
        case "gone":
            return Fact("is", attrgetter("row.held.gone_at"), lambda gone_at: gone_at is not None)
        case "preparatory":
            return Fact("is", attrgetter("command.is_preparatory_action"), bool, remembers=True)
        case "replaced":
            return Fact("is", attrgetter("row.replaced_by"), lambda other: other is not None)
    chip = Chip(name)
    return Fact("is", attrgetter("chips"), lambda chips: chip in chips, remembers=True)


def _read_is(_op: str, given: Sequence[str]) -> Fact:
    facts = [_is_fact(name) for name in dict.fromkeys(name for each in given for name in _is_names(each))]
    if len(facts) == 1:
        return facts[0]
    return Fact("is", lambda subject: subject, lambda subject: any(fact.fits(fact.value_of(subject)) for fact in facts))


def _is_names(given: str) -> list[str]:
    """The states that a value names: itself, or, while it is being typed, all that begin with it."""
    wanted = folded(given)
    names = [value.text for value in _is_values()]
    exact = [name for name in names if folded(name) == wanted]
    found = exact or [name for also, name in _IS_ALSO.items() if also == wanted]
    found = found or [name for name in names if folded(name).startswith(wanted)]
    if not found:
        raise UnreadableValue(_("A command can be: {values}.").format(values=", ".join(names)))
    return found


# names and ids: free text


def _text_key(
    name: str,
    about: Callable[[], str],
    path: str,
    others: tuple[str, ...] = (),
    *,
    may_be_none: bool = False,
) -> Key:
    def read(_op: str, given: Sequence[str]) -> Fact:
        wanted = [each.lower() for each in given]
        takes_none = may_be_none and NONE in wanted
        parts = [each for each in wanted if not (takes_none and each == NONE)]

        def fits(text: str | None) -> bool:
            if not text:
                return takes_none
            text = text.lower()
            return any(part in text for part in parts)

        def fits_one(text: str | None) -> bool:
            return parts[0] in text.lower() if text else takes_none

        return Fact(name, attrgetter(path), fits_one if len(parts) == 1 else fits)

    def values() -> list[Value]:
        return [Value(NONE, _("without one"))] if may_be_none else []

    return Key(name, about, values, read, others=others)


# times and powers


def _time_key(name: str, about: Callable[[], str], path: str) -> Key:
    def read(op: str, given: Sequence[str]) -> Time:
        if len(given) > 1:
            raise UnreadableValue(_("Only one time can be compared with."))
        return Time(name, attrgetter(path), read_duration(given[0]), is_less="<" in op, takes_bound="=" in op)

    def values() -> list[Value]:
        return [
            Value("15m", _("15 minutes")),
            Value("1h", _("1 hour")),
            Value("2h", _("2 hours")),
            Value("1d", _("1 day")),
        ]

    return Key(name, about, values, read, compares=True)


def power_of(command: Command) -> int | None:
    """The power that a command asks for, in watts; None where it asks for none in so many words."""
    battery = command.battery_commands
    if battery.mode not in (Mode.CHARGE, Mode.DISCHARGE) or battery.power_mode != PowerMode.SETPOINT:
        return None
    return None if command.is_unreadable("battery_commands.setpoint_w") else battery.setpoint_w


def _read_power(op: str, given: Sequence[str]) -> Fact:
    fits = _compared(op, [read_power(each) for each in given])
    return Fact("power", attrgetter("command"), lambda command: fits(power_of(command)))


def _compared(op: str, bounds: Sequence[float]) -> Callable[[float | None], bool]:
    """Whether a quantity that is known compares so with one of the bounds."""
    if len(bounds) > 1 and op not in EQUAL:
        raise UnreadableValue(_("Only one value can be compared with."))
    compare = _COMPARE[op]
    return lambda value: value is not None and any(compare(value, bound) for bound in bounds)


def _quantity_key(
    name: str, about: Callable[[], str], path: str, read_one: Callable[[str], float], examples: Sequence[str]
) -> Key:
    def read(op: str, given: Sequence[str]) -> Fact:
        return Fact(name, attrgetter(path), _compared(op, [read_one(each) for each in given]))

    def values() -> list[Value]:
        return [Value(each, _("for example")) for each in examples]

    return Key(name, about, values, read, compares=True, is_quantity=True)


def _power_values() -> list[Value]:
    return [Value("1kW", _("1000 watts")), Value("3kW", _("3000 watts")), Value("5kW", _("5000 watts"))]


_KEYS = (
    _words_key(
        "mode",
        lambda: _("what the battery is to do"),
        tuple(Mode),
        mode_name,
        "mode",
    ),
    Key("is", lambda: _("how it stands"), _is_values, _read_is),
    _words_key(
        "status",
        lambda: _("Flip's side of the command"),
        tuple(Status),
        status_text,
        "status",
    ),
    _words_key(
        "device_status",
        lambda: _("the device's side, as Flip has it"),
        tuple(DeviceStatus),
        device_status_text,
        "device_status",
    ),
    _words_key(
        "answer",
        lambda: _("what became of your answer"),
        tuple(Stage),
        lambda word: stage_text(Stage(word)),
        "row.stage",
    ),
    _text_key(
        "battery",
        lambda: _("part of the battery's id, or of the name given to it here"),
        "called",
        ("device", "device_id", "name"),
    ),
    _text_key(
        "event",
        lambda: _("part of the event's id"),
        "command.event_id",
        ("event_id",),
        may_be_none=True,
    ),
    _text_key("site", lambda: _("part of the site's name"), "site", may_be_none=True),
    _time_key("start", lambda: _("time until it starts"), "starts_at"),
    _time_key("end", lambda: _("time until it ends"), "ends_at"),
    _time_key("ack", lambda: _("how long Flip still waits for the answer"), "ack_by"),
    Key("power", lambda: _("the power that it asks for"), _power_values, _read_power, compares=True, is_quantity=True),
    _text_key("address", lambda: _("part of the site's address"), "facts.address", may_be_none=True),
    _text_key("maker", lambda: _("part of the maker's name"), "facts.maker", may_be_none=True),
    _text_key("model", lambda: _("part of the model's name"), "facts.model", may_be_none=True),
    _text_key("serial", lambda: _("part of the serial number"), "facts.serial", may_be_none=True),
    _text_key("zone", lambda: _("part of the battery's time zone"), "facts.zone", may_be_none=True),
    _quantity_key(
        "capacity", lambda: _("how much the battery holds"), "facts.capacity_wh", read_energy, ("10kWh", "13.5kWh")
    ),
    _quantity_key("rated", lambda: _("the battery's rated power"), "facts.rated_w", read_power, ("5kW", "7kW")),
)
_BY_NAME = {name: key for key in _KEYS for name in key.names}
