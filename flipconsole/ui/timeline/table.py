"""The table twin of the timeline: the same bars in the same order, for a screen reader and for who prefers words."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from flipconsole.domain.clocks import length_text, show_length
from flipconsole.domain.command import Mode
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _
from flipconsole.domain.layout import BarFlag, Bars, BarState, TimelineLayout
from flipconsole.domain.row import Row
from flipconsole.domain.sentence import mode_name, power_text, sentence
from flipconsole.domain.times import show_exact
from flipconsole.domain.words import device_status_text, status_text
from flipconsole.ui.plain import plain, plain_tooltip
from flipconsole.ui.theme import scaled
from flipconsole.ui.timeline.facts import answer_line, end_line, order_words, power_line, start_line
from flipconsole.ui.timeline.filling import Filling
from flipconsole.ui.timeline.telling import Telling

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_COLUMNS, _MARGIN = 9, 16


def column_titles() -> tuple[str, ...]:
    """What the columns tell."""
    return (
        _("Battery"),
        _("What"),
        _("Starts"),
        _("Ends"),
        _("Lasts"),
        _("State"),
        _("Answer"),
        _("Keep"),
        _("Beside it"),
    )


def _usual() -> tuple[str, ...]:
    """The longest of the usual words of each column."""
    moment = show_exact(datetime(2026, 11, 24, 20, 40, tzinfo=UTC), UTC)
    mode = mode_name(Mode.DISCHARGE)
    return (
        "HLD-2328-10008-000",
        _("{order}, to prepare").format(order=_("{mode} {power}").format(mode=mode, power=power_text(5000))),
        moment,
        moment,
        show_length(12 * 3600 + 45 * 60),
        state_words(BarState.PENDING, BarFlag.PREPARATORY),
        countdown(_moment(0.0), _moment(754.0)),
        _("{percentage} %").format(percentage=100),
        column_titles()[8],
    )


class BarTable(QAbstractTableModel):
    """A row per bar, in the order of the lanes; texts are made when they are looked at."""

    def __init__(self, filling: Filling, telling: Telling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._filling, self._telling = filling, telling
        self._layout: TimelineLayout = filling.layout
        self._bars: Bars = filling.layout.bars

    def show_bars(self) -> None:
        """The bars are others; who shows the table restores the place."""
        self.beginResetModel()
        self._layout, self._bars = self._filling.layout, self._filling.layout.bars
        self.endResetModel()

    def tell_anew(self) -> None:
        """The zone or the time is another one."""
        if len(self._bars):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._bars) - 1, _COLUMNS - 1))

    @override
    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._bars)

    @override
    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else _COLUMNS

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return column_titles()[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row = self._filling.rows.get(self._bars.ids[index.row()])
        if row is None:
            return ""
        text = plain(self._text(row, index.row(), index.column()))
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        text = plain(self._in_full(row, index.row(), index.column()), 2000) or text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{column}: {text}").format(column=column_titles()[index.column()], text=text or _("nothing"))
        return None

    def _in_full(self, row: Row, bar: int, column: int) -> str:
        """All that the card of the bar tells of it, for ears and for who rests on a cell; empty: no more than shown."""
        command, telling = row.held.command, self._telling
        zones = telling.zones_of(command.device_id)
        match column:
            case 1:
                return " ".join(filter(None, (sentence(command, telling.zone, telling.now), power_line(command))))
            case 2:
                return start_line(command, zones)
            case 3:
                return end_line(command, zones)
            case 4:
                return length_text(command, zones[0]) or ""
            case 5:
                status = _("{state}: Flip says {status}, the device {device_status}")
                return status.format(
                    state=self._text(row, bar, column),
                    status=status_text(command.status),
                    device_status=device_status_text(command.device_status),
                )
            case 6:
                return answer_line(row, telling.now)
        return ""

    def _text(self, row: Row, bar: int, column: int) -> str:
        command, telling = row.held.command, self._telling
        start, end = float(self._bars.start[bar]), float(self._bars.end[bar])
        match column:
            case 0:
                return command.device_id
            case 1:
                return order_words(command)[0]
            case 2:
                return show_exact(_moment(start), telling.zone)
            case 3:
                return show_exact(_moment(end), telling.zone) if end < math.inf else _("until another replaces it")
            case 4:
                return show_length(end - start) if end < math.inf else ""
            case 5:
                return state_words(BarState(int(self._bars.state[bar])), int(self._bars.flags[bar]))
            case 6:
                late_at = float(self._bars.late_at[bar])
                return countdown(_moment(late_at), telling.now) if late_at < math.inf else ""
            case 7:
                reserve = float(self._bars.reserve[bar])
                return "" if math.isnan(reserve) else _("{percentage} %").format(percentage=round(reserve * 100))
        overlaps = bool(int(self._bars.flags[bar]) & BarFlag.OVERLAPS)
        if overlaps or not math.isnan(float(self._bars.free_from[bar])):
            return "; ".join(f"{name}: {text}" for name, text in telling.collisions_of(command))
        return ""


class TableTwin(QTableView):
    """Keeps its place by the command, whatever comes and goes.

    Signals:
        chosen: the number of the bar that a person went to.
        left: back to the picture.
        copy_asked: all that is told of the current bar is to be copied.
    """

    chosen = Signal(int)
    left = Signal()
    copy_asked = Signal()

    def __init__(self, filling: Filling, telling: Telling, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = BarTable(filling, telling, self)
        self.setModel(self.bars)
        self.setAccessibleName(_("Timeline as a table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QTableView::item { padding-left: 5px; }")  # as far in as the titles
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setStretchLastSection(True)
        self._fit()
        for corner in self.findChildren(QAbstractButton):
            corner.setAccessibleName(_("Select all"))
        self._is_showing = False
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.hide()

    def show_bars(self, current: int | None) -> None:
        """Other bars, with the current one where it is now."""
        self._is_showing = True
        self.bars.show_bars()
        self._is_showing = False
        self.go_to(current)

    def go_to(self, current: int | None) -> None:
        """The current bar was chosen elsewhere."""
        if current is None or current == self.currentIndex().row():
            return
        self._is_showing = True
        self.setCurrentIndex(self.bars.index(current, max(0, self.currentIndex().column())))
        self._is_showing = False

    def _fit(self) -> None:
        """Each column as wide as its usual words; the last takes what is left."""
        metrics = self.fontMetrics()
        for column, text in enumerate(_usual()):
            self.setColumnWidth(column, max(metrics.horizontalAdvance(text), scaled(40)) + _MARGIN)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_T, Qt.Key.Key_Escape):
            self.left.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._is_showing:
            self.chosen.emit(current.row())


def state_words(state: BarState, flags: int) -> str:
    """What the look of a bar says."""
    parts = [
        {
            BarState.DROPPED: _("Cancelled or gone"),
            BarState.ANSWERED: _("Answered OK"),
            BarState.UNCLEAR: _("Unclear"),
            BarState.PENDING: _("Not answered"),
            BarState.FAILED: _("Failed"),
        }[state]
    ]
    for flag, words in (
        (BarFlag.REMOVAL, _("remove it")),
        (BarFlag.ASKING, _("needs you")),
        (BarFlag.UNDER_WAY, _("answer on its way")),
        (BarFlag.PREPARATORY, _("preparation")),
    ):
        if flags & flag:
            parts.append(words)
    return ", ".join(parts)


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
