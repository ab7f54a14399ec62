"""The walk through Flip's sites: one request after the other, with pauses, and never in the way of answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from psygnal import Signal

from flipconsole.api.auth import Token
from flipconsole.api.site_rows import DevicesRead, SitesPage
from flipconsole.app.backoff import Backoff
from flipconsole.app.batteries import Batteries
from flipconsole.app.clock import FlipClock
from flipconsole.app.politeness import Politeness, Stopped
from flipconsole.app.walked import Walked, WalkState
from flipconsole.domain.errors import ApiError, Refused, Unauthorized
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.sites import Catalogue, FlipsFacts, Site, facts_of_sites, oldest_read

PACE_S = 0.5
"""From the start of a request to that of the next: two sites a second ask a quarter of what one console may send."""
LOOPBACK_PACE_S = 0.02

DAY = timedelta(hours=24)
FRESH = timedelta(hours=1)
"""A site that was read so recently is not read again by a walk that goes on after a break."""

FIRST_S = 20.0
"""The start of the window has the network for itself."""
LOOK_S = 60.0
AGAIN_S = 3600.0
"""A walk that came to no end is taken up again by itself after an hour at the earliest."""
SHOWN_EVERY_S, KEPT_EVERY_S = 2.0, 60.0
MOST_SITES = 50_000
MOST_REFUSALS = 5
"""So many sites in a row that Flip does not give, then it gives none."""


class Reader(Protocol):
    """The three requests of the sites API."""

    async def sites(self, skip: int) -> SitesPage:
        """A page of the list of sites."""

    async def token(self, site_id: str) -> Token:
        """A token that opens one site."""

    async def devices(self, site_id: str, token: Token) -> DevicesRead:
        """The devices at one site."""


class _Ended(Exception):
    """The walk cannot go on; the text says why."""


class _SiteTokenRefused(Exception):
    """The token of one site is not accepted; that says nothing of the client token."""


class SiteWalk:
    """Reads all sites when a person asks, and from then on once a day; what it learns goes to `batteries`.

    It stands back while the list is being fetched, an answer is on its way or Flip cannot be reached (`may_ask`), waits
    as long as Flip says, and ends at a refused token.

    Signals:
        changed: `walked` or `catalogue` is another now.
    """

    changed = Signal()

    def __init__(
        self,
        reader: Reader,
        batteries: Batteries,
        catalogue: Catalogue,
        learned: FlipsFacts,
        keep: Callable[[Catalogue], None],
        clock: FlipClock,
        backoff: Backoff,
        may_ask: Callable[[], bool],
        *,
        pace_s: float = PACE_S,
    ) -> None:
        self._reader = reader
        self._batteries = batteries
        self.catalogue = catalogue
        self.walked = Walked()
        self.doubled: frozenset[str] = frozenset()
        self._keep = keep
        self._clock = clock
        self._polite = Politeness(clock, backoff, may_ask, pace_s, self._show_waiting)
        self._wanted = asyncio.Event()
        self._is_refused = self._is_walking = False
        self._not_before = self._shown_at = self._kept_at = clock.steady()
        self._sites: dict[str, Site] = dict(catalogue.sites)
        self._learn(learned)

    # what others may ask

    def ask(self) -> None:
        """Read the sites now; from now on they are read once a day."""
        self._is_refused = self._polite.is_stopped = False
        if not self.catalogue.asked:
            self.catalogue = self.catalogue.but(asked=True)
            self._keep(self.catalogue)
        self._wanted.set()
        if not self.is_under_way:
            self._show(Walked(WalkState.READING))

    def stop(self) -> None:
        """Ask nothing more; what was read is kept, and nothing is read before somebody asks again."""
        self._wanted.clear()
        self._polite.is_stopped = True
        if not self._is_walking and self.is_under_way:
            self._show(Walked(WalkState.STOPPED, text=_stopped()))

    @property
    def is_under_way(self) -> bool:
        """Whether it reads, or waits for its turn."""
        return self.walked.state in (WalkState.READING, WalkState.WAITING)

    @property
    def read_at(self) -> datetime | None:
        """Since when nothing that Flip told here is newer."""
        return oldest_read(self.catalogue.sites)

    def is_due(self) -> bool:
        """Whether a person has ever asked, and what was read is a day old or not all of it was."""
        if not self.catalogue.asked or self._is_refused or self._polite.is_stopped:
            return False
        if self._clock.steady() < self._not_before:
            return False
        at = self.catalogue.listed_at
        is_old = at is None or not timedelta() <= self._clock.now() - at < DAY
        return is_old or any(site.read_at is None for site in self.catalogue.sites.values())

    # the walk

    async def run(self) -> None:
        """Walk when it is asked for or due, until cancelled; what was read by then is kept."""
        await self._rest(FIRST_S)
        while True:
            if self._wanted.is_set() or self.is_due():
                self._wanted.clear()
                await self.walk()
            await self._rest(LOOK_S)

    async def walk(self) -> None:
        """Read the list of sites and the devices of each that was not read lately."""
        self._show(Walked(WalkState.READING))
        self._sites = dict(self.catalogue.sites)
        self._not_before = self._clock.steady() + AGAIN_S
        self._is_walking = True
        try:
            await self._read_list()
            await self._read_devices()
        except Stopped:
            self._show(replace(self.walked, state=WalkState.STOPPED, text=_stopped()))
        except _Ended as ended:
            self._show(replace(self.walked, state=WalkState.STOPPED, text=str(ended)))
        except ApiError as error:
            self._is_refused = isinstance(error, Unauthorized)
            self._show(replace(self.walked, state=WalkState.STOPPED, text=str(error)))
        else:
            self._show(replace(self.walked, state=WalkState.RESTING, text=""))
        finally:
            self._is_walking = False
            self.catalogue = self.catalogue.but(sites=dict(self._sites))
            self._keep(self.catalogue)
        await self._take()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wanted.wait()
        except TimeoutError:
            pass

    async def _read_list(self) -> None:
        found: dict[str, Site] = {}
        skip = unreadable = 0
        try:
            while len(found) < MOST_SITES:
                page = await self._polite.ask(partial(self._reader.sites, skip))
                new = {site.id: site for site in page.sites if site.id not in found}
                found |= new
                skip += page.size
                unreadable += page.unreadable
                if not new:  # the end, or a server that knows no `skip` and says the same again
                    break
        except Refused as error:
            raise _Ended(
                _("This server gives no list of sites ({why}). The site book works without it.").format(why=error)
            ) from error
        read = {site_id: _with_devices_of(self._sites.get(site_id), site) for site_id, site in found.items()}
        self._sites = self._sites | read if unreadable else read  # what could not be read may be one of those known
        self.catalogue = self.catalogue.but(listed_at=self._clock.now(), unreadable=unreadable, sites=self._sites)

    async def _read_devices(self) -> None:
        limit = self._clock.now() - FRESH
        wanted = [site for site in self._sites.values() if site.read_at is None or site.read_at < limit]
        self._show(Walked(WalkState.READING, len(self._sites) - len(wanted), len(self._sites)))
        refusals = 0
        for site in wanted:
            try:
                found = await self._devices_at(site.id)
            except Refused as error:
                refusals += 1
                if refusals >= MOST_REFUSALS:
                    raise _Ended(
                        _("Flip gives nothing about the devices of its sites with this token ({why}).").format(
                            why=error
                        )
                    ) from error
                self._sites[site.id] = site.but(trouble=str(error), read_at=self._clock.now())
            else:
                refusals = 0
                self._sites[site.id] = site.but(
                    devices=found.devices, read_at=self._clock.now(), trouble=_trouble(found.unreadable)
                )
            self._show(replace(self.walked, state=WalkState.READING, done=self.walked.done + 1, text=""))
            await self._take_now_and_then()

    async def _devices_at(self, site_id: str) -> DevicesRead:
        """With a token of the site, and once more with a new one if Flip does not take it."""
        try:
            return await self._devices_once(site_id)
        except _SiteTokenRefused:
            try:
                return await self._devices_once(site_id)
            except _SiteTokenRefused as error:
                raise Refused(str(error), status=401) from error

    async def _devices_once(self, site_id: str) -> DevicesRead:
        token = await self._polite.ask(lambda: self._reader.token(site_id))
        try:
            return await self._polite.ask(lambda: self._reader.devices(site_id, token))
        except Unauthorized as error:
            raise _SiteTokenRefused(str(error)) from error

    # what comes of it

    async def _take_now_and_then(self) -> None:
        now = self._clock.steady()
        if now - self._shown_at >= SHOWN_EVERY_S:
            await self._take()
            self._shown_at = now
        if now - self._kept_at >= KEPT_EVERY_S:
            self._keep(self.catalogue)
            self._kept_at = now

    async def _take(self) -> None:
        """Let everybody know what was read so far."""
        self.catalogue = self.catalogue.but(sites=dict(self._sites))
        self._learn(await asyncio.to_thread(facts_of_sites, self.catalogue.sites.values()))

    def _learn(self, found: FlipsFacts) -> None:
        self.doubled = found.doubled
        self._batteries.take_flips(found.facts, self.read_at)
        self.changed.emit()

    def _show_waiting(self, why: str) -> None:
        state = WalkState.WAITING if why else WalkState.READING
        self._show(replace(self.walked, state=state, text=why))

    def _show(self, walked: Walked) -> None:
        if walked != self.walked:
            self.walked = walked
            self.changed.emit()


def _with_devices_of(known: Site | None, site: Site) -> Site:
    if known is None:
        return site
    return site.but(devices=known.devices, read_at=known.read_at, trouble=known.trouble)


def _trouble(unreadable: int) -> str:
    if not unreadable:
        return ""
    text = ngettext("{count} device at it could not be read.", "{count} devices at it could not be read.", unreadable)
    return text.format(count=unreadable)


def _stopped() -> str:
    return _("Somebody stopped it.")
