"""What came of an import: how many commands, and every item that is none with its place and reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from flipconsole.domain.command import UnreadableRow
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.broken import broken
from flipconsole.ui.importing.asks import Report
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip

_MOST = 1000
_SENTENCES = 6


class ReportView(QWidget):
    """A sentence for each text, and below them a table of what could not be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences: list[str] = []
        self._told = PlainLabel(parent=self)
        self._told.setProperty("role", "strong")
        self._told.setWordWrap(True)
        self._table = QTableWidget(0, 3, self)
        self._table.setAccessibleName(_("Items that could not be read"))
        self._table.setHorizontalHeaderLabels([_("Line"), _("Why it was not taken"), _("What it says")])
        self._table.verticalHeader().hide()
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setStyleSheet("QTableWidget { border: 1px solid palette(mid); border-radius: 6px; }")
        self._table.setMinimumHeight(140)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._told)
        layout.addWidget(self._table)
        self.show_nothing()

    def show_nothing(self, *, several: bool = False) -> None:
        """Forget what came before: nothing has been imported yet; of several texts each item names its own."""
        self._is_several = several
        self._sentences.clear()
        self._told.hide()
        self._table.setRowCount(0)
        self._table.hide()

    def add_failure(self, name: str, why: str) -> None:
        """A file gave no text."""
        self._tell(_("{name}: {why} Nothing was loaded.").format(name=name, why=why))

    def add_report(self, name: str, report: Report) -> None:
        """Commands and items that are none, of one text more."""
        self._tell(_told(name, len(report.ids), len(report.unreadable)))
        self._fill(name, report.unreadable[: max(0, _MOST - self._table.rowCount())])

    def _tell(self, sentence: str) -> None:
        self._sentences.append(sentence)
        left_out = len(self._sentences) - _SENTENCES
        earlier = ngettext("{count} text before these", "{count} texts before these", left_out).format(count=left_out)
        shown = [earlier] if left_out > 0 else []
        self._told.setText(broken("\n".join([*shown, *self._sentences[-_SENTENCES:]])))
        self._told.show()

    def _fill(self, name: str, rows: Sequence[UnreadableRow]) -> None:
        start = self._table.rowCount()
        self._table.setRowCount(start + len(rows))
        self._table.setVisible(bool(start + len(rows)))
        for place, row in enumerate(rows, start):
            where = str(row.line) if row.line else _("item {position}").format(position=row.position)
            if self._is_several:
                where = _("{name}, {place}").format(name=name, place=where)
            for column, text in enumerate((where, row.why, row.excerpt)):
                cell = QTableWidgetItem(plain(text))
                cell.setToolTip(plain_tooltip(text))
                self._table.setItem(place, column, cell)


def _told(name: str, loaded: int, unreadable: int) -> str:
    text = ngettext("{count} command loaded", "{count} commands loaded", loaded).format(count=f"{loaded:,}")
    if unreadable:
        rest = ngettext("{count} item was not", "{count} items were not", unreadable).format(count=f"{unreadable:,}")
        text = _("{loaded}, {rest}").format(loaded=text, rest=rest)
    return _("{name}: {told}.").format(name=name, told=text)
