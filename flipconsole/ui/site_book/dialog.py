"""The site book as a window: every battery with what is known of it, to be searched, typed into and handed on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flipconsole.app.batteries import Batteries, Teller
from flipconsole.app.site_walk import SiteWalk
from flipconsole.domain.battery_words import age_text, zone_missing
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.site_csv import BadLine, ReadBook
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel, plain_lines
from flipconsole.ui.signed_dialog import SignedDialog, signed_title
from flipconsole.ui.site_book.files import BookFiles
from flipconsole.ui.site_book.model import Shown, SiteBookModel, teller_text, title_of
from flipconsole.ui.site_book.table import BookTable
from flipconsole.ui.site_book.walk_line import WalkLine
from flipconsole.ui.theme import Theme

_MOST_BAD_LINES = 200


class SiteBookDialog(SignedDialog):
    """Shown with `show()` beside the window, which goes on; it deletes itself.

    Signals:
        wipe_asked: a person wants the personal data deleted.
    """

    wipe_asked = Signal()

    def __init__(
        self,
        batteries: Batteries,
        walk: SiteWalk | None,
        with_command: Callable[[], Collection[str]],
        now: Callable[[], datetime],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Site book"))
        self._batteries = batteries
        self._now = now
        self.model = SiteBookModel(batteries, with_command, theme, self)
        self.table = BookTable(self.model, self)
        self._count = PlainLabel(parent=self)
        self._count.setProperty("tone", "muted")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search battery, site, address, serial number …"))
        self.search.setAccessibleName(_("Search the site book"))
        self.search.setClearButtonEnabled(True)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(_("Which batteries"))
        for shown, text in (
            (Shown.ALL, _("All batteries")),
            (Shown.WITH_COMMAND, _("With a command")),
            (Shown.WITHOUT_ZONE, _("Without a time zone")),
            (Shown.TOLD, _("Entered or imported here")),
        ):
            self.kind.addItem(text, shown)
        self.about_cell = PlainLabel(parent=self)
        self.about_cell.setWordWrap(True)
        self.about_cell.setProperty("tone", "muted")
        self.said = PlainLabel(parent=self)
        self.said.setWordWrap(True)
        self.bad_lines = QPlainTextEdit(self)
        self.bad_lines.setReadOnly(True)
        self.bad_lines.setTabChangesFocus(True)
        self.bad_lines.setAccessibleName(_("Lines that could not be used"))
        self.bad_lines.setFixedHeight(5 * self.fontMetrics().lineSpacing() + 12)
        self.bad_lines.hide()
        self._empty = PlainLabel(parent=self.table.viewport())
        self._empty.setWordWrap(True)
        self._empty.setProperty("tone", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._walk_line = None if walk is None else WalkLine(walk, now, self)
        if self._walk_line is not None and walk is not None:
            self._walk_line.asked.connect(walk.ask)
            self._walk_line.stop_asked.connect(walk.stop)
        self._files = BookFiles(self)
        self._lay_out()
        self._connect()
        self.resize(1120, 620)
        self.refresh()
        self.table.setFocus()
        if self.model.rows:
            self.table.setCurrentIndex(self.model.index(0, 1))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.search, 1)
        top.addWidget(self.kind)
        top.addWidget(self._count)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._button(_("&Import CSV…"), self._on_import_clicked))
        buttons.addWidget(self._button(_("&Export CSV…"), self._on_export_clicked))
        buttons.addWidget(self._button(_("&Delete personal data…"), self.wipe_asked.emit))
        buttons.addStretch(1)
        buttons.addWidget(self._button(_("Close"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.about_cell)
        layout.addWidget(self.said)
        layout.addWidget(self.bad_lines)
        if self._walk_line is not None:
            layout.addWidget(self._walk_line)
        layout.addLayout(buttons)
        lay = QVBoxLayout(self.table.viewport())
        lay.addWidget(self._empty)
        self.said.hide()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._filter())
        self.kind.currentIndexChanged.connect(lambda _place: self._filter())
        self.table.current_changed.connect(self._show_cell)
        self.model.refused.connect(lambda why: self._say(why, "danger"))
        self.model.entered.connect(self._on_entered)
        self._files.was_read.connect(self._on_read)
        self._files.was_written.connect(lambda name: self._say(_("Written to {name}.").format(name=name), "ok"))
        self._files.failed.connect(lambda why: self._say(why, "danger"))
        self._batteries.changed.connect(self._on_changed)
        self._batteries.renewed.connect(self._on_renewed)
        self.finished.connect(self._on_finished)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(lambda: self.search.setFocus(Qt.FocusReason.ShortcutFocusReason))

    # what the window asks

    def go_to(self, device_id: str) -> None:
        """Show one battery, whatever was searched for."""
        if device_id not in self.model.rows:
            self.search.clear()
            self.kind.setCurrentIndex(0)
        self.table.go_to(device_id, 4 if self._batteries.zone_of(device_id) is None else 1)
        self.table.setFocus()

    def take_in(self, path: Path) -> None:
        """Read a file and know what it says."""
        self._files.read(path)

    def hand_on(self, path: Path) -> None:
        """Write everything that is known, and a line for each battery of which nothing is."""
        rows = {device_id: self._batteries.facts_of(device_id) for device_id in self.model.all_ids()}
        self._files.write(path, rows)

    def refresh(self) -> None:
        """Show the counts, and why there is nothing to see."""
        shown, total = len(self.model.rows), self.model.total
        text = ngettext("{count} battery", "{count} batteries", total).format(count=f"{total:,}")
        if shown != total:
            text = _("{shown} of {count}").format(shown=f"{shown:,}", count=text)
        self._count.setText(text)
        self._empty.setVisible(not shown)
        self._empty.setText(
            _("No battery fits what is searched for.")
            if total
            else _(
                "No battery is known yet. They appear here with the first commands; their sites can be read from Flip "
                "or imported as CSV."
            )
        )
        self._show_cell()

    # what happens

    def _filter(self) -> None:
        self.model.show_only(self.search.text(), Shown(self.kind.currentData()))
        self.refresh()

    def _show_cell(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid():
            self.about_cell.setText("")
            return
        told = self.model.told_at(index)
        if not told.field:
            self.about_cell.setText(
                broken(_("Battery {id}: its id at Flip, which never changes.").format(id=told.text))
            )
            return
        who = teller_text(told.teller)
        if told.teller is Teller.FLIP and self._batteries.flips_read_at is not None:
            age = age_text(self._batteries.flips_read_at, self._now())
            who = _("{who}, read {age}; what you type takes its place").format(who=who, age=age)
        elif told.field == "zone" and not told.text:
            who = _("Flip does not tell it and it is never guessed: type it, F2")
        elif told.teller is Teller.NOBODY:
            who = _("{who}: type it, F2").format(who=who)
        missing = zone_missing() if told.field == "zone" else _("not known")
        self.about_cell.setText(
            broken(_("{title}: {text} ({who}).").format(title=title_of(told.field), text=told.text or missing, who=who))
        )

    def _on_entered(self) -> None:
        self.said.hide()
        self.bad_lines.hide()
        self._show_cell()

    def _on_changed(self, device_id: str) -> None:
        self.model.note_change(device_id)
        self._show_cell()

    def _on_renewed(self, _device_ids: object) -> None:
        self.model.refill()
        self.refresh()

    def _on_read(self, name: str, book: ReadBook) -> None:
        taken = self._batteries.take_book(book.rows)
        parts = [
            _("{name}: {new:,} new, {changed:,} changed, {same:,} as they were.").format(
                name=name, new=taken.new, changed=taken.changed, same=taken.same
            )
        ]
        if book.unknown:
            parts.append(_("Columns not used: {names}.").format(names=", ".join(book.unknown)[:200]))
        if book.bad:
            text = ngettext("{count} line was left out:", "{count} lines were left out:", len(book.bad))
            parts.append(text.format(count=f"{len(book.bad):,}"))
        self._say(" ".join(parts), "warn" if book.bad else "ok")
        self._show_bad_lines(book.bad)

    def _show_bad_lines(self, bad: Sequence[BadLine]) -> None:
        lines = [_("Line {number}: {why}").format(number=one.line, why=one.why) for one in bad[:_MOST_BAD_LINES]]
        if len(bad) > _MOST_BAD_LINES:
            lines.append(_("… and {count:,} more").format(count=len(bad) - _MOST_BAD_LINES))
        self.bad_lines.setPlainText(plain_lines("\n".join(lines), 64 * 1024))
        self.bad_lines.setVisible(bool(bad))

    def _on_import_clicked(self) -> None:
        chooser = self._chooser(_("Import the site book"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(lambda name: self.take_in(Path(name)))
        chooser.open()

    def _on_export_clicked(self) -> None:
        chooser = self._chooser(_("Export the site book"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("csv")
        chooser.selectFile("site-book.csv")
        chooser.fileSelected.connect(lambda name: self.hand_on(Path(name)))
        chooser.open()

    def _on_finished(self, _result: int) -> None:
        self._batteries.changed.disconnect(self._on_changed)
        self._batteries.renewed.disconnect(self._on_renewed)
        if self._walk_line is not None:
            self._walk_line.stop()

    def _say(self, text: str, tone: str) -> None:
        self.bad_lines.hide()
        self.said.setText(broken(text))
        self.said.setProperty("tone", tone)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setVisible(True)

    def _chooser(self, title: str) -> QFileDialog:
        chooser = QFileDialog(self, signed_title(title, self.sign))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setNameFilters([_("Spreadsheet text (*.csv *.txt)"), _("All files (*)")])
        return chooser

    def _button(self, text: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button
