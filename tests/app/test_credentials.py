"""A token is taken, tried, kept and forgotten, with a real Secret Service and with keychains that hesitate or fail."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from flipconsole.app import credentials as module
from flipconsole.app.credentials import Credentials, Holding, Kept, kept_token
from flipconsole.app.trial import Outcome, Trial, judge_trial
from flipconsole.app.waiting import until
from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    ProfileError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from flipconsole.domain.profile import TokenKind, profile_at
from flipconsole.parts import token_of
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import Entry, entry_of
from tests import secret_service
from tests.secret_service import SecretService

SECRET, OTHER = "fl_one_7Qx9zL0wB", "fl_two_1Rk4mN8cV"
ENTRY = entry_of(read_origin("https://api-sandbox.flip.energy"), "main")
WAIT_S = 20


@pytest.fixture(scope="module")
def ring() -> Iterator[SecretService]:
    with secret_service.running() as found:
        yield found


@pytest.fixture
async def keychain(ring: SecretService, monkeypatch: pytest.MonkeyPatch) -> Keychain:
    for name, value in ring.surroundings.items():
        monkeypatch.setenv(name, value)
    ring.unlock()
    keychain = Keychain()
    keychain.forget(ENTRY).result(WAIT_S)
    return keychain


class Desk:
    """Credentials over a wire that records."""

    def __init__(self, keychain: Keychain, secret: str = "") -> None:
        self.wire: list[str] = []
        self.said: Any = 0
        loop = asyncio.get_running_loop()
        self.credentials = Credentials(ENTRY, keychain, self._use, self._ask_flip, loop.call_soon_threadsafe, secret)
        self.shown: list[Holding] = []
        self.credentials.changed.connect(self.shown.append)

    def _use(self, secret: str) -> None:
        if " " in secret:
            raise ProfileError("no token has blanks")
        self.wire.append(secret)

    async def _ask_flip(self, secret: str) -> int:
        self.wire.append(f"tried {secret}")
        if isinstance(self.said, Exception):
            raise self.said
        return int(self.said)

    async def until(self, holds: Callable[[Holding], bool]) -> Holding:
        def is_so() -> bool:
            return holds(self.credentials.holding) and not self.credentials.holding.doing

        await until(is_so, self.credentials.changed, timeout_s=WAIT_S)
        assert is_so()
        return self.credentials.holding


async def test_what_was_kept_is_there_in_the_next_run(keychain: Keychain) -> None:
    first = Desk(keychain)
    first.credentials.look()
    await first.until(lambda holding: holding.kept is Kept.NOTHING)
    first.credentials.give(SECRET, keep=True)
    assert first.wire == [SECRET]  # at once: nothing waits for the keychain
    holding = await first.until(lambda holding: holding.kept is Kept.THIS)
    assert "Secret Service" in holding.keychain
    second = Desk(Keychain())
    second.credentials.look()
    assert (await second.until(lambda holding: holding.has_token)).kept is Kept.THIS
    assert second.wire == [SECRET]


async def test_a_token_for_this_run_leaves_the_kept_one_alone_and_says_so(keychain: Keychain) -> None:
    keychain.keep(ENTRY, SECRET).result(WAIT_S)
    desk = Desk(keychain)
    desk.credentials.look()
    await desk.until(lambda holding: holding.has_token)
    desk.credentials.give(OTHER)
    assert desk.credentials.holding.kept is Kept.OTHER
    assert keychain.read(ENTRY).result(WAIT_S) == SECRET
    assert desk.wire == [SECRET, OTHER]


async def test_a_token_that_is_in_use_wins_over_the_kept_one(keychain: Keychain) -> None:
    keychain.keep(ENTRY, SECRET).result(WAIT_S)
    desk = Desk(keychain, OTHER)
    desk.credentials.look()
    holding = await desk.until(lambda holding: holding.kept is not Kept.UNKNOWN)
    assert (holding.kept, desk.wire) == (Kept.OTHER, [])


async def test_forgetting_leaves_it_nowhere(keychain: Keychain) -> None:
    desk = Desk(keychain)
    desk.credentials.give(SECRET, keep=True)
    await desk.until(lambda holding: holding.kept is Kept.THIS)
    desk.credentials.forget()
    assert desk.wire[-1] == ""
    await desk.until(lambda holding: holding.kept is Kept.NOTHING)
    assert not desk.credentials.holding.has_token
    assert desk.credentials.secret == ""
    assert await kept_token(Keychain(), ENTRY, WAIT_S) == ""


async def test_without_a_keychain_a_token_serves_for_this_run_and_that_is_said() -> None:
    desk = Desk(Keychain())  # the bus of the tests leads nowhere
    desk.credentials.give(SECRET, keep=True)
    holding = await desk.until(lambda holding: bool(holding.why_none))
    assert holding.has_token
    assert "memory for one run" in holding.why_none
    assert await kept_token(Keychain(), ENTRY, WAIT_S) == ""


async def test_what_is_no_token_changes_nothing_and_is_told(keychain: Keychain) -> None:
    desk = Desk(keychain, SECRET)
    desk.credentials.give("Bearer x", keep=True)
    assert desk.credentials.holding.trouble == "no token has blanks"
    assert desk.credentials.secret == SECRET
    assert desk.wire == []


class Hesitating:
    """A vault that waits for a person."""

    name = "a keychain"

    def __init__(self) -> None:
        self.unlocked = threading.Event()
        self.kept = SECRET

    def read(self, entry: Entry) -> str:
        assert self.unlocked.wait(WAIT_S)
        return self.kept


async def test_a_prompt_holds_nobody_up_and_a_token_entered_meanwhile_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLOW_S", 0.02)
    vault: Any = Hesitating()
    desk = Desk(Keychain(lambda: vault))
    desk.credentials.look()
    await until(lambda: desk.credentials.holding.is_slow, desk.credentials.changed, timeout_s=WAIT_S)
    assert "Reading" in desk.credentials.holding.doing
    desk.credentials.give(OTHER)
    assert desk.wire == [OTHER]
    vault.unlocked.set()
    await desk.until(lambda holding: holding.kept is Kept.OTHER)
    assert desk.wire == [OTHER]


async def test_a_command_line_waits_for_a_prompt_only_so_long() -> None:
    vault: Any = Hesitating()
    with pytest.raises(ProfileError, match="has not answered"):
        await kept_token(Keychain(lambda: vault), ENTRY, 0.05)
    vault.unlocked.set()


async def test_what_the_keychain_brings_after_the_end_goes_nowhere() -> None:
    vault: Any = Hesitating()

    async def a_run() -> None:
        Desk(Keychain(lambda: vault)).credentials.look()
        await asyncio.sleep(0.05)

    await asyncio.to_thread(asyncio.run, a_run())
    vault.unlocked.set()
    for thread in threading.enumerate():
        if thread.name == "keychain":
            thread.join(WAIT_S)


# -- trying ----------------------------------------------------------------------------------------------------------

TRIALS: list[tuple[int | ApiError, Outcome, str]] = [
    (212, Outcome.ACCEPTED, "Accepted (HTTP 200). It opens the list, which has 212 commands"),
    (1, Outcome.ACCEPTED, "which has 1 command now"),
    (Unauthorized("no", status=401), Outcome.REFUSED, "Refused (HTTP 401)"),
    (Misdirected("no", status=403), Outcome.REFUSED, "Flip knows the token, and it does not open the list"),
    (Misdirected("no list here", status=404), Outcome.UNKNOWN, "(HTTP 404): no list here"),
    (Throttled("wait", wait_s=3), Outcome.UNKNOWN, "Flip asks to wait (HTTP 429)"),
    (Unreachable("no network", offline=True), Outcome.UNKNOWN, "Flip cannot be reached: no network"),
    (Unreachable("trouble", status=503), Outcome.UNKNOWN, "(HTTP 503): trouble"),
    (BadPayload("sign in first", status=200, signin_page=True), Outcome.UNKNOWN, "(HTTP 200): sign in first"),
]


@pytest.mark.parametrize(("came", "outcome", "words"), TRIALS)
def test_a_trial_tells_accepted_refused_or_unknown_with_the_status(
    came: int | ApiError, outcome: Outcome, words: str
) -> None:
    trial = judge_trial(came)
    assert trial.outcome is outcome
    assert words in trial.text


async def test_trying_uses_the_token_for_that_alone(keychain: Keychain) -> None:
    desk = Desk(keychain, SECRET)
    trials: list[Trial] = []
    desk.credentials.tried.connect(trials.append)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(desk.credentials.run())
        for said, given in ((3, ""), (Unauthorized("no", status=401), OTHER)):
            desk.said = said
            wanted = len(trials) + 1
            desk.credentials.try_out(given)
            await until(lambda wanted=wanted: len(trials) == wanted, desk.credentials.tried, timeout_s=WAIT_S)
        running.cancel()
    assert [trial.outcome for trial in trials] == [Outcome.ACCEPTED, Outcome.REFUSED]
    assert desk.wire == [f"tried {SECRET}", f"tried {OTHER}"]
    assert desk.credentials.secret == SECRET


async def test_a_kept_token_is_no_client_secret_once_the_profile_says_oauth(keychain: Keychain) -> None:
    """It would be sent to the token address."""
    token = profile_at("https://api.flip.energy")
    oauth = replace(token, token_kind=TokenKind.OAUTH, client_id="desk", token_url="https://oauth.flip.energy/token")
    elsewhere = replace(oauth, token_url="https://oauth.other.test/token")
    keychain.keep(entry_of(token.origin, token.secret_name), SECRET).result(WAIT_S)
    assert await token_of(token, "", keychain) == SECRET
    assert await token_of(oauth, "", keychain) == ""
    keychain.keep(entry_of(oauth.origin, oauth.secret_name), OTHER).result(WAIT_S)
    assert await token_of(elsewhere, "", keychain) == ""
    assert await token_of(replace(oauth, client_id="other"), "", keychain) == ""
    assert (await token_of(oauth, "", keychain), await token_of(token, "", keychain)) == (OTHER, SECRET)
    for profile in (token, oauth):
        keychain.forget(entry_of(profile.origin, profile.secret_name)).result(WAIT_S)
