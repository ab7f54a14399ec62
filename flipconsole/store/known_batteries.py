"""What the files of an origin say of the batteries, for the sight before the program is there."""

from __future__ import annotations

from pathlib import Path

from flipconsole.domain.battery import NOTHING, BatteryFacts, merged
from flipconsole.domain.sites import facts_of_sites
from flipconsole.store.battery_file import BatteryFile
from flipconsole.store.site_file import SiteFile


def read_known_batteries(folder: Path) -> dict[str, BatteryFacts]:
    """By device id, a person's word before Flip's; a file that cannot be read says nothing."""
    told = BatteryFile(folder).load()
    flips = facts_of_sites(SiteFile(folder).load().sites.values()).facts
    return {each: merged(told.get(each, NOTHING), flips.get(each, NOTHING)) for each in told.keys() | flips.keys()}
