"""A wipe leaves no word about people and their homes in any file, and every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.simulator.simulator import Simulator
from flipconsole.store.home import Home
from flipconsole.store.lock import SenderLock
from flipconsole.store.settings import Settings
from flipconsole.store.wiping import personal_folders, wipe_folder

CANARIES = ("Canary Street", "canary-serial", "Canarytown", "Canary's garage")
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
Transport = Callable[[Simulator], httpx.AsyncBaseTransport]


def found_in(folder: Path) -> set[str]:
    """The canaries that stand in any file, in either encoding that a database may use."""
    whole = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    codes = ("utf-8", "utf-16-le", "utf-16-be")
    return {canary for canary in CANARIES if any(canary.encode(code) in whole for code in codes)}


async def a_days_work(home: Home, transport: Transport) -> str:
    """A book, Flip's sites, a list and an answer that cannot leave; returns the command's id."""
    flip = Simulator(batteries=3)
    site = next(iter(flip.sites.sites.values()))
    object.__setattr__(site, "street", "7 Canary Street")
    object.__setattr__(site.devices[0], "serial", "canary-serial")
    command = flip.add(device_id=flip.fleet[0].device_id)
    async with open_parts(
        profile_at("http://127.0.0.1:8000"), home, Settings(operator="Ana"), flip.token, transport=transport(flip)
    ) as parts:
        assert await parts.courier.fetch_once()
        await parts.walk.walk()
        parts.batteries.enter(command.device_id, "name", "Canary's garage")
        parts.batteries.enter(command.device_id, "address", "Canarytown")
        assert "Canary" in (parts.batteries.facts_of(command.device_id).site or "")
        assert parts.console.acknowledge([parts.console.rows[command.id]], Answer.OK, None) == ()
        assert await until(lambda: not parts.console.is_saving(command.id), parts.console.acks_saved, timeout_s=10)
    return command.id


async def test_no_word_is_left_and_the_answer_is(tmp_path: Path, simulator_transport: Transport) -> None:
    home, profile = Home(tmp_path / "data"), profile_at("http://127.0.0.1:8000")
    command_id = await a_days_work(home, simulator_transport)
    folder = home.of_profile(profile)
    (folder / ".sites.json.crashed").write_text("7 Canary Street")
    assert found_in(tmp_path) == set(CANARIES), "the look at the files finds what is there"
    assert personal_folders(home.directory) == [folder]
    assert await asyncio.to_thread(wipe_folder, folder) >= 4
    assert found_in(tmp_path) == set()
    assert personal_folders(home.directory) == []
    flip = Simulator(batteries=3)
    async with open_parts(
        profile, home, Settings(operator="Ana"), flip.token, transport=simulator_transport(flip)
    ) as parts:
        assert [ack.command_id for ack in parts.console.unsent()] == [command_id]
        assert not parts.batteries.known
        assert not parts.walk.catalogue.asked, "nothing is read again before somebody asks"
        assert not parts.console.rows


@pytest.mark.parametrize("left", ["sites.json", "batteries.json", "snapshot.sqlite3"])
async def test_a_file_that_is_forgotten_would_be_noticed(
    tmp_path: Path, simulator_transport: Transport, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    home = Home(tmp_path / "data")
    await a_days_work(home, simulator_transport)
    folder = home.of_profile(profile_at("http://127.0.0.1:8000"))
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda path, **kind: None if path.name == left else unlink(path, **kind))
    wipe_folder(folder)
    assert personal_folders(home.directory) == [folder]
    assert found_in(tmp_path) or left == "snapshot.sqlite3"


def test_nothing_is_deleted_under_an_open_console(tmp_path: Path) -> None:
    (tmp_path / "batteries.json").write_text("{}")
    lock = SenderLock(tmp_path / "sender.lock")
    assert lock.try_acquire()
    with pytest.raises(StoreError, match="console is open"):
        wipe_folder(tmp_path)
    lock.release()
    assert wipe_folder(tmp_path) == 1


def test_what_cannot_be_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "batteries.json").write_text("{}")

    def refuse(path: Path, **_kind: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StoreError, match="could NOT be deleted: Permission denied"):
        wipe_folder(tmp_path)


def test_an_empty_directory_has_nothing_to_wipe(tmp_path: Path) -> None:
    assert personal_folders(tmp_path / "none") == []
    assert wipe_folder(tmp_path) == 0
