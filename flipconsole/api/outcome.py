"""What an HTTP outcome means for the desk: each answer becomes one error class, or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flipconsole.api.auth import Token
from flipconsole.api.server_text import server_text
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Hindrance,
    Misdirected,
    Refused,
    Throttled,
    Unauthorized,
    Unreachable,
)
from flipconsole.domain.language import _
from flipconsole.domain.times import FIRST_YEAR, LAST_YEAR

SHORTEST_WAIT_S, LONGEST_WAIT_S = 1.0, 900.0
NO_LIST = frozenset({404, 405, 501})
"""Answers to the list request that say: this server offers no list."""

_NOT_DONE = frozenset({408, 425, 503})
_CONFLICT = frozenset({409, 412})
_NOT_IMPLEMENTED = frozenset({501, 505})


def judge_answer(
    status: int, headers: Mapping[str, str], body: bytes | bytearray, *, listing: bool, token: Token | None
) -> ApiError | None:
    """The error that a status stands for (reliability.md section 5 decides the whole range); None for 200.

    After a 5xx other than 503 the outcome counts as unknown (`heard` is False): a gateway may have lost the answer of
    a Flip that took the request. `listing`: it answers the list request, where a refusal concerns the address.
    """
    if status == 200:
        return None
    said = server_text(status, body, token)
    match status // 100:
        case 2:
            message = _("The server answered without a command ({said}). It is being checked.")
            return BadPayload(message.format(said=said), status=status)
        case 3:
            message = _(
                "The server address has moved ({said}). The console did not follow. Check the address in the settings; "
                "your answers are kept."
            )
            return Misdirected(message.format(said=said), status=status)
        case 4 if status not in (408, 425, 429):
            return _judge_refusal(status, said, listing, token)
        case 5 if status in _NOT_IMPLEMENTED:
            return _judge_refusal(status, said, listing, token)
        case 5 if status == 511:
            message = _("This network asks you to sign in: open a browser. Your answers are kept and sent afterwards.")
            return BadPayload(message, status=status, signin_page=True)
    wait_s = read_retry_after(headers.get("retry-after"), read_date(headers.get("date")))
    if status == 429 or wait_s is not None:
        message = _("Flip asked the console to wait ({said}). Your answers are kept and sent afterwards.")
        return Throttled(message.format(said=said), wait_s=wait_s, status=status)
    message = _(
        "Flip is not available at the moment ({said}). Your answers are kept; the console tries again by itself."
    )
    return Unreachable(message.format(said=said), status=status, heard=status in _NOT_DONE, hindrance=Hindrance.TROUBLE)


def _judge_refusal(status: int, said: str, listing: bool, token: Token | None) -> ApiError:
    if status == 401:
        if token is None:
            message = _("Flip asks for a token ({said}). Your answers are kept. Enter the token to go on.")
        else:
            message = _("Flip does not accept the token ({said}). Your answers are kept. Enter a valid token to go on.")
        return Unauthorized(message.format(said=said), status=status)
    if status == 407:
        message = _("The proxy of this network asks for a password. Your answers are kept. Check the proxy settings.")
        return Unreachable(message, status=status, hindrance=Hindrance.PROXY)
    if listing:
        message = _(
            "The server does not give the list of commands ({said}). Check the address and the token; your answers are "
            "kept."
        )
        return Misdirected(message.format(said=said), status=status)
    if status in _CONFLICT:
        message = _("The command changed before your answer arrived ({said}). It was not accepted: look again.")
    elif status == 403:
        message = _("This token may not answer the command ({said}). The answer was not accepted.")
    elif status == 404:
        message = _("The server does not know this command ({said}). The answer was not accepted.")
    else:
        message = _("The answer was not accepted: {said}")
    return Refused(message.format(said=said), status=status, server_text=said, conflict=status in _CONFLICT)


def read_date(text: str | None) -> datetime | None:
    """The moment in a Date header, aware UTC; None when there is none that makes sense."""
    try:
        moment = parsedate_to_datetime(text or "")
        if moment.tzinfo is None:
            return None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def read_retry_after(text: str | None, served_at: datetime | None) -> float | None:
    """The seconds to wait that a Retry-After header names, within 1 to 900; None for junk, the past, or no header.

    A date is counted from the server's own Date, so that a wrong clock here does not matter.
    """
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return min(max(float(text[:12]), SHORTEST_WAIT_S), LONGEST_WAIT_S)
    until = read_date(text)
    if until is None:
        return None
    wait_s = (until - (served_at or datetime.now(UTC))).total_seconds()
    return None if wait_s < 0 else min(max(wait_s, SHORTEST_WAIT_S), LONGEST_WAIT_S)
