"""The doctor's window says the same to eyes and to screen readers, and shows strangers' text as text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from psygnal import Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from flipconsole.app.doctor import Doctor
from flipconsole.domain.diagnosis import Diagnosis, Finding, Stage, Verdict, broken, remark, untried, works
from flipconsole.domain.edition import Edition
from flipconsole.ui.doctor.dialog import DoctorDialog
from flipconsole.ui.theme import Theme


class PlayedDoctor:
    """A doctor whose findings the test brings."""

    changed = Signal()
    address = "https://api.flip.energy"

    def __init__(self) -> None:
        self.diagnosis: Diagnosis | None = None
        self.is_busy = False
        self.asked: list[str] = []

    def examine(self) -> None:
        self.asked.append("examine")
        self.is_busy, self.diagnosis = True, None
        self.changed.emit()

    def stop(self) -> None:
        self.asked.append("stop")
        self.is_busy = False
        self.changed.emit()

    def bring(self, *findings: Finding, over: bool = False) -> None:
        rest = [untried(stage, "Not tried.") for stage in Stage] if over else []
        known = {finding.stage for finding in findings}
        found = (*findings, *(one for one in rest if one.stage not in known))
        self.diagnosis = Diagnosis(self.address, datetime(2026, 11, 24, 12, tzinfo=UTC), found)
        self.is_busy = not over
        self.changed.emit()


@pytest.fixture
def played(qapp: QApplication, themed: Theme) -> Iterator[Any]:
    doctor = PlayedDoctor()
    dialog = DoctorDialog(cast(Doctor, doctor), Edition(), themed)
    dialog.show()
    yield doctor, dialog
    if isValid(dialog):
        dialog.close()


def test_it_begins_at_once_and_says_which_stage_is_looked_at(played: Any) -> None:
    doctor, dialog = played
    assert doctor.asked == ["examine"]
    assert dialog.lines[Stage.NAME].word.text() == "looking …"
    assert dialog.lines[Stage.CONNECTION].word.text() == ""
    assert "goes on working" in dialog.summary.text()
    assert not dialog.isModal()
    assert not dialog.copy.isEnabled()
    doctor.bring(works(Stage.NAME, "api.flip.energy is 192.0.2.1."))
    assert dialog.lines[Stage.NAME].word.text() == "works"
    assert dialog.lines[Stage.NAME].accessibleName() == "Name (DNS): works"
    assert dialog.lines[Stage.CONNECTION].word.text() == "looking …"
    assert dialog.copy.isEnabled()


def test_what_is_broken_comes_with_its_next_step_and_says_that_answers_are_safe(played: Any) -> None:
    doctor, dialog = played
    doctor.bring(
        works(Stage.NAME, "Found."),
        broken(Stage.CONNECTION, Verdict.CONNECTION_REFUSED, "It is refused.", "Ask for the firewall."),
        over=True,
    )
    assert dialog.lines[Stage.CONNECTION].word.text() == "BROKEN"
    assert dialog.lines[Stage.CONNECTION].accessibleDescription() == "It is refused. Ask for the firewall."
    assert dialog.summary.text() == (
        "What to mend first: “Connection”. Ask for the firewall. Answers that you gave are saved."
    )
    assert dialog.again.accessibleName() == "Look again"
    assert not dialog.lines[Stage.NAME].advice.isVisible()


def test_a_remark_is_no_fault(played: Any) -> None:
    doctor, dialog = played
    doctor.bring(remark(Stage.CLOCK, Verdict.CLOCK_OFF, "Ten minutes off.", "Set it."), over=True)
    assert dialog.summary.text().startswith("It works, with a remark about “Clock”.")


def test_the_words_of_a_certificate_are_text(played: Any) -> None:
    doctor, dialog = played
    hostile = "<b>Zscaler</b> \u202egnp.exe " + "x" * 300
    doctor.bring(broken(Stage.ENCRYPTION, Verdict.INTERCEPTED, hostile, hostile), over=True)
    shown = dialog.lines[Stage.ENCRYPTION].found.text()
    assert "<b>Zscaler</b>" in shown
    assert "\u202e" not in shown
    assert dialog.width() < 1_000


def test_closing_stops_it_and_lets_go_of_it(played: Any) -> None:
    doctor, dialog = played
    dialog.reject()
    assert doctor.asked == ["examine", "stop"]
    doctor.bring(works(Stage.NAME, "late"))
