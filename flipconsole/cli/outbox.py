"""`flipconsole outbox`: the answers that are not settled, and one delivery round when asked."""

from __future__ import annotations

from datetime import tzinfo

from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.cli.exits import Exit
from flipconsole.cli.printing import ack_document, ack_line, exit_of_link, print_json
from flipconsole.domain.language import _


async def show_outbox(console: Console, courier: Courier, *, send: bool, as_json: bool, zone: tzinfo) -> int:
    """Print every answer that waits or needs a person, after one round if `send`."""
    outcome = Exit.DONE
    if send and console.unsent():
        await courier.one_round()
        outcome = exit_of_link(console)
    waiting, asking = console.unsent(), console.needing_you()
    if as_json:
        print_json([ack_document(ack) for ack in (*waiting, *asking)])
    else:
        for ack in (*waiting, *asking):
            print(ack_line(ack, zone))
        print(_("{waiting} waiting, {asking} need you").format(waiting=len(waiting), asking=len(asking)))
    if not send:
        return Exit.DONE
    if outcome is not Exit.DONE:
        return outcome
    if waiting:
        return Exit.KEPT
    return Exit.NOT_ACCEPTED if asking else Exit.DONE
