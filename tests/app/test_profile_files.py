"""A profile is handed on without a secret, and taken in as one of its own (P10)."""

from dataclasses import replace
from pathlib import Path

import pytest

from flipconsole.app.preferences import Preferences
from flipconsole.app.profiles import Profiles
from flipconsole.domain.profile import Profile, TokenKind, profile_at
from flipconsole.store.managed import Managed

OURS = Profile(
    "main",
    "Grid West",
    "https://flip.west.test",
    command_path="/v1/commands/{id}",
    token_kind=TokenKind.KEY,
    poll_s=90.0,
    word="West",
    colour="violet",
    ca_file="/home/ana/issuers.pem",
)


def profiles_in(folder: Path, opened: Profile) -> Profiles:
    folder.mkdir()
    preferences = Preferences(folder, managed=Managed())
    preferences.use(opened)
    return Profiles(preferences, opened, folder)


def test_what_is_exported_is_taken_in_elsewhere_without_what_belongs_to_the_computer(tmp_path: Path) -> None:
    file = tmp_path / "west.toml"
    assert str(file) in profiles_in(tmp_path / "here", OURS).export(file)
    text = file.read_text()
    assert "issuers.pem" not in text
    assert "no token" in text
    assert "secret" not in text
    there = profiles_in(tmp_path / "there", profile_at("https://api-sandbox.flip.energy"))
    assert "“Grid West” was imported" in there.take_in(file)
    taken = there.all[-1]
    assert replace(taken, id="main") == replace(OURS, ca_file="")
    assert taken.id != "main"
    assert "“Grid West 2” was imported" in there.take_in(file)
    assert len({profile.folder for profile in there.all}) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"profile = 3", b"[profile]\nname = 'x'", b"x" * 70_000, b"[" * 5000,
     b"[profile]\nname='x'\nbase_url='http://plain.test'", b"[profile]\nname='x'\nbase_url='https://u:p@x.test'"],
)  # fmt: skip
def test_a_file_that_is_no_profile_is_told_and_nothing_is_taken(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    there = profiles_in(tmp_path / "there", OURS)
    assert there.take_in(file)
    assert there.all == (OURS,)


def test_a_place_that_takes_nothing_is_told(tmp_path: Path) -> None:
    assert "NOT exported" in profiles_in(tmp_path / "here", OURS).export(tmp_path / "none" / "x.toml")
