"""`flipconsole outbox`: the answers that are not settled, and one delivery round when asked."""

from __future__ import annotations

from datetime import tzinfo

from flipconsole.app.boxes import Boxes
from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.cli.exits import Exit, exit_of_link
from flipconsole.cli.hurrying import hurry
from flipconsole.cli.printing import ack_document, ack_line, complain_of_link, complain_of_store, say_json
from flipconsole.cli.terminal import complain, say
from flipconsole.domain.ack import Ack
from flipconsole.domain.language import _


async def show_outbox(
    console: Console, courier: Courier, boxes: Boxes, *, send: bool, as_json: bool, zone: tzinfo
) -> int:
    """Print every answer that waits or needs a person, after one round if `send`."""
    if send and console.aids.rules.read_only:
        complain(console.aids.rules.why_read_only())
        return Exit.USAGE
    sends = await courier.take_sendership()
    sent = send and bool(console.unsent())
    if sent and sends:
        for ack in console.unsent():
            boxes.gate.release(ack.seq)
        await hurry(console)
        await courier.one_round()
    waiting, asking = console.unsent(), _asking(console)
    items = {ack.seq: [item for item in console.attention() if item.ack_seq == ack.seq] for ack in (*waiting, *asking)}
    if as_json:
        is_said = say_json([ack_document(ack, items[ack.seq]) for ack in (*waiting, *asking)])
    else:
        count = _("{waiting} waiting, {asking} need you").format(waiting=len(waiting), asking=len(asking))
        lines = [ack_line(ack, items[ack.seq], console.now(), zone) for ack in (*waiting, *asking)]
        is_said = say("\n".join([*lines, count]))
    if sent and sends:
        complain_of_link(console.link)
    complain_of_store(console.link)
    if not is_said:
        return Exit.USAGE
    if not send:
        return Exit.DONE
    if waiting and not console.link.sends:
        complain(_("Another console on this machine is the one that sends; it takes these along."))
        return Exit.KEPT
    outcome = exit_of_link(console.link) if sent and sends else Exit.DONE
    if outcome is Exit.DONE and waiting:
        return Exit.KEPT
    return Exit.NOT_ACCEPTED if outcome is Exit.DONE and asking else outcome


def _asking(console: Console) -> tuple[Ack, ...]:
    """The answers that a person must look at, also delivered ones that came too late; oldest first."""
    acks = {ack.seq: ack for ack in console.needing_you()}
    for item in console.attention():
        ack = console.ack(item.ack_seq)
        if ack is not None and ack.state.is_settled:
            acks[ack.seq] = ack
    return tuple(acks[seq] for seq in sorted(acks))
