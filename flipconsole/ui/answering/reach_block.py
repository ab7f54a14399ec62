"""The record of this computer's own connection, and the question "me or the battery?" when it is not clean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from flipconsole.domain.language import _
from flipconsole.domain.reach import LOOKED_BACK_S, Outcome, last_trouble, must_ask, question, record_text
from flipconsole.ui.answering.asks import AnsweringConsole
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, pixmap, scaled


class ReachBlock(QWidget):
    """A clean record is one quiet line; any other asks, and stays until it is answered.

    Signals:
        changed: `why_not` may say something else now.
    """

    changed = Signal()

    def __init__(self, console: AnsweringConsole, zone: tzinfo, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._zone = zone
        self._theme = theme
        self._asks = False
        self._card = Card(theme, "neutral", self)
        self._symbol = PlainLabel(parent=self._card)
        self._title = PlainLabel(_("Me or the battery?"), self._card)
        self._title.setProperty("role", "strong")
        self._question = PlainLabel(parent=self._card)
        self._question.setWordWrap(True)
        self._why = PlainLabel(parent=self._card)
        self._why.setWordWrap(True)
        self._why.setProperty("tone", "muted")
        self._record = PlainLabel(parent=self._card)
        self._record.setWordWrap(True)
        self._strip = _Strip(theme, self._card)
        self._sure = QRadioButton(_("The &battery: I know it from somewhere else"), self._card)
        self._unsure = QRadioButton(_("I am not sure: it ma&y be me"), self._card)
        self._choices = QButtonGroup(self)
        for choice in (self._sure, self._unsure):
            self._choices.addButton(choice)
            choice.toggled.connect(lambda _on: self.changed.emit())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._symbol)
        line.addWidget(self._title, 1)
        self._card.body.addLayout(line)
        for widget in (self._question, self._why, self._strip, self._record, self._sure, self._unsure):
            self._card.body.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._card)
        console.aids.reach.changed.connect(self._on_record_changed)
        self.refresh()

    def refresh(self) -> None:
        """Take the record as it is now; a question that was asked stays."""
        outcomes = self._console.aids.reach.outcomes()
        self._asks = self._asks or must_ask(outcomes)
        self._strip.show_outcomes(outcomes)
        self._record.setText(record_text(outcomes))
        if asked := question(outcomes, self._zone, self._console.now()):
            self._question.setText(asked)
        trouble = last_trouble(outcomes)
        why = "" if trouble is None else trouble.why
        self._why.setText(broken(why))
        self._why.setVisible(bool(why))
        for widget in (self._symbol, self._title, self._question, self._sure, self._unsure):
            widget.setVisible(self._asks)
        self._card.set_look(self._theme, "warn" if self._asks else "neutral")
        self._symbol.setPixmap(pixmap("wifi-off", self._theme.warn, 18, self.devicePixelRatioF()))

    def why_not(self) -> str:
        """What keeps the battery from being called offline, or ""."""
        if not self._asks or self._sure.isChecked():
            return ""
        if self._unsure.isChecked():
            return _("Look again once this computer is online. Nothing is sent.")
        return _("Say first whether it is the battery.")

    def _on_record_changed(self) -> None:
        if isValid(self):
            self.refresh()
            self.changed.emit()


class _Strip(QWidget):
    """The last 15 minutes as a line: a bar for each exchange that got through, a cross for each that did not."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._outcomes: Sequence[Outcome] = ()
        self.setFixedHeight(scaled(30))

    def show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Draw these."""
        self._outcomes = outcomes
        self.setAccessibleName(record_text(outcomes))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, scaled(30))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right, middle = 6.0, self.width() - 6.0, 9.0
        painter.setPen(QPen(QColor(self._theme.outline), 1))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for outcome in self._outcomes:
            x = right - (right - left) * outcome.age_s / LOOKED_BACK_S
            if outcome.got_through:
                painter.setPen(QPen(QColor(self._theme.ok), 2))
                painter.drawLine(QPointF(x, middle - 5), QPointF(x, middle + 5))
            else:
                painter.setPen(QPen(QColor(self._theme.danger), 2))
                painter.drawLine(QPointF(x - 4, middle - 4), QPointF(x + 4, middle + 4))
                painter.drawLine(QPointF(x - 4, middle + 4), QPointF(x + 4, middle - 4))
        painter.setPen(QColor(self._theme.muted))
        words = QRectF(0, middle + 6, self.width(), self.height() - middle - 6)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, _("15 min ago"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _("now"))
        painter.end()
