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
        case Column.SITE:
            return _("Site")
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
        case Column.ADDRESS:
            return _("Address")
        case Column.MODEL:
            return _("Maker and model")
        case Column.SERIAL:
            return _("Serial number")
        case Column.CAPACITY:
            return _("Capacity")
        case Column.RATED:
            return _("Rated power")
        case Column.ZONE:
            return _("Battery's time zone")


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
        case Column.SITE | Column.ADDRESS:
            return _("From your site book, or from Flip where the book says nothing.")
        case Column.ZONE:
            return _("No page of Flip's tells it: enter it in the site book. It is never guessed.")
        case _:
            return header(column, zone, now)
