"""Paints the cells: quick, calm, and every state told by a shape or a word as well as by its colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from flipconsole.domain.words import mode_letter
from flipconsole.ui.command_list.cells import Cell, Cells
from flipconsole.ui.command_list.folds import Fold
from flipconsole.ui.command_list.model import CommandModel
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.command_list.widths import BADGE, GAP, ICON, PADDING
from flipconsole.ui.theme import Theme, mode_colour, mode_ink, pixmap, row_height, scaled

_LATE_BAR = 3
_URGENCY = 176  # of the line of a group: "started 1 h 35 min ago" with its icon
_LEAST_CUT = 72  # a note cut to less than this says nothing: then better none
_CACHED_CUTS = 20_000
_GONE_OPACITY = 0.45
_UNLIMITED = 1 << 20


Index = QModelIndex | QPersistentModelIndex

Cut = Qt.TextElideMode


@dataclass
class _Face:
    """One font with its metrics and the texts that had to be cut to fit."""

    font: QFont
    metrics: QFontMetrics
    cuts: dict[tuple[str, int, Cut], tuple[str, int]]

    def advance(self, text: str) -> int:
        """How wide the whole text is."""
        return self.fitted(text, _UNLIMITED)[1]

    def fitted(self, text: str, width: int, cut: Cut = Cut.ElideRight) -> tuple[str, int]:
        """The text cut to the width with "…", and how wide it then is; remembered."""
        found = self.cuts.get((text, width, cut))
        if found is None:
            if len(self.cuts) > _CACHED_CUTS:
                self.cuts.clear()
            advance = self.metrics.horizontalAdvance(text)
            if advance > width:
                text_shown = self.metrics.elidedText(text, cut, width)
                found = text_shown, min(width, self.metrics.horizontalAdvance(text_shown))
            else:
                found = text, advance
            self.cuts[text, width, cut] = found
        return found


class CommandDelegate(QStyledItemDelegate):
    """Text first, then the quieter note where there is room.

    `hovered_row` is the row under the pointer, or -1; the members of `selected_folds` look selected, because they are.
    """

    def __init__(self, model: CommandModel, theme: Theme, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.hovered_row = -1
        self.selected_folds: frozenset[Fold] = frozenset()
        self.set_look(theme, font)

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Paint with another theme or font from now on."""
        self._theme = theme
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._regular = _Face(font, QFontMetrics(font), {})
        self._strong = _Face(strong, QFontMetrics(strong), {})
        self._badge_font = QFont(font)
        self._badge_font.setWeight(QFont.Weight.Bold)
        self._badge_font.setPixelSize(scaled(11))
        self._badge, self._icon = scaled(BADGE), scaled(ICON)
        self._pens = {
            name: QPen(QColor(getattr(theme, name)))
            for name in ("text", "muted", "danger", "warn", "ok", "info", "border")
        }
        self._selected = QColor(theme.selected)
        self._hover = QColor(theme.hover)
        self._sunken = QColor(theme.sunken)
        self._danger = QColor(theme.danger)

    @property
    def strong_metrics(self) -> QFontMetrics:
        """The metrics of what is painted in strong letters."""
        return self._strong.metrics

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, row_height())

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, column = index.row(), Column(index.column())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        item = self._model.index_of_rows.listed[row]
        if isinstance(item, Fold):
            self._paint_fold(painter, option, item, row)
            return
        cells = self._model.cells(row)
        if state & QStyle.StateFlag.State_Selected or item.fold in self.selected_folds:
            painter.fillRect(rect, self._selected)
        elif row == self.hovered_row:
            painter.fillRect(rect, self._hover)
        painter.setPen(self._pens["border"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if cells.is_late and column is Column.ACK_IN:
            painter.fillRect(rect.x(), rect.y(), _LATE_BAR, rect.height(), self._danger)
        left, right = rect.x() + PADDING, rect.right() - PADDING + 1
        if column is Column.WHAT:
            self._paint_badge(
                painter, QRect(left, rect.y() + (rect.height() - self._badge) // 2, self._badge, self._badge), cells
            )
            left += self._badge + GAP
        cut = Cut.ElideMiddle if column is Column.BATTERY else Cut.ElideRight  # names differ at their ends
        self._paint_cell(painter, self._model.cell(row, column), left, right, rect, cells.is_gone, cut)

    def _paint_fold(self, painter: QPainter, option: QStyleOptionViewItem, fold: Fold, row: int) -> None:
        """The whole line of a group, of which each column shows its part."""
        rect: QRect = option.rect
        is_selected = option.state & QStyle.StateFlag.State_Selected
        is_hovered = row == self.hovered_row
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, self._selected if is_selected else self._hover if is_hovered else self._sunken)
        painter.setPen(self._pens["border"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = self._model.fold_words(fold)
        view = self.parent()
        shift, width = (view.horizontalOffset(), view.viewport().width()) if isinstance(view, QTableView) else (0, 0)
        line = QRect(-shift, rect.y(), max(width, rect.right() + shift), rect.height())
        if words.is_late:
            painter.fillRect(line.x(), line.y(), _LATE_BAR, line.height(), self._danger)
        left = line.x() + PADDING
        self._paint_icon(painter, "chevron-down" if fold.is_open else "chevron-right", "text", left, line)
        left += self._icon + GAP
        self._paint_cell(painter, words.urgency, left, left + scaled(_URGENCY), line, is_gone=False)
        left += scaled(_URGENCY) + GAP
        right = line.right() - PADDING
        left += self._paint_text(painter, self._strong, words.title, "text", left, right, line) + 2 * PADDING
        if right > left:
            self._paint_text(painter, self._regular, words.counts, "muted", left, right, line)
        painter.restore()

    def _paint_cell(
        self,
        painter: QPainter,
        cell: Cell,
        left: int,
        right: int,
        rect: QRect,
        is_gone: bool,
        cut: Cut = Cut.ElideRight,
    ) -> None:
        tone = "muted" if is_gone and cell.tone in ("text", "ok") else cell.tone
        if cell.icon:
            self._paint_icon(painter, cell.icon, "muted" if tone == "text" else tone, left, rect)
            left += self._icon + GAP
        if right <= left or not cell.text:
            return
        face = self._strong if cell.is_strong else self._regular
        left += self._paint_text(painter, face, cell.text, tone, left, right, rect, cut) + PADDING
        if cell.note_icon and right - left >= self._icon:
            self._paint_icon(painter, cell.note_icon, "muted", left, rect)
            left += self._icon + 4
        if cell.note and (right - left >= _LEAST_CUT or self._regular.advance(cell.note) <= right - left):
            self._paint_text(painter, self._regular, cell.note, "muted", left, right, rect)

    def _paint_text(
        self,
        painter: QPainter,
        face: _Face,
        text: str,
        tone: str,
        left: int,
        right: int,
        rect: QRect,
        cut: Cut = Cut.ElideRight,
    ) -> int:
        shown, width = face.fitted(text, right - left, cut)
        painter.setFont(face.font)
        painter.setPen(self._pens[tone])
        baseline = rect.y() + (rect.height() + face.metrics.ascent() - face.metrics.descent()) // 2
        painter.drawText(QPointF(left, baseline), shown)
        return width

    def _paint_icon(self, painter: QPainter, name: str, tone: str, left: int, rect: QRect) -> None:
        ratio = painter.device().devicePixelRatioF()
        picture = pixmap(name, getattr(self._theme, tone), self._icon, ratio)
        painter.drawPixmap(left, rect.y() + (rect.height() - self._icon) // 2, picture)

    def _paint_badge(self, painter: QPainter, rect: QRect, cells: Cells) -> None:
        """The mode's letter on its colour; hatched on an outline where the work is a removal."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if cells.is_gone:
            painter.setOpacity(_GONE_OPACITY)
        colour = mode_colour(self._theme, cells.mode)
        if cells.is_removal:
            outline = QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75)
            shape = QPainterPath()
            shape.addRoundedRect(outline, 4, 4)
            painter.setPen(QPen(colour, 1.5))
            painter.drawPath(shape)
            painter.fillPath(shape, QBrush(colour, Qt.BrushStyle.BDiagPattern))
            painter.fillRect(rect.adjusted(4, 3, -4, -3), QColor(self._theme.surface))  # the letter stays readable
            ink = QColor(self._theme.text)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(rect, 4, 4)
            ink = mode_ink(self._theme, cells.mode)
        painter.setPen(ink)
        painter.setFont(self._badge_font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mode_letter(cells.mode))
        painter.restore()
