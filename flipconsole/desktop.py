"""The life of the window: set-up, the console on screen, and the demo, each from start to clean end."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from flipconsole.app.accord import Accord
from flipconsole.app.console import Console
from flipconsole.app.link import LinkState
from flipconsole.app.preferences import Preferences
from flipconsole.app.profiles import Profiles
from flipconsole.app.waiting import until
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.language import _
from flipconsole.domain.profile import MAIN, Profile, Wanted, free_name, new_id, profile_at
from flipconsole.parts import Parts, open_what_can_be, token_of
from flipconsole.store.home import Home
from flipconsole.store.log import keep_log, stop_log
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.settings import Settings
from flipconsole.store.wiping import wipe_folder
from flipconsole.ui.application import make_application
from flipconsole.ui.faults import faults_told
from flipconsole.ui.first_sight import FirstSight
from flipconsole.ui.frame.remembered import read_state
from flipconsole.ui.opening_note import OpeningNote
from flipconsole.ui.picture import save_picture
from flipconsole.ui.qt_log import qt_messages_logged
from flipconsole.ui.setup import Setup, SetupWindow
from flipconsole.ui.single import FirstWindow, instance_name
from flipconsole.ui.window import MainWindow

LIVE_DATA_S = 30.0
"""How long a picture waits for live data before it is taken of what there is."""


class Run(Protocol):
    """Runs a coroutine to its end on Qt's event loop."""

    def __call__(self, application: QApplication, work: Coroutine[Any, Any, int], /) -> int:
        """Its result."""


class _End(Enum):
    """How the time with one window ended."""

    CLOSED = "closed"
    CONNECTION = "connection"
    REOPENED = "reopened"
    WIPED = "wiped"
    SWITCHED = "switched"


class Desktop:
    """One run of the program on a screen (or offscreen, for pictures)."""

    def __init__(
        self,
        directory: Path,
        resources: Path,
        zone: ZoneInfo,
        theme: str | None,
        run: Run,
        operator: str = "",
        *,
        read_only: bool = False,
    ) -> None:
        self._directory = directory
        self._log = keep_log(directory)
        self._resources = resources
        self._zone = zone
        self._preferences = Preferences(directory, {"operator": operator} if operator else None)
        self._theme = theme or self._settings.theme
        self._secrets: dict[tuple[str, str], str] = {}
        self._next = ""
        self._not_wiped = ""
        self._is_to_be_kept = False
        self._run = run
        self._read_only = read_only
        self._application = make_application(resources, self._theme, read_state(directory).text_size)
        self._sight: FirstSight | None = None

    def show(self, wanted: Wanted, secret: str, sight: FirstSight | None = None) -> int:
        """The window until it is closed, in the place of its first sight; set-up first when no address is known."""
        self._sight = sight
        with self._logged():
            return self._run(self._application, self._live(wanted, secret))

    def picture(self, wanted: Wanted, secret: str, out: Path, size: tuple[int, int]) -> int:
        """The window, painted to a file after live data has arrived (or what is stored, without a token)."""
        with self._logged():
            return self._run(self._application, self._paint(wanted, secret, out.resolve(), size))

    @contextmanager
    def _logged(self) -> Iterator[None]:
        """The run with its log, whose file is closed at the end so that a scratch directory can go."""
        try:
            with qt_messages_logged():
                yield
        finally:
            if self._log is not None:
                stop_log(self._log)

    async def _live(self, wanted: Wanted, secret: str) -> int:
        while True:
            profile = self._settings.chosen(wanted)
            if profile is None:
                setup = await self._ask("")
                if setup is None:
                    return 0
                profile, wanted = self._keep(setup), Wanted()
            if secret:  # it is for what was asked for at the start, and for nothing else
                self._secrets.setdefault(_key(profile), secret)
                secret = ""
            match await self._show_console(profile):
                case _End.CLOSED:
                    return 0
                case _End.WIPED:
                    await asyncio.to_thread(self._wipe, profile)
                case _End.SWITCHED:
                    wanted = Wanted(self._next)
                    self._preferences.change(profile=self._next)
                case _End.CONNECTION:
                    setup = await self._ask(profile.base_url)
                    if setup is not None:
                        self._keep(setup)
                        wanted = Wanted()

    async def _ask(self, base_url: str) -> Setup | None:
        """What a person enters in the set-up window; None when it is closed."""
        answered: asyncio.Future[Setup | None] = asyncio.get_running_loop().create_future()
        window = SetupWindow(base_url, self._settings.operator, self._theme)

        def settle(setup: Setup | None) -> None:
            if not answered.done():
                answered.set_result(setup)

        window.submitted.connect(settle)
        window.closed.connect(lambda: settle(None))

        def offer(found: asyncio.Future[str]) -> None:
            if not (answered.done() or found.cancelled() or found.exception()):
                window.show_keychain(found.result())

        asyncio.wrap_future(Keychain().name()).add_done_callback(offer)
        window.show()
        setup = await answered
        window.close()
        window.deleteLater()
        return setup

    @property
    def _settings(self) -> Settings:
        return self._preferences.settings

    def _keep(self, setup: Setup) -> Profile:
        """The profile of the address that was entered, a new one where none has it; from now on it is in use."""
        found = self._settings.chosen(Wanted(base_url=setup.base_url))
        known = {profile.id for profile in self._settings.profiles}
        if found is None or found.id not in known:
            found = profile_at(setup.base_url, id=new_id() if MAIN in known else MAIN)
            found = replace(found, name=free_name(found.name, self._settings.profiles))
        self._preferences.change(operator=setup.operator)
        self._preferences.use(found)
        if setup.token:
            self._secrets[_key(found)] = setup.token
        self._is_to_be_kept = setup.keep
        return found

    async def _open(self, stack: AsyncExitStack, profile: Profile, secret: str) -> Parts:
        opening = open_what_can_be(profile, self._directory, self._settings, secret, read_only=self._read_only)
        parts = await stack.enter_async_context(opening)
        if not parts.console.refusal:
            self._log = self._log or keep_log(self._directory)
        return parts

    async def _show_console(self, profile: Profile) -> _End:
        """Show the console until it is closed, or another address or a new start is asked for."""
        first = FirstWindow(instance_name(self._directory, profile))
        if first.raise_other():
            print(_("The console is already open; its window was brought to the front."))
            return _End.CLOSED
        over: asyncio.Future[_End] = asyncio.get_running_loop().create_future()

        def end(how: _End) -> None:
            if not over.done():
                over.set_result(how)

        async with AsyncExitStack() as stack:
            note = OpeningNote()
            try:
                parts = await self._open(stack, profile, self._secrets.get(_key(profile), ""))
            finally:
                note.put_away()
            profiles = Profiles(self._preferences, profile, self._directory)
            stack.callback(profiles.close)
            window = self._window(parts, profiles)
            window.closed.connect(lambda: end(_End.CLOSED))
            window.connection_requested.connect(lambda: end(_End.CONNECTION))
            window.reopening_requested.connect(lambda: end(_End.REOPENED))
            window.wiping_requested.connect(lambda: end(_End.WIPED))
            window.token_given.connect(lambda secret: self._secrets.update({_key(profile): secret}))
            window.operator_given.connect(lambda name: self._preferences.change(operator=name))
            window.access_chosen.connect(lambda changed: self._change_access(changed, window, end))
            window.first_painted.connect(parts.credentials.look)
            window.profile_requested.connect(lambda profile_id: self._switch(profile_id, end))
            window.theme_chosen.connect(self._keep_theme)
            accord = Accord(self._preferences, parts.console, parts.boxes.gate)
            stack.callback(accord.close)
            tell = self._preferences.not_kept.connect(lambda text: self._tell(window, text))
            stack.callback(self._preferences.not_kept.disconnect, tell)
            if self._is_to_be_kept:
                self._is_to_be_kept = False
                parts.credentials.keep()
            first.raise_requested.connect(window.show_by_user_request)
            keep_even(window)
            sight, self._sight = self._sight, None
            if sight is not None:
                sight.hand_over(window, window.workspace.list)
                window.first_painted.connect(sight.put_away)
            if sight is None or not sight.is_closed:
                window.show()
            else:
                end(_End.CLOSED)
            self._tell(window, self._not_wiped or self._preferences.unkept or self._preferences.trouble)
            self._not_wiped = ""
            with faults_told(window.show_fault) as take, _loop_faults_told(take):
                async with asyncio.TaskGroup() as group:
                    beside = (parts.upkeep, parts.walk, parts.credentials, parts.doctor, profiles)
                    jobs = (parts.courier.run(), *(one.run() for one in beside))
                    working = [group.create_task(job) for job in jobs]
                    await over
                    for work in working:
                        work.cancel()
            window.put_away()
        first.close()
        return over.result()

    def _window(self, parts: Parts, profiles: Profiles) -> MainWindow:
        return MainWindow(
            parts.console,
            parts.boxes,
            self._zone,
            self._theme,
            self._resources,
            self._directory,
            parts.batteries,
            book=parts.views,
            doctor=parts.doctor,
            credentials=parts.credentials,
            walk=parts.walk,
            preferences=self._preferences,
            profiles=profiles,
        )

    def _wipe(self, profile: Profile) -> None:
        """Delete the personal data of a profile whose files are closed; the next window tells what could not be."""
        try:
            wipe_folder(Home(self._directory).of_profile(profile))
        except StoreError as error:
            self._not_wiped = str(error)

    def _tell(self, window: MainWindow, text: str) -> None:
        """Say what is wrong with the settings; a window that can keep nothing has said so already."""
        if text and not window.is_view_only():
            window.show_fault(text)

    def _keep_theme(self, name: str) -> None:
        self._theme = name
        self._preferences.change(theme=name)

    def _change_access(self, changed: Profile, window: MainWindow, end: Callable[[_End], None]) -> None:
        """Open the profile anew with another way in; what else was changed about it meanwhile stays."""
        kept = next((one for one in self._settings.profiles if one.id == changed.id), None)
        if kept is None or kept.origin != changed.origin:
            self._tell(window, _("This address is not kept as a profile. Set it up first: File, Server and token."))
            return
        way = {name: getattr(changed, name) for name in ("token_kind", "client_id", "token_url")}
        self._preferences.hold(replace(kept, **way))
        end(_End.REOPENED)

    def _switch(self, profile_id: str, end: Callable[[_End], None]) -> None:
        """Go to another profile; one that another console shows has its window brought to the front instead."""
        profile = self._settings.chosen(Wanted(profile_id))
        if profile is not None and not FirstWindow(instance_name(self._directory, profile)).is_elsewhere():
            self._next = profile.id
            end(_End.SWITCHED)

    async def _paint(self, wanted: Wanted, secret: str, out: Path, size: tuple[int, int]) -> int:
        profile = self._settings.chosen(wanted)
        if profile is None:
            print(_("No server address is known. Add --base-url, or set it once in the window."), file=sys.stderr)
            return 2
        try:
            secret = await token_of(profile, secret)
        except ProfileError as error:
            print(error, file=sys.stderr)
        async with AsyncExitStack() as stack:
            parts = await self._open(stack, profile, secret)
            window = self._window(parts, Profiles(self._preferences, profile, self._directory))
            window.resize(*size)
            window.show()
            if secret:
                async with asyncio.TaskGroup() as group:
                    talking = group.create_task(parts.courier.run())
                    await until(
                        lambda: _has_live_data(parts.console), parts.console.link_changed, timeout_s=LIVE_DATA_S
                    )
                    talking.cancel()
            await until(window.is_complete, window.completed, timeout_s=LIVE_DATA_S)
            window.select_most_urgent()
            await _settled(window)
            save_picture(window, out, size)
            window.put_away()
        print(_("The window was rendered to {path}.").format(path=out))
        return 0


@contextmanager
def _loop_faults_told(take: Callable[[BaseException], None]) -> Iterator[None]:
    """While the block runs, what a callback or a forgotten task of the loop raised goes to `take`."""
    loop = asyncio.get_running_loop()

    def handle(loop: asyncio.AbstractEventLoop, found: dict[str, Any]) -> None:
        if isinstance(found.get("exception"), Exception):
            take(found["exception"])
        else:
            loop.default_exception_handler(found)

    loop.set_exception_handler(handle)
    try:
        yield
    finally:
        loop.set_exception_handler(None)


async def _settled(window: MainWindow) -> None:
    """Wait until every lane of the last list is drawn."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LIVE_DATA_S):
            while not window.is_settled():  # noqa: ASYNC110 - it is told by no signal, as nobody else waits for it
                await asyncio.sleep(0.02)


def keep_even(window: MainWindow) -> None:
    """Let no thread and no garbage collection hold the window up for longer than they must.

    Threads that read and write give way after 1 ms instead of 5. What was imported by the time that the window is
    complete stays for good: going through it again and again costs 30 ms each time.
    """
    sys.setswitchinterval(0.001)
    window.completed.connect(gc.freeze)


def _key(profile: Profile) -> tuple[str, str]:
    """What a token is for: this profile at this address."""
    return profile.secret_name, profile.origin.base_url


def _has_live_data(console: Console) -> bool:
    return not console.link.busy and console.link.state not in (LinkState.UNASKED, LinkState.WAITING)
