"""What is answered: status, body, headers, and the error bodies that Flip is believed to send."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from flipconsole.simulator.command import encode

ErrorStyle = Literal["flip", "fastapi", "aggregator"]
"""Which of the spellings an error body has; no page shows the one of the OEM API, so all that Flip uses exist here."""


@dataclass(slots=True)
class Reply:
    """An answer before it is put on the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


class Invalid(Exception):
    """A request that Flip refuses: where the fault is, as a path of keys, and what it is."""

    def __init__(self, where: tuple[str, ...], message: str, kind: str = "value_error") -> None:
        super().__init__(message)
        self.where = where
        self.message = message
        self.kind = kind


def error(status: int, message: str, style: ErrorStyle = "flip", headers: dict[str, str] | None = None) -> Reply:
    """An error that is about the request as a whole."""
    code, phrase = _code(status), _phrase(status)
    body: dict[str, object]
    if style == "fastapi":
        body = {"detail": message}
    elif style == "aggregator":
        body = {"code": code, "error": phrase, "message": message, "statusCode": status}
    else:
        body = {"code": code, "message": message, "status_code": status, "errors": [], "detail": []}
    return Reply(status, encode(body), headers or {})


def invalid(fault: Invalid, style: ErrorStyle = "flip") -> Reply:
    """Invalid input: 400 as the source page has it, or the 422 of the `fastapi` style for a path that is no uuid."""
    where = ".".join(fault.where[1:])
    item = {"loc": list(fault.where), "msg": fault.message, "type": fault.kind}
    status = 422 if style == "fastapi" and fault.where[0] == "path" else 400
    body: dict[str, object]
    if style == "fastapi":
        body = {"detail": [item]}
    elif style == "aggregator":
        message = f"{where}: {fault.message}" if where else fault.message
        body = {
            "code": "VALIDATION_ERROR",
            "error": _phrase(status),
            "message": message,
            "statusCode": status,
        }
    else:
        body = {
            "code": "VALIDATION_ERROR",
            "message": "Invalid input",
            "status_code": status,
            "errors": [{"message": fault.message, "path": where}],
            "detail": [item],
        }
    return Reply(status, encode(body))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def _code(status: int) -> str:
    return _phrase(status).upper().replace(" ", "_").replace("-", "_")
