"""The program's own log, opened on its warnings, to be read or copied into a report; it never holds the token."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flipconsole.domain.language import _, ngettext
from flipconsole.ui.broken import broken
from flipconsole.ui.frame.log_records import LARGEST_BYTES, LEVELS, LogReader, LogReading
from flipconsole.ui.plain import PlainLabel, plain_lines
from flipconsole.ui.signed_dialog import SignedDialog


class LogDialog(SignedDialog):
    """Opened with `open()`; it deletes itself. What is shown and copied is what the chosen level leaves."""

    def __init__(self, directory: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = directory / "log"
        self._reading = LogReading()
        self._reader = LogReader(self)
        self._reader.read.connect(self._on_read)
        self.setWindowTitle(_("Log"))
        title = PlainLabel(_("What the console noted about itself"), self)
        title.setProperty("role", "title")
        advice = PlainLabel(_("Send it along when you report something; your token is not in it."), self)
        advice.setWordWrap(True)
        self._levels = QButtonGroup(self)
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for name, text in (
            ("ERROR", _("&Errors")),
            ("WARNING", _("&Warnings and errors")),
            ("DEBUG", _("E&verything")),
        ):
            choice = QPushButton(text, self)
            choice.setProperty("kind", "chip")
            choice.setCheckable(True)
            choice.setAutoDefault(False)
            choice.setAccessibleName(text.replace("&", ""))
            choice.setChecked(name == "WARNING")
            self._levels.addButton(choice, LEVELS[name])
            choices.addWidget(choice)
        self._levels.idToggled.connect(lambda _level, is_on: self._show() if is_on else None)
        self._count = PlainLabel(parent=self)
        self._count.setProperty("tone", "muted")
        choices.addWidget(self._count, 1)
        self.box = QPlainTextEdit(self)
        self.box.setReadOnly(True)
        self.box.setTabChangesFocus(True)
        self.box.setAccessibleName(_("The log"))
        self.box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._place = PlainLabel(parent=self)
        self._place.setProperty("tone", "muted")
        self._place.setWordWrap(True)
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        again = self._button(_("&Read again"))
        again.clicked.connect(self.read)
        copy = self._button(_("&Copy what is shown"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.box.toPlainText()))
        close = self._button(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        bottom.addStretch(1)
        for button in (again, copy, close):
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget in (title, advice):
            layout.addWidget(widget)
        layout.addLayout(choices)
        layout.addWidget(self.box, 1)
        layout.addWidget(self._place)
        layout.addLayout(bottom)
        self.resize(900, 560)
        self.read()

    def read(self) -> None:
        """Read the files anew; what is shown stays until that is done."""
        self._reader.start(self._folder)

    def _on_read(self, reading: LogReading) -> None:
        self._reading = reading
        self._place.setText(broken(reading.path))
        self._show()

    def _show(self) -> None:
        reading, level = self._reading, self._levels.checkedId()
        shown = [record.text for record in reading.records if record.level >= level]
        text = reading.trouble or "\n".join(shown)
        if not text and reading.records:
            text = _("There is no such line. Choose “Everything” to see the others.")
        self.box.setPlainText(plain_lines(text, LARGEST_BYTES))
        self.box.moveCursor(QTextCursor.MoveOperation.End)
        count = ngettext("{shown} of {count} line", "{shown} of {count} lines", len(reading.records))
        self._count.setText(count.format(shown=len(shown), count=len(reading.records)))

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        return button
