"""Printing for people and for programs: what a line or a document holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, tzinfo

from flipconsole.app.link import Link, LinkState
from flipconsole.cli.terminal import complain, say, visible
from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.language import _
from flipconsole.domain.row import stage_of_ack
from flipconsole.domain.words import stage_text


def say_json(document: object) -> bool:
    """One JSON document on standard output; what comes back is that of `say`."""
    return say(json.dumps(document, ensure_ascii=True, indent=2))


def complain_of_link(link: Link) -> None:
    """Say what keeps the link from working, if anything does."""
    if link.text:
        complain(link.text)
    if link.state is LinkState.NO_TOKEN:
        complain(_("Set FLIPCONSOLE_TOKEN to your client token and try again."))


def complain_of_store(link: Link) -> None:
    """Say what is wrong with the local database, if anything is."""
    if link.store_trouble:
        complain(link.store_trouble)


def ack_document(ack: Ack, items: Sequence[Attention]) -> dict[str, object]:
    """An ack as programs read it, with what a person must do about it."""
    return {
        "id": ack.command_id,
        "device_id": None if ack.terms is None else ack.terms.device_id,
        "device_status": ack.device_status.value,
        "device_status_reason": ack.reason,
        "evidence": None if ack.evidence is None else _evidence_document(ack.evidence),
        "state": ack.state.value,
        "attempts": ack.attempts,
        "answer_unheard": ack.unheard,
        "outcome": ack.outcome,
        "http_status": ack.http_status,
        "answered_at": ack.created_at.isoformat(),
        "operator": ack.operator,
        "needs_you": [item.text for item in items],
    }


def _evidence_document(evidence: Evidence) -> dict[str, list[str]]:
    return {"verified": list(evidence.verified), "not_verified": list(evidence.not_verified)}


def ack_line(ack: Ack, items: Sequence[Attention], now: datetime, zone: tzinfo) -> str:
    """An ack as one line for a person."""
    moment = ack.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")
    parts = [
        ack.command_id,
        "" if ack.terms is None else ack.terms.device_id,
        ack.device_status if ack.reason is None else f"{ack.device_status} ({ack.reason})",
        _("given {when}").format(when=moment),
        stage_text(stage_of_ack(ack, now)),
        *(dict.fromkeys((ack.outcome, *(item.text for item in items)))),
    ]
    return visible("  ".join(part for part in parts if part))
