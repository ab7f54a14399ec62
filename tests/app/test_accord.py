"""Menus and settings say the same, in both directions, and what is managed stands (C2, C5)."""

from pathlib import Path

import pytest

from flipconsole.app.accord import Accord
from flipconsole.app.preferences import Preferences
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.profile import Wanted, profile_at
from flipconsole.store.managed import Managed
from flipconsole.store.settings import Settings, load, save
from tests.app.conftest import Desk, OpenDesk

MANAGED = Managed({"auto_send": False, "evidence": EvidenceMode.REQUIRE}, where={"auto_send": "x", "evidence": "x"})
PROFILE = profile_at("http://127.0.0.1:8000")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    directory = tmp_path / "own"
    directory.mkdir()
    save(directory, Settings().using(PROFILE))
    return directory


def in_accord(desk: Desk, folder: Path, managed: Managed | None = None) -> tuple[Preferences, Accord]:
    preferences = Preferences(folder, managed=managed or Managed())
    return preferences, Accord(preferences, desk.console, desk.boxes.gate)  # signals hold nobody: the test does


async def test_each_follows_the_other(open_desk: OpenDesk, folder: Path) -> None:
    async with open_desk() as desk:
        preferences, _accord = in_accord(desk, folder)
        rules, gate = desk.console.aids.rules, desk.boxes.gate
        preferences.change(auto_send=False, evidence=EvidenceMode.ASK, undo_s=7.0)
        assert (gate.is_open, rules.evidence, desk.console.undo_s) == (False, EvidenceMode.ASK, 7.0)
        gate.switch(True)
        rules.set_evidence(EvidenceMode.OFF)
        rules.set_read_only(True)
        kept = load(folder)
        profile = kept.chosen(Wanted())
        assert (kept.auto_send, kept.evidence) == (True, EvidenceMode.OFF)
        assert profile is not None
        assert profile.read_only


async def test_what_is_managed_cannot_be_switched_in_a_menu(open_desk: OpenDesk, folder: Path) -> None:
    async with open_desk() as desk:
        rules, gate = desk.console.aids.rules, desk.boxes.gate
        gate.switch(False)
        rules.set_evidence(EvidenceMode.REQUIRE)
        _preferences, _accord = in_accord(desk, folder, MANAGED)
        gate.switch(True)
        rules.set_evidence(EvidenceMode.OFF)
        assert (gate.is_open, rules.evidence) == (False, EvidenceMode.REQUIRE)
        assert load(folder).auto_send
