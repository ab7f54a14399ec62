"""Sites, their tokens and their devices, as Flip's pages describe them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from flipconsole.simulator.fleet import make_fleet
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.simulator.sites import make_sites


async def site_token(client: httpx.AsyncClient, site_id: str) -> str:
    answer = await client.post(f"/v1/auth/site/{quote(site_id, safe='')}")
    assert answer.status_code == 200
    return str(answer.json()["site_access_token"])


async def devices(client: httpx.AsyncClient, site_id: str, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await client.get(f"/v1/site/{quote(site_id, safe='')}/devices", headers=headers)


async def test_every_battery_of_the_fleet_is_at_one_site(sim: Simulator, client: httpx.AsyncClient) -> None:
    found = []
    for row in (await client.get("/v1/sites")).json():
        answer = await devices(client, row["id"], await site_token(client, row["id"]))
        found += [device["id"] for device in answer.json() if device["type"] == "BATTERY"]
        assert {device["site_id"] for device in answer.json()} == {row["id"]}
    assert found == [battery.device_id for battery in sim.fleet]


async def test_the_fields_are_those_of_flips_pages(sim: Simulator, client: httpx.AsyncClient) -> None:
    row = (await client.get("/v1/sites", params={"limit": 1})).json()[0]
    assert {"id", "street_address", "city", "state_code", "zip_code", "company_name"} <= set(row)
    assert "timezone" not in row, "no reference page has one"
    device = (await devices(client, row["id"], await site_token(client, row["id"]))).json()[0]
    assert set(device) == {
        "id", "site_id", "manufacturer_name", "product_name", "serial_number", "type", "attributes", "install_date",
        "created_at", "updated_at",
    }  # fmt: skip
    assert set(device["attributes"]) == {"battery_capacity_wh", "battery_power_input_w", "battery_power_output_w"}


async def test_the_list_is_paged_by_skip_and_limit(client: httpx.AsyncClient) -> None:
    whole = [row["id"] for row in (await client.get("/v1/sites")).json()]
    parts = []
    for skip in range(0, len(whole) + 3, 3):
        parts += [row["id"] for row in (await client.get("/v1/sites", params={"skip": skip, "limit": 3})).json()]
    assert parts == whole


async def test_a_site_token_opens_its_own_site_for_an_hour(
    sim: Simulator, client: httpx.AsyncClient, clock: HandClock
) -> None:
    one, other = list(sim.sites.sites)[:2]
    token = await site_token(client, one)
    assert (await devices(client, one, token)).status_code == 200
    assert (await devices(client, other, token)).status_code == 403
    assert (await devices(client, one, sim.token)).status_code == 401, "the client token is not a site's"
    clock.advance(3601)
    assert (await devices(client, one, token)).status_code == 401
    assert [request.token for request in sim.received.requests("devices")] == ["site", "site", "right", "wrong"]


async def test_a_site_token_opens_no_commands_and_needs_the_client_token(
    sim: Simulator, simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport], client: httpx.AsyncClient
) -> None:
    site_id = next(iter(sim.sites.sites))
    token = await site_token(client, site_id)
    headers = {"Authorization": f"Bearer {token}"}
    for method, path in (("GET", "/v1/commands"), ("GET", "/v1/sites"), ("POST", f"/v1/auth/site/{site_id}")):
        assert (await client.request(method, path, headers=headers)).status_code == 401
    assert (await client.post("/v1/auth/site/nowhere")).status_code == 404


@pytest.mark.parametrize("kind", ["sites", "token", "devices"])
async def test_faults_strike_each_of_the_three(sim: Simulator, client: httpx.AsyncClient, kind: str) -> None:
    site_id = next(iter(sim.sites.sites))
    sim.faults.add(f"throttle=7,on={kind},count=1")

    async def asked() -> list[httpx.Response]:
        first = [await client.get("/v1/sites"), await client.post(f"/v1/auth/site/{site_id}")]
        return [*first, await devices(client, site_id, "any")]

    struck = [answer for answer in await asked() if answer.status_code == 429]
    assert [answer.headers["retry-after"] for answer in struck] == ["7"]
    assert (await client.get("/v1/commands")).status_code == 200


async def test_sites_may_be_missing_or_tell_their_zone(
    sim: Simulator, simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport]
) -> None:
    for settings, status in (({"sites": False}, 404), ({"tells_zones": True}, 200)):
        other = Simulator(**settings)  # type: ignore[arg-type]
        headers = {"Authorization": f"Bearer {other.token}"}
        transport = simulator_transport(other)
        async with httpx.AsyncClient(transport=transport, base_url="http://sim", headers=headers) as client:
            answer = await client.get("/v1/sites")
        assert answer.status_code == status
        assert status == 404 or all("/" in row["timezone"] for row in answer.json())


def test_a_smaller_fleets_sites_are_the_beginning_of_a_larger_ones() -> None:
    small, large = make_sites(make_fleet(40, 7), 7), make_sites(make_fleet(400, 7), 7)
    assert small[:-1] == large[: len(small) - 1]
    assert {len(site.devices) for site in large} >= {1, 2}
    assert any(site.street is None for site in large)
    assert any(device.type == "EV_CHARGER" for site in large for device in site.devices)
    assert any(device.serial is None for site in large for device in site.devices)
    assert len({site.id for site in large}) == len(large)
