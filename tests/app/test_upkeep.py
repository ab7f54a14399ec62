"""The upkeep runs beside the courier, and says when a copy fails."""

import asyncio

from flipconsole.app import upkeep as upkeep_module
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.app.upkeep import Upkeep
from flipconsole.domain.errors import StoreError
from flipconsole.store.outbox import Outbox


async def test_a_copy_that_fails_is_told_until_one_is_made(tmp_path, monkeypatch):
    outbox = await asyncio.to_thread(Outbox.open, tmp_path)
    safekeeping = Safekeeping(lambda job: job())
    upkeep = Upkeep(outbox, safekeeping)
    try:
        with monkeypatch.context() as planted:

            def fail() -> None:
                raise StoreError("No copy of your answers could be made today.")

            planted.setattr(outbox, "tend", fail)
            await upkeep.tend()
            assert "No copy" in safekeeping.trouble
        await upkeep.tend()
        assert safekeeping.trouble == ""
        assert len((await upkeep.look_over()).copies) == 1
    finally:
        await asyncio.to_thread(outbox.close)


async def test_it_works_from_half_a_minute_after_the_start_and_nothing_where_only_viewing(tmp_path, monkeypatch):
    monkeypatch.setattr(upkeep_module, "FIRST_S", 0.0)
    outbox = await asyncio.to_thread(Outbox.open, tmp_path)
    tended = asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(outbox, "tend", lambda: loop.call_soon_threadsafe(tended.set))
    try:
        running = asyncio.create_task(Upkeep(outbox, Safekeeping(lambda job: job())).run())
        await asyncio.wait_for(tended.wait(), 10)
        running.cancel()
        await asyncio.wait([running])
        outbox.refusal = "view only"
        await asyncio.wait_for(Upkeep(outbox, Safekeeping(lambda job: job())).run(), 10)
    finally:
        await asyncio.to_thread(outbox.close)
