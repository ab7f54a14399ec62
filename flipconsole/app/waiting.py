"""Waiting for a fact to become true, woken by signals and not by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol


class Signal(Protocol):
    """A signal of the application layer, as far as the command line knows it."""

    def connect(self, slot: Callable[..., None], /) -> object:
        """Call `slot` from now on."""

    def disconnect(self, slot: Callable[..., None], /) -> object:
        """Call it no more."""


async def until(condition: Callable[[], bool], *signals: Signal, timeout_s: float) -> bool:
    """Whether the condition came true within the time; it is looked at after each of the signals."""
    changed = asyncio.Event()

    def note(*_facts: object) -> None:
        changed.set()

    for signal in signals:
        signal.connect(note)
    try:
        async with asyncio.timeout(timeout_s):
            while not condition():
                await changed.wait()
                changed.clear()
    except TimeoutError:
        return condition()
    finally:
        for signal in signals:
            signal.disconnect(note)
    return True
