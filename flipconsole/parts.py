"""The parts of a running console, built in order and taken down in reverse."""

from __future__ import annotations

import asyncio
import functools
import random
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flipconsole.api.auth import Token
from flipconsole.api.client import FlipClient
from flipconsole.api.sites import SiteReader
from flipconsole.app.aids import Aids
from flipconsole.app.backoff import Backoff
from flipconsole.app.batteries import Batteries
from flipconsole.app.boxes import Boxes
from flipconsole.app.bulks import Bulks
from flipconsole.app.clock import FlipClock
from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.credentials import Credentials, kept_token
from flipconsole.app.diary import Diary
from flipconsole.app.doctor import Doctor
from flipconsole.app.facts import Facts
from flipconsole.app.gate import Gate
from flipconsole.app.importing import Importing
from flipconsole.app.link import Link, LinkState
from flipconsole.app.marks import Marks
from flipconsole.app.newsfeed import NewsFeed
from flipconsole.app.notices import NoticeBoard
from flipconsole.app.reach import Reach
from flipconsole.app.reason_book import ReasonBook
from flipconsole.app.rules import Rules
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.app.site_walk import LOOPBACK_PACE_S, PACE_S, SiteWalk
from flipconsole.app.upkeep import Upkeep
from flipconsole.app.view_book import ViewBook
from flipconsole.domain.ack import AckState
from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.errors import StoreError
from flipconsole.domain.profile import Profile, TokenKind
from flipconsole.domain.sites import Catalogue, facts_of_sites
from flipconsole.store.battery_file import BatteryFile
from flipconsole.store.home import Home
from flipconsole.store.lock import SenderLock
from flipconsole.store.log import hide
from flipconsole.store.managed import read_managed
from flipconsole.store.outbox import Loaded, Outbox
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import entry_of
from flipconsole.store.settings import Settings
from flipconsole.store.site_file import SiteFile
from flipconsole.store.snapshot import Snapshot
from flipconsole.store.viewing import copy_for_viewing, scratch_folder
from flipconsole.store.views_file import ViewsFile

if TYPE_CHECKING:
    import httpx


KEYCHAIN_S = 30.0
"""How long a command line waits for a person to unlock the keychain; the window waits for nobody."""


@dataclass(frozen=True)
class Parts:
    """What a window or a command line works with."""

    console: Console
    courier: Courier
    batteries: Batteries
    boxes: Boxes
    views: ViewBook
    upkeep: Upkeep
    walk: SiteWalk
    credentials: Credentials
    doctor: Doctor


@asynccontextmanager
async def open_what_can_be(
    profile: Profile,
    directory: Path,
    settings: Settings,
    secret: str,
    *,
    undo_s: float | None = None,
    read_only: bool = False,
) -> AsyncIterator[Parts]:
    """The parts; where nothing can be saved, those that show what can be read and take no answer.

    Raises:
        StoreError: not even that can be done.
    """
    async with AsyncExitStack() as stack:
        try:
            opening = open_parts(profile, Home(directory), settings, secret, undo_s=undo_s, read_only=read_only)
            parts = await stack.enter_async_context(opening)
        except StoreError as error:
            home = Home(stack.enter_context(scratch_folder()))
            await asyncio.to_thread(copy_for_viewing, directory / profile.folder, home.of_profile(profile))
            parts = await stack.enter_async_context(open_parts(profile, home, settings, secret, view_only=str(error)))
        yield parts


@asynccontextmanager
async def open_parts(
    profile: Profile,
    home: Home,
    settings: Settings,
    secret: str,
    *,
    undo_s: float | None = None,
    read_only: bool = False,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: FlipClock | None = None,
    chance: random.Random | None = None,
    keychain: Keychain | None = None,
    view_only: str = "",
) -> AsyncIterator[Parts]:
    """Everything between the disk and the wire for one profile, loaded with what was known last.

    `undo_s` overrides the settings, `read_only` lets nothing be sent whatever the profile says; `transport`, `clock`,
    `chance` and `keychain` are the doors to another network, time, luck and keychain. Closing waits until every answer
    given is on disk.
    `view_only` says why no answer can be saved: then `home` holds copies, and no answer is taken or sent.

    Raises:
        StoreError: the data directory or a database cannot be used.
    """
    loop = asyncio.get_running_loop()
    folder = home.of_profile(profile)
    clock = clock or FlipClock()
    async with AsyncExitStack() as stack:
        outbox = await asyncio.to_thread(_open_copy if view_only else Outbox.open, folder)
        outbox.refusal = view_only
        stack.push_async_callback(asyncio.to_thread, outbox.close)
        snapshot = await asyncio.to_thread(Snapshot.open, folder / "snapshot.sqlite3")
        stack.push_async_callback(asyncio.to_thread, snapshot.close)
        loaded = await asyncio.to_thread(outbox.load, is_sender=False)
        held, list_at = await asyncio.to_thread(snapshot.load)
        views_file = ViewsFile(folder)
        views = ViewBook(views_file, await asyncio.to_thread(views_file.load))

        battery_file = BatteryFile(folder)
        writing = stack.enter_context(ThreadPoolExecutor(1, "batteries"))

        def keep_batteries(facts: Mapping[str, BatteryFacts]) -> None:
            writing.submit(battery_file.keep, facts).add_done_callback(tell_if_not_kept)

        def tell_if_not_kept(done: Future[None]) -> None:
            error = done.exception()
            if error is not None:
                _hop(loop, lambda: batteries.not_kept.emit(str(error)))

        batteries = Batteries(await asyncio.to_thread(battery_file.load), keep_batteries)
        site_file = SiteFile(folder)
        catalogue = await asyncio.to_thread(site_file.load)
        learned = await asyncio.to_thread(facts_of_sites, catalogue.sites.values())

        def keep_sites(read: Catalogue) -> None:
            writing.submit(site_file.keep, read).add_done_callback(tell_if_not_kept)

        client = await stack.enter_async_context(_client(profile, transport))
        lock = SenderLock(folder / "sender.lock")
        stack.callback(lock.release)
        hop = functools.partial(_hop, loop)
        safekeeping = Safekeeping(hop, "" if view_only else loaded.trouble)
        diary = Diary(clock, settings.operator)
        board = NoticeBoard()
        facts = Facts(clock)
        facts.load(held.values())
        gate = Gate(is_open=settings.auto_send)
        bulks = Bulks(facts, outbox, gate, clock, diary, safekeeping)
        bulks.take(loaded.bulks)
        facts.take_acks(loaded.acks)
        facts.take_attention(loaded.attention)
        read = await asyncio.to_thread(lambda: snapshot.load_news(settings.operator).result())
        news = NewsFeed(facts, snapshot, clock, safekeeping, read)
        facts.take_marks(loaded.marks)
        aids = Aids(
            Rules(
                settings.evidence,
                needs_reason=settings.needs_reason,
                signs_reasons=settings.signs_reasons,
                ask_who_after_min=settings.ask_who_after_min,
                read_only=profile.read_only,
                is_pinned=read_only,
                pinned_why=read_managed().why_read_only(profile),
            ),
            Reach(clock),
            Marks(facts, outbox, clock, diary, safekeeping),
            await asyncio.to_thread(ReasonBook, home.directory),
            batteries,
        )
        courier = Courier(
            client,
            facts,
            outbox,
            snapshot,
            lock,
            clock,
            diary,
            board,
            safekeeping,
            gate,
            bulks,
            news,
            aids.rules,
            list_at=list_at,
            poll_s=profile.poll_s,
            chance=chance,
        )
        walk = SiteWalk(
            SiteReader(client),
            batteries,
            catalogue,
            learned,
            keep_sites,
            clock,
            Backoff(chance or random.Random()),
            lambda: _has_nothing_better(courier.link, facts),
            pace_s=LOOPBACK_PACE_S if profile.origin.is_loopback else PACE_S,
        )
        doctor = Doctor(client.examiner, lambda: not aids.rules.read_only)
        importing = Importing(facts, outbox, snapshot, diary, safekeeping, hop)
        courier.exchanged.connect(aids.reach.note)

        def take_token(given: str) -> None:
            _let_in(client, profile, given)

        def take_foreign(foreign: Loaded) -> None:
            _hop(loop, lambda: courier.take_foreign(foreign))

        console = Console(
            profile,
            facts,
            courier,
            outbox,
            importing,
            clock,
            diary,
            board,
            safekeeping,
            bulks,
            aids,
            undo_s=settings.undo_s if undo_s is None else undo_s,
            take_token=take_token,
        )
        console.use_token(secret)

        async def ask_flip(given: str) -> int:
            async with _client(profile, transport) as trying:
                _let_in(trying, profile, given)
                return len((await trying.commands()).commands)

        entry = entry_of(profile.origin, profile.secret_name)
        credentials = Credentials(
            entry, keychain or Keychain(), console.use_token, ask_flip, hop, secret, profile.token_kind
        )
        outbox.on_foreign_change(take_foreign)
        boxes = Boxes(console, facts, outbox, gate, bulks, safekeeping, aids.rules)
        yield Parts(console, courier, batteries, boxes, views, Upkeep(outbox, safekeeping), walk, credentials, doctor)


async def token_of(profile: Profile, given: str, keychain: Keychain | None = None) -> str:
    """The token that was given, or the one that the keychain holds for this profile; "" when there is none.

    Raises:
        ProfileError: the keychain holds one perhaps, and did not give it.
    """
    return given or await kept_token(keychain or Keychain(), entry_of(profile.origin, profile.secret_name), KEYCHAIN_S)


@asynccontextmanager
async def open_doctor(profile: Profile, secret: str, *, read_only: bool = False) -> AsyncIterator[Doctor]:
    """The doctor alone, which needs nothing of what is on the disk."""
    async with _client(profile) as client:
        _let_in(client, profile, secret)
        yield Doctor(client.examiner, lambda: not (read_only or profile.read_only))


def _client(profile: Profile, transport: httpx.AsyncBaseTransport | None = None) -> FlipClient:
    ca_file = Path(profile.ca_file) if profile.ca_file else None
    return FlipClient(profile.origin, None, profile.paths, transport=transport, ca_file=ca_file)


def _open_copy(folder: Path) -> Outbox:
    """The copy of an outbox, or an empty one where this version cannot read it."""
    try:
        return Outbox.open(folder)
    except StoreError:
        for copy in folder.glob("outbox.*"):
            copy.unlink()
        return Outbox.open(folder)


def _let_in(client: FlipClient, profile: Profile, given: str) -> None:
    """Give the client what lets its requests in: the token, or what is given for it; "" takes it away."""
    if given:
        hide(given)
    if given and profile.token_kind is TokenKind.OAUTH:
        client.use_grant(profile.token_url, profile.client_id, Token(given), hide)
    else:
        client.use_token(Token(given) if given else None)


def _has_nothing_better(link: Link, facts: Facts) -> bool:
    """Whether Flip is reached, and neither the list nor an answer is under way."""
    is_reached = link.state in (LinkState.LIVE, LinkState.NO_LIST)
    return is_reached and not link.busy and not any(ack.state is AckState.SENDING for ack in facts.unsettled())


def _hop(loop: asyncio.AbstractEventLoop, job: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(job)
