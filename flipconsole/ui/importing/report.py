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


class ReportView(QWidget):
    """A sentence, and below it a table of what could not be read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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

    def show_nothing(self) -> None:
        """Nothing has been imported yet."""
        self._told.hide()
        self._table.hide()

    def show_failure(self, name: str, why: str) -> None:
        """A file gave no text."""
        self._told.setText(broken(_("{name}: {why} Nothing was loaded.").format(name=name, why=why)))
        self._told.show()
        self._table.hide()

    def show_report(self, name: str, report: Report) -> None:
        """Commands and items that are none, of one text."""
        self._told.setText(broken(_told(name, len(report.ids), len(report.unreadable))))
        self._told.show()
        self._fill(report.unreadable[:_MOST])
        self._table.setVisible(bool(report.unreadable))

    def _fill(self, rows: Sequence[UnreadableRow]) -> None:
        self._table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            where = str(row.line) if row.line else _("item {position}").format(position=row.position)
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
