"""The token of one profile: whether there is one, where it is kept, and what a person does about it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from psygnal import Signal

from flipconsole.app.trial import Trial, judge_trial
from flipconsole.domain.errors import ApiError, ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.profile import TokenKind
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import Entry

T = TypeVar("T")

SLOW_S = 2.0
"""From when on it is said that the keychain may be waiting for its password."""


class Kept(StrEnum):
    """What the keychain holds for this profile, as far as it was asked."""

    UNKNOWN = "unknown"
    NOTHING = "nothing"
    THIS = "this"
    OTHER = "other"


@dataclass(frozen=True)
class Holding:
    """How it stands with the token.

    `kind` says what a person enters: a token, or the secret of a client id. `keychain` is the keychain's name, "" while
    it was not asked or where there is none; then `why_none` says why. `doing` is what the keychain is being asked,
    `trouble` what came of the last question if it failed; both in words.
    """

    has_token: bool = False
    kept: Kept = Kept.UNKNOWN
    keychain: str = ""
    why_none: str = ""
    doing: str = ""
    is_slow: bool = False
    trouble: str = ""
    kind: TokenKind = TokenKind.CLIENT


class Credentials:
    """Takes a token for this run, keeps it in the keychain if asked to, tries it, and forgets it.

    Every request returns at once. The keychain is asked on a thread, for as long as it needs: a token that is entered
    meanwhile counts, and what the keychain brings after that is dropped.

    Signals:
        changed: the new `Holding`.
        tried: the `Trial` of the last token that was to be tried.
    """

    changed = Signal(object)
    tried = Signal(object)

    def __init__(
        self,
        entry: Entry,
        keychain: Keychain,
        use: Callable[[str], None],
        ask_flip: Callable[[str], Awaitable[int]],
        hop: Callable[[Callable[[], None]], None],
        secret: str = "",
        kind: TokenKind = TokenKind.CLIENT,
    ) -> None:
        """`use` puts a token on the wire ("" takes it away), `ask_flip` fetches the list with one: so many commands.

        `secret` is the token that is in use already.
        """
        self._entry = entry
        self._keychain = keychain
        self._use = use
        self._ask_flip = ask_flip
        self._hop = hop
        self._secret = secret
        self._holding = Holding(has_token=bool(secret), kind=kind)
        self._asked = 0
        self._to_try: asyncio.Queue[str] = asyncio.Queue()

    @property
    def holding(self) -> Holding:
        """How it stands with the token."""
        return self._holding

    @property
    def secret(self) -> str:
        """The token in use, for who opens the same profile again in this run."""
        return self._secret

    # -- what a person asks --------------------------------------------------------------------------------------

    def give(self, secret: str, *, keep: bool = False) -> None:
        """Use this token from now on, for this run; `keep` puts it into the keychain for the next ones too.

        One that cannot be a token is told as `trouble`, and nothing changes.
        """
        try:
            self._use(secret)
        except ProfileError as error:
            self._set(trouble=str(error))
            return
        self._secret = secret
        was_kept = self._holding.kept in (Kept.THIS, Kept.OTHER)
        self._set(has_token=bool(secret), kept=Kept.OTHER if was_kept else self._holding.kept, trouble="")
        if keep:
            self.keep()

    def keep(self) -> None:
        """Put the token in use into the keychain, in place of the one that is there."""
        if self._secret:
            keeping = self._keychain.keep(self._entry, self._secret)
            self._ask(keeping, _("Putting the token into the keychain"), self._on_kept)

    def look(self) -> None:
        """Find the keychain, and take the token that it holds unless there is one already."""
        self._ask(self._keychain.name(), _("Looking for the keychain"), self._on_found)

    def forget(self) -> None:
        """Hold the token nowhere any more: not in the keychain, not in this run."""
        self.give("")
        if not self._holding.why_none:
            self._ask(self._keychain.forget(self._entry), _("Removing the token from the keychain"), self._on_forgotten)

    def try_out(self, secret: str = "") -> None:
        """Ask Flip whether it takes this token, or the one in use; `tried` tells."""
        self._to_try.put_nowait(secret or self._secret)

    async def run(self) -> None:
        """Try what is to be tried, one after the other, until cancelled."""
        while True:
            secret = await self._to_try.get()
            self.tried.emit(await self._trial(secret))

    # -- how -----------------------------------------------------------------------------------------------------

    async def _trial(self, secret: str) -> Trial:
        try:
            return judge_trial(await self._ask_flip(secret))
        except (ApiError, ProfileError) as error:
            return judge_trial(error, self._holding.kind)

    def _on_found(self, name: str) -> None:
        self._set(keychain=name, why_none="")
        self._ask(self._keychain.read(self._entry), _("Reading the token from the keychain"), self._on_read)

    def _on_read(self, secret: str) -> None:
        if not secret:
            self._set(kept=Kept.NOTHING)
        elif self._secret:
            self._set(kept=Kept.THIS if secret == self._secret else Kept.OTHER)
        else:
            try:
                self._use(secret)
            except ProfileError as error:
                self._set(kept=Kept.OTHER, trouble=str(error))
                return
            self._secret = secret
            self._set(has_token=True, kept=Kept.THIS)

    def _on_kept(self, _none: None) -> None:
        self._set(kept=Kept.THIS)

    def _on_forgotten(self, _none: None) -> None:
        self._set(kept=Kept.NOTHING)

    def _ask(self, future: Future[T], doing: str, then: Callable[[T], None]) -> None:
        self._asked += 1
        number = self._asked
        self._set(doing=doing, is_slow=False, trouble="")
        slow = asyncio.get_running_loop().call_later(SLOW_S, self._on_slow, number)

        def settle() -> None:
            slow.cancel()
            if number == self._asked:
                self._set(doing="", is_slow=False)
            error = future.exception()
            if error is None:
                then(future.result())
            elif isinstance(error, ProfileError):
                self._on_failed(str(error))
            else:
                raise error

        def arrive(_future: Future[T]) -> None:
            with contextlib.suppress(RuntimeError):  # the window is gone, and with it the loop
                self._hop(settle)

        future.add_done_callback(arrive)

    def _on_slow(self, number: int) -> None:
        if number == self._asked:
            self._set(is_slow=True)

    def _on_failed(self, why: str) -> None:
        if self._holding.keychain:
            self._set(trouble=why)
        else:
            self._set(why_none=why, kept=Kept.NOTHING)

    def _set(self, **changes: object) -> None:
        holding = replace(self._holding, **changes)  # type: ignore[arg-type]
        if holding != self._holding:
            self._holding = holding
            self.changed.emit(holding)


async def kept_token(keychain: Keychain, entry: Entry, limit_s: float) -> str:
    """The token that the keychain holds, "" when it holds none or there is no keychain.

    Raises:
        ProfileError: it was not unlocked, failed, or has not answered within `limit_s`.
    """
    try:
        await asyncio.wait_for(asyncio.wrap_future(keychain.name()), limit_s)
    except (ProfileError, TimeoutError):
        return ""
    try:
        return await asyncio.wait_for(asyncio.wrap_future(keychain.read(entry)), limit_s)
    except TimeoutError:
        raise ProfileError(
            _("The keychain has not answered for {seconds:.0f} seconds: it may be waiting to be unlocked.").format(
                seconds=limit_s
            )
        ) from None
