"""What is known of one battery beside its commands: how much it holds, how much it gives, where it stands."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _

MOST_WH, MOST_W = 10_000_000, 10_000_000
"""A value above is taken for a slip of the finger: the batteries of homes hold some 10 kWh."""


class StateOfCharge(msgspec.Struct, frozen=True):
    """How full the battery was at a moment, in per cent, as somebody read it."""

    percentage: float
    at: datetime


class BatteryFacts(msgspec.Struct, frozen=True):
    """What a person typed or a site book tells; None where it is not known. `zone` is a name of the zone database."""

    capacity_wh: float | None = None
    rated_w: float | None = None
    zone: str | None = None
    charge: StateOfCharge | None = None

    def checked(self) -> BatteryFacts:
        """Itself, when every value can be used; else ProfileError with a plain sentence."""
        if self.capacity_wh is not None and not 0 < self.capacity_wh <= MOST_WH:
            raise ProfileError(
                _("The capacity must be more than 0 and at most {most:,} kWh.").format(most=MOST_WH // 1000)
            )
        if self.rated_w is not None and not 0 < self.rated_w <= MOST_W:
            raise ProfileError(
                _("The rated power must be more than 0 and at most {most:,} kW.").format(most=MOST_W // 1000)
            )
        if self.charge is not None and not 0 <= self.charge.percentage <= 100:
            raise ProfileError(_("The state of charge must be from 0 to 100 %."))
        if self.zone is not None and zone_of(self.zone) is None:
            raise ProfileError(
                _("There is no time zone “{name}”. Names look like America/New_York.").format(name=self.zone)
            )
        return self


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of that name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
