"""The program's own log: rotating, private, and without secrets."""

from __future__ import annotations

import base64
import logging
import os
import re
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, quote_plus

from typing_extensions import override

from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.store.home import Home

FILE_NAME = "flipconsole.log"
LARGEST_BYTES = 1024 * 1024
KEPT_FILES = 3

_HIDDEN = "[hidden]"
_SHORTEST_SECRET = 4
_CREDENTIALS = (
    re.compile(r"(?i)((?:proxy-)?authorization[\"']?\s*[:=,]\s*b?[\"']?)[^\r\n\"']+"),
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;)}\]]+"),
    re.compile(r"(FLIPCONSOLE_TOKEN[\"']?\s*[:=]\s*[\"']?)[^\s\"']+"),
    re.compile(r"(://[^\s/:@]*:)[^\s/@]+(?=@)"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

_forms: set[str] = set()


def hide(secret: str) -> None:
    """From now on, no log line of this process shows this secret, plain or in the ways that it travels.

    That is: base64 (standard and URL alphabet, at every offset), percent-encoded, hexadecimal, and backwards through
    `repr`. A text of fewer than four characters is no secret and would blank every line.
    """
    if len(secret) < _SHORTEST_SECRET:
        return
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, repr(secret)[1:-1], quote(secret, safe="", errors="replace"), quote_plus(secret, errors="replace")}
    forms |= {raw.hex(), raw.hex().upper()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for offset in range(3):
            # The characters at both ends also depend on what stands beside the secret: only those between are its own.
            whole = encode(b"\0" * offset + raw).decode().rstrip("=")
            forms.add(whole[(offset * 8 + 5) // 6 : len(raw + b"\0" * offset) * 8 // 6])
    _forms.update(form for form in forms if len(form) >= _SHORTEST_SECRET)


def redact(text: str) -> str:
    """The text without credentials: what `hide` was told, Authorization headers, bearer tokens, passwords in URLs."""
    for form in sorted(_forms, key=len, reverse=True):
        text = text.replace(form, _HIDDEN)
    for pattern in _CREDENTIALS:
        text = pattern.sub(rf"\g<1>{_HIDDEN}", text)
    return text


class RedactingFormatter(logging.Formatter):
    """One record, one line, and its traceback indented under it, so that no text from outside can forge a record."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")

    @override
    def format(self, record: logging.LogRecord) -> str:
        cached = record.exc_text
        if record.exc_info:  # another handler's formatter left its own wording there, not indented
            record.exc_text = None
        try:
            return redact(super().format(record))
        finally:
            record.exc_text = cached

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        return _one_line(super().formatMessage(record))

    @override
    def formatException(self, ei: Any) -> str:
        return _indented(super().formatException(ei))

    @override
    def formatStack(self, stack_info: str) -> str:
        return _indented(stack_info)


class PrivateLogHandler(RotatingFileHandler):
    """A rotating log file with mode 0600 from its first moment."""

    @override
    def _open(self) -> TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        stream = open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=opener)  # noqa: SIM115
        return cast(TextIOWrapper, stream)

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """A line that cannot be written (full disk, no folder) is dropped: the log never stops the work."""


def start_log(home: Home, level: int = logging.INFO) -> PrivateLogHandler:
    """Write the whole process's log into the data directory; `stop_log` ends it sooner than the process does.

    The HTTP libraries stay silent below a warning: their lines carry whole URLs.

    Raises:
        StoreError: the file cannot be opened.
    """
    try:
        handler = PrivateLogHandler(
            home.log / FILE_NAME,
            maxBytes=LARGEST_BYTES,
            backupCount=KEPT_FILES,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        raise StoreError(_("The log cannot be written: {why}.").format(why=error.strerror or error)) from error
    handler.setFormatter(RedactingFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for name in ("httpx", "httpcore", "asyncio", "qasync"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler


def keep_log(directory: Path) -> PrivateLogHandler | None:
    """The log, written from now on; None where it cannot be, which is no reason to stop the work."""
    try:
        return start_log(Home(directory))
    except StoreError:
        return None


def stop_log(handler: PrivateLogHandler) -> None:
    """Close the file and leave the logging of the process as it was without it."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text).replace("\n", "\\n")


def _indented(text: str) -> str:
    return "\n".join("    | " + _one_line(line) for line in text.splitlines())
