"""`flipconsole ack`: save one answer, then see it delivered."""

from __future__ import annotations

import asyncio
import contextlib

from flipconsole.app.boxes import Boxes
from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.cli.exits import Exit, exit_of_link
from flipconsole.cli.hurrying import hurry
from flipconsole.cli.printing import ack_document, complain_of_link, complain_of_store, say_json
from flipconsole.cli.terminal import complain, say, visible
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _

PATIENCE_S = 20.0
"""How long an answer that is on disk is waited for before it is left to the next round."""

_LOOK_S = 1.0
"""How often the courier is asked whether something is due while nothing happens."""

_HOPELESS = (LinkState.TOKEN_REFUSED, LinkState.NO_TOKEN, LinkState.MISDIRECTED, LinkState.WAITING)


async def give_ack(
    console: Console,
    courier: Courier,
    boxes: Boxes,
    command_id: str,
    answer: Answer,
    reason: str | None,
    *,
    as_json: bool,
    patience_s: float = PATIENCE_S,
) -> int:
    """Save the answer, say `saved`, deliver it with whatever waited before, say what came of it.

    The same answer given again while it still waits is that answer, and not a second one. It leaves also where answers
    have been told not to leave by themselves. With `as_json` standard output is one document, and `saved` stands on
    standard error.
    """
    if console.aids.rules.read_only:
        complain(console.aids.rules.why_read_only())
        return Exit.USAGE
    # What a process that died left behind is known before anything is answered.
    sends = await courier.take_sendership()
    ack = _under_way(console, command_id, answer, reason)
    if ack is None:
        saved = await _save(console, command_id, answer, reason)
        if isinstance(saved, Exit):
            return saved
        ack = saved
    # Not translated: scripts wait for this word.
    line = f"saved {command_id} {answer}"
    if as_json:
        complain(line)
    else:
        say(line)
    boxes.gate.release(ack.seq)
    if sends:
        await hurry(console)
    await _deliver(console, courier, ack.seq, patience_s)
    ack = console.ack(ack.seq) or ack
    while heir := _same_again(boxes, ack):
        boxes.gate.release(heir.seq)
        await _deliver(console, courier, heir.seq, patience_s)
        ack = console.ack(heir.seq) or heir
    items = [item for item in console.attention() if item.ack_seq == ack.seq]
    if as_json:
        say_json(ack_document(ack, items))
    else:
        say(_told(ack, needs_you=bool(items)))
    complain_of_store(console.link)
    if ack.state is AckState.DELIVERED:
        return Exit.NOT_ACCEPTED if items else Exit.DONE
    if ack.state.is_settled:
        return Exit.NOT_ACCEPTED
    if not console.link.sends:
        complain(_("Another console on this machine is the one that sends, and has not delivered it yet."))
        return Exit.KEPT
    complain_of_link(console.link)
    outcome = exit_of_link(console.link)
    return Exit.KEPT if outcome is Exit.DONE else outcome


def _under_way(console: Console, command_id: str, answer: Answer, reason: str | None) -> Ack | None:
    """The newest answer to this command, if it is this one and still waits."""
    newest = next((ack for ack in reversed(console.unsent()) if ack.command_id == command_id), None)
    if newest is None or (newest.device_status, newest.reason) != (answer, (reason or "").strip() or None):
        return None
    return newest


def _same_again(boxes: Boxes, ack: Ack) -> Ack | None:
    """The same answer that took this one's place, as two processes gave it at once: what came of it came of this."""
    if ack.state is not AckState.WITHDRAWN:
        return None
    later = next((one for one in boxes.history(ack.command_id) if one.seq > ack.seq), None)
    if later is None or (later.device_status, later.reason) != (ack.device_status, ack.reason):
        return None
    return later


async def _save(console: Console, command_id: str, answer: Answer, reason: str | None) -> Ack | Exit:
    """The answer as it is on disk; or, after a complaint, what the run came to."""
    stored: list[Ack] = []

    def note(acks: tuple[Ack, ...]) -> None:
        stored.extend(acks)

    console.acks_saved.connect(note)
    why_not = console.answer_by_id(command_id, answer, reason)
    if why_not:
        complain(why_not)
        return Exit.USAGE
    while console.is_saving(command_id):
        await until(
            lambda: not console.is_saving(command_id), console.acks_saved, console.link_changed, timeout_s=_LOOK_S
        )
    mine = next((ack for ack in stored if ack.command_id == command_id), None)
    if mine is None:
        complain(console.link.store_trouble or _("The answer was NOT saved. Try again."))
        return Exit.NOT_ACCEPTED
    return mine


async def _deliver(console: Console, courier: Courier, seq: int, patience_s: float) -> None:
    """Make whole rounds until the answer is settled, nothing can go now, or patience ends."""

    def is_over() -> bool:
        ack = console.ack(seq)
        if ack is None or ack.state.is_settled:
            return True
        link = console.link
        if not link.sends:
            return False
        return link.state in _HOPELESS or (link.failures > 0 and not ack.unheard)

    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(patience_s):
            while not is_over():
                try:
                    await courier.one_round()
                except StoreError as error:
                    complain(str(error))
                    return
                await until(is_over, console.acks_changed, console.link_changed, timeout_s=_LOOK_S)


def _told(ack: Ack, *, needs_you: bool) -> str:
    match ack.state:
        case AckState.DELIVERED:
            text = _("delivered, and it needs you:") if needs_you else _("delivered: Flip has it.")
        case AckState.FAILED:
            text = _("not accepted: it is kept here, Flip did not take it.")
        case AckState.NEEDS_REVIEW:
            text = _("needs review: it was not sent.") if not ack.attempts else _("needs review: it is not confirmed.")
        case AckState.WITHDRAWN:
            text = _("withdrawn: another answer took its place.")
        case _ if ack.unheard or ack.state is AckState.SENDING:
            text = _("kept: it was sent and no answer was heard. It is checked before it is sent again.")
        case _:
            text = _("kept: it is safe in the outbox and is sent with the next round.")
    return visible(f"{text} {ack.outcome}".rstrip())
