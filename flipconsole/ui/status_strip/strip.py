"""The status strip: one line of facts, some of which open what they count."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from flipconsole.app.link import Link
from flipconsole.domain.environment import Environment
from flipconsole.domain.language import _
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip
from flipconsole.ui.status_strip.facts import Fact, Key, strip_facts
from flipconsole.ui.theme import Theme, icon, pixmap

_PRESSED: tuple[Key, ...] = ("unreadable", "waiting", "needs_you")
_ORDER: tuple[Key, ...] = (
    "network", "flip", "token", "age", "poll", "skew", "sender", "store", "unreadable", "waiting", "needs_you"
)  # fmt: skip


class StatusStrip(QWidget):
    """Says which environment this is and how everything stands; `show_link` is called at each change and second.

    Signals:
        outbox_asked: the answers that wait or need a person should be shown.
        unreadable_asked: the rows that could not be read should be shown.
    """

    outbox_asked = Signal()
    unreadable_asked = Signal()

    def __init__(self, environment: Environment, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._environment = environment
        self._shown: dict[Key, Fact] = {}
        self._sign = EnvironmentSign(environment, theme, self)
        self._parts: dict[Key, _Part] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(14)
        row.addWidget(self._sign)
        for key in _ORDER:
            if key == _PRESSED[0]:
                row.addStretch(1)
            self._parts[key] = _Part(self, is_button=key in _PRESSED)
            row.addWidget(self._parts[key])
        self._parts["waiting"].button.clicked.connect(self.outbox_asked)
        self._parts["needs_you"].button.clicked.connect(self.outbox_asked)
        self._parts["unreadable"].button.clicked.connect(self.unreadable_asked)
        self.setMinimumHeight(40)
        self.setAccessibleName(_("Status"))

    def show_link(self, link: Link, now: datetime) -> None:
        """Say how everything stands at `now`; what is said already is not touched."""
        facts = {fact.key: fact for fact in strip_facts(link, now)}
        if facts == self._shown:
            return
        for key, part in self._parts.items():
            fact = facts.get(key)
            if fact != self._shown.get(key):
                part.show_fact(fact, self._theme)
        self._shown = facts
        self.setAccessibleDescription(". ".join(fact.text for fact in facts.values()))

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._sign.show_environment(self._environment, theme)
        for key, part in self._parts.items():
            part.show_fact(self._shown.get(key), theme)


class _Part(QWidget):
    """One fact: an icon and words, or a button with both."""

    def __init__(self, parent: QWidget, *, is_button: bool) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self.button = QToolButton(self)
        self._symbol = PlainLabel(parent=self)
        self._words = PlainLabel(parent=self)
        for widget in (self.button, self._symbol, self._words):
            row.addWidget(widget)
            widget.setVisible((widget is self.button) is is_button)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(14, 14))
        self.button.setProperty("flat", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._is_button = is_button
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.hide()

    def show_fact(self, fact: Fact | None, theme: Theme) -> None:
        """Say this, or nothing."""
        self.setVisible(fact is not None)
        if fact is None:
            return
        colour = str(getattr(theme, fact.tone or "muted"))
        self.setToolTip(plain_tooltip(fact.tip))
        if self._is_button:
            self.button.setText(plain(fact.text))
            self.button.setAccessibleName(fact.text)
            self.button.setIcon(icon(fact.icon, colour, 14))
            _dress(self.button, f"QToolButton {{ color: {colour}; font-weight: 600; }}")
            return
        self._symbol.setVisible(bool(fact.icon))
        if fact.icon:
            self._symbol.setPixmap(pixmap(fact.icon, colour, 14, self.devicePixelRatioF()))
        self._words.setText(fact.text)
        quiet = fact.tone in ("", "ok")
        _dress(self._words, "" if quiet else f"color: {colour};")


def _dress(widget: QWidget, sheet: str) -> None:
    """A style sheet is worked out for the whole widget each time it is set: a count that ticks must not do that."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)
