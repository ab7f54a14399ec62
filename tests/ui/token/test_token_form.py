"""The token's field shows it for ten seconds, gives nothing away, and the form offers what the keychain allows (P6)."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from flipconsole.app.credentials import Holding, Kept
from flipconsole.app.trial import Outcome, Trial
from flipconsole.ui.theme import Theme
from flipconsole.ui.token import clipboard as clipboard_module
from flipconsole.ui.token import edit as edit_module
from flipconsole.ui.token.clipboard import ClipboardSweep
from flipconsole.ui.token.edit import TokenEdit
from flipconsole.ui.token.form import TokenForm
from flipconsole.ui.token.words import standing_of

TOKEN = "fl_canary_7Qx9zL0wB"


@pytest.fixture
def edit(qtbot: QtBot, themed: Theme) -> TokenEdit:
    edit = TokenEdit()
    qtbot.addWidget(edit)
    edit.show()
    qtbot.waitExposed(edit)
    edit.setFocus()
    return edit


@pytest.fixture
def form(qtbot: QtBot, themed: Theme) -> TokenForm:
    form = TokenForm()
    qtbot.addWidget(form)
    form.show()
    return form


def clipped() -> str:
    return QGuiApplication.clipboard().text()


def test_it_is_masked_until_the_eye_is_pressed_and_masked_again_by_itself(
    edit: TokenEdit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edit_module.REVEALED_MS == 10_000
    assert edit._hiding.interval() == 10_000
    edit._hiding.setInterval(30)
    assert not edit.eye.isEnabled()
    QTest.keyClicks(edit, TOKEN)
    assert TOKEN not in edit.displayText()
    QTest.keyClick(edit, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert edit.displayText() == TOKEN
    qtbot.waitUntil(lambda: TOKEN not in edit.displayText(), timeout=5_000)
    assert edit.text() == TOKEN


def test_leaving_the_window_or_emptying_the_field_masks_it_at_once(edit: TokenEdit) -> None:
    edit.setText(TOKEN)
    edit.eye.trigger()
    edit.clear()
    assert not edit.is_revealed
    edit.setText(TOKEN)
    edit.eye.trigger()
    edit.hide()
    assert not edit.is_revealed
    edit.show()
    edit.eye.trigger()
    edit.isActiveWindow = lambda: False  # type: ignore[method-assign]
    QApplication.sendEvent(edit, QEvent(QEvent.Type.ActivationChange))
    assert not edit.is_revealed


@pytest.mark.parametrize("revealed", [False, True])
def test_nothing_of_it_can_be_copied_or_cut(edit: TokenEdit, revealed: bool) -> None:
    QGuiApplication.clipboard().setText("before")
    edit.setText(TOKEN)
    edit.eye.setChecked(revealed)
    for keys in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut):
        edit.selectAll()
        QTest.keySequence(edit, QKeySequence(keys))
        assert clipped() == "before"
    edit.selectAll()
    edit.copy()
    QTest.mouseDClick(edit, Qt.MouseButton.LeftButton)
    edit.copy()
    assert clipped() == "before"
    assert not (revealed and edit.hasSelectedText())


def test_an_ordinary_field_would_give_it_away(edit: TokenEdit) -> None:
    """Negative control."""
    QGuiApplication.clipboard().setText("before")
    field = QLineEdit(TOKEN)
    field.selectAll()
    field.copy()
    assert clipped() == TOKEN


def test_its_menu_pastes_and_clears_and_does_nothing_else(edit: TokenEdit) -> None:
    from PySide6.QtGui import QContextMenuEvent

    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(2, 2), edit.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(edit, event)
    menu = edit.findChild(QMenu)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Paste", "Clear"]
    QGuiApplication.clipboard().setText(TOKEN)
    menu.actions()[0].trigger()
    assert edit.text() == TOKEN
    menu.close()


def test_a_token_that_was_pasted_leaves_the_clipboard(edit: TokenEdit, qtbot: QtBot) -> None:
    assert clipboard_module.CLEARED_MS == 30_000
    sweep = ClipboardSweep(edit)
    assert sweep._timer.interval() == 30_000
    sweep._timer.setInterval(30)
    QGuiApplication.clipboard().setText(f" {TOKEN}\n")
    assert sweep.watch(TOKEN)
    assert clipped()
    qtbot.waitUntil(lambda: clipped() == "", timeout=5_000)


def test_what_else_lies_in_the_clipboard_by_then_stays(edit: TokenEdit) -> None:
    sweep = ClipboardSweep(edit)
    QGuiApplication.clipboard().setText(TOKEN)
    assert sweep.watch(TOKEN)
    QGuiApplication.clipboard().setText("something else")
    sweep.sweep()
    assert clipped() == "something else"
    assert not sweep.watch(TOKEN)
    assert not sweep.watch("")
    assert QClipboard.Mode.Clipboard


def test_the_box_names_the_keychain_and_is_absent_without_one(form: TokenForm, qtbot: QtBot) -> None:
    assert not form.keep.isVisible()
    form.show_holding(Holding(why_none="This computer offers no keychain", kept=Kept.NOTHING))
    assert form.note.text() == "This computer offers no keychain"
    form.show_holding(Holding(keychain="the macOS Keychain", kept=Kept.NOTHING))
    assert form.keep.isVisible()
    assert form.keep.text() == "Keep it in the macOS Keychain"
    assert not form.note.isVisible()


@pytest.mark.parametrize(("box", "keychain", "kept"), [(True, "a", True), (False, "a", False), (True, "", False)])
def test_it_is_kept_only_if_the_box_says_so_and_there_is_a_keychain(
    form: TokenForm, qtbot: QtBot, box: bool, keychain: str, kept: bool
) -> None:
    form.show_holding(Holding(keychain=keychain))
    form.keep.setChecked(box)
    QTest.keyClicks(form.field, f" {TOKEN} ")
    with qtbot.waitSignal(form.token_given) as given:
        QTest.keyClick(form.field, Qt.Key.Key_Return)
    assert given.args == [TOKEN, kept]
    assert form.field.text() == ""


def test_trying_says_so_and_typing_takes_the_verdict_away(form: TokenForm, qtbot: QtBot) -> None:
    QTest.keyClicks(form.field, TOKEN)
    with qtbot.waitSignal(form.trial_asked) as asked:
        form.trial_button.click()
    assert asked.args == [TOKEN]
    assert form.verdict.text() == "Asking Flip …"
    form.show_trial(Trial(Outcome.REFUSED, "Refused (HTTP 401). <b>no</b>", 401))
    assert form.verdict.text() == "Refused (HTTP 401). <b>no</b>"
    assert form.field.text() == TOKEN
    QTest.keyClicks(form.field, "x")
    assert not form.verdict.isVisible()


def test_a_slow_keychain_is_explained(form: TokenForm) -> None:
    form.show_holding(Holding(doing="Reading the token from the keychain", is_slow=True))
    assert "a window of its own" in form.note.text()


STANDINGS = {
    "none": (Holding(), "No token is in use."),
    "run": (Holding(has_token=True), "A token is in use, in memory and for this run only."),
    "kept": (Holding(True, Kept.THIS, "a keychain"), "It is kept in a keychain"),
    "other": (Holding(True, Kept.OTHER, "a keychain"), "Another one is kept in a keychain"),
    "nothing": (Holding(True, Kept.NOTHING, "a keychain"), "None is kept in a keychain."),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_where_the_token_is_stands_in_words(name: str) -> None:
    holding, words = STANDINGS[name]
    assert words in standing_of(holding)
