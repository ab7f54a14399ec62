"""Notices inside the window: one banner for each kind, told to screen readers, gone when read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from PySide6.QtCore import QObject, Signal

from flipconsole.app.notices import Notice, NoticeKind, new_text
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import ASKING, UNDER_WAY, Row
from flipconsole.domain.work import Work
from flipconsole.ui.announcing import announce
from flipconsole.ui.card import Tone
from flipconsole.ui.states.standing import Standing, Step

STAYS_S = 20.0
"""How long a notice stays that asks for nothing; the others stay until they are dealt with or dismissed."""

_SHOWN_BY_A_STATE = (NoticeKind.TOKEN, NoticeKind.STORE)
"""The link's own banner says these as long as they last."""

LOOKED_AT = 500
"""So many commands of a notice are looked at in a second, in turn: a flood of ten thousand must not cost a frame."""

_FAULT = "fault"

_LOOKS: dict[str, tuple[Tone, str]] = {
    _FAULT: ("danger", "circle-alert"),
    NoticeKind.NEEDS_YOU: ("danger", "circle-alert"),
    NoticeKind.LAST_CALL: ("danger", "timer"),
    NoticeKind.OVERDUE: ("warn", "hourglass"),
    NoticeKind.REMOVAL: ("warn", "ban"),
    NoticeKind.HELD_BACK: ("info", "pause"),
    NoticeKind.NEW: ("info", "bell"),
}
"""The look of each kind, the one that can wait least first; those of tone "info" go by themselves."""


@dataclass
class _Open:
    title: str
    at: datetime
    ids: dict[str, None]
    soon: int = 0
    turn: Iterator[str] = field(default_factory=lambda: iter(()))

    def next_ids(self) -> list[str]:
        """The commands whose turn it is to be looked at."""
        found = list(islice(self.turn, LOOKED_AT))
        if not found:
            self.turn = iter(tuple(self.ids))
            found = list(islice(self.turn, LOOKED_AT))
        return found


class Notices(QObject):
    """Groups what is raised by its kind, so that fifty events are one banner.

    Signals:
        changed: `standings` would now return something else.
    """

    changed = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._open: dict[str, _Open] = {}

    def take(self, notice: Notice) -> None:
        """Show a notice; the one of its kind that is still there takes it in."""
        announce(self.parent(), notice.text, is_urgent=notice.urgent)
        if notice.kind in _SHOWN_BY_A_STATE:
            return
        found = self._open.pop(notice.kind, None)
        ids = dict.fromkeys(notice.command_ids) if found is None else found.ids | dict.fromkeys(notice.command_ids)
        soon = notice.soon + (0 if found is None else found.soon)
        title = notice.text if len(ids) == len(notice.command_ids) else _own_words(notice.kind, len(ids), soon)
        self._open[notice.kind] = _Open(title, self._clock(), ids, soon)
        self.changed.emit()

    def tell_fault(self, text: str) -> None:
        """Something unexpected happened inside the window; it goes on."""
        self._open[_FAULT] = _Open(text, self._clock(), {})
        announce(self.parent(), text, is_urgent=True)
        self.changed.emit()

    def dismiss(self, key: str) -> None:
        """A person has read it."""
        if self._open.pop(key, None) is not None:
            self.changed.emit()

    def pass_time(self, rows: Mapping[str, Row]) -> None:
        """Let go what has stayed long enough, and the commands of which a notice is not true any more.

        Up to `LOOKED_AT` commands of each are looked at in one call; of more, as many in the next.
        """
        now = self._clock()
        for key, one in list(self._open.items()):
            if _LOOKS[key][0] == "info" and one.at < now - timedelta(seconds=STAYS_S):
                self.dismiss(key)
                continue
            over = [command_id for command_id in one.next_ids() if not _is_due(key, rows.get(command_id), now)]
            if not over:
                continue
            for command_id in over:
                one.ids.pop(command_id, None)
            if not one.ids:
                self.dismiss(key)
                continue
            one.title = _own_words(NoticeKind(key), len(one.ids))
            self.changed.emit()

    def ids_of(self, key: str) -> list[str]:
        """The commands that a notice is about."""
        found = self._open.get(key)
        return [] if found is None else list(found.ids)

    def standings(self) -> list[Standing]:
        """One banner for each kind, the one that can wait least first."""
        return [_standing(key, self._open[key]) for key in _LOOKS if key in self._open]


def _is_due(kind: str, row: Row | None, now: datetime) -> bool:
    """Whether a command still asks for what a notice of the kind says; news ask for nothing."""
    match kind:
        case NoticeKind.NEEDS_YOU:
            return row is None or row.stage in ASKING or bool(row.attention)
        case NoticeKind.OVERDUE:
            return row is None or row.stage in UNDER_WAY
        case NoticeKind.LAST_CALL:
            return row is not None and row.open_work is not Work.NONE and not row.is_late(now)
        case NoticeKind.REMOVAL:
            return row is not None and row.open_work is Work.REMOVE
    return True


def _standing(key: str, one: _Open) -> Standing:
    tone, icon = _LOOKS[key]
    steps = (Step.LOG,) if key == _FAULT else (Step.SHOW,) if one.ids else ()
    return Standing(f"notice:{key}", tone, icon, one.title, "", steps, can_dismiss=True)


def notice_key(standing_key: str) -> str:
    """The kind of notice that a banner's key names, or "" for a state of the link."""
    return standing_key.removeprefix("notice:") if standing_key.startswith("notice:") else ""


def toast_text(notice: Notice) -> str:
    """Our own words for a notice outside the window, where a desktop may read mark-up: never a server's text."""
    return _own_words(notice.kind, max(1, len(notice.command_ids)), notice.soon)


def _own_words(kind: NoticeKind, count: int, soon: int = 0) -> str:
    match kind:
        case NoticeKind.NEW:
            return new_text(count, soon)
        case NoticeKind.REMOVAL:
            text = ngettext("{count} command was cancelled", "{count} commands were cancelled", count)
            return text.format(count=count)
        case NoticeKind.LAST_CALL:
            text = ngettext(
                "{count} command must be answered within 3 minutes",
                "{count} commands must be answered within 3 minutes",
                count,
            )
            return text.format(count=count)
        case NoticeKind.NEEDS_YOU:
            return ngettext("{count} answer needs you", "{count} answers need you", count).format(count=count)
        case NoticeKind.OVERDUE:
            text = ngettext(
                "{count} answer has not reached Flip for more than 15 minutes",
                "{count} answers have not reached Flip for more than 15 minutes",
                count,
            )
            return text.format(count=count)
        case NoticeKind.TOKEN:
            return _("Flip refused the token. Your answers are safe and wait.")
        case NoticeKind.STORE:
            return _("The disk takes nothing: new answers are not saved.")
        case NoticeKind.HELD_BACK:
            return _("Flip asked us to wait.")
