"""The tool row of the timeline: which zone, what is left out, and buttons for what the wheel and keys do."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.ui.plain import PlainLabel, plain_caption, plain_tooltip
from flipconsole.ui.theme import Theme, icon, scaled

_WIDE_PX = 780
_COUNT_PX = 130  # of the number of batteries are always seen


class TimelineBar(QWidget):
    """Zone, number of lanes and notice at the left; the finder, menus and buttons at the right.

    Signals:
        zone_asked: the button of the zone.
        zoomed: factor of the span that was asked for.
        now_asked, fit_asked, legend_asked: the buttons.
    """

    zone_asked = Signal()
    zoomed = Signal(float)
    now_asked = Signal()
    fit_asked = Signal()
    legend_asked = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = QToolButton(self)
        self._count = PlainLabel(parent=self)
        self._notice = PlainLabel(parent=self)
        self._count.setProperty("tone", "muted")
        self._count.setToolTip(
            plain_tooltip(_("Batteries with a command that the list shows, of all; A shows them all here"))
        )
        self._zone.setProperty("flat", True)
        self._zone.setToolTip(plain_tooltip(_("All times of the window in another zone: this computer's, the selected "
                                              "battery's, UTC (Z)")))  # fmt: skip
        self._zone.setMinimumWidth(60)  # rather cut than a window that cannot be made narrower
        self._count.setMinimumWidth(1)
        self._zone.clicked.connect(self.zone_asked)
        self._notice.setProperty("tone", "warn")
        self._notice.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )  # cut, where room is scarce
        self._theme = theme
        self._is_following = False
        self._notice_text = ""
        self._zone_texts = ("", "")
        self._buttons: list[tuple[QToolButton, str]] = []
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(2)
        row.addWidget(self._zone)
        row.addSpacing(12)
        row.addWidget(self._count)
        row.addSpacing(12)
        row.addWidget(self._notice, 1)
        self._menus_at = row.count()
        self._add("minus", _("Zoom out"), _("Show a longer time (-, or Ctrl and the wheel)"))
        self._buttons[-1][0].clicked.connect(lambda: self.zoomed.emit(1.5))
        self._add("plus", _("Zoom in"), _("Show a shorter time (+, or Ctrl and the wheel)"))
        self._buttons[-1][0].clicked.connect(lambda: self.zoomed.emit(1 / 1.5))
        self._add("locate", _("Now"), _("Back to now, and stay with it (N)"))
        self._buttons[-1][0].clicked.connect(self.now_asked)
        self._add("maximize-2", _("Show all"), _("Show every bar of every battery (0)"))
        self._buttons[-1][0].clicked.connect(self.fit_asked)
        self._add("table-2", _("As a table"), _("Show the bars as a table, for reading them one by one (T)"))
        self.table_button = self._buttons[-1][0]
        self.table_button.setCheckable(True)
        self._add("list", _("Legend"), _("Show or hide what colours, patterns and signs mean (L)"))
        self.legend_button = self._buttons[-1][0]
        self.legend_button.setCheckable(True)
        self.legend_button.setChecked(True)
        self.legend_button.toggled.connect(self.legend_asked)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for button, name in self._buttons:
            button.setIcon(icon(name, theme.accent if name == "locate" and self._is_following else theme.text))

    def set_following(self, is_following: bool) -> None:
        """Show by the button of now whether the timeline stays with it."""
        if is_following != self._is_following:
            self._is_following = is_following
            self.set_theme(self._theme)

    def set_zone(self, text: str, short: str) -> None:
        """Name the zone of all times; in a narrow window only in letters."""
        if text != self._zone.accessibleName():
            self._zone.setAccessibleName(text)
            self._zone_texts = (plain_caption(text), plain_caption(short))
            self._show_zone()

    def add_finder(self, finder: QWidget) -> None:
        """Put the finder before the buttons."""
        self._row.insertWidget(self._menus_at, finder)
        self._menus_at += 1

    def add_menu(self, menu: QMenu, icon_name: str, tip: str) -> QToolButton:
        """A button that opens this menu, before the other buttons."""
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setAccessibleName(menu.title())
        button.setToolTip(plain_tooltip(tip))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._buttons.append((button, icon_name))
        button.setIcon(icon(icon_name, self._theme.text))
        self._row.insertWidget(self._menus_at, button)
        self._menus_at += 1
        return button

    def set_count(self, text: str) -> None:
        """Say how many batteries are shown, of how many."""
        if text != self._count.text():
            self._count.setText(text)
            self._count.setMinimumWidth(min(self._count.sizeHint().width(), _COUNT_PX))

    def set_notice(self, text: str) -> None:
        """Say what is not drawn, and where the clocks change; empty for nothing. The tooltip has what has no room."""
        if text != self._notice_text:
            self._notice_text = text
            self._notice.setText(text)
            self._notice.setToolTip(plain_tooltip(text))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_zone()

    def _show_zone(self) -> None:
        text = self._zone_texts[0 if self.width() >= scaled(_WIDE_PX) else 1]
        if text != self._zone.text():
            self._zone.setText(text)

    def _add(self, icon_name: str, name: str, tip: str) -> None:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setAccessibleName(name)
        button.setToolTip(plain_tooltip(tip))
        self._buttons.append((button, icon_name))
        self._row.addWidget(button)
