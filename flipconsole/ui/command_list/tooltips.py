"""The longer words behind a cell, as literal text; the caller makes the tooltip of it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.sentence import sentence
from flipconsole.domain.times import show_exact
from flipconsole.domain.tips import device_status_tip, stage_tip, status_tip
from flipconsole.domain.work import Work
from flipconsole.ui.command_list.battery_cells import battery_tip
from flipconsole.ui.command_list.cells import Cell
from flipconsole.ui.command_list.order import OF_BATTERY, Column
from flipconsole.ui.plain import plain


def tooltip(row: Row, column: Column, cell: Cell, zone: tzinfo, now: datetime, facts: BatteryFacts = NOTHING) -> str:
    """What a cell means in full: exact times, the whole sentence, reasons and outcomes, and all about the battery."""
    shown = " · ".join(filter(None, (cell.text, cell.note)))
    return "\n".join(filter(None, (shown, *_more(row, column, zone, now, facts))))


def _more(row: Row, column: Column, zone: tzinfo, now: datetime, facts: BatteryFacts) -> list[str]:
    command = row.held.command
    if column in OF_BATTERY:
        return battery_tip(command.device_id, facts)
    match column:
        case Column.ACK_IN:
            return _about_ack(row, zone)
        case Column.STARTS_IN | Column.WHEN:
            return [show_exact(moment, zone) for moment in (command.starts_at, command.ends_at) if moment is not None]
        case Column.BATTERY:
            return [*battery_tip(command.device_id, facts), _("Command {id}").format(id=plain(command.id))]
        case Column.WHAT:
            return [plain(sentence(command, zone, now))]
        case Column.FLIP_STATUS:
            return [status_tip(command.status)]
        case Column.DEVICE_STATUS:
            reason = command.device_status_reason
            return [device_status_tip(command.device_status), plain(reason) if reason else ""]
        case Column.ANSWER:
            ack = row.newest_ack
            outcomes = [plain(item.text) for item in row.attention]
            return [*outcomes, stage_tip(row.stage), plain(ack.outcome) if ack is not None else ""]
    raise AssertionError(f"no words for {column}")


def _about_ack(row: Row, zone: tzinfo) -> list[str]:
    if row.open_work is Work.NONE or row.ack_by is None:
        return []
    return [_("Flip waits for the answer until about {time}.").format(time=show_exact(row.ack_by, zone))]
