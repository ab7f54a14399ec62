"""`flipconsole ack`: save one answer, then see it delivered."""

from __future__ import annotations

import asyncio
from datetime import tzinfo

from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.cli.exits import Exit
from flipconsole.cli.printing import ack_document, complain, exit_of_link, print_json, visible
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _

PATIENCE_S = 20.0
"""How long an answer that is on disk is waited for before it is left to the next round."""

_HOPELESS = (LinkState.TOKEN_REFUSED, LinkState.NO_TOKEN, LinkState.MISDIRECTED, LinkState.WAITING)


async def give_ack(
    console: Console,
    courier: Courier,
    command_id: str,
    answer: Answer,
    reason: str | None,
    *,
    as_json: bool,
    zone: tzinfo,
) -> int:
    """Save the answer, print `saved`, deliver it with whatever waited before, print the outcome."""
    if answer is not Answer.OK and not (reason or "").strip():
        complain(_("A failure needs a reason: add --reason TEXT."))
        return Exit.USAGE
    stored: list[Ack] = []
    console.acks_saved.connect(stored.extend)
    why_not = console.answer_by_id(command_id, answer, reason)
    if why_not:
        complain(why_not)
        return Exit.USAGE
    await until(
        lambda: any(ack.command_id == command_id for ack in stored) or bool(console.link.store_trouble),
        console.acks_saved,
        console.link_changed,
        timeout_s=PATIENCE_S,
    )
    mine = next((ack for ack in reversed(stored) if ack.command_id == command_id), None)
    if mine is None:
        complain(console.link.store_trouble or _("The answer was NOT saved. Try again."))
        return Exit.NOT_ACCEPTED
    if not as_json:
        print(_("saved {id} {answer}").format(id=command_id, answer=answer), flush=True)
    outcome = await _deliver(console, courier, mine.seq)
    ack = console.ack(mine.seq) or mine
    if as_json:
        print_json(ack_document(ack))
    else:
        print(_told(ack))
    return outcome if ack.state.is_settled or outcome is not Exit.DONE else Exit.KEPT


async def _deliver(console: Console, courier: Courier, seq: int) -> Exit:
    def is_over() -> bool:
        ack = console.ack(seq)
        if ack is None or ack.state.is_settled:
            return True
        link = console.link
        if not link.sends:
            return False
        return link.state in _HOPELESS or (
            link.state is not LinkState.UNASKED and link.failures > 0 and not ack.unheard
        )

    async with asyncio.TaskGroup() as group:
        talking = group.create_task(courier.run())
        await until(is_over, console.rows_changed, console.link_changed, console.acks_changed, timeout_s=PATIENCE_S)
        talking.cancel()
    ack = console.ack(seq)
    if ack is None or not ack.state.is_settled:
        outcome = exit_of_link(console)
        return Exit.KEPT if outcome is Exit.DONE else outcome
    return Exit.DONE if ack.state is AckState.DELIVERED else Exit.NOT_ACCEPTED


def _told(ack: Ack) -> str:
    match ack.state:
        case AckState.DELIVERED:
            text = _("delivered: Flip confirmed it.")
        case AckState.FAILED:
            text = _("not accepted: it is kept here, Flip did not take it.")
        case AckState.NEEDS_REVIEW:
            text = _("needs review: it was not sent.") if not ack.attempts else _("needs review: it is not confirmed.")
        case AckState.WITHDRAWN:
            text = _("withdrawn: another answer took its place.")
        case _:
            text = _("kept: it is safe in the outbox and will be sent with the next round.")
    return visible(f"{text} {ack.outcome}".rstrip())
