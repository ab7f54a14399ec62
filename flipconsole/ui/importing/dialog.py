"""The dialog that takes commands from pasted text, files or a drop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.importing.asks import ImportingConsole, Report
from flipconsole.ui.importing.paste_box import LONG, PasteBox
from flipconsole.ui.importing.report import ReportView
from flipconsole.ui.importing.source import FileReader
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog, signed_title


class ImportDialog(SignedDialog):
    """Shows what was loaded, and every item that was not, with its line and reason; stays open for more.

    Opened with `open()`; it deletes itself.

    Signals:
        imported: the ids of the commands that were taken just now, of several files together.
    """

    imported = Signal(object)

    def __init__(self, console: ImportingConsole, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Load commands"))
        self._console = console
        self._aside = self._taking = ""
        self._waiting: list[Path] = []
        self._taken: list[str] = []
        self._reader = FileReader(self)
        self._reader.was_read.connect(self._on_file_read)
        self._reader.failed.connect(self._on_file_failed)
        title = PlainLabel(_("Load commands that no list has brought"), self)
        title.setProperty("role", "title")
        explanation = PlainLabel(
            _(
                "One command, a list, or the body of a webhook. They are checked like Flip's own list; nothing is sent "
                "until you answer. You can also drop a file on the window."
            ),
            self,
        )
        explanation.setProperty("tone", "muted")
        explanation.setWordWrap(True)
        self._box = PasteBox(self)
        self._box.textChanged.connect(self._refresh)
        self._box.long_text_pasted.connect(self._on_long_text_pasted)
        self._note = PlainLabel(parent=self)
        self._note.setWordWrap(True)
        self._report = ReportView(self)
        self._open = QPushButton(_("&Open file…"), self)
        self._open.clicked.connect(self._on_open_clicked)
        self._close = QPushButton(_("Close"), self)
        self._close.clicked.connect(self.reject)
        self._load = QPushButton(_("&Load"), self)
        self._load.setProperty("kind", "primary")
        self._load.clicked.connect(self._on_load_clicked)
        for button in (self._open, self._close, self._load):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        buttons.addWidget(self._load)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget, stretch in ((title, 0), (explanation, 0), (self._box, 2), (self._note, 0), (self._report, 1)):
            layout.addWidget(widget, stretch)
        layout.addLayout(buttons)
        self.resize(640, 520)
        self._refresh()
        self._box.setFocus()

    def show_text(self, text: str) -> None:
        """Put text into the box, for the operator to look at and load."""
        if len(text) > LONG:
            self._on_long_text_pasted(text)
        else:
            self._box.setPlainText(text)

    def load_files(self, paths: Sequence[Path]) -> None:
        """Load these files, one after the other."""
        idle = not self._waiting
        self._waiting += paths
        if idle:
            self._report.show_nothing(several=len(paths) > 1)
            self._read_next()

    def _read_next(self) -> None:
        if self._waiting:
            self._reader.read(self._waiting[0])
        else:
            self._tell_taken()
        self._refresh()

    def _on_file_read(self, name: str, text: str) -> None:
        self._take(text, name, self._on_file_done)

    def _on_file_failed(self, name: str, why: str) -> None:
        self._report.add_failure(name, why)
        self._on_file_done()

    def _on_file_done(self) -> None:
        del self._waiting[:1]
        self._read_next()

    def _on_long_text_pasted(self, text: str) -> None:
        self._aside = text
        self._box.clear()
        self._refresh()

    def _on_open_clicked(self) -> None:
        chooser = QFileDialog(self, signed_title(_("Open JSON files"), self.sign))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters([_("JSON (*.json *.txt)"), _("All files (*)")])
        chooser.filesSelected.connect(lambda names: self.load_files([Path(name) for name in names]))
        chooser.open()

    def _on_load_clicked(self) -> None:
        text = self._box.toPlainText()
        if text.strip():
            self._take_pasted(text)
        elif self._aside:
            text, self._aside = self._aside, ""
            self._take_pasted(text)

    def _take_pasted(self, text: str) -> None:
        self._report.show_nothing()
        self._take(text, _("Pasted text"), self._on_pasted_taken)

    def _on_pasted_taken(self) -> None:
        self._tell_taken()
        self._refresh()

    def _take(self, text: str, name: str, then: Callable[[], None]) -> None:
        def taken(report: Report) -> None:
            self._taking = ""
            if not isValid(self):  # closed meanwhile; what was read is in the list all the same
                return
            self._report.add_report(name, report)
            self._taken += report.ids
            then()

        self._taking = name
        self._console.import_text(text, name, taken)
        if self._taking:
            self._refresh()

    def _tell_taken(self) -> None:
        taken, self._taken = tuple(dict.fromkeys(self._taken)), []
        if taken:
            self.imported.emit(taken)

    def _refresh(self) -> None:
        has_text = bool(self._box.toPlainText().strip())
        if has_text:
            self._aside = ""
        note = ""
        if self._taking or self._waiting:
            note = _("Reading {name} …").format(name=self._taking or self._waiting[0].name)
        elif self._aside:
            note = _("{count} characters of pasted text, too long to show. Press Load to take them.").format(
                count=f"{len(self._aside):,}"
            )
        self._note.setText(broken(note))
        self._note.setVisible(bool(note))
        self._load.setEnabled((has_text or bool(self._aside)) and not self._taking)
