"""What an administrator has set goes before what a person has, and cannot be lost by a broken file (C5)."""

from dataclasses import replace
from pathlib import Path

import pytest

from flipconsole.app.preferences import Preferences
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.profile import Wanted, profile_at
from flipconsole.store.managed import read_managed
from flipconsole.store.settings import Settings, load, save

FILE = """
undo_s = 10
evidence = "require"
[[profiles]]
id = "company"
name = "Company"
base_url = "https://flip.company.test"
read_only = true
"""
MINE = profile_at("https://api-sandbox.flip.energy")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "etc" / "settings.toml"
    file.parent.mkdir()
    file.write_text(FILE)
    return file


def test_without_a_file_and_variables_nothing_is_managed(tmp_path: Path) -> None:
    managed = read_managed({}, tmp_path / "none")
    own = Settings(operator="Ana").using(MINE)
    assert managed.over(own) == own
    assert (managed.where, managed.trouble, managed.why_read_only(MINE)) == ({}, "", "")


def test_the_file_goes_before_a_person_and_the_environment_before_the_file(path: Path) -> None:
    managed = read_managed({"FLIPCONSOLE_UNDO_S": "3", "FLIPCONSOLE_AUTO_SEND": "off", "FLIPCONSOLE_TOKEN": "x"}, path)
    settings = managed.over(Settings(operator="Ana", undo_s=60.0).using(MINE))
    assert (settings.undo_s, settings.evidence, settings.auto_send) == (3.0, EvidenceMode.REQUIRE, False)
    assert settings.operator == "Ana"
    assert [profile.name for profile in settings.profiles] == ["Company", "Sandbox"]
    assert managed.where == {
        "undo_s": "FLIPCONSOLE_UNDO_S",
        "evidence": str(path),
        "auto_send": "FLIPCONSOLE_AUTO_SEND",
    }
    assert managed.why_read_only(settings.profiles[0]).startswith("Read only: the administrator")
    assert managed.why_read_only(settings.profiles[1]) == ""


def test_a_profile_of_the_administrator_takes_the_place_of_one_of_its_name(path: Path) -> None:
    pretender = profile_at("https://evil.test", id="mine", name="company")
    settings = read_managed({}, path).over(Settings().using(pretender))
    assert [profile.base_url for profile in settings.profiles] == ["https://flip.company.test"]
    assert settings.chosen(Wanted("Company")) == settings.profiles[0]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff",
        b"undo_s = 99",
        b"undo_s = 'x'",
        b"[[profiles]]\nid = 'a'\n",
        b"profiles = 3",
        b"[[profiles]]\nid='a'\nname='A'\nbase_url='http://plain.test'",
        b"[" * 5000,
    ],
)
def test_a_file_that_cannot_be_used_locks_instead_of_being_passed_over(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    managed = read_managed({}, path)
    settings = managed.over(Settings().using(MINE))
    assert "administrator cannot be used" in settings.trouble
    assert [profile.read_only for profile in settings.profiles] == [True]
    assert managed.why_read_only(MINE)


def test_a_variable_that_cannot_be_used_locks_too(tmp_path: Path) -> None:
    assert read_managed({"FLIPCONSOLE_AUTO_SEND": "perhaps"}, tmp_path / "none").trouble
    assert read_managed({"FLIPCONSOLE_UNDO_S": "many"}, tmp_path / "none").trouble


def test_what_is_managed_cannot_be_changed_and_is_not_written_among_ones_own(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    save(folder, Settings(operator="Ana").using(MINE))
    preferences = Preferences(folder, managed=read_managed({}, path))
    assert preferences.managed_by("undo_s") == str(path)
    assert preferences.managed_by("operator") == ""
    preferences.change(undo_s=0.0, operator="Ben")
    assert (preferences.settings.undo_s, preferences.settings.operator) == (10.0, "Ben")
    company = preferences.settings.profiles[0]
    preferences.hold(replace(company, base_url="https://evil.test"))
    assert preferences.settings.profiles[0] == company
    preferences.change(profile="company")
    assert preferences.settings.profile == "company"
    own = load(folder)
    assert (own.operator, own.undo_s, own.trouble) == ("Ben", None, "")
    assert [profile.id for profile in own.profiles] == ["main"]
