"""One stage of the connection: its name, how it ended, what was found, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from flipconsole.domain.diagnosis import Finding, Outcome, Stage, outcome_word, stage_title
from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, pixmap, scaled

_LOOKS = {
    Outcome.WORKS: ("check", "ok"),
    Outcome.REMARK: ("triangle-alert", "warn"),
    Outcome.BROKEN: ("circle-x", "danger"),
    Outcome.UNTRIED: ("minus", "muted"),
}
_ICON = 16


class StageLine(QWidget):
    """A line of the doctor's window; `show_finding` is called whenever more is known."""

    def __init__(self, stage: Stage, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._theme = theme
        self._symbol = PlainLabel(parent=self)
        self._symbol.setFixedWidth(scaled(_ICON) + 4)
        self._title = PlainLabel(stage_title(stage), self)
        self._title.setProperty("role", "strong")
        self._title.setFixedWidth(scaled(110))
        self.word = PlainLabel(parent=self)
        self.word.setFixedWidth(scaled(74))
        self.found = PlainLabel(parent=self)
        self.advice = PlainLabel(parent=self)
        self.advice.setProperty("role", "strong")
        for label in (self.found, self.advice):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 7, 0, 7)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        for column, label in enumerate((self._symbol, self._title, self.word, self.found)):
            grid.addWidget(label, 0, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.advice, 1, 3)
        grid.setColumnStretch(3, 1)
        self.show_finding(None)

    def show_finding(self, finding: Finding | None, *, is_looked_at: bool = False) -> None:
        """Say what was found; None: nothing yet, and whether this stage is the one that is looked at just now."""
        if finding is None:
            icon, tone = ("hourglass", "info") if is_looked_at else ("", "muted")
            word, found, advice = (_("looking …") if is_looked_at else "", "", "")
        else:
            icon, tone = _LOOKS[finding.outcome]
            word, found, advice = outcome_word(finding.outcome), finding.found, finding.advice
        colour = str(getattr(self._theme, tone))
        is_ahead = finding is None and not is_looked_at
        self._title.setStyleSheet(f"color: {colour if is_ahead else self._theme.text};")
        if icon:
            self._symbol.setPixmap(pixmap(icon, colour, scaled(_ICON), self.devicePixelRatioF()))
        else:
            self._symbol.clear()
        self.word.setText(word)
        self.word.setStyleSheet(f"color: {colour};")
        self.found.setText(broken(found))
        self.advice.setText(broken(advice))
        self.advice.setVisible(bool(advice))
        self.setAccessibleName(": ".join(filter(None, (stage_title(self._stage), word))))
        self.setAccessibleDescription(f"{found} {advice}".strip())
