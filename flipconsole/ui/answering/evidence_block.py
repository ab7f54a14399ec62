"""The checklist before an OK: one block for all commands that are answered together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.checklist import EvidenceLine, evidence_of, lines_of, point_name
from flipconsole.domain.command import Command
from flipconsole.domain.evidence import Evidence, EvidenceMode, Point
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.card import Card
from flipconsole.ui.plain import PlainLabel, plain_caption
from flipconsole.ui.theme import Theme


class EvidenceBlock(QWidget):
    """Each line is ticked (Alt and its number), marked as not verified, or left open; ticks stay while it is shown.

    Where several commands differ in a line, one tick speaks for all of them.

    Signals:
        changed: a line was ticked or marked, or the lines are others now.
    """

    changed = Signal()

    def __init__(self, zone: tzinfo, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._lines: tuple[EvidenceLine, ...] = ()
        self._ticks: dict[Point, bool] = {}
        self._widgets: list[QWidget] = []
        self._card = Card(theme, "neutral", self)
        title = PlainLabel(_("Looked at in the battery"), self._card)
        title.setProperty("role", "strong")
        self._card.body.addWidget(title)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._card.body.addLayout(self._grid)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._card)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self._widgets[0] if self._widgets else self

    @property
    def is_touched(self) -> bool:
        """Whether any line was ticked or marked."""
        return any(line.point in self._ticks for line in self._lines)

    def forget(self) -> None:
        """Start anew: it is about another command now."""
        self._ticks, self._lines = {}, ()

    def show_commands(self, commands: Sequence[Command | None], now: datetime) -> None:
        """Offer the lines that these commands have, each once; None stands for one that nobody here has seen."""
        texts: dict[Point, list[str]] = {}
        for command in commands:
            for line in lines_of(command, self._zone, now):
                texts.setdefault(line.point, []).append(line.text)
        lines = tuple(EvidenceLine(point, _joined(point, texts[point])) for point in Point if point in texts)
        if lines != self._lines:
            self._lines = lines
            self._build()
            self.changed.emit()

    def why_not(self, mode: EvidenceMode) -> str:
        """What is still missing before an OK may go, or ""."""
        if mode is not EvidenceMode.REQUIRE:
            return ""
        left = sum(line.point not in self._ticks for line in self._lines)
        if not left:
            return ""
        text = ngettext("Tick or mark {count} line first.", "Tick or mark {count} lines first.", left)
        return text.format(count=left)

    def evidence_for(self, command: Command | None, now: datetime) -> Evidence | None:
        """What the ticks say about one of the commands; None while no line was touched, and so nothing is claimed."""
        return evidence_of(command, self._ticks, self._zone, now) if self.is_touched else None

    def _build(self) -> None:
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        for place, line in enumerate(self._lines):
            tick = QCheckBox(f"&{place + 1}  {plain_caption(line.text)}", self._card)
            tick.setAccessibleName(line.text)
            tick.setChecked(self._ticks.get(line.point) is True)
            doubt = QPushButton(_("Not verified"), self._card)
            doubt.setProperty("kind", "chip")
            doubt.setCheckable(True)
            doubt.setAutoDefault(False)
            doubt.setAccessibleName(_("Not verified: {name}").format(name=point_name(line.point)))
            doubt.setChecked(self._ticks.get(line.point) is False)
            tick.toggled.connect(lambda on, point=line.point, other=doubt: self._on_set(point, on, True, other))
            doubt.toggled.connect(lambda on, point=line.point, other=tick: self._on_set(point, on, False, other))
            for column, widget in enumerate((tick, doubt)):
                self._grid.addWidget(widget, place, column)
                widget.show()
                self._widgets.append(widget)
        for layout in (self._card.body, self._outer):  # who asks for its height now is not told the one before
            layout.activate()

    def _on_set(self, point: Point, on: bool, is_verified: bool, other: QCheckBox | QPushButton) -> None:
        if on:
            self._ticks[point] = is_verified
            other.setChecked(False)
        elif self._ticks.get(point) is is_verified:
            del self._ticks[point]
        self.changed.emit()


def _joined(point: Point, texts: Sequence[str]) -> str:
    """The line's words, or that each command has its own."""
    if len(set(texts)) == 1:
        return texts[0]
    name = point_name(point)
    return _("{name}: as each command asks").format(name=name[:1].upper() + name[1:])
