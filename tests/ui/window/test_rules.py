"""What a person sets about answering: in the menu, in the title, on the buttons."""

from PySide6.QtWidgets import QPushButton

from flipconsole.app.rules import Rules
from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import EvidenceMode
from tests.ui.desk import a_row, id_of, visible_texts
from tests.ui.window.conftest import OpenWindow, WindowConsole


def test_read_only_turns_the_answers_off_and_says_so_everywhere(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    window.workspace.show_command(id_of(1))
    ok = window.workspace.answers.actions_of_answers[Answer.OK]
    assert ok.isEnabled()
    window.actions_of_window.read_only.trigger()
    assert console.aids.rules.read_only
    assert window.windowTitle().startswith("READ ONLY · ")
    assert "This console only looks" in visible_texts(window.banners)
    assert not ok.isEnabled()
    buttons = window.workspace.answers.findChildren(QPushButton)
    explained = [button for button in buttons if "Read only" in button.toolTip()]
    assert len(explained) == 3
    assert "Read only: nothing is sent from here." in visible_texts(window.workspace.answers)
    window.actions_of_window.read_only.trigger()
    assert ok.isEnabled()
    assert "READ ONLY" not in window.windowTitle()


def test_what_the_start_has_fixed_cannot_be_switched(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    console.aids.rules = Rules(is_pinned=True)
    window = open_window(console)
    assert window.actions_of_window.read_only.isChecked()
    assert not window.actions_of_window.read_only.isEnabled()
    assert "started with --read-only" in visible_texts(window.banners)


def test_whether_a_failure_needs_a_reason_is_chosen_in_the_menu(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    action = window.actions_of_window.needs_reason
    assert action.isChecked()
    action.trigger()
    assert not console.aids.rules.needs_reason
    action.trigger()
    assert console.aids.rules.needs_reason


def test_evidence_is_chosen_in_the_menu(open_window: OpenWindow) -> None:
    console = WindowConsole([a_row(1)])
    window = open_window(console)
    assert window.actions_of_window.evidence["off"].isChecked()
    window.actions_of_window.evidence["require"].trigger()
    assert console.aids.rules.evidence is EvidenceMode.REQUIRE
