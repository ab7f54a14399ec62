"""The outbox as a dialog: every answer under way or needing a person, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from flipconsole.domain.environment import Environment
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Stage
from flipconsole.ui.answering.asks import Told
from flipconsole.ui.broken import broken
from flipconsole.ui.environment_sign import EnvironmentSign
from flipconsole.ui.outbox.entries import Entry, OutboxConsole, entries
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip
from flipconsole.ui.theme import Theme, icon, stage_colour

_MOST = 1000
_REFRESH_MS = 100
_ICONS = {
    Stage.HOLDING: "hourglass",
    Stage.WAITING: "clock",
    Stage.SENDING: "send",
    Stage.NOT_CONFIRMED: "triangle-alert",
    Stage.NEEDS_REVIEW: "circle-alert",
    Stage.NOT_ACCEPTED: "circle-x",
    Stage.NOT_SAVED: "circle-x",
}


class ActingConsole(OutboxConsole, Protocol):
    """What can be asked of the console about answers; all methods return at once."""

    @property
    def acks_changed(self) -> Told:
        """Acks moved on."""
        ...

    @property
    def rows_changed(self) -> Told:
        """Rows, and with them "Needs you" items, changed."""
        ...

    @property
    def environment(self) -> Environment:
        """Which Flip this is."""
        ...

    def retry(self, seq: int) -> None:
        """Send again, or sooner."""
        ...

    def withdraw(self, seq: int) -> None:
        """Give an answer up."""
        ...

    def keep_theirs(self, seq: int) -> None:
        """Settle for what Flip has."""
        ...

    def send_mine(self, seq: int) -> str:
        """Settle for our answer; why not, or ""."""
        ...

    def close_attention(self, item_id: int) -> None:
        """Close a "Needs you" item."""
        ...


class OutboxDialog(QDialog):
    """Stays up to date while it is open; opened with `open()`, it deletes itself.

    Signals:
        command_asked: the id of a command to be shown in the list.
    """

    command_asked = Signal(str)

    def __init__(self, console: ActingConsole, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._console = console
        self._theme = theme
        self._entries: list[Entry] = []
        self._is_over = False
        environment = console.environment
        self.setWindowTitle(_("Answers on their way · {environment}").format(environment=environment.value))
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "title")
        self._table = self._make_table()
        self._why = PlainLabel(parent=self)
        self._why.setWordWrap(True)
        self._why.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = {
            "retry": self._button(_("&Retry now"), self._on_retry_clicked),
            "mine": self._button(_("Send &mine"), self._on_mine_clicked),
            "theirs": self._button(_("&Keep theirs"), self._on_theirs_clicked),
            "withdraw": self._button(_("&Withdraw"), self._on_withdraw_clicked),
            "close_item": self._button(_("&Done: close the item"), self._on_item_closed),
            "show": self._button(_("&Show in the list"), self._on_show_clicked),
        }
        close = self._button(_("Close"), self.reject)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        for button in self._buttons.values():
            actions.addWidget(button)
        actions.addStretch(1)
        bottom = QHBoxLayout()
        bottom.addWidget(EnvironmentSign(environment, theme, self))
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(self._title)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._why)
        layout.addLayout(actions)
        layout.addLayout(bottom)
        self.resize(860, 460)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_REFRESH_MS)
        self._soon.timeout.connect(self.refresh)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.refresh)
        self._tick.start()
        console.acks_changed.connect(self._on_facts_changed)
        console.rows_changed.connect(self._on_facts_changed)
        self.finished.connect(self._on_finished)
        self.refresh()
        self._table.setFocus()

    def refresh(self) -> None:
        """Read everything anew; the selected answer stays selected."""
        chosen = self._chosen()
        found = entries(self._console)
        if found != self._entries:
            same = [entry.key for entry in found] == [entry.key for entry in self._entries]
            self._entries = found
            self._table.setRowCount(min(len(found), _MOST))
            for line, entry in enumerate(found[:_MOST]):
                self._fill(line, entry)
            if not same:
                keys = [entry.key for entry in found[:_MOST]]
                if chosen is not None and chosen.key in keys:
                    self._table.selectRow(keys.index(chosen.key))
                elif keys:
                    self._table.selectRow(0)
        count = len(found)
        text = ngettext("{count} answer is not settled", "{count} answers are not settled", count).format(count=count)
        if count > _MOST:
            text = _("{all}; the first {shown} are listed").format(all=text, shown=_MOST)
        self._title.setText(text if count else _("Every answer has arrived"))
        self._show_choice()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 6, self)
        table.setAccessibleName(_("Answers that are not settled"))
        table.setHorizontalHeaderLabels(
            [_("State"), _("Battery"), _("Answer"), _("What happened last"), _("Tries"), _("Next try")]
        )
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setStyleSheet(
            f"QTableWidget {{ border: 1px solid {self._theme.border}; border-radius: 6px; }} "
            "QTableWidget::item { padding: 0 4px; }"
        )
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 190), (1, 150), (2, 110), (4, 56), (5, 120)):
            table.setColumnWidth(column, width)
        table.itemSelectionChanged.connect(self._show_choice)
        table.itemDoubleClicked.connect(lambda _item: self._on_show_clicked())
        return table

    def _fill(self, line: int, entry: Entry) -> None:
        tries = str(entry.attempts) if entry.attempts else ""
        texts = (entry.state, entry.battery, entry.answer, entry.why, tries, entry.next_try)
        for column, text in enumerate(texts):
            cell = self._table.item(line, column)
            if cell is None:
                cell = QTableWidgetItem()
                self._table.setItem(line, column, cell)
            cell.setText(plain(text))
            cell.setToolTip(plain_tooltip(text))
            if column == 0:
                cell.setIcon(icon(_ICONS.get(entry.stage, "info"), stage_colour(self._theme, entry.stage)))

    def _chosen(self) -> Entry | None:
        lines = self._table.selectionModel().selectedRows()
        line = lines[0].row() if lines else -1
        return self._entries[line] if 0 <= line < len(self._entries) else None

    def _show_choice(self) -> None:
        chosen = self._chosen()
        self._why.setText(broken("" if chosen is None else chosen.why))
        conflict = chosen is not None and chosen.stage is Stage.NEEDS_REVIEW and not chosen.item_id
        refused = chosen is not None and chosen.stage is Stage.NOT_ACCEPTED
        waits = chosen is not None and chosen.stage in (Stage.WAITING, Stage.NOT_CONFIRMED, Stage.HOLDING)
        has_row = chosen is not None and chosen.command_id in self._console.rows
        if conflict and has_row:
            decide = _("Show it in the list: there you see what you saw, what you answered and what Flip says now.")
            self._why.setText(f"{self._why.text()} {decide}".strip())
        may = {
            "retry": waits or refused,
            "mine": conflict and not has_row,
            "theirs": conflict,
            "withdraw": waits or refused,
            "close_item": chosen is not None and bool(chosen.item_id),
            "show": has_row,
        }
        for name, button in self._buttons.items():
            button.setEnabled(may[name])

    def _button(self, text: str, told: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: told())
        return button

    def _on_retry_clicked(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._console.retry(chosen.seq)

    def _on_mine_clicked(self) -> None:
        if (chosen := self._chosen()) is not None:
            why_not = self._console.send_mine(chosen.seq)
            if why_not:
                self._why.setText(broken(why_not))

    def _on_theirs_clicked(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._console.keep_theirs(chosen.seq)

    def _on_withdraw_clicked(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._console.withdraw(chosen.seq)

    def _on_item_closed(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._console.close_attention(chosen.item_id)

    def _on_show_clicked(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.command_id in self._console.rows:
            self.accept()
            self.command_asked.emit(chosen.command_id)

    def _on_facts_changed(self, _what: object) -> None:
        if not self._is_over:
            self._soon.start()

    def _on_finished(self, _result: int) -> None:
        self._is_over = True
        self._tick.stop()
        self._soon.stop()
        self._console.acks_changed.disconnect(self._on_facts_changed)
        self._console.rows_changed.disconnect(self._on_facts_changed)
