"""Settling: writes down what became of an ack, in one transaction each, then shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import Unpack

from flipconsole.api.client import Answered
from flipconsole.app.clock import FlipClock
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.newsfeed import NewsFeed
from flipconsole.app.notices import NoticeBoard
from flipconsole.app.safekeeping import Place, Safekeeping
from flipconsole.app.sendership import Sendership
from flipconsole.app.taking import taken
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.held import Source
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.verdict import LostRace, race_lost
from flipconsole.store.outbox import AckChange, Changed, Outbox
from flipconsole.store.snapshot import Snapshot

_OURS = (AckState.QUEUED, AckState.SENDING)
"""States from which the one sender may move an ack: SENDING on disk may be an outcome that could not be written."""


class Settling:
    """The only place from which the sender moves acks on; each method returns once it is on disk and on screen.

    All of them raise StoreError when it could not be written.
    """

    def __init__(
        self,
        facts: Facts,
        outbox: Outbox,
        snapshot: Snapshot,
        clock: FlipClock,
        diary: Diary,
        board: NoticeBoard,
        safekeeping: Safekeeping,
        sendership: Sendership,
        news: NewsFeed,
    ) -> None:
        self._facts = facts
        self._outbox = outbox
        self._snapshot = snapshot
        self._clock = clock
        self._diary = diary
        self._board = board
        self._safekeeping = safekeeping
        self._sendership = sendership
        self._news = news

    async def started(self, ack: Ack, remark: str, body: str) -> Ack | None:
        """It is about to leave; None when somebody else has moved it on meanwhile."""
        line = self._diary.line("sent", ack, text=remark, body=body)
        return await self._change(
            ack,
            [line],
            state=AckState.SENDING,
            attempts=ack.attempts + 1,
            unheard=ack.unheard,  # known here alone, when the disk did not take the outcome before
            next_at=None,
        )

    async def not_sent(self, ack: Ack) -> None:
        """It is on disk as being sent, but the world has changed meanwhile: put it back as it was."""
        line = self._diary.line("kept", ack, text=_("Not sent yet: the list is read again first."))
        await self._change(ack, [line], state=AckState.QUEUED, attempts=ack.attempts, unheard=ack.unheard)

    async def kept(
        self, ack: Ack, text: str, status: int | None, *, unheard: bool, next_at: datetime | None = None
    ) -> None:
        """It has not arrived, or nobody knows whether it has: it waits for its next turn."""
        line = self._diary.line("not_confirmed" if unheard else "kept", ack, text=text, http_status=status)
        await self._change(
            ack,
            [line],
            state=AckState.QUEUED,
            unheard=unheard,
            outcome=text,
            http_status=status,
            next_at=next_at,
        )

    async def for_review(self, ack: Ack, text: str, status: int | None = None) -> None:
        """Only a person can go on with it."""
        await self._settle(ack, AckState.NEEDS_REVIEW, "needs_review", text, status)

    async def not_accepted(self, ack: Ack, text: str, status: int | None) -> None:
        """Flip said no to it."""
        await self._settle(ack, AckState.FAILED, "not_accepted", text, status)

    async def already_so(self, ack: Ack, text: str) -> None:
        """Flip shows the answer: ours, if one left without being heard, and then a lost race must be told."""
        held = self._facts.held.get(ack.command_id)
        lost = None if held is None or not ack.unheard else race_lost(ack, held.command)
        device_id = "" if held is None else held.command.device_id
        await self._delivered(ack, self._diary.line("delivered", ack, text=text), text, lost, device_id)

    async def delivered(self, ack: Ack, answered: Answered, remark: str) -> None:
        """Flip's answer to it shows it."""
        command = answered.command
        line = self._diary.line(
            "delivered", ack, text=remark, http_status=answered.http_status, latency_s=answered.latency_s
        )
        lost = race_lost(ack, command)
        await self._merge_answer(answered)
        await self._delivered(ack, line, remark, lost, command.device_id, answered.http_status)

    async def _delivered(
        self,
        ack: Ack,
        line: JournalLine,
        remark: str,
        lost: LostRace | None,
        device_id: str,
        http_status: int | None = None,
    ) -> None:
        """Delivered, and in the same transaction what a person must do if a change came first.

        Later acks of the command that answer the same question are now known to follow this one, unless it never left
        and somebody else gave the same answer.
        """
        now = self._clock.now()
        is_ours = ack.unheard or http_status is not None
        attention: list[Attention] = []
        if lost is not None:
            attention.append(Attention(ack.command_id, device_id, lost.kind, lost.text, now, ack.seq))
        await self._change(
            ack,
            [line],
            attention=attention,
            rebase=(ack.terms.device_status, ack.device_status) if ack.terms is not None and is_ours else None,
            state=AckState.DELIVERED,
            unheard=False,
            settled_at=now,
            outcome=remark if lost is None else f"{lost.what}.",
            http_status=http_status,
        )
        if lost is not None:
            self._board.needs_you(ack.command_id, lost.text)

    async def _merge_answer(self, answered: Answered) -> None:
        """What Flip's answer shows; what else has changed in it is news, as no later list will show it as a change."""
        changes = self._facts.take_commands([answered.command], Source.ANSWER)
        if changes:
            news = await self._news.lines_of([change for change in changes if change.before is not None])
            applied = self._snapshot.apply([change.after for change in changes], (), None, news)
            self._safekeeping.follow(applied, self._news.take, place=Place.LIST)

    async def _settle(self, ack: Ack, state: AckState, what: str, text: str, status: int | None) -> None:
        await self._change(
            ack,
            [self._diary.line(what, ack, text=text, http_status=status)],
            state=state,
            unheard=ack.unheard and state is AckState.NEEDS_REVIEW,
            outcome=text,
            http_status=status,
            settled_at=self._clock.now(),
        )
        self._board.needs_you(ack.command_id, text)

    async def _change(
        self,
        ack: Ack,
        lines: Sequence[JournalLine],
        attention: Sequence[Attention] = (),
        rebase: tuple[str, str] | None = None,
        **columns: Unpack[AckChange],
    ) -> Ack | None:
        """Write what became of an ack, then show it; None when somebody else has moved it on meanwhile."""
        writing = self._outbox.change(ack.seq, _OURS, lines=lines, attention=attention, rebase=rebase, **columns)
        changed = await taken(writing, self._show)
        self._safekeeping.say("")
        if changed is None:
            await self._sendership.read_anew()
            return None
        return changed.ack

    def _show(self, changed: Changed | None) -> None:
        if changed is not None:
            self._facts.take_acks([changed.ack, *changed.rebased])
            self._facts.take_attention(changed.attention)
