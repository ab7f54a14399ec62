"""The legend: every mode, state and sign, drawn by the very code that draws the bars."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from flipconsole.domain.command import Mode
from flipconsole.domain.language import _
from flipconsole.domain.layout import MODES, BarFlag, Bars, BarState
from flipconsole.domain.sentence import mode_name
from flipconsole.ui.theme import Theme, scaled
from flipconsole.ui.timeline.brushes import Brushes
from flipconsole.ui.timeline.drawing import BarDrawing, places
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
        self._drawing.draw(painter, shown, window, lambda _index: ())
        painter.setFont(self._text_font())
        painter.setPen(QColor(self._theme.muted))
        metrics = QFontMetricsF(self._text_font())
        for (text, *_rest), (x, row) in zip(entries(), places_of_entries, strict=True):
            baseline = row * scaled(_ROW) + (scaled(_ROW) + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + _SAMPLE + 6, round(baseline)), text)
        painter.setPen(Qt.PenStyle.NoPen)

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


def entries() -> list[tuple[str, int, BarState, BarFlag, bool]]:
    """Text, mode code, state, flags and lateness of every sample."""
    nothing = BarFlag(0)
    modes = [(mode_name(mode), code, BarState.ANSWERED, nothing, False) for code, mode in enumerate(MODES)]
    mode = _SAMPLE_MODE
    return [
        *modes,
        (_("Not answered"), mode, BarState.PENDING, nothing, False),
        (_("Answered OK"), mode, BarState.ANSWERED, nothing, False),
        (_("Failed"), mode, BarState.FAILED, nothing, False),
        (_("Cancelled or gone"), mode, BarState.DROPPED, nothing, False),
        (_("Unclear"), mode, BarState.UNCLEAR, nothing, False),
        (_("No end yet"), mode, BarState.ANSWERED, BarFlag.OPEN_END, False),
        (_("Preparation"), mode, BarState.ANSWERED, BarFlag.PREPARATORY, False),
        (_("Late"), mode, BarState.PENDING, nothing, True),
        (_("Remove it"), mode, BarState.DROPPED, BarFlag.REMOVAL, False),
        (_("Needs you"), mode, BarState.PENDING, BarFlag.ASKING, False),
        (_("Answer on its way"), mode, BarState.PENDING, BarFlag.UNDER_WAY, False),
    ]


def _samples(positions: list[tuple[int, int]]) -> Bars:
    samples = entries()
    count = len(samples)
    start = np.array([float(x) for x, _row in positions])
    return Bars(
        ids=[""] * count,
        lane_starts=np.zeros(1, np.intp),
        lane=np.array([row for _x, row in positions], np.intp),
        start=start,
        end=start + _SAMPLE + 1,
        late_at=np.array([-1.0 if late else math.inf for *_rest, late in samples]),
        top=np.zeros(count),
        height=np.ones(count),
        mode=np.array([sample[1] for sample in samples], np.uint8),
        state=np.array([sample[2] for sample in samples], np.uint8),
        flags=np.array([sample[3] for sample in samples], np.uint8),
        power=np.full(count, math.nan),
        reserve=np.full(count, math.nan),
        free_from=np.full(count, math.nan),
        overlaps=np.empty((0, 3)),
    )
