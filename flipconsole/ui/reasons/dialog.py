"""The dialog of the ready-made reasons: their file, to be changed by hand, taken in and handed on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from flipconsole.app.reason_book import ReasonBook
from flipconsole.domain.errors import FlipConsoleError, ProfileError
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.reason_file import read_templates
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.reasons.handing_on import FileHandler
from flipconsole.ui.signed_dialog import SignedDialog, signed_title


class ReasonsDialog(SignedDialog):
    """Says at each change whether the text can be used, and which line cannot.

    Opened with `open()`; it deletes itself.
    """

    def __init__(self, book: ReasonBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Ready-made reasons"))
        self._book = book
        self._files = FileHandler(self)
        self._files.was_read.connect(self._on_file_read)
        self._files.was_written.connect(self._on_file_written)
        self._files.failed.connect(self._say_trouble)
        title = PlainLabel(_("Ready-made reasons"), self)
        title.setProperty("role", "title")
        explanation = PlainLabel(
            _(
                "One a line, under the answer that they go with; those used last are offered first. Hand the file on "
                "to colleagues with Export, and take theirs in with Import."
            ),
            self,
        )
        explanation.setProperty("tone", "muted")
        explanation.setWordWrap(True)
        self._edit = QPlainTextEdit(self)
        self._edit.setProperty("role", "code")
        self._edit.setAccessibleName(_("Reasons, one a line"))
        self._edit.setTabChangesFocus(True)
        self._edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._edit.setPlainText(book.text())
        self._edit.textChanged.connect(self._refresh)
        self._said = PlainLabel(parent=self)
        self._said.setWordWrap(True)
        take_in = self._button(_("&Import…"), self._on_import_clicked)
        hand_on = self._button(_("&Export…"), self._on_export_clicked)
        shipped = self._button(_("The &shipped ones"), lambda: self._edit.setPlainText(book.shipped_text()))
        cancel = self._button(_("Cancel"), self.reject)
        self._keep = self._button(_("&Keep"), self._on_keep_clicked)
        self._keep.setProperty("kind", "primary")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (take_in, hand_on, shipped):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget, stretch in ((title, 0), (explanation, 0), (self._edit, 1), (self._said, 0)):
            layout.addWidget(widget, stretch)
        layout.addLayout(buttons)
        self.resize(680, 560)
        self._refresh()
        self._edit.setFocus()

    def take_in(self, path: Path) -> None:
        """Put the text of a file into the box, to be looked at and kept."""
        self._files.read(path)

    def hand_on(self, path: Path) -> None:
        """Write the text that stands in the box to a file."""
        self._files.write(path, self._edit.toPlainText())

    def _refresh(self) -> None:
        try:
            templates = read_templates(self._edit.toPlainText())
        except ProfileError as error:
            self._say_trouble(str(error))
            self._keep.setEnabled(False)
            return
        count = sum(map(len, templates.values()))
        self._say(ngettext("{count} reason", "{count} reasons", count).format(count=count), "muted")
        self._keep.setEnabled(True)

    def _on_keep_clicked(self) -> None:
        try:
            self._book.keep(self._edit.toPlainText())
        except FlipConsoleError as error:
            self._say_trouble(str(error))
        else:
            self.accept()

    def _on_import_clicked(self) -> None:
        chooser = self._chooser(_("Import reasons"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda name: self.take_in(Path(name)))
        chooser.open()

    def _on_export_clicked(self) -> None:
        chooser = self._chooser(_("Export reasons"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("txt")
        chooser.selectFile("flip-reasons.txt")
        chooser.fileSelected.connect(lambda name: self.hand_on(Path(name)))
        chooser.open()

    def _on_file_read(self, text: str) -> None:
        self._edit.setPlainText(text)

    def _on_file_written(self, name: str) -> None:
        self._say(_("Written to {name}.").format(name=name), "ok")

    def _say_trouble(self, text: str) -> None:
        self._say(text, "danger")

    def _say(self, text: str, tone: str) -> None:
        self._said.setText(broken(text))
        self._said.setProperty("tone", tone)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)

    def _chooser(self, title: str) -> QFileDialog:
        chooser = QFileDialog(self, signed_title(title, self.sign))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setNameFilters([_("Text (*.txt)"), _("All files (*)")])
        return chooser

    def _button(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button
