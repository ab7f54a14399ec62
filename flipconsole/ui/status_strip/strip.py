"""The status strip: a line of facts, some of which open what they count; a second line where one is too short."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from flipconsole.app.link import Link
from flipconsole.domain.language import _
from flipconsole.domain.profile import Sign
from flipconsole.domain.reliance import Interruption
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip
from flipconsole.ui.status_strip.fact import Fact, Key
from flipconsole.ui.status_strip.facts import strip_facts
from flipconsole.ui.status_strip.sign_button import SignButton
from flipconsole.ui.theme import Theme, icon, pixmap

_ORDER: tuple[Key, ...] = ("network", "flip", "token", "age", "poll", "skew", "wake", "sender", "store")
_PRESSED: tuple[Key, ...] = ("unreadable", "waiting", "needs_you")
_SHORTENED: tuple[Key, ...] = (
    "poll", "flip", "token", "network", "wake", "sender", "skew", "unreadable", "waiting"
)  # fmt: skip
"""What is said in fewer words, one after the other, as long as the line is too short."""

_SPACING = 14


class StatusStrip(QWidget):
    """Says which environment this is and how everything stands; `show_link` is called at each change and second.

    Signals:
        outbox_asked: the answers that wait or need a person should be shown.
        unreadable_asked: the rows that could not be read should be shown.
        doctor_asked: the connection should be looked at.
        profiles_asked: the profiles should be offered.
    """

    outbox_asked = Signal()
    unreadable_asked = Signal()
    doctor_asked = Signal()
    profiles_asked = Signal()

    def __init__(self, sign: Sign, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown_sign = sign
        self._shown: dict[Key, Fact] = {}
        self._sign = SignButton(sign, theme, self)
        self._sign.clicked.connect(self.profiles_asked)
        self._flow = FlowLayout(spacing=_SPACING, line_spacing=0)
        self._flow.addWidget(self._sign)
        presses = {"unreadable": self.unreadable_asked, "waiting": self.outbox_asked, "needs_you": self.outbox_asked}
        self._parts: dict[Key, _Part] = {}
        self.doctor = _doctor_button(self)
        self.doctor.clicked.connect(self.doctor_asked)
        for key in _ORDER:
            self._parts[key] = _Part(self)
            self._flow.addWidget(self._parts[key])
            if key == "token":
                self._flow.addWidget(self.doctor)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(_SPACING)
        row.addLayout(self._flow, 1)
        for key in _PRESSED:
            self._parts[key] = _Part(self, presses[key].emit)
            row.addWidget(self._parts[key], 0, Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(40)
        self.setAccessibleName(_("Status"))
        self._paint_doctor()

    def show_link(self, link: Link, now: datetime, zone: tzinfo, wake: Interruption | None = None) -> None:
        """Say how everything stands at `now`, after the last `wake`; what is said already is not touched."""
        facts = {fact.key: fact for fact in strip_facts(link, now, zone, wake)}
        if facts == self._shown:
            return
        for key, part in self._parts.items():
            fact = facts.get(key)
            if fact != self._shown.get(key):
                part.show_fact(fact, self._theme)
        self._shown = facts
        self._fit()
        self.setAccessibleDescription(". ".join(fact.text for fact in facts.values()))

    def place_of_profiles(self) -> QPoint:
        """Where the profiles are offered, on the screen."""
        return self._sign.mapToGlobal(self._sign.rect().bottomLeft())

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._sign.show_sign(self._shown_sign, theme)
        for key, part in self._parts.items():
            part.show_fact(self._shown.get(key), theme)
        self._paint_doctor()
        self._fit()

    def _paint_doctor(self) -> None:
        self.doctor.setIcon(icon("stethoscope", self._theme.muted, 16))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say in fewer words what can be said so, as far as one line needs it; the rest goes on in a second."""
        shown = {key: self._parts[key] for key in (*_ORDER, *_PRESSED) if key in self._shown}
        needed = self._sign.sizeHint().width() + 20 + self.doctor.sizeHint().width() + _SPACING
        needed += sum(part.width_of_whole() + _SPACING for part in shown.values())
        for key in _SHORTENED:
            part = shown.get(key)
            if part is not None:
                is_short = needed > self.width()
                needed -= part.shorten(is_short)


def _doctor_button(parent: QWidget) -> QToolButton:
    """Beside what it explains: network, Flip and token."""
    button = QToolButton(parent)
    button.setProperty("flat", True)
    button.setIconSize(QSize(16, 16))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(_("Connection doctor"))
    button.setToolTip(
        plain_tooltip(_("Connection doctor (F9): what lies between this computer and Flip, stage by stage"))
    )
    return button


class _Part(QWidget):
    """One fact: an icon and words, or a button with both."""

    def __init__(self, parent: QWidget, pressed: Callable[[], None] | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self._is_button = pressed is not None
        self.button = QToolButton(self)
        self._symbol = PlainLabel(parent=self)
        self._words = PlainLabel(parent=self)
        for widget in (self.button, self._symbol, self._words):
            row.addWidget(widget)
            widget.setVisible((widget is self.button) is self._is_button)
        if pressed is not None:
            self.button.clicked.connect(lambda _checked=False: pressed())
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(14, 14))
        self.button.setProperty("flat", True)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fact: Fact | None = None
        self._said = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(30)
        self.hide()

    def show_fact(self, fact: Fact | None, theme: Theme) -> None:
        """Say this, or nothing."""
        self._fact = fact
        self.setVisible(fact is not None)
        if fact is None:
            return
        colour = str(getattr(theme, fact.tone or "muted"))
        self.setToolTip(plain_tooltip(fact.tip))
        self._say(fact.text)
        if self._is_button:
            self.button.setAccessibleName(fact.text)
            self.button.setIcon(icon(fact.icon, colour, 14))
            _dress(self.button, f"QToolButton {{ color: {colour}; font-weight: 600; }}")
            return
        self._symbol.setVisible(bool(fact.icon))
        if fact.icon:
            self._symbol.setPixmap(pixmap(fact.icon, colour, 14, self.devicePixelRatioF()))
        self._words.setAccessibleName(fact.text)
        quiet = fact.tone in ("", "ok")
        _dress(self._words, "" if quiet else f"color: {colour};")

    def width_of_whole(self) -> int:
        """How wide it is with all its words."""
        return self.sizeHint().width() + (0 if self._fact is None else self._saved(self._said))

    def shorten(self, is_short: bool) -> int:
        """Use fewer words, if the fact has them, or all; returns the pixels that it saves.

        The whole text stays its accessible name, and stands in its tooltip.
        """
        if self._fact is None or not self._fact.short:
            return 0
        text = self._fact.short if is_short else self._fact.text
        if self._said != text:
            self._say(text)
            tip = f"{self._fact.text}\n{self._fact.tip}" if is_short else self._fact.tip
            self.setToolTip(plain_tooltip(tip))
        return self._saved(text)

    def _say(self, text: str) -> None:
        self._said = text
        if self._is_button:
            self.button.setText(plain(text))
        else:
            self._words.setText(text)

    def _saved(self, text: str) -> int:
        assert self._fact is not None
        metrics = (self.button if self._is_button else self._words).fontMetrics()
        return metrics.horizontalAdvance(self._fact.text) - metrics.horizontalAdvance(text)


def _dress(widget: QWidget, sheet: str) -> None:
    """A style sheet is worked out for the whole widget each time it is set: a count that ticks must not do that."""
    if widget.styleSheet() != sheet:
        widget.setStyleSheet(sheet)
