"""The sender lock: one holder, and none after its process has died."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flipconsole.domain.errors import StoreError
from flipconsole.store.lock import SenderLock

HOLDER = (
    "import sys\n"
    "from pathlib import Path\n"
    "from flipconsole.store.lock import SenderLock\n"
    "lock = SenderLock(Path(sys.argv[1]))\n"
    "print(lock.try_acquire(), flush=True)\n"
    "sys.stdin.read()\n"
)


def start(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_one_of_many_gets_it_and_after_kill_9_the_next(tmp_path: Path) -> None:
    path = tmp_path / "sender.lock"
    processes = [start(path) for _ in range(4)]
    try:
        answers = [process.stdout.readline().strip() if process.stdout else "" for process in processes]
        assert sorted(answers) == ["False", "False", "False", "True"]
        lock = SenderLock(path)
        assert not lock.try_acquire()
        holder = processes[answers.index("True")]
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait(10)
        assert lock.acquire(2)
        lock.release()
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_two_locks_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    first, second = SenderLock(tmp_path / "sender.lock"), SenderLock(tmp_path / "sender.lock")
    assert first.try_acquire()
    assert first.try_acquire()
    assert (first.is_held, second.try_acquire(), second.is_held) == (True, False, False)
    assert not second.acquire(0.05)
    threading.Timer(0.1, first.release).start()
    assert second.acquire(5)
    second.release()
    second.release()


def test_that_the_file_exists_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "sender.lock").write_text("12345")
    lock = SenderLock(tmp_path / "sender.lock")
    assert lock.try_acquire()
    lock.release()


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="lock file"):
        SenderLock(tmp_path / "none" / "sender.lock").try_acquire()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_the_file_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        lock = SenderLock(tmp_path / "sender.lock")
        lock.try_acquire()
        lock.release()
    finally:
        os.umask(before)
    assert (tmp_path / "sender.lock").stat().st_mode & 0o777 == 0o600
