"""`batteries.json`: what a person has told about batteries, per origin and readable by its owner alone."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flipconsole.domain.battery import MEASURES, WORDS, BatteryFacts, StateOfCharge
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.language import _
from flipconsole.domain.times import read_time
from flipconsole.store.private import write_private_file

_NAME = "batteries.json"
_LARGEST = 64 * 1024 * 1024


class BatteryFile:
    """The file of one origin; one that cannot be read counts as empty, and is put aside when it is replaced."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._is_damaged = False

    def load(self) -> dict[str, BatteryFacts]:
        """Facts by device id; entries that cannot be used are left out."""
        try:
            with self._path.open("rb") as file:
                kept = json.loads(file.read(_LARGEST))
            return {
                device_id: facts
                for device_id, facts in ((str(name), _read(each)) for name, each in kept.items())
                if facts
            }
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, RecursionError):
            self._is_damaged = True
            return {}

    def keep(self, facts: Mapping[str, BatteryFacts]) -> None:
        """Replace the file at once.

        Raises:
            StoreError: it was not written; the one before stands.
        """
        try:
            if self._is_damaged:
                self._path.replace(self._path.with_suffix(".damaged.json"))
                self._is_damaged = False
            written = {device_id: _written(each) for device_id, each in sorted(facts.items())}
            write_private_file(self._path, json.dumps(written, ensure_ascii=True, indent=1) + "\n")
        except OSError as error:
            raise StoreError(
                _("What you entered about the battery is used now but was NOT saved for the next start: {why}.").format(
                    why=error.strerror or error
                )
            ) from error


def _read(entry: Any) -> BatteryFacts | None:
    if not isinstance(entry, dict):
        return None
    zone = entry.get("zone")
    charge = _number(entry.get("charge_percentage"))
    at = _time(entry.get("charge_at"))
    words: dict[str, Any] = {name: value for name in WORDS if isinstance(value := entry.get(name), str)}
    facts = BatteryFacts(
        capacity_wh=_number(entry.get("capacity_wh")),
        rated_w=_number(entry.get("rated_w")),
        zone=zone if isinstance(zone, str) else None,
        charge=None if charge is None or at is None else StateOfCharge(charge, at),
        **words,
    )
    try:
        return facts.checked()
    except ProfileError:
        return None


def _written(facts: BatteryFacts) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(facts, name) for name in (*MEASURES, *WORDS)}
    if facts.charge is not None:
        values |= {"charge_percentage": facts.charge.percentage, "charge_at": facts.charge.at.isoformat()}
    return {name: value for name, value in values.items() if value is not None}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _time(value: Any) -> datetime | None:
    try:
        return read_time(value) if isinstance(value, str) else None
    except ValueError:
        return None
