"""The token is in no file, line or text after a session in which everything went wrong (SEC2)."""

import base64
import json
import logging
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from flipconsole.domain.command import Answer
from flipconsole.store.home import Home
from flipconsole.store.log import start_log, stop_log
from flipconsole.store.settings import Settings, save
from flipconsole.ui.command_list.order import Column
from tests.faults.conftest import ID, Bench, OpenBench, listed, text

TOKEN = "canary/1f0e+9d8c=7b6a"


def traces(folder: Path, said: str = "") -> list[str]:
    """Where the token can be read, as it is or as headers, addresses and archives write it."""
    inner = [base64.b64encode(b"." * before + TOKEN.encode())[4 if before else 0 : -4] for before in range(3)]
    forms = [TOKEN.encode(), quote(TOKEN, safe="").encode(), TOKEN.encode().hex().encode(), *inner]
    places = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()} | {"said": said.encode()}
    return [name for name, content in places.items() if any(form in content for form in forms)]


def echo(status: int) -> dict[str, Any]:
    """An answer that repeats the token, as careless servers do."""
    words = f"Bearer {TOKEN} is not good, nor is {quote(TOKEN, safe='')}"
    return {"content": json.dumps({"message": words}).encode(), "status": status, "headers": {"X-Echo": TOKEN}}


async def everything_goes_wrong(bench: Bench, said: list[str]) -> None:
    await bench.shows(text())
    said_by = bench.console.link_changed
    said_by.connect(lambda link: said.append(f"{link}"))
    for status in (400, 503, 429, 301, 204, 404):
        bench.flip.answers(**echo(status))
        await bench.answer(ID, Answer.FAILED_FAULT, f"relay {status}")
        await bench.pass_seconds(20)
        bench.flip.lists(**echo(status))
        await bench.pass_seconds(70)
        said += [bench.banner(), bench.cell(Column.ANSWER), bench.tip(Column.ANSWER)]
        for ack in bench.console.unsent():
            bench.console.withdraw(ack.seq)
        bench.flip.lists(listed(text()))
        await bench.pass_seconds(400)
    bench.flip.listing = _raises
    await bench.pass_seconds(70)
    bench.flip.lists(**echo(401))
    await bench.pass_seconds(400)
    said += [bench.banner(), *(notice.text for notice in bench.notices)]
    said += [str(ack) for row in bench.console.rows.values() for ack in row.acks]


def _raises(request: httpx.Request) -> httpx.Response:
    raise ValueError(f"a slip that names {request.headers['authorization']}")


async def test_no_file_and_no_text_holds_the_token(open_bench: OpenBench, tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    save(home.directory, Settings(operator="Ana"))
    log = start_log(home)
    said: list[str] = []
    try:
        async with open_bench(token=TOKEN) as bench:
            with pytest.raises(ValueError, match="slip"):
                await everything_goes_wrong(bench, said)
            _log_what_the_courier_would(bench)
    finally:
        stop_log(log)
    assert len(said) > 20
    assert any("••••" in one for one in said)
    names = {path.name for path in home.directory.rglob("*") if path.is_file()}
    assert {"settings.toml", "flipconsole.log", "outbox.sqlite3", "snapshot.sqlite3"} <= names
    assert traces(tmp_path, "\n".join(said)) == []


def _log_what_the_courier_would(bench: Bench) -> None:
    try:
        bench.flip(httpx.Request("GET", "http://127.0.0.1/", headers={"Authorization": f"Bearer {TOKEN}"}))
    except ValueError:
        logging.getLogger("flipconsole.app.courier").exception("a round failed unexpectedly")


def test_the_same_search_finds_a_token_that_was_written(tmp_path: Path) -> None:
    """Negative control."""
    for number, written in enumerate((TOKEN, quote(TOKEN, safe=""), base64.b64encode(f"x:{TOKEN}".encode()).decode())):
        (tmp_path / str(number)).write_text(f"before {written} after")
    assert len(traces(tmp_path)) == 3
    assert traces(tmp_path / "0x", f"Authorization: Bearer {TOKEN}") == ["said"]
