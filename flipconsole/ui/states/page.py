"""The page in place of the list while there is not one command to show."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.app.credentials import Holding
from flipconsole.app.trial import Trial
from flipconsole.ui.broken import broken
from flipconsole.ui.card import tone_colour
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.states.standing import Standing, Step, step_text
from flipconsole.ui.theme import Theme, pixmap, scaled
from flipconsole.ui.token.form import WIDTH, TokenForm

_ICON = 48


class StatePage(QWidget):
    """An icon, a title, a few sentences, and what can be done; in the middle of an empty window.

    Signals:
        step_asked: the key of the state and the `Step`.
        token_given, trial_asked: as those of `TokenForm`.
    """

    step_asked = Signal(str, str)
    token_given = Signal(str, bool)
    trial_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statePage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._shown: Standing | None = None
        self._symbol = PlainLabel(parent=self)
        self._symbol.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "title")
        self._text = PlainLabel(parent=self)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self.token_form = TokenForm(self)
        self.token_form.token_given.connect(self.token_given)
        self.token_form.trial_asked.connect(self.trial_asked)
        self._buttons = {step: self._button(step) for step in Step}
        steps = QHBoxLayout()
        steps.setSpacing(8)
        steps.addStretch(1)
        for button in self._buttons.values():
            steps.addWidget(button)
        steps.addStretch(1)
        middle = QWidget(self)
        self._middle = middle
        middle.setFixedWidth(scaled(WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(2)
        for widget, gap in ((self._symbol, 16), (self._title, 8), (self._text, 20), (self.token_form, 0)):
            column.addWidget(widget)
            column.addSpacing(gap)
        column.addLayout(steps)
        column.addStretch(3)
        whole = QHBoxLayout(self)
        whole.addStretch(1)
        whole.addWidget(middle)
        whole.addStretch(1)
        self.set_theme(theme)

    @property
    def shown(self) -> Standing | None:
        """What is said."""
        return self._shown

    def show_holding(self, holding: Holding) -> None:
        """Tell the form how it stands with the token."""
        self.token_form.show_holding(holding)

    def show_trial(self, trial: Trial) -> None:
        """Tell the form what came of trying a token."""
        self.token_form.show_trial(trial)

    def show_standing(self, standing: Standing) -> None:
        """Say this; what was typed into the field stays while the same state lasts."""
        if standing == self._shown:
            return
        self._shown = standing
        self._title.setText(broken(standing.title))
        self._text.setText(broken(standing.text))
        self.token_form.setVisible(standing.asks_token)
        for step, button in self._buttons.items():
            button.setVisible(step in standing.steps)
        self.setAccessibleName(standing.title)
        self.setAccessibleDescription(standing.text)
        self._paint_symbol()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours, and the text size as it is now."""
        self._theme = theme
        self._middle.setFixedWidth(scaled(WIDTH))
        self.setStyleSheet(f"#statePage {{ background: {theme.surface}; }}")
        self._paint_symbol()

    def _paint_symbol(self) -> None:
        if self._shown is not None:
            colour = tone_colour(self._theme, self._shown.tone)
            self._symbol.setPixmap(pixmap(self._shown.icon, colour, _ICON, self.devicePixelRatioF()))

    def _button(self, step: Step) -> QPushButton:
        button = QPushButton(step_text(step), self)
        button.setAccessibleName(step_text(step))
        button.clicked.connect(partial(self._on_pressed, step))
        return button

    def _on_pressed(self, step: Step) -> None:
        if self._shown is not None:
            self.step_asked.emit(self._shown.key, step.value)
