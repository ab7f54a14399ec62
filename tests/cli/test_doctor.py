"""`flipconsole doctor` says which stage is broken, in words and in JSON, and how far one gets by its exit code (D2)."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flipconsole.cli.exits import Exit
from flipconsole.domain.diagnosis import Stage, stage_title
from flipconsole.domain.profile import profile_at
from flipconsole.store.settings import Settings, save
from tests.api.certificates import NEEDS_OPEN_STORE
from tests.app.broken_ways import CASES, broken_way

EXITS = {
    "name": Exit.KEPT,
    "refused": Exit.KEPT,
    "proxy_password": Exit.KEPT,
    "unknown_issuer": Exit.KEPT,
    "intercepted": Exit.KEPT,
    "issuers": Exit.KEPT,
    "captive_page": Exit.KEPT,
    "trouble": Exit.KEPT,
    "clock": Exit.NOT_ACCEPTED,
    "token_missing": Exit.TOKEN_REFUSED,
    "token_refused": Exit.TOKEN_REFUSED,
    "list_unreadable": Exit.NOT_ACCEPTED,
    "patch_blocked": Exit.NOT_ACCEPTED,
}


@NEEDS_OPEN_STORE
@pytest.mark.parametrize(("case", "code"), EXITS.items())
def test_each_broken_stage_is_named(
    case: str,
    code: Exit,
    call: Callable[..., Any],
    simulator_server: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    stage, verdict, _play = CASES[case]
    with broken_way(case, simulator_server, monkeypatch, tmp_path) as (around, address):
        profile = replace(profile_at(address), ca_file=around.ca_file)
        (tmp_path / "data").mkdir()
        save(tmp_path / "data", Settings(profile=profile.id, profiles=(profile,)))
        ran = call("doctor", token=around.token)
        document = json.loads(call("doctor", "--json", token=around.token).out)
    assert ran.code == code
    assert ran.err == ""
    assert ran.lines[0].endswith(f"looking at {address}")
    assert f"“{stage_title(stage)}”" in ran.lines[-1]
    assert document["ok"] is False
    assert document["verdict"] == verdict.value
    told = {entry["stage"]: entry for entry in document["stages"]}
    assert list(told) == [each.value for each in Stage]
    assert told[stage.value]["verdict"] == verdict.value
    assert told[stage.value]["found"] in ran.out
    assert told[stage.value]["advice"] in ran.out
    assert "canary" not in ran.out


def test_a_sound_connection_is_0(program: Any, canary: str, simulator_server: Callable[..., Any]) -> None:
    shell = program(simulator_server(token=canary).url)
    ran = shell.run("doctor")
    assert ran.code == Exit.DONE
    assert ran.lines[-1] == "Everything between this computer and Flip works."
    assert sum(line.startswith("works") for line in ran.lines) == len(Stage)
    document = json.loads(shell.here("doctor", "--json").out)
    assert document["ok"] is True
    assert document["verdict"] == "fine"
    assert document["edition"]["version"]


def test_it_needs_no_file_of_the_profile_and_leaves_none(
    program: Any, canary: str, simulator_server: Callable[..., Any]
) -> None:
    shell = program(simulator_server(token=canary).url)
    assert shell.here("doctor", "--read-only").code == Exit.DONE
    assert not list(shell.data.rglob("*.sqlite3"))


def test_without_an_address_it_says_what_to_do(call: Callable[..., Any]) -> None:
    ran = call("doctor")
    assert ran.code == Exit.USAGE
    assert "--base-url" in ran.err
