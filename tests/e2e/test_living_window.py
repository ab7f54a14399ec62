"""The real window on the real loop against a simulator on loopback: look, click, wait, close."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from flipconsole.app.waiting import until
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Stage
from flipconsole.parts import Parts, open_parts
from flipconsole.simulator.bodies import EXAMPLE
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.ui.window import MainWindow

ZONE = ZoneInfo("America/New_York")
RESOURCES = Path(__file__).resolve().parents[2] / "resources"

Visit = Callable[[Parts, MainWindow], Awaitable[None]]


@pytest.fixture
def live(qapp: QApplication, tmp_path: Path) -> Callable[[Any, Visit], None]:
    """Runs a window with its courier on Qt's loop, lets a visit use it, and closes it as a person would."""

    async def visited(server: Any, visit: Visit) -> None:
        settings = Settings(operator="Ana")
        async with open_parts(profile_at(server.url), Home(tmp_path / "data"), settings, server.token) as parts:
            window = MainWindow(
                parts.console,
                parts.boxes,
                ZONE,
                "light",
                RESOURCES,
                tmp_path / "data",
                credentials=parts.credentials,
            )
            closed = asyncio.Event()
            window.closed.connect(closed.set)
            window.show()
            async with asyncio.TaskGroup() as group:
                talking = group.create_task(parts.courier.run())
                try:
                    async with asyncio.timeout(30):
                        await visit(parts, window)
                        window.close()
                        await closed.wait()
                finally:
                    talking.cancel()
            window.put_away()

    async def alone(server: Any, visit: Visit) -> None:
        await visited(server, visit)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left

    qapp.setQuitOnLastWindowClosed(False)

    def run(server: Any, visit: Visit) -> None:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp)) as runner:
            runner.run(alone(server, visit))
        gc.collect()

    return run


async def _has_rows(parts: Parts, count: int) -> None:
    assert await until(lambda: len(parts.console.rows) >= count, parts.console.rows_changed, timeout_s=20)


async def _is_at(parts: Parts, command_id: str, stage: Stage) -> None:
    console = parts.console
    assert await until(lambda: console.rows[command_id].stage is stage, console.rows_changed, timeout_s=20)


def test_a_click_on_ok_is_delivered_and_flip_knows(live, simulator_server) -> None:
    server = simulator_server()
    command = server.simulator.add()

    async def visit(parts: Parts, window: MainWindow) -> None:
        await _has_rows(parts, 1)
        window.workspace.show_command(command.id)
        window.workspace.answers.actions_of_answers[Answer.OK].trigger()
        await _is_at(parts, command.id, Stage.DELIVERED)

    live(server, visit)
    assert server.simulator.get(command.id).device_status == "OK"
    assert [request.body for request in server.simulator.received.requests("patch")] == ['{"device_status":"OK"}']


def test_the_source_pages_own_example_is_listed_drawn_and_answered(live, simulator_server) -> None:
    server = simulator_server()
    command = server.simulator.add(**EXAMPLE)

    async def visit(parts: Parts, window: MainWindow) -> None:
        await _has_rows(parts, 1)
        row = parts.console.rows[command.id]
        assert row.held.command.device_id == EXAMPLE["device_id"]
        assert row.held.command.unreadable == ()
        window.workspace.show_command(command.id)
        assert window.workspace.list.selected_ids() == [command.id]
        if not window.is_complete():
            complete = asyncio.Event()
            window.completed.connect(complete.set)
            await complete.wait()
        timeline = window.workspace.timeline
        assert timeline is not None
        assert command.id in timeline.bars.ids
        assert parts.console.acknowledge([row], Answer.FAILED_OFFLINE, "Gateway is off") == ()
        await _is_at(parts, command.id, Stage.DELIVERED)

    live(server, visit)
    patch = server.simulator.received.requests("patch")[-1]
    assert patch.path == f"/v1/command/{EXAMPLE['id']}"
    assert patch.body == '{"device_status":"FAILED_OFFLINE","device_status_reason":"Gateway is off"}'


def test_a_cancellation_in_flip_asks_for_removal_in_the_window(live, simulator_server) -> None:
    server = simulator_server()
    command = server.simulator.add()

    async def visit(parts: Parts, window: MainWindow) -> None:
        await _has_rows(parts, 1)
        server.simulator.cancel(command.id)
        window.workspace.show_command(command.id)
        parts.console.refresh()
        assert await until(
            lambda: parts.console.rows[command.id].work == "REMOVE", parts.console.rows_changed, timeout_s=20
        )

    live(server, visit)
    assert server.simulator.received.requests("patch") == []
