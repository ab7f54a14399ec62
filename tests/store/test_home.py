"""The data directory is private from its first moment, whatever the umask."""

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.domain.profile import placed, profile_at
from flipconsole.store.home import Home
from flipconsole.store.lock import SenderLock
from flipconsole.store.log import start_log, stop_log
from flipconsole.store.outbox import Outbox
from flipconsole.store.settings import Settings, save
from flipconsole.store.snapshot import Snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")


def test_each_profile_has_a_folder_of_its_own(tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    urls = ("https://api.flip.energy", "https://api-sandbox.flip.energy", "http://127.0.0.1:8080", "https://x.test/a")
    folders = {home.of_profile(profile_at(url)) for url in urls}
    assert len(folders) == 4
    assert all(folder.is_dir() and folder.parent == tmp_path / "data" for folder in folders)
    second = placed(profile_at(urls[0], id="west"), [profile_at(urls[0])])
    assert home.of_profile(second).relative_to(tmp_path / "data") == Path("profiles/west/https-api.flip.energy-443")


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_nothing_in_it_is_open_to_others(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        home = Home(tmp_path / "data")
        folder = home.of_profile(replace(profile_at("https://api.flip.energy"), own_folder=True))
        outbox, snapshot = Outbox.open(folder), Snapshot.open(folder / "snapshot.sqlite3")
        lock, log = SenderLock(folder / "sender.lock"), start_log(home)
        lock.try_acquire()
        save(home.directory, Settings(operator="Ana"))
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (home.directory, *home.directory.rglob("*"))}
        lock.release()
        stop_log(log)
        snapshot.close()
        outbox.close()
    finally:
        os.umask(before)
    assert {path.name for path in modes} >= {
        "outbox.sqlite3",
        "outbox.sqlite3-wal",
        "outbox.sqlite3-shm",
        "outbox.marker",
        "snapshot.sqlite3-wal",
        "settings.toml",
        "settings.last-good.toml",
        "sender.lock",
        "flipconsole.log",
    }
    assert {path.name: oct(mode) for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}


@posix
def test_one_that_was_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    Home(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_one_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="cannot be saved"):
        Home(tmp_path / "data")
