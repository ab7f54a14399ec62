"""The window of one battery: its schedule as a plot, its charge, and whether it can do what is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.domain.feasibility import Answer
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.times import zone_name
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, pixmap, scaled
from flipconsole.ui.timeline.axis import TimeAxis
from flipconsole.ui.timeline.battery.form import BatteryForm
from flipconsole.ui.timeline.battery.outlook import Outlook, answer_words, gaps_said, outlook_of, said
from flipconsole.ui.timeline.battery.plot import BatteryPlot

_ICONS = {Answer.YES: "check", Answer.NO: "triangle-alert", Answer.UNKNOWN: "info"}


class BatteryDialog(SignedDialog):
    """Stays beside the main window and follows the facts (`refresh`); opened with `show()`, it deletes itself."""

    def __init__(
        self,
        device_id: str,
        batteries: Batteries,
        rows_of: Callable[[str], Sequence[Row]],
        now: Callable[[], datetime],
        zone: ZoneInfo,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.device_id = device_id
        self._batteries, self._rows_of, self._now = batteries, rows_of, now
        self._zone, self._theme = zone, theme
        self.setWindowTitle(plain(device_id))
        self._title = PlainLabel(device_id, self)
        self._title.setProperty("role", "title")
        self._zone_words = PlainLabel("", self)
        self._zone_words.setProperty("tone", "muted")
        self._axis = TimeAxis(theme, zone, self)
        self.plot = BatteryPlot(theme, self._axis.marks, self)
        self.form = BatteryForm(now, self)
        self._verdicts = QWidget()
        self._verdict_lay = QVBoxLayout(self._verdicts)
        self._verdict_lay.setContentsMargins(0, 0, 8, 0)
        self._shown: list[tuple[Answer, str, tuple[str, ...]]] | None = None
        self.outlook: Outlook | None = None
        self._lay_out()
        self.form.told.connect(lambda facts: self._batteries.tell(self.device_id, facts))
        batteries.changed.connect(self._on_batteries_changed)
        batteries.renewed.connect(self._on_many_changed)
        self.finished.connect(self._on_finished)
        self.refresh()

    def refresh(self) -> None:
        """Derive everything anew: rows, facts or time have changed."""
        now = self._now()
        facts = self._batteries.facts_of(self.device_id)
        outlook = self.outlook = outlook_of(self.device_id, self._rows_of(self.device_id), facts, self._zone, now)
        self._zone_words.setText(_("Times in {zone}").format(zone=zone_name(self._zone, now)))
        self._axis.set_now(now.timestamp())
        self._fit_axis()
        self.plot.show_outlook(outlook, now)
        self.form.show_facts(facts, self._zone, now)
        verdicts = said(outlook, self._zone, now)
        gaps = gaps_said(outlook, self._zone, now)
        told = [*verdicts, *((Answer.UNKNOWN, text, ()) for text in gaps)]
        if told != self._shown:
            self._shown = told
            self._tell(verdicts, gaps)

    def set_zone(self, zone: ZoneInfo) -> None:
        """Tell all times in another zone."""
        self._zone = zone
        self._axis.set_zone(zone)
        self.refresh()

    @property
    def text(self) -> str:
        """All that it says in words."""
        labels = self._verdicts.findChildren(PlainLabel)
        return "\n".join(label.text() for label in labels)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._zone_words)
        column.addLayout(top)
        column.addWidget(self.form)
        above = QHBoxLayout()
        above.setSpacing(0)
        above.addSpacing(self.plot.left)
        above.addWidget(self._axis, 1)
        plots = QVBoxLayout()
        plots.setSpacing(0)
        plots.addLayout(above)
        plots.addWidget(self.plot, 1)
        column.addLayout(plots, 2)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(_("Can it be done?"))
        area.setWidget(self._verdicts)
        area.setMinimumHeight(scaled(90))
        column.addWidget(area, 1)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.reject)
        close.setAutoDefault(False)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(860, 680)

    def _tell(self, verdicts: list[tuple[Answer, str, tuple[str, ...]]], gaps: list[str]) -> None:
        while self._verdict_lay.count():
            item = self._verdict_lay.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        for answer, order, lines in verdicts:
            self._verdict_lay.addWidget(self._verdict(answer, order, lines))
        for text in gaps:
            label = PlainLabel(text, self._verdicts)
            label.setProperty("tone", "muted")
            self._verdict_lay.addWidget(label)
        if not verdicts:
            self._verdict_lay.addWidget(PlainLabel(_("Nothing is asked of this battery from now on."), self._verdicts))
        self._verdict_lay.addStretch(1)
        words = [f"{answer_words(answer)}: {order} {' '.join(lines)}" for answer, order, lines in verdicts]
        self.plot.setAccessibleDescription(" ".join([*words, *gaps]))

    def _verdict(self, answer: Answer, order: str, lines: tuple[str, ...]) -> QWidget:
        theme = self._theme
        colour = {Answer.YES: theme.ok, Answer.NO: theme.warn}.get(answer, theme.info)
        box = QWidget(self._verdicts)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 2)
        mark = PlainLabel("", box)
        mark.setPixmap(pixmap(_ICONS[answer], colour, scaled(16), self.devicePixelRatio()))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        text = QVBoxLayout()
        text.setSpacing(1)
        title = PlainLabel(_("{verdict}: {order}").format(verdict=answer_words(answer), order=order), box)
        title.setProperty("role", "strong")
        title.setWordWrap(True)
        text.addWidget(title)
        for line in lines:
            label = PlainLabel(line, box)
            label.setWordWrap(True)
            text.addWidget(label)
        row.addLayout(text, 1)
        return box

    def _fit_axis(self) -> None:
        if self.outlook is not None:
            self._axis.show_window(self.outlook.window(max(1, self.plot.width() - self.plot.left), 1))

    def _on_batteries_changed(self, device_id: str) -> None:
        if device_id == self.device_id:
            self.refresh()

    def _on_many_changed(self, device_ids: frozenset[str]) -> None:
        if self.device_id in device_ids:
            self.refresh()

    def _on_finished(self, _result: int) -> None:
        self._batteries.changed.disconnect(self._on_batteries_changed)
        self._batteries.renewed.disconnect(self._on_many_changed)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_axis()
        self.plot.update()
