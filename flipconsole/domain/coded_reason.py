"""A coded reason: free text for people with a few codes behind it that programs can count."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from flipconsole.domain.language import _

LONGEST = 2000
"""Flip documents no limit for a reason; this is the console's own."""

KEYS = ("cause", "code", "next", "retry")
"""In the order in which they are written."""

_IN_BRACKETS = re.compile(r"(?P<text>.*?)\s*\[(?P<codes>[^\[\]]*)\]", re.DOTALL)
_FORBIDDEN = str.maketrans({";": ",", "[": "(", "]": ")"})
_LONGEST_CODE = 120


class Cause(StrEnum):
    """What is behind a failure, as a word that stays the same in every language."""

    COMMS = "comms"
    INTERNET = "internet"
    GATEWAY = "gateway"
    POWER = "power"
    SWITCHED_OFF = "switched_off"
    FAULT = "fault"
    REFUSED = "refused"
    SERVICE = "service"
    LIMITS = "limits"
    UNSUPPORTED = "unsupported"
    RUNNING = "running"


class CodedReason(NamedTuple):
    """`text` is what a person wrote; `cause` a `Cause` or another word, `code` what the device shows, `next` what is
    done about it, `retry` when to try again. "" where nothing is known.
    """

    text: str = ""
    cause: str = ""
    code: str = ""
    next: str = ""
    retry: str = ""

    @property
    def is_coded(self) -> bool:
        """Whether there is more than free text."""
        return any(self[1:])


def coded(text: str = "", *, cause: str = "", code: str = "", next: str = "", retry: str = "") -> CodedReason:
    """A reason that comes back from `parse_reason` as it is: blanks and marks that would confuse are replaced.

    Codes that stand in the text already are taken from there, where none is given beside it.
    """
    reason = CodedReason(text.strip(), *map(_clean, (cause, code, next, retry)))
    while (inside := parse_reason(reason.text)).is_coded:
        kept = {key: getattr(reason, key) or getattr(inside, key) for key in KEYS}
        reason = CodedReason(inside.text, **kept)
    return reason


def parse_reason(text: str) -> CodedReason:
    """The text and the codes of a reason, however it was typed; what is not understood stays text."""
    text = text.strip()
    if (codes := _read_codes(text)) is not None:
        return CodedReason("", **codes)
    found = _IN_BRACKETS.fullmatch(text)
    if found is not None and (codes := _read_codes(found["codes"])) is not None:
        return CodedReason(found["text"].strip(), **codes)
    return CodedReason(text)


def format_reason(reason: CodedReason) -> str:
    """As it is sent: "The gateway is offline [cause=gateway; code=E12; retry=18:00]"; without text the codes alone.

    The codes are never cut; the text is, where both are longer than a reason may be.
    """
    codes = "; ".join(f"{key}={value}" for key in KEYS if (value := getattr(reason, key)))
    if not codes:
        return reason.text[:LONGEST].strip()
    if not reason.text:
        return codes
    return f"{reason.text[: LONGEST - len(codes) - 3].strip()} [{codes}]"


def cause_text(cause: str) -> str:
    """A cause in words; one that this version does not know as it came."""
    match cause:
        case Cause.COMMS:
            return _("No contact with the battery")
        case Cause.INTERNET:
            return _("No internet at the site")
        case Cause.GATEWAY:
            return _("Gateway offline")
        case Cause.POWER:
            return _("Power cut at the site")
        case Cause.SWITCHED_OFF:
            return _("Battery switched off")
        case Cause.FAULT:
            return _("Fault at the battery or inverter")
        case Cause.REFUSED:
            return _("Refused by the battery")
        case Cause.SERVICE:
            return _("In service mode")
        case Cause.LIMITS:
            return _("Outside its limits")
        case Cause.UNSUPPORTED:
            return _("Not supported")
        case Cause.RUNNING:
            return _("Already running")
        case "":
            return _("No cause given")
    return cause


def _read_codes(text: str) -> dict[str, str] | None:
    """The pairs in a text that consists of nothing else, each key once; None for any other text."""
    codes: dict[str, str] = {}
    for pair in text.split(";"):
        key, mark, value = pair.partition("=")
        key, value = key.strip().lower(), _clean(value)
        if not mark or key not in KEYS or key in codes or not value:
            return None
        codes[key] = value
    return codes


def _clean(value: str) -> str:
    return " ".join(value.translate(_FORBIDDEN).split())[:_LONGEST_CODE].strip()
