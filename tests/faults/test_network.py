"""What networks and servers do between the desk and Flip: faults 43 to 57, through the courier.

Each id carries the number of its fault in reliability.md, section 7. Whatever happens, the banner says that the work is
safe, the answer is still there, and when the fault is over it is delivered.
"""

import re
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from flipconsole.app.link import LinkState
from flipconsole.app.notices import NoticeKind
from flipconsole.domain.ack import AckState
from flipconsole.domain.errors import Hindrance
from flipconsole.domain.row import Stage
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.status_strip.facts import strip_facts
from tests.api.certificates import NEEDS_OPEN_STORE, Certificates
from tests.faults.conftest import GOOD_ID, SAFE, START, Bench, OpenBench, listed, text

OK_TEXT = text(device_status="OK", updated_at="2025-11-01T15:10:00Z")


def numbered(cases: dict[str, Any]) -> Any:
    """Parametrizes over cases whose keys begin with the fault's number."""
    return pytest.mark.parametrize("case", cases.values(), ids=[f"fault_{name}" for name in cases])


def raising(fault: type[httpx.TransportError], cause: Exception | None = None) -> Callable[[httpx.Request], Any]:
    def handle(request: httpx.Request) -> httpx.Response:
        raise fault("no", request=request) from cause

    return handle


async def recovers(bench: Bench) -> None:
    """The fault is over: whatever waits arrives without anybody's help."""
    bench.flip.lists(listed(text()))
    bench.flip.answers(OK_TEXT)
    await bench.pass_seconds(400)
    assert bench.console.link.state is LinkState.LIVE, bench.console.link
    assert bench.row().stage is Stage.DELIVERED
    assert bench.console.unsent() == ()


# -- offline -------------------------------------------------------------------------------------------------------

OFFLINE: dict[str, Callable[[httpx.Request], Any]] = {
    "43_refused": raising(httpx.ConnectError),
    "43_no_such_name": raising(httpx.ConnectError, socket.gaierror(-2, "Name or service not known")),
    "43_unreachable": raising(httpx.ConnectError, OSError(101, "Network is unreachable")),
    "44_packets_dropped": raising(httpx.ConnectTimeout),
    "43_proxy_closed": raising(httpx.ProxyError),
}


HINDRANCES = {
    "43_refused": None,  # this transport does not say why
    "43_no_such_name": Hindrance.NAME,
    "43_unreachable": Hindrance.NETWORK,
    "44_packets_dropped": Hindrance.REPLY,
    "43_proxy_closed": Hindrance.PROXY,
}


@numbered(OFFLINE)
async def test_without_a_way_to_flip_it_is_offline_safe_and_tried_again(open_bench: OpenBench, case: Any) -> None:
    """Negative control: `assert_safe` finds the live link that stands here before the fault."""
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        with pytest.raises(AssertionError):
            bench.assert_safe(LinkState.OFFLINE)
        bench.flip.listing = bench.flip.patch = case
        await bench.pass_seconds(20)
        bench.assert_safe(LinkState.OFFLINE)
        assert bench.row().stage is Stage.WAITING
        assert any(fact.key == "poll" and "next look in" in fact.text for fact in strip_facts(
            bench.console.link, bench.console.now(), bench.model.zone))  # fmt: skip
        name = next(name for name, one in OFFLINE.items() if one is case)
        assert bench.console.link.hindrance is HINDRANCES[name]
        await recovers(bench)


async def test_fault_43_a_port_that_nobody_listens_at_is_offline(open_bench: OpenBench) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with open_bench(url=f"http://127.0.0.1:{taken.getsockname()[1]}") as bench:
            await bench.look()
            assert bench.console.link.state is LinkState.OFFLINE
            assert bench.console.link.hindrance is Hindrance.SERVER
            assert bench.console.link.next_poll_at is not None
            assert SAFE.search(bench.banner())


# -- lost answers --------------------------------------------------------------------------------------------------


async def test_fault_45_a_reset_before_the_request_left_is_waiting(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.patch = raising(httpx.ConnectError)
        await bench.answer()
        await bench.round()
        bench.assert_safe(LinkState.OFFLINE)
        assert bench.row().stage is Stage.WAITING
        await recovers(bench)


@numbered({"45_reset_after": httpx.ReadError, "45_closed_after": httpx.RemoteProtocolError,
           "45_silence_after": httpx.ReadTimeout})  # fmt: skip
async def test_an_answer_not_heard_is_unknown_until_it_is_found_out(open_bench: OpenBench, case: Any) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.patch = raising(case)
        await bench.answer()
        await bench.round()
        bench.assert_safe(LinkState.OFFLINE)
        assert bench.row().stage is Stage.NOT_CONFIRMED
        assert "no answer was heard" in bench.tip(Column.ANSWER)
        assert "fail" not in bench.cell(Column.ANSWER).lower()
        await recovers(bench)
        assert set(bench.flip.patches()) == {'{"device_status":"OK"}'}


@pytest.mark.parametrize("list_kind", ["keeps", "drops"], ids=["fault_46_keeps", "fault_46_drops"])
async def test_with_a_third_of_the_answers_lost_everything_arrives(open_bench: OpenBench, list_kind: str) -> None:
    clock = HandClock(START)
    flip = Simulator(now=clock, list=list_kind)
    ids = [flip.add().id for _number in range(60)]
    async with open_bench(simulator=flip, clock=clock) as bench:
        await bench.look()
        flip.faults.add("lost=0.3,on=patch")
        seen: set[Stage] = set()
        bench.console.rows_changed.connect(lambda _diff: seen.update(bench.row(one).stage for one in ids))
        await bench.answer_all(ids)
        await bench.pass_seconds(900)
        assert {bench.row(one).stage for one in ids} == {Stage.DELIVERED}
        assert {flip.get(one).device_status for one in ids} == {"OK"}
        assert Stage.NOT_CONFIRMED in seen
        assert not seen & {Stage.NOT_ACCEPTED, Stage.NEEDS_REVIEW, Stage.NOT_SAVED}
        assert {request.body for request in flip.received.requests("patch")} == {'{"device_status":"OK"}'}


async def test_fault_47_on_a_line_so_slow_that_a_list_takes_half_a_minute_answers_still_leave(
    open_bench: OpenBench,
) -> None:
    """Negative control: a list that is fresh for ten seconds and no longer lets nothing leave here."""
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        busy: list[bool] = []

        def slow(_request: httpx.Request) -> httpx.Response:
            busy.append(bench.console.link.busy)
            bench.clock.advance(30)
            return httpx.Response(200, content=listed(text()))

        bench.flip.listing = slow
        bench.flip.answers(OK_TEXT)
        await bench.pass_seconds(11)
        assert bench.row().stage is Stage.DELIVERED
        assert all(busy)  # the strip says "Asking Flip now" meanwhile


async def test_fault_47_a_list_that_trickles_in_for_half_a_minute_does_not_put_flips_clock_back(
    open_bench: OpenBench,
) -> None:
    """Its Date is that of the first byte: a fuse counted from the last one would burn half a minute too long."""
    async with open_bench() as bench:

        async def trickle() -> AsyncIterator[bytes]:
            yield listed(text())[:10]
            bench.clock.advance(30)
            yield listed(text())[10:]

        def slow(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, headers={"Date": format_datetime(bench.clock(), usegmt=True)}, content=trickle())

        bench.flip.listing = slow
        await bench.look()
        assert bench.console.link.state is LinkState.LIVE
        assert abs((bench.console.now() - bench.clock()).total_seconds()) <= 2


# -- Flip is not available, or asks to wait ------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504], ids="fault_48_{}".format)
async def test_ten_minutes_of_trouble_are_few_requests_and_one_banner(open_bench: OpenBench, status: int) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        asked = len(bench.flip.asked)
        bench.flip.lists(b"", status)
        bench.flip.answers(b"", status)
        banners: set[str] = set()
        bench.console.link_changed.connect(lambda link: banners.add(link.state))
        await bench.pass_seconds(600)
        bench.assert_safe(LinkState.OFFLINE)
        assert banners <= {LinkState.LIVE, LinkState.OFFLINE}
        assert len(bench.flip.asked) - asked <= 60
        assert [notice for notice in bench.notices if notice.kind is NoticeKind.NEEDS_YOU] == []
        await recovers(bench)


@numbered({"49_seconds": "120", "49_date": "date", "49_none": None})
async def test_being_asked_to_wait_is_obeyed_and_said(open_bench: OpenBench, case: str | None) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        until = (bench.clock() + timedelta(seconds=131)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        served = (bench.clock() + timedelta(seconds=11)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        headers = {} if case is None else {"Retry-After": until if case == "date" else case, "Date": served}
        bench.flip.lists(b"", 429, headers)
        await bench.pass_seconds(11)
        bench.assert_safe(LinkState.WAITING)
        assert "asked the console to wait" in bench.banner()
        link, asked = bench.console.link, len(bench.flip.asked)
        assert link.next_poll_at is not None
        if case is not None:
            assert 118 <= (link.next_poll_at - bench.console.now()).total_seconds() <= 121
            bench.clock.advance(60)
            await bench.look()
            assert len(bench.flip.asked) == asked
            assert "asked us to wait" in bench.notices[-1].text
        await recovers(bench)


# -- the token -----------------------------------------------------------------------------------------------------


async def test_fault_50_a_token_refused_in_the_middle_stops_everything_and_keeps_it(open_bench: OpenBench) -> None:
    clock = HandClock(START)
    flip = Simulator(now=clock)
    ids = [flip.add().id for _number in range(50)]
    async with open_bench(simulator=flip, clock=clock) as bench:
        await bench.look()
        flip.faults.add("status=401,on=both,after=11")
        await bench.answer_all(ids)
        await bench.pass_seconds(300)
        refused = flip.faults.as_json()[0]["struck"]
        delivered = [one for one in ids if bench.row(one).stage is Stage.DELIVERED]
        assert bench.console.link.state is LinkState.TOKEN_REFUSED
        assert isinstance(refused, int)
        assert 1 <= refused <= 6  # those that were in flight together; not one more try with this token
        assert 0 < len(delivered) <= 11
        assert len(bench.console.unsent()) == 50 - len(delivered)
        assert f"{50 - len(delivered)} answers are safe and waiting" in bench.banner()
        flip.faults.clear()
        bench.console.use_token(flip.token)
        await bench.pass_seconds(30)
        assert {bench.row(one).stage for one in ids} == {Stage.DELIVERED}


# -- refusals ------------------------------------------------------------------------------------------------------

_Refusal = tuple[int, AckState]

REFUSALS: dict[str, _Refusal] = {
    "51_403": (403, AckState.FAILED), "51_404": (404, AckState.FAILED), "51_400": (400, AckState.FAILED),
    "51_422": (422, AckState.FAILED), "51_418": (418, AckState.FAILED), "51_409": (409, AckState.NEEDS_REVIEW),
    "51_412": (412, AckState.NEEDS_REVIEW), "51_999": (999, AckState.QUEUED),
}  # fmt: skip


@numbered(REFUSALS)
async def test_each_status_has_its_own_end_and_nothing_is_lost(open_bench: OpenBench, case: _Refusal) -> None:
    status, state = case
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.answers(b'{"message":"Flip says why"}', status)
        await bench.answer()
        await bench.pass_seconds(300)
        ack = bench.row().newest_ack
        assert ack is not None
        assert ack.state is state
        assert ack.http_status == status
        assert "Flip says why" in ack.outcome
        if state is AckState.QUEUED:
            assert bench.console.unsent() == (ack,)
            return
        assert len(bench.flip.patches()) == 1  # never tried again by itself
        assert bench.console.needing_you() == (ack,)
        assert "Flip says why" in bench.tip(Column.ANSWER)
        assert bench.console.link.state is LinkState.LIVE
        assert bench.is_listed(GOOD_ID)


async def test_fault_51_a_token_without_the_right_to_answer_is_no_wrong_address(open_bench: OpenBench) -> None:
    """After three refusals in a row nothing more leaves; what is told is the token, in title, text and strip."""
    clock = HandClock(START)
    flip = Simulator(now=clock)
    ids = [flip.add().id for _number in range(20)]
    async with open_bench(simulator=flip, clock=clock) as bench:
        await bench.look()
        flip.faults.add("status=403,on=patch")
        for one in ids:  # each for itself: a bulk would be held at the first
            await bench.answer_all([one])
        await bench.round()
        assert bench.console.link.state is LinkState.MISDIRECTED
        assert SAFE.search(bench.banner())
        assert "Flip does not allow this token to do that" in bench.banner()
        assert "address" not in bench.banner()
        facts = {fact.key: fact.text for fact in strip_facts(bench.console.link, bench.console.now(), bench.model.zone)}
        assert (facts["network"], facts["flip"], facts["token"]) == ("Network", "Flip reached", "Token not allowed")
        assert len(bench.console.unsent()) + len(bench.console.needing_you()) == 20


# -- the address ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["https://evil.example/v1/commands", "http://127.0.0.1:1/", "/v1/commands"],
                         ids=["fault_52_other_host", "fault_52_to_http", "fault_52_itself"])  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(open_bench: OpenBench, status: int, to: str) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        asked = len(bench.flip.asked)
        bench.flip.answers(b"", status, {"Location": to})
        await bench.answer()
        await bench.round()
        assert len(bench.flip.asked) == asked + 1
        bench.assert_safe(LinkState.MISDIRECTED)
        assert "moved" in bench.banner()
        await recovers(bench)


def certificate(code: int, message: str) -> ssl.SSLCertVerificationError:
    """What OpenSSL raises; real certificates on real sockets are tried in tests/api/test_tls.py."""
    error = ssl.SSLCertVerificationError(1, f"certificate verify failed: {message}")
    error.verify_code, error.verify_message = code, message
    return error


CERTIFICATES: dict[str, tuple[ssl.SSLError, str]] = {
    "56_expired": (certificate(10, "certificate has expired"), "not valid at this time"),
    "56_wrong_host": (certificate(62, "Hostname mismatch"), "belongs to another address"),
    "56_unknown_issuer": (certificate(20, "unable to get local issuer certificate"), "does not trust"),
    "56_self_signed": (certificate(18, "self-signed certificate"), "does not trust"),
    "56_tls_1_0": (ssl.SSLError(1, "unsupported protocol"), "speaks no TLS that is safe"),
}


@numbered(CERTIFICATES)
async def test_a_certificate_that_cannot_be_trusted_stops_the_origin(open_bench: OpenBench, case: Any) -> None:
    error, words = case
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        bench.flip.listing = raising(httpx.ConnectError, error)
        await bench.pass_seconds(11)
        bench.assert_safe(LinkState.MISDIRECTED)
        assert words in bench.banner()
        assert bench.console.link.certificate is not None
        assert "Nothing was sent" in bench.banner()
        assert bench.flip.patches() == []
        asked = len(bench.flip.asked)
        await bench.pass_seconds(280)
        assert len(bench.flip.asked) == asked  # probed again after five minutes, not each minute
        await recovers(bench)


@NEEDS_OPEN_STORE
async def test_fault_57_a_company_issuer_in_the_systems_store_works(
    open_bench: OpenBench, wire_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: the same server without the issuer in the store is not trusted."""
    certificates = Certificates(tmp_path)
    says = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    async with wire_of(says, tls=certificates.server()) as url:
        async with open_bench(url=url) as bench:
            await bench.look()
            assert bench.console.link.state is LinkState.MISDIRECTED
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.file))
        async with open_bench(url=url) as bench:
            await bench.look()
            assert bench.console.link.state is LinkState.LIVE


# -- the content of the answer -------------------------------------------------------------------------------------


@numbered({"53_other_id": text(id=GOOD_ID, device_status="OK"), "53_other_device_status": text()})
async def test_a_200_that_tells_of_something_else_is_not_confirmed(open_bench: OpenBench, case: bytes) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.answers(case)
        await bench.answer()
        await bench.round()
        assert bench.row().stage is Stage.NOT_CONFIRMED
        assert len(bench.console.unsent()) == 1
        await recovers(bench)


@numbered({"54_canceled": "CANCELED", "54_opt_out": "OPT_OUT"})
async def test_a_cancellation_that_came_first_is_delivered_and_needs_a_person(open_bench: OpenBench, case: str) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.answers(text(status=case, device_status="OK", updated_at="2025-11-01T15:00:01Z"))
        await bench.answer()
        await bench.round()
        ack = bench.row().newest_ack
        assert ack is not None
        assert ack.state is AckState.DELIVERED
        assert "remove it from the battery" in bench.console.attention()[0].text
        assert bench.cell(Column.ANSWER).startswith("Needs you")
        assert bench.notices[-1].urgent
    async with open_bench(bench) as bench:
        assert len(bench.console.attention()) == 1


@pytest.mark.parametrize("off_s", [-600.0, 600.0], ids=["fault_55_behind", "fault_55_ahead"])
async def test_a_clock_ten_minutes_off_is_told_and_ages_are_flips(open_bench: OpenBench, off_s: float) -> None:
    clock = HandClock(START)
    flip = Simulator(now=clock)
    command = flip.add(age_s=120)
    async with open_bench(simulator=flip, clock=clock, laptop_off_s=off_s) as bench:
        await bench.look()
        assert re.search("clock is (9|10) min", bench.banner())
        assert ("behind" if off_s < 0 else "ahead") in bench.banner()
        assert SAFE.search(bench.banner())
        assert abs((bench.console.now() - clock()).total_seconds()) <= 2
        assert any(words in bench.cell(Column.ACK_IN, command.id) for words in ("in 13 min", "in 12 min 5"))
