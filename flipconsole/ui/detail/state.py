"""The words, icon and tone for where the answer of one row stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from flipconsole.domain.ack import Ack
from flipconsole.domain.command import DeviceStatus
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.times import show_exact
from flipconsole.domain.words import answer_text, device_status_text, stage_text
from flipconsole.domain.work import Work
from flipconsole.ui.card import Tone

_LOOKS: dict[Stage, tuple[str, Tone]] = {
    Stage.SAVING: ("hourglass", "neutral"),
    Stage.NOT_SAVED: ("circle-x", "danger"),
    Stage.HOLDING: ("timer", "info"),
    Stage.WAITING: ("clock", "info"),
    Stage.SENDING: ("send", "info"),
    Stage.NOT_CONFIRMED: ("circle-alert", "warn"),
    Stage.DELIVERED: ("check-check", "ok"),
    Stage.NEEDS_REVIEW: ("eye", "warn"),
    Stage.NOT_ACCEPTED: ("ban", "danger"),
    Stage.WITHDRAWN: ("undo-2", "neutral"),
}


@dataclass(frozen=True)
class Standing:
    """Where a row stands: `title` large, `icon` beside it, always together with the words."""

    title: str
    icon: str
    tone: Tone


def standing_of(row: Row, now: datetime) -> Standing:
    """What the state card says; without an answer of ours it is what Flip waits for, or the device's own word."""
    if row.stage in _LOOKS:
        return Standing(stage_text(row.stage), *_LOOKS[row.stage])
    if row.held.gone_at is not None:
        return Standing(_("No longer in Flip's list"), "minus", "neutral")
    late = row.is_late(now)
    match row.work:
        case Work.SCHEDULE if late:
            return Standing(_("Late: Flip waited for your answer"), "triangle-alert", "danger")
        case Work.SCHEDULE:
            return Standing(_("Waits for your answer"), "bell", "info")
        case Work.REMOVE:
            title = _("Late: confirm that it is removed") if late else _("Waits for you to confirm the removal")
            return Standing(title, "trash-2", "danger" if late else "warn")
        case Work.UNCLEAR:
            return Standing(_("Needs a look: a word in it is unknown"), "circle-alert", "warn")
        case Work.NONE:
            pass
    device_status = row.held.command.device_status
    title = device_status_text(device_status)
    if device_status == DeviceStatus.OK:
        return Standing(title, "check", "neutral" if row.attention else "ok")
    return Standing(title, "circle-x", "danger") if row.has_failed else Standing(title, "info", "neutral")


def answer_line(row: Row, zone: tzinfo) -> str:
    """Who answered what and when, with the reason, and which earlier answer it changes; "" without an answer."""
    ack = row.newest_ack
    if ack is None:
        return ""
    line = _("{who} answered “{answer}” on {when}{reason}.").format(
        who=ack.operator or _("Somebody here"),
        answer=answer_text(ack.device_status),
        when=show_exact(ack.created_at, zone),
        reason=_reason(ack),
    )
    if ack.evidence is not None and ack.evidence.reason != ack.reason:
        line += " " + _("Looked at: {evidence}.").format(evidence=ack.evidence.reason)
    for earlier in row.acks[:-1]:
        if earlier.seq and earlier.seq == ack.answers_seq:
            line += " " + _("It changes the earlier answer “{answer}”{reason}.").format(
                answer=answer_text(earlier.device_status), reason=_reason(earlier)
            )
    return line


def tries_line(row: Row, now: datetime, zone: tzinfo) -> str:
    """How often it was tried, when next, and when it was settled; "" while there is nothing to tell."""
    ack = row.newest_ack
    if ack is None:
        return ""
    parts: list[str] = []
    if ack.attempts:
        tries = ngettext("Tried {count} time", "Tried {count} times", ack.attempts).format(count=ack.attempts)
        parts.append(
            tries
            if ack.http_status is None
            else _("{tries}, last HTTP {status}").format(tries=tries, status=ack.http_status)
        )
    if ack.next_at is not None and not ack.state.is_settled:
        due = ack.next_at <= now
        parts.append(_("next try now") if due else _("next try {when}").format(when=countdown(ack.next_at, now)))
    if ack.settled_at is not None:
        parts.append(_("settled {when}").format(when=show_exact(ack.settled_at, zone)))
    return ", ".join(parts)


def undo_seconds(row: Row, now: datetime) -> int:
    """Whole seconds, rounded up, for which the newest answer can still be undone; 0 when it cannot."""
    ack = row.newest_ack
    if row.stage is not Stage.HOLDING or ack is None:
        return 0
    return max(0, -int(-(ack.not_before - now).total_seconds() // 1))


def _reason(ack: Ack) -> str:
    return _(": “{reason}”").format(reason=ack.reason) if ack.reason else ""
