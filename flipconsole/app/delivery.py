"""Delivering one ack: look, send, and sort what came of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import timedelta
from enum import Enum

from flipconsole.api.client import FlipClient
from flipconsole.app.backoff import CAP_S, pause_s
from flipconsole.app.bulks import Bulks
from flipconsole.app.clock import FlipClock
from flipconsole.app.facts import Facts
from flipconsole.app.sendership import Sendership
from flipconsole.app.settling import Settling
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    Misdirected,
    Refused,
    Unreachable,
)
from flipconsole.domain.language import _
from flipconsole.domain.verdict import Decision, Verdict, confirms, judge

UNKNOWN_TRIES = 3
"""So many answers that do not confirm an ack, and a person is asked (reliability: 200 not matching)."""


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
        clock: FlipClock,
        settling: Settling,
        sendership: Sendership,
        bulks: Bulks,
        chance: random.Random,
    ) -> None:
        self._client = client
        self._facts = facts
        self._clock = clock
        self._settling = settling
        self._sendership = sendership
        self._bulks = bulks
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
                await self._settling.already_so(ack, verdict.text)
                return Next.GO_ON
            case Decision.REVIEW:
                await self._settling.for_review(ack, verdict.text)
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
            replacement=self._facts.replacement_of(ack.command_id),
        )

    async def _send(self, ack: Ack, verdict: Verdict, may_send: Callable[[], bool], has_list: bool) -> Next:
        started = await self._settling.started(ack, verdict.text, _body(ack))
        if started is None:
            return Next.LEAVE
        if not may_send() or self._judge(ack, has_list) != verdict:
            await self._settling.not_sent(ack)
            return Next.LEAVE
        began = self._clock.steady()
        try:
            answered = await self._client.acknowledge(ack.command_id, ack.device_status, ack.reason)
        except ApiError as error:
            return await self._failed(started, error)
        except asyncio.CancelledError:
            self._facts.take_acks([started.but(state=AckState.QUEUED, unheard=True)])
            raise
        took_s = self._clock.steady() - began
        self._clock.learn(answered.served_at, answered.latency_s, took_s - answered.latency_s)
        self._got_through()
        self._forbidden_in_a_row = 0
        if confirms(started, answered.command):
            await self._settling.delivered(started, answered, verdict.text)
            return Next.GO_ON
        return await self._unknown(
            started,
            _("Flip's answer does not show what you answered. It is not confirmed yet; the list is read again."),
            answered.http_status,
        )

    def _got_through(self) -> None:
        self.answered += 1

    async def _failed(self, ack: Ack, error: ApiError) -> Next:
        text = str(error)
        if isinstance(error, BadPayload) and not error.signin_page:
            return await self._unknown(ack, text, error.status)
        if isinstance(error, Refused):
            self._got_through()
            return await self._refused(ack, error, text)
        next_at = None
        if isinstance(error, Unreachable) and error.status is not None:
            pause = min(CAP_S, 1.0 + pause_s(ack.attempts, self._chance))
            next_at = self._clock.now() + timedelta(seconds=pause)
        unheard = ack.unheard or not error.heard
        await self._settling.kept(ack, text, error.status, unheard=unheard, next_at=next_at)
        raise error

    async def _refused(self, ack: Ack, error: Refused, text: str) -> Next:
        if error.conflict or (error.status == 404 and ack.unheard):
            await self._settling.for_review(ack, text, error.status)
        else:
            await self._settling.not_accepted(ack, text, error.status)
        if error.status == 403 and ack.bulk is not None:
            self._bulks.hold(ack.bulk, text)
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
            await self._settling.for_review(ack.but(unheard=True), text, status)
            return Next.GO_ON
        next_at = self._clock.now() + timedelta(seconds=2.0**tries)
        await self._settling.kept(ack, text, status, unheard=True, next_at=next_at)
        return Next.LEAVE


def _body(ack: Ack) -> str:
    reason = "" if ack.reason is None else f", {ack.reason!r}"
    return f"{ack.device_status}{reason}"
