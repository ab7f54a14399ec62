"""The field for a reason: free text, with the last used and the ready-made ones to pick from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.ack import Ack
from flipconsole.domain.coded_reason import LONGEST, format_reason, parse_reason
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _
from flipconsole.domain.reasons import Templates, subject_of
from flipconsole.domain.row import Row
from flipconsole.domain.work import Work
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.theme import LARGE, text_size

_LAST_USED = 3
_LINES, _LINES_IN_LARGE_TEXT = 6, 3


def reasons_to_offer(
    rows: Iterable[Row], subjects: Collection[Work], answer: Answer, templates: Templates
) -> list[str]:
    """The last three reasons given with this answer from here, newest first, then the ready-made ones.

    What evidence wrote belongs to its own command, and a time to try again to its own day: neither is offered anew.
    `subjects` are what the answer is about (`subject_of`): what was said of a removal is not offered for a schedule.
    """
    used = sorted(
        (
            (ack.created_at, format_reason(parse_reason(ack.reason)._replace(retry="")))
            for row in rows
            for ack in row.acks
            if ack.device_status is answer
            and ack.reason is not None
            and ack.evidence is None
            and _subject(ack, row) in subjects
        ),
        reverse=True,
    )
    last = list(dict.fromkeys(reason for _when, reason in used))[:_LAST_USED]
    ready = (reason for subject in subjects for reason in templates.get((answer, subject), ()))
    return list(dict.fromkeys([*last, *ready]))


def _subject(ack: Ack, row: Row) -> Work:
    """What an answer given earlier was about: the command has perhaps been cancelled since."""
    return subject_of(row.held.command.status if ack.terms is None else ack.terms.status)


class ReasonField(QWidget):
    """One line of text over a list to pick from; Down goes into the list, Enter there takes the reason.

    Signals:
        changed: the text has changed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._written = ""
        self._label = PlainLabel(parent=self)
        self.edit = _ReasonEdit(self)
        self.edit.setMaxLength(LONGEST)
        self.edit.setAccessibleName(_("Reason"))
        self.edit.textChanged.connect(lambda _text: self.changed.emit())
        self.edit.left_down.connect(self._on_left_down)
        self._label.setBuddy(self.edit)
        self._list = _ReasonList(self)
        self._list.setAccessibleName(_("Reasons to pick from"))
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setStyleSheet(
            "QListWidget { border: 1px solid palette(mid); border-radius: 6px; padding: 3px; }"
            "QListWidget::item { padding: 2px 4px; border-radius: 4px; color: palette(text); }"
            "QListWidget::item:selected { background: palette(highlight); color: palette(highlighted-text); }"
        )
        self._list.itemClicked.connect(self._on_item_picked)
        self._list.item_entered.connect(self._on_item_picked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label)
        layout.addWidget(self.edit)
        layout.addWidget(self._list)
        self.set_required(False)

    def text(self) -> str:
        """The reason without blanks around it, or ""."""
        return self.edit.text().strip()

    def take_written(self, reason: str, hint: str) -> None:
        """Put in what was written for the operator, unless a person has typed something; `hint` shows while empty."""
        if self.text() == self._written:
            self.edit.setText(reason)
            self.edit.setCursorPosition(0)
            self._written = self.text()
        self.edit.setPlaceholderText(hint)

    def set_required(self, required: bool) -> None:
        """Say whether the answer may go without a reason."""
        self._label.setText(_("&Reason (required)") if required else _("&Reason (optional)"))

    def offer(self, reasons: Sequence[str]) -> None:
        """Put these reasons into the list."""
        self._list.clear()
        for reason in reasons:
            item = QListWidgetItem(plain(reason), self._list)
            item.setData(Qt.ItemDataRole.UserRole, reason)
        line = self._list.sizeHintForRow(0)
        most = _LINES if text_size() < LARGE else _LINES_IN_LARGE_TEXT
        self._list.setFixedHeight(line * min(len(reasons), most) + 10)
        self._list.setVisible(bool(reasons))

    def _on_left_down(self) -> None:
        if self._list.count():
            self._list.setCurrentRow(0)
            self._list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_item_picked(self, item: QListWidgetItem) -> None:
        self.edit.setText(str(item.data(Qt.ItemDataRole.UserRole)))
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)


class _ReasonEdit(QLineEdit):
    left_down = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
            return
        super().keyPressEvent(event)


class _ReasonList(QListWidget):
    item_entered = Signal(QListWidgetItem)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter picks and ends here: passed on, it would confirm the dialog with the reason just picked."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentItem() is not None:
                self.item_entered.emit(self.currentItem())
            return
        super().keyPressEvent(event)
