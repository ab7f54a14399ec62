"""The news in the window: a banner that offers them after an absence, and the dialog that shows them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from flipconsole.domain.language import _
from flipconsole.domain.news_words import summary
from flipconsole.domain.times import show_time
from flipconsole.ui.answering.asks import Told
from flipconsole.ui.news.absence import Absence
from flipconsole.ui.news.dialog import NewsConsole, NewsDialog
from flipconsole.ui.news.feed import Feed
from flipconsole.ui.states.standing import Standing, Step
from flipconsole.ui.theme import Theme

KEY = "news"


class Sleepless(Protocol):
    """Who knows when the computer slept."""

    @property
    def interrupted(self) -> Told:
        """The computer slept, or stood still."""
        ...


class WatchedConsole(NewsConsole, Protocol):
    """The console, and who knows when it slept."""

    @property
    def vigil(self) -> Sleepless:
        """Who knows."""
        ...


class NewsDesk(QObject):
    """Offers without taking the focus: a banner says what changed, and stays until it is opened or dismissed.

    Signals:
        changed: `standing` would now return something else.
        command_asked: a command should be shown in the list.
    """

    changed = Signal()
    command_asked = Signal(str)

    def __init__(self, console: WatchedConsole, feed: Feed, owner: QWidget) -> None:
        super().__init__(owner)
        self._console = console
        self._feed = feed
        self._owner = owner
        self._dialog: NewsDialog | None = None
        self.absence = Absence(console.now, self)
        feed.changed.connect(self._on_feed_changed)
        console.vigil.interrupted.connect(self._on_interrupted)

    def close(self) -> None:
        """Listen no more."""
        self.absence.unwatch()
        self._feed.changed.disconnect(self._on_feed_changed)
        self._console.vigil.interrupted.disconnect(self._on_interrupted)

    def standing(self, now: datetime, zone: tzinfo) -> list[Standing]:
        """The banner, if something changed while nobody looked."""
        missed = [line for line in self._feed.unseen() if self.absence.covers(line.at)]
        if not missed or self.absence.since is None:
            return []
        title = _("While you were away, since {time}: {summary}").format(
            time=show_time(self.absence.since, zone, now), summary=summary(missed)
        )
        return [Standing(KEY, "info", "history", title, "", (Step.NEWS,), can_dismiss=True)]

    def dismiss(self) -> None:
        """The offer was read; what was not seen stays in the dialog."""
        self.absence.forget()
        self.changed.emit()

    def show(self, zone: tzinfo, theme: Theme) -> None:
        """Show the news beside the window."""
        self.dismiss()
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.close()  # a new one comes to the front by itself
        self._dialog = NewsDialog(self._console, self._feed, zone, theme, self._owner)
        self._dialog.command_asked.connect(self.command_asked)
        self._dialog.show()

    def _on_feed_changed(self) -> None:
        self.changed.emit()

    def _on_interrupted(self, _interruption: object) -> None:
        self.absence.begin()
