"""Whether a row may be answered, and what must be asked first."""

from __future__ import annotations

import msgspec

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.language import _
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.work import Work

_STATUSES = frozenset(Status)
_DEVICE_STATUSES = frozenset(DeviceStatus)


class Answerable(msgspec.Struct, frozen=True):
    """`may` is False when no answer can be given, and `why_not` says it; `ask` is a question to put first, or ""."""

    may: bool
    ask: str = ""
    why_not: str = ""


def answerable(row: Row) -> Answerable:
    """Whether an operator may answer this row now.

    Nothing is forbidden merely for being unusual (a late answer, a changed mind, a word this version does not know):
    those are asked about. Forbidden is only what cannot be meant: no readable `device_status`, or an answer that is
    just being saved or sent.
    """
    command = row.held.command
    if command.is_unreadable("device_status"):
        return Answerable(
            False, why_not=_("Flip sent no readable device status for it, so an answer cannot be checked.")
        )
    if command.is_unreadable("status"):
        return Answerable(
            False, why_not=_("Flip sent no readable status for it, so nobody can say what an answer means.")
        )
    if row.stage is Stage.SAVING:
        return Answerable(False, why_not=_("Its answer is just being saved."))
    if row.stage is Stage.SENDING:
        return Answerable(False, why_not=_("Its answer is on its way right now. Wait for the outcome, then change it."))
    return Answerable(True, ask=_question(row))


def _question(row: Row) -> str:
    command = row.held.command
    if row.held.two_versions:
        return _("Flip sent two different versions of this command at once. Answer the one shown?")
    if command.status not in _STATUSES:
        return _("Flip's status “{status}” is unknown to this version. Answer it all the same?").format(
            status=command.status[:60]
        )
    if command.device_status not in _DEVICE_STATUSES:
        return _("The device status “{status}” is unknown to this version. Answer it all the same?").format(
            status=command.device_status[:60]
        )
    if command.unreadable:
        return _("A part of this command could not be read. Answer it all the same?")
    if row.held.gone_at is not None:
        return _("Flip no longer lists this command. Send an answer without a check?")
    if row.replaced_by is not None and row.work is not Work.NONE:
        return _("Flip has probably replaced this command. Answer the old one all the same?")
    if row.work is Work.NONE and row.stage in (Stage.NONE, Stage.DELIVERED, Stage.WITHDRAWN):
        return _("Flip waits for no answer to this command. Change the one that stands?")
    return ""
