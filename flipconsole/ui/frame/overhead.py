"""What stands over the list: the banners of lock, link, clock, lost files, frozen view, notices and news."""

from __future__ import annotations

from datetime import tzinfo

from flipconsole.app.console import Console
from flipconsole.domain.reliance import Reliance
from flipconsole.ui.frame.standstill import Frozen
from flipconsole.ui.frame.unpacked import Unpacked, unpacked_place
from flipconsole.ui.news.desk import NewsDesk
from flipconsole.ui.notices import Notices
from flipconsole.ui.profiles.switch import ProfileSwitch
from flipconsole.ui.states.calm import Calm
from flipconsole.ui.states.locked import locked
from flipconsole.ui.states.standing import Standing, around, link_state, read_only_banner


class Overhead:
    """Asked at each change and each second; it remembers only what keeps a flapping network from flickering."""

    def __init__(
        self, console: Console, frozen: Frozen, notices: Notices, news: NewsDesk, switch: ProfileSwitch
    ) -> None:
        self._console = console
        self._frozen = frozen
        self._notices = notices
        self._news = news
        self._switch = switch
        self._unpacked = Unpacked(unpacked_place())
        self._calm = Calm()

    def standings(self, zone: tzinfo, *, has_rows: bool) -> list[Standing]:
        """The banners now; without rows a page says what the link's would."""
        console, now = self._console, self._console.now()
        footing = console.vigil.footing
        if footing.reliance is Reliance.LOCKED:
            self._calm = Calm()  # what stands after the lock is shown at once
            states = [locked(footing, now, zone), *around(console.link, None)]
        else:
            state = link_state(console.link, now, zone) if has_rows else None
            states = around(console.link, self._calm.settle(state))
        if why := console.aids.rules.why_read_only():
            states.append(read_only_banner(why, console.link.waiting))
        states += self._unpacked.standing()
        states += self._switch.standing()
        return [
            *states,
            *self._frozen.standing(now, zone),
            *self._notices.standings(),
            *self._news.standing(now, zone),
        ]
