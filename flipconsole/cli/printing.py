"""Printing for people and for programs: plain lines, or one JSON document."""

from __future__ import annotations

import json
import sys
from datetime import tzinfo

from flipconsole.app.console import Console
from flipconsole.app.link import LinkState
from flipconsole.cli.exits import Exit
from flipconsole.domain.ack import Ack
from flipconsole.domain.language import _


def visible(text: str) -> str:
    """Server text for a terminal: nothing in it can move the cursor, colour the screen or reverse the line."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def print_json(document: object) -> None:
    """One JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=True, indent=2))


def complain(text: str) -> None:
    """One plain sentence on standard error."""
    print(visible(text), file=sys.stderr)


def ack_document(ack: Ack) -> dict[str, object]:
    """An ack as programs read it."""
    return {
        "id": ack.command_id,
        "device_id": None if ack.terms is None else ack.terms.device_id,
        "device_status": ack.device_status.value,
        "device_status_reason": ack.reason,
        "state": ack.state.value,
        "attempts": ack.attempts,
        "answer_unheard": ack.unheard,
        "outcome": ack.outcome,
        "http_status": ack.http_status,
        "answered_at": ack.created_at.isoformat(),
        "operator": ack.operator,
    }


def ack_line(ack: Ack, zone: tzinfo) -> str:
    """An ack as one line for a person."""
    moment = ack.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")
    what = f"{ack.device_status}" if ack.reason is None else f"{ack.device_status} ({ack.reason})"
    return visible(f"{ack.command_id}  {ack.state}  {what}  {moment}  {ack.outcome}")


def exit_of_link(console: Console) -> Exit:
    """The exit code for a link over which nothing can go now, and its reason on standard error."""
    link = console.link
    if link.text:
        complain(link.text)
    match link.state:
        case LinkState.LIVE | LinkState.NO_LIST:
            return Exit.DONE
        case LinkState.TOKEN_REFUSED:
            return Exit.TOKEN_REFUSED
        case LinkState.NO_TOKEN:
            complain(_("Set FLIPCONSOLE_TOKEN to your client token and try again."))
            return Exit.KEPT
        case _:
            return Exit.KEPT
