"""Finds a battery among thousands of lanes by a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.ui.plain import PlainLabel, plain_tooltip
from flipconsole.ui.theme import Theme, scaled

_WIDTH = 150
_SCATTERED = 3  # the rank of a name that has the letters, but not side by side


class Finder(QWidget):
    """A field that goes to the first lane whose name fits, Enter and the arrows to the next; no lane is hidden by it.

    Signals:
        found: the number of a lane to show.
        left: the keyboard goes back to the lanes.
    """

    found = Signal(int)
    left = Signal()

    def __init__(self, names: Callable[[], Sequence[str]], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._hits: list[int] = []
        self._place = 0
        self.field = _Field(self)
        self.field.setPlaceholderText(_("Find battery (/)"))
        self.field.setAccessibleName(_("Find battery"))
        self.field.setToolTip(plain_tooltip(_("Goes to the lane whose name contains this, letters in this order being "
                                              "enough. Enter goes to the next, Esc back to the lanes.")))  # fmt: skip
        self._count = PlainLabel("", self)
        self._count.setProperty("tone", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(6)
        row.addWidget(self._count)
        row.addWidget(self.field)
        self.field.textEdited.connect(self._on_edited)
        self.field.stepped.connect(self._step)
        self.field.left.connect(self._on_left)
        self.set_theme(theme)

    def set_theme(self, _theme: Theme) -> None:
        """Take the text size as it is now."""
        self.field.setMinimumWidth(56)
        self.field.setMaximumWidth(scaled(_WIDTH))

    def begin(self) -> None:
        """Put the keyboard here."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @property
    def count_text(self) -> str:
        """How many lanes fit, and which of them is shown."""
        return self._count.text()

    def _on_edited(self, text: str) -> None:
        self._hits = hits(self._names(), text)
        self._place = 0
        self._show(text)

    def _step(self, step: int) -> None:
        text = self.field.text()
        self._hits = hits(self._names(), text)  # the lanes may be others by now
        if self._hits:
            self._place = (self._place + step) % len(self._hits)
        self._show(text)

    def _show(self, text: str) -> None:
        if not text.strip():
            self._count.setText("")
            return
        count = len(self._hits)
        if not count:
            self._count.setText(_("no such battery here"))
            return
        self._count.setText(
            ngettext("{place} of {count}", "{place} of {count}", count).format(place=self._place + 1, count=count)
        )
        self.found.emit(self._hits[self._place])

    def _on_left(self) -> None:
        self.field.clear()
        self._count.setText("")
        self.left.emit()


class _Field(QLineEdit):
    stepped = Signal(int)
    left = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Down:
                self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


def hits(names: Sequence[str], text: str) -> list[int]:
    """The numbers of the names that contain the text, best first: whole, at the beginning, within.

    Where no name contains it, those that have its letters in this order.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    found: list[tuple[int, int]] = []
    for number, name in enumerate(names):
        folded = name.casefold()
        place = folded.find(wanted)
        if folded == wanted:
            found.append((0, number))
        elif place >= 0:
            found.append((1 if place == 0 else 2, number))
        elif _has_letters(folded, wanted):
            found.append((_SCATTERED, number))
    best = sorted(found)
    return [number for rank, number in best if rank < _SCATTERED or best[0][0] == _SCATTERED]


def _has_letters(name: str, wanted: str) -> bool:
    letters = iter(name)
    return bool(name) and all(letter in letters for letter in wanted)
