"""What cannot be meant: exit code 2, one plain sentence, and nothing done."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flipconsole.__main__ import main
from flipconsole.store.settings import Settings, save

ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
URL = ("--base-url", "http://127.0.0.1:9")

WRONG = {
    ("list",): "No server address is known",
    ("outbox",): "No server address is known",
    ("ack", ID, "OK"): "No server address is known",
    ("list", "--base-url", "http://example.com"): "Plain http://",
    ("list", "--base-url", "example.com"): "must begin with https://",
    ("list", "--base-url", "https://me:pw@example.com"): "must not contain a user name",
    ("list", "--base-url", "https://example.com:99999"): "check its port",
    ("ack", "../../etc/passwd", "OK", *URL): "is not a command id; one looks like 497f6eca",
    ("ack", ID.upper(), "OK", *URL): "is not a command id",
    ("ack", ID, "PENDING", *URL): "choose from",
    ("ack", ID, "FAILED_FAULT", *URL): "A failure needs a reason: add --reason TEXT",
    ("ack", ID, "FAILED_OFFLINE", "--reason", " \t", *URL): "A failure needs a reason",
    ("ack", ID, "FAILED_FAULT", "--reason", "x" * 2001, *URL): "it has 2001 characters, and may have 2000",
    ("ack", ID, "FAILED_FAULT", "--reason", "caf\udce9", *URL): "no text in this terminal's encoding",
    ("demo", "--batteries", "many"): "“many” is not a whole number from 0 to 1000000",
    ("demo", "--batteries", "-1"): "“-1” is not a whole number",
    ("render", "x.png", "--size", "big"): "“big” is not a size like 1280x800",
    ("render", "x.png", "--size", "10x10"): "each side from 200 to 8000",
    ("list", "--colour"): "unrecognized arguments",
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG.items(), ids=lambda one: " ".join(one)[:60].strip())
def test_it_is_told_plainly_and_nothing_is_done(
    call: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = call(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert "Traceback" not in ran.err
    assert "_number" not in ran.err
    assert not (tmp_path / "data").exists()


def test_a_failure_may_go_without_a_reason_where_that_is_allowed(
    simulator_server: Callable[..., Any], program: Callable[..., Any]
) -> None:
    server = simulator_server()
    command = server.simulator.add()
    shell = program(server.url, server.token)
    shell.data.mkdir(parents=True)
    save(shell.data, Settings(needs_reason=False))
    assert shell.here("ack", command.id, "FAILED_FAULT").code == 0
    (sent,) = server.simulator.received.requests("patch")
    assert sent.body == '{"device_status":"FAILED_FAULT"}'


SIMULATE_WRONG = {
    ("--port", "70000"): "“70000” is not a whole number from 0 to 65535",
    ("--port", "http"): "“http” is not a whole number",
    ("--seed", "one"): "“one” is not a whole number",
    ("--scenario", "nowhere"): "There is no scenario “nowhere”. There are: awkward, ",
    ("--scenario", "../scenarios/event"): "There is no scenario",
    ("--scenario", "x" * 5000): "There is no scenario",
    ("--fault", "nonsense"): "a fault is written NAME=VALUE",
    ("--fault", "gravity=9.81"): "there is no fault 'gravity'; there are latency, ",
    ("--fault", "status=99"): "status is an HTTP status from 200 to 999",
    ("--fault", "lost=2"): "lost cannot be 2",
}


@pytest.mark.parametrize(("arguments", "sentence"), SIMULATE_WRONG.items(), ids=lambda one: " ".join(one)[:40])
def test_a_simulator_that_cannot_be_is_told_plainly(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], sentence: str
) -> None:
    try:
        code = main(["simulate", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert sentence in captured.err


@pytest.mark.parametrize("spelling", [("--token", "sesame-4711"), ("--token=sesame-4711",)])
def test_a_token_is_never_an_option_and_is_not_repeated(call: Callable[..., Any], spelling: tuple[str, ...]) -> None:
    ran = call("list", *URL, *spelling)
    assert ran.code == 2
    assert "set FLIPCONSOLE_TOKEN instead" in ran.err
    assert "sesame-4711" not in ran.err


@pytest.mark.parametrize("arguments", [("list",), ("outbox", *URL), ("--version",), ("nonsense",)])
def test_the_token_leaves_the_environment_at_once(call: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    """Whatever becomes of the run, no child of it inherits the token (negative control: it was there)."""
    os.environ["FLIPCONSOLE_TOKEN"] = "here"
    call(*arguments)
    assert "FLIPCONSOLE_TOKEN" not in os.environ


def test_a_token_that_no_header_can_carry_is_told_without_repeating_it(
    call: Callable[..., Any], tmp_path: Path
) -> None:
    ran = call("ack", ID, "OK", *URL, token="Bearer sesame-4711")
    assert (ran.code, ran.out) == (2, "")
    assert "Paste it alone" in ran.err
    assert "sesame" not in ran.err


def test_a_data_directory_that_is_a_file_is_told_plainly(call: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    ran = call("ack", ID, "OK", *URL)
    assert (ran.code, ran.out) == (2, "")
    assert "answers cannot be saved" in ran.err


def test_the_help_names_every_word_and_every_exit_code(call: Callable[..., Any]) -> None:
    said = call("--help").out
    for word in (
        "demo",
        "simulate",
        "list",
        "ack",
        "outbox",
        "verify",
        "render",
        "--base-url",
        "--data-dir",
        "--version",
    ):
        assert word in said
    for code in range(5):
        assert f"\n  {code}  " in said
    assert "FLIPCONSOLE_TOKEN" in said


@pytest.mark.parametrize(
    ("word", "parts"),
    {
        "ack": ("ID OK|FAILED_OFFLINE|FAILED_FAULT", "--reason TEXT", "--json", "cannot\nbe lost"),
        "list": ("--json",),
        "outbox": ("--send", "--json"),
        "verify": ("--json",),
        "simulate": ("--host", "--port", "--batteries", "--seed", "--scenario", "--fault NAME=VALUE"),
        "demo": ("--batteries", "--seed"),
        "render": ("OUT.png", "--size WxH", "--theme"),
    }.items(),
)
def test_each_word_explains_itself(call: Callable[..., Any], word: str, parts: tuple[str, ...]) -> None:
    said = call(word, "--help").out
    for part in parts:
        assert part in said
    assert "SUPPRESS" not in said
