"""The dock in which the outbox stands under the list, or floats on another screen."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QToolButton, QWidget

from flipconsole.domain.ack import Ack
from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.place import OutboxPlace
from flipconsole.ui.plain import PlainLabel, plain_tooltip
from flipconsole.ui.signed_dialog import sign_of, signed_title
from flipconsole.ui.theme import Theme, icon, scaled

SHOWN_ABOVE = 20
"""A bulk of more than this opens the place where it can be followed; it takes no focus."""

_HEIGHT = 300


class OutboxDock(QDockWidget):
    """Made at once and filled when it is first opened; the list stays in use beside it.

    Signals:
        show_asked: these commands should be shown in the list.
        change_asked: a command should be answered anew, with this answer.
        place_taken: it takes room of the window now, or does not any more (`takes_place`).
    """

    show_asked = Signal(list)
    change_asked = Signal(str, object)
    place_taken = Signal()

    def __init__(
        self, console: OutboxConsole, boxes: OutboxBoxes, zone: ZoneInfo, theme: Theme, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._console = console
        self._boxes = boxes
        self._zone = zone
        self._theme = theme
        self._main = window
        self.place: OutboxPlace | None = None
        self.setObjectName("outbox")
        self._shown_sign = sign_of(window) or Sign.of(console.environment)
        self.setWindowTitle(signed_title(_("Outbox"), self._shown_sign))
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self._bar = QWidget(self)
        self._title = PlainLabel(_("Outbox"), self._bar)
        self._title.setProperty("role", "strong")
        self._sign = EnvironmentSign(self._shown_sign, theme, self._bar)
        self._float = self._button(_("Float in a window of its own, or return"))
        self._float.clicked.connect(lambda: self.setFloating(not self.isFloating()))
        self._close = self._button(_("Close the outbox"))
        self._close.clicked.connect(self.close)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._sign)
        row.addStretch(1)
        row.addWidget(self._float)
        row.addWidget(self._close)
        self.setTitleBarWidget(self._bar)
        self.set_theme(theme)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()
        self.topLevelChanged.connect(lambda _is_floating: self.place_taken.emit())
        self.visibilityChanged.connect(lambda _is_visible: self.place_taken.emit())

    @property
    def takes_place(self) -> bool:
        """Whether it stands in the window."""
        return not self.isHidden() and not self.isFloating()

    def open_most_urgent(self) -> None:
        """Show what needs a person, or what waits, and put the keyboard there."""
        self._filled().open_most_urgent()

    def follow_answer(self, command_id: str) -> None:
        """Show where the answer to this command is, and what becomes of it; the keyboard goes there."""
        self._filled().follow(command_id)

    def toggle(self) -> None:
        """Open it, or close it if the keyboard is in it already."""
        focus = self.focusWidget()
        if self.isVisible() and focus is not None and focus.hasFocus():
            self.close()
        else:
            self.open_most_urgent()

    def follow_bulk(self, acks: Sequence[Ack]) -> None:
        """Show what becomes of a large bulk that has just been saved; the keyboard stays where it is."""
        bulk = acks[0].bulk if acks else None
        if bulk is not None and len(acks) > SHOWN_ABOVE:
            QTimer.singleShot(0, self, lambda: self._filled().open_bulk(bulk))  # the list shows it first

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell times in another zone."""
        self._zone = zone
        if self.place is not None:
            self.place.set_zone(zone)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._sign.show_sign(self._shown_sign, theme)
        self._float.setIcon(icon("maximize-2", theme.muted))
        self._close.setIcon(icon("x", theme.muted))
        self._bar.setObjectName("outboxBar")
        self._bar.setStyleSheet(f"#outboxBar {{ background: {theme.sunken}; border-top: 1px solid {theme.border}; }}")
        if self.place is not None:
            self.place.set_theme(theme)

    def put_away(self) -> None:
        """Hear nothing any more."""
        if self.place is not None:
            self.place.stop()

    def _filled(self) -> OutboxPlace:
        if self.place is None:
            self.place = OutboxPlace(self._console, self._boxes, self._zone, self._theme, self)
            self.place.show_asked.connect(self.show_asked)
            self.place.change_asked.connect(self.change_asked)
            self.setWidget(self.place)
            if not self.isFloating():
                height = min(scaled(_HEIGHT), self._main.height() * 2 // 5)
                self._main.resizeDocks([self], [height], Qt.Orientation.Vertical)
        self.show()
        return self.place

    def _button(self, text: str) -> QToolButton:
        button = QToolButton(self._bar)
        button.setProperty("flat", True)
        button.setAccessibleName(text)
        button.setToolTip(plain_tooltip(text))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
