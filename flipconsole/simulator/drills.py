"""The routes under `/_sim`, by which a test or a drill looks at this Flip and makes things happen to it.

They need no token and answer loopback peers only.
"""

import functools
import ipaddress
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flipconsole.simulator.command import ANSWERS, Command, encode
from flipconsole.simulator.faults import make_fault, parse_fault
from flipconsole.simulator.flip import UnknownCommand, count_by_status

if TYPE_CHECKING:
    from flipconsole.simulator.simulator import Simulator

Endpoint = Callable[[Request], Awaitable[object]]


def drill_routes(simulator: "Simulator") -> list[Route]:
    """The routes, to be mounted under `/_sim`."""
    drills = _Drills(simulator)

    def route(path: str, endpoint: Endpoint, method: str) -> Route:
        return Route(path, _loopback_only(endpoint), methods=[method])

    return [
        route("/state", drills.state, "GET"),
        route("/received", drills.received, "GET"),
        route("/received", drills.forget_received, "DELETE"),
        route("/faults", drills.faults, "GET"),
        route("/faults", drills.replace_faults, "PUT"),
        route("/faults", drills.clear_faults, "DELETE"),
        route("/settings", drills.settings, "GET"),
        route("/settings", drills.change_settings, "PUT"),
        route("/commands", drills.add, "POST"),
        route("/commands/{id}", drills.command, "GET"),
        route("/commands/{id}/{deed}", drills.deed, "POST"),
        route("/advance", drills.advance, "POST"),
    ]


class _Drills:
    """The endpoints; each returns what is sent as JSON, and a ValueError becomes a 400 with its words."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator

    async def state(self, request: Request) -> object:
        simulator = self._simulator
        commands = simulator.flip.commands()
        state: dict[str, object] = {
            "now": simulator.flip.now().isoformat(),
            "seed": simulator.flip.seed,
            "scenario": simulator.title,
            "settings": asdict(simulator.settings),
            "counts": count_by_status(commands),
            "received": dict(simulator.received.totals),
        }
        if request.query_params.get("commands") != "false":
            state["batteries"] = [asdict(battery) for battery in simulator.fleet]
            state["commands"] = [_told(command) for command in commands]
        return state

    async def received(self, request: Request) -> object:
        after = request.query_params.get("after", "0")
        log = self._simulator.received
        return {
            "totals": dict(log.totals),
            "requests": [received.as_json() for received in log.requests(after=int(after))],
        }

    async def forget_received(self, request: Request) -> object:
        self._simulator.received.clear()
        return {}

    async def faults(self, request: Request) -> object:
        return self._simulator.faults.as_json()

    async def replace_faults(self, request: Request) -> object:
        wanted = await _json(request)
        if not isinstance(wanted, list):
            raise ValueError("the body is a list of faults: texts NAME=VALUE or objects with name and value")
        self._simulator.faults.replace(
            *(make_fault(one) if isinstance(one, dict) else parse_fault(str(one)) for one in wanted)
        )
        return self._simulator.faults.as_json()

    async def clear_faults(self, request: Request) -> object:
        self._simulator.faults.clear()
        return []

    async def settings(self, request: Request) -> object:
        return asdict(self._simulator.settings)

    async def change_settings(self, request: Request) -> object:
        self._simulator.settings = self._simulator.settings.changed(await _object(request))
        return asdict(self._simulator.settings)

    async def add(self, request: Request) -> object:
        fields = await _object(request)
        if set(fields) == {"random"}:
            return [_told(command) for command in self._simulator.add_random(_count(fields["random"]))]
        return _told(self._simulator.add(**fields))

    async def command(self, request: Request) -> object:
        return _told(self._simulator.flip.get(request.path_params["id"]))

    async def deed(self, request: Request) -> object:
        command_id, deed = request.path_params["id"], request.path_params["deed"]
        flip = self._simulator.flip
        if deed == "cancel":
            return _told(flip.cancel(command_id))
        if deed == "opt-out":
            return _told(flip.opt_out(command_id))
        if deed == "expire":
            return _told(flip.expire(command_id))
        fields = await _object(request)
        if deed == "change":
            return _told(flip.change(command_id, fields))
        if deed == "answer":
            device_status, reason = fields.get("device_status", "OK"), fields.get("device_status_reason")
            if device_status not in ANSWERS or not isinstance(reason, str | None):
                raise ValueError(f"an answer is one of {', '.join(ANSWERS)}, with a text for a reason")
            return _told(flip.answer(command_id, str(device_status), reason))
        raise ValueError("what can be done is cancel, opt-out, expire, change and answer")

    async def advance(self, request: Request) -> object:
        seconds = (await _object(request)).get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise ValueError("the body is an object with the number of seconds")
        self._simulator.advance(seconds)
        return {"now": self._simulator.flip.settle().isoformat()}


def _loopback_only(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    @functools.wraps(endpoint)
    async def guarded(request: Request) -> Response:
        if request.client is None or not _is_loopback(request.client.host):
            return _as_json({"error": "only for loopback clients"}, 403)
        try:
            return _as_json(await endpoint(request))
        except UnknownCommand as fault:
            return _as_json({"error": f"no command {fault.args[0]}"}, 404)
        except ValueError as fault:
            return _as_json({"error": str(fault)}, 400)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _told(command: Command) -> dict[str, object]:
    """The row with what Flip does not tell: since when it waits, and what replaced what."""
    return command.row() | {
        "pending_since": command.pending_since.isoformat(),
        "replaces": command.replaces,
        "replaced_by": command.replaced_by,
    }


async def _json(request: Request) -> object:
    body = await request.body()
    return json.loads(body) if body.strip() else {}


async def _object(request: Request) -> dict[str, object]:
    fields = await _json(request)
    if not isinstance(fields, dict):
        raise ValueError("the body is a JSON object")
    return fields


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100_000:
        raise ValueError("random is a number of commands, from 1 to 100000")
    return value


def _as_json(value: object, status: int = 200) -> Response:
    return Response(encode(value), status, media_type="application/json")
