"""The exit codes of the command line, on which scripts rely."""

from __future__ import annotations

from enum import IntEnum

from flipconsole.app.link import Link, LinkState


class Exit(IntEnum):
    """What a run came to.

    `NOT_ACCEPTED` also stands for every answer that a person must look at; `KEPT` means that the answer is safe in
    the outbox and that Flip has not confirmed it.
    """

    DONE = 0
    NOT_ACCEPTED = 1
    USAGE = 2
    KEPT = 3
    TOKEN_REFUSED = 4


def exit_of_link(link: Link) -> Exit:
    """What a run comes to over a link that stands like this, when nothing else decides."""
    match link.state:
        case LinkState.LIVE | LinkState.NO_LIST:
            return Exit.DONE
        case LinkState.TOKEN_REFUSED:
            return Exit.TOKEN_REFUSED
        case _:
            return Exit.KEPT
