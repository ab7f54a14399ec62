"""The "Needs you" items of one row: each stays until a person closes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.ack import Attention
from flipconsole.domain.language import _
from flipconsole.domain.times import show_exact
from flipconsole.ui.card import Card
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, pixmap


class AttentionCards(QWidget):
    """One card per open item, newest first; `close_item` is called with the id of the one to close."""

    def __init__(self, close_item: Callable[[int], None], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._close_item = close_item
        self._theme = theme
        self._shown: tuple[tuple[Attention, ...], tzinfo, Theme] | None = None
        self._cards: list[Card] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme at the next `show_items`."""
        self._theme = theme

    def show_items(self, items: Sequence[Attention], zone: tzinfo) -> None:
        """Show these items; nothing is rebuilt, and no focus lost, while they stay the same."""
        wanted = (tuple(items), zone, self._theme)
        if wanted == self._shown:
            return
        self._shown = wanted
        for card in self._cards:
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [self._card(item, zone) for item in reversed(wanted[0])]
        for card in self._cards:
            self._layout.addWidget(card)
            card.show()
        self.setVisible(bool(self._cards))

    def _card(self, item: Attention, zone: tzinfo) -> Card:
        card = Card(self._theme, "danger", self)
        symbol = PlainLabel("", card)
        symbol.setPixmap(pixmap("triangle-alert", self._theme.danger, 20, self.devicePixelRatioF()))
        title = PlainLabel(_("Needs you"), card)
        title.setProperty("role", "title")
        time = PlainLabel(show_exact(item.created_at, zone), card)
        time.setProperty("tone", "muted")
        text = LongText(_("What needs you"), card)
        text.set_text(item.text)
        button = QPushButton(_("I have seen to it: &close"), card)
        button.setAccessibleName(_("Close: {text}").format(text=item.text[:200]))
        button.clicked.connect(lambda: self._close_item(item.id))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(symbol)
        head.addWidget(title, 1)
        head.addWidget(time)
        card.body.addLayout(head)
        card.body.addWidget(text)
        card.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return card
