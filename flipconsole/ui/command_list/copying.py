"""What is copied from the list: exact times instead of countdowns, and nothing that another program would obey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.inert import inert_cell, markdown_table, tab_separated
from flipconsole.domain.language import _
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.sentence import sentence
from flipconsole.domain.times import show_exact
from flipconsole.domain.words import answer_text, device_status_text, stage_text, status_text
from flipconsole.domain.work import Work
from flipconsole.ui.command_list.battery_cells import battery_text
from flipconsole.ui.command_list.headers import header
from flipconsole.ui.command_list.order import OF_BATTERY, Column
from flipconsole.ui.command_list.wording import as_test, order
from flipconsole.ui.plain import plain

_NOTHING_KNOWN: Mapping[str, BatteryFacts] = {}

MOST_ROWS = 5000
"""So many rows are copied at most: they take a tenth of a second, and no chat takes more."""


class Copier:
    """Copies in one zone at one time; `known` is what is known of the batteries. With `is_test` it says of every order
    that nothing of it is real.
    """

    def __init__(
        self,
        zone: tzinfo,
        now: datetime,
        known: Mapping[str, BatteryFacts] = _NOTHING_KNOWN,
        *,
        is_test: bool = False,
    ) -> None:
        self._zone = zone
        self._now = now
        self._known = known
        self._is_test = is_test

    def cell(self, row: Row, column: Column) -> str:
        """One cell."""
        return inert_cell(self._text(row, column))

    def lines(self, rows: Sequence[Row], columns: Sequence[Column]) -> str:
        """Tab-separated lines; more than one row has the titles above it."""
        lines = [[self._text(row, column) for column in columns] for row in rows]
        return tab_separated([self._titles(columns), *lines] if len(lines) > 1 else lines)

    def markdown(self, rows: Sequence[Row], columns: Sequence[Column]) -> str:
        """A table for a chat or an issue."""
        lines = [[self._text(row, column) for column in columns] for row in rows]
        return markdown_table(self._titles(columns), lines)

    def sentences(self, rows: Sequence[Row]) -> str:
        """A line for each command, as one would tell a colleague."""
        return "".join(self._sentence(row) + "\n" for row in rows)

    def _titles(self, columns: Sequence[Column]) -> list[str]:
        return [self._title(column) for column in columns]

    def _title(self, column: Column) -> str:
        match column:
            case Column.ACK_IN:
                return _("Ack by (about)")
            case Column.STARTS_IN:
                return _("Starts at")
        return header(column, self._zone, self._now)

    def _text(self, row: Row, column: Column) -> str:
        command = row.held.command
        facts = self._known.get(command.device_id, NOTHING)
        if column in OF_BATTERY:
            return battery_text(facts, column)
        match column:
            case Column.ACK_IN:
                return self._moment(row.ack_by)
            case Column.STARTS_IN:
                return self._moment(command.starts_at)
            case Column.BATTERY:
                return self._battery(command.device_id)
            case Column.WHAT:
                return order(row, is_test=self._is_test)
            case Column.WHEN:
                start, end = self._moment(command.starts_at), self._moment(command.ends_at)
                return _("{start} to {end}").format(start=start or "?", end=end or "?")
            case Column.FLIP_STATUS:
                return plain(status_text(command.status))
            case Column.DEVICE_STATUS:
                return plain(device_status_text(command.device_status))
            case Column.ANSWER:
                return self._answer(row)
        raise AssertionError(f"no words for {column}")

    def _battery(self, device_id: str) -> str:
        name = self._known.get(device_id, NOTHING).name
        return plain(device_id) if name is None else _("{name} ({id})").format(name=plain(name), id=plain(device_id))

    def _moment(self, moment: datetime | None) -> str:
        return "" if moment is None else show_exact(moment, self._zone)

    def _answer(self, row: Row) -> str:
        if row.stage is Stage.NONE:
            return ""
        stage, ack = stage_text(row.stage), row.newest_ack
        if ack is None:
            return stage
        return _("{answer} ({stage})").format(answer=answer_text(ack.device_status), stage=stage)

    def _sentence(self, row: Row) -> str:
        command = row.held.command
        battery = self._battery(command.device_id) or _("not readable")
        what = plain(sentence(command, self._zone, self._now))
        what = as_test(what) if self._is_test else what
        parts = [_("Battery {battery}: {what}").format(battery=battery, what=what)]
        if row.open_work is not Work.NONE and row.ack_by is not None:
            parts.append(_("Flip waits for the answer until about {time}.").format(time=self._moment(row.ack_by)))
        else:
            parts.append(_("{status}.").format(status=plain(device_status_text(command.device_status))))
        return " ".join(parts)
