"""What comes when at a start: the list as it was known last, then everything else, read in beside it.

Before the first paint only what draws the list is imported (`tests/house/test_first_paint.py` lists it), the rest while
the list is on the screen, and the timeline's libraries once the main window is (`ui/frame/late_timeline.py`).
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from flipconsole.domain.errors import FlipConsoleError
from flipconsole.domain.profile import Wanted
from flipconsole.domain.reading import use_reading
from flipconsole.domain.rows import all_rows
from flipconsole.store.known_batteries import read_known_batteries
from flipconsole.store.last_known import read_last_known
from flipconsole.store.managed import load_managed
from flipconsole.ui.application import chosen_theme, make_application
from flipconsole.ui.first_sight import FirstSight
from flipconsole.ui.frame.remembered import read_state
from flipconsole.ui.single import FirstWindow, instance_name

ON_A_THREAD = ("asyncio", "httpx", "flipconsole.parts")
"""Nothing of Qt: PySide6 makes its types at the first use, and that is not safe while another thread uses them."""

ON_THE_WINDOWS_THREAD = (
    "qasync",
    "flipconsole.ui.detail.pane",
    "flipconsole.ui.answering.dialog",
    "flipconsole.ui.answering.bar",
    "flipconsole.ui.importing.dialog",
    "flipconsole.ui.frame.dialogs",
    "flipconsole.ui.frame.actions",
    "flipconsole.ui.status_strip.strip",
    "flipconsole.ui.states.banner",
    "flipconsole.ui.tray",
    "flipconsole.ui.window",
    "flipconsole.desktop",
)
"""One in a turn, each before those that need it, so that no turn takes long."""


def open_first_sight(
    directory: Path, resources: Path, zone: ZoneInfo, theme: str | None, wanted: Wanted
) -> FirstSight | None:
    """The list on the screen, and everything else imported; None where nothing is known yet, or another window is open.

    Whatever is wrong with the files or the settings is no matter of this sight: who opens them in earnest tells.
    """
    try:
        settings = load_managed(directory)
        profile = settings.chosen(wanted)
        if profile is None:
            return None
        folder = directory / profile.folder
    except FlipConsoleError:
        return None
    known = read_last_known(folder)
    if known is None or not known.held:
        return None
    state = read_state(directory)
    name = theme or settings.theme
    application = make_application(resources, name, state.text_size)
    if FirstWindow(instance_name(directory, profile)).is_elsewhere():
        return None
    use_reading(settings.reading)
    sys.setswitchinterval(0.001)  # the thread that imports gives way to the window after 1 ms instead of 5
    rows, batteries = all_rows(known.held, known.acks, known.attention, _now()), read_known_batteries(folder)
    sight = FirstSight(rows, profile, _now, zone, chosen_theme(name), state, batteries, to_come=known.to_come)
    rest = _Rest()
    sight.painted.connect(rest.start)
    for signal in (rest.arrived, sight.closed):
        signal.connect(lambda: application.exit())  # `quit` would close the windows first
    sight.show()
    application.exec()
    rest.wait()
    return sight


class _Rest(QObject):
    """Imports the rest of the program: what knows no Qt on a thread, then the window's modules, one in a turn.

    Signals:
        arrived: all of it can be imported at once now.
    """

    arrived = Signal()
    _was_brought = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.Thread(target=self._bring, name="the rest")
        self._left = list(ON_THE_WINDOWS_THREAD)
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._take_turn)
        self._was_brought.connect(lambda: self._turn.start(0))

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def wait(self) -> None:
        """Until the thread is done, if it has begun."""
        if self._thread.ident is not None:
            self._thread.join()

    def _bring(self) -> None:
        try:
            for name in ON_A_THREAD:
                importlib.import_module(name)
        finally:  # what cannot be imported is told where it is needed
            self._was_brought.emit()

    def _take_turn(self) -> None:
        if self._left:
            with contextlib.suppress(ImportError):
                importlib.import_module(self._left.pop(0))
        else:
            self._turn.stop()
            self.arrived.emit()


def _now() -> datetime:
    return datetime.now(UTC)
