"""Every dialog of the window says, in word and colour, that it is about production, and which profile (P2)."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import flipconsole.ui
from flipconsole.app.doctor import Doctor
from flipconsole.domain.command import Answer, UnreadableRow
from flipconsole.domain.edition import Edition
from flipconsole.domain.profile import profile_at
from flipconsole.domain.row import Stage
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.answering.questions import QuestionsDialog
from flipconsole.ui.command_list.columns_dialog import ColumnsDialog
from flipconsole.ui.command_list.views_dialog import ViewsDialog
from flipconsole.ui.doctor.dialog import DoctorDialog
from flipconsole.ui.frame.about import AboutDialog
from flipconsole.ui.frame.closing import CloseDialog
from flipconsole.ui.frame.log_view import LogDialog
from flipconsole.ui.frame.unreadable import UnreadableDialog
from flipconsole.ui.importing.dialog import ImportDialog
from flipconsole.ui.marking.note_dialog import NoteDialog
from flipconsole.ui.marking.put_off_dialog import PutOffDialog
from flipconsole.ui.news.dialog import NewsDialog
from flipconsole.ui.presence.dialog import WhoDialog
from flipconsole.ui.reasons.dialog import ReasonsDialog
from flipconsole.ui.settings.dialog import SettingsDialog
from flipconsole.ui.shortcuts import ShortcutSheet
from flipconsole.ui.signed_dialog import SignedDialog, sign_of
from flipconsole.ui.site_book.dialog import SiteBookDialog
from flipconsole.ui.site_book.wipe_dialog import WipeDialog
from flipconsole.ui.theme import LIGHT, sign_colour
from flipconsole.ui.timeline.battery.dialog import BatteryDialog
from flipconsole.ui.token.dialog import TokenDialog
from flipconsole.ui.window import MainWindow
from tests.ui.desk import a_row, an_ack
from tests.ui.doctor.test_doctor_dialog import PlayedDoctor
from tests.ui.window.conftest import OpenWindow, WindowConsole


def ask(window: MainWindow) -> None:
    window.workspace.answers.ask([window._console.rows[id_] for id_ in list(window._console.rows)[:2]], Answer.OK)


def trigger(name: str) -> Callable[[MainWindow], None]:
    return lambda window: getattr(window.actions_of_window, name).trigger()


def ask_who(window: MainWindow) -> None:
    window._console.vigil.presence.ask()
    window.presence.show("Ana", LIGHT)


def open_battery(window: MainWindow) -> None:
    timeline = window.workspace.timeline
    assert timeline is not None
    timeline.battery_windows.open("PW-1")


OPENERS: dict[type[SignedDialog], Callable[[MainWindow], object]] = {
    AboutDialog: trigger("about"),
    AnswerByIdDialog: trigger("by_id"),
    AnswerDialog: ask,
    BatteryDialog: open_battery,
    CloseDialog: MainWindow.close,
    ColumnsDialog: lambda window: ColumnsDialog(window.workspace.list.table.columns, str, window.workspace.list).open(),
    ImportDialog: trigger("paste"),
    LogDialog: trigger("log"),
    NewsDialog: trigger("news"),
    NoteDialog: lambda window: window.workspace.marks.actions_of_marks[1].trigger(),
    PutOffDialog: lambda window: window.workspace.marks.actions_of_marks[2].trigger(),
    QuestionsDialog: lambda window: window.workspace.answers.questions_action.trigger(),
    ReasonsDialog: trigger("reasons"),
    SettingsDialog: trigger("settings"),
    ShortcutSheet: trigger("keys"),
    TokenDialog: trigger("token"),
    DoctorDialog: lambda window: DoctorDialog(cast(Doctor, PlayedDoctor()), Edition(), LIGHT, window).show(),
    SiteBookDialog: trigger("site_book"),
    WhoDialog: ask_who,
    WipeDialog: lambda window: WipeDialog("https://api.flip.energy", window).open(),
    UnreadableDialog: lambda window: window.dialogs.show_unreadable(LIGHT),
    ViewsDialog: lambda window: ViewsDialog(
        window._book, window.workspace.list.as_view, window.workspace.list.show_view, window.workspace.list
    ).open(),
}


def every_dialog() -> set[type[SignedDialog]]:
    for module in pkgutil.walk_packages(flipconsole.ui.__path__, "flipconsole.ui."):
        importlib.import_module(module.name)
    return {kind for kind in SignedDialog.__subclasses__() if kind.__module__.startswith("flipconsole.")}


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    waiting = a_row(3, acks=[an_ack(3)], stage=Stage.WAITING)
    console = WindowConsole([a_row(1), a_row(2), waiting], "https://api.flip.energy")
    console.profile = replace(profile_at("https://api.flip.energy"), name="Grid West")
    console.bad = (UnreadableRow(0, "no id", "{}"),)
    window = open_window(console, complete=True)
    window.select_most_urgent()
    return window


def test_no_dialog_is_left_out() -> None:
    assert every_dialog() == set(OPENERS)


@pytest.mark.parametrize("kind", OPENERS, ids=lambda kind: kind.__name__)
def test_it_says_production_and_the_name_of_the_profile(
    window: MainWindow, kind: type[SignedDialog], qtbot: QtBot
) -> None:
    OPENERS[kind](window)
    dialog = next(one for one in QApplication.topLevelWidgets() if type(one) is kind and one.isVisible())
    assert "PRODUCTION · Grid West" in dialog.windowTitle()
    picture = dialog.grab().toImage()
    colour = sign_colour(LIGHT, window.sign)
    middle = dialog.height() // 2
    for x, y in ((2, 2), (dialog.width() - 2, 2), (1, middle), (dialog.width() - 2, middle), (40, dialog.height() - 2)):
        assert picture.pixelColor(x, y).name() == colour, (x, y)
    band = dialog.contentsMargins().top()
    inside = [child for child in dialog.findChildren(QWidget) if child.parent() is dialog and child.isVisible()]
    assert min(child.y() for child in inside) >= band
    ink = {picture.pixelColor(x, band // 2).name() for x in range(20, 200)}
    assert len(ink) > 1  # words stand on it
    dialog.close()


def test_a_dialog_of_no_window_has_no_sign(qtbot: QtBot) -> None:
    """Negative control: what the test above looks for comes from the window's profile alone."""
    dialog = SignedDialog()
    qtbot.addWidget(dialog)
    dialog.setWindowTitle("Note")
    assert (dialog.windowTitle(), sign_of(dialog), dialog.contentsMargins().top()) == ("Note", None, 0)
