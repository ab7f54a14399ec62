"""`--read-only`: the command line looks, and refuses to answer."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flipconsole.domain.profile import profile_at
from flipconsole.store.settings import Settings, save
from tests.conftest import RunningSimulator

Start = Callable[..., RunningSimulator]


def test_ack_and_send_refuse_with_two_and_send_nothing(simulator_server: Start, program: Callable[..., Any]) -> None:
    flip = simulator_server()
    command = flip.simulator.add()
    desk = program(flip.url, flip.token)
    for arguments in (("ack", command.id, "OK", "--read-only"), ("outbox", "--send", "--read-only")):
        ran = desk.here(*arguments)
        assert ran.code == 2
        assert ran.err.startswith("Read only: this console was started with --read-only.")
        assert ran.out == ""
    assert desk.here("list", "--read-only").code == 0
    assert desk.here("outbox", "--read-only").code == 0
    assert flip.simulator.received.requests("patch") == []


def test_the_setting_binds_the_command_line_too(simulator_server: Start, program: Callable[..., Any]) -> None:
    flip = simulator_server()
    command = flip.simulator.add()
    desk = program(flip.url, flip.token)
    desk.data.mkdir(parents=True, exist_ok=True)
    profile = profile_at(flip.url)
    save(desk.data, Settings().using(replace(profile, read_only=True)))
    assert desk.here("ack", command.id, "OK").code == 2
    assert flip.simulator.received.requests("patch") == []
    save(desk.data, Settings().using(profile))
    assert desk.here("ack", command.id, "OK").code == 0
    assert len(flip.simulator.received.requests("patch")) == 1


def test_where_nothing_can_be_written_it_still_lists_and_takes_no_answer(
    simulator_server: Start, program: Callable[..., Any]
) -> None:
    flip = simulator_server()
    command = flip.simulator.add()
    desk = program(flip.url, flip.token)
    desk.data.write_text("no folder")  # whoever asks, root too, can make nothing in it
    listed = desk.here("list")
    assert (listed.code, command.id in listed.out) == (0, True)
    assert "answers cannot be saved" in listed.err
    assert desk.here("outbox").code == 0
    for arguments in (("ack", command.id, "OK"), ("outbox", "--send")):
        ran = desk.here(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "answers cannot be saved" in ran.err
    assert flip.simulator.received.requests("patch") == []
