"""A field for an exact range or a day."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.time_range import TimeRange, read_range
from flipconsole.ui.plain import plain_tooltip
from flipconsole.ui.theme import scaled

_WIDTH = 132


class GoTo(QLineEdit):
    """Reads what is typed in the zone that is shown, on Enter.

    Signals:
        asked: the `TimeRange`.
        refused: why the text cannot be read, as a plain sentence; empty once it is edited again.
        left: the keyboard goes back to the lanes.
    """

    asked = Signal(object)
    refused = Signal(str)
    left = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zone = zone
        self.now = datetime.fromtimestamp(0, UTC)
        self.setPlaceholderText(_("Go to time (G)"))
        self.setAccessibleName(_("Go to a time or range"))
        self.setToolTip(plain_tooltip(_("Shows exactly this range or day: 16:00-18:00, tomorrow 9:00, 2025-11-02, "
                                        "2 Nov 22:00 to 3 Nov 4:00. Enter goes there, Esc back.")))  # fmt: skip
        self.take_size()
        self.returnPressed.connect(self._on_returned)
        self.textEdited.connect(lambda _text: self.refused.emit(""))

    def take_size(self) -> None:
        """The text size is another one."""
        self.setMinimumWidth(56)
        self.setMaximumWidth(scaled(_WIDTH))

    def begin(self) -> None:
        """Put the keyboard here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.refused.emit("")
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _on_returned(self) -> None:
        try:
            found: TimeRange = read_range(self.text(), self.zone, self.now)
        except ValueError as error:
            self.refused.emit(str(error))
        else:
            self.refused.emit("")
            self.asked.emit(found)
            self.left.emit()
