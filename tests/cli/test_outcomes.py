"""Every exit code, by real processes against a real server; what was saved is never lost and never doubled."""

import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flipconsole.cli.answering import give_ack
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import profile_at
from flipconsole.parts import open_parts
from flipconsole.simulator.bodies import EXAMPLE
from flipconsole.store.home import Home
from flipconsole.store.settings import Settings, save

OK_BODY = '{"device_status":"OK"}'


def bodies(flip: Any) -> list[str]:
    return [request.body for request in flip.received.requests("patch")]


def waiting(program: Any) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = json.loads(program.here("outbox", "--json").out)
    return documents


def test_delivered_is_0_and_saved_comes_first(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    ran = shell.run("ack", command.id, "FAILED_FAULT", "--reason", "inverter “code” E12")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines == [f"saved {command.id} FAILED_FAULT", "delivered: Flip has it."]
    assert bodies(server.simulator) == ['{"device_status":"FAILED_FAULT","device_status_reason":"inverter “code” E12"}']
    listed = shell.here("list", "--json")
    assert listed.code == 0
    assert [(one["id"], one["device_status"]) for one in json.loads(listed.out)] == [(command.id, "FAILED_FAULT")]


def test_a_list_for_people_says_what_to_do_and_until_when(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add(age_s=60)
    ran = program(server.url).here("list")
    line, count = ran.lines
    assert ran.code == 0
    assert line.startswith(f"{command.id}  {command.device_id}  OK/PENDING  Discharge at 5.0 kW")
    assert "answer in 1" in line
    assert count == "1 command"


def test_kept_is_3_and_the_next_ack_carries_what_waited(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    flip = server.simulator
    first, second = flip.add(), flip.add()
    flip.faults.add("status=503,on=patch")
    shell = program(server.url)
    ran = shell.here("ack", first.id, "OK")
    assert ran.code == 3
    assert ran.lines[0] == f"saved {first.id} OK"
    assert ran.lines[1].startswith("kept: it is safe in the outbox")
    assert ran.err
    flip.faults.clear()
    ran = shell.run("ack", second.id, "FAILED_OFFLINE", "--reason", "no signal", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["state"] == "delivered"
    assert ran.err == f"saved {second.id} FAILED_OFFLINE\n"
    assert (flip.get(first.id).device_status, flip.get(second.id).device_status) == ("OK", "FAILED_OFFLINE")
    assert waiting(shell) == []


def test_the_same_answer_again_is_that_answer_and_goes_out_once(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    assert shell.here("list").code == 0
    server.simulator.faults.add("status=503,on=list,count=1")
    assert shell.here("ack", command.id, "OK").code == 3
    again = shell.here("ack", command.id, "OK")
    assert (again.code, again.lines[0]) == (0, f"saved {command.id} OK")
    assert bodies(server.simulator) == [OK_BODY]


def test_no_server_is_3_and_the_answer_is_kept(program: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        shell = program(f"http://127.0.0.1:{unused.getsockname()[1]}")
    ran = shell.run("ack", EXAMPLE["id"], "OK")
    assert ran.code == 3
    assert ran.lines[0].startswith("saved ")
    assert ran.err
    assert [(one["id"], one["state"], one["attempts"]) for one in waiting(shell)] == [(EXAMPLE["id"], "queued", 0)]
    told = shell.here("outbox")
    assert (told.code, told.lines[-1]) == (0, "1 waiting, 0 need you")
    assert "Saved, waiting to send" in told.lines[0]


def test_no_token_is_3_and_says_where_it_belongs(simulator_server: Any, program: Any) -> None:
    server = simulator_server()
    command = server.simulator.add()
    shell = program(server.url, None)
    ran = shell.here("ack", command.id, "OK")
    assert (ran.code, len(ran.lines)) == (3, 2)
    assert "Set FLIPCONSOLE_TOKEN" in ran.err
    assert shell.here("list").code == 2
    assert server.simulator.received.requests() == []


def test_usage_is_2(program: Any) -> None:
    shell = program("http://example.com")
    ran = shell.run("ack", EXAMPLE["id"], "OK")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Plain http:// would send your token readable through the network. Use https:// instead.\n"
    assert not shell.data.exists()


def test_not_accepted_is_1_with_flips_words(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("status=400,on=patch")
    shell = program(server.url)
    ran = shell.run("ack", command.id, "OK")
    assert ran.code == 1
    assert ran.lines[1].startswith("not accepted:")
    told = shell.here("outbox", "--send")
    assert (told.code, told.lines[-1]) == (1, "0 waiting, 1 need you")
    assert len(bodies(server.simulator)) == 1


def test_cancelled_meanwhile_needs_review_is_1_and_sends_nothing(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    assert shell.here("list").code == 0
    server.simulator.cancel(command.id)
    ran = shell.here("ack", command.id, "OK")
    assert ran.code == 1
    assert ran.lines[1].startswith("needs review: it was not sent.")
    assert "cancelled" in ran.lines[1]
    assert bodies(server.simulator) == []


def test_a_cancellation_that_came_between_look_and_answer_is_1(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("disagree=canceled,on=patch")
    shell = program(server.url)
    ran = shell.here("ack", command.id, "OK")
    assert ran.code == 1
    assert ran.lines[1].startswith("delivered, and it needs you: Flip cancelled it before your OK arrived")
    (document,) = waiting(shell)
    assert document["state"] == "delivered"
    assert "remove it from the battery now" in document["needs_you"][0]


@pytest.mark.parametrize(("kind", "requests"), [("keeps", 1), ("drops", 2)])
def test_a_lost_answer_resolves_itself(
    simulator_server: Any, program: Any, canary: str, kind: str, requests: int
) -> None:
    server = simulator_server(token=canary, list=kind)
    command = server.simulator.add()
    server.simulator.faults.add("lost=1,on=patch,count=1")
    ran = program(server.url).here("ack", command.id, "OK")
    assert ran.code == 0
    assert ran.lines[1].startswith("delivered:")
    assert "not accepted" not in ran.out
    assert bodies(server.simulator) == [OK_BODY] * requests
    assert server.simulator.get(command.id).device_status == "OK"


async def test_an_answer_that_stays_lost_is_3_and_never_called_failed(
    simulator_server: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = simulator_server(list="drops")
    command = server.simulator.add()
    server.simulator.faults.add("lost=1,on=patch")
    home = Home(tmp_path / "data")
    async with open_parts(profile_at(server.url), home, Settings(), server.token, undo_s=0.0) as parts:
        code = await give_ack(
            parts.console, parts.courier, parts.boxes, command.id, Answer.OK, None, as_json=False, patience_s=0.6
        )
        (kept,) = parts.console.unsent()
    said = capsys.readouterr().out.splitlines()
    assert (code, kept.unheard) == (3, True)
    assert said[1].startswith("kept: it was sent and no answer was heard.")


def test_a_refused_token_is_4_and_a_good_one_delivers_later(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server()
    command = server.simulator.add()
    shell = program(server.url, canary)
    ran = shell.run("ack", command.id, "OK")
    assert ran.code == 4
    assert ran.lines[0] == f"saved {command.id} OK"
    assert ran.lines[1].startswith("kept:")
    assert len(server.simulator.received.requests()) == 1
    assert shell.here("outbox", "--send").code == 4
    shell.token = server.token
    ran = shell.run("outbox", "--send")
    assert (ran.code, ran.lines) == (0, ["0 waiting, 0 need you"])
    assert bodies(server.simulator) == [OK_BODY]


def test_a_server_without_a_list_gets_the_answer_unchecked(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary, list="none")
    command = server.simulator.add()
    ran = program(server.url).here("ack", command.id, "OK")
    assert ran.code == 0
    assert ran.lines[1] == ("delivered: Flip has it. Sent without a check: this server offers no list to compare with.")
    assert bodies(server.simulator) == [OK_BODY]


def test_offline_the_last_list_is_shown_and_said_to_be_old(simulator_server: Any, program: Any, canary: str) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    assert shell.here("list").code == 0
    server.simulator.faults.add("status=503,on=list")
    ran = shell.here("list", "--json")
    assert ran.code == 3
    assert [one["id"] for one in json.loads(ran.out)] == [command.id]
    assert "the last known list" in ran.err


def test_rows_that_cannot_be_read_are_told_beside_the_good_ones(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    server.simulator.faults.add("malformed=missing_id,on=list")
    ran = program(server.url).here("list", "--json")
    assert [one["id"] for one in json.loads(ran.out)] == [command.id]
    assert "cannot be read" in ran.err


def test_an_answer_that_cannot_be_saved_says_so_and_never_saved(
    simulator_server: Any, program: Any, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = simulator_server(token=canary)
    command = server.simulator.add()
    shell = program(server.url)
    monkeypatch.setattr("flipconsole.store.outbox.NEEDED_BYTES", 1 << 60)
    ran = shell.here("ack", command.id, "OK")
    assert (ran.code, ran.out) == (1, "")
    assert "This was NOT saved" in ran.err
    assert server.simulator.received.requests("patch") == []


def test_trouble_found_at_the_start_is_told_and_spoils_nothing(
    simulator_server: Any, program: Any, canary: str
) -> None:
    server = simulator_server(token=canary)
    first, second = server.simulator.add(), server.simulator.add()
    shell = program(server.url)
    assert shell.here("ack", first.id, "OK").code == 0
    (outbox,) = shell.data.glob("*/outbox.sqlite3")
    outbox.write_bytes(b"this is no database" * 1000)
    ran = shell.here("ack", second.id, "OK")
    assert (ran.code, ran.lines[0]) == (0, f"saved {second.id} OK")
    assert "damaged" in ran.err


def test_what_nobody_expected_is_told_without_its_details(
    simulator_server: Any, program: Any, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log has the details, without the token; the exit code is none of those that mean something."""

    async def stumble(*_arguments: Any, **_options: Any) -> int:
        raise RuntimeError(f"somewhere in here: {canary}")

    server = simulator_server(token=canary)
    shell = program(server.url)
    monkeypatch.setattr("flipconsole.cli.listing.list_commands", stumble)
    ran = shell.here("list")
    assert (ran.code, ran.out) == (70, "")
    assert ran.err == "The console stumbled over something unexpected (RuntimeError). What it said is saved is safe.\n"
    assert "RuntimeError" in (shell.data / "log" / "flipconsole.log").read_text(encoding="utf-8")


def test_a_token_that_the_server_repeats_is_not_shown(simulator_server: Any, program: Any, canary: str) -> None:
    """The server sends the token back in every text it can (the search is that of the `program` fixture)."""
    server = simulator_server(token=canary)
    command = server.simulator.add(device_status_reason=None)
    shell = program(server.url)
    server.simulator.faults.add(f"body=Bearer {canary}", f"redirect=https://elsewhere.example/{canary}?t={canary}")
    shell.here("list")
    server.simulator.faults.replace(f"body={canary},on=patch,count=1")
    assert shell.here("ack", command.id, "OK").code == 0


def test_the_search_for_the_token_finds_it(
    tmp_path: Path, canary: str, find_traces: Callable[[str, Path, bytes], list[str]]
) -> None:
    """The negative control of every search: the token in a file in base64, and percent-encoded in what was said."""
    import base64

    (tmp_path / "log").write_bytes(b"x" + base64.b64encode(f"Bearer {canary}".encode()) + b"x")
    assert find_traces(canary, tmp_path, b"GET /?t=canary%2F7Qx%2B9%3D~zL0wB") == [
        str(tmp_path / "log"),
        "what was said",
    ]
    (tmp_path / "log").write_bytes(b"quiet")
    assert find_traces(canary, tmp_path, b"") == []


async def test_where_answers_are_kept_only_what_is_asked_for_leaves(
    simulator_server: Any, program: Any, canary: str
) -> None:
    """The switch of the window (O7): `ack` sends its own, `outbox --send` all, and nothing goes by itself."""
    server = simulator_server(token=canary)
    kept, mine = server.simulator.add(), server.simulator.add()
    shell = program(server.url)
    settings = Settings(auto_send=False)
    async with open_parts(profile_at(server.url), Home(shell.data), settings, canary, undo_s=0.0) as parts:
        assert parts.console.answer_by_id(kept.id, Answer.OK, None) == ""
        for _round in range(3):
            await parts.courier.one_round()
    save(shell.data, settings)
    assert server.simulator.received.requests("patch") == []
    assert shell.run("ack", mine.id, "OK").code == 0
    assert [server.simulator.get(one.id).device_status for one in (kept, mine)] == ["PENDING", "OK"]
    assert shell.run("outbox", "--send").code == 0
    assert server.simulator.get(kept.id).device_status == "OK"
