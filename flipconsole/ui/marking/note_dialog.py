"""The dialog for a note: one line that stays here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.domain.mark import LONGEST_NOTE
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog


class NoteDialog(SignedDialog):
    """Opened with `open()`; it deletes itself.

    Signals:
        given: the note; "" takes the one that is there away.
    """

    given = Signal(str)

    def __init__(self, batteries: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Note"))
        who = PlainLabel(broken(batteries), self)
        who.setProperty("tone", "muted")
        who.setWordWrap(True)
        self._edit = QLineEdit(note, self)
        self._edit.setMaxLength(LONGEST_NOTE)
        self._edit.setAccessibleName(_("Note"))
        self._edit.selectAll()
        label = PlainLabel(_("&Note"), self)
        label.setBuddy(self._edit)
        hint = PlainLabel(_("It stays on this computer, in the list and in the journal. Flip never sees it."), self)
        hint.setProperty("tone", "muted")
        hint.setWordWrap(True)
        cancel = QPushButton(_("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        keep = QPushButton(_("&Keep note"), self)
        keep.setProperty("kind", "primary")
        keep.setDefault(True)
        keep.clicked.connect(self._on_keep_clicked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget in (who, label, self._edit, hint):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(480, 200)
        self._edit.setFocus()

    def _on_keep_clicked(self) -> None:
        self.accept()
        self.given.emit(self._edit.text().strip())
