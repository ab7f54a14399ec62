"""Where the battery of a command stands: site, address, product, and a warning where its time zone is missing."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from flipconsole.app.batteries import Batteries
from flipconsole.domain.language import _
from flipconsole.domain.times import zone_name
from flipconsole.ui.broken import broken
from flipconsole.ui.detail.battery_fields import where_it_stands
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, pixmap, scaled

_ICON = 14


class PlaceLine(QWidget):
    """Says what is known; what is not is said to be missing, and the site book is one press away.

    Signals:
        book_asked: somebody wants to look at this battery in the site book, or to enter what is missing.
    """

    book_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = PlainLabel(parent=self)
        self._place.setWordWrap(True)
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sign = PlainLabel(parent=self)
        self._warning = PlainLabel(parent=self)
        self._warning.setWordWrap(True)
        self._warning.setProperty("tone", "warn")
        self._book = QPushButton(_("Site book…"), self)
        self._book.setProperty("kind", "link")
        self._book.setAccessibleName(_("Show this battery in the site book"))
        self._book.clicked.connect(lambda: self.book_asked.emit())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._place, 0, 0, 1, 2)
        grid.addWidget(self._sign, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._warning, 1, 1)
        grid.addWidget(self._book, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._sign.setPixmap(pixmap("triangle-alert", theme.warn, scaled(_ICON), self.devicePixelRatioF()))

    def show_place(self, batteries: Batteries, device_id: str, zone: tzinfo, now: datetime) -> None:
        """Show what is known of this battery, while times are told in `zone`."""
        place = where_it_stands(batteries, device_id)
        self._place.setText(broken(place) if place else _("Site not known"))
        self._place.setProperty("tone", "" if place else "muted")
        self._place.style().unpolish(self._place)
        self._place.style().polish(self._place)
        is_missing = batteries.zone_of(device_id) is None
        said = _("Its time zone is not known: the times here are in {zone}.").format(zone=zone_name(zone, now))
        self._warning.setText(said if is_missing else "")
        self._warning.setVisible(is_missing)
        self._sign.setVisible(is_missing)
