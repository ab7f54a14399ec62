"""What the self-test finds, and its look at the time zones, which needs nothing but Python."""

from __future__ import annotations

import contextlib
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flipconsole.domain.language import _

Check = Callable[[], str]
"""Says what was found, or raises `Unfit`."""

_ZONES = {
    # name: hours from UTC on 15 January and on 15 July; zones of Flip's customers, both hemispheres, a half hour.
    "America/New_York": (-5.0, -4.0),
    "America/Chicago": (-6.0, -5.0),
    "America/Denver": (-7.0, -6.0),
    "America/Phoenix": (-7.0, -7.0),
    "America/Los_Angeles": (-8.0, -7.0),
    "America/Puerto_Rico": (-4.0, -4.0),
    "Pacific/Honolulu": (-10.0, -10.0),
    "Europe/Berlin": (1.0, 2.0),
    "Australia/Adelaide": (10.5, 9.5),
    "Asia/Kolkata": (5.5, 5.5),
}


class Unfit(Exception):
    """Something does not work here; the text says what, `advice` what to do about it."""

    def __init__(self, text: str, advice: str = "") -> None:
        super().__init__(text)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; `found` is a plain sentence, `advice` what to do when it is not `ok`."""

    name: str
    ok: bool
    found: str
    advice: str = ""
    took_s: float = 0.0


def look(name: str, check: Check) -> Finding:
    """Make one check; one that stumbles has failed, and the others go on."""
    begun = time.monotonic()
    try:
        found, advice, ok = check(), "", True
    except Unfit as unfit:
        found, advice, ok = str(unfit), unfit.advice, False
    except Exception as error:  # noqa: BLE001
        found, advice, ok = (
            f"{type(error).__name__}: {error}",
            _("Report this with the whole text of the self-test."),
            False,
        )
    return Finding(name, ok, found, advice, round(time.monotonic() - begun, 3))


def check_zones() -> str:
    """Time zones come with the program: they are right while the system's own zone files are hidden."""
    wrong: list[str] = []
    with _system_zones_hidden():
        for name, expected in _ZONES.items():
            try:
                zone = zoneinfo.ZoneInfo.no_cache(name)
            except zoneinfo.ZoneInfoNotFoundError as error:
                raise Unfit(
                    _("The zone {name} is not there once the system's zone files are hidden.").format(name=name),
                    _("The program is incomplete: install it again."),
                ) from error
            found = tuple(_offset_h(zone, month) for month in (1, 7))
            if found != expected:
                wrong.append(f"{name} {found}")
    if wrong:
        raise Unfit(
            _("These zones are wrong: {zones}.").format(zones=", ".join(wrong)),
            _("The program's zone data is damaged or too old: install a newer version."),
        )
    return _("{count} zones are right without the system's zone files.").format(count=len(_ZONES))


def _offset_h(zone: zoneinfo.ZoneInfo, month: int) -> float:
    offset = datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone).utcoffset()
    return (offset or timedelta()) / timedelta(hours=1)


@contextlib.contextmanager
def _system_zones_hidden() -> Iterator[None]:
    """As with an empty PYTHONTZPATH, which a frozen program does not read."""
    paths = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    try:
        yield
    finally:
        zoneinfo.reset_tzpath(to=paths)
