"""Unexpected errors inside the running window: logged without the token, told, and the work goes on (fault 88, D5)."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer

from flipconsole.app.courier import Courier
from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage
from flipconsole.ui.frame.log_view import LogDialog
from flipconsole.ui.window import MainWindow
from tests.faults.desktops import has_rows, titles


def fail() -> None:
    raise ZeroDivisionError("Bearer canary-0123456789")


def in_slot() -> None:
    QTimer.singleShot(0, fail)


def in_callback() -> None:
    asyncio.get_running_loop().call_soon(fail)


def in_thread() -> None:
    threading.Thread(target=fail).start()


def in_forgotten_task() -> None:
    async def failing() -> None:
        fail()

    asyncio.get_running_loop().create_task(failing())


WHERE: dict[str, Callable[[], None]] = {
    "slot": in_slot,
    "callback": in_callback,
    "thread": in_thread,
    "forgotten_task": in_forgotten_task,
}


@pytest.mark.parametrize("raising", WHERE.values(), ids=[f"fault_88_{name}" for name in WHERE])
def test_an_error_is_told_and_logged_and_an_answer_still_arrives(
    desktop: Any, simulator_server: Any, tmp_path: Path, raising: Callable[[], None]
) -> None:
    """Negative control: before it is raised nothing of the kind is told."""
    running = simulator_server(token="canary-0123456789")
    command_id = running.simulator.add().id

    async def visit(window: MainWindow) -> None:
        await has_rows(window, 1)
        assert "unexpected" not in titles(window)
        raising()
        for _tenth in range(100):
            await asyncio.sleep(0.1)
            if "unexpected" in titles(window):
                break
        assert "Answers marked as saved are safe" in titles(window)
        console = window._console
        assert console.acknowledge([console.rows[command_id]], Answer.OK, None) == ()
        signals = (console.rows_changed, console.acks_changed)
        assert await until(lambda: console.rows[command_id].stage is Stage.DELIVERED, *signals, timeout_s=20)
        window._on_step_asked("notice:fault", "log")
        (dialog,) = window.findChildren(LogDialog)
        async with asyncio.timeout(20):
            while "ZeroDivisionError" not in dialog.box.toPlainText():  # noqa: ASYNC110 - it is read on a thread
                await asyncio.sleep(0.02)
        assert "canary" not in dialog.box.toPlainText()

    desktop(tmp_path / "home", running, visit)
    assert running.simulator.get(command_id).device_status == "OK"


def test_fault_88_a_round_that_fails_unexpectedly_is_told_and_the_next_one_works(
    desktop: Any, simulator_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = simulator_server()
    running.simulator.add()
    one_round, left = Courier.one_round, [True]

    async def stumbling(self: Courier) -> None:
        if left:
            left.clear()
            raise RuntimeError("a row that nobody thought of")
        await one_round(self)

    monkeypatch.setattr(Courier, "one_round", stumbling)

    async def visit(window: MainWindow) -> None:
        console = window._console
        said: list[str] = []
        console.link_changed.connect(lambda link: said.append(link.text))
        await has_rows(window, 1)
        assert any("stumbled" in text for text in said) or "stumbled" in console.link.text

    desktop(tmp_path / "home", running, visit)
