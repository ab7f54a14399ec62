"""Each broken stage of the connection has a verdict and a next step of its own; looking changes nothing (D2)."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flipconsole.api.examiner import NO_COMMAND, Heard
from flipconsole.app.clock import FlipClock
from flipconsole.app.doctor import Doctor
from flipconsole.app.server_verdicts import judge_clock
from flipconsole.domain.diagnosis import Diagnosis, Outcome, Stage, Verdict, finding_lines
from flipconsole.domain.profile import TokenKind, profile_at
from flipconsole.parts import open_doctor
from tests.api.proxies import set_proxy
from tests.app.broken_ways import CASES, REMARKS, TOKEN, Surroundings, all_cases, broken_way, closed_port


async def examined(
    address: str, token: str | None = TOKEN, *, read_only: bool = False, ca_file: str = "", **oauth: Any
) -> Diagnosis:
    profile = replace(profile_at(address), ca_file=ca_file, **oauth)
    async with open_doctor(profile, token or "", read_only=read_only) as doctor:
        return await doctor.look()


def look(around: Surroundings, address: str) -> Diagnosis:
    return asyncio.run(examined(address, around.token, read_only=around.read_only, ca_file=around.ca_file))


@all_cases
def test_each_broken_stage_has_its_own_verdict(
    case: str, simulator_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stage, verdict, _play = CASES[case]
    with broken_way(case, simulator_server, monkeypatch, tmp_path) as (around, address):
        diagnosis = look(around, address)
    cause = diagnosis.cause
    assert cause is not None
    assert (cause.stage, cause.verdict) == (stage, verdict), diagnosis.report()
    assert (cause.outcome is Outcome.REMARK) == (verdict in REMARKS)
    assert cause.found
    assert cause.advice
    assert [finding.stage for finding in diagnosis.findings] == list(Stage)
    order = list(Stage)
    for finding in diagnosis.findings:
        if cause.outcome is Outcome.BROKEN and order.index(finding.stage) < order.index(stage):
            passed = Outcome.WORKS, Outcome.REMARK
            assert finding.outcome in passed or verdict in (Verdict.PROXY_UNUSABLE, Verdict.LIST_REFUSED)
        assert finding.verdict is not Verdict.STUMBLED
    assert TOKEN not in diagnosis.report()
    assert "canary" not in diagnosis.report()


def test_the_verdicts_differ_wherever_the_next_step_does() -> None:
    told = {(stage, verdict) for stage, verdict, _play in CASES.values()}
    assert len(told) >= 34
    assert {stage for stage, _verdict in told} == set(Stage)


@pytest.mark.parametrize("settings", [{}, {"paging": True}, {"envelope": "commands"}, {"errors": "fastapi"}])
def test_a_sound_connection_passes_every_stage_and_nothing_is_changed(
    settings: dict[str, Any], simulator_server: Callable[..., Any]
) -> None:
    running = simulator_server(token=TOKEN, **settings)
    commands = [running.simulator.add() for _count in range(5)]
    before = [running.simulator.get(command.id).row() for command in commands]
    diagnosis = asyncio.run(examined(running.url))
    assert diagnosis.cause is None, diagnosis.report()
    assert diagnosis.is_over
    assert all(finding.outcome is Outcome.WORKS for finding in diagnosis.findings)
    assert "works" in diagnosis.summary
    assert [running.simulator.get(command.id).row() for command in commands] == before
    asked = [(one.method, one.path, one.body) for one in running.simulator.received.requests()]
    assert asked == [("GET", "/v1/commands", ""), ("PATCH", f"/v1/command/{NO_COMMAND}", "{}")]


def test_looking_through_a_proxy_passes_too(
    simulator_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where it opens connections, once its issuer is in the system's store: with a remark on who that is."""
    with broken_way("intercepted", simulator_server, monkeypatch, tmp_path) as (around, address):
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "Zscaler Inc..pem"))
        diagnosis = look(around, address)
    findings = {finding.stage: finding for finding in diagnosis.findings}
    assert findings[Stage.PROXY].outcome is Outcome.WORKS
    assert "http://127.0.0.1" in findings[Stage.PROXY].found
    assert "https_proxy" in findings[Stage.PROXY].found
    assert findings[Stage.ENCRYPTION].verdict is Verdict.INSPECTED
    assert "SSL_CERT_FILE=" in findings[Stage.ENCRYPTION].found


OAUTH = {"token_kind": TokenKind.OAUTH, "client_id": "client_1"}


@pytest.mark.parametrize("case", ["given", "refused", "gone"])
def test_a_client_secret_goes_to_the_token_address_alone(simulator_server: Callable[..., Any], case: str) -> None:
    running = simulator_server(token=TOKEN)
    running.simulator.oauth.client_id = "client_1"
    secret = running.simulator.oauth.client_secret if case == "given" else "hush-canary"
    port = closed_port() if case == "gone" else running.url.rpartition(":")[2]
    diagnosis = asyncio.run(examined(running.url, secret, token_url=f"http://127.0.0.1:{port}/oauth/token", **OAUTH))
    token = {finding.stage: finding for finding in diagnosis.findings}[Stage.TOKEN]
    wanted = {"given": Verdict.FINE, "refused": Verdict.TOKEN_REFUSED, "gone": Verdict.TOKEN_NOT_GIVEN}[case]
    assert token.verdict is wanted, diagnosis.report()
    assert (diagnosis.cause is None) == (case == "given")
    assert diagnosis.reaches_server
    for one in running.simulator.received.requests():
        assert secret not in str(one.headers)
    assert secret not in diagnosis.report()


def test_a_console_that_only_looks_sends_not_even_a_test(simulator_server: Callable[..., Any]) -> None:
    running = simulator_server(token=TOKEN)
    diagnosis = asyncio.run(examined(running.url, read_only=True))
    assert diagnosis.cause is None
    assert diagnosis.findings[-1].verdict is Verdict.LOOKS_ONLY
    assert [one.method for one in running.simulator.received.requests()] == ["GET"]


def _attempts(monkeypatch: pytest.MonkeyPatch, url: str, bad: Callable[[str], BaseException | None]) -> Diagnosis:
    """A look at a name of two addresses, each of which fails as `bad` says."""
    real, real_connection = socket.getaddrinfo, asyncio.open_connection

    def two(host: str, port: int, *rest: Any, **more: Any) -> Any:
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            *real("127.0.0.1", port, *rest, **more),
        ]  # fmt: skip

    async def connect(address: str, port: int) -> Any:
        fault = bad(address)
        if fault is not None:
            raise fault
        return await real_connection(address, port)

    monkeypatch.setattr(socket, "getaddrinfo", two)
    monkeypatch.setattr(asyncio, "open_connection", connect)
    return asyncio.run(examined(url.replace("127.0.0.1", "localhost")))


def test_fault_60_a_broken_ipv6_is_a_remark(
    simulator_server: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = simulator_server(token=TOKEN)
    diagnosis = _attempts(
        monkeypatch, running.url, lambda address: OSError(errno.ENETUNREACH, "") if ":" in address else None
    )
    assert diagnosis.cause is not None
    assert diagnosis.cause.verdict is Verdict.PARTLY_REACHED
    assert "IPv6 does not work here (::1); IPv4 does" in diagnosis.cause.found
    assert diagnosis.findings[-1].outcome is Outcome.WORKS


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (OSError(errno.ENETUNREACH, "Network is unreachable"), Verdict.NO_NETWORK),
        (TimeoutError(), Verdict.NO_REPLY),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Verdict.CONNECTION_REFUSED),
    ],
)
def test_no_address_that_takes_a_connection(monkeypatch: pytest.MonkeyPatch, fault: OSError, verdict: Verdict) -> None:
    diagnosis = _attempts(monkeypatch, f"http://127.0.0.1:{closed_port()}", lambda _address: fault)
    assert diagnosis.cause is not None
    assert (diagnosis.cause.stage, diagnosis.cause.verdict) == (Stage.CONNECTION, verdict)


@pytest.mark.parametrize(
    ("of_ipv4", "verdict"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), Verdict.CONNECTION_REFUSED),
        (TimeoutError(), Verdict.NO_REPLY),
    ],
)
def test_a_laptop_without_ipv6_is_not_without_network(
    monkeypatch: pytest.MonkeyPatch, of_ipv4: OSError, verdict: Verdict
) -> None:
    def bad(address: str) -> OSError:
        return OSError(errno.ENETUNREACH, "Network is unreachable") if ":" in address else of_ipv4

    diagnosis = _attempts(monkeypatch, f"http://127.0.0.1:{closed_port()}", bad)
    assert diagnosis.cause is not None
    assert diagnosis.cause.verdict is verdict


def test_a_server_that_tells_no_time_leaves_the_clock_unjudged(simulator_server: Callable[..., Any]) -> None:
    running = simulator_server(token=TOKEN)
    running.simulator.faults.add("date=none")
    diagnosis = asyncio.run(examined(running.url))
    assert diagnosis.findings[list(Stage).index(Stage.CLOCK)].verdict is Verdict.CLOCK_UNKNOWN
    assert diagnosis.cause is None


def test_an_examination_that_stumbles_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    set_proxy(monkeypatch, "")

    async def stumble(_examiner: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("flipconsole.api.examiner.Examiner.look_up", stumble)
    diagnosis = asyncio.run(examined("https://flip.test"))
    assert diagnosis.cause is not None
    assert (diagnosis.cause.stage, diagnosis.cause.verdict) == (Stage.NAME, Verdict.STUMBLED)
    assert diagnosis.is_over


def test_every_finding_is_a_line_of_text_and_an_object(simulator_server: Callable[..., Any]) -> None:
    diagnosis = asyncio.run(examined(simulator_server(token=TOKEN).url, "another"))
    document = diagnosis.document()
    assert document["ok"] is False
    assert document["verdict"] == "token_refused"
    assert [stage["stage"] for stage in document["stages"]] == [stage.value for stage in Stage]  # type: ignore[attr-defined]
    report = diagnosis.report([("Version", "1")])
    assert report.splitlines()[2] == "Version: 1"
    for finding in diagnosis.findings:
        for line in finding_lines(finding):
            assert line in report


# -- on request, beside the courier ----------------------------------------------------------------------------------


@pytest.fixture
async def opened(simulator_server: Callable[..., Any]) -> AsyncIterator[tuple[Any, Doctor]]:
    running = simulator_server(token=TOKEN)
    async with open_doctor(profile_at(running.url), TOKEN) as doctor:
        yield running, doctor


def test_a_list_that_came_slowly_puts_no_blame_on_the_clock() -> None:
    """Its Date was set when its first byte left; negative control: as if the list had come at once."""
    now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    heard = Heard(200, None, now - timedelta(seconds=150), latency_s=0.2, took_s=150.0)
    assert judge_clock(heard, FlipClock(lambda: now)).verdict is Verdict.FINE
    assert judge_clock(replace(heard, took_s=0.0), FlipClock(lambda: now)).verdict is Verdict.CLOCK_OFF


async def test_it_looks_when_asked_one_at_a_time_and_again(opened: tuple[Any, Doctor]) -> None:
    _running, doctor = opened
    seen: list[int] = []
    over = asyncio.Event()

    def note() -> None:
        seen.append(0 if doctor.diagnosis is None else len(doctor.diagnosis.findings))
        if not doctor.is_busy:
            over.set()

    doctor.changed.connect(note)
    working = asyncio.create_task(doctor.run())
    for _again in range(2):
        over.clear()
        doctor.examine()
        doctor.examine()
        await asyncio.wait_for(over.wait(), 20)
        assert doctor.diagnosis is not None
        assert doctor.diagnosis.is_over
    assert seen == 2 * [*range(len(Stage) + 1), len(Stage)]
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_it_is_stopped_in_the_middle_and_what_was_found_stays(opened: tuple[Any, Doctor]) -> None:
    running, doctor = opened
    running.simulator.faults.add("latency=60,on=list")
    working = asyncio.create_task(doctor.run())
    reached, over = asyncio.Event(), asyncio.Event()

    def note() -> None:
        if doctor.diagnosis is not None and Stage.ENCRYPTION in doctor.diagnosis.stages:
            reached.set()
        if not doctor.is_busy:
            over.set()

    doctor.changed.connect(note)
    doctor.examine()
    await asyncio.wait_for(reached.wait(), 20)
    doctor.stop()
    await asyncio.wait_for(over.wait(), 5)
    assert doctor.diagnosis is not None
    assert len(doctor.diagnosis.findings) == 4
    assert not doctor.diagnosis.is_over
    doctor.stop()
    running.simulator.faults.clear()
    over.clear()
    doctor.examine()
    await asyncio.wait_for(over.wait(), 20)
    assert doctor.diagnosis.is_over
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_who_shows_it_and_stumbles_does_not_end_it(
    opened: tuple[Any, Doctor], caplog: pytest.LogCaptureFixture
) -> None:
    _running, doctor = opened
    over = asyncio.Event()

    def stumble() -> None:
        if doctor.diagnosis is not None:
            raise ZeroDivisionError

    def note() -> None:
        if not doctor.is_busy:
            over.set()

    doctor.changed.connect(stumble)
    working = asyncio.create_task(doctor.run())
    doctor.examine()
    async with asyncio.timeout(20):
        while doctor.is_busy:  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.01)
    assert "could not be shown" in caplog.text
    doctor.changed.disconnect(stumble)
    doctor.changed.connect(note)
    doctor.examine()
    await asyncio.wait_for(over.wait(), 20)
    assert doctor.diagnosis is not None
    assert doctor.diagnosis.is_over
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
