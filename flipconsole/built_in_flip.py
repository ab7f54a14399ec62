"""The built-in simulator as a child process: started, read and ended with its parent."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _


class BuiltInFlip(NamedTuple):
    """Where the simulator listens, and the token that it accepts."""

    url: str
    token: str


def program() -> list[str]:
    """How this program starts itself once more."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "flipconsole"]


@contextmanager
def built_in_flip(batteries: int, seed: int, scenario: str) -> Iterator[BuiltInFlip]:
    """A running simulator; it ends with the block, or with this process, however that ends.

    Raises:
        ProfileError: it did not start.
    """
    child = subprocess.Popen(
        [
            *program(),
            "simulate",
            "--with-parent",
            f"--batteries={batteries}",
            f"--seed={seed}",
            f"--scenario={scenario}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        line = child.stdout.readline() if child.stdout is not None else b""
        if not line:
            raise ProfileError(_("The built-in simulator did not start; what it said stands above."))
        said = json.loads(line)
        yield BuiltInFlip(said["url"], said["token"])
    finally:
        if child.stdin is not None:
            child.stdin.close()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout is not None:
            child.stdout.close()
