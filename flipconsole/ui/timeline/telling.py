"""What the timeline says in words: labels of bars, the lines of a card, and the description for a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flipconsole.app.batteries import Batteries
from flipconsole.domain.clocks import show_length
from flipconsole.domain.command import Command
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.reading import power_text
from flipconsole.domain.schedule import effective_schedule
from flipconsole.domain.schedule_words import collision_lines
from flipconsole.domain.sentence import sentence
from flipconsole.domain.times import abbreviation, zone_name
from flipconsole.ui.timeline import headings as headings_words
from flipconsole.ui.timeline.facts import card_lines, label
from flipconsole.ui.timeline.filling import Filling

_NONE = timedelta()


class Telling:
    """Reads the rows of `filling`, and tells their times in `zone` as seen at `now`.

    `asked_at` says what all shown batteries are asked for at a moment, where that is shown.
    """

    def __init__(
        self, filling: Filling, batteries: Batteries, zone: ZoneInfo, laptop: ZoneInfo, *, is_test: bool = False
    ) -> None:
        self._filling = filling
        self._batteries = batteries
        self.laptop = laptop
        self._is_test = is_test
        self.zone = zone
        self.now = datetime.fromtimestamp(0, UTC)
        self.selected_id: str | None = None
        self.asked_at: Callable[[float], str] = lambda _moment: ""
        self._labels: dict[int, tuple[str, ...]] = {}

    def forget_labels(self) -> None:
        """The bars are others now."""
        self._labels.clear()

    def label_of(self, index: int) -> tuple[str, ...]:
        """What may stand on a bar, from long to short."""
        found = self._labels.get(index)
        if found is None:
            row = self._filling.rows.get(self._filling.layout.bars.ids[index])
            found = self._labels[index] = () if row is None else label(row, self.now)
        return found

    def card_of(self, command_id: str) -> tuple[str, list[tuple[str, str]]] | None:
        """The sentence and the lines of a card, or None where there is no such row any more."""
        row = self._filling.rows.get(command_id)
        if row is None:
            return None
        command = row.held.command
        said = sentence(command, self.zone, self.now)
        if self._is_test:
            said = _("TEST. {sentence}").format(sentence=said)
        lines = card_lines(row, self.zones_of(command.device_id), self.now) + self.collisions_of(command)
        lines[1:1] = self._places_of(command.device_id)
        asked = "" if command.starts_at is None else self.asked_at(command.starts_at.timestamp())
        return said, [*lines, (_("All shown, at its start"), asked)] if asked else lines

    def names_of(self, device_ids: Sequence[str]) -> list[str]:
        """What the batteries are called here."""
        return self._batteries.titles_of(device_ids)

    def _places_of(self, device_id: str) -> list[tuple[str, str]]:
        facts = self._batteries.facts_of(device_id)
        where = " · ".join(dict.fromkeys(filter(None, (facts.site, facts.address))))
        lines = ((_("Name"), facts.name), (_("Site"), where), (_("Product"), facts.product))
        return [(title, text) for title, text in lines if text]

    def zones_of(self, device_id: str) -> tuple[ZoneInfo, ...]:
        """The clocks that count for a battery: its own where it is known, that of the shown times, the computer's."""
        own = self._batteries.zone_of(device_id)
        return (self.zone, self.laptop) if own is None else (own, self.zone, self.laptop)

    def collisions_of(self, command: Command) -> list[tuple[str, str]]:
        """Overlaps with other commands of the battery, and the gaps beside it."""
        rows = self._filling.rows
        ids = self._filling.layout.commands_of(command.device_id)
        commands = {command_id: rows[command_id].held.command for command_id in ids if command_id in rows}
        schedule = effective_schedule(commands.values())
        return collision_lines(command.id, schedule, commands, self.zone, self.now)

    def description(self, command_id: str | None) -> str:
        """What is selected, or how much there is to select."""
        row = None if command_id is None else self._filling.rows.get(command_id)
        if row is None:
            lanes = len(self._filling.layout.lanes)
            text = ngettext("{count} battery; no bar is selected.", "{count} batteries; no bar is selected.", lanes)
            return text.format(count=lanes)
        command = row.held.command
        said = _("{battery}: {sentence}").format(
            battery=command.device_id, sentence=sentence(command, self.zone, self.now)
        )
        return _("TEST. {sentence}").format(sentence=said) if self._is_test else said

    def lane_count(self) -> str:
        """How many batteries are shown, of how many."""
        layout = self._filling.layout
        shown, total = self._filling.shown_batteries, layout.batteries
        if shown == total:
            return ngettext("{count} battery", "{count} batteries", total).format(count=f"{total:,}")
        return _("{shown} of {total} batteries").format(shown=f"{shown:,}", total=f"{total:,}")

    def empty_text(self) -> str:
        """Why there is nothing to see."""
        if self._filling.layout.batteries:
            return _("No battery has a command that the list shows. A shows all batteries.")
        return _("No command to draw. Bars appear here as soon as Flip sends commands.")

    def titles(self) -> dict[int, str]:
        """The short names of the groups by lane."""
        headings = self._filling.layout.headings
        return {lane: headings_words.title(heading, self.zone, self.now) for lane, heading in headings.items()}

    def heading_lines(self) -> dict[int, tuple[str, bool]]:
        """What there is of each group by lane, and whether something in it is late."""
        moment = self.now.timestamp()
        return {
            lane: (headings_words.line(heading, self.zone, self.now), headings_words.is_late(heading, moment))
            for lane, heading in self._filling.layout.headings.items()
        }

    def scale(self, full_w: float) -> str:
        """What the heights of bars mean; empty where they mean nothing."""
        return (
            _("charge up, discharge down,\nhalf a lane is {power}").format(power=power_text(round(full_w)))
            if full_w
            else ""
        )

    def unplaced(self) -> str:
        """How many rows no timeline can draw; empty for none."""
        count = len(self._filling.layout.unplaced)
        text = ngettext(
            "{count} command has no readable start: see the list",
            "{count} commands have no readable start: see the list",
            count,
        )
        return text.format(count=count) if count else ""

    def other_clock(self) -> str:
        """That the selected battery's clock shows another time than those that are told; empty where it does not."""
        row = None if self.selected_id is None else self._filling.rows.get(self.selected_id)
        own = None if row is None else self._batteries.zone_of(row.held.command.device_id)
        if own is None or self.now.astimezone(own).utcoffset() == self.now.astimezone(self.zone).utcoffset():
            return ""
        moved = (self.now.astimezone(own).utcoffset() or _NONE) - (self.now.astimezone(self.zone).utcoffset() or _NONE)
        text = (
            _("The selected battery's clock is {length} ahead of these times: {zone}.")
            if moved > _NONE
            else _("The selected battery's clock is {length} behind these times: {zone}.")
        )
        return text.format(length=show_length(abs(moved).total_seconds()), zone=zone_name(own, self.now))

    def zone_letters(self) -> str:
        """The zone of all times in a few letters."""
        return abbreviation(self.now.astimezone(self.zone))

    def zone_line(self) -> str:
        """In which zone all times are."""
        return _("Times in {zone}").format(zone=zone_name(self.zone, self.now))
