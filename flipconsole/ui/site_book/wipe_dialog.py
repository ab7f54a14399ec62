"""The question before personal data is deleted: what goes, and what stays."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.personal_data import what_goes, what_stays
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import scaled


class WipeDialog(SignedDialog):
    """Opened with `open()`; accepted means: delete it. It deletes itself."""

    def __init__(self, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Delete personal data"))
        title = PlainLabel(_("Delete what this computer knows about people and their homes?"), self)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        for heading, lines in (
            (_("Deleted, for {server}:").format(server=server), what_goes()),
            (_("Stays:"), what_stays()),
        ):
            layout.addWidget(_strong(heading, self))
            layout.addWidget(_listed(lines, self))
        after = PlainLabel(_("The window opens anew afterwards and reads the list of commands from Flip again."), self)
        after.setWordWrap(True)
        after.setProperty("tone", "muted")
        layout.addWidget(after)
        self.stay = QPushButton(_("Keep it"), self)
        self.stay.setAccessibleName(_("Keep it"))
        self.stay.setDefault(True)
        self.stay.clicked.connect(self.reject)
        self.delete_button = QPushButton(_("Delete personal data"), self)
        self.delete_button.setAccessibleName(_("Delete personal data"))
        self.delete_button.setProperty("kind", "danger")
        self.delete_button.setAutoDefault(False)
        self.delete_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.stay)
        layout.addStretch(1)
        layout.addLayout(buttons)
        width = scaled(560)
        self.resize(width, layout.totalHeightForWidth(width))
        self.stay.setFocus()


def _strong(text: str, parent: QWidget) -> PlainLabel:
    label = PlainLabel(text, parent)
    label.setProperty("role", "strong")
    return label


def _listed(lines: Iterable[str], parent: QWidget) -> PlainLabel:
    label = PlainLabel("\n".join(f"• {line}" for line in lines), parent)
    label.setWordWrap(True)
    return label
