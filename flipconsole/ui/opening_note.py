"""Says why no window has come yet, when the files take longer to open than a person waits without a word."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import scaled

SILENT_S = 2.0
"""So long a person waits for a window without wondering."""

_WIDTH = 460


class OpeningNote(QWidget):
    """Comes by itself after `SILENT_S`, and goes with `put_away`."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("Flip console"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        title = PlainLabel(_("Your saved answers are being opened …"), self)
        title.setProperty("role", "title")
        text = PlainLabel(
            _(
                "Another program, such as a backup or a virus scanner, seems to use the file just now. Nothing is "
                "lost: the console waits up to half a minute, and then opens to be looked at only."
            ),
            self,
        )
        for label in (title, text):
            label.setWordWrap(True)
        self.setFixedWidth(scaled(_WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(text)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.show)
        self._patience.start(round(SILENT_S * 1000))

    def put_away(self) -> None:
        """The files are open, or are known not to open."""
        self._patience.stop()
        self.close()
        self.deleteLater()
