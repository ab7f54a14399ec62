"""Each fault does to a client what it says, when it says."""

import asyncio
import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from flipconsole.simulator import received
from flipconsole.simulator.bodies import SPOILT_ROWS
from flipconsole.simulator.faults import FAULTS, parse_fault
from flipconsole.simulator.simulator import HandClock, Simulator

OK = {"device_status": "OK"}


async def answer(client: httpx.AsyncClient, command_id: str) -> httpx.Response:
    return await client.patch(f"/v1/command/{command_id}", json=OK)


async def test_a_lost_answer_has_been_acted_upon(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    sim.faults.add("lost=1")
    with pytest.raises(httpx.RemoteProtocolError):
        await answer(client, command.id)
    assert command.device_status == "OK"
    assert sim.received.requests()[0].answered == "dropped"


async def test_a_reset_comes_before_anything_is_done(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    sim.faults.add("reset=1")
    with pytest.raises(httpx.RemoteProtocolError):
        await answer(client, command.id)
    assert command.device_status == "PENDING"


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 409, 418, 500, 503, 520, 999])
async def test_any_status_can_be_had_and_nothing_is_done(
    sim: Simulator, client: httpx.AsyncClient, status: int
) -> None:
    command = sim.add()
    sim.faults.add(f"status={status}")
    response = await answer(client, command.id)
    assert (response.status_code, response.json()["status_code"]) == (status, status)
    assert ("www-authenticate" in response.headers) == (status == 401)
    assert command.device_status == "PENDING"


async def test_throttling_says_how_long_in_every_way(sim: Simulator, client: httpx.AsyncClient) -> None:
    said = []
    for value in ("throttle=120", "throttle=date:120", "throttle=none", "throttle=soon", "status=503,retry_after=7"):
        sim.faults.replace(value)
        response = await client.get("/v1/commands")
        said.append((response.status_code, response.headers.get("retry-after")))
    date = str(said.pop(1)[1])
    assert (parsedate_to_datetime(date) - sim.flip.now()).total_seconds() == pytest.approx(120, abs=1)
    assert said == [(429, "120"), (429, None), (429, "soon"), (503, "7")]


async def test_a_redirect_goes_where_it_is_told(sim: Simulator, client: httpx.AsyncClient) -> None:
    for value, status in (("308:http://evil.example/v1", 308), ("http://evil.example/v1", 307)):
        sim.faults.replace(f"redirect={value}")
        response = await client.get("/v1/commands")
        assert (response.status_code, response.headers["location"]) == (status, "http://evil.example/v1")


async def test_a_captive_portal_answers_with_a_page(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.faults.add("html=200")
    response = await client.get("/v1/commands")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert response.text.startswith("<!DOCTYPE html>")


async def test_any_body_and_none_can_be_had(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.faults.add('body={"data":[1,2],"on":"x"}')
    assert (await client.get("/v1/commands")).json() == {"data": [1, 2], "on": "x"}
    sim.faults.replace("empty=204")
    response = await client.get("/v1/commands")
    assert (response.status_code, response.content) == (204, b"")


async def test_a_malformed_row_is_beside_the_good_ones(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add_random(30)
    good = sim.flip.encoded()
    for kind in SPOILT_ROWS:
        sim.faults.replace(f"malformed={kind}")
        body = (await client.get("/v1/commands")).content
        rest = body
        for row in good:
            assert row in body
            rest = rest.replace(row, b"", 1)
        assert rest.strip(b"[],") != b"", kind
    sim.faults.clear()
    assert (await client.get("/v1/commands")).content == b"[" + b",".join(good) + b"]"


def spoilt(kind: str) -> bytes:
    """The row of one kind, made after a believable one."""
    command = Simulator().add()
    return SPOILT_ROWS[kind](command.row())


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duplicate_keys", b'{"status":"CANCELED",'),
        ("nan", b'"duration_s":NaN'),
        ("overflow", b'"duration_s":1e999'),
        ("deep", b"[[[["),
        ("lone_surrogate", b"\\ud83d pair"),
        ("null_id", b'{"id":null'),
        ("hostile_id", b'{"id":"../../admin/x"'),
        ("lower_case", b'"device_status":"ok"'),
        ("huge_setpoint", b'"setpoint_w":1000000000000000000000000000000'),
        ("naive_time", b'"starts_at":"2025-04-30 12:00:00.000"'),
    ],
)
def test_a_spoilt_row_is_wrong_in_the_way_it_says(kind: str, text: bytes) -> None:
    assert text in spoilt(kind)


async def test_all_ways_at_once_and_on_an_answer(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    sim.faults.add("malformed=all,on=list", "malformed=missing_device_status,on=patch")
    sim.settings = sim.settings.changed({"envelope": "data"})
    assert len((await client.get("/v1/commands")).content) > 1_000_000
    response = (await answer(client, command.id)).json()
    assert "device_status" not in response
    assert command.device_status == "OK"


@pytest.mark.parametrize(
    ("kind", "told", "is_so"),
    [
        ("id", {"status": "OK", "device_status": "OK"}, {"status": "OK", "device_status": "OK"}),
        ("device_status", {"device_status": "FAILED_FAULT"}, {"device_status": "OK"}),
        ("canceled", {"status": "CANCELED", "device_status": "OK"}, {"status": "CANCELED", "device_status": "OK"}),
        ("opt_out", {"status": "OPT_OUT", "device_status": "OK"}, {"status": "OPT_OUT", "device_status": "OK"}),
    ],
)
async def test_a_200_can_tell_of_something_else(
    sim: Simulator, client: httpx.AsyncClient, kind: str, told: dict[str, str], is_so: dict[str, str]
) -> None:
    command = sim.add()
    sim.faults.add(f"disagree={kind}")
    assert len((await client.get("/v1/commands")).json()) == 1  # a list has nothing to disagree with
    row = (await answer(client, command.id)).json()
    assert {name: row[name] for name in told} == told
    assert {name: getattr(command, name) for name in is_so} == is_so
    assert (row["id"] == command.id) == (kind != "id")


async def test_terms_can_move_just_before_an_answer(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    before = command.starts_at
    sim.faults.add("disagree=terms")
    await answer(client, command.id)
    assert (command.starts_at - before).total_seconds() == 1800


async def test_bodies_can_be_cut_or_written_in_another_encoding(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.add(device_id="Gerät 7")
    whole = (await client.get("/v1/commands")).content
    bodies = {}
    for value in ("truncated=0.5", "encoding=bom", "encoding=utf-16", "encoding=latin-1"):
        sim.faults.replace(value)
        bodies[value] = (await client.get("/v1/commands")).content
    assert bodies["truncated=0.5"] == whole[: len(whole) // 2]
    assert bodies["encoding=bom"].decode("utf-8-sig").encode() == whole
    assert bodies["encoding=utf-16"].decode("utf-16").encode() == whole
    assert bodies["encoding=latin-1"].decode("latin-1").encode() == whole


async def test_a_bomb_unpacks_to_many_times_its_size(sim: Simulator, client: httpx.AsyncClient) -> None:
    sim.faults.add("bomb=20")
    response = await client.get("/v1/commands")
    assert response.headers["content-encoding"] == "gzip"
    assert len(response.content) > 500 * int(response.headers["content-length"])
    assert response.json() == []


async def test_a_huge_body_is_real_and_has_no_length(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    sim.faults.add("huge=3")
    response = await client.get("/v1/commands")
    assert "content-length" not in response.headers
    assert len(response.content) > 3_000_000
    assert response.json() == [command.row()]


async def test_the_date_can_be_wrong_or_missing(sim: Simulator, client: httpx.AsyncClient, clock: HandClock) -> None:
    dates = []
    for value in ("date=-600", "date=none", "date=yesterday"):
        sim.faults.replace(value)
        dates.append((await client.get("/v1/commands")).headers.get("date"))
    assert (clock() - parsedate_to_datetime(dates[0])).total_seconds() == pytest.approx(600, abs=1)
    assert dates[1:] == [None, "yesterday"]


async def test_a_fault_is_counted_waits_its_turn_and_keeps_to_its_endpoint(
    sim: Simulator, client: httpx.AsyncClient
) -> None:
    command = sim.add()
    sim.faults.add("status=401,on=patch,after=2,count=3")
    seen = [(await answer(client, command.id)).status_code for _ in range(7)]
    assert seen == [200, 200, 401, 401, 401, 200, 200]
    assert (await client.get("/v1/commands")).status_code == 200
    assert sim.faults.as_json()[0]["struck"] == 3


async def test_chance_follows_the_seed(simulator_transport: Callable[[Simulator], httpx.AsyncBaseTransport]) -> None:
    async def outcomes(seed: int) -> list[int]:
        sim = Simulator(seed=seed)
        sim.faults.add("status=503,probability=0.3")
        headers = {"Authorization": f"Bearer {sim.token}"}
        transport = simulator_transport(sim)
        async with httpx.AsyncClient(transport=transport, base_url="http://sim", headers=headers) as client:
            return [(await client.get("/v1/commands")).status_code for _ in range(100)]

    first = await outcomes(1)
    assert first == await outcomes(1)
    assert first != await outcomes(2)
    assert 15 <= first.count(503) <= 45


def test_what_faults_do_never_changes_what_happens_in_the_world() -> None:
    def ids(*faults: str) -> list[str]:
        sim = Simulator(seed=5)
        sim.faults.add(*faults)
        sim.faults.strike("list")
        return [command.id for command in sim.add_random(20)]

    assert ids() == ids("lost=0.5")


async def test_latency_is_waited_for_before_flip_acts(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    sim.faults.add("latency=3600")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await answer(client, command.id)
    assert command.device_status == "PENDING"


@pytest.mark.parametrize(
    "text",
    [
        "lost",
        "thunder=1",
        "lost=often",
        "lost=1.5",
        "lost=nan",
        "latency=-1",
        "latency=inf",
        "status=99",
        "status=ok",
        "malformed=rot13",
        "disagree=everything",
        "encoding=ebcdic",
        "status=503,on=both sides",
        "status=503,count=few",
        "status=503,count=-1",
        "status=503,after=x",
        "status=503,probability=2",
        "throttle=date:soon",
        "status=503,retry_after=date:1e30",
        "throttle=one\r\nX-Evil: 1",
        "redirect=http://evil.example/\n",
        "date=düster",
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(?!invalid literal|could not).*\w+ \w+"):
        parse_fault(text)


def test_faults_are_replaced_all_or_none(sim: Simulator) -> None:
    sim.faults.add("latency=1")
    with pytest.raises(ValueError, match="thunder"):
        sim.faults.replace("status=500", "thunder=1")
    assert [fault["name"] for fault in sim.faults.as_json()] == ["latency"]


def test_there_is_a_test_or_a_server_for_every_fault() -> None:
    tested = {"latency", "reset", "lost", "status", "throttle", "redirect", "html", "body", "empty", "malformed"}
    tested |= {"disagree", "encoding", "truncated", "bomb", "huge", "date"}
    with_sockets = {"short", "drip"}
    assert set(FAULTS) == tested | with_sockets


async def test_the_log_shows_what_came_without_the_token(sim: Simulator, client: httpx.AsyncClient) -> None:
    command = sim.add()
    url, headers = f"/v1/command/{command.id}?leak={sim.token}", {"Cookie": f"a={sim.token}"}
    await client.patch(url, json={**OK, "device_status_reason": sim.token}, headers=headers)
    noted = sim.received.requests()[0]
    assert (noted.kind, noted.method, noted.token, noted.answered) == ("patch", "PATCH", "right", 200)
    assert noted.path == f"/v1/command/{command.id}?leak=(token)"
    assert json.loads(noted.body) == {**OK, "device_status_reason": "(token)"}
    assert (noted.headers["authorization"], noted.headers["cookie"]) == ("(right token)", "a=(token)")
    everything: dict[str, Any] = noted.as_json()
    assert sim.token not in json.dumps(everything)


def test_the_log_forgets_the_oldest_but_counts_all(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(received, "REMEMBERED", 3)
    log = received.RequestLog("token")
    for number in range(5):
        log.note(sim.flip.now(), "list", "GET", f"/{number}", [])
    assert [one.path for one in log.requests()] == ["/2", "/3", "/4"]
    assert [one.path for one in log.requests(after=4)] == ["/4"]
    assert log.totals == {"list": 5}
