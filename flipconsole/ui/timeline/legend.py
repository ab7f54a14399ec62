"""The legend: every mode, state and sign, drawn by the very code that draws the bars."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from flipconsole.domain.command import Mode
from flipconsole.domain.language import _
from flipconsole.domain.layout import MODES, BarFlag, Bars, BarState
from flipconsole.domain.row import FUSE
from flipconsole.domain.sentence import mode_name
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.collisions import paint_overlaps
from flipconsole.ui.timeline.drawing import BarDrawing, places
from flipconsole.ui.timeline.ground import paint_band
from flipconsole.ui.timeline.window import Window

_ROW, _SAMPLE, _GAP, _EDGE = 24, 30, 14, 10
_SAMPLE_MODE = MODES.index(Mode.DISCHARGE)


class Legend(QWidget):
    """All entries in as many lines as the width asks for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: BarDrawing | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Legend"))
        self.setAccessibleDescription(", ".join(text for text, *_rest in entries()))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._drawing = None
        self.updateGeometry()
        self.update()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return (self._flow(width)[-1][1] + 1) * scaled(_ROW) + 6

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(max(self.width(), 600)))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_SAMPLE, scaled(_ROW))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._drawing is None or self._drawing.brushes.ratio != self.devicePixelRatio():
            self._drawing = BarDrawing(Brushes(self._theme, self.devicePixelRatio()), self.font())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.surface))
        painter.setPen(QColor(self._theme.border))
        painter.drawLine(0, 0, self.width(), 0)
        painter.translate(0, 3)
        places_of_entries = self._flow(self.width())
        bars = _samples(places_of_entries)
        # one second is one pixel, one lane one line: the samples go through the same code as real bars
        window = Window(0.0, float(max(self.width(), 1)), 0.0, float(scaled(_ROW)), max(self.width(), 1), self.height())
        shown = places(bars, np.arange(len(bars)), window, 0.0)
        self._drawing.gaps.draw(painter, bars, shown.index, window, self._theme)
        self._drawing.draw(painter, shown, bars, window, 0.0, lambda _index: ())
        paint_overlaps(painter, bars, window, self._theme)
        self._paint_band_and_change(painter, places_of_entries)
        painter.setFont(self._text_font())
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(self._text_font())
        for (text, *_rest), (x, row) in zip(entries(), places_of_entries, strict=True):
            baseline = row * scaled(_ROW) + (scaled(_ROW) + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + _SAMPLE + 6, round(baseline)), text)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_band_and_change(self, painter: QPainter, positions: list[tuple[int, int]]) -> None:
        (band_x, band_row), (change_x, change_row) = positions[-2:]
        high = scaled(_ROW)
        paint_band(painter, self._theme, QRectF(band_x, band_row * high + 3, _SAMPLE, high - 6))
        painter.setPen(QPen(QColor(self._theme.info), 1, Qt.PenStyle.DashLine))
        painter.drawLine(
            change_x + _SAMPLE // 2, change_row * high + 2, change_x + _SAMPLE // 2, (change_row + 1) * high
        )

    def _text_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(scaled(12))
        return font

    def _flow(self, width: int) -> list[tuple[int, int]]:
        metrics = QFontMetricsF(self._text_font())
        x, row = _EDGE, 0
        found: list[tuple[int, int]] = []
        for text, *_rest in entries():
            wide = _SAMPLE + 6 + math.ceil(metrics.horizontalAdvance(text))
            if x > _EDGE and x + wide > width - _EDGE:
                x, row = _EDGE, row + 1
            found.append((x, row))
            x += wide + _GAP
        return found


class Entry(NamedTuple):
    """A sample: what is said, and what the bar of a discharge that was answered has instead."""

    text: str
    mode: int = _SAMPLE_MODE
    state: BarState = BarState.ANSWERED
    flags: BarFlag = BarFlag(0)
    late_at: float = math.inf
    reserve: float = math.nan
    begins: float = 0.0
    free_from: float = math.nan
    overlaps: bool = False
    is_bar: bool = True


def entries() -> list[Entry]:
    """All samples, as seen at the moment 0."""
    pending = BarState.PENDING
    return [
        *(Entry(mode_name(mode), code) for code, mode in enumerate(MODES)),
        Entry(_("Not answered"), state=pending),
        Entry(_("Answered OK")),
        Entry(_("Failed"), state=BarState.FAILED),
        Entry(_("Cancelled or gone"), state=BarState.DROPPED),
        Entry(_("Unclear"), state=BarState.UNCLEAR),
        Entry(_("No end yet"), flags=BarFlag.OPEN_END),
        Entry(_("Preparation"), flags=BarFlag.PREPARATORY),
        Entry(_("Time left to answer"), state=pending, late_at=0.6 * FUSE.total_seconds()),
        Entry(_("Late"), state=pending, late_at=-1.0),
        Entry(_("Remove it"), state=BarState.DROPPED, flags=BarFlag.REMOVAL),
        Entry(_("Needs you"), state=pending, flags=BarFlag.ASKING),
        Entry(_("Answer on its way"), state=pending, flags=BarFlag.UNDER_WAY),
        Entry(_("Charge to keep"), reserve=0.4),
        Entry(_("Overlap"), overlaps=True),
        Entry(_("Gap"), begins=18.0, free_from=0.0),
        Entry(_("Time of the event"), is_bar=False),
        Entry(_("Clocks change"), is_bar=False),
    ]


def _samples(positions: list[tuple[int, int]]) -> Bars:
    samples = [(entry, x, row) for entry, (x, row) in zip(entries(), positions, strict=True) if entry.is_bar]
    count = len(samples)
    x = np.array([float(x) for _entry, x, _row in samples])
    return Bars(
        ids=[""] * count,
        lane_starts=np.zeros(1, np.intp),
        lane=np.array([row for _entry, _x, row in samples], np.intp),
        start=x + np.array([entry.begins for entry, *_rest in samples]),
        end=x + _SAMPLE + 1,
        late_at=np.array([entry.late_at for entry, *_rest in samples]),
        top=np.zeros(count),
        height=np.ones(count),
        mode=np.array([entry.mode for entry, *_rest in samples], np.uint8),
        state=np.array([entry.state for entry, *_rest in samples], np.uint8),
        flags=np.array([entry.flags for entry, *_rest in samples], np.uint8),
        power=np.full(count, math.nan),
        reserve=np.array([entry.reserve for entry, *_rest in samples]),
        free_from=x + np.array([entry.free_from for entry, *_rest in samples]),
        overlaps=np.array(
            [(float(row), left + 8.0, left + 22.0) for entry, left, row in samples if entry.overlaps]
        ).reshape(-1, 3),
    )
