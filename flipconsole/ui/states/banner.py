"""Banners: a state or a notice in words, with what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from flipconsole.app.credentials import Holding
from flipconsole.app.trial import Trial
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.broken import broken
from flipconsole.ui.card import tone_colour
from flipconsole.ui.plain import PlainLabel, plain_tooltip
from flipconsole.ui.states.standing import Standing, Step, step_text
from flipconsole.ui.theme import Theme, icon, pixmap
from flipconsole.ui.token.form import TokenForm


class Banner(QFrame):
    """Keeps what was typed into it while its words change.

    Signals:
        step_asked: a button was pressed; carries the banner's key and the `Step`.
        token_given, trial_asked: as those of `TokenForm`.
        dismissed: the banner's key.
        fold_asked: the other notices are to be shown, or hidden again.
    """

    step_asked = Signal(str, str)
    token_given = Signal(str, bool)
    trial_asked = Signal(str)
    dismissed = Signal(str)
    fold_asked = Signal()

    def __init__(self, standing: Standing, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.key = standing.key
        self._shown: tuple[Standing, Theme] | None = None
        self._symbol = PlainLabel(parent=self)
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "strong")
        self._title.setWordWrap(True)
        self._text = PlainLabel(parent=self)
        self._text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self.token_form = TokenForm(self) if standing.asks_token else None
        if self.token_form is not None:
            self.token_form.token_given.connect(self.token_given)
            self.token_form.trial_asked.connect(self.trial_asked)
            words.addSpacing(4)
            narrow = QHBoxLayout()  # an alignment would reckon its height for the whole width, and cut its last line
            narrow.addWidget(self.token_form)
            narrow.addStretch(1)
            words.addLayout(narrow)
        row = QHBoxLayout(self)
        edge = 2 if standing.can_dismiss else 6
        row.setContentsMargins(12, edge, 8, edge)
        row.setSpacing(10)
        row.addWidget(
            self._symbol, 0, Qt.AlignmentFlag.AlignVCenter if standing.can_dismiss else Qt.AlignmentFlag.AlignTop
        )
        row.addLayout(words, 1)
        self._fold = QPushButton(self)
        self._fold.setProperty("kind", "link")
        self._fold.clicked.connect(self.fold_asked)
        self._fold.hide()
        row.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignVCenter)
        for step in standing.steps:
            row.addWidget(self._button(step), 0, Qt.AlignmentFlag.AlignVCenter)
        self._close = QToolButton(self)
        self._close.setProperty("flat", True)
        self._close.setToolTip(_("Dismiss"))
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.clicked.connect(lambda: self.dismissed.emit(self.key))
        self._close.setVisible(standing.can_dismiss)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_standing(standing, theme)

    def show_standing(self, standing: Standing, theme: Theme) -> None:
        """Say newer words of the same state."""
        if self._shown == (standing, theme):
            return
        self._shown = (standing, theme)
        self._title.setText(broken(standing.title))
        self._text.setText(broken(standing.text))
        self._text.setVisible(bool(standing.text))
        self._close.setAccessibleName(_("Dismiss: {title}").format(title=standing.title))
        colour = tone_colour(theme, standing.tone)
        self._symbol.setPixmap(pixmap(standing.icon, colour, 18, self.devicePixelRatioF()))
        self._close.setIcon(icon("x", theme.muted, 14))
        fill = theme.raised if standing.tone == "neutral" else str(getattr(theme, f"{standing.tone}_soft"))
        self.setStyleSheet(
            f"#banner {{ background: {fill}; border: none; border-left: 4px solid {colour}; "
            f"border-bottom: 1px solid {theme.border}; }}"
        )
        self.setAccessibleName(standing.title)
        self.setAccessibleDescription(standing.text)

    def show_fold(self, text: str, others: str) -> None:
        """Offer to show or hide the other notices; "" offers nothing. `others`: what they say."""
        self._fold.setText(text)
        self._fold.setVisible(bool(text))
        self._fold.setToolTip(plain_tooltip(others))
        self._fold.setAccessibleDescription(others)

    def _button(self, step: Step) -> QPushButton:
        button = QPushButton(step_text(step), self)
        button.setAccessibleName(step_text(step))
        button.clicked.connect(partial(self.step_asked.emit, self.key, step.value))
        return button


class BannerStack(QWidget):
    """Banners one over the other, worst first: every state, and of the notices the first with the number of the others.

    Signals:
        step_asked, token_given, trial_asked, dismissed: as those of `Banner`.
    """

    step_asked = Signal(str, str)
    token_given = Signal(str, bool)
    trial_asked = Signal(str)
    dismissed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_unfolded = False
        self._all: list[Standing] = []
        self._shown: list[Standing] = []
        self._banners: dict[str, Banner] = {}
        self._holding = Holding()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def banners(self) -> dict[str, Banner]:
        """The banners that are shown, by key."""
        return self._banners

    def show_standings(self, standings: list[Standing]) -> None:
        """Stand for exactly these; a banner whose key stays is the same widget, with newer words."""
        if standings != self._all:
            self._all = list(standings)
            self._show()

    def show_holding(self, holding: Holding) -> None:
        """Tell the forms how it stands with the token."""
        self._holding = holding
        for form in self._forms():
            form.show_holding(holding)

    def show_trial(self, trial: Trial) -> None:
        """Tell the forms what came of trying a token."""
        for form in self._forms():
            form.show_trial(trial)

    def _forms(self) -> list[TokenForm]:
        return [banner.token_form for banner in self._banners.values() if banner.token_form is not None]

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        for standing in self._shown:
            self._banners[standing.key].show_standing(standing, theme)

    def _show(self) -> None:
        states = [one for one in self._all if not one.can_dismiss]
        notices = [one for one in self._all if one.can_dismiss]
        self._is_unfolded = self._is_unfolded and len(notices) > 1
        self._shown = [*states, *(notices if self._is_unfolded else notices[:1])]
        listed = {one.key: one for one in self._shown}
        for key in [key for key, banner in self._banners.items() if _must_go(banner, listed.get(key))]:
            banner = self._banners.pop(key)
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        for place, standing in enumerate(self._shown):
            self._place(standing, place)
            is_first = bool(notices) and standing is notices[0]
            self._banners[standing.key].show_fold(*(self._fold_text(notices[1:]) if is_first else ("", "")))
        self.setVisible(bool(self._shown))

    def _fold_text(self, others: list[Standing]) -> tuple[str, str]:
        if not others:
            return "", ""
        text = ngettext("{count} more", "{count} more", len(others)).format(count=len(others))
        return _("Show one") if self._is_unfolded else text, "\n".join(one.title for one in others)

    def _on_fold_asked(self) -> None:
        self._is_unfolded = not self._is_unfolded
        self._show()

    def _place(self, standing: Standing, place: int) -> None:
        banner = self._banners.get(standing.key)
        if banner is None:
            banner = self._banners[standing.key] = Banner(standing, self._theme, self)
            banner.setProperty("steps", standing.steps)
            banner.step_asked.connect(self.step_asked)
            banner.token_given.connect(self.token_given)
            banner.trial_asked.connect(self.trial_asked)
            if banner.token_form is not None:
                banner.token_form.show_holding(self._holding)
            banner.dismissed.connect(self.dismissed)
            banner.fold_asked.connect(self._on_fold_asked)
            banner.show()
        banner.show_standing(standing, self._theme)
        if self._column.indexOf(banner) != place:
            self._column.insertWidget(place, banner)


def _must_go(banner: Banner, standing: Standing | None) -> bool:
    """Whether the banner is not shown any more, or offers other things to do than it was built with."""
    return standing is None or banner.property("steps") != standing.steps
