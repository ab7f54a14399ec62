"""Which build of the program this is, what it cannot do, which server it talks to, and where it keeps what."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.app.console import Console
from flipconsole.domain.edition import Edition
from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import scaled

PORTABLE = "flipconsole-data"
"""The folder that travels with the program."""


class AboutDialog(SignedDialog):
    """Opened with `open()`; it deletes itself."""

    def __init__(self, console: Console, directory: Path, edition: Edition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About"))
        title = PlainLabel(_("Flip console {version}").format(version=edition.version), self)
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
            (_("Kept in"), _kept_in(directory)),
            *edition.facts(),
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
        limits = PlainLabel("\n".join([_("Known limits:"), *(f"• {limit}" for limit in edition.limits())]), self)
        limits.setProperty("tone", "muted")
        limits.setWordWrap(True)
        limits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addLayout(grid)
        layout.addWidget(limits)
        layout.addStretch(1)
        layout.addLayout(bottom)
        width = scaled(600)
        self.resize(width, layout.totalHeightForWidth(width))


def _kept_in(directory: Path) -> str:
    if directory.name != PORTABLE:
        return str(directory)
    return _("{folder}, beside the program. A token that is kept in the keychain stays on this computer.").format(
        folder=directory
    )
