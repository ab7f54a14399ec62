"""One process sends; the others write their answer, say `saved`, and see it delivered by the one that does."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flipconsole.cli.answering import give_ack
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.lock import SenderLock
from flipconsole.store.settings import Settings

HOLDER = """
import asyncio, os, sys
from pathlib import Path
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings

async def hold():
    secret = os.environ.pop("FLIPCONSOLE_TOKEN")
    async with open_parts(profile_at(sys.argv[1]), Home(Path(sys.argv[2])), Settings(), secret, undo_s=0.0) as parts:
        assert await parts.courier.take_sendership()
        print("holding", flush=True)
        async with asyncio.TaskGroup() as group:
            talking = group.create_task(parts.courier.run())
            await asyncio.to_thread(sys.stdin.read)
            talking.cancel()

asyncio.run(hold())
"""


def test_the_process_that_sends_delivers_what_another_one_saved(
    simulator_server: Any, program: Any, canary: str
) -> None:
    """The second process has no token: whatever reaches Flip came from the first."""
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    holder = shell.spawn("-c", HOLDER, server.url, str(shell.data))
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"holding\n"
    shell.token = None
    ran = shell.run("ack", command.id, "OK")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [f"saved {command.id} OK", "delivered: Flip has it."]
    assert len(server.simulator.received.requests("patch")) == 1
    assert shell.end(holder).code == 0


async def test_an_answer_that_the_other_process_does_not_settle_is_3_and_stays(
    simulator_server: Any, tmp_path: Path, capsys: Any
) -> None:
    """The negative control: the one that holds the lock does nothing, and so nothing leaves, nor is it sent twice."""
    server = simulator_server()
    command = server.simulator.add()
    home = Home(tmp_path / "data")
    profile = profile_at(server.url)
    held = SenderLock(home.of_profile(profile) / "sender.lock")
    assert held.try_acquire()
    async with open_parts(profile, home, Settings(), server.token, undo_s=0.0) as parts:
        code = await give_ack(
            parts.console, parts.courier, parts.boxes, command.id, Answer.OK, None, as_json=False, patience_s=0.4
        )
    captured = capsys.readouterr()
    assert code == 3
    assert captured.out.startswith(f"saved {command.id} OK\nkept: ")
    assert "Another console on this machine is the one that sends" in captured.err
    assert server.simulator.received.requests("patch") == []
    held.release()
    async with open_parts(profile, home, Settings(), server.token, undo_s=0.0) as parts:
        await parts.courier.one_round()
    assert server.simulator.get(command.id).device_status == "OK"


async def test_the_same_answer_of_two_processes_at_once_is_delivered_for_both(
    simulator_server: Any, tmp_path: Path
) -> None:
    """Neither has seen the other's when it saves, so one takes the other's place; with another reason it is another."""
    server = simulator_server()
    profile, home = profile_at(server.url), Home(tmp_path / "data")

    async def both(command_id: str, *reasons: str | None) -> list[int]:
        start = asyncio.Barrier(len(reasons))

        async def process(reason: str | None) -> int:
            async with open_parts(profile, home, Settings(), server.token, undo_s=0.0) as parts:
                await parts.courier.take_sendership()
                await start.wait()
                return await give_ack(
                    parts.console, parts.courier, parts.boxes, command_id, Answer.OK, reason, as_json=False
                )

        return sorted(await asyncio.gather(*map(process, reasons)))

    assert await both(server.simulator.add().id, None, None) == [0, 0]
    assert len(server.simulator.received.requests("patch")) == 1
    assert await both(server.simulator.add().id, "one", "two") == [0, 1]
    assert len(server.simulator.received.requests("patch")) == 2


def test_outbox_leaves_sending_to_the_process_that_sends(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    server.simulator.faults.add("status=503,on=list")
    assert shell.here("ack", command.id, "OK").code == 3
    server.simulator.faults.clear()
    held = SenderLock(Home(shell.data).of_profile(profile_at(server.url)) / "sender.lock")
    assert held.try_acquire()
    ran = shell.here("outbox", "--send")
    assert (ran.code, ran.lines[-1]) == (3, "1 waiting, 0 need you")
    assert "Another console on this machine" in ran.err
    assert server.simulator.received.requests("patch") == []
    held.release()
    assert shell.here("outbox", "--send").code == 0


def test_a_holder_that_dies_leaves_the_answer_to_the_one_that_waits(
    simulator_server: Any, program: Any, canary: str, eventually: Callable[[Callable[[], bool]], None]
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("latency=60,on=list,count=1")
    shell = program(server.url)
    holder = shell.spawn("-c", HOLDER, server.url, str(shell.data))
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"holding\n"
    eventually(lambda: bool(server.simulator.faults.as_json()[0]["struck"]))
    child = shell.start("ack", command.id, "OK")
    assert child.stdout is not None
    assert child.stdout.readline() == f"saved {command.id} OK\n".encode()
    holder.kill()
    ran = shell.end(child)
    assert (ran.code, ran.lines) == (0, ["delivered: Flip has it."])
    assert len(server.simulator.received.requests("patch")) == 1
