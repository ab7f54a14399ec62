"""How often Flip is asked again: each status has its class, Retry-After is obeyed, one request probes an outage."""

from collections import Counter, defaultdict
from datetime import timedelta
from random import Random
from typing import Any, NamedTuple

import httpx
import pytest

from flipconsole.api import outcome
from flipconsole.app import dispatch
from flipconsole.app.budget import RetryBudget
from flipconsole.app.link import LinkState
from flipconsole.domain.ack import AckState
from flipconsole.domain.row import Stage
from tests.faults.conftest import Bench, OpenBench, listed, text
from tests.gates import Gate


class End(NamedTuple):
    """What one status comes to: the ack, the link, and whether the request may have worked."""

    state: AckState
    link: LinkState
    unheard: bool = False


PERMANENT = End(AckState.FAILED, LinkState.LIVE)
TRANSIENT = End(AckState.QUEUED, LinkState.OFFLINE)
UNKNOWN = End(AckState.QUEUED, LinkState.OFFLINE, True)
NOT_CONFIRMED = End(AckState.QUEUED, LinkState.LIVE, True)
SAMPLE = (100, 199, 200, 204, 299, 300, 304, 308, 400, 401, 402, 403, 404, 407, 408, 409, 412, 418, 422, 425, 429, 451,
          499, 500, 501, 502, 503, 504, 505, 511, 520, 530, 599, 999)  # fmt: skip


def end_of(status: int) -> End:
    """The table of section 5 of the reliability reference, written down a second time."""
    single = {
        401: End(AckState.QUEUED, LinkState.TOKEN_REFUSED),
        407: TRANSIENT,  # the proxy of the network, not Flip
        408: TRANSIENT, 425: TRANSIENT, 503: TRANSIENT,
        409: End(AckState.NEEDS_REVIEW, LinkState.LIVE), 412: End(AckState.NEEDS_REVIEW, LinkState.LIVE),
        429: End(AckState.QUEUED, LinkState.WAITING),
        501: PERMANENT, 505: PERMANENT,
        511: End(AckState.QUEUED, LinkState.SIGNIN_PAGE, True),
    }  # fmt: skip
    if status in single:
        return single[status]
    kinds = {2: NOT_CONFIRMED, 3: End(AckState.QUEUED, LinkState.MISDIRECTED), 4: PERMANENT}
    return kinds.get(status // 100, UNKNOWN)


async def found(bench: Bench, status: int) -> End:
    """What the console makes of it."""
    bench.flip.answers(b'{"message":"why"}', status)
    await bench.answer()
    await bench.round()
    ack = bench.row().newest_ack
    assert ack is not None
    return End(ack.state, bench.console.link.state, ack.unheard)


@pytest.mark.gate("R6")
async def test_every_status_has_its_class(open_bench: OpenBench, tmp_path: Any, gate: Gate) -> None:
    statuses = [*range(100, 600), 999] if gate.is_full else list(SAMPLE)
    for number, status in enumerate(statuses):
        async with open_bench(directory=tmp_path / str(number)) as bench:
            await bench.shows(text())
            assert await found(bench, status) == end_of(status), status
    gate.reached("every status 100-599 and 999 as the table says", f"{len(statuses)} statuses as the table says")


WAITS = {"1": 1, "40": 40, "120": 120, "900": 900, "5000": 900, "0": 1}
JUNK = ("soon", "-5", "1e9", "", "Thu, 01 Jan 1970 00:00:00 GMT")


async def waited_s(bench: Bench, header: str, most_s: float) -> float:
    """Seconds until the list is asked for again after a 429 with this header; `most_s` if it is not."""
    bench.flip.lists(b"", 429, {"Retry-After": header})
    await bench.look()
    asked, step = len(bench.flip.asked), 0.25
    for number in range(int(most_s / step)):
        if len(bench.flip.asked) > asked:
            return number * step
        bench.clock.advance(step)
        if bench.courier._tick():
            await bench.courier.one_round()
    return most_s


async def is_obeyed(open_bench: OpenBench, directory: Any, header: str) -> bool:
    async with open_bench(directory=directory) as bench:
        await bench.shows(text())
        wanted = WAITS[header]
        return wanted <= await waited_s(bench, header, wanted * 1.3 + 2) <= wanted * 1.1 + 0.5


@pytest.mark.gate("R6")
async def test_retry_after_is_obeyed(open_bench: OpenBench, tmp_path: Any, gate: Gate) -> None:
    for header in WAITS:
        assert await is_obeyed(open_bench, tmp_path / header, header), header
    for number, header in enumerate(JUNK):
        async with open_bench(directory=tmp_path / f"junk{number}") as bench:
            await bench.shows(text())
            assert await waited_s(bench, header, 65) <= 61, header
    gate.reached("Retry-After obeyed, 0 to +10 %, within 1 to 900 s", f"{len(WAITS)} waits and {len(JUNK)} of junk")


@pytest.mark.gate("R6")
async def test_a_console_that_ignores_retry_after_is_found_out(
    open_bench: OpenBench, tmp_path: Any, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(outcome, "read_retry_after", lambda *_: None)
    assert not await is_obeyed(open_bench, tmp_path / "120", "120")
    gate.caught("Retry-After is not read")


# -- a day without Flip --------------------------------------------------------------------------------------------

QUEUED = 500
DAY_S = 24 * 3600.0 - 600.0
"""An answer that has waited for 24 hours is asked about, whatever the list shows."""


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number + 100:012x}"


class Day:
    """500 commands; after the day each fifth is cancelled and each fifth has ended."""

    def __init__(self) -> None:
        self.is_up = True
        self.is_over = False
        self.taken: dict[str, str] = {}

    def listing(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("no network", request=request)
        return httpx.Response(200, content=listed(*(self.row(number) for number in range(QUEUED))))

    def row(self, number: int) -> bytes:
        one = id_of(number)
        is_cancelled = self.is_over and number % 5 == 1
        ends_at = "2025-11-01T19:00:00Z" if number % 5 == 2 else "2025-11-09T19:00:00Z"
        changed = "2025-11-02T10:00:00Z" if is_cancelled or one in self.taken else "2025-11-01T14:59:00Z"
        return text(
            id=one, device_id=f"D{number:03}", status="CANCELED" if is_cancelled else "OK", ends_at=ends_at,
            starts_at="2025-11-01T17:00:00Z" if number % 5 == 2 else "2025-11-09T17:00:00Z",
            device_status=self.taken.get(one, "PENDING"), updated_at=changed,
        )  # fmt: skip

    def patch(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("no network", request=request)
        one = request.url.path.rpartition("/")[2]
        self.taken[one] = "OK"
        return httpx.Response(200, content=self.row(int(one[-12:], 16) - 100))


async def pass_day(bench: Bench, seconds: float) -> int:
    """Let the time go by as `run` does, second by second where something may happen; how many requests it took."""
    asked, until = len(bench.flip.asked), bench.clock() + timedelta(seconds=seconds)
    while bench.clock() < until:
        bench.clock.advance(max(1.0, min(60.0, bench.courier._rhythm.wait_s())))
        if bench.courier._tick():
            await bench.courier.one_round()
    return len(bench.flip.asked) - asked


@pytest.mark.gate("R7")
async def test_a_day_without_flip_is_probed_by_one_request_and_ends_in_a_minute(
    open_bench: OpenBench, gate: Gate
) -> None:
    hours = gate.size(2, 24)
    async with open_bench() as bench:
        day = Day()
        bench.flip.listing, bench.flip.patch = day.listing, day.patch
        await bench.look()
        day.is_up = False
        ids = [id_of(number) for number in range(QUEUED)]
        await bench.answer_all(ids)
        attempts = await pass_day(bench, min(DAY_S, hours * 3600))
        assert attempts <= 3200 * hours / 24
        assert bench.console.link.state is LinkState.OFFLINE
        assert len(bench.console.unsent()) == QUEUED
        bench.clock.advance(max(0.0, DAY_S - hours * 3600))  # in the short run the rest of the day passes in sleep
        day.is_up = day.is_over = True
        looks = sum(request.method == "GET" for request in bench.flip.asked)
        while sum(request.method == "GET" for request in bench.flip.asked) == looks:
            bench.clock.advance(1.0)
            if bench.courier._tick():
                await bench.courier.one_round()
        back_at = bench.clock()
        while bench.console.unsent():
            bench.clock.advance(1.0)
            await bench.courier.one_round()
            assert (bench.clock() - back_at).total_seconds() <= 60
        stages = Counter(bench.row(one).stage for one in ids)
        assert stages == {Stage.DELIVERED: QUEUED * 3 // 5, Stage.NEEDS_REVIEW: QUEUED * 2 // 5}
        sent = [request.url.path.rpartition("/")[2] for request in bench.flip.asked if request.method == "PATCH"]
        due = [one for number, one in enumerate(ids) if number % 5 not in (1, 2)]
        assert all(abs(place - due.index(one)) <= 6 for place, one in enumerate(dict.fromkeys(sent)))
    gate.reached(
        "24 h, 500 queued: at most 3,200 attempts; 60 s after the first good probe all due delivered, the others need "
        "you; 0 reordered",
        f"{hours} h: {attempts:,} attempts; {(bench.clock() - back_at).total_seconds():.0f} s; 300 delivered, 200 need "
        "you, 0 reordered",
    )


@pytest.mark.gate("R7")
async def test_timers_of_each_answer_are_found_out(
    open_bench: OpenBench, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: no fault stops the others, and each answer is tried by its own clock."""
    monkeypatch.setattr(dispatch, "MOST_UNAVAILABLE", 10**9)
    async with open_bench() as bench:
        day = Day()
        bench.flip.listing = day.listing
        bench.flip.patch = lambda _request: httpx.Response(503)
        await bench.look()
        await bench.answer_all([id_of(number) for number in range(QUEUED)])
        attempts = 0
        for _minute in range(10):
            bench.clock.advance(60.0)
            await bench.courier.one_round()
            attempts = len(bench.flip.patches())
    assert attempts > 3200 / 24 / 6
    gate.caught(f"a timer for each answer: {attempts:,} attempts in ten minutes")


# -- a Flip that struggles -----------------------------------------------------------------------------------------


class Struggling:
    """Three of ten answers meet a 503; requests are noted with their time, and whether they try a refused one again."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.chance = bench, Random(2)
        self.refused: set[str] = set()
        self.taken: set[str] = set()
        self.asked: list[tuple[float, bool]] = []

    def row(self, number: int) -> bytes:
        one = id_of(number)
        changed = "2025-11-01T15:01:00Z" if one in self.taken else "2025-11-01T15:00:00Z"
        device_status = "OK" if one in self.taken else "PENDING"
        return text(id=one, device_id=f"D{number:03}", device_status=device_status, updated_at=changed)

    def note(self, is_retry: bool) -> None:
        self.asked.append((self.bench.clock().timestamp(), is_retry))

    def listing(self, _request: httpx.Request) -> httpx.Response:
        self.note(False)
        return httpx.Response(200, content=listed(*map(self.row, range(QUEUED))))

    def patch(self, request: httpx.Request) -> httpx.Response:
        one = request.url.path.rpartition("/")[2]
        self.note(one in self.refused)
        self.bench.clock.advance(0.02)
        if self.chance.random() < 0.3:
            self.refused.add(one)
            return httpx.Response(503)
        self.taken.add(one)
        return httpx.Response(200, content=self.row(int(one[-12:], 16) - 100))

    def worst_share(self) -> float:
        """The largest part of retries in any two minutes, one after the other, with more than fifty requests."""
        windows: defaultdict[int, list[bool]] = defaultdict(list)
        for at, is_retry in self.asked:
            windows[int((at - self.asked[0][0]) // 120)].append(is_retry)
        return max(sum(window) / len(window) for window in windows.values() if len(window) > 50)


async def struggle(bench: Bench) -> tuple[float, float]:
    """A bulk of 300; the worst share of retries, and the seconds until all were delivered."""
    flip = Struggling(bench)
    bench.flip.listing, bench.flip.patch = flip.listing, flip.patch
    await bench.look()
    began = bench.clock()
    await bench.answer_all([id_of(number) for number in range(300)])
    while bench.console.unsent():
        bench.clock.advance(1.0)
        if bench.courier._tick():
            await bench.courier.one_round()
        assert (bench.clock() - began).total_seconds() < 900
    return flip.worst_share(), (bench.clock() - began).total_seconds()


@pytest.mark.gate("R6")
async def test_a_flip_that_struggles_is_not_pressed(open_bench: OpenBench, gate: Gate) -> None:
    async with open_bench() as bench:
        share, took_s = await struggle(bench)
    assert share <= 0.1
    gate.reached(
        "retries at most 10 % of the requests of 2 minutes, when those are more than 50",
        f"300 answers, 30 % met by 503: retries {share:.0%} at worst, all delivered in {took_s:.0f} s",
    )


@pytest.mark.gate("R6")
async def test_without_a_budget_it_is_pressed(
    open_bench: OpenBench, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(RetryBudget, "lets", lambda *_: True)
    async with open_bench() as bench:
        share, _took_s = await struggle(bench)
    assert share > 0.1
    gate.caught(f"no budget: retries {share:.0%} of the requests")
