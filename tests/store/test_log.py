"""The log holds what happened and nothing that a thief could use."""

import base64
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from flipconsole.domain.ack import Ack
from flipconsole.domain.journal import JournalLine
from flipconsole.store import log
from flipconsole.store.home import Home
from flipconsole.store.outbox import Outbox
from flipconsole.store.settings import Settings, save
from flipconsole.store.snapshot import Snapshot

SECRET = "fl1p/T0ken+with=odd&marks~9zQ"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(log, "_forms", set())
    root_level = logging.getLogger().level
    handler = log.start_log(Home(tmp_path))
    yield tmp_path / "log" / "flipconsole.log"
    log.stop_log(handler)
    logging.getLogger().setLevel(root_level)


def say_everything(secret: str) -> None:
    logger = logging.getLogger("flipconsole.test")
    logger.info("plain %s and %r", secret, secret)
    logger.info("percent %s", quote(secret, safe=""))
    for before in ("", "a", "ab", "Bearer ", "user:"):
        logger.info("base64 %s", base64.b64encode(f"{before}{secret}!".encode()).decode())
        logger.info("base64 %s", base64.urlsafe_b64encode(f"{before}{secret}".encode()).decode())
    logger.info("hex %s", secret.encode().hex())
    try:
        raise ValueError(f"refused {secret}")
    except ValueError:
        logger.exception("it failed with %s", {"token": secret})


def leaks(text: str, secret: str) -> list[str]:
    """The forms of the secret that stand in the text, judged without the code under test."""
    raw = secret.encode()
    forms = [secret, quote(secret, safe=""), raw.hex()]
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        forms += [encode(b"x" * offset + raw).decode()[4:-4] for offset in range(3)]
    return [form for form in forms if form in text]


def test_a_hidden_secret_stands_nowhere_in_any_form(written: Path) -> None:
    log.hide(SECRET)
    say_everything(SECRET)
    text = written.read_text("utf-8")
    assert leaks(text, SECRET) == []
    assert text.count("[hidden]") >= 16
    assert "ValueError" in text


def test_no_file_of_the_data_directory_holds_the_secret(
    written: Path, tmp_path: Path, make_ack: Callable[..., Ack], make_line: Callable[..., JournalLine]
) -> None:
    log.hide(SECRET)
    say_everything(SECRET)
    outbox, snapshot = Outbox.open(tmp_path), Snapshot.open(tmp_path / "snapshot.sqlite3")
    outbox.put([make_ack()], [make_line()]).result(5)
    save(tmp_path, Settings(operator="Ana"))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    found = {path.name: leaks(path.read_bytes().decode("latin-1"), SECRET) for path in files}
    snapshot.close()
    outbox.close()
    assert len(found) >= 9
    assert [name for name, forms in found.items() if forms] == []


def test_the_same_search_finds_a_secret_that_was_not_hidden(written: Path) -> None:
    """The negative control."""
    say_everything(SECRET)
    assert len(leaks(written.read_text("utf-8"), SECRET)) == 9


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"headers {{'Authorization': 'Bearer {SECRET}'}}",
        f"[(b'authorization', b'Bearer {SECRET}')]",
        f"bearer {SECRET}",
        f"FLIPCONSOLE_TOKEN={SECRET}",
        f"Proxy-Authorization: Basic {SECRET}",
        "https://ana:" + "fl1pT0kenwithoddmarks9zQ" + "@proxy.test:3128/",
    ],
)
def test_credentials_are_hidden_even_when_nobody_named_them(written: Path, text: str) -> None:
    logging.getLogger("flipconsole.test").warning("%s", text)
    found = written.read_text("utf-8")
    assert "T0ken" not in found
    assert "[hidden]" in found


def test_text_from_outside_cannot_forge_a_line(written: Path) -> None:
    forged = "2025-01-01 00:00:00,000 INFO delivered"
    try:
        raise ValueError(f"x\r\n{forged}")
    except ValueError:
        logging.getLogger("flipconsole.test").exception("said\r\n%s\x1b[2K\u2028%s\u202e", forged, forged)
    lines = written.read_text("utf-8").splitlines()
    assert not any(line.startswith(forged) for line in lines)
    assert sum(not line.startswith("    | ") for line in lines) == 1
    assert "\\x0d\\n" in lines[0]
    assert "\\x1b" in lines[0]


def test_http_libraries_say_nothing_below_a_warning(written: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://x.test/?token=abc")
    logging.getLogger("httpcore.connection").debug("connect")
    logging.getLogger("httpx").warning("kept")
    assert "kept" in written.read_text("utf-8")
    assert "x.test" not in written.read_text("utf-8")


def test_old_lines_rotate_away_and_every_file_is_private(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, log.PrivateLogHandler))
    handler.maxBytes = 500
    for number in range(100):
        logging.getLogger("flipconsole.test").info("line %d", number)
    files = sorted(written.parent.iterdir())
    assert [file.name for file in files] == ["flipconsole.log", *(f"flipconsole.log.{n}" for n in (1, 2, 3))]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert "line 99" in written.read_text("utf-8")


def test_a_log_that_cannot_be_written_stops_nothing(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (handler,) = (one for one in logging.getLogger().handlers if isinstance(one, log.PrivateLogHandler))
    stream = handler.stream
    monkeypatch.setattr(handler, "stream", None)
    monkeypatch.setattr(handler, "_open", lambda: (_ for _ in ()).throw(OSError(28, "full")))
    logging.getLogger("flipconsole.test").info("lost")
    stream.close()
