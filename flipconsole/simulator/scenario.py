"""Reads a scenario file; its format is described in `resources/scenarios/README.md`."""

import math
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flipconsole.simulator.command import ANSWERS, MODES, POWER_MODES
from flipconsole.simulator.settings import Settings

DEEDS = ("cancel", "opt_out", "change", "answer")
PICKS = ("waiting", "answered", "any")

Span = tuple[float, float]


class ScenarioError(ValueError):
    """The scenario cannot be read; the message names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One command for each battery of a batch; actions of a batch follow each other in time."""

    mode: str
    power_mode: str | None = None
    setpoint_w: Span | None = None
    enable_grid_import: bool | None = None
    backup_reserve_percentage: Span | None = None
    preparatory: bool = False
    lasts_min: float | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Commands that Flip sends together, and how those were answered that lie in the past."""

    at_s: Span
    actions: tuple[Action, ...]
    every_s: float | None = None
    batteries: Span = (0.0, 1.0)
    count: int | None = None
    event: str | None = None
    starts_in_min: float = 60.0
    starts_from: str = "now"
    answered: str | None = None
    answered_after_s: Span = (20.0, 400.0)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that befalls commands that were sent before."""

    at_s: float
    do: str
    of: str = "answered"
    every_s: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Scenario:
    """What happens, with times counted in seconds from the start of the simulator."""

    title: str = "Nothing happens by itself"
    batteries: int = 10
    awkward_ids: bool = False
    settings: Settings = field(default_factory=Settings)
    batches: tuple[Batch, ...] = ()
    happenings: tuple[Happening, ...] = ()


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file; raises ScenarioError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return _scenario(table)
    except OSError as fault:
        raise ScenarioError(f"the scenario {path} cannot be opened: {fault.strerror}") from fault
    except ValueError as fault:
        raise ScenarioError(f"the scenario {path} cannot be read: {fault}") from fault


def _scenario(table: object) -> Scenario:
    fields = _fields(table, _OF_SCENARIO)
    return Scenario(**fields)


def _batch(table: object) -> Batch:
    batch = Batch(**_fields(table, _OF_BATCH, needs=("at_s", "action")))
    if not batch.actions:
        raise ValueError("a batch needs at least one action")
    if any(action.lasts_min is None for action in batch.actions[:-1]):
        raise ValueError("only the last action of a batch may have no lasts_min")
    return batch


def _action(table: object) -> Action:
    action = Action(**_fields(table, _OF_ACTION, needs=("mode",)))
    if action.power_mode == "SETPOINT" and action.setpoint_w is None:
        raise ValueError("an action with power_mode SETPOINT needs a setpoint_w")
    return action


def _happening(table: object) -> Happening:
    return Happening(**_fields(table, _OF_HAPPENING, needs=("at_s", "do")))


Reader = Callable[[object], Any]


def _fields(table: object, readers: dict[str, Reader], needs: Collection[str] = ()) -> dict[str, Any]:
    """The values of a table, each through the reader of its key; raises ValueError for a missing or unknown key."""
    if not isinstance(table, dict):
        raise ValueError(f"not a table: {table!r}")
    if missing := [key for key in needs if key not in table]:
        raise ValueError(f"no {' and no '.join(missing)}")
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key not in readers:
            raise ValueError(f"unknown key {key!r}; there are {', '.join(readers)}")
        name = _PLURALS.get(str(key), str(key))
        try:
            fields[name] = readers[key](value)
        except ValueError as fault:
            raise ValueError(f"{key}: {fault}") from fault
    return fields


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"not a number: {value!r}")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"not a whole number: {value!r}")
    return value


def _seconds_apart(value: object) -> float:
    if _number(value) < 1:
        raise ValueError("one second at least")
    return _number(value)


def _span(value: object) -> Span:
    """A number, or a list of the least and the greatest."""
    if isinstance(value, list) and len(value) == 2 and _number(value[0]) <= _number(value[1]):
        return (_number(value[0]), _number(value[1]))
    if isinstance(value, list):
        raise ValueError(f"not a list of the least and the greatest: {value!r}")
    return (_number(value), _number(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"neither true nor false: {value!r}")
    return value


def _one_of(words: Collection[str]) -> Reader:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(f"one of {', '.join(words)}, not {value!r}")
        return str(value)

    return read


def _all(read: Reader) -> Reader:
    def read_all(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("write it as an array of tables")
        return tuple(read(one) for one in value)

    return read_all


def _settings(value: object) -> Settings:
    if not isinstance(value, dict):
        raise ValueError("not a table")
    return Settings().changed(value)


_PLURALS = {"server": "settings", "batch": "batches", "happening": "happenings", "action": "actions"}

_OF_ACTION: dict[str, Reader] = {
    "mode": _one_of(MODES),
    "power_mode": _one_of(POWER_MODES),
    "setpoint_w": _span,
    "enable_grid_import": _truth,
    "backup_reserve_percentage": _span,
    "preparatory": _truth,
    "lasts_min": _number,
}

_OF_BATCH: dict[str, Reader] = {
    "at_s": _span,
    "every_s": _seconds_apart,
    "batteries": _span,
    "count": _whole,
    "event": _text,
    "starts_in_min": _number,
    "starts_from": _one_of(("now", "clock_change")),
    "answered": _one_of(ANSWERS),
    "answered_after_s": _span,
    "reason": _text,
    "action": _all(_action),
}

_OF_HAPPENING: dict[str, Reader] = {
    "at_s": _number,
    "every_s": _seconds_apart,
    "do": _one_of(DEEDS),
    "of": _one_of(PICKS),
    "count": _whole,
}

_OF_SCENARIO: dict[str, Reader] = {
    "title": _text,
    "batteries": _whole,
    "awkward_ids": _truth,
    "server": _settings,
    "batch": _all(_batch),
    "happening": _all(_happening),
}
