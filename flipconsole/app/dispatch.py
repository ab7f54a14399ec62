"""The dispatch: delivers what is due, six commands at a time, so that no single ack holds up the others."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from flipconsole.app.budget import RetryBudget
from flipconsole.app.clock import FlipClock
from flipconsole.app.delivery import Delivery, Next
from flipconsole.app.facts import Facts
from flipconsole.app.gate import Gate
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.errors import ApiError, StoreError, Throttled, Unauthorized, Unreachable

_log = logging.getLogger(__name__)

IN_FLIGHT = 6
"""Where httpx is fastest (performance: network)."""

MOST_UNAVAILABLE = 5
"""After so many answers in a row like 503 it is Flip that is not available, and not one command (reliability 5)."""

ASIDE = timedelta(seconds=30)
"""How long an ack that the console itself stumbled over gives way to the others."""


class Dispatch:
    """One round of deliveries; each command's acks strictly in order."""

    def __init__(self, delivery: Delivery, facts: Facts, clock: FlipClock, gate: Gate) -> None:
        self._delivery = delivery
        self._facts = facts
        self._clock = clock
        self._gate = gate
        self._budget = RetryBudget(clock.steady)
        self._must_probe = False

    @property
    def answered(self) -> int:
        """How many requests Flip has answered with yes or no so far."""
        return self._delivery.answered

    def due(self) -> deque[str]:
        """Commands whose first unsettled ack may leave now, in the order in which they were answered."""
        now = self._clock.now()
        ids: dict[str, bool] = {}
        for ack in self._facts.unsettled():
            if ack.command_id not in ids:
                ids[ack.command_id] = ack.is_due(now) and self._may_be_tried(ack)
        return deque(command_id for command_id, is_due in ids.items() if is_due)

    async def deliver(self, due: deque[str], is_fresh: Callable[[], bool], *, has_list: bool) -> ApiError | None:
        """Deliver while the list is fresh; what is left stays in `due`.

        Returns the fault that concerns the whole origin, the one that holds us back most; after the first such fault
        nothing more leaves, and the next round begins with one answer alone.

        Raises:
            StoreError: an attempt or its outcome could not be written; after that, too, nothing more leaves.
        """
        faults: list[ApiError] = []
        unwritten: list[StoreError] = []
        unavailable: list[Unreachable] = []
        answered_before = answered = self._delivery.answered

        def may_send() -> bool:
            return not faults and not unwritten and is_fresh()

        async def work(most: int = len(due)) -> None:
            nonlocal answered
            for _number in range(most):
                if not due or not may_send():
                    break
                command_id = due.popleft()
                try:
                    await self._deliver_command(command_id, may_send, has_list)
                except Unreachable as error:
                    if error.status is None:
                        faults.append(error)
                        continue
                    if self._delivery.answered != answered:
                        answered = self._delivery.answered
                        unavailable.clear()
                    unavailable.append(error)
                    if len(unavailable) >= MOST_UNAVAILABLE:
                        faults.append(error)
                except ApiError as error:
                    faults.append(error)
                except StoreError as error:
                    self._put_aside(command_id)
                    unwritten.append(error)
                except Exception:  # noqa: BLE001 - one ack that cannot be handled must not hold up the others
                    _log.exception("an answer could not be handled")
                    self._put_aside(command_id)

        if self._must_probe:
            self._put_least_tried_first(due)
            await work(1)
        if not unavailable:
            async with asyncio.TaskGroup() as group:
                for _number in range(min(IN_FLIGHT, len(due))):
                    group.create_task(work())
        if not faults and self._delivery.answered == answered_before:
            faults += unavailable[-1:]
        fault = max(faults, key=_weight, default=None)
        self._must_probe = fault is not None
        if unwritten and not isinstance(fault, (Unauthorized, Throttled)):
            raise unwritten[0]
        return fault

    async def _deliver_command(self, command_id: str, may_send: Callable[[], bool], has_list: bool) -> None:
        while may_send():
            ack = self._first_unsettled(command_id)
            if ack is None or not ack.is_due(self._clock.now()) or not self._may_be_tried(ack):
                return

            def may_leave(ack: Ack = ack) -> bool:
                return may_send() and self._gate.lets(ack)

            self._budget.spend(ack)
            if await self._delivery.deliver(ack, may_leave, has_list=has_list) is Next.LEAVE:
                return

    def _may_be_tried(self, ack: Ack) -> bool:
        if not self._gate.lets(ack):
            return False
        held = self._facts.held.get(ack.command_id)
        return self._budget.lets(ack, None if held is None else held.pending_since, self._clock.now())

    def _first_unsettled(self, command_id: str) -> Ack | None:
        return next((ack for ack in self._facts.acks_of(command_id) if not ack.state.is_settled), None)

    def _put_least_tried_first(self, due: deque[str]) -> None:
        """So that an ack which can never be delivered is not for ever the one that is tried alone."""

        def attempts(command_id: str) -> int:
            ack = self._first_unsettled(command_id)
            return 0 if ack is None else ack.attempts

        least = min(due, key=attempts, default=None)
        if least is not None:
            due.remove(least)
            due.appendleft(least)

    def _put_aside(self, command_id: str) -> None:
        """Let the others go first; an ack whose request may have left is known as unheard."""
        ack = self._first_unsettled(command_id)
        if ack is not None:
            unheard = ack.unheard or ack.state is AckState.SENDING
            next_at = self._clock.now() + ASIDE
            self._facts.take_acks([ack.but(state=AckState.QUEUED, unheard=unheard, next_at=next_at)])


def _weight(fault: ApiError) -> tuple[int, float]:
    """Not one more try with a refused token; the longest wait that Flip asked for; then a wrong address."""
    match fault:
        case Unauthorized():
            return 3, 0.0
        case Throttled():
            return 2, fault.wait_s or 0.0
        case Unreachable():
            return 0, 0.0
        case _:
            return 1, 0.0
