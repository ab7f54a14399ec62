"""A simulator whose clock the test moves, and a client that talks to it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flipconsole.simulator.simulator import HandClock, Simulator


@pytest.fixture
def scenarios() -> Path:
    """The folder of the scenario files."""
    return Path(__file__).resolve().parents[2] / "resources" / "scenarios"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2025, 4, 30, 10, 2, 13, 250_000, tzinfo=UTC))


@pytest.fixture
def sim(clock: HandClock) -> Simulator:
    """Ten batteries, and nothing happens by itself."""
    return Simulator(now=clock)


@pytest.fixture
async def client(
    sim: Simulator, simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport]
) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the right token."""
    headers = {"Authorization": f"Bearer {sim.token}"}
    transport = simulator_transport(sim)
    async with httpx.AsyncClient(transport=transport, base_url="http://sim", headers=headers) as client:
        yield client
