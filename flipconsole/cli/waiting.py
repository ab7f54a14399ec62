"""Waiting for a fact to become true, woken by signals and not by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from psygnal import SignalInstance


async def until(condition: Callable[[], bool], *signals: SignalInstance, timeout_s: float) -> bool:
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
