"""Handing a profile on: exported to a file without any token, and taken in from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from flipconsole.app.profiles import Profiles
from flipconsole.domain.language import _
from flipconsole.ui.signed_dialog import sign_of, signed_title


class ProfileFiles(QObject):
    """Asks for files.

    Signals:
        told: a sentence about what became of it.
    """

    told = Signal(str)

    def __init__(self, profiles: Profiles, owner: QWidget) -> None:
        super().__init__(owner)
        self._profiles = profiles
        self._owner = owner

    def ask_for_export(self) -> None:
        """Ask where the profile that is open shall go."""
        self._ask(_("Export this profile"), QFileDialog.AcceptMode.AcceptSave, self._profiles.export)

    def ask_for_import(self) -> None:
        """Ask for the file of a profile."""
        self._ask(_("Import a profile"), QFileDialog.AcceptMode.AcceptOpen, self._profiles.take_in)

    def _ask(self, title: str, mode: QFileDialog.AcceptMode, then: Callable[[Path], str]) -> None:
        chooser = QFileDialog(self._owner, signed_title(title, sign_of(self._owner)))
        chooser.setAcceptMode(mode)
        chooser.setNameFilters([_("Profile (*.toml)"), _("All files (*)")])
        if mode is QFileDialog.AcceptMode.AcceptSave:
            chooser.setDefaultSuffix("toml")
            chooser.selectFile(_("profile"))
        chooser.fileSelected.connect(lambda name: self.told.emit(then(Path(name))))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()
