"""The first sight: the top of the list as it was known last, on the screen before the rest of the program is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.frame.arrangement import usual_sizes
from flipconsole.ui.frame.place import put_back
from flipconsole.ui.frame.remembered import WindowState
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, sign_colour

_FRAME = 3


class FirstSight(QMainWindow):
    """Looks like the main window without its parts and stands where that will stand; nothing can be answered in it.

    What a hand does to the list meanwhile goes over to the main window (`hand_over`).

    Signals:
        painted: the list has been on the screen once.
        closed: a person has closed it: the program ends before it has begun.
    """

    painted = Signal()
    closed = Signal()

    def __init__(
        self,
        rows: Mapping[str, Row],
        profile: Profile,
        clock: Callable[[], datetime],
        zone: ZoneInfo,
        theme: Theme,
        state: WindowState,
        batteries: Mapping[str, BatteryFacts] | None = None,
        *,
        to_come: int = 0,
    ) -> None:
        super().__init__()
        self.setWindowTitle(
            _("{sign} · {address} · Flip console").format(sign=profile.sign.text, address=profile.base_url)
        )
        self.is_closed = self._was_painted = self._is_over = False
        self.list = CommandListView(clock, zone, theme, self)
        self.list.know(batteries or {})
        self.list.set_rows(rows, to_come)
        frame = QFrame(self)
        frame.setObjectName("environmentFrame")
        frame.setStyleSheet(
            f"#environmentFrame {{ border: {_FRAME}px solid {sign_colour(theme, profile.sign)}; }}"
            f"#emptyPlace {{ background: {theme.surface}; }}"
        )
        strip = QWidget(frame)
        strip.setFixedHeight(40)
        line = QHBoxLayout(strip)
        line.setContentsMargins(10, 4, 10, 4)
        line.addWidget(EnvironmentSign(profile.sign, theme, strip))
        line.addStretch(1)
        column = QVBoxLayout(frame)
        column.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        column.setSpacing(0)
        column.addWidget(strip)
        put_back(self, state)
        column.addWidget(self._places(frame, state), 1)
        self.setCentralWidget(frame)
        # Where the menu will be; an empty bar has no height of its own.
        self.menuBar().setMinimumHeight(self.menuBar().fontMetrics().height() + 10)

    def hand_over(self, window: QWidget, commands: CommandListView) -> None:
        """Let the main window stand here, with its list as this one was left."""
        if not self.isMaximized():
            window.setGeometry(self.geometry())
        commands.take_view_of(self.list)

    def put_away(self) -> None:
        """Go, because the main window is there."""
        self._is_over = True
        self.close()
        self.deleteLater()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if not self._is_over:
            self.is_closed = True
            self.closed.emit()

    def _places(self, parent: QWidget, state: WindowState) -> QWidget:
        """The list where it will stand, and the empty places of what comes later."""
        sizes = usual_sizes(self.size()) | {name: list(kept) for name, kept in state.splitters.items()}
        rows = QSplitter(Qt.Orientation.Vertical, parent)
        rows.addWidget(self.list)
        timeline = _empty_place(_("The timeline is coming …"), rows)
        rows.addWidget(timeline)
        timeline.setVisible(not state.hides_timeline)
        columns = QSplitter(Qt.Orientation.Horizontal, parent)
        columns.addWidget(rows)
        columns.addWidget(_empty_place("", columns))
        for splitter, name in ((rows, "rows"), (columns, "columns")):
            splitter.setStretchFactor(0, 1)
            splitter.setSizes(sizes.get(name, []))
        return columns


def _empty_place(text: str, parent: QWidget) -> QFrame:
    place = QFrame(parent)
    place.setObjectName("emptyPlace")
    label = PlainLabel(text, place)
    label.setProperty("tone", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout = QVBoxLayout(place)
    layout.addWidget(label)
    return place
