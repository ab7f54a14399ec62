"""The courier: one worker that does all the talking, in rounds of fetch, deliver and rest."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from psygnal import Signal

from flipconsole.api.client import FlipClient, Listing
from flipconsole.app.bulks import Bulks
from flipconsole.app.clock import FlipClock
from flipconsole.app.delivery import Delivery
from flipconsole.app.diary import Diary
from flipconsole.app.dispatch import Dispatch
from flipconsole.app.facts import Facts, RowsDiff
from flipconsole.app.gate import Gate
from flipconsole.app.link import Link, LinkState
from flipconsole.app.newsfeed import NewsFeed
from flipconsole.app.notices import LastCalls, Notice, NoticeBoard, NoticeKind, notices_of
from flipconsole.app.overdue import Overdue
from flipconsole.app.rhythm import Rhythm
from flipconsole.app.rules import Rules
from flipconsole.app.safekeeping import Place, Safekeeping
from flipconsole.app.sendership import Sendership
from flipconsole.app.settling import Settling
from flipconsole.app.vigil import Vigil
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    StoreError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from flipconsole.domain.held import Source
from flipconsole.domain.language import _
from flipconsole.domain.merge import Change
from flipconsole.domain.profile import USUAL_POLL_S
from flipconsole.store.lock import SenderLock
from flipconsole.store.outbox import Loaded, Outbox
from flipconsole.store.snapshot import Snapshot

_log = logging.getLogger(__name__)

TICK_S = 1.0
SLICE = 250
"""So many commands are taken between two turns of the window: a first list of thousands must not hold it up."""

MISDIRECTED_S = 300.0
"""How long a wrong address or certificate is left alone before it is probed again (reliability 5)."""


class Courier:
    """Fetches the list, delivers what is due, rests; it looks before it speaks.

    Signals:
        link_changed: the new `Link`.
        exchanged: a poll or a round of deliveries got through (None), or what `ApiError` it ended with.
    """

    link_changed = Signal(object)
    exchanged = Signal(object)

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
        gate: Gate,
        bulks: Bulks,
        news: NewsFeed,
        rules: Rules,
        *,
        list_at: datetime | None = None,
        poll_s: float = USUAL_POLL_S,
        chance: random.Random | None = None,
    ) -> None:
        self._client = client
        self._facts = facts
        self._outbox = outbox
        self._snapshot = snapshot
        self._clock = clock
        self._diary = diary
        self._board = board
        self._safekeeping = safekeeping
        self.vigil = Vigil(clock)
        self.news = news
        self._rules = rules
        chance = chance or random.Random()
        self._rhythm = Rhythm(clock, chance, poll_s)
        self._sendership = Sendership(lock, outbox, facts)
        settling = Settling(facts, outbox, snapshot, clock, diary, board, safekeeping, self._sendership, news)
        delivery = Delivery(client, facts, clock, settling, self._sendership, bulks, chance)
        self._dispatch = Dispatch(delivery, facts, clock, gate)
        self._last_calls = LastCalls()
        self._overdue = Overdue()
        self.link = Link(
            list_at=list_at,
            poll_s=poll_s,
            store_trouble=safekeeping.trouble,
            sends_by_itself=gate.is_open,
            view_only=outbox.refusal,
        )
        self._has_token = False
        self._tokens_given = 0
        self._has_list = True
        self._woken = asyncio.Event()
        self._bulks = bulks
        gate.changed.connect(self.wake)
        gate.switched.connect(self._on_gate_switched)
        self._asking: asyncio.Timeout | None = None
        self.vigil.take_link(self.link)
        self.link_changed.connect(self.vigil.take_link)
        self.vigil.interrupted.connect(self._on_interrupted)
        rules.changed.connect(self.wake)
        safekeeping.trouble_changed.connect(self._on_trouble_changed)
        facts.rows_changed.connect(self._on_rows_changed)
        facts.acks_changed.connect(self._on_facts_changed)
        facts.attention_changed.connect(self._on_facts_changed)

    # -- what others may ask, from the loop's thread -------------------------------------------------------------

    def refresh(self) -> None:
        """Fetch as soon as allowed; ten calls while one request is under way are one."""
        if self.link.busy or self.link.state is LinkState.TOKEN_REFUSED:
            return
        if self._rhythm.ask():
            self.wake()
        else:
            text = _("Flip asked us to wait. The list is read again as soon as it allows.")
            self._board.tell(Notice(NoticeKind.HELD_BACK, text, False))

    def wake(self) -> None:
        """Look for due answers now."""
        self._woken.set()

    def use_token(self, given: bool) -> None:
        """A token was given (or taken away): whatever stopped for its sake goes on."""
        self._has_token = given
        self._tokens_given += 1
        self._rhythm.worked()
        self._rhythm.ask()
        self._set(
            state=LinkState.UNASKED if given else LinkState.NO_TOKEN,
            text="" if given else _("There is no token yet. Your answers are kept here until there is one."),
        )
        self.wake()

    def take_foreign(self, loaded: Loaded) -> None:
        """Another process has changed the outbox."""
        self._bulks.take(loaded.bulks)
        self._sendership.take_loaded(loaded)
        self.wake()

    # -- rounds --------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.vigil.run())
            await self._make_rounds()

    async def _make_rounds(self) -> None:
        await self.take_sendership()  # token or not: what a dead sender left is shown as what it is
        while True:
            try:
                await self.one_round()
            except StoreError as error:
                self._safekeeping.say(str(error))
                self._rhythm.pause()
                self._tell_next()
            except Exception:  # noqa: BLE001 - a courier that died quietly would lie to its operator
                _log.exception("a round failed unexpectedly")
                self._rhythm.pause()
                self._tell_next()
                self._set(state=LinkState.UNREADABLE, text=_stumbled())
            await self._rest()

    async def one_round(self) -> None:
        """Fetch if it is time or an answer needs a look, then deliver what is due.

        Raises:
            StoreError: the database took nothing; nothing was sent that is not on disk.
        """
        if not self._may_talk():
            return
        due = await self._due()
        if self._rhythm.is_time_to_poll() or (due and not self._rhythm.is_fresh()):
            if not await self._fetch():
                return
            due = await self._due()
        if not due:
            self._rhythm.worked()
            return
        asked_with, answered_before = self._tokens_given, self._dispatch.answered
        try:
            fault = await self._dispatch.deliver(due, self._may_deliver, has_list=self._has_list)
        finally:
            self._board.tell_needs_you()
        if self._dispatch.answered > answered_before:
            self.exchanged.emit(None)
        if fault is not None:
            is_lost = isinstance(fault, Unreachable) and fault.status is None
            if is_lost and self._dispatch.answered > answered_before:
                self._rhythm.worked()  # others got through: on a line that loses some, the pause does not grow
            self._failed(fault, asked_with)
            return
        self._rhythm.worked()
        if due:
            self.wake()

    async def _due(self) -> deque[str]:
        """The commands with an answer that may leave now; none while another process sends."""
        return self._dispatch.due() if await self.take_sendership() else deque()

    def _may_deliver(self) -> bool:
        """Asked before each request leaves: nothing does from a console that only looks, or without a fresh look."""
        return not self._rules.read_only and self._rhythm.is_fresh()

    async def take_sendership(self) -> bool:
        """Whether this process sends; a lock or an outbox that cannot be used is told and tried again later.

        A console that only looks leaves the sending to another.
        """
        if self._rules.read_only:
            self._sendership.release()
            return False
        try:
            sends = await self._sendership.take()
        except StoreError as error:
            self._safekeeping.say(str(error))
            return False
        self._set(sends=sends)
        return sends

    async def fetch_once(self) -> bool:
        """Fetch the list now; the link says what came of it."""
        return self._may_talk() and await self._fetch()

    def _may_talk(self) -> bool:
        if not self._has_token or self.link.state is LinkState.TOKEN_REFUSED:
            if not self._has_token:
                self._set(state=LinkState.NO_TOKEN)
            self._sendership.release()  # another process may have a token that is accepted
            return False
        return self._rhythm.may_talk()

    async def _fetch(self) -> bool:
        began, asked_with = self._clock.mark(), self._tokens_given
        self._rhythm.began_to_ask()
        look = self.vigil.look_began()
        self._set(busy=True)
        try:
            listing = await self._ask()
            if listing is None:
                return False
            if not listing.offered and self.link.list_at is not None:
                raise Misdirected(
                    _("The server gives no list of commands any more. Your answers are kept."), status=404
                )
        except ApiError as error:
            self.vigil.look_failed(look)
            self._failed(error, asked_with)
            return False
        finally:
            self._set(busy=False)
        self.exchanged.emit(None)
        took_s = self._clock.steady() - began.steady  # a long list may come for a minute after its first byte
        self._clock.learn(listing.served_at, listing.latency_s, took_s - listing.latency_s)
        self._has_list = listing.offered
        if listing.offered:
            list_at = self._clock.now() - timedelta(seconds=self._clock.steady() - began.steady)
            await self._take(listing, list_at)
            self._set(state=LinkState.LIVE, text="", list_at=list_at, unreadable=len(listing.unreadable))
        else:
            text = _("This server offers no list of commands. Paste, open or drop commands, or answer by id.")
            self._set(state=LinkState.NO_LIST, text=text)
        self._rhythm.has_list(began)
        self._set(skew_s=self._clock.skew_s, failures=0)
        self.vigil.look_succeeded(look)
        self._tell_next()
        return True

    async def _ask(self) -> Listing | None:
        """The list; None when the machine slept meanwhile: the connection may be dead without saying so."""
        try:
            async with asyncio.timeout(None) as self._asking:
                return await self._client.commands()
        except TimeoutError:
            return None
        finally:
            self._asking = None

    async def _take(self, listing: Listing, list_at: datetime) -> None:
        """Merge a list; what is unreadable or did not come may still be there, so then nothing counts as gone."""
        self._facts.unreadable = listing.unreadable
        complete = listing.complete and not listing.unreadable
        changes: list[Change] = []
        named = await asyncio.to_thread(lambda: {command.id for command in listing.commands})
        last = max(0, len(listing.commands) - 1) // SLICE * SLICE
        for start in range(0, last + 1, SLICE):
            part, whole = listing.commands[start : start + SLICE], complete and start == last
            changes += self._facts.take_commands(
                part, Source.LIST, complete=whole, named=named, doubled=listing.doubled
            )
            if start != last:
                await asyncio.sleep(0)
        news = [] if self.link.list_at is None else await self.news.lines_of(changes)  # all of a first list is new
        applied = self._snapshot.apply([change.after for change in changes], (), list_at, news)
        self._safekeeping.follow(applied, self.news.take, place=Place.LIST)
        lines = await asyncio.to_thread(self._diary.lines_of, changes)
        if lines:
            self._safekeeping.follow(self._outbox.note(lines))
        for notice in await asyncio.to_thread(notices_of, changes, self._clock.now()):
            self._board.tell(notice)

    def _tell_next(self) -> None:
        self._set(next_poll_at=self._clock.now() + timedelta(seconds=self._rhythm.wait_s()))

    def _failed(self, error: ApiError, asked_with: int) -> None:
        """Take a fault that concerns the whole origin: what is shown, and how long nothing is asked.

        `asked_with`: how many tokens had been given when the request left; a refusal says nothing of a newer one.
        """
        self._rhythm.is_stale_now()
        self.exchanged.emit(error)
        match error:
            case Unauthorized() if asked_with != self._tokens_given:
                self._rhythm.ask()
                self.wake()
                return
            case Unauthorized():
                state = LinkState.TOKEN_REFUSED
                self._board.tell(Notice(NoticeKind.TOKEN, str(error), True))
            case Misdirected():
                state = LinkState.MISDIRECTED
                self._rhythm.pause(MISDIRECTED_S)
            case Throttled():
                state = LinkState.WAITING
                self._rhythm.pause(error.wait_s, throttled=True)
            case BadPayload():
                state = LinkState.SIGNIN_PAGE if error.signin_page else LinkState.UNREADABLE
                self._rhythm.pause(at_least_s=5.0)
            case _:
                state = LinkState.OFFLINE
                self._rhythm.pause()
        self._tell_next()
        if state is LinkState.TOKEN_REFUSED:
            self._set(next_poll_at=None)
        hindrance = error.hindrance if isinstance(error, Unreachable) else None
        certificate = error.certificate if isinstance(error, Misdirected) else None
        failures = self.link.failures + 1
        self._set(
            state=state,
            text=str(error),
            hindrance=hindrance,
            certificate=certificate,
            status=error.status,
            failures=failures,
        )

    # -- when ----------------------------------------------------------------------------------------------------

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
        return min([TICK_S, *(wait_s + 0.005 for wait_s in waits if wait_s > 0)])

    def _tick(self) -> bool:
        """What a second brings; True when a round is due."""
        self.vigil.tick()
        self._facts.pass_time()
        now = self._clock.now()
        overdue, late_notice = self._overdue.look(self._facts.unsettled(), now)
        self._set(overdue=overdue)
        for notice in (late_notice, self._last_calls.due(self._facts.open_rows, now)):
            if notice is not None:
                self._board.tell(notice)
        return self._rhythm.may_talk() and (self._rhythm.is_time_to_poll() or bool(self._dispatch.due()))

    def _on_interrupted(self, _interruption: object) -> None:
        """Read the list again at once, over new connections."""
        self._rhythm.is_stale_now()
        self._rhythm.ask()
        self._client.renew()
        if self._asking is not None:
            self._asking.reschedule(0.0)
        self.wake()

    # -- the link ------------------------------------------------------------------------------------------------

    def _on_trouble_changed(self, trouble: str) -> None:
        self._set(store_trouble=trouble)
        if trouble:
            self._board.tell(Notice(NoticeKind.STORE, trouble, True))

    def _on_rows_changed(self, diff: RowsDiff) -> None:
        rows = self._facts.rows
        self._last_calls.note(rows[command_id] for command_id in (*diff.added, *diff.changed))
        self._on_facts_changed(diff)

    def _on_gate_switched(self, is_open: bool) -> None:
        self._set(sends_by_itself=is_open)

    def _on_facts_changed(self, _what: object) -> None:
        self._set(waiting=self._facts.waiting(), needs_you=self._facts.needs_you())

    def _set(self, **changes: object) -> None:
        link = replace(self.link, **changes)  # type: ignore[arg-type]
        if link != self.link:
            self.link = link
            self.link_changed.emit(link)


def _stumbled() -> str:
    return _("The console stumbled over something unexpected and goes on. Your answers are safe; the log says more.")
