"""What a server said about an error, as one plain line."""

from __future__ import annotations

import http
import unicodedata
from collections.abc import Iterator, Mapping
from typing import cast

from flipconsole.api.auth import Token
from flipconsole.api.fields import cut
from flipconsole.api.strict_json import NotJson, read
from flipconsole.domain.language import _

MOST_SERVER_TEXT = 300


def server_text(status: int, body: bytes | bytearray, token: Token | None) -> str:
    """The server's own reason, else the meaning of the status: one line, at most 300 characters, without the token.

    Taken is the first there is of `message`, `errors[].message` with its `path`, `detail` as a text, `detail[].msg`
    with its `loc` (flip-api.md, "Errors"). The text is untrusted: control and format characters are blanks in it.
    """
    try:
        said = next(_reasons(read(bytes(body).decode())), "")
    except (NotJson, UnicodeDecodeError):
        said = ""
    if token is not None:
        said = token.redacted(said)
    return cut(plain_line(said) or status_text(status), MOST_SERVER_TEXT)


def status_text(status: int) -> str:
    """The number of a status with its standard meaning, where there is one."""
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return _("status {status}").format(status=status)


def plain_line(text: str) -> str:
    """The text on one line, without characters that move, hide or turn other text."""
    return " ".join("".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text).split())


def _reasons(body: object) -> Iterator[str]:
    if not isinstance(body, dict):
        return
    fields = cast("Mapping[str, object]", body)
    yield from _texts(fields.get("message"))
    for error in _objects(fields.get("errors")):
        for message in _texts(error.get("message")):
            yield _placed(message, error.get("path"))
    detail = fields.get("detail")
    yield from _texts(detail)
    for error in _objects(detail):
        for message in _texts(error.get("msg")):
            yield _placed(message, error.get("loc"))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value[: 10 * MOST_SERVER_TEXT]


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield item


def _placed(message: str, place: object) -> str:
    parts = place if isinstance(place, list) else [place]
    names = ".".join(str(part)[:60] for part in parts[:10] if isinstance(part, (str, int)))
    return f"{message} ({names})" if names else message
