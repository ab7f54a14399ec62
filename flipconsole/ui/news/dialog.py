"""The news as a window beside the list: what changed, before and now, and what has been seen of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.news import News, NewsKind, chain_of
from flipconsole.domain.news_words import chain_text, summary, tell
from flipconsole.domain.row import Row
from flipconsole.domain.times import show_time, zone_name
from flipconsole.ui.broken import broken
from flipconsole.ui.news.feed import Feed
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme, icon

_MOST = 500
_SOON_MS = 100
_WHEN, _BATTERY, _WHAT, _BEFORE, _NOW = range(5)
_LOOKS: dict[NewsKind, tuple[str, str]] = {
    NewsKind.CANCELLED: ("ban", "danger"),
    NewsKind.OPTED_OUT: ("user", "danger"),
    NewsKind.REPLACED: ("refresh-cw", "warn"),
    NewsKind.GONE: ("minus", "warn"),
    NewsKind.BACK: ("undo-2", "info"),
    NewsKind.MOVED: ("clock", "warn"),
    NewsKind.POWER: ("zap", "warn"),
    NewsKind.MODE: ("battery", "warn"),
    NewsKind.ANSWERED: ("check-check", "info"),
    NewsKind.NEW: ("plus", "info"),
    NewsKind.OTHER: ("info", "info"),
}


class NewsConsole(Protocol):
    """What is asked of the console."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id."""
        ...

    def now(self) -> datetime:
        """Flip's time."""
        ...


class NewsDialog(SignedDialog):
    """Stands beside the window, which goes on; shown with `show()`, it deletes itself.

    Signals:
        command_asked: the id of a command to be shown in the list.
    """

    command_asked = Signal(str)

    def __init__(
        self, console: NewsConsole, feed: Feed, zone: tzinfo, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._console = console
        self._feed = feed
        self._zone = zone
        self._theme = theme
        self._lines: list[News] = []
        self.setWindowTitle(_("What changed"))
        self._title = PlainLabel(parent=self)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._all = QCheckBox(_("Show &also what I have seen"), self)
        self._all.setAccessibleName(_("Show also what I have seen"))
        self._all.toggled.connect(lambda _on: self.refresh())
        self._table = self._make_table()
        self._more = PlainLabel(parent=self)
        self._more.setWordWrap(True)
        self._more.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._more.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._show = self._button(_("&Show in the list"), self._on_show_asked)
        self._seen = self._button(_("S&een"), self._on_seen_asked)
        self._every = self._button(_("A&ll seen"), feed.mark_all_seen)
        close = self._button(_("Close"), self.reject)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._all, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._show, self._seen, self._every, close):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._more)
        layout.addLayout(buttons)
        self.resize(980, 480)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        feed.changed.connect(self._on_feed_changed)
        self.finished.connect(self._on_finished)
        self.refresh()
        self._table.setFocus()

    def refresh(self) -> None:
        """Read everything anew; the selected line stays selected, or the one in its place."""
        place, chosen = self._table.currentRow(), self._chosen()
        unseen = self._feed.unseen()
        lines = self._feed.lines if self._all.isChecked() else unseen
        self._lines = list(reversed(lines))[:_MOST]
        self._table.setRowCount(len(self._lines))
        for number, line in enumerate(self._lines):
            self._fill(number, line)
        if self._lines:
            same = next((n for n, line in enumerate(self._lines) if chosen and line.seq == chosen.seq), None)
            self._table.selectRow(same if same is not None else min(max(place, 0), len(self._lines) - 1))
        self._title.setText(self._heading(unseen, len(lines)))
        self._every.setEnabled(bool(unseen))
        self._show_choice()

    def _heading(self, unseen: tuple[News, ...], count: int) -> str:
        if not unseen:
            return _("Nothing has changed that you have not seen")
        text = ngettext("{count} change you have not seen", "{count} changes you have not seen", len(unseen))
        heading = _("{what}: {summary}").format(what=text.format(count=len(unseen)), summary=summary(unseen))
        if count > _MOST:
            heading = _("{all}; the newest {shown} are listed").format(all=heading, shown=_MOST)
        return heading

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 5, self)
        table.setAccessibleName(_("What changed"))
        when = _("Came ({zone})").format(zone=zone_name(self._zone, self._console.now()).split(" ")[0])
        table.setHorizontalHeaderLabels([when, _("Battery"), _("What changed"), _("Before"), _("Now")])
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
        header.setSectionResizeMode(_NOW, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_WHEN, 130), (_BATTERY, 130), (_WHAT, 220), (_BEFORE, 220)):
            table.setColumnWidth(column, width)
        table.installEventFilter(self)
        table.itemSelectionChanged.connect(self._show_choice)
        table.itemDoubleClicked.connect(lambda _item: self._on_show_asked())
        return table

    def _fill(self, number: int, line: News) -> None:
        now = self._console.now()
        told = tell(line, self._zone, now)
        is_seen = self._feed.is_seen(line)
        texts = (show_time(line.at, self._zone, now), line.device_id, told.title, told.before, told.after)
        font = QFont(self.font())
        font.setBold(not is_seen)
        for column, text in enumerate(texts):
            cell = self._table.item(number, column)
            if cell is None:
                cell = QTableWidgetItem()
                self._table.setItem(number, column, cell)
            cell.setText(plain(text))
            cell.setToolTip(plain_tooltip(text))
            if column == _WHAT:
                symbol, tone = _LOOKS[line.kind]
                cell.setIcon(icon(symbol, str(getattr(self._theme, tone))))
                cell.setFont(font)
                spoken = _("{what}, seen") if is_seen else _("{what}, not seen yet")
                cell.setData(Qt.ItemDataRole.AccessibleTextRole, plain(spoken.format(what=text)))

    def _chosen(self) -> News | None:
        lines = self._table.selectionModel().selectedRows()
        number = lines[0].row() if lines else -1
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def _show_choice(self) -> None:
        chosen = self._chosen()
        rows = self._console.rows
        self._show.setEnabled(chosen is not None and chosen.command_id in rows)
        self._seen.setEnabled(chosen is not None and not self._feed.is_seen(chosen))
        text = ""
        if chosen is not None:
            now = self._console.now()
            told = tell(chosen, self._zone, now)
            chain = chain_of(rows, chosen.command_id)
            if len(chain) > 1:
                words = chain_text(chain, self._zone, now)
                text = _("One replaced the other: {chain}").format(chain=words)
            elif told.before and told.after:
                text = _("{what}: {before} → {after}").format(what=told.title, before=told.before, after=told.after)
        self._more.setText(broken(text))

    def _button(self, text: str, told: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: told())
        return button

    def _on_show_asked(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.command_id in self._console.rows:
            self._feed.mark_seen([chosen.seq])
            self.command_asked.emit(chosen.command_id)

    def _on_seen_asked(self) -> None:
        if (chosen := self._chosen()) is not None:
            self._feed.mark_seen([chosen.seq])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the table Enter shows the command, and the space bar marks the line as seen."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_show_asked()
                return True
            if event.key() == Qt.Key.Key_Space:
                self._on_seen_asked()
                return True
        return super().eventFilter(watched, event)

    def _on_feed_changed(self) -> None:
        self._soon.start()

    def _on_finished(self, _result: int) -> None:
        self._soon.stop()
        self._feed.changed.disconnect(self._on_feed_changed)
