"""Which program and version this is, which server it talks to, and where it keeps what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole import __version__
from flipconsole.app.console import Console
from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme


class AboutDialog(QDialog):
    """Opened with `open()`; it deletes itself."""

    def __init__(self, console: Console, theme: Theme, directory: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About · {environment}").format(environment=console.environment.value))
        title = PlainLabel(_("Flip console {version}").format(version=__version__), self)
        title.setProperty("role", "title")
        text = PlainLabel(
            _(
                "Shows the commands of the Flip Energy cloud for your batteries, and takes your answers back to it. "
                "Every answer is on this computer's disk before it is sent."
            ),
            self,
        )
        text.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        facts = (
            (_("Server"), console.origin.base_url),
            (_("Operator"), console.operator or _("no name given")),
            (_("Kept in"), str(directory)),
        )
        for line, (name, value) in enumerate(facts):
            label = PlainLabel(name, self)
            label.setProperty("tone", "muted")
            shown = PlainLabel(broken(value), self)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setWordWrap(True)
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, line, 1)
        grid.setColumnStretch(1, 1)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(EnvironmentSign(console.environment, theme, self))
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addLayout(bottom)
        self.resize(480, 260)
