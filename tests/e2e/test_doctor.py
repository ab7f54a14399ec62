"""In the running window F9 looks at the connection and names what is broken, and the window goes on meanwhile (D2)."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import qasync
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from flipconsole.app.waiting import until
from flipconsole.domain.diagnosis import Outcome, Stage, stage_title
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings
from flipconsole.ui.doctor.dialog import DoctorDialog
from flipconsole.ui.window import MainWindow
from tests.api.certificates import NEEDS_OPEN_STORE
from tests.app.broken_ways import CASES, TOKEN, broken_way

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
Visit = Callable[[MainWindow, DoctorDialog, Any], Awaitable[None]]


@pytest.fixture
def examined(qapp: QApplication, tmp_path: Path) -> Callable[..., None]:
    """Opens the window on a server, presses F9, and lets a visit look at the doctor's window."""

    async def look(address: str, token: str | None, ca_file: str, visit: Visit) -> None:
        profile = replace(profile_at(address), ca_file=ca_file)
        async with open_parts(profile, Home(tmp_path / "data"), Settings(operator="Ana"), token or "") as parts:
            window = MainWindow(
                parts.console,
                parts.boxes,
                ZoneInfo("America/New_York"),
                "light",
                RESOURCES,
                tmp_path / "data",
                credentials=parts.credentials,
                doctor=parts.doctor,
            )
            window.show()
            examining = asyncio.create_task(parts.doctor.run())
            try:
                async with asyncio.timeout(40):
                    window.actions_of_window.doctor.trigger()
                    [dialog] = window.findChildren(DoctorDialog)
                    await visit(window, dialog, parts.doctor)
            finally:
                examining.cancel()
                await asyncio.wait([examining])
            window.put_away()

    qapp.setQuitOnLastWindowClosed(False)

    def run(address: str, visit: Visit, token: str | None = TOKEN, ca_file: str = "") -> None:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qapp)) as runner:
            runner.run(look(address, token, ca_file, visit))
        gc.collect()

    return run


async def _is_over(doctor: Any) -> None:
    assert await until(lambda: not doctor.is_busy, doctor.changed, timeout_s=30)


@NEEDS_OPEN_STORE
@pytest.mark.parametrize(
    "case",
    ["name", "refused", "proxy_password", "intercepted", "expired", "captive_page", "clock", "token_refused",
     "list_unreadable", "patch_blocked"],
)  # fmt: skip
def test_each_broken_stage_is_named_in_the_window(
    case: str,
    examined: Callable[..., None],
    simulator_server: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    stage, verdict, _play = CASES[case]

    async def visit(_window: MainWindow, dialog: DoctorDialog, doctor: Any) -> None:
        await _is_over(doctor)
        assert doctor.diagnosis.cause.verdict is verdict
        line = dialog.lines[stage]
        assert line.found.text()
        assert line.advice.isVisible()
        assert f"“{stage_title(stage)}”" in dialog.summary.text()
        dialog.copy.click()
        report = QGuiApplication.clipboard().text()
        assert doctor.diagnosis.cause.found in report
        assert "canary" not in report

    with broken_way(case, simulator_server, monkeypatch, tmp_path) as (around, address):
        examined(address, visit, around.token, around.ca_file)


def test_a_sound_connection_passes_every_stage_and_may_be_stopped(
    examined: Callable[..., None], simulator_server: Callable[..., Any]
) -> None:
    running = simulator_server(token=TOKEN)

    async def visit(window: MainWindow, dialog: DoctorDialog, doctor: Any) -> None:
        await _is_over(doctor)
        assert all(finding.outcome is Outcome.WORKS for finding in doctor.diagnosis.findings)
        assert dialog.summary.text() == "Everything between this computer and Flip works."
        running.simulator.faults.add("latency=60,on=list")
        dialog.again.click()
        assert await until(
            lambda: doctor.diagnosis is not None and Stage.ENCRYPTION in doctor.diagnosis.stages,
            doctor.changed,
            timeout_s=20,
        )
        assert dialog.again.accessibleName() == "Stop"
        dialog.again.click()
        await _is_over(doctor)
        assert "Stopped" in dialog.summary.text()
        window.strip.doctor.click()
        assert len(window.findChildren(DoctorDialog)) == 1
        doctor.examine()
        dialog.close()
        await _is_over(doctor)

    examined(running.url, visit)
