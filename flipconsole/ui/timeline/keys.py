"""Every key of the timeline with what it does; the sheet of keys is made from the same table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier
_ELSEWHERE = CTRL | Qt.KeyboardModifier.AltModifier


class Binding(NamedTuple):
    """Keys that do the same, without a modifier or with this one."""

    keys: tuple[Qt.Key, ...]
    do: Callable[[], object]
    modifier: Qt.KeyboardModifier = _NONE


class Keys:
    """Finds what a key does; Shift is ignored where nothing is bound to it, as some letters need it."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self._bound = {(key, each.modifier): each.do for each in bindings for key in each.keys}

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key is for; whether there is anything."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if modifiers & _ELSEWHERE:  # the window's own keys
            action = self._bound.get((key, CTRL)) if modifiers == CTRL else None
        else:
            action = self._bound.get((key, SHIFT)) if modifiers & SHIFT else None
            action = action or self._bound.get((key, _NONE))
        if action is None:
            return False
        action()
        return True
