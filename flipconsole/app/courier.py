"""The courier: one worker that does all the talking, in rounds of fetch, deliver and rest."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from psygnal import Signal

from flipconsole.api.client import FlipClient, Listing
from flipconsole.app.backoff import Backoff
from flipconsole.app.clock import FlipClock
from flipconsole.app.delivery import Delivery, Next
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.link import Link, LinkState
from flipconsole.app.notices import LastCalls, Notice, NoticeBoard, NoticeKind, notices_of
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    StoreError,
    Throttled,
    Unauthorized,
)
from flipconsole.domain.held import Source
from flipconsole.domain.language import _
from flipconsole.store.lock import SenderLock
from flipconsole.store.outbox import Outbox
from flipconsole.store.snapshot import Snapshot

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How often and how wide, in seconds and pieces.

    Flip's Control guide names one poll a minute; a list is fresh for ten seconds after its request began; six
    answers in flight is where httpx is fastest (performance: network).
    """

    poll_s: float = 60.0
    jitter: float = 0.1
    fresh_s: float = 10.0
    misdirected_s: float = 300.0
    in_flight: int = 6
    tick_s: float = 1.0
    gap_s: float = 5.0


class Courier:
    """Fetches the list, delivers what is due, rests; it looks before it speaks.

    Signals:
        link_changed: the new `Link`.
    """

    link_changed = Signal(object)

    def __init__(
        self,
        client: FlipClient,
        facts: Facts,
        outbox: Outbox,
        snapshot: Snapshot,
        lock: SenderLock,
        clock: FlipClock,
        diary: Diary,
        board: NoticeBoard,
        safekeeping: Safekeeping,
        *,
        list_at: datetime | None = None,
        pace: Pace = Pace(),
        chance: random.Random | None = None,
    ) -> None:
        self._client = client
        self._facts = facts
        self._outbox = outbox
        self._snapshot = snapshot
        self._lock = lock
        self._clock = clock
        self._diary = diary
        self._board = board
        self._safekeeping = safekeeping
        self._pace = pace
        self._chance = chance or random.Random()
        self._backoff = Backoff(self._chance)
        self._delivery = Delivery(client, facts, outbox, snapshot, clock, diary, board, safekeeping)
        self._last_calls = LastCalls()
        self.link = Link(list_at=list_at)
        self._has_token = False
        self._has_list = True
        self._asked = True
        self._throttled = False
        self._quiet_until = 0.0
        self._poll_at = 0.0
        self._fresh_since: float | None = None
        self._woken = asyncio.Event()
        safekeeping.trouble_changed.connect(self._on_trouble_changed)
        facts.rows_changed.connect(self._on_facts_changed)
        facts.acks_changed.connect(self._on_facts_changed)
        facts.attention_changed.connect(self._on_facts_changed)

    # -- what others may ask, from the loop's thread -------------------------------------------------------------

    def refresh(self) -> None:
        """Fetch as soon as allowed; ten calls while one request is under way are one."""
        if self._throttled and self._clock.steady() < self._quiet_until:
            self._board.tell(
                Notice(
                    NoticeKind.HELD_BACK,
                    _("Flip asked us to wait. The list is read again as soon as it allows."),
                    False,
                )
            )
            return
        if self.link.state is LinkState.TOKEN_REFUSED:
            return
        if not self.link.busy:
            self._asked = True
            self._quiet_until = 0.0
            self.wake()

    def wake(self) -> None:
        """Look for due answers now."""
        self._woken.set()

    def use_token(self, given: bool) -> None:
        """A token was given (or taken away): whatever stopped for its sake goes on."""
        self._has_token = given
        self._quiet_until = 0.0
        self._backoff.worked()
        self._asked = given
        self._set(
            state=LinkState.UNASKED if given else LinkState.NO_TOKEN,
            text="" if given else _("There is no token yet. Your answers are kept here until there is one."),
        )
        self.wake()

    # -- rounds --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Work until cancelled."""
        self._poll_at = self._clock.steady()
        while True:
            try:
                await self.one_round()
            except StoreError as error:
                self._safekeeping.say(str(error))
                self._hold_on(self._backoff.failed())
            except Exception:  # noqa: BLE001 - a courier that died quietly would lie to its operator
                _log.exception("a round failed unexpectedly")
                self._fresh_since = None
                self._hold_on(self._backoff.failed())
                self._set(state=LinkState.UNREADABLE, text=_stumbled())
            await self._rest()

    async def one_round(self) -> None:
        """Fetch if it is time or an answer needs a look, then deliver what is due.

        Raises:
            StoreError: the database took nothing; nothing was sent that is not on disk.
        """
        if not self._may_talk():
            return
        due = self._due()
        if self._asked or self._clock.steady() >= self._poll_at or (due and not self._is_fresh()):
            if not await self._fetch():
                return
            due = self._due()
        if await self._is_sender() and due:
            await self._deliver(due)

    async def _is_sender(self) -> bool:
        """Whether this process is the one that sends; on becoming it, what a dead sender left is taken over."""
        if not self._lock.is_held:
            if not self._lock.try_acquire():
                self._set(sends=False)
                return False
            left_behind = await asyncio.wrap_future(self._outbox.recover())
            self._facts.take_acks(left_behind)
            self._set(sends=True)
        return True

    async def fetch_once(self) -> bool:
        """Fetch the list now; the link says what came of it."""
        return self._may_talk() and await self._fetch()

    def _may_talk(self) -> bool:
        if not self._has_token:
            self._set(state=LinkState.NO_TOKEN)
            return False
        if self.link.state is LinkState.TOKEN_REFUSED:
            return False
        return self._clock.steady() >= self._quiet_until

    async def _fetch(self) -> bool:
        began = self._clock.steady()
        self._asked = False
        self._fresh_since = None
        self._set(busy=True)
        try:
            listing = await self._client.commands()
        except ApiError as error:
            self._failed(error)
            return False
        finally:
            self._set(busy=False)
        self._throttled = False
        self._backoff.worked()
        self._clock.learn(listing.served_at, listing.latency_s)
        self._has_list = listing.offered
        self._fresh_since = began
        self._plan_poll()
        if not listing.offered:
            self._set(
                state=LinkState.NO_LIST,
                text=_("This server offers no list of commands. Paste, open or drop commands, or answer by id."),
                skew_s=self._clock.skew_s,
                failures=0,
            )
            return True
        await self._take(listing)
        self._set(
            state=LinkState.LIVE,
            text="",
            list_at=self._clock.now() - timedelta(seconds=self._clock.steady() - began),
            skew_s=self._clock.skew_s,
            failures=0,
            unreadable=len(listing.unreadable),
        )
        return True

    async def _take(self, listing: Listing) -> None:
        """Merge a list; what is unreadable or did not come may still be there, so then nothing counts as gone."""
        self._facts.unreadable = listing.unreadable
        complete = listing.complete and not listing.unreadable
        changes = self._facts.take_commands(listing.commands, Source.LIST, complete=complete, doubled=listing.doubled)
        self._safekeeping.follow(self._snapshot.apply([change.after for change in changes], (), self._clock.now()))
        lines = await asyncio.to_thread(self._diary.lines_of, changes)
        if lines:
            self._safekeeping.follow(self._outbox.note(lines))
        for notice in notices_of(changes, self._clock.now()):
            self._board.tell(notice)

    async def _deliver(self, due: deque[str]) -> None:
        """Six commands at a time, each command's acks strictly in order; the first fault of the origin stops all."""
        faults: list[ApiError | StoreError] = []

        async def work() -> None:
            while due and not faults and self._is_fresh():
                try:
                    await self._deliver_command(due.popleft())
                except (ApiError, StoreError) as error:
                    faults.append(error)

        async with asyncio.TaskGroup() as group:
            for _number in range(min(self._pace.in_flight, len(due))):
                group.create_task(work())
        for fault in faults[:1]:
            if isinstance(fault, StoreError):
                raise fault
            self._failed(fault)
        if due and not faults:
            self.wake()

    async def _deliver_command(self, command_id: str) -> None:
        while self._is_fresh():
            ack = self._first_unsettled(command_id)
            if ack is None or not self._is_due(ack):
                return
            try:
                outcome = await self._delivery.deliver(ack, has_list=self._has_list)
            except StoreError:
                standing = self._facts.ack(ack.seq) or ack
                if standing.state is AckState.SENDING:
                    self._facts.take_acks([standing.but(state=AckState.QUEUED, unheard=True)])
                raise
            if outcome is Next.LEAVE:
                return

    # -- when ----------------------------------------------------------------------------------------------------

    def _first_unsettled(self, command_id: str) -> Ack | None:
        return next((ack for ack in self._facts.acks_of(command_id) if not ack.state.is_settled), None)

    def _is_due(self, ack: Ack) -> bool:
        now = self._clock.now()
        return ack.state is AckState.QUEUED and ack.not_before <= now and (ack.next_at is None or ack.next_at <= now)

    def _due(self) -> deque[str]:
        """Commands whose first unsettled ack may leave now, in the order in which they were answered."""
        ids: dict[str, bool] = {}
        for ack in self._facts.unsettled():
            if ack.command_id not in ids:
                ids[ack.command_id] = self._is_due(ack)
        return deque(command_id for command_id, is_due in ids.items() if is_due)

    def _is_fresh(self) -> bool:
        return self._fresh_since is not None and self._clock.steady() - self._fresh_since <= self._pace.fresh_s

    def _plan_poll(self) -> None:
        spread = self._pace.poll_s * self._pace.jitter
        self._poll_at = self._clock.steady() + self._pace.poll_s + self._chance.uniform(-spread, spread)
        self._tell_next()

    def _hold_on(self, seconds: float) -> None:
        self._quiet_until = self._clock.steady() + seconds
        self._poll_at = max(self._poll_at, self._quiet_until) if seconds > self._pace.poll_s else self._quiet_until
        self._tell_next()

    def _tell_next(self) -> None:
        wait_s = max(0.0, max(self._poll_at, self._quiet_until) - self._clock.steady())
        self._set(next_poll_at=self._clock.now() + timedelta(seconds=wait_s))

    def _failed(self, error: ApiError) -> None:
        """Take a fault that concerns the whole origin: what is shown, and how long nothing is asked."""
        self._fresh_since = None
        failures = self.link.failures + 1
        match error:
            case Unauthorized():
                state = LinkState.TOKEN_REFUSED
                self._set(next_poll_at=None)
                self._board.tell(Notice(NoticeKind.TOKEN, str(error), True))
            case Misdirected():
                state = LinkState.MISDIRECTED
                self._hold_on(self._pace.misdirected_s)
            case Throttled():
                state = LinkState.WAITING
                self._throttled = True
                self._hold_on(error.wait_s if error.wait_s is not None else self._backoff.failed())
            case BadPayload():
                state = LinkState.SIGNIN_PAGE if error.signin_page else LinkState.UNREADABLE
                self._hold_on(max(5.0, self._backoff.failed()))
            case _:
                state = LinkState.OFFLINE
                self._hold_on(self._backoff.failed())
        self._set(state=state, text=str(error), failures=failures)

    async def _rest(self) -> None:
        """Wait until something is due, somebody asks, or a second has passed; notice sleep and set clocks."""
        while not self._woken.is_set():
            try:
                async with asyncio.timeout(self._until_due()):
                    await self._woken.wait()
            except TimeoutError:
                if self._tick():
                    break
        self._woken.clear()

    def _until_due(self) -> float:
        """Seconds to the next look at the clock: a second, or less when an undo time ends before."""
        now = self._clock.now()
        waits = [(ack.not_before - now).total_seconds() for ack in self._facts.unsettled()]
        return min([self._pace.tick_s, *(wait_s + 0.005 for wait_s in waits if wait_s > 0)])

    def _tick(self) -> bool:
        """What a second brings; True when a round is due."""
        if abs(self._clock.jumped_s()) > self._pace.gap_s:
            _log.info("the clock jumped or the machine slept: the list is read again")
            self._fresh_since = None
            self._asked = True
            self._client.renew()
            if not self._throttled:
                self._quiet_until = 0.0
        self._facts.pass_time()
        notice = self._last_calls.due(self._facts.open_rows, self._clock.now())
        if notice is not None:
            self._board.tell(notice)
        steady = self._clock.steady()
        return steady >= self._quiet_until and (self._asked or steady >= self._poll_at or bool(self._due()))

    # -- the link ------------------------------------------------------------------------------------------------

    def _on_trouble_changed(self, trouble: str) -> None:
        self._set(store_trouble=trouble)
        if trouble:
            self._board.tell(Notice(NoticeKind.STORE, trouble, True))

    def _on_facts_changed(self, _what: object) -> None:
        self._set(waiting=len(self._facts.unsettled()), needs_you=self._facts.needs_you())

    def _set(self, **changes: object) -> None:
        link = replace(self.link, **changes)  # type: ignore[arg-type]
        if link != self.link:
            self.link = link
            self.link_changed.emit(link)


def _stumbled() -> str:
    return _("The console stumbled over something unexpected and goes on. Your answers are safe; the log says more.")
