"""Three hundred answers through every state, each shown in the list, in the order in which they were given (A4, O4)."""

from collections import Counter, defaultdict

import httpx

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.ui.command_list.order import Column
from tests.faults.conftest import START, Bench, OpenBench, listed, text

COUNT = 300
SHOWN = {
    Stage.SAVING: "Saving",
    Stage.WAITING: "waiting to send",
    Stage.SENDING: "Sending",
    Stage.NOT_CONFIRMED: "Not confirmed",
    Stage.DELIVERED: "Delivered",
    Stage.NOT_ACCEPTED: "Not accepted",
}


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number + 100:012x}"


class Script:
    """A Flip that takes some answers at once, refuses some, and loses the answer to some once."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.lost: set[str] = set()
        self.in_flight: Counter[str] = Counter()
        self.most_in_flight = 0
        self.order: list[str] = []

    def listing(self, _request: httpx.Request) -> httpx.Response:
        rows = [
            text(id=id_of(number), device_id=f"D{number:03}", device_status=self.taken.get(id_of(number), "PENDING"),
                 updated_at="2025-11-01T15:05:00Z" if id_of(number) in self.taken else "2025-11-01T14:59:00Z")
            for number in range(COUNT)
        ]  # fmt: skip
        return httpx.Response(200, content=listed(*rows))

    def patch(self, request: httpx.Request) -> httpx.Response:
        command_id = request.url.path.rpartition("/")[2]
        number = int(command_id[-12:], 16) - 100
        self.order.append(command_id)
        if number % 10 == 3:
            return httpx.Response(400, content=b'{"message":"The battery has left the program"}')
        self.taken[command_id] = "OK"
        if number % 10 == 7 and command_id not in self.lost:
            self.lost.add(command_id)
            raise httpx.ReadError("no", request=request)
        answer = text(id=command_id, device_id=f"D{number:03}", device_status="OK", updated_at="2025-11-01T15:05:00Z")
        return httpx.Response(200, content=answer)


async def test_a_run_of_300_sends_reaches_and_shows_every_state(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        flip = Script()
        bench.flip.listing, bench.flip.patch = flip.listing, flip.patch
        await bench.look()
        ids = [id_of(number) for number in range(COUNT)]
        seen: defaultdict[Stage, set[str]] = defaultdict(set)

        def note(diff: RowsDiff) -> None:
            bench.model.apply([bench.row(one) for one in (*diff.added, *diff.changed)], ())
            for one in diff.changed:
                seen[bench.row(one).stage].add(bench.cell(Column.ANSWER, one))

        bench.console.rows_changed.connect(note)
        await bench.answer_all(ids)
        await bench.pass_seconds(600)
        assert {stage: any(words.lower() in one.lower() for one in seen[stage]) for stage, words in SHOWN.items()} == (
            dict.fromkeys(SHOWN, True)
        ), seen
        refused = [one for one in ids if bench.row(one).stage is Stage.NOT_ACCEPTED]
        delivered = [one for one in ids if bench.row(one).stage is Stage.DELIVERED]
        assert len(refused) == COUNT // 10
        assert len(delivered) == COUNT - len(refused)
        assert all("left the program" in bench.tip(Column.ANSWER, one) for one in refused)
        assert Counter(flip.order).most_common(1)[0][1] <= 2
        assert all(flip.order.count(one) == 1 for one in refused)  # a permanent refusal is never tried again
        first_tries = list(dict.fromkeys(flip.order))
        assert all(abs(place - ids.index(one)) <= 6 for place, one in enumerate(first_tries))
        assert len(flip.lost) == COUNT // 10
        assert bench.console.unsent() == ()


async def test_two_answers_to_one_command_never_overlap(open_bench: OpenBench) -> None:
    """The first answer of each is lost, the second given before it is found out; both leave, one after the other."""
    clock = HandClock(START)
    flip = Simulator(now=clock, list="drops")
    ids = [flip.add().id for _number in range(12)]
    async with open_bench(simulator=flip, clock=clock) as bench:
        await bench.look()
        flip.faults.add("lost=1,on=patch,count=12")
        under_way: Counter[str] = Counter()
        most: Counter[str] = Counter()
        acknowledge = bench.courier._client.acknowledge

        async def watched(command_id: str, *answer: object) -> object:
            under_way[command_id] += 1
            most[command_id] = max(most[command_id], under_way[command_id])
            try:
                return await acknowledge(command_id, *answer)  # type: ignore[arg-type]
            finally:
                under_way[command_id] -= 1

        bench.courier._client.acknowledge = watched  # type: ignore[assignment,method-assign]
        await bench.answer_all(ids)
        await _until_all_have_left(bench, flip, 12)
        for one in ids:
            await bench.answer(one, Answer.FAILED_FAULT, "relay stuck")
        await bench.pass_seconds(300)
        assert set(most.values()) == {1}
        assert {flip.get(one).device_status for one in ids} == {"FAILED_FAULT"}
        for one in ids:
            said = [request.body for request in flip.received.requests("patch") if request.path.endswith(one)]
            assert said[-1].startswith('{"device_status":"FAILED_FAULT"')
            assert said[0] == '{"device_status":"OK"}'
            assert said == sorted(said, key=lambda body: "FAULT" in body)  # no OK after the change of mind


async def _until_all_have_left(bench: Bench, flip: Simulator, count: int) -> None:
    for _second in range(120):
        if flip.received.totals["patch"] >= count:
            return
        await bench.pass_seconds(10)
    raise AssertionError(flip.received.totals)
