"""What holds for every test: no screen, repeatable random examples in CI, one fixed zone, no thread left behind."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import hypothesis
import pytest

if TYPE_CHECKING:
    import httpx

    from flipconsole.simulator.simulator import Simulator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent/bus"
"""No test asks the keychain of who runs it; those of the keychain start one of their own."""

pytest_plugins = ["tests.gates"]

# A slow machine is no fault of the example; in CI the same commit is judged by the same examples.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture
def new_york() -> ZoneInfo:
    """A zone with daylight saving time, whatever the machine's own zone is."""
    return ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def no_keychain_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS and Windows no variable leads away from it."""
    if sys.platform in ("darwin", "win32"):
        monkeypatch.setattr("flipconsole.store.secrets.vault._vault", lambda: None)


@pytest.fixture(autouse=True)
def no_secret_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test hides from the log is a secret of its own: `another` is a token in one, and a word in the next."""
    monkeypatch.setattr("flipconsole.store.log._forms", set())


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """A thread that a test started has ended when the test has; one that would keep the program alive is a fault."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(timeout=5)
    assert [thread.name for thread in started if thread.is_alive()] == []


class RunningSimulator(NamedTuple):
    """A simulator on loopback; the object itself is there to make things happen."""

    url: str
    token: str
    simulator: "Simulator"


@pytest.fixture
def simulator_server() -> Iterator[Callable[..., RunningSimulator]]:
    """Starts simulators on loopback, each in a thread of its own; takes what Simulator takes."""
    from flipconsole.simulator.server import Server, listen, url_of
    from flipconsole.simulator.simulator import Simulator

    running: list[tuple[Server, threading.Thread]] = []

    def start(**options: Any) -> RunningSimulator:
        simulator = Simulator(**options)
        server, listener, ready = Server(simulator), listen("127.0.0.1", 0), threading.Event()
        serving = server.serve_until_told(listener, ready.set)
        thread = threading.Thread(target=asyncio.run, args=(serving,), name="simulator")
        thread.start()
        running.append((server, thread))
        assert ready.wait(10)
        return RunningSimulator(url_of(listener), simulator.token, simulator)

    yield start
    for server, _ in running:
        server.end()
    for _, thread in running:
        thread.join(10)


@pytest.fixture
def simulator_transport() -> Callable[["Simulator"], "httpx.AsyncBaseTransport"]:
    """Makes an httpx transport to a simulator on the test's own loop; a lost connection is what httpx calls one."""
    import httpx

    from flipconsole.simulator.wire import ConnectionDropped

    class Transport(httpx.ASGITransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            try:
                return await super().handle_async_request(request)
            except ConnectionDropped as fault:
                raise httpx.RemoteProtocolError(str(fault), request=request) from fault

    return lambda simulator: Transport(app=simulator.app)
