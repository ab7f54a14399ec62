"""The faults that can be asked for, and which of them strike the next request.

A fault is written `NAME=VALUE`, then any of `,on=list|patch|sites|token|devices|both` `,count=N` (strikes N times, then
is spent) `,after=N` (lets N requests pass first) `,probability=P` `,retry_after=TEXT`: `status=503,on=patch,count=2`.
"""

import random
import re
import threading
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from flipconsole.simulator.bodies import SPOILT_ROWS

On = Literal["list", "patch", "sites", "token", "devices", "grant", "both"]
"""Which requests it strikes; `both` is every one."""

FAULTS = {
    "latency": "seconds before anything happens",
    "reset": "this fraction of requests loses its connection before Flip acts",
    "lost": "this fraction loses its connection after Flip has acted, unanswered",
    "status": "answers with this HTTP status and does nothing else",
    "throttle": "429 with this Retry-After: seconds, date:SECONDS for a date so far ahead, none, or any text",
    "redirect": "STATUS:ADDRESS with a status from 300 to 399, or an ADDRESS to be sent to by a 307",
    "html": "a sign-in page with this status, as a captive portal does",
    "body": "200 with this text as the body",
    "empty": "no body, with this status",
    "malformed": "a spoilt row: one of the kinds listed in bodies.py, or all",
    "disagree": "200 to an answer, but with another: id, device_status, canceled, opt_out, terms",
    "encoding": "the body in this encoding: utf-16, latin-1, bom",
    "truncated": "only this fraction of the body, in a sound HTTP answer",
    "short": "Content-Length of the whole body, this fraction of it, then the connection is lost",
    "drip": "the body byte by byte, so many seconds apart",
    "bomb": "a gzip bomb that unpacks to so many megabytes",
    "huge": "so many megabytes of blanks in front of the body; inf for no end",
    "date": "a Date header so many seconds off; none, or any text",
}
"""Every fault and what its value means."""

_ON: dict[str, On] = {each: each for each in get_args(On)}
_ONLY = {"malformed": "both", "disagree": "patch"}
_FRACTIONS = ("reset", "lost")
_NUMBERS = ("latency", "reset", "lost", "truncated", "short", "drip", "bomb", "huge")
_WORDS = {
    "malformed": (*SPOILT_ROWS, "all"),
    "disagree": ("id", "device_status", "canceled", "opt_out", "terms"),
    "encoding": ("utf-16", "latin-1", "bom"),
}
_DELAY = re.compile(r"date:-?[0-9]{1,9}")
_OPTION = re.compile(r",(on|count|after|probability|retry_after)=([^,]*)$")


@dataclass(slots=True)
class Fault:
    """One fault that was asked for; `struck` counts the requests that met it."""

    name: str
    value: str
    on: On = "both"
    count: int | None = None
    after: int = 0
    probability: float = 1.0
    retry_after: str | None = None
    struck: int = 0

    def __post_init__(self) -> None:
        _check(self)

    @property
    def number(self) -> float:
        """The value as a number; only for faults whose value is one."""
        return float(self.value)


def parse_fault(text: str) -> Fault:
    """Read `NAME=VALUE,...`; raises ValueError with a sentence that says what is wrong."""
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"a fault is written NAME=VALUE, not {text!r}")
    options: dict[str, object] = {}
    while match := _OPTION.search(value):
        options[match[1]] = match[2]
        value = value[: match.start()]
    return make_fault({"name": name, "value": value, **options})


def make_fault(fields: dict[str, object]) -> Fault:
    """A fault from named fields as JSON has them; raises ValueError."""
    known = {"name", "value", "on", "count", "after", "probability", "retry_after"}
    if unknown := set(fields) - known:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
    if missing := {"name", "value"} - set(fields):
        raise ValueError(f"a fault needs a {' and a '.join(sorted(missing))}")
    on = fields.get("on", _ONLY.get(str(fields["name"]), "both"))
    if str(on) not in _ON:
        raise ValueError(f"a fault is on {', '.join(_ON)}, not {on!r}")
    count, retry_after = fields.get("count"), fields.get("retry_after")
    return Fault(
        name=str(fields["name"]),
        value=str(fields["value"]),
        on=_ON[str(on)],
        count=None if count is None else _whole("count", count),
        after=_whole("after", fields.get("after", 0)),
        probability=_number("probability", fields.get("probability", 1)),
        retry_after=None if retry_after is None else str(retry_after),
    )


class Faults:
    """The faults in force; which strike is the same for the same seed and order of requests."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"{seed}:faults")
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, *faults: str | Fault) -> None:
        """Add faults to those in force; raises ValueError and adds none if one cannot be read."""
        made = [fault if isinstance(fault, Fault) else parse_fault(fault) for fault in faults]
        with self._lock:
            self._faults += made

    def replace(self, *faults: str | Fault) -> None:
        """Have exactly these faults; raises ValueError and changes nothing if one cannot be read."""
        made = [fault if isinstance(fault, Fault) else parse_fault(fault) for fault in faults]
        with self._lock:
            self._faults = made

    def clear(self) -> None:
        """Have no faults."""
        self.replace()

    def as_json(self) -> list[dict[str, object]]:
        """The faults in force as JSON objects."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def strike(self, kind: str) -> dict[str, Fault]:
        """The faults, by name, that this request of a kind like `list` or `patch` meets; counts and chances go down."""
        met: dict[str, Fault] = {}
        with self._lock:
            for fault in self._faults:
                if fault.on not in (kind, "both") or fault.name in met or fault.count == 0:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                chance = fault.probability * (fault.number if fault.name in _FRACTIONS else 1)
                if chance < 1 and self.rng.random() >= chance:
                    continue
                if fault.count is not None:
                    fault.count -= 1
                fault.struck += 1
                met[fault.name] = fault
        return met


def _number(name: str, value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise ValueError(f"{name} is a number, not {value!r}") from None


def _whole(name: str, value: object) -> int:
    if not str(value).isdecimal():
        raise ValueError(f"{name} is a whole number, not {value!r}")
    return int(str(value))


def _check(fault: Fault) -> None:
    """Raise ValueError unless the value is one that the fault can have."""
    name, value = fault.name, fault.value
    if name not in FAULTS:
        raise ValueError(f"there is no fault {name!r}; there are {', '.join(FAULTS)}")
    if name in _WORDS and value not in _WORDS[name]:
        raise ValueError(f"{name} is one of {', '.join(_WORDS[name])}, not {value!r}")
    if name in _NUMBERS:
        number = _number(name, value)
        fraction = name in (*_FRACTIONS, "truncated", "short")
        if not number >= 0 or (fraction and number > 1) or (number == float("inf") and name != "huge"):
            raise ValueError(f"{name} cannot be {value}")
    if name in ("status", "html", "empty") and not (value.isdecimal() and 200 <= int(value) <= 999):
        raise ValueError(f"{name} is an HTTP status from 200 to 999, not {value!r}")
    if not 0 <= fault.probability <= 1:
        raise ValueError(f"a probability is between 0 and 1, not {fault.probability}")
    for header in (fault.retry_after, value if name in ("throttle", "redirect", "date") else None):
        if header is not None and not (header.isascii() and header.isprintable()):
            raise ValueError(f"not fit for a header: {header!r}")
    for delay in (fault.retry_after, value if name == "throttle" else None):
        if delay is not None and delay.startswith("date:") and not _DELAY.fullmatch(delay):
            raise ValueError(f"a date ahead is written date:SECONDS, not {delay!r}")
