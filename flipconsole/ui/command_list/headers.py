"""The titles of the columns; the one with clock times names the zone."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flipconsole.domain.language import _
from flipconsole.domain.times import abbreviation, zone_name
from flipconsole.ui.command_list.order import Column


def header(column: Column, zone: tzinfo, now: datetime) -> str:
    """The title of a column; the one with clock times names the zone."""
    match column:
        case Column.ACK_IN:
            return _("Ack in (about)")
        case Column.STARTS_IN:
            return _("Starts in")
        case Column.BATTERY:
            return _("Battery")
        case Column.WHAT:
            return _("What")
        case Column.WHEN:
            return _("When ({zone})").format(zone=abbreviation(now.astimezone(zone)))
        case Column.FLIP_STATUS:
            return _("Flip status")
        case Column.DEVICE_STATUS:
            return _("Device status")
        case Column.ANSWER:
            return _("Your answer")


def header_tip(column: Column, zone: tzinfo, now: datetime) -> str:
    """What a column means."""
    match column:
        case Column.ACK_IN:
            return _(
                "How long Flip still waits for the answer: 15 minutes from when the command last became PENDING, as "
                "well as this console knows. Sorting by it puts the most urgent first."
            )
        case Column.WHEN:
            return _("All times are in {zone}.").format(zone=zone_name(zone, now))
        case Column.FLIP_STATUS:
            return _("Flip's side of the command (status).")
        case Column.DEVICE_STATUS:
            return _("The device's side of the command as Flip has it (device_status).")
        case Column.ANSWER:
            return _(
                "What became of the answer given on this computer. While the column of the device status is not shown, "
                "it stands here where there is no such answer."
            )
        case _:
            return header(column, zone, now)
