"""The rows of Flip's last list that are no commands, with the reason for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from flipconsole.domain.command import UnreadableRow
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.plain import PlainLabel, plain, plain_tooltip
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme

_MOST = 1000


class UnreadableDialog(SignedDialog):
    """Opened with `open()`; it deletes itself."""

    def __init__(self, rows: Sequence[UnreadableRow], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Unreadable rows"))
        text = ngettext(
            "{count} row of Flip's last list is no command that could be read",
            "{count} rows of Flip's last list are no commands that could be read",
            len(rows),
        )
        title = PlainLabel(text.format(count=len(rows)), self)
        title.setProperty("role", "title")
        advice = PlainLabel(
            _(
                "The other rows are in the list, and nothing counts as gone meanwhile; your answers are safe. Send "
                "these lines to Flip if they come again."
            ),
            self,
        )
        advice.setWordWrap(True)
        table = QTableWidget(min(len(rows), _MOST), 3, self)
        table.setAccessibleName(_("Rows that could not be read"))
        table.setHorizontalHeaderLabels([_("Place"), _("Why"), _("What it says")])
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setStyleSheet(
            f"QTableWidget {{ border: 1px solid {theme.border}; border-radius: 6px; }} "
            "QTableWidget::item { padding: 0 4px; }"
        )
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for line, row in enumerate(rows[:_MOST]):
            for column, cell in enumerate((str(row.position), row.why, row.excerpt)):
                item = QTableWidgetItem(plain(cell))
                item.setToolTip(plain_tooltip(cell))
                table.setItem(line, column, item)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(advice)
        layout.addWidget(table, 1)
        layout.addLayout(bottom)
        self.resize(720, 420)
