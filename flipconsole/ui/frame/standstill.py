"""The frozen view: list and timeline stand still for five minutes at most, while everything underneath goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from flipconsole.app.facts import RowsDiff
from flipconsole.domain.countdown import show_age
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row
from flipconsole.domain.times import show_time
from flipconsole.ui.states.standing import Standing, Step

LONGEST_S = 300.0
"""Then it ends by itself: who forgot it must not work on an old list."""


class ShownRows(Mapping[str, Row]):
    """The rows as the views show them: those of the console, or as they stood when the view was frozen."""

    def __init__(self, live: Mapping[str, Row]) -> None:
        self._live = live
        self._shown = live

    def freeze(self) -> None:
        """Stand still."""
        self._shown = dict(self._live)

    def let(self, ids: Collection[str]) -> None:
        """Show these as they are now."""
        if isinstance(self._shown, dict):
            self._shown.update({one: self._live[one] for one in ids if one in self._live})

    def thaw(self) -> None:
        """Move again."""
        self._shown = self._live

    @override
    def __getitem__(self, key: str) -> Row:
        return self._shown[key]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._shown)

    @override
    def __len__(self) -> int:
        return len(self._shown)


class Frozen(QObject):
    """Holds changes back while it is on; what was answered meanwhile is let through, so that its outcome is seen.

    Signals:
        changed: it began or ended.
        released: it ended; carries the `RowsDiff` of everything that was held back.
    """

    changed = Signal()
    released = Signal(object)

    def __init__(
        self, live: Mapping[str, Row], parent: QObject | None = None, steady: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.rows = ShownRows(live)
        self._steady = steady
        self._ends_at: float | None = None
        self._list_at: datetime | None = None
        self._added: dict[str, None] = {}
        self._changed: dict[str, None] = {}
        self._let: set[str] = set()

    @property
    def is_on(self) -> bool:
        """Whether the view stands still."""
        return self._ends_at is not None

    @property
    def held_back(self) -> Collection[str]:
        """The ids that have changed since and are shown as they were."""
        return (self._added | self._changed).keys()

    def begin(self, list_at: datetime | None) -> None:
        """Stand still from now on; `list_at` is when the list that is shown was asked for."""
        if not self.is_on:
            self._ends_at = self._steady() + LONGEST_S
            self._list_at = list_at
            self.rows.freeze()
            self.changed.emit()

    def end(self) -> None:
        """Move again, and show everything that was held back."""
        if not self.is_on:
            return
        self._ends_at = None
        self.rows.thaw()
        diff = RowsDiff(tuple(self._added), tuple(self._changed), ())
        for held in (self._added, self._changed, self._let):
            held.clear()
        self.released.emit(diff)
        self.changed.emit()

    def pass_time(self) -> None:
        """A second has passed."""
        if self._ends_at is not None and self._steady() >= self._ends_at:
            self.end()

    def let_through(self, diff: RowsDiff) -> RowsDiff | None:
        """What of a change may be shown now; the rest is held back."""
        if not self.is_on:
            return diff
        through = [one for one in diff.changed if one in self._let]
        self.rows.let(through)
        self._added.update(dict.fromkeys(diff.added))
        self._changed.update((one, None) for one in diff.changed if one not in self._let and one not in self._added)
        return RowsDiff((), tuple(through), ()) if through else None

    def answered(self, ids: Collection[str]) -> RowsDiff | None:
        """These commands were answered here: from now on they are shown as they are."""
        if not self.is_on:
            return None
        self._let.update(ids)
        through = [one for one in ids if self._changed.pop(one, 0) is None]
        self.rows.let(through)
        return RowsDiff((), tuple(through), ()) if through else None

    def standing(self, now: datetime, zone: tzinfo) -> list[Standing]:
        """The banner while it is on."""
        if self._ends_at is None:
            return []
        left_s = max(0.0, self._ends_at - self._steady())
        parts = [_("Updates are paused")]
        if self._list_at is not None:
            age = show_age((now - self._list_at).total_seconds())
            at = show_time(self._list_at, zone, now)
            parts.append(_("what you see is of {time}, {age} old").format(time=at, age=age))
        count = len(self.held_back)
        if count:
            held = ngettext("{count} change held back", "{count} changes held back", count)
            parts.append(held.format(count=count))
        parts.append(_("goes on by itself in {time}").format(time=_minutes(left_s)))
        return [
            Standing("frozen", "warn", "pause", " · ".join(parts), _(
                "Flip is looked at and answers are sent as always. What you answer is compared with what stands now."
            ), (Step.RESUME,))
        ]  # fmt: skip


def _minutes(seconds: float) -> str:
    whole = int(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    return _("{minutes} min {seconds:02d} s").format(minutes=whole // 60, seconds=whole % 60)
