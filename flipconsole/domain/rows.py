"""All rows at once, from what was held and answered: what a start shows before anything runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from flipconsole.domain.ack import Ack, Attention
from flipconsole.domain.held import Held
from flipconsole.domain.replacement import find_replacements
from flipconsole.domain.row import FUSE, Row, stage_of


def all_rows(
    held: Iterable[Held], acks: Iterable[Ack], attention: Iterable[Attention], now: datetime
) -> dict[str, Row]:
    """Every row by its id, as the console itself derives them one by one when it runs."""
    of_command: defaultdict[str, list[Ack]] = defaultdict(list)
    for ack in sorted(acks, key=lambda ack: ack.seq):
        of_command[ack.command_id].append(ack)
    items: defaultdict[str, list[Attention]] = defaultdict(list)
    for item in sorted(attention, key=lambda item: item.id):
        if item.closed_at is None:
            items[item.command_id].append(item)
    known = tuple(held)
    links = find_replacements((one.command for one in known), lapsed_of(known, now))
    back = {new: old for old, new in links.items()}
    rows: dict[str, Row] = {}
    for one in known:
        command_id = one.command.id
        answers = tuple(of_command.get(command_id, ()))
        rows[command_id] = Row(
            one,
            answers,
            tuple(items.get(command_id, ())),
            stage_of(answers, one, now),
            links.get(command_id),
            back.get(command_id),
        )
    return rows


def lapsed_of(held: Iterable[Held], now: datetime) -> set[str]:
    """The ids of what is gone from the list, or whose fuse has burnt down: another command may have taken its place."""
    return {
        one.command.id
        for one in held
        if one.gone_at is not None or (one.pending_since is not None and one.pending_since + FUSE <= now)
    }
