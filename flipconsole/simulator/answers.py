"""Reads the request of Update Command Status as strictly as the source page documents it."""

import json
import re
from typing import NoReturn

from flipconsole.simulator.command import ANSWERS
from flipconsole.simulator.replies import Invalid

MOST_BYTES = 1 << 20

_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", re.ASCII)


def read_id(text: str) -> str:
    """The id in the path, in lower case; raises Invalid for anything but a uuid in its canonical form."""
    if not _UUID.fullmatch(text):
        raise Invalid(("path", "id"), "Input should be a valid UUID", "uuid_parsing")
    return text.lower()


def read_answer(body: bytes, content_type: str) -> tuple[str, str | None]:
    """The `device_status` and the reason, None where there is none; raises Invalid.

    Refused are: another content type than JSON, duplicate or unknown keys, NaN, lone surrogates, a null reason, and
    any `device_status` but the three that can be written (PENDING cannot).
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Invalid(("body",), "Content-Type should be application/json", "content_type")
    try:
        fields = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Invalid(("body",), f"JSON decode error: {fault}", "json_invalid") from fault
    if not isinstance(fields, dict):
        raise Invalid(("body",), "Input should be a valid object", "model_attributes_type")
    for name in fields:
        if name not in ("device_status", "device_status_reason"):
            raise Invalid(("body", str(name)), "Extra inputs are not permitted", "extra_forbidden")
    if "device_status" not in fields:
        raise Invalid(("body", "device_status"), "Field required", "missing")
    device_status = fields["device_status"]
    if device_status not in ANSWERS:
        allowed = "'FAILED_OFFLINE', 'FAILED_FAULT' or 'OK'"
        raise Invalid(("body", "device_status"), f"Input should be {allowed}", "enum")
    return str(device_status), _reason(fields)


def _reason(fields: dict[str, object]) -> str | None:
    if "device_status_reason" not in fields:
        return None
    where, reason = ("body", "device_status_reason"), fields["device_status_reason"]
    if not isinstance(reason, str):
        raise Invalid(where, "Input should be a valid string", "string_type")
    if any("\ud800" <= letter <= "\udfff" for letter in reason):
        raise Invalid(where, "Input should be valid Unicode", "string_unicode")
    return reason


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("duplicate keys")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
