"""The dialog that puts commands off: until when, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.language import _, ngettext
from flipconsole.domain.mark import LONGEST_NOTE
from flipconsole.domain.row import Row
from flipconsole.domain.shelving import longest, why_not_put_off
from flipconsole.domain.times import zone_name
from flipconsole.ui.broken import broken
from flipconsole.ui.marking.asks import MarkingConsole
from flipconsole.ui.plain import PlainLabel, plain_tooltip
from flipconsole.ui.signed_dialog import SignedDialog

_MINUTES = (2, 5, 10)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])")


class PutOffDialog(SignedDialog):
    """Refuses any time after Flip has stopped waiting, with the reason. Opened with `open()`; it deletes itself."""

    def __init__(
        self, console: MarkingConsole, shown: Sequence[Row], batteries: str, zone: tzinfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._console = console
        self._shown = tuple(shown)
        self._zone = zone
        self._until: datetime | None = None
        self.setWindowTitle(_("Put off"))
        who = PlainLabel(broken(batteries), self)
        who.setProperty("tone", "muted")
        who.setWordWrap(True)
        explanation = PlainLabel(
            _("It leaves the list of what is open and comes back by itself: at that time, or when Flip changes it."),
            self,
        )
        explanation.setWordWrap(True)
        self._time = QLineEdit(self)
        self._time.setPlaceholderText(_("17:10"))
        self._time.setFixedWidth(110)
        self._time.setAccessibleName(_("Until"))
        self._time.textEdited.connect(self._on_time_edited)
        label = PlainLabel(_("&Until ({zone})").format(zone=zone_name(zone, console.now())), self)
        label.setBuddy(self._time)
        times = QHBoxLayout()
        times.setSpacing(6)
        times.addWidget(self._time)
        for minutes in _MINUTES:
            text = ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
            times.addWidget(self._chip(text, partial(self._in, minutes)))
        times.addWidget(self._chip(_("As long as it can wait"), self._longest))
        times.addStretch(1)
        self._reason = QLineEdit(self)
        self._reason.setMaxLength(LONGEST_NOTE)
        self._reason.setAccessibleName(_("Why"))
        self._reason.setPlaceholderText(_("the technician is on the way"))
        self._reason.textChanged.connect(lambda _text: self._refresh())
        why = PlainLabel(_("&Why"), self)
        why.setBuddy(self._reason)
        self._why_not = PlainLabel(parent=self)
        self._why_not.setWordWrap(True)
        self._why_not.setProperty("tone", "muted")
        cancel = QPushButton(_("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._go = QPushButton(self)
        self._go.setProperty("kind", "primary")
        self._go.setDefault(True)
        self._go.clicked.connect(self._on_go_clicked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._why_not, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addWidget(who)
        layout.addWidget(explanation)
        layout.addWidget(label)
        layout.addLayout(times)
        layout.addWidget(why)
        layout.addWidget(self._reason)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(600, 300)
        self._refresh()
        self._time.setFocus()

    def _chip(self, text: str, moment: Callable[[], datetime | None]) -> QPushButton:
        chip = QPushButton(text, self)
        chip.setProperty("kind", "chip")
        chip.setAutoDefault(False)
        chip.clicked.connect(lambda: self._take(moment()))
        return chip

    def _in(self, minutes: int) -> datetime:
        return self._console.now() + timedelta(minutes=minutes)

    def _longest(self) -> datetime | None:
        """As long as the one of them that can wait least."""
        now = self._console.now()
        moments = [moment for row in self._shown if (moment := longest(row, now)) is not None]
        return min(moments, default=None)

    def _take(self, moment: datetime | None) -> None:
        if moment is None:
            self._until = None
            self._time.clear()
        else:
            self._until = moment.replace(second=0, microsecond=0)
            if self._until <= self._console.now():
                self._until = moment
            self._time.setText(f"{self._until.astimezone(self._zone):%H:%M}")
        self._refresh()
        self._reason.setFocus()

    def _on_time_edited(self, text: str) -> None:
        self._until = _moment_of(text, self._zone, self._console.now())
        self._refresh()

    def _allowed(self) -> list[Row]:
        if self._until is None:
            return []
        return [row for row in self._shown if not self._why_not_row(row, self._until)]

    def _why_not_row(self, row: Row, until: datetime) -> str:
        return why_not_put_off(self._console.rows.get(row.id, row), until, self._zone, self._console.now())

    def _refresh(self) -> None:
        count = len(self._allowed())
        why_not = self._why_not_now()
        told = why_not
        if not why_not and count < len(self._shown) and self._until is not None:
            first = next(why for row in self._shown if (why := self._why_not_row(row, self._until)))
            told = _("Left out: {count}. {why}").format(count=len(self._shown) - count, why=first)
        self._why_not.setText(broken(told))
        self._go.setEnabled(not why_not)
        self._go.setToolTip(plain_tooltip(why_not))
        text = ngettext("&Put off ({count} command)", "&Put off ({count} commands)", count)
        self._go.setText(text.format(count=count) if len(self._shown) > 1 else _("&Put off"))

    def _why_not_now(self) -> str:
        if self._until is None:
            if self._time.text().strip():
                return _("Enter a time like 17:10.")
            return _("Say until when.")
        if not self._allowed():
            return self._why_not_row(self._shown[0], self._until)
        if not self._reason.text().strip():
            return _("Say why.")
        return ""

    def _on_go_clicked(self) -> None:
        if self._why_not_now() or self._until is None:
            self._refresh()
            return
        marks = self._console.aids.marks
        left_out = marks.put_off(self._allowed(), self._until, self._reason.text().strip(), self._zone)
        if left_out:
            self._why_not.setText(broken(left_out[0].why))
        else:
            self.accept()


def _moment_of(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """The next moment at which the clock in the zone shows this, or None for any other text."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    local = now.astimezone(zone)
    moment = local.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    if moment <= local:
        moment += timedelta(days=1)
    return moment.astimezone(now.tzinfo)
