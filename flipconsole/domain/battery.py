"""What is known of one battery beside its commands: what it is called, where it stands, how much it holds and gives."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _

MOST_WH, MOST_W = 10_000_000, 10_000_000
"""A value above is taken for a slip of the finger: the batteries of homes hold some 10 kWh."""

LONGEST_WORDS = 300
"""Characters of a name, an address and the like."""

WORDS = ("name", "site", "address", "maker", "model", "serial")
"""The fields that are text for people."""

MEASURES = ("capacity_wh", "rated_w", "zone")
"""The fields that times and verdicts are worked out with; a state of charge is one too, but holds for a moment only."""


class StateOfCharge(msgspec.Struct, frozen=True):
    """How full the battery was at a moment, in per cent, as somebody read it."""

    percentage: float
    at: datetime


class BatteryFacts(msgspec.Struct, frozen=True):
    """What a person, their site book or Flip tells; None where it is not known. `zone` is a name of the zone database.

    `rated_w` is what it can give and take at most. `least_rated_w` is set where Flip names two powers: which of them is
    for charging its pages leave open, so that what lies between the two nobody can judge.
    """

    capacity_wh: float | None = None
    rated_w: float | None = None
    zone: str | None = None
    charge: StateOfCharge | None = None
    name: str | None = None
    site: str | None = None
    address: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    least_rated_w: float | None = None

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
                _("There is no time zone “{name}”. Names look like America/New_York.").format(name=self.zone[:60])
            )
        for field in WORDS:
            words: str | None = getattr(self, field)
            if words is None:
                continue
            if not words.strip() or len(words) > LONGEST_WORDS:
                raise ProfileError(
                    _("“{words}” has {count} characters; it may have 1 to {most}.").format(
                        words=words[:40], count=len(words), most=LONGEST_WORDS
                    )
                )
            if not words.isprintable():
                raise ProfileError(_("“{words}” holds characters that cannot be seen.").format(words=words[:40]))
        return self

    def but(self, **changes: object) -> BatteryFacts:
        """The same with other values."""
        return msgspec.structs.replace(self, **changes)

    @property
    def product(self) -> str:
        """Maker and model in one; "" where neither is known."""
        maker, model = self.maker or "", self.model or ""
        return model if maker and model.casefold().startswith(maker.casefold()) else f"{maker} {model}".strip()


NOTHING = BatteryFacts()
"""Of a battery that nobody told anything about."""


def merged(own: BatteryFacts, flips: BatteryFacts) -> BatteryFacts:
    """What a person says, field by field, and what Flip says where the person says nothing."""
    if flips is NOTHING:
        return own
    if own is NOTHING:
        return flips
    told = {name: value for name in own.__struct_fields__ if (value := getattr(own, name)) is not None}
    if "rated_w" in told:
        told["least_rated_w"] = None
    return flips.but(**told)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone of that name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
