"""The text of a row in which words are searched."""

from __future__ import annotations

from flipconsole.domain.battery import NOTHING, WORDS, BatteryFacts
from flipconsole.domain.row import Row
from flipconsole.domain.words import device_status_text, mode_name, stage_text, status_text, work_text


def searched_text(row: Row, facts: BatteryFacts = NOTHING) -> str:
    """Everything that a word may be found in, in lower case: ids, Flip's words, our words for them, the reasons, and
    what is known of the battery.
    """
    command = row.held.command
    mode = command.battery_commands.mode
    parts = [
        command.device_id,
        command.id,
        command.event_id or "",
        mode,
        mode_name(mode),
        command.status,
        status_text(command.status),
        command.device_status,
        device_status_text(command.device_status),
        stage_text(row.stage),
        work_text(row.work),
        command.device_status_reason or "",
    ]
    if row.mark is not None:
        parts += (row.mark.taken_by, row.mark.note, row.mark.shelved_reason)
    if row.acks:
        ack = row.acks[-1]
        parts += (ack.reason or "", ack.operator, ack.outcome)
    if facts is not NOTHING:
        parts += (value for field in WORDS if (value := getattr(facts, field)))
        parts.append(facts.zone or "")
    return "\n".join(parts).lower()
