"""Serves a simulator over HTTP until it is told to end or its parent goes."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from flipconsole.simulator.simulator import Simulator
from flipconsole.simulator.wire import DROP

# WORKAROUND: uvicorn 0.54 knows no phrase for a status from 600 on and fails where a fault asks for one;
# https://github.com/Kludex/uvicorn/blob/main/uvicorn/protocols/http/h11_impl.py
for _status in range(600, 1000):
    STATUS_PHRASES.setdefault(_status, b"")

TOKEN_VARIABLE = "FLIPCONSOLE_SIM_TOKEN"
"""The environment variable that sets the token, for tests; without it every run has a token of its own."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What to serve and where; `port` 0 takes any free one, `faults` are written as in `faults`.

    With `with_parent` the server ends as soon as its standard input is at its end, as it is when the parent that holds
    the other end has gone.
    """

    scenario: Path
    host: str = "127.0.0.1"
    port: int = 0
    batteries: int | None = None
    seed: int = 1
    faults: tuple[str, ...] = ()
    with_parent: bool = False


def serve(options: ServeOptions) -> int:
    """Serve until SIGTERM, SIGINT or the parent's end, then return 0; must run in the main thread.

    Prints one line of JSON, `{"url": ..., "token": ...}`, once connections are accepted, and nothing else on standard
    output. Returns 2, after a sentence on standard error, for a scenario or fault that cannot be read, and 1 if the
    address cannot be taken.
    """
    try:
        simulator = Simulator(
            scenario=options.scenario,
            batteries=options.batteries,
            seed=options.seed,
            token=os.environ.get(TOKEN_VARIABLE),
        )
        simulator.faults.add(*options.faults)
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 2
    try:
        listener = listen(options.host, options.port)
    except OSError as fault:
        print(f"cannot listen on {options.host} port {options.port}: {fault.strerror or fault}", file=sys.stderr)
        return 1
    server = Server(simulator)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.end())
    if options.with_parent:
        threading.Thread(target=_end_with_stdin, args=(server,), daemon=True).start()
    asyncio.run(_serve_and_tell(server, listener, simulator.token))
    return 0


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """The address at which this machine reaches the listener."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """uvicorn for one simulator: silent, sending the simulator's own Date, and able to lose a connection when asked."""

    def __init__(self, simulator: Simulator) -> None:
        super().__init__(
            uvicorn.Config(
                simulator.app,
                http=_LosingProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                access_log=False,
                log_level="warning",
                date_header=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=1,
            )
        )

    async def serve_until_told(self, listener: socket.socket, when_ready: Callable[[], None]) -> None:
        """Serve until `end` is called; `when_ready` is called once connections are accepted."""
        self._when_ready = when_ready
        await self.serve(sockets=[listener])

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then say so."""
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    def end(self) -> None:
        """Stop serving soon; may be called from a signal handler or another thread."""
        self.should_exit = True

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `serve`: uvicorn would raise them again at its end, and demands the main thread."""
        yield


class _LosingProtocol(H11Protocol):
    """Lends the app a way to close its socket without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = self._lending(self.app)

    def _lending(self, app: Any) -> ASGIApp:
        async def lend(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "extensions": {DROP: self.transport.abort}}, receive, send)

        return lend


async def _serve_and_tell(server: Server, listener: socket.socket, token: str) -> None:
    line = json.dumps({"url": url_of(listener), "token": token})
    await server.serve_until_told(listener, lambda: print(line, flush=True))


def _end_with_stdin(server: Server) -> None:
    with contextlib.suppress(OSError, ValueError):
        while sys.stdin is not None and os.read(sys.stdin.fileno(), 4096):
            pass
    server.end()
