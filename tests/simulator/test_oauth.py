"""Access tokens are given out for the client id and secret, and open this Flip until they expire."""

import httpx
import pytest

from flipconsole.simulator.simulator import HandClock, Simulator

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def grant(client: httpx.AsyncClient, sim: Simulator, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials",
        "client_id": sim.oauth.client_id,
        "client_secret": sim.oauth.client_secret,
    }
    return await client.post("/oauth/token", data=form | changes, headers={"Authorization": ""})


async def listed(client: httpx.AsyncClient, token: str) -> int:
    return (await client.get("/v1/commands", headers={"Authorization": f"Bearer {token}"})).status_code


async def test_the_answer_is_the_pages_and_the_token_opens_the_list_until_it_expires(
    sim: Simulator, client: httpx.AsyncClient, clock: HandClock
) -> None:
    answer = (await grant(client, sim)).json()
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 3600)
    assert await listed(client, answer["access_token"]) == 200
    clock.advance(3599)
    assert await listed(client, answer["access_token"]) == 200
    clock.advance(2)
    assert await listed(client, answer["access_token"]) == 401


async def test_revoked_tokens_open_nothing(sim: Simulator, client: httpx.AsyncClient) -> None:
    token = (await grant(client, sim)).json()["access_token"]
    sim.oauth.revoke()
    assert await listed(client, token) == 401
    assert await listed(client, sim.token) == 200


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "wrong"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_what_is_not_right_is_refused_as_the_standard_has_it(
    sim: Simulator, client: httpx.AsyncClient, changes: dict[str, str], status: int, code: str
) -> None:
    answer = await grant(client, sim, **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, code)


async def test_json_is_no_form(sim: Simulator, client: httpx.AsyncClient) -> None:
    answer = await client.post("/oauth/token", json={"grant_type": "client_credentials"})
    assert answer.json()["error"] == "invalid_request"


async def test_the_secret_is_not_written_down(sim: Simulator, client: httpx.AsyncClient) -> None:
    token = (await grant(client, sim)).json()["access_token"]
    await listed(client, token)
    written = str([request.as_json() for request in sim.received.requests()])
    assert sim.oauth.client_secret not in written
    assert token not in written
    assert [request.token for request in sim.received.requests("list")] == ["right"]


async def test_faults_strike_it_too(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.faults.add("status=503,on=grant")
    assert (await grant(client, sim)).status_code == 503
    assert await listed(client, sim.token) == 200
