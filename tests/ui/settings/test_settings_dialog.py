"""The page of settings: each is found, told, changed at once, and goes back to what was shipped (C1, C2)."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from flipconsole.app.preferences import Preferences
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.reading import Clock, PowerUnit, Reading, WeekStart, use_reading
from flipconsole.store.settings import Settings, load
from flipconsole.ui.settings.dialog import SettingsDialog
from flipconsole.ui.settings.items import settings_items
from flipconsole.ui.theme import Theme
from tests.ui.desk import unnamed, unreached

OTHER: dict[str, Any] = {
    "operator": "Ana",
    "undo_s": 12.5,
    "auto_send": False,
    "evidence": EvidenceMode.REQUIRE,
    "needs_reason": False,
    "signs_reasons": True,
    "ask_who_after_min": 10,
    "zone": "UTC",
    "clock": Clock.H12,
    "week_start": WeekStart.SUNDAY,
    "power_unit": PowerUnit.WATT,
    "theme": "dark",
}


@pytest.fixture
def preferences(tmp_path: Path) -> Iterator[Preferences]:
    yield Preferences(tmp_path)
    use_reading(Reading())


@pytest.fixture
def page(preferences: Preferences, qtbot: QtBot, themed: Theme) -> Iterator[SettingsDialog]:
    dialog = SettingsDialog(preferences)
    dialog.open()
    yield dialog
    dialog.close()


def shown(page: SettingsDialog) -> set[str]:
    return {name for name, line in page.lines.items() if line.isVisibleTo(page)}


def choose(page: SettingsDialog, name: str, value: Any) -> None:
    line = page.lines[name]
    if isinstance(line.control, QComboBox):
        line.control.setCurrentIndex(list(line.item.choices).index(value))
    else:
        line.control.setText(f"{value}")
        line.control.editingFinished.emit()


def test_every_setting_is_on_the_page(page: SettingsDialog) -> None:
    of_one_flip = {"profile", "profiles", "trouble"}
    assert page.lines.keys() == {field.name for field in fields(Settings)} - of_one_flip == OTHER.keys()
    assert all(line.item.title and line.item.effect for line in page.lines.values())


@pytest.mark.parametrize("name", OTHER)
def test_it_takes_effect_at_once_and_goes_back_to_what_was_shipped(
    page: SettingsDialog, preferences: Preferences, tmp_path: Path, name: str
) -> None:
    line = page.lines[name]
    assert not line.reset.isVisibleTo(page)
    choose(page, name, OTHER[name])
    assert load(tmp_path) == replace(Settings(), **{name: OTHER[name]}) == preferences.settings
    assert line.reset.isVisibleTo(page)
    line.reset.click()
    assert load(tmp_path) == Settings() == preferences.settings
    assert not line.reset.isVisibleTo(page)
    if isinstance(line.control, QComboBox):
        assert line.control.currentText() == line.item.show(line.item.default)


@pytest.mark.parametrize("item", settings_items(), ids=lambda item: item.name)
def test_a_search_finds_it_alone(page: SettingsDialog, item: Any) -> None:
    page.search.setText(item.title.upper())
    assert shown(page) == {item.name}
    page.search.clear()
    assert shown(page) == set(page.lines)


def test_a_search_for_nothing_says_so(page: SettingsDialog) -> None:
    page.search.setText("theme")
    assert shown(page) == {"theme"}
    page.search.setText("no such word")
    assert shown(page) == set()
    assert page._nothing.isVisibleTo(page)


def test_what_cannot_be_read_is_told_and_changes_nothing(page: SettingsDialog, preferences: Preferences) -> None:
    choose(page, "undo_s", "61")
    assert preferences.settings == Settings()
    assert page.lines["undo_s"].note.text() == "Enter a number from 0 to 60."


def test_a_change_from_elsewhere_is_shown(page: SettingsDialog, preferences: Preferences) -> None:
    preferences.change(theme="dark")
    control = page.lines["theme"].control
    assert isinstance(control, QComboBox)
    assert control.currentText() == "Dark"


def test_what_is_imposed_is_shown_as_managed_and_cannot_be_changed(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    dialog = SettingsDialog(Preferences(tmp_path, {"operator": "Demo"}))
    qtbot.addWidget(dialog)
    line = dialog.lines["operator"]
    assert not line.control.isEnabled()
    assert line.note.text().startswith("Managed:")


def test_every_control_has_a_name_and_is_reached_by_tab(page: SettingsDialog) -> None:
    assert unnamed(page) == []
    assert unreached(page) == []
