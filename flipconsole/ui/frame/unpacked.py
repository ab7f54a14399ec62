"""Tells when the files that a single-file build unpacked for this run were cleaned away under it (fault 84)."""

from __future__ import annotations

import sys
from pathlib import Path

from flipconsole.domain.language import _
from flipconsole.ui.states.standing import Standing

_LOOKED_FOR = ("base_library.zip", "flipconsole/resources/icons/flipconsole.svg")
"""One of each kind: what Python reads when it needs it, and what the window does. Cleaners take files one by one."""


def unpacked_place() -> Path | None:
    """Where a single-file build has its files for this run; None for a folder, whose files stay, and from source."""
    place = getattr(sys, "_MEIPASS", None)
    if place is None or Path(place).resolve().is_relative_to(Path(sys.executable).resolve().parent):
        return None
    return Path(place)


class Unpacked:
    """Asked each second; a look at two files."""

    def __init__(self, place: Path | None) -> None:
        self._files = [] if place is None else [place / name for name in _LOOKED_FOR if (place / name).exists()]

    def standing(self) -> list[Standing]:
        """The banner once something is gone: that lasts, so it cannot be put away."""
        if all(path.exists() for path in self._files):
            return []
        return [
            Standing("unpacked", "danger", "triangle-alert", _("Close this window and start the program again"), _(
                "Something on this computer has cleaned away the temporary files that the program needs while it runs. "
                "Answers marked as saved are safe, and are sent after the new start at the latest."
            ))
        ]  # fmt: skip
