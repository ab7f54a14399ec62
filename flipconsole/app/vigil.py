"""The vigil: notices when the computer slept, and knows whether what is shown may still be relied on."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from psygnal import Signal

from flipconsole.app.clock import GAP_S, FlipClock
from flipconsole.app.link import Link, LinkState
from flipconsole.app.presence import Presence
from flipconsole.domain.reliance import Cause, Footing, Interruption, Look, Reliance, reliance, why_locked

_log = logging.getLogger(__name__)

BEAT_S = 1.0
STANDSTILL_S = 20.0
"""Two beats farther apart than this: the process was stopped. A loaded machine may well be late by some seconds."""

_CANNOT_LOOK = (LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED, LinkState.WAITING)


class Vigil:
    """Compares the clocks each second, and keeps what became of looking at Flip since.

    Until `start` nothing counts as shown to anybody, so that nothing is locked: a command line answers what it is told.

    Signals:
        interrupted: the computer slept, its clock was set, or the process stood still; carries the `Interruption`.
        changed: `footing` or `must_ask` is another one now.
    """

    interrupted = Signal(object)
    changed = Signal()

    def __init__(self, clock: FlipClock) -> None:
        self.presence = Presence(clock.steady)
        """Whether it has to be asked first who is here; `changed` tells of that, too."""
        self.presence.changed.connect(self._on_presence_changed)
        self._clock = clock
        self._link = Link()
        self._mark = clock.mark()
        self._beat_at: float | None = None
        self._look = Look.SEEN
        self._interruptions = 0
        self._since: Interruption | None = None
        self._since_at = 0.0
        self._last_wake: tuple[Interruption, float] | None = None
        self._is_relied_on = False
        self._told: tuple[Reliance, bool, Interruption | None] = (Reliance.FRESH, False, None)

    # -- what others ask -----------------------------------------------------------------------------------------

    @property
    def footing(self) -> Footing:
        """What an answer given now stands on."""
        list_at = self._link.list_at
        age_s = None if list_at is None else (self._clock.now() - list_at).total_seconds()
        look = self._look
        if look is Look.UNTRIED and self._link.state in _CANNOT_LOOK:
            look = Look.IMPOSSIBLE
        if self._beat_at is None:
            return Footing(Reliance.FRESH, list_at)
        waited_s = self._clock.steady() - self._since_at
        since = None if self._since is None else self._at_its_time(self._since, self._since_at)
        return Footing(reliance(look, waited_s, age_s), list_at, since)

    @property
    def must_ask(self) -> bool:
        """Whether the next answer comes from old data, and nobody has said yet that they know."""
        return self.footing.reliance is Reliance.OLD and not self._is_relied_on

    @property
    def last_wake(self) -> Interruption | None:
        """The last sleep, standstill or set clock of this run."""
        return None if self._last_wake is None else self._at_its_time(*self._last_wake)

    def why_locked(self) -> str:
        """Why nothing may be answered at this very moment; "" when it may."""
        self.tick()
        return self.presence.why_not() or (why_locked() if self.footing.reliance is Reliance.LOCKED else "")

    def rely(self) -> None:
        """A person answers from old data and knows it; it is asked anew once Flip was seen, or after another sleep."""
        if self.footing.reliance is Reliance.OLD:
            self._is_relied_on = True
            self._tell()

    # -- what happens --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """From now on a person looks at what is shown; a list from before is to be looked at first."""
        self._beat_at = self._clock.steady()
        self._mark = self._clock.mark()
        if self._link.list_at is not None and self._link.state is not LinkState.LIVE:
            self._interrupt(Interruption(Cause.START, self._clock.now()))
        self._tell()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            try:
                self.tick()
            except Exception:  # noqa: BLE001 - a view that stumbles over what it is told must not end the courier's work
                _log.exception("a beat failed unexpectedly")
            if self._beat_at is not None:
                self._beat_at = self._clock.steady()
            await asyncio.sleep(BEAT_S)

    def tick(self) -> None:
        """Compare the clocks with how they stood at the last call; called whenever it matters, not only each second."""
        parted_s = self._clock.since(self._mark).parted_s
        self._mark = self._clock.mark()
        stood_s = 0.0 if self._beat_at is None else self._mark.steady - self._beat_at
        if self._clock.has_jumped():
            cause = Cause.SET_BACK if parted_s < -GAP_S else Cause.SLEEP
            self._notice(cause, abs(parted_s))
        elif stood_s > STANDSTILL_S:
            self._notice(Cause.STANDSTILL, stood_s)
        self._tell()

    def take_link(self, link: Link) -> None:
        """The link has changed."""
        self._link = link
        self._tell()

    def look_began(self) -> int:
        """Flip is being asked for its list; returns what `look_failed` or `look_succeeded` is to be told."""
        self.tick()
        if self._look is Look.UNTRIED:
            self._look = Look.UNDER_WAY
            self._tell()
        return self._interruptions

    def look_failed(self, began: int) -> None:
        """Flip could not be seen; a request from before an interruption says nothing about now."""
        self.tick()
        if began == self._interruptions and self._look is Look.UNDER_WAY:
            self._look = Look.FAILED
            self._tell()

    def look_succeeded(self, began: int) -> None:
        """A list has come, or the server has none to offer; one asked for before an interruption does not count."""
        self.tick()
        if began == self._interruptions:
            self._look, self._since, self._is_relied_on = Look.SEEN, None, False
            self._tell()

    # -- how -----------------------------------------------------------------------------------------------------

    def _notice(self, cause: Cause, lost_s: float) -> None:
        interruption = Interruption(cause, self._clock.now(), lost_s)
        _log.info("%s of %.0f s: the list is read again", cause, lost_s)
        if self._beat_at is not None:
            self._beat_at = self._clock.steady()
            self._last_wake = interruption, self._clock.steady()
            self._interrupt(interruption)
            self.presence.wake(lost_s)
        self.interrupted.emit(interruption)

    def _interrupt(self, interruption: Interruption) -> None:
        self._interruptions += 1
        self._look, self._since, self._since_at = Look.UNTRIED, interruption, self._clock.steady()
        self._is_relied_on = False

    def _at_its_time(self, interruption: Interruption, steady_at: float) -> Interruption:
        """With its moment on Flip's clock as it is known now: a look may have put right how late it is."""
        ago = timedelta(seconds=self._clock.steady() - steady_at)
        return interruption._replace(at=_whole_minute_kept(self._clock.now() - ago))

    def _on_presence_changed(self) -> None:
        self.changed.emit()

    def _tell(self) -> None:
        told = (self.footing.reliance, self.must_ask, self._since)
        if told != self._told:
            self._told = told
            self.changed.emit()


def _whole_minute_kept(moment: datetime) -> datetime:
    """Without the fraction that two clocks differ by, so that the same moment stays the same value."""
    return moment.replace(microsecond=0)
