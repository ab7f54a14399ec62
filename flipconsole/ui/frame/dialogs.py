"""The dialogs of the window, each opened and never waited for; one of a kind at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from shiboken6 import isValid

from flipconsole.app.console import Console
from flipconsole.app.doctor import Doctor
from flipconsole.domain.edition import Edition
from flipconsole.domain.language import _
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.doctor.dialog import DoctorDialog
from flipconsole.ui.frame.about import AboutDialog
from flipconsole.ui.frame.log_view import LogDialog
from flipconsole.ui.frame.unreadable import UnreadableDialog
from flipconsole.ui.importing.dialog import ImportDialog
from flipconsole.ui.reasons.dialog import ReasonsDialog
from flipconsole.ui.shortcuts import KeyGroup, ShortcutSheet, list_keys, news_keys, timeline_keys
from flipconsole.ui.signed_dialog import sign_of, signed_title
from flipconsole.ui.theme import Theme


class WindowDialogs(QObject):
    """Opens what the menus name.

    Signals:
        command_asked: a command should be selected.
        imported: the ids that an import brought.
        outbox_asked: the id of a command that no list shows, whose answer should be followed.
    """

    command_asked = Signal(str)
    outbox_asked = Signal(str)
    imported = Signal(object)

    def __init__(self, console: Console, owner: QWidget, doctor: Doctor | None = None) -> None:
        super().__init__(owner)
        self._doctor = doctor
        self._doctor_dialog: DoctorDialog | None = None
        self._console = console
        self._owner = owner
        self._import: ImportDialog | None = None

    def import_text(self, text: str) -> None:
        """Put text into the import dialog, to be looked at and loaded."""
        self._import_dialog().show_text(text)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Load files."""
        self._import_dialog().load_files(paths)

    def choose_file(self) -> None:
        """Ask which files to load."""
        chooser = QFileDialog(self._owner, signed_title(_("Open JSON files"), sign_of(self._owner)))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters([_("JSON (*.json *.txt)"), _("All files (*)")])
        chooser.filesSelected.connect(lambda names: self.import_files([Path(name) for name in names]))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def answer_by_id(self, zone: ZoneInfo, theme: Theme, command_id: str = "") -> None:
        """Answer a command by its id; then it is shown where its outcome appears, in the list or else the outbox."""
        dialog = AnswerByIdDialog(self._console, zone, theme, self._owner, command_id=command_id)
        dialog.answered.connect(self._show_outcome)
        dialog.open()

    def show_reasons(self) -> None:
        """The ready-made reasons, to be changed."""
        ReasonsDialog(self._console.aids.reasons, self._owner).open()

    def show_unreadable(self, theme: Theme) -> None:
        """The rows that could not be read."""
        UnreadableDialog(self._console.unreadable(), theme, self._owner).open()

    def show_doctor(self, theme: Theme, edition: Edition) -> None:
        """The connection, stage by stage, beside the window; once."""
        if self._doctor is None:
            return
        if self._doctor_dialog is None or not isValid(self._doctor_dialog):
            self._doctor_dialog = DoctorDialog(self._doctor, edition, theme, self._owner)
        self._doctor_dialog.show()

    def show_log(self, directory: Path) -> None:
        """The program's log, on its warnings."""
        LogDialog(directory, self._owner).open()

    def show_keys(self, groups: Sequence[KeyGroup]) -> None:
        """All keys."""
        ShortcutSheet([*groups, list_keys(), news_keys(), timeline_keys()], self._owner).open()

    def show_about(self, directory: Path, edition: Edition) -> None:
        """Which program this is, and where it keeps what."""
        AboutDialog(self._console, directory, edition, self._owner).open()

    def _show_outcome(self, command_id: str) -> None:
        if command_id in self._console.rows:
            self.command_asked.emit(command_id)
        else:
            self.outbox_asked.emit(command_id)

    def _import_dialog(self) -> ImportDialog:
        if self._import is None or not isValid(self._import):
            self._import = ImportDialog(self._console, self._owner)
            self._import.imported.connect(self.imported)
            self._import.finished.connect(self._on_import_finished)
            self._import.open()
        return self._import

    def _on_import_finished(self, _result: int) -> None:
        self._import = None
