"""Delivering one ack: look, send, and write down what came of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from enum import Enum

from typing_extensions import Unpack

from flipconsole.api.client import Answered, FlipClient
from flipconsole.app.backoff import CAP_S, pause_s
from flipconsole.app.clock import FlipClock
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.notices import NoticeBoard
from flipconsole.app.safekeeping import Place, Safekeeping
from flipconsole.app.sendership import Sendership
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    Refused,
    Unreachable,
)
from flipconsole.domain.held import Source
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.verdict import Decision, Verdict, confirms, judge, race_lost
from flipconsole.store.outbox import AckChange, Outbox
from flipconsole.store.snapshot import Snapshot

UNKNOWN_TRIES = 3
"""So many answers that do not confirm an ack, and a person is asked (reliability: 200 not matching)."""

_OURS = (AckState.QUEUED, AckState.SENDING)
"""States from which the one sender may move an ack: SENDING on disk may be an outcome that could not be written."""


class Next(Enum):
    """How the command's queue goes on after one ack."""

    GO_ON = "go_on"
    LEAVE = "leave"


class Delivery:
    """Sends acks one by one; each attempt is on disk before it leaves and its outcome right after.

    What concerns the whole origin (no network, throttled, token refused, wrong address) is raised as the `ApiError`
    it is, after the ack itself was put back safely.
    """

    def __init__(
        self,
        client: FlipClient,
        facts: Facts,
        outbox: Outbox,
        snapshot: Snapshot,
        clock: FlipClock,
        diary: Diary,
        board: NoticeBoard,
        safekeeping: Safekeeping,
        sendership: Sendership,
        chance: random.Random,
    ) -> None:
        self._client = client
        self._facts = facts
        self._outbox = outbox
        self._snapshot = snapshot
        self._clock = clock
        self._diary = diary
        self._board = board
        self._safekeeping = safekeeping
        self._sendership = sendership
        self._chance = chance
        self._unconfirmed: dict[int, int] = {}
        self._forbidden_in_a_row = 0
        self.answered = 0
        """How many requests Flip has answered with yes or no so far."""

    async def deliver(self, ack: Ack, may_send: Callable[[], bool], *, has_list: bool) -> Next:
        """Take one due ack as far as it goes now.

        `may_send` is asked once more right before the request leaves: writing the attempt may have taken long.

        Raises:
            ApiError: the exchange failed in a way that concerns more than this ack, which is kept.
            StoreError: the attempt or its outcome could not be written.
        """
        verdict = self._judge(ack, has_list)
        match verdict.decision:
            case Decision.ALREADY_SO:
                await self._already_so(ack, verdict.text)
                return Next.GO_ON
            case Decision.REVIEW:
                await self._settle(ack, AckState.NEEDS_REVIEW, verdict.text, "needs_review")
                return Next.GO_ON
            case Decision.SEND | Decision.SEND_UNCHECKED:
                with self._sendership.sending(ack.seq):
                    return await self._send(ack, verdict, may_send, has_list)

    def _judge(self, ack: Ack, has_list: bool) -> Verdict:
        return judge(
            ack,
            self._facts.held.get(ack.command_id),
            self._clock.now(),
            has_list=has_list,
            named=self._facts.is_named(ack.command_id),
            earlier=[one for one in self._facts.acks_of(ack.command_id) if one.seq < ack.seq],
        )

    async def _send(self, ack: Ack, verdict: Verdict, may_send: Callable[[], bool], has_list: bool) -> Next:
        line = self._diary.line("sent", ack, text=verdict.text, body=_body(ack))
        started = await self._change(
            ack,
            _OURS,
            lines=[line],
            state=AckState.SENDING,
            attempts=ack.attempts + 1,
            next_at=None,
        )
        if started is None:
            return Next.LEAVE
        if not may_send() or self._judge(ack, has_list) != verdict:
            return await self._not_sent(ack)
        try:
            answered = await self._client.acknowledge(ack.command_id, ack.device_status, ack.reason)
        except ApiError as error:
            return await self._failed(started, error)
        except asyncio.CancelledError:
            self._facts.take_acks([started.but(state=AckState.QUEUED, unheard=True)])
            raise
        self._clock.learn(answered.served_at, answered.latency_s)
        self._got_through()
        self._forbidden_in_a_row = 0
        if confirms(started, answered.command):
            await self._delivered(started, answered, verdict.text)
            return Next.GO_ON
        return await self._unknown(
            started,
            _("Flip's answer does not show what you answered. It is not confirmed yet; the list is read again."),
            answered.http_status,
        )

    async def _not_sent(self, ack: Ack) -> Next:
        """The ack is on disk as being sent, but the world has changed meanwhile: put it back as it was."""
        line = self._diary.line("kept", ack, text=_("Not sent yet: the list is read again first."))
        await self._change(ack, _OURS, lines=[line], state=AckState.QUEUED, attempts=ack.attempts, unheard=ack.unheard)
        return Next.LEAVE

    def _got_through(self) -> None:
        self.answered += 1

    async def _already_so(self, ack: Ack, text: str) -> None:
        """Flip shows the answer: ours, if one left without being heard, and then a lost race must be told."""
        held = self._facts.held.get(ack.command_id)
        lost = None if held is None or not ack.unheard else race_lost(ack, held.command)
        device_id = "" if held is None else held.command.device_id
        await self._settle_delivered(ack, self._diary.line("delivered", ack, text=text), text, lost, device_id)

    async def _delivered(self, ack: Ack, answered: Answered, remark: str) -> None:
        command = answered.command
        line = self._diary.line(
            "delivered", ack, text=remark, http_status=answered.http_status, latency_s=answered.latency_s
        )
        lost = race_lost(ack, command)
        self._merge_answer(answered)
        await self._settle_delivered(ack, line, remark, lost, command.device_id, answered.http_status)

    async def _settle_delivered(
        self,
        ack: Ack,
        line: JournalLine,
        remark: str,
        lost: tuple[str, str] | None,
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
            kind, text = lost
            attention.append(Attention(ack.command_id, device_id, kind, text, now, ack.seq))
        await self._change(
            ack,
            _OURS,
            lines=[line],
            attention=attention,
            rebase=(ack.terms.device_status, ack.device_status) if ack.terms is not None and is_ours else None,
            state=AckState.DELIVERED,
            unheard=False,
            settled_at=now,
            outcome=remark if lost is None else lost[1],
            http_status=http_status,
        )
        if lost is not None:
            self._board.needs_you(ack.command_id, lost[1])

    def _merge_answer(self, answered: Answered) -> None:
        changes = self._facts.take_commands([answered.command], Source.ANSWER)
        if changes:
            applied = self._snapshot.apply([change.after for change in changes], (), None)
            self._safekeeping.follow(applied, place=Place.LIST)

    async def _failed(self, ack: Ack, error: ApiError) -> Next:
        text = str(error)
        if isinstance(error, BadPayload) and not error.signin_page:
            return await self._unknown(ack, text, error.status)
        if isinstance(error, Refused):
            self._got_through()
            return await self._refused(ack, error, text)
        unheard = ack.unheard or not error.heard
        next_at = None
        if isinstance(error, Unreachable) and error.status is not None:
            pause = min(CAP_S, 1.0 + pause_s(ack.attempts, self._chance))
            next_at = self._clock.now() + timedelta(seconds=pause)
        line = self._diary.line("not_confirmed" if unheard else "kept", ack, text=text, http_status=error.status)
        await self._change(
            ack,
            _OURS,
            lines=[line],
            state=AckState.QUEUED,
            unheard=unheard,
            outcome=text,
            http_status=error.status,
            next_at=next_at,
        )
        raise error

    async def _refused(self, ack: Ack, error: Refused, text: str) -> Next:
        if error.conflict or (error.status == 404 and ack.unheard):
            await self._settle(ack, AckState.NEEDS_REVIEW, text, "needs_review", error.status)
        else:
            await self._settle(ack, AckState.FAILED, text, "not_accepted", error.status)
        self._forbidden_in_a_row = self._forbidden_in_a_row + 1 if error.status == 403 else 0
        if self._forbidden_in_a_row >= 3:
            self._forbidden_in_a_row = 0
            raise Misdirected(
                _("Flip did not allow three answers in a row. The others are safe here; check the token's rights."),
                status=403,
            )
        return Next.GO_ON

    async def _unknown(self, ack: Ack, text: str, status: int | None) -> Next:
        """An answer came, but does not confirm: look again, and after three tries ask a person."""
        self._got_through()
        tries = self._unconfirmed[ack.seq] = self._unconfirmed.get(ack.seq, 0) + 1
        if tries >= UNKNOWN_TRIES:
            ack = ack.but(unheard=True)
            await self._settle(ack, AckState.NEEDS_REVIEW, text, "needs_review", status)
            return Next.GO_ON
        line = self._diary.line("not_confirmed", ack, text=text, http_status=status)
        await self._change(
            ack,
            _OURS,
            lines=[line],
            state=AckState.QUEUED,
            unheard=True,
            outcome=text,
            http_status=status,
            next_at=self._clock.now() + timedelta(seconds=2.0**tries),
        )
        return Next.LEAVE

    async def _settle(
        self,
        ack: Ack,
        state: AckState,
        text: str,
        what: str,
        status: int | None = None,
    ) -> None:
        await self._change(
            ack,
            _OURS,
            lines=[self._diary.line(what, ack, text=text, http_status=status)],
            state=state,
            unheard=ack.unheard and state is AckState.NEEDS_REVIEW,
            outcome=text,
            http_status=status,
            settled_at=self._clock.now(),
        )
        if state in (AckState.FAILED, AckState.NEEDS_REVIEW):
            self._board.needs_you(ack.command_id, text)

    async def _change(
        self,
        ack: Ack,
        expected: Collection[AckState],
        lines: Sequence[JournalLine],
        attention: Sequence[Attention] = (),
        rebase: tuple[str, str] | None = None,
        **columns: Unpack[AckChange],
    ) -> Ack | None:
        """Write what became of an ack, then show it; None when somebody else has moved it on meanwhile."""
        writing = self._outbox.change(ack.seq, expected, lines=lines, attention=attention, rebase=rebase, **columns)
        changed = await asyncio.wrap_future(writing)
        self._safekeeping.say("")
        if changed is None:
            await self._sendership.read_anew()
            return None
        self._facts.take_acks([changed.ack, *changed.rebased])
        self._facts.take_attention(changed.attention)
        return changed.ack


def _body(ack: Ack) -> str:
    reason = "" if ack.reason is None else f", {ack.reason!r}"
    return f"{ack.device_status}{reason}"
