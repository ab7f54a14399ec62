"""The ASGI app: the documented endpoints behind their bearer tokens, and the faults in front of them."""

import asyncio
import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from flipconsole.simulator.answers import MOST_BYTES, read_answer, read_id
from flipconsole.simulator.bodies import spoilt_rows
from flipconsole.simulator.command import Command, encode
from flipconsole.simulator.drills import drill_routes
from flipconsole.simulator.flip import UnknownCommand
from flipconsole.simulator.received import Kind, Received
from flipconsole.simulator.replies import Invalid, Reply, error, invalid
from flipconsole.simulator.site_door import SiteKind
from flipconsole.simulator.wire import Struck, as_response, drop, instead

if TYPE_CHECKING:
    from flipconsole.simulator.simulator import Simulator

PAGE, LARGEST_PAGE = 100, 1_000
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def make_app(simulator: "Simulator") -> Starlette:
    """An ASGI app that answers for the simulator; one state however many apps are made."""
    door = _Door(simulator)
    return Starlette(
        routes=[
            Mount("/_sim", routes=drill_routes(simulator)),
            Route("/v1/commands", door.list, methods=["GET"]),
            Route("/v1/command/{id}", door.patch, methods=["PATCH"]),
            Route("/v1/sites", door.sites, methods=["GET"]),
            Route("/v1/auth/site/{id:path}", door.token, methods=["POST"]),
            Route("/v1/site/{id:path}/devices", door.devices, methods=["GET"]),
            Route("/oauth/token", door.grant, methods=["POST"]),
            Route("/{path:path}", door.other, methods=_METHODS),
        ]
    )


class _Door:
    """Receives a request, notes it down, lets faults strike, checks the token and then lets Flip act."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator

    async def list(self, request: Request) -> Response:
        return await self._exchange(request, "list")

    async def patch(self, request: Request) -> Response:
        return await self._exchange(request, "patch")

    async def sites(self, request: Request) -> Response:
        return await self._about_sites(request, "sites")

    async def token(self, request: Request) -> Response:
        return await self._about_sites(request, "token")

    async def devices(self, request: Request) -> Response:
        return await self._about_sites(request, "devices")

    async def _about_sites(self, request: Request, kind: SiteKind) -> Response:
        self._simulator.sites.begin()
        try:
            return await self._exchange(request, kind)
        finally:
            self._simulator.sites.end()

    async def grant(self, request: Request) -> Response:
        return await self._exchange(request, "grant")

    async def other(self, request: Request) -> Response:
        return await self._exchange(request, "other")

    async def _exchange(self, request: Request, kind: Kind) -> Response:
        simulator = self._simulator
        noted = simulator.received.note(
            simulator.flip.now(), kind, request.method, _target(request), request.headers.items()
        )
        try:
            body = await _read(request)
        except ClientDisconnect:
            noted.answered = "cut"
            return Response()  # nobody is there to hear it
        simulator.received.note_body(noted, b"" if kind == "grant" else body)
        if kind == "devices" and simulator.sites.site_of(request.headers.get("authorization", "")) is not None:
            noted.token = "site"
        if simulator.oauth.admits(request.headers.get("authorization", "")):
            noted.token = "right"
        struck = simulator.faults.strike(kind)
        if fault := struck.get("latency"):
            await asyncio.sleep(fault.number)
        if "reset" in struck:
            return await _dropped(noted, request)
        now = simulator.flip.settle()
        reply = instead(struck, now, simulator.settings.errors) or self._act(request, kind, body, struck)
        if "lost" in struck:
            return await _dropped(noted, request)
        noted.answered = "dropped" if "short" in struck else reply.status
        return as_response(reply, struck, now)

    def _act(self, request: Request, kind: Kind, body: bytes, struck: Struck) -> Reply:
        style = self._simulator.settings.errors
        if kind == "devices":
            authorization = request.headers.get("authorization", "")
            return self._simulator.sites.devices(request.path_params["id"], authorization, style)
        if kind == "grant":
            return self._simulator.oauth.grant(body, request.headers.get("content-type", ""))
        if not self._admitted(request):
            headers = {"WWW-Authenticate": "Bearer"}
            return error(401, "The access token is missing, revoked or not valid", style, headers)
        try:
            if kind == "patch":
                return self._answer(request, body, struck)
            if kind == "list" and self._simulator.settings.list != "none":
                return self._list(request, struck)
            if kind == "sites" and self._simulator.settings.sites:
                skip, limit = _page(request)
                return self._simulator.sites.list(skip, limit, tells_zones=self._simulator.settings.tells_zones)
            if kind == "token":
                return self._simulator.sites.give_token(request.path_params["id"], style)
        except Invalid as fault:
            return invalid(fault, style)
        except UnknownCommand:
            return error(404, "Record not found", style)
        return self._nothing_here(request)

    def _admitted(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        is_client = secrets.compare_digest(given.encode(), f"Bearer {self._simulator.token}".encode())
        return is_client or self._simulator.oauth.admits(given)

    def _list(self, request: Request, struck: Struck) -> Reply:
        settings = self._simulator.settings
        rows = self._simulator.flip.encoded(unanswered_only=settings.list == "drops")
        if settings.paging:
            skip, limit = _page(request)
            rows = rows[skip : skip + limit]
        if fault := struck.get("malformed"):
            rng = self._simulator.faults.rng
            for spoilt in spoilt_rows(fault.value, [json.loads(row) for row in rows[:50]], rng):
                rows.insert(rng.randrange(len(rows) + 1), spoilt)
        body = b"[" + b",".join(rows) + b"]"
        if settings.envelope != "none":
            body = b'{"' + settings.envelope.encode() + b'":' + body + b"}"
        return Reply(200, body)

    def _answer(self, request: Request, body: bytes, struck: Struck) -> Reply:
        if len(body) > MOST_BYTES:
            return error(413, "The body is too large", self._simulator.settings.errors)
        flip = self._simulator.flip
        command_id = read_id(request.path_params["id"])
        device_status, reason = read_answer(body, request.headers.get("content-type", ""))
        before = flip.get(command_id)
        disagreement = struck["disagree"].value if "disagree" in struck else ""
        if disagreement == "canceled":
            flip.cancel(command_id)
        elif disagreement == "opt_out":
            flip.opt_out(command_id)
        elif disagreement == "terms":
            flip.change(command_id, {"starts_at": before.starts_at + timedelta(minutes=30)})
        row = _row_after(flip.answer(command_id, device_status, reason), disagreement, flip.make_id("other"))
        if fault := struck.get("malformed"):
            return Reply(200, spoilt_rows(fault.value, [row], self._simulator.faults.rng)[0])
        return Reply(200, encode(row))

    def _nothing_here(self, request: Request) -> Reply:
        path, style = request.url.path, self._simulator.settings.errors
        command = path.removeprefix("/v1/command/") if path.startswith("/v1/command/") else ""
        if command and "/" not in command:
            return error(405, "Method Not Allowed", style, {"Allow": "PATCH"})
        if path == "/v1/commands" and self._simulator.settings.list != "none":
            return error(405, "Method Not Allowed", style, {"Allow": "GET, HEAD"})
        return error(404, "Not Found", style)


def _row_after(command: Command, disagreement: str, other_id: str) -> dict[str, object]:
    """The row that answers a PATCH, telling of another command or another answer when that is asked for."""
    row = command.row()
    if disagreement == "id":
        row["id"] = other_id
    elif disagreement == "device_status":
        row["device_status"] = "OK" if command.device_status != "OK" else "FAILED_FAULT"
    return row


async def _dropped(noted: Received, request: Request) -> Response:
    noted.answered = "dropped"
    return await drop(request)


async def _read(request: Request) -> bytes:
    """The body, or its beginning when it is longer than any that can be taken."""
    parts, size = [], 0
    async for part in request.stream():
        if size <= MOST_BYTES:
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def _target(request: Request) -> str:
    """Path and query as they stood on the wire."""
    path = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope.get("query_string", b"")
    return bytes(path + (b"?" + query if query else b"")).decode("latin-1")


def _page(request: Request) -> tuple[int, int]:
    """How many rows are skipped, and how many are sent."""
    skip = _whole_number(request, "skip", 0, at_least=0)
    return skip, _whole_number(request, "limit", PAGE, at_least=1, at_most=LARGEST_PAGE)


def _whole_number(request: Request, name: str, default: int, *, at_least: int, at_most: int | None = None) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < at_least:
        raise Invalid(("query", name), f"Input should be a whole number from {at_least}", "int_parsing")
    return int(text) if at_most is None else min(int(text), at_most)
