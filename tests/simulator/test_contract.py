"""The two endpoints answer as the source page documents."""

import json
import re
import uuid
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from flipconsole.simulator.bodies import EXAMPLE
from flipconsole.simulator.simulator import HandClock, Simulator

JSON = {"Content-Type": "application/json"}


async def patch(client: httpx.AsyncClient, command_id: str, body: object) -> httpx.Response:
    return await client.patch(f"/v1/command/{command_id}", json=body)


async def test_the_pages_own_example_is_listed_field_for_field(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add(**EXAMPLE)
    answer = await client.get("/v1/commands")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == [EXAMPLE]
    assert list(answer.json()[0]) == list(EXAMPLE)


async def test_an_answer_returns_the_whole_command_and_moves_updated_at(
    sim: Simulator, client: httpx.AsyncClient, clock: HandClock
) -> None:
    command = sim.add(device_id="xyz-123")
    before = command.row()
    clock.advance(60)
    answer = await patch(client, command.id, {"device_status": "OK", "device_status_reason": "Command scheduled"})
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == set(EXAMPLE)
    assert (body["device_status"], body["device_status_reason"]) == ("OK", "Command scheduled")
    assert body["updated_at"] > str(before["updated_at"])
    unchanged = set(EXAMPLE) - {"device_status", "device_status_reason", "updated_at"}
    assert {name: body[name] for name in unchanged} == {name: before[name] for name in unchanged}
    assert (await client.get("/v1/commands")).json() == [body]


@pytest.mark.parametrize("device_status", ["OK", "FAILED_OFFLINE", "FAILED_FAULT"])
async def test_each_of_the_three_answers_is_taken_and_can_be_repeated(
    sim: Simulator, client: httpx.AsyncClient, device_status: str
) -> None:
    command = sim.add()
    seen = []
    for _ in range(3):
        answer = await patch(client, command.id, {"device_status": device_status})
        assert answer.json()["device_status"] == device_status
        seen.append(command.updated_at)
    assert seen == sorted(set(seen))


async def test_a_reason_that_is_not_given_stays(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add(device_status_reason="kept")
    assert (await patch(client, command.id, {"device_status": "OK"})).json()["device_status_reason"] == "kept"


@pytest.mark.parametrize(
    ("body", "at_fault"),
    [
        (b'{"device_status":"PENDING"}', "device_status"),
        (b'{"device_status":"FAILED"}', "device_status"),
        (b'{"device_status":"ok"}', "device_status"),
        (b'{"device_status":null}', "device_status"),
        (b'{"device_status":["OK"]}', "device_status"),
        (b"{}", "device_status"),
        (b'{"device_status":"OK","device_status_reason":null}', "device_status_reason"),
        (b'{"device_status":"OK","device_status_reason":7}', "device_status_reason"),
        (b'{"device_status":"OK","device_status_reason":"\\ud83d"}', "device_status_reason"),
        (b'{"device_status":"OK","operator":"Ana"}', "operator"),
        (b'{"device_status":"OK","device_status":"FAILED_FAULT"}', ""),
        (b'{"device_status":NaN}', ""),
        (b'{"device_status":"OK"', ""),
        (b"[]", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"[" * 100_000, ""),
    ],
)
async def test_an_invalid_body_is_refused_and_changes_nothing(
    sim: Simulator, client: httpx.AsyncClient, body: bytes, at_fault: str
) -> None:
    command = sim.add()
    before = command.row()
    answer = await client.patch(f"/v1/command/{command.id}", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["status_code"] == 400
    assert answer.json()["errors"][0]["path"] == at_fault
    assert answer.json()["detail"][0]["loc"] == ["body", *([at_fault] if at_fault else [])]
    assert command.row() == before


async def test_a_body_that_does_not_say_it_is_json_is_refused(sim: Simulator, client: httpx.AsyncClient) -> None:
    url = f"/v1/command/{sim.add().id}"
    assert (await client.patch(url, content=b'{"device_status":"OK"}')).status_code == 400
    typed = {"Content-Type": "application/json; charset=utf-8"}
    assert (await client.patch(url, content=b'{"device_status":"OK"}', headers=typed)).status_code == 200


async def test_a_very_large_body_is_refused(sim: Simulator, client: httpx.AsyncClient) -> None:
    body = {"device_status": "OK", "device_status_reason": "x" * 2_000_000}
    assert (await patch(client, sim.add().id, body)).status_code == 413


async def test_an_unknown_id_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await patch(client, str(uuid.UUID(int=7, version=4)), {"device_status": "OK"})
    assert (answer.status_code, answer.json()["message"]) == (404, "Record not found")


@pytest.mark.parametrize("form", ["{%s}", "urn:uuid:%s", "%s0", "x", "%%2e%%2e"])
async def test_an_id_that_is_no_canonical_uuid_is_invalid(sim: Simulator, client: httpx.AsyncClient, form: str) -> None:
    command = sim.add()
    hostile = form % command.id if "%s" in form else form % ()
    answer = await patch(client, hostile, {"device_status": "OK"})
    assert (answer.status_code, command.device_status) == (400, "PENDING")
    sim.settings = sim.settings.changed({"errors": "fastapi"})
    answer = await patch(client, hostile, {"device_status": "OK"})
    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["path", "id"])


async def test_an_id_in_capitals_is_the_same_uuid(sim: Simulator, client: httpx.AsyncClient) -> None:
    assert (await patch(client, sim.add().id.upper(), {"device_status": "OK"})).status_code == 200


@pytest.mark.parametrize("given", [None, "Bearer wrong", "bearer ", "Basic {token}", "{token}", "Bearer {token}x"])
async def test_without_the_token_nothing_is_told_or_changed(
    sim: Simulator, client: httpx.AsyncClient, given: str | None
) -> None:
    command = sim.add()
    client.headers.pop("Authorization")
    headers = {} if given is None else {"Authorization": given.format(token=sim.token)}
    for answer in (
        await client.get("/v1/commands", headers=headers),
        await client.patch(f"/v1/command/{command.id}", json={"device_status": "OK"}, headers=headers),
    ):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "UNAUTHORIZED"
    assert command.device_status == "PENDING"
    assert sim.token not in json.dumps([one.as_json() for one in sim.received.requests()])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/command/497f6eca-6276-4993-bfeb-53cbbbba6f08", 405),
        ("POST", "/v1/commands", 405),
        ("PATCH", "/v1/command/", 404),
        ("PATCH", "/v1/commands/497f6eca-6276-4993-bfeb-53cbbbba6f08", 404),
        ("GET", "/v1/commands/", 404),
        ("GET", "/admin", 404),
    ],
)
async def test_nothing_else_is_offered_and_all_of_it_is_noted(
    sim: Simulator, client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await client.request(method, path)).status_code == status
    noted = sim.received.requests("other")
    assert [(one.method, one.path, one.answered) for one in noted] == [(method, path, status)]


async def test_every_answer_carries_the_date_of_flips_own_clock(
    sim: Simulator, client: httpx.AsyncClient, clock: HandClock
) -> None:
    clock.advance(3600)
    for path in ("/v1/commands", "/nowhere"):
        told = parsedate_to_datetime((await client.get(path)).headers["date"])
        assert told == clock().replace(microsecond=0)


@pytest.mark.parametrize("style", ["flip", "fastapi", "aggregator"])
async def test_error_bodies_come_in_every_spelling(sim: Simulator, client: httpx.AsyncClient, style: str) -> None:
    sim.settings = sim.settings.changed({"errors": style})
    missing = (await patch(client, str(uuid.UUID(int=7, version=4)), {"device_status": "OK"})).json()
    refused = (await patch(client, sim.add().id, {"device_status": "PENDING"})).json()
    keys: dict[str, tuple[set[str], set[str]]] = {
        "flip": ({"code", "message", "status_code", "errors", "detail"},) * 2,
        "fastapi": ({"detail"},) * 2,
        "aggregator": ({"code", "error", "message", "statusCode"},) * 2,
    }
    assert (set(missing), set(refused)) == keys[style]


async def test_a_list_that_drops_answered_commands_still_shows_withdrawn_ones(
    sim: Simulator, client: httpx.AsyncClient
) -> None:
    sim.settings = sim.settings.changed({"list": "drops"})
    waiting, answered, cancelled = sim.add(), sim.add(), sim.add()
    await patch(client, answered.id, {"device_status": "OK"})
    await patch(client, cancelled.id, {"device_status": "OK"})
    sim.cancel(cancelled.id)
    assert [row["id"] for row in (await client.get("/v1/commands")).json()] == [waiting.id, cancelled.id]


async def test_a_flip_without_a_list_takes_answers_all_the_same(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.settings = sim.settings.changed({"list": "none"})
    assert (await client.get("/v1/commands")).status_code == 404
    assert (await patch(client, sim.add().id, {"device_status": "OK"})).status_code == 200


@pytest.mark.parametrize("envelope", ["commands", "data", "results"])
async def test_the_list_can_come_in_an_envelope(sim: Simulator, client: httpx.AsyncClient, envelope: str) -> None:
    sim.settings = sim.settings.changed({"envelope": envelope})
    command = sim.add()
    assert (await client.get("/v1/commands")).json() == {envelope: [command.row()]}


async def test_pages_cover_the_list_once_when_paging_is_offered(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add_random(250)
    assert len((await client.get("/v1/commands", params={"skip": 5, "limit": 7})).json()) == 250  # not offered
    sim.settings = sim.settings.changed({"paging": True})
    assert len((await client.get("/v1/commands")).json()) == 100
    pages = [(await client.get("/v1/commands", params={"skip": skip, "limit": 90})).json() for skip in (0, 90, 180)]
    assert [len(page) for page in pages] == [90, 90, 70]
    assert [row["id"] for page in pages for row in page] == [command.id for command in sim.commands()]
    assert (await client.get("/v1/commands", params={"limit": 0})).status_code == 400


async def test_rows_come_in_both_forms_and_both_spellings_of_time(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add_random(300)
    rows: list[dict[str, Any]] = (await client.get("/v1/commands")).json()
    old = [row for row in rows if " " in row["starts_at"]]
    new = [row for row in rows if "T" in row["starts_at"]]
    assert len(old) + len(new) == 300
    assert min(len(old), len(new)) > 100
    assert all("enable_grid_export" in row["battery_commands"] for row in old)
    assert not any("enable_grid_export" in row["battery_commands"] for row in new)
    time = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{3})?Z")
    for row in rows:
        assert all(time.fullmatch(row[name]) for name in ("starts_at", "created_at", "updated_at"))
        assert (row["ends_at"] is None) == (row["duration_s"] is None)
        assert ("setpoint_w" in row["battery_commands"]) or row in new


async def test_a_list_of_ten_thousand_is_written_once_and_kept(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add_random(10_000)
    await client.get("/v1/commands")
    rows = sim.flip.encoded()
    changed = sim.commands()[17]
    await patch(client, changed.id, {"device_status": "OK"})
    again = sim.flip.encoded()
    assert [place for place, row in enumerate(again) if row is not rows[place]] == [17]
