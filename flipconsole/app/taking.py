"""Taking what the writer has done, in the order in which it did it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


async def taken(write: Future[T], take: Callable[[T], None]) -> T:
    """Wait for a write and hand its result to `take` before anything that was written later is handed on.

    An `await` of the write alone goes on a turn of the loop later, and would show an older state over a newer one.

    Raises:
        StoreError: it was not written; `take` was not called.
    """
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def on_loop() -> None:
        error = write.exception()
        if error is None:
            take(write.result())
        if result.cancelled():
            return
        if error is None:
            result.set_result(write.result())
        else:
            result.set_exception(error)

    write.add_done_callback(lambda _write: loop.call_soon_threadsafe(on_loop))
    return await result
