"""A screen of its own whose pixels are read from memory, to see when a program that tells nothing has painted.

Xvfb keeps its picture in a file (`-fbdir`) in the format of `xwd`; reading it asks nothing of the X server.
"""

from __future__ import annotations

import mmap
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1280, 800
WAIT_S = 60.0
_POLL_S = 0.001

Pixels = NDArray[np.uint32]
"""The screen, line by line; a copy."""


class Screen:
    """Black until somebody paints on it; `display` is what DISPLAY has to be."""

    def __init__(self, display: str, memory: mmap.mmap) -> None:
        self.display = display
        head = struct.unpack_from(">20I", memory)  # `XWDFileHeader` of X11/XWDFile.h
        length, width, height, bits, line, colours = (head[n] for n in (0, 4, 5, 11, 12, 19))
        if (width, height, bits, line) != (WIDTH, HEIGHT, 32, WIDTH * 4):
            raise RuntimeError(f"Xvfb keeps another picture than it was asked for: {head}")
        begin = length + colours * 12
        self._view: Pixels = np.frombuffer(memory, np.uint32, WIDTH * HEIGHT, begin).reshape(HEIGHT, WIDTH)

    def pixels(self) -> Pixels:
        """The screen as it is now."""
        return self._view.copy()

    def first_paint_ms(
        self, command: Sequence[str | Path], has_painted: Callable[[Pixels], bool], changes: Mapping[str, str]
    ) -> float:
        """From before a program is begun until the screen shows what is waited for; the program ends with it.

        Raises:
            TimeoutError: that did not come.
            RuntimeError: the program came to an end before, or there is something else on the screen.
        """
        if np.any(self._view):
            raise RuntimeError("the screen is not empty")
        begun = time.monotonic()
        child = subprocess.Popen(
            [str(part) for part in command],
            env={**os.environ, **changes, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while not has_painted(self._view):
                if child.poll() is not None:
                    raise RuntimeError(f"{command[0]} ended with {child.returncode} and has painted nothing")
                if time.monotonic() - begun > WAIT_S:
                    raise TimeoutError(f"{command[0]} has painted nothing")
                time.sleep(_POLL_S)
            return (time.monotonic() - begun) * 1000
        finally:
            os.killpg(child.pid, signal.SIGKILL)  # a program of one file is two processes
            child.wait()
            self._settle()

    def _settle(self) -> None:
        """Until the window has gone from the screen."""
        end = time.monotonic() + WAIT_S
        while np.any(self._view) and time.monotonic() < end:
            time.sleep(_POLL_S)


def hindrance() -> str:
    """Why there can be no such screen here; "" where there can."""
    return "" if shutil.which("Xvfb") else "Xvfb is not here"


@contextmanager
def watched_screen() -> Iterator[Screen]:
    """A black screen without a window manager, until the block ends."""
    reader, writer = os.pipe()
    with tempfile.TemporaryDirectory(prefix="flipconsole-screen-") as folder:
        size = f"{WIDTH}x{HEIGHT}x24"
        # Without -noreset the server would begin anew, and forget its picture, when the last window goes.
        options = ["-screen", "0", size, "-fbdir", folder, "-br", "-nocursor", "-noreset", "-nolisten", "tcp"]
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), *options], pass_fds=[writer], stderr=subprocess.DEVNULL
        )
        os.close(writer)
        try:
            with os.fdopen(reader, "rb") as said:
                number = said.readline().decode().strip()
            if not number:
                raise RuntimeError("Xvfb did not start")
            with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            yield Screen(":" + number, memory)
        finally:
            server.terminate()
            server.wait()
