"""The card that says in large words where the answer stands, with what can be done about it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.broken import broken
from flipconsole.ui.card import Card, tone_colour
from flipconsole.ui.detail.asks import DetailConsole
from flipconsole.ui.detail.state import Standing, answer_line, standing_of, tries_line, undo_seconds
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, icon, pixmap

_RETRIED = frozenset({Stage.WAITING, Stage.NOT_CONFIRMED, Stage.NOT_ACCEPTED})


class StateCard(Card):
    """Shows one row's standing; its buttons ask the console and change nothing by themselves."""

    def __init__(self, console: DetailConsole, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "neutral", parent)
        self._console = console
        self._theme = theme
        self._row: Row | None = None
        self._painted: tuple[Standing, Theme] | None = None
        self._icon = PlainLabel("", self)
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._tries = PlainLabel(parent=self)
        self._tries.setProperty("tone", "muted")
        self._tries.setWordWrap(True)
        self._answer = LongText(_("Your answer"), self)
        self._outcome = LongText(_("What came of it"), self)
        self._undo = QPushButton(self)
        self._undo.clicked.connect(self._on_undo_clicked)
        self._retry = QPushButton(_("Try &now"), self)
        self._retry.clicked.connect(self._on_retry_clicked)
        self._withdraw = QPushButton(_("Take it &back"), self)
        self._withdraw.setToolTip(_("The answer is not sent any more; you can answer anew."))
        self._withdraw.clicked.connect(self._on_withdraw_clicked)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._buttons = QWidget(self)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 2, 0, 0)
        buttons.setSpacing(8)
        for button in (self._undo, self._retry, self._withdraw):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self._outcome)
        self.body.addWidget(self._answer)
        self.body.addWidget(self._tries)
        self.body.addWidget(self._buttons)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of another theme."""
        self._theme = theme

    def show_row(self, row: Row, now: datetime, zone: tzinfo) -> None:
        """Show where this row stands at `now`; called at each tick too."""
        self._row = row
        ack = row.newest_ack
        standing = standing_of(row, now)
        if self._painted != (standing, self._theme):
            self._painted = (standing, self._theme)
            self.set_look(self._theme, standing.tone)
            colour = tone_colour(self._theme, standing.tone)
            self._icon.setPixmap(pixmap(standing.icon, colour, 20, self.devicePixelRatioF()))
            self._title.setText(standing.title)
            self._undo.setIcon(icon("undo-2", self._theme.text))
            self._retry.setIcon(icon("refresh-cw", self._theme.text))
        is_told = row.stage is Stage.NEEDS_REVIEW or any(ack and ack.outcome == item.text for item in row.attention)
        self._outcome.set_text("" if ack is None or is_told else ack.outcome)
        self._answer.set_text(answer_line(row, zone))
        tries = tries_line(row, now, zone)
        self._tries.setText(broken(tries))
        self._tries.setVisible(bool(tries))
        self._show_buttons(row, now)

    def _show_buttons(self, row: Row, now: datetime) -> None:
        is_stored = row.newest_ack is not None and row.newest_ack.seq > 0
        seconds = undo_seconds(row, now)
        self._undo.setVisible(seconds > 0)
        self._undo.setText(ngettext("&Undo ({count} s)", "&Undo ({count} s)", seconds).format(count=seconds))
        self._retry.setVisible(is_stored and row.stage in _RETRIED)
        self._withdraw.setVisible(is_stored and row.stage is Stage.WAITING)
        self._buttons.setVisible(any(not button.isHidden() for button in (self._undo, self._retry, self._withdraw)))

    def _on_undo_clicked(self) -> None:
        if self._row is not None:
            self._console.undo(self._row.id)

    def _on_retry_clicked(self) -> None:
        if self._row is not None and self._row.newest_ack is not None:
            self._console.retry(self._row.newest_ack.seq)

    def _on_withdraw_clicked(self) -> None:
        if self._row is not None and self._row.newest_ack is not None:
            self._console.withdraw(self._row.newest_ack.seq)
