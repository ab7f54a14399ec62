"""Where the window was and how it was divided, kept in the data directory; worth nothing when damaged."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize

from flipconsole.ui.theme import TEXT_SIZES, USUAL
from flipconsole.ui.timeline.look import Look, read_look

_NAME = "ui-state.json"
_LARGEST = 64 * 1024
_SMALLEST = QSize(760, 480)
_TITLE_BAR = 40
"""Pixels of the upper edge that must be on a screen, so that a hand can move the window."""
_GRIP = 160
_FAR = 100_000


@dataclass(frozen=True)
class WindowState:
    """`place` is (x, y, width, height) of the window when it is not maximised; None where nothing is known.

    `text_size` is in per cent, one of `TEXT_SIZES`. `timeline` is how a person has set the timeline up.
    """

    place: tuple[int, int, int, int] | None = None
    is_maximised: bool = False
    splitters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    hides_timeline: bool = False
    text_size: int = USUAL
    timeline: Look = field(default_factory=Look)


def read_state(directory: Path) -> WindowState:
    """What was kept last; the defaults when there is no file or it is not what this program wrote."""
    try:
        with (directory / _NAME).open("rb") as file:
            kept = json.loads(file.read(_LARGEST))
        place = kept["place"]
        return WindowState(
            None if place is None else _four(place),
            kept["is_maximised"] is True,
            {str(name): _numbers(sizes) for name, sizes in kept["splitters"].items()},
            kept["hides_timeline"] is True,
            kept["text_size"] if kept.get("text_size") in TEXT_SIZES else USUAL,
            read_look(kept.get("timeline")),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return WindowState()


def write_state(directory: Path, state: WindowState) -> None:
    """Keep the state for the next start; a disk that takes nothing is no reason to complain about a window's place."""
    path = directory / _NAME
    scratch = path.with_name(f"{_NAME}.{secrets.token_hex(4)}")
    with contextlib.suppress(OSError):
        try:
            handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(state), file)
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)


def room_on(screen: QRect) -> QRect:
    """The part of a screen that a window can fill below its own title bar, which the system draws around it."""
    return screen.adjusted(0, _TITLE_BAR, 0, 0)


def pulled_back(place: QRect, screens: list[QRect]) -> QRect:
    """The place, moved so that its title bar can be reached on one of the screens (first: the main one).

    A window that is too large for that screen is shrunk, and then lies on it whole, with all of its buttons.
    """
    if not screens:
        return place
    handle = QRect(place.x(), place.y(), place.width(), _TITLE_BAR)
    reachable = [screen for screen in screens if _can_be_gripped(screen.intersected(handle))]
    room = room_on(reachable[0] if reachable else screens[0])
    wanted = place.size().expandedTo(_SMALLEST)
    size = wanted.boundedTo(room.size())
    if reachable and size == wanted:
        return QRect(place.topLeft(), size)
    centred = QRect(QPoint(0, 0), size)
    centred.moveCenter(room.center())
    return centred


def _can_be_gripped(part: QRect) -> bool:
    return part.width() >= _GRIP and part.height() >= _TITLE_BAR // 2


def _four(values: object) -> tuple[int, int, int, int]:
    x, y, width, height = _numbers(values)
    return x, y, width, height


def _numbers(values: object) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(type(value) is int and abs(value) < _FAR for value in values):
        raise ValueError
    return tuple(values)
