"""Notices inside the window: one banner for each kind, told to screen readers, gone when read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from flipconsole.app.notices import Notice, NoticeKind
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.card import Tone
from flipconsole.ui.plain import plain
from flipconsole.ui.states.standing import Standing, Step

STAYS_S = 30.0
"""How long a notice stays that is not urgent; urgent ones stay until a person dismisses them."""

_SHOWN_BY_A_STATE = (NoticeKind.TOKEN, NoticeKind.STORE)
"""The link's own banner says these as long as they last."""

_LOOKS: dict[str, tuple[Tone, str]] = {
    NoticeKind.NEW: ("info", "bell"),
    NoticeKind.REMOVAL: ("warn", "ban"),
    NoticeKind.LAST_CALL: ("danger", "timer"),
    NoticeKind.NEEDS_YOU: ("danger", "circle-alert"),
}


@dataclass
class _Open:
    title: str
    at: datetime
    is_urgent: bool
    ids: dict[str, None]
    times: int = 1


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
        ids = dict.fromkeys(notice.command_ids)
        found = self._open.pop(notice.kind, None)
        if found is None:
            self._open[notice.kind] = _Open(notice.text, self._clock(), notice.urgent, ids)
        else:
            is_urgent = found.is_urgent or notice.urgent
            merged = _Open(notice.text, self._clock(), is_urgent, found.ids | ids, found.times + 1)
            self._open[notice.kind] = merged
        self.changed.emit()

    def tell_fault(self, text: str) -> None:
        """Something unexpected happened inside the window; it goes on."""
        self._open["fault"] = _Open(text, self._clock(), True, {})
        announce(self.parent(), text, is_urgent=True)
        self.changed.emit()

    def dismiss(self, key: str) -> None:
        """A person has read it."""
        if self._open.pop(key, None) is not None:
            self.changed.emit()

    def pass_time(self) -> None:
        """Let notices go that have stayed long enough."""
        last = self._clock() - timedelta(seconds=STAYS_S)
        for key in [key for key, one in self._open.items() if not one.is_urgent and one.at < last]:
            self.dismiss(key)

    def ids_of(self, key: str) -> list[str]:
        """The commands that a notice is about."""
        found = self._open.get(key)
        return [] if found is None else list(found.ids)

    def standings(self) -> list[Standing]:
        """One banner for each kind, urgent ones first, newest first."""
        ordered = sorted(self._open.items(), key=lambda item: (item[1].is_urgent, item[1].at), reverse=True)
        return [_standing(key, one) for key, one in ordered]


def announce(owner: QObject | None, text: str, *, is_urgent: bool = False) -> None:
    """Tell screen readers, without moving the focus."""
    if owner is None or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(owner, plain(text))
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def _standing(key: str, one: _Open) -> Standing:
    tone, icon = _LOOKS.get(key, ("danger", "circle-alert") if key == "fault" else ("info", "info"))
    title = one.title
    if one.times > 1:
        text = ngettext(
            "{last} ({count} command in {times} notices)", "{last} ({count} commands in {times} notices)", len(one.ids)
        )
        title = text.format(last=one.title, count=len(one.ids), times=one.times)
    steps = (Step.SHOW,) if one.ids else ()
    return Standing(f"notice:{key}", tone, icon, title, "", steps, can_dismiss=True)


def notice_key(standing_key: str) -> str:
    """The kind of notice that a banner's key names, or "" for a state of the link."""
    return standing_key.removeprefix("notice:") if standing_key.startswith("notice:") else ""


def toast_text(notice: Notice) -> str:
    """Our own words for a notice outside the window, where a desktop may read mark-up: never a server's text."""
    count = max(1, len(notice.command_ids))
    match notice.kind:
        case NoticeKind.NEW:
            return ngettext("{count} new command", "{count} new commands", count).format(count=count)
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
        case NoticeKind.TOKEN:
            return _("Flip refused the token. Your answers are safe and wait.")
        case NoticeKind.STORE:
            return _("The disk takes nothing: new answers are not saved.")
        case NoticeKind.HELD_BACK:
            return _("Flip asked us to wait.")
