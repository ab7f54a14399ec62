"""The requests that this Flip has received, without the token."""

import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["list", "patch", "sites", "token", "devices", "grant", "other"]

REMEMBERED = 10_000
"""The newest so many requests are kept; the totals count all."""

_BODY_KEPT = 64 * 1024


@dataclass(slots=True)
class Received:
    """One request as it came; `answered` is the status sent back, `dropped`, None while it is open, or
    `cut` if the client went away before its body was whole; then nothing was done, and `body` is empty.

    `path` is as it stood on the wire, undecoded, with the query. In `headers`, `path` and `body` the token is replaced
    by `(token)`; `token` says whether the right one came in the Authorization header. The body of a request for an
    access token is not kept: it is a secret.
    """

    number: int
    at: datetime
    kind: Kind
    method: str
    path: str
    headers: dict[str, str]
    token: Literal["right", "wrong", "site", "none"]
    body: str = ""
    answered: int | Literal["dropped", "cut"] | None = None

    def as_json(self) -> dict[str, object]:
        """The same as a JSON object."""
        return asdict(self) | {"at": self.at.isoformat()}


class RequestLog:
    """The newest requests, oldest first, and totals of all."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._requests: deque[Received] = deque(maxlen=REMEMBERED)
        self._numbers = 0
        self._lock = threading.Lock()
        self.totals: Counter[str] = Counter()

    def note(self, at: datetime, kind: Kind, method: str, path: str, headers: list[tuple[str, str]]) -> Received:
        """Write down a request that has just come."""
        together: dict[str, str] = {}
        token: Literal["right", "wrong", "none"] = "none"
        for name, value in headers:
            if name == "authorization":
                token = "right" if value == f"Bearer {self._token}" and token == "none" else "wrong"
                value = f"({token} token)"
            else:
                value = self._redacted(value)
            together[name] = f"{together[name]}, {value}" if name in together else value
        with self._lock:
            self._numbers += 1
            self.totals[kind] += 1
            request = Received(self._numbers, at, kind, method, self._redacted(path), together, token)
            self._requests.append(request)
        return request

    def note_body(self, request: Received, body: bytes) -> None:
        """Add the body, its first 64 KiB, to a request noted before."""
        request.body = self._redacted(body[:_BODY_KEPT].decode(errors="backslashreplace"))

    def requests(self, kind: Kind | None = None, after: int = 0) -> list[Received]:
        """The remembered requests of a kind, or all, whose number is above `after`."""
        with self._lock:
            return [one for one in self._requests if one.number > after and kind in (None, one.kind)]

    def clear(self) -> None:
        """Forget requests and totals; numbers go on."""
        with self._lock:
            self._requests.clear()
            self.totals.clear()

    def _redacted(self, text: str) -> str:
        return text.replace(self._token, "(token)")
