"""A box as a table model: words are made when they are looked at, and what moves on moves alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.row import Stage
from flipconsole.ui.outbox.line import Box, Column, Key, Line, Words
from flipconsole.ui.plain import plain, plain_tooltip
from flipconsole.ui.theme import Theme, icon, stage_colour

_MOST_MOVES = 200
"""More places than this where lines came or went are shown as a new list."""

_ICONS = {
    Stage.HOLDING: "hourglass",
    Stage.WAITING: "clock",
    Stage.SENDING: "send",
    Stage.NOT_CONFIRMED: "triangle-alert",
    Stage.DELIVERED: "check-check",
    Stage.NEEDS_REVIEW: "circle-alert",
    Stage.NOT_ACCEPTED: "circle-x",
    Stage.NOT_SAVED: "circle-x",
    Stage.WITHDRAWN: "undo-2",
}

_Index = QModelIndex | QPersistentModelIndex


class BoxModel(QAbstractTableModel):
    """The lines of one box, or of a bulk (`box` is None).

    Signals:
        more_wanted: somebody has scrolled to the end, and `has_more`.
    """

    more_wanted = Signal()

    def __init__(self, words: Words, theme: Theme, box: Box | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._theme = theme
        self._box = box
        self._lines: list[Line] = []
        self._keys: list[Key] = []
        self.has_more = False

    # -- what is shown -------------------------------------------------------------------------------------------

    def line_at(self, place: int) -> Line | None:
        """The line in this place."""
        return self._lines[place] if 0 <= place < len(self._lines) else None

    def place_of(self, key: Key) -> int | None:
        """Where a line is."""
        return self._keys.index(key) if key in self._keys else None

    def take(self, lines: Sequence[Line]) -> None:
        """Show these lines; what stays keeps its place under a hand, as far as that can be."""
        keys = [line.key for line in lines]
        if keys != self._keys:
            kept = set(keys)
            gone = _ranges([place for place, key in enumerate(self._keys) if key not in kept])
            known = set(self._keys)
            stayed = [key for key in keys if key in known]
            new = _ranges([place for place, key in enumerate(keys) if key not in known])
            if len(gone) + len(new) > _MOST_MOVES or stayed != [key for key in self._keys if key in kept]:
                self.beginResetModel()
                self._lines, self._keys = list(lines), keys
                self.endResetModel()
                return
            for first, last in reversed(gone):
                self.beginRemoveRows(QModelIndex(), first, last)
                del self._lines[first : last + 1], self._keys[first : last + 1]
                self.endRemoveRows()
            for first, last in new:
                self.beginInsertRows(QModelIndex(), first, last)
                self._lines[first:first] = lines[first : last + 1]
                self._keys[first:first] = keys[first : last + 1]
                self.endInsertRows()
        if self._lines != list(lines):
            self._lines = list(lines)
            self.pass_time()

    def pass_time(self) -> None:
        """A second has passed, or words have changed: what is on the screen is said anew."""
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(Column) - 1))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.pass_time()

    # -- Qt ------------------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(Column)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row())
        if line is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return plain(self._words.text(line, column, self._box))
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(self._words.text(line, column, self._box))
            case Qt.ItemDataRole.DecorationRole if column is Column.STATE:
                if self._words.is_overdue(line):
                    return icon("triangle-alert", self._theme.warn)
                if line.left_out is not None:
                    return icon("minus", self._theme.muted)
                stage = self._words.stage(line)
                return icon(_ICONS.get(stage, "info"), stage_colour(self._theme, stage))
            case Qt.ItemDataRole.TextAlignmentRole if column is Column.TRIES:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        match Column(section):
            case Column.STATE:
                return _("State")
            case Column.BATTERY:
                return _("Battery")
            case Column.ANSWER:
                return _("Answer")
            case Column.WHY:
                return _("What happened last")
            case Column.GIVEN:
                return _("Answered")
            case Column.TRIES:
                return _("Tries")
            case Column.WHEN:
                return _("Next try") if self._box is Box.WAITING else _("Since")

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self.has_more

    @override
    def fetchMore(self, parent: _Index) -> None:
        if self.has_more:
            self.has_more = False
            self.more_wanted.emit()


def _ranges(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places in order as (first, last) of what hangs together."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found
