"""Whether a list goes on behind what was sent, and how to ask for the rest.

No page of Flip's says how its list of commands is paged, so only evidence counts, the first that there is:
1. a `next` link (header `Link`, or `next` in the envelope): its query is used on our own path; another server or path
   is refused;
2. a count of all rows (`total`, `total_count` or `count` in the envelope, header `X-Total-Count`) above what came, or
   `has_more`: asked on with `skip` and `limit`, as Flip's sister endpoints take them;
3. a bare page of exactly a usual page size: asked on once in the same way; a server that knows no paging sends the same
   rows again, or refuses, and then the page was all.
Anything else is the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import httpx

from flipconsole.api.auth import is_within
from flipconsole.api.payload import Reading
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import Misdirected
from flipconsole.domain.language import _

MOST_PAGES = 200
USUAL_PAGES = frozenset({20, 25, 50, 100, 200, 250, 500, 1000})

_TOTALS = ("total", "total_count", "count")
_NEXT_LINK = re.compile(r'<([^<>]{1,2000})>[^,<>]{0,200};\s*rel="?next"?', re.IGNORECASE)


class Paging:
    """The walk over the pages of one list.

    `first_position` is the place of the next page's first row in the list, counted from 1. `is_guess` is True while
    only the size of a page speaks for another one. `is_complete` says in the end whether all that the server spoke of
    has come and no row can have slipped between two pages.
    """

    def __init__(self, origin: Origin, url: httpx.URL) -> None:
        self.first_position = 1
        self.is_guess = False
        self.is_complete = True
        self._origin = origin
        self._url = url
        self._pages = 0
        self._page_size = 0
        self._seen = 0
        self._ids: set[str] = set()
        self._last_id: str | None = None
        self._by_skip = False

    def after(self, reading: Reading, headers: Mapping[str, str]) -> httpx.URL | None:
        """The address of the next page, after the one that was read; None at the end.

        Raises:
            Misdirected: the server names another server or path for the rest.
        """
        self._pages += 1
        ids, size = [command.id for command in reading.commands], reading.size
        is_first = self._pages == 1
        again = sum(1 for command_id in set(ids) if command_id in self._ids)
        nothing_new = not is_first and again == len(set(ids))
        if self._by_skip and not nothing_new and self._last_id is not None and self._last_id not in ids:
            self.is_complete = False
        self.is_guess = False
        self._seen += max(0, size - again)
        self._ids.update(ids)
        self._last_id = reading.last_id
        if is_first:
            self._page_size = size
        promised, url = self._promise(reading.extras, headers)
        if promised is None and not nothing_new:
            is_full = size > 0 and size == self._page_size
            promised = is_full and (not is_first or size in USUAL_PAGES)
            self.is_guess = promised and is_first
        if not promised:
            return None
        if nothing_new or self._pages == MOST_PAGES or (url is None and not self._page_size):
            self.is_guess, self.is_complete = False, False
            return None
        self._by_skip = url is None
        # One row is asked for again: where it is missing, rows have moved up, and one may have slipped through.
        skip = self._seen - (self._by_skip and self._last_id is not None)
        self.first_position = skip + 1
        return url or self._url.copy_merge_params({"skip": skip, "limit": self._page_size})

    def _promise(
        self, extras: Mapping[str, object], headers: Mapping[str, str]
    ) -> tuple[bool | None, httpx.URL | None]:
        """Whether the server says that there is more (None: it says nothing), and its link to that."""
        link = extras.get("next")
        match = _NEXT_LINK.search(headers.get("link", "")[:8_000])
        if match is not None:
            link = match.group(1)
        if isinstance(link, str) and "?" in link:
            return True, self._followed(link)
        for total in (*(extras.get(name) for name in _TOTALS), headers.get("x-total-count", "")):
            if isinstance(total, str) and total.isascii() and total.isdigit():
                total = int(total[:12])
            if isinstance(total, int) and not isinstance(total, bool):
                return self._seen < total, None
        more = extras.get("has_more", extras.get("hasMore"))
        if isinstance(more, bool):
            return more, None
        return (False, None) if "next" in extras and link is None else (None, None)

    def _followed(self, link: str) -> httpx.URL:
        try:
            url = self._url.join(link)
        except (httpx.InvalidURL, ValueError) as error:
            raise _elsewhere() from error
        if not is_within(url, self._origin) or url.path != self._url.path:
            raise _elsewhere()
        return self._url.copy_with(query=url.query)


def _elsewhere() -> Misdirected:
    return Misdirected(
        _("The server says that its list goes on at another address. Nothing was asked there. Check the settings.")
    )
