"""Settings hold at once, are kept at once, and no console takes another's."""

from pathlib import Path

import pytest

from flipconsole.app.preferences import Preferences
from flipconsole.domain.profile import profile_at
from flipconsole.store import private
from flipconsole.store.managed import Managed
from flipconsole.store.settings import load

SANDBOX = profile_at("https://api-sandbox.flip.energy")
GATEWAY = profile_at("https://flip.west.test", id="west")


def opened(folder: Path) -> Preferences:
    return Preferences(folder, managed=Managed())


def test_two_consoles_take_nothing_from_each_other(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    one.use(SANDBOX)
    other.change(theme="dark")
    other.use(GATEWAY)
    one.change(undo_s=7.0)
    kept = load(tmp_path)
    assert (kept.theme, kept.undo_s) == ("dark", 7.0)
    assert {profile.id for profile in kept.profiles} == {"main", "west"}


def test_what_changed_is_told_by_name_and_what_did_not_is_not(tmp_path: Path) -> None:
    preferences = opened(tmp_path)
    told: list[frozenset[str]] = []
    preferences.changed.connect(told.append)
    preferences.change(theme="dark", undo_s=None)
    preferences.change(theme="dark")
    assert told == [frozenset({"theme"})]


def test_a_disk_that_takes_nothing_is_told_and_the_change_holds_for_this_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences = opened(tmp_path)
    preferences.use(SANDBOX)
    told: list[str] = []
    preferences.not_kept.connect(told.append)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private.os, "fsync", full)
    preferences.change(theme="dark")
    assert preferences.settings.theme == "dark"
    assert "NOT saved" in told[0]
    monkeypatch.undo()
    preferences.change(undo_s=7.0)
    assert (load(tmp_path).theme, load(tmp_path).undo_s, preferences.unkept) == ("dark", 7.0, "")


def test_a_damaged_file_is_told_and_the_last_good_copy_holds(tmp_path: Path) -> None:
    opened(tmp_path).use(SANDBOX)
    path = tmp_path / "settings.toml"
    path.write_bytes(path.read_bytes()[:-40])
    preferences = opened(tmp_path)
    assert "last good copy" in preferences.trouble
    assert preferences.settings.profiles == (SANDBOX,)
