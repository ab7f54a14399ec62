"""The sheet of all keys, built from the actions themselves so that it cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.frame.remembered import room_on
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.signed_dialog import SignedDialog

_NATIVE = QKeySequence.SequenceFormat.NativeText


class Key(NamedTuple):
    """One key and what it does."""

    keys: str
    what: str


class KeyGroup(NamedTuple):
    """The keys of one menu or view."""

    title: str
    keys: tuple[Key, ...]


def keys_of(actions: Iterable[QAction]) -> tuple[Key, ...]:
    """Every action that has a key, by its text without marks."""
    found = []
    for action in actions:
        keys = [key.toString(_NATIVE) for key in action.shortcuts()]
        if keys and action.text():
            what = action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("…")
            found.append(Key(_(" or ").join(keys), what))
    return tuple(found)


def list_keys() -> KeyGroup:
    """What the list does with keys; they belong to the table, not to actions."""
    return KeyGroup(
        _("In the list"),
        (
            Key("↑  ↓", _("Another row")),
            Key("Home  End", _("First row, last row")),
            Key(_("Shift+↑  Shift+↓"), _("Select several rows")),
            Key("Ctrl+A", _("Select every row of the list")),
            Key("Enter", _("Go to the detail; on a group: open or close it")),
            Key("→  ←", _("Open a group, close it, go to its line")),
            Key("Ctrl+F", _("Search")),
            Key("Esc", _("Clear the search")),
        ),
    )


def news_keys() -> KeyGroup:
    """What the list of changes does with keys."""
    return KeyGroup(_("In what changed"), (Key("Enter", _("Show the command")), Key(_("Space"), _("Seen"))))


def timeline_keys() -> KeyGroup:
    """What the timeline does with keys; they belong to it while it has the focus."""
    return KeyGroup(
        _("In the timeline"),
        (
            Key("←  →", _("Bar before or after")),
            Key("↑  ↓", _("Battery above or below")),
            Key("+  -", _("Zoom; also Ctrl and the wheel")),
            Key("N", _("Back to now")),
            Key("F", _("Fit the bar")),
            Key("0", _("Show all")),
            Key("1  2  3  4", _("Show 4 hours, a day, three days, two weeks")),
            Key("G", _("Go to an exact range or day; also the overview")),
            Key("W", _("Power that all batteries are asked for")),
            Key("O", _("Overview of all time")),
            Key(_("Shift+←  Shift+→"), _("Move through time; also dragging")),
            Key(_("Page up  Page down"), _("Scroll the batteries; also the wheel")),
            Key("Home  End", _("First battery, last battery")),
            Key(",  .", _("Bar before or after that waits for you")),
            Key("/", _("Find a battery")),
            Key("B", _("Open the battery: its power, charge, and whether it can")),
            Key("P", _("Keep the battery on top, or no longer")),
            Key("S", _("Another order of the batteries")),
            Key("E", _("Group by event, mode, start, site, or not")),
            Key(_("C  Shift+C"), _("Close or open the group, all groups")),
            Key("Z", _("Times in the next zone: computer, battery, UTC")),
            Key("H", _("Power as the height of bars")),
            Key("A", _("Also batteries that the list leaves out")),
            Key(_("Enter"), _("Go to the detail")),
            Key(_("Space  Esc"), _("Card of the bar, and hide it")),
            Key("Ctrl+C", _("Copy what is told of the bar, its times on three clocks")),
            Key("M", _("Menu of the bar; also the menu key")),
            Key("T", _("As a table, and back")),
            Key(_("X  Shift+X"), _("Save the picture, print it")),
            Key("L", _("Legend")),
        ),
    )


class ShortcutSheet(SignedDialog):
    """Opened with `open()`; it deletes itself."""

    def __init__(self, groups: Iterable[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keys"))
        sheet = QWidget()
        columns = QHBoxLayout(sheet)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(40)
        halves = (QVBoxLayout(), QVBoxLayout())
        filled = [0, 0]
        for group in groups:
            if group.keys:
                place = filled.index(min(filled))
                halves[place].addWidget(_group(group, sheet))
                filled[place] += len(group.keys) + 2
        for half in halves:
            half.setSpacing(16)
            half.addStretch(1)
            columns.addLayout(half, 1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(_("Keys"))
        area.setWidget(sheet)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(area)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(self._size_for(sheet, area))

    def _size_for(self, sheet: QWidget, area: QScrollArea) -> QSize:
        """As wide as the keys need, so that none is cut off, and as high as the screen has room for."""
        around = self.sizeHint() - area.sizeHint()
        bars = QSize(area.verticalScrollBar().sizeHint().width() + 4, 4)
        return (sheet.sizeHint() + around + bars).boundedTo(room_on(self.screen().availableGeometry()).size())


def _group(group: KeyGroup, parent: QWidget) -> QWidget:
    widget = QWidget(parent)
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    title = PlainLabel(group.title, widget)
    title.setProperty("role", "strong")
    grid.addWidget(title, 0, 0, 1, 2)
    for line, key in enumerate(group.keys, start=1):
        what = PlainLabel(key.what, widget)
        keys = PlainLabel(key.keys, widget)
        keys.setProperty("tone", "muted")
        grid.addWidget(what, line, 0)
        grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return widget
