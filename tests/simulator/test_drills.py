"""What can be looked at and made to happen under `/_sim`, and by whom."""

from typing import Any

import httpx
import pytest

from flipconsole.simulator.bodies import EXAMPLE
from flipconsole.simulator.simulator import HandClock, Simulator


@pytest.fixture
def client(sim: Simulator) -> httpx.AsyncClient:
    """A loopback client without a token."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=sim.app), base_url="http://sim/_sim")


async def post(client: httpx.AsyncClient, path: str, body: object = None) -> Any:
    response = await client.post(path, json=body)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_command_lives_through_everything_that_can_befall_it(sim: Simulator, client: httpx.AsyncClient) -> None:
    made = await post(client, "/commands", {"device_id": "xyz-123", "battery_commands": {"setpoint_w": 1234}})
    here = f"/commands/{made['id']}"
    assert (made["battery_commands"]["setpoint_w"], made["device_status"]) == (1234, "PENDING")
    answered = await post(client, f"{here}/answer", {"device_status": "FAILED_FAULT", "device_status_reason": "hot"})
    assert (answered["device_status"], answered["device_status_reason"]) == ("FAILED_FAULT", "hot")
    changed = await post(client, f"{here}/change", {"device_status": "PENDING", "setpoint_w": 2000})
    assert (changed["device_status"], changed["battery_commands"]["setpoint_w"]) == ("PENDING", 2000)
    expired = await post(client, f"{here}/expire")
    assert (await client.get(f"/commands/{expired['replaced_by']}")).json()["replaces"] == made["id"]
    assert (await post(client, f"{here}/cancel"))["status"] == "CANCELED"
    assert (await post(client, f"{here}/opt-out"))["status"] == "OPT_OUT"
    assert (await client.get(here)).json()["device_status"] == "PENDING"


async def test_the_pages_example_and_random_commands_can_be_added(sim: Simulator, client: httpx.AsyncClient) -> None:
    made = await post(client, "/commands", EXAMPLE)
    assert {name: made[name] for name in EXAMPLE} == EXAMPLE
    assert len(await post(client, "/commands", {"random": 25})) == 25
    assert len(sim.commands()) == 26


async def test_the_state_counts_and_lists(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.answer(sim.add().id)
    sim.add()
    state = (await client.get("/state")).json()
    assert state["counts"] == {"OK/OK": 1, "OK/PENDING": 1}
    assert [row["id"] for row in state["commands"]] == [command.id for command in sim.commands()]
    assert len(state["batteries"]) == 10
    assert "commands" not in (await client.get("/state", params={"commands": "false"})).json()


async def test_requests_are_told_and_forgotten(sim: Simulator, client: httpx.AsyncClient) -> None:
    await client.get("http://sim/v1/commands", headers={"Authorization": "Bearer no"})
    told = (await client.get("/received")).json()
    assert (told["totals"], told["requests"][0]["token"], told["requests"][0]["answered"]) == (
        {"list": 1},
        "wrong",
        401,
    )
    assert (await client.get("/received", params={"after": told["requests"][0]["number"]})).json()["requests"] == []
    await client.delete("/received")
    assert (await client.get("/received")).json() == {"totals": {}, "requests": []}


async def test_faults_and_settings_are_set_while_it_runs(sim: Simulator, client: httpx.AsyncClient) -> None:
    faults = ["latency=0.1,on=patch", {"name": "body", "value": "null,on=list", "on": "list", "count": 2}]
    put = (await client.put("/faults", json=faults)).json()
    assert [(fault["name"], fault["value"], fault["on"]) for fault in put] == [
        ("latency", "0.1", "patch"), ("body", "null,on=list", "list"),
    ]  # fmt: skip
    assert (await client.get("/faults")).json() == put
    assert (await client.delete("/faults")).json() == sim.faults.as_json() == []
    assert (await client.put("/settings", json={"list": "drops"})).json()["list"] == "drops"
    assert (await client.get("/settings")).json()["list"] == sim.settings.list == "drops"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/faults", ["thunder=1"]),
        ("PUT", "/faults", {"name": "lost", "value": 1}),
        ("PUT", "/faults", [{"name": "lost", "value": 1, "when": "later"}]),
        ("PUT", "/faults", [{"name": "lost"}]),
        ("PUT", "/settings", {"list": "maybe"}),
        ("PUT", "/settings", {"colour": "red"}),
        ("POST", "/commands", {"colour": "red"}),
        ("POST", "/commands", {"random": 0}),
        ("POST", "/commands", [1]),
        ("POST", "/commands", {"age_s": "old"}),
        ("POST", "/commands/{id}/change", {"setpoint_w": "5000"}),
        ("POST", "/commands/{id}/answer", {"device_status": "PENDING"}),
        ("POST", "/commands/{id}/explode", {}),
        ("POST", "/advance", {"seconds": "5"}),
        ("GET", "/received?after=x", None),
    ],
)
async def test_what_makes_no_sense_is_refused_in_a_sentence(
    sim: Simulator, client: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    command = sim.add()
    response = await client.request(method, path.format(id=command.id), json=body)
    assert (response.status_code, len(response.json()["error"].split()) > 1) == (400, True)
    assert command.device_status == "PENDING"


async def test_an_unknown_command_is_not_found(client: httpx.AsyncClient) -> None:
    assert (await client.get("/commands/none")).status_code == 404
    assert (await client.post("/commands/none/cancel")).status_code == 404


async def test_time_is_moved_only_where_the_clock_is_a_toy(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    await post(client, "/advance", {"seconds": 1000})
    assert command.device_status == "FAILED_OFFLINE"
    real = httpx.AsyncClient(transport=httpx.ASGITransport(app=Simulator().app), base_url="http://sim/_sim")
    assert (await real.post("/advance", json={"seconds": 1})).status_code == 400


@pytest.mark.parametrize(
    ("peer", "status"),
    [("127.0.0.1", 200), ("127.9.9.9", 200), ("::1", 200), ("::ffff:127.0.0.1", 200),
     ("192.168.1.20", 403), ("::ffff:192.168.1.20", 403), ("8.8.8.8", 403), ("fe80::1", 403), ("localhost.evil", 403)],
)  # fmt: skip
async def test_only_loopback_peers_are_served(sim: Simulator, peer: str, status: int) -> None:
    transport = httpx.ASGITransport(app=sim.app, client=(peer, 50_000))
    headers = {"X-Forwarded-For": "127.0.0.1", "Authorization": f"Bearer {sim.token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://sim", headers=headers) as far:
        assert (await far.get("/_sim/state")).status_code == status
        assert (await far.put("/_sim/faults", json=[])).status_code == status
        assert (await far.post("/_sim/commands", json={})).status_code == status
        assert (await far.get("/v1/commands")).status_code == 200


async def test_looking_is_not_noted_and_meets_no_fault(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.faults.add("status=503", "lost=1")
    assert (await client.get("/state")).status_code == 200
    assert sim.received.requests() == []


def test_a_clock_can_be_set_back(clock: HandClock) -> None:
    before = clock()
    clock.advance(-60)
    assert (before - clock()).total_seconds() == 60
