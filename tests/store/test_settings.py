"""Settings point where a person said, or where they pointed before: never elsewhere by accident."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.profile import Profile, TokenKind, Wanted, placed, profile_at
from flipconsole.domain.reading import Clock, PowerUnit, WeekStart
from flipconsole.store import private
from flipconsole.store.settings import Settings, load, save
from tests.gates import Gate

SANDBOX = profile_at("https://api-sandbox.flip.energy", id="sandbox")
OURS = Settings(
    profile="west",
    profiles=(
        SANDBOX,
        Profile(
            id="west",
            name="Grid West",
            base_url="https://api.example.test",
            command_path="/v1/commands/{id}",
            token_kind=TokenKind.OAUTH,
            client_id="desk",
            token_url="https://oauth.flip.energy/token",
            poll_s=90.5,
            is_production=True,
            word="West",
            colour="violet",
            read_only=True,
        ),
        placed(profile_at(SANDBOX.base_url, id="trial", name="Trial"), [SANDBOX]),
    ),
    operator='Ana "A" Núñez\\\n🔋\x7f',
    needs_reason=False,
    undo_s=2.5,
    theme="dark",
    auto_send=False,
    evidence=EvidenceMode.REQUIRE,
    ask_who_after_min=30,
    zone="UTC",
    clock=Clock.H12,
    week_start=WeekStart.SUNDAY,
    power_unit=PowerUnit.WATT,
)
OLD = """\
base_url = "https://api-sandbox.flip.energy"
operator = "Ana"
theme = "dark"
read_only = true
undo_s = 2.5

[paths]
commands = "/v1/commands"
command = "/gateway/{id}"
# end, edited by hand
"""


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()
    save(tmp_path, OURS)
    assert (load(tmp_path), load(tmp_path).trouble) == (OURS, "")
    save(tmp_path, Settings())
    assert load(tmp_path) == Settings()


@given(operator=st.text(), undo_s=st.none() | st.floats(0, 60))
def test_any_name_survives(tmp_path_factory: pytest.TempPathFactory, operator: str, undo_s: float | None) -> None:
    folder = tmp_path_factory.mktemp("settings")
    save(folder, Settings(operator=operator, undo_s=undo_s))
    assert load(folder) == Settings(operator=operator, undo_s=undo_s)


@pytest.mark.gate("R13")
@pytest.mark.parametrize("has_good_copy", [True, False])
def test_a_file_cut_at_any_byte_never_points_elsewhere(tmp_path: Path, has_good_copy: bool, gate: Gate) -> None:
    save(tmp_path, OURS)
    path, copy = tmp_path / "settings.toml", tmp_path / "settings.last-good.toml"
    whole = path.read_bytes()
    good = copy.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        if not has_good_copy:
            copy.unlink(missing_ok=True)
        settings = load(tmp_path)
        if length == len(whole) - 1:  # only the last newline is missing
            assert (settings, settings.trouble) == (OURS, "")
        else:
            assert settings == (OURS if has_good_copy else Settings()), length
            assert settings.trouble
    assert not has_good_copy or copy.read_bytes() == good
    gate.reached(
        "cut at every byte: 0 cases that point elsewhere; the last good copy is used and said",
        f"{len(whole)} cuts {'with' if has_good_copy else 'without'} a good copy: 0 elsewhere",
    )


@pytest.mark.gate("R13")
def test_without_the_sum_a_cut_file_does_point_elsewhere(tmp_path: Path, gate: Gate) -> None:
    """The negative control: the same cuts, on a file whose last line claims that a person ended it."""
    save(tmp_path, OURS)
    path = tmp_path / "settings.toml"
    whole = path.read_bytes()
    found = set()
    for length in range(len(whole)):
        path.write_bytes(whole[:length] + b"\n# end, edited by hand\n")
        found.add(load(tmp_path).chosen(Wanted()))
    found -= {OURS.profiles[1], None}
    assert found
    gate.caught(f"no sum at the end: {len(found)} cuts read as another profile in use")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 300,
        b"\xff\xfe\x00garbage",
        b"[" * 100_000,
        b'base_url = "https://a.test"\nbase_url = "https://b.test"\n# end, edited by hand\n',
        b'base_url = "http://plain.test"\n# end, edited by hand\n',
        b'base_url = "https://user:pw@a.test"\n# end, edited by hand\n',
        b"base_url = 7\n# end, edited by hand\n",
        b"undo_s = 1e999\n# end, edited by hand\n",
        b"undo_s = nan\n# end, edited by hand\n",
        b"undo_s = " + b"9" * 5000 + b"\n# end, edited by hand\n",
        b"undo_s = true\n# end, edited by hand\n",
        b'theme = "pink"\n# end, edited by hand\n',
        b"paths = 3\n# end, edited by hand\n",
        b'base_url = "https://a.test"\n[paths]\ncommand = "/../x/{id}"\n# end, edited by hand\n',
        b"profiles = 3\n# end, edited by hand\n",
        b"profiles = [3]\n# end, edited by hand\n",
        b'profile = "west"\nprofiles = []\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\nbase_url = "https://a.test"\npoll_s = 1\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\nbase_url = "https://a.test"\nread_only = 1\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\nbase_url = "https://a.test"\ntoken_kind = "x"\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nid = "b"\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\nbase_url = "https://a.test"\n'
        b'[[profiles]]\nid = "a"\nname = "B"\nbase_url = "https://b.test"\n# end, edited by hand\n',
        b'[[profiles]]\nid = "a"\nname = "A"\nbase_url = "https://a.test"\n'
        b'[[profiles]]\nid = "b"\nname = "B"\nbase_url = "https://a.test"\n# end, edited by hand\n',
    ],
)
def test_a_file_that_cannot_be_used_falls_back_and_says_so(tmp_path: Path, content: bytes) -> None:
    save(tmp_path, OURS)
    (tmp_path / "settings.toml").write_bytes(content)
    settings = load(tmp_path)
    assert settings == OURS
    assert "last good copy" in settings.trouble
    (tmp_path / "settings.last-good.toml").write_bytes(content)
    settings = load(tmp_path)
    assert settings == Settings()
    assert "enter your settings again" in settings.trouble


def test_one_byte_changed_by_accident_is_noticed(tmp_path: Path) -> None:
    save(tmp_path, OURS)
    path = tmp_path / "settings.toml"
    path.write_bytes(path.read_bytes().replace(b"api.example", b"apj.example"))
    assert load(tmp_path) == OURS
    assert load(tmp_path).trouble


def test_an_edit_by_hand_counts_when_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'\xef\xbb\xbfbase_url = "https://mine.test"\r\nfuture = 1\r\n# end, edited by hand\r\n\r\n')
    assert load(tmp_path).chosen(Wanted()) == profile_at("https://mine.test")
    assert load(tmp_path).trouble == ""
    path.unlink()
    settings = load(tmp_path)
    assert settings.chosen(Wanted()) == profile_at("https://mine.test")
    assert "gone" in settings.trouble


def test_saving_keeps_the_file_that_could_not_be_used(tmp_path: Path) -> None:
    save(tmp_path, OURS)
    (tmp_path / "settings.toml").write_text('base_url = "https://mine.test"\n')
    save(tmp_path, Settings())
    assert "mine.test" in (tmp_path / "settings.unused.toml").read_text()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_settings_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    save(tmp_path, OURS)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(private.os, step, fail)
    with pytest.raises(StoreError, match="NOT saved: No space left"):
        save(tmp_path, Settings().using(profile_at("https://other.test")))
    monkeypatch.undo()
    assert (load(tmp_path), load(tmp_path).trouble) == (OURS, "")
    assert sorted(os.listdir(tmp_path)) == ["settings.last-good.toml", "settings.toml"]


def test_a_value_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError):
        save(tmp_path, Settings(profiles=(replace(SANDBOX, base_url="http://plain.test"),)))
    assert not (tmp_path / "settings.toml").exists()


def test_one_address_from_before_there_were_profiles_becomes_the_main_one(tmp_path: Path) -> None:
    """Its files are found where they lay."""
    (tmp_path / "settings.toml").write_text(OLD)
    settings = load(tmp_path)
    assert settings.trouble == ""
    assert (settings.operator, settings.theme, settings.undo_s) == ("Ana", "dark", 2.5)
    profile = settings.chosen(Wanted())
    assert profile == Profile(
        "main", "Sandbox", "https://api-sandbox.flip.energy", command_path="/gateway/{id}", read_only=True
    )
    assert str(profile.folder) == "https-api-sandbox.flip.energy-443"
    save(tmp_path, settings)
    assert load(tmp_path) == settings


@given(
    name=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60),
    poll_s=st.floats(15, 240),
    flags=st.tuples(st.booleans(), st.booleans()),
)
def test_any_profile_survives(
    tmp_path_factory: pytest.TempPathFactory, name: str, poll_s: float, flags: tuple[bool, bool]
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    profile = Profile("a-1", name, "https://x.test/a", poll_s=poll_s, is_production=flags[0], read_only=flags[1])
    save(folder, Settings().using(profile))
    assert load(folder).chosen(Wanted()) == profile
