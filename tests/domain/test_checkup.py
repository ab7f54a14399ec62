"""The zones that come with the program are told from zones that are missing or wrong."""

import sys
import zoneinfo

import pytest

from flipconsole.domain import checkup
from flipconsole.domain.checkup import Unfit, check_zones, look


def test_the_zones_are_right_while_the_systems_files_are_hidden() -> None:
    before = zoneinfo.TZPATH
    assert "10 zones are right" in check_zones()
    assert before == zoneinfo.TZPATH


def test_zone_data_that_was_not_packed_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = zoneinfo.TZPATH
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tzdata", None)
    with pytest.raises(Unfit, match="is not there once the system's zone files are hidden"):
        check_zones()
    assert before == zoneinfo.TZPATH


def test_a_zone_that_is_an_hour_off_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checkup._ZONES, "America/Phoenix", (-7.0, -6.0))
    with pytest.raises(Unfit, match=r"America/Phoenix \(-7\.0, -7\.0\)"):
        check_zones()


def test_a_check_that_stumbles_is_a_finding_and_no_crash() -> None:
    def stumble() -> str:
        raise RuntimeError("planted")

    finding = look("planted", stumble)
    assert (finding.ok, finding.found) == (False, "RuntimeError: planted")
    assert finding.advice
