"""Pages of a list: followed only on evidence, to an end, and never elsewhere."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from flipconsole.api.client import Listing
from flipconsole.domain.errors import BadPayload, Misdirected, Unreachable

Handle = Callable[[httpx.Request], httpx.Response]


class Shelf:
    """A list of so many rows that is given out in pages, and the requests for them."""

    def __init__(self, wire: Any, count: int) -> None:
        self.rows = [wire.row(id=wire.numbered_id(number)) for number in range(count)]
        self.asked: list[str] = []
        self._wire = wire

    def page(self, request: httpx.Request, default: int = 100) -> list[Any]:
        self.asked.append(request.url.query.decode())
        skip = int(request.url.params.get("skip", 0))
        return self.rows[skip : skip + int(request.url.params.get("limit", default))]

    async def listing(self, handle: Handle) -> Listing:
        async with self._wire.client(handle) as client:
            return await client.commands()


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 199, 200, 250, 1_000])
async def test_a_server_that_pages_without_saying_so_is_read_to_the_end(wire: Any, count: int) -> None:
    shelf = Shelf(wire, count)
    listing = await shelf.listing(lambda request: httpx.Response(200, json=shelf.page(request)))
    assert len(listing.commands) == count
    assert listing.complete
    assert len(shelf.asked) <= count // 99 + 2


@pytest.mark.parametrize("status", [400, 404, 422, 200])
async def test_a_full_page_of_a_server_without_paging_is_all(wire: Any, status: int) -> None:
    shelf = Shelf(wire, 100)

    def handle(request: httpx.Request) -> httpx.Response:
        shelf.page(request)
        return (
            httpx.Response(200, json=shelf.rows) if not request.url.query else httpx.Response(status, json=shelf.rows)
        )

    listing = await shelf.listing(handle)
    assert len(listing.commands) == 100
    assert listing.complete
    assert shelf.asked == ["", "skip=99&limit=100"]


async def test_a_list_of_no_usual_size_is_all(wire: Any) -> None:
    shelf = Shelf(wire, 5_000)
    listing = await shelf.listing(lambda request: httpx.Response(200, json=shelf.page(request, 5_000)))
    assert len(listing.commands) == 5_000
    assert shelf.asked == [""]


@pytest.mark.parametrize("name", ["total", "total_count", "count", "x-total-count"])
@pytest.mark.parametrize("size", [7, 10])
async def test_a_count_of_all_rows_is_followed_by_skip_and_limit(wire: Any, name: str, size: int) -> None:
    shelf = Shelf(wire, 30)

    def handle(request: httpx.Request) -> httpx.Response:
        body: dict[str, Any] = {"results": shelf.page(request, size)}
        if name.startswith("x-"):
            return httpx.Response(200, json=body["results"], headers={name: "30"})
        return httpx.Response(200, json={**body, name: 30})

    listing = await shelf.listing(handle)
    assert len(listing.commands) == 30
    assert listing.complete
    assert shelf.asked[1] == f"skip={size - 1}&limit={size}"


async def test_has_more_is_believed(wire: Any) -> None:
    shelf = Shelf(wire, 25)

    def handle(request: httpx.Request) -> httpx.Response:
        page = shelf.page(request, 10)
        return httpx.Response(200, json={"data": page, "has_more": page[-1] is not shelf.rows[-1]})

    listing = await shelf.listing(handle)
    assert len(listing.commands) == 25
    assert listing.complete
    assert len(shelf.asked) == 3


@pytest.mark.parametrize("style", ["header", "absolute", "relative", "query"])
async def test_a_next_link_is_followed_on_our_own_path(wire: Any, style: str) -> None:
    shelf = Shelf(wire, 25)

    def handle(request: httpx.Request) -> httpx.Response:
        page = shelf.page(request, 10)
        skip = int(request.url.params.get("skip", 0)) + 10
        link = {"relative": "/v1/commands", "query": ""}.get(
            style, "https://flip.test:443/v1/commands"
        ) + f"?skip={skip}&limit=10"
        if skip >= 25:
            return httpx.Response(200, json={"data": page, "next": None})
        if style == "header":
            return httpx.Response(200, json=page, headers={"Link": f'</x>; rel="prev", <{link}>; rel="next"'})
        return httpx.Response(200, json={"data": page, "next": link})

    listing = await shelf.listing(handle)
    assert len(listing.commands) == 25
    assert listing.complete
    assert shelf.asked == ["", "skip=10&limit=10", "skip=20&limit=10"]


async def test_a_loop_of_pages_has_an_end(wire: Any) -> None:
    shelf = Shelf(wire, 10)

    def handle(request: httpx.Request) -> httpx.Response:
        shelf.asked.append("")
        return httpx.Response(200, json={"data": shelf.rows, "next": f"?page={len(shelf.asked)}"})

    listing = await shelf.listing(handle)
    assert len(shelf.asked) == 2
    assert not listing.complete


async def test_pages_without_end_stop_at_two_hundred(wire: Any) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        row = wire.row(id=wire.numbered_id(len(asked)))
        return httpx.Response(200, json={"data": [row], "next": f"?page={len(asked)}"})

    async with wire.client(handle) as client:
        listing = await client.commands()
    assert len(asked) == 200
    assert len(listing.commands) == 200
    assert not listing.complete


async def test_a_promise_that_is_not_kept_leaves_the_list_incomplete(wire: Any) -> None:
    shelf = Shelf(wire, 10)
    for extras in ({"total": 500}, {"has_more": True}):
        listing = await shelf.listing(
            lambda request, extras=extras: httpx.Response(200, json={"data": shelf.rows, **extras})
        )
        assert len(listing.commands) == 10
        assert not listing.complete
    empty = await shelf.listing(lambda request: httpx.Response(200, json={"data": [], "total": 5}))
    assert not empty.complete


async def test_a_row_that_left_between_two_pages_leaves_the_list_incomplete(wire: Any) -> None:
    shelf = Shelf(wire, 150)

    def handle(request: httpx.Request) -> httpx.Response:
        page = shelf.page(request)
        del shelf.rows[50:52]
        return httpx.Response(200, json=page)

    listing = await shelf.listing(handle)
    assert len(listing.commands) < 150
    assert not listing.complete


async def test_a_row_that_came_between_two_pages_hides_none(wire: Any) -> None:
    shelf = Shelf(wire, 150)

    def handle(request: httpx.Request) -> httpx.Response:
        page = shelf.page(request)
        if len(shelf.asked) == 1:
            shelf.rows.insert(0, wire.row(id=wire.numbered_id(999)))
        return httpx.Response(200, json=page)

    listing = await shelf.listing(handle)
    assert len(listing.commands) == 150
    assert listing.complete
    assert not listing.doubled


@pytest.mark.parametrize("place", [0, 8, 9, 10, 13, 23])
async def test_positions_of_bad_rows_count_through_the_pages(wire: Any, place: int) -> None:
    shelf = Shelf(wire, 24)
    shelf.rows[place] = {"id": "bad"}
    listing = await shelf.listing(
        lambda request: httpx.Response(200, json={"data": shelf.page(request, 10), "total": 24})
    )
    assert len(listing.commands) == 23
    (bad,) = listing.unreadable
    assert json.loads(bad.excerpt) == {"id": "bad"}
    assert bad.position == place + 1
    assert listing.complete


async def test_a_fault_on_a_later_page_is_a_fault_of_the_list(wire: Any) -> None:
    shelf = Shelf(wire, 30)

    def handle(request: httpx.Request) -> httpx.Response:
        page = shelf.page(request, 10)
        return httpx.Response(503 if len(shelf.asked) == 2 else 200, json={"data": page, "total": 30})

    with pytest.raises(Unreachable):
        await shelf.listing(handle)


@pytest.mark.parametrize(
    "link", ["https://evil.test/v1/commands?skip=1", "//evil.test/v1/commands?x", "http://flip.test/v1/commands?skip=1",
             "https://flip.test:444/v1/commands?x", "https://u@flip.test/v1/commands?x", "/v1/other?x", "../x?y", "http://[?"]
)  # fmt: skip
async def test_a_next_link_to_elsewhere_is_refused(wire: Any, link: str) -> None:
    shelf = Shelf(wire, 1)

    def handle(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": shelf.page(request), "next": link})

    with pytest.raises(Misdirected):
        await shelf.listing(handle)
    assert shelf.asked == [""]


async def test_all_pages_together_have_one_cap(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(wire, 100)
    monkeypatch.setattr("flipconsole.api.client.MOST_LIST_BYTES", 30_000)
    with pytest.raises(BadPayload, match="too large"):
        await shelf.listing(lambda request: httpx.Response(200, json={"data": shelf.page(request, 10), "total": 100}))
    assert 2 < len(shelf.asked) < 10
