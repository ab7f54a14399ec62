"""One line of a box: an answer, an open item, or a command that a bulk left out, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from enum import IntEnum
from typing import NamedTuple, Protocol

from flipconsole.app.batteries import Batteries
from flipconsole.app.link import Link, LinkState
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.bulk import LeftOut
from flipconsole.domain.countdown import countdown, show_age
from flipconsole.domain.language import _
from flipconsole.domain.lateness import is_overdue
from flipconsole.domain.row import Row, Stage, stage_of_ack
from flipconsole.domain.times import show_time
from flipconsole.domain.words import answer_text, stage_text


class Box(IntEnum):
    """Where an answer is; each is in exactly one."""

    WAITING = 0
    NEEDS_YOU = 1
    SENT = 2


class Column(IntEnum):
    """What stands beside each other."""

    STATE = 0
    BATTERY = 1
    ANSWER = 2
    WHY = 3
    GIVEN = 4
    TRIES = 5
    WHEN = 6


class Key(NamedTuple):
    """What makes a line the same one: its kind, its number, and the command for what has no number."""

    kind: int
    number: int
    command_id: str


class Line(NamedTuple):
    """Exactly one of the three is there."""

    ack: Ack | None = None
    item: Attention | None = None
    left_out: LeftOut | None = None

    @property
    def key(self) -> Key:
        """The same for the same answer or item."""
        if self.ack is not None:
            return Key(1, self.ack.seq, self.ack.command_id)
        if self.item is not None:
            return Key(0, self.item.id, self.item.command_id)
        return Key(2, 0, self.command_id)

    @property
    def command_id(self) -> str:
        """Which command it is about."""
        one = self.ack or self.item or self.left_out
        return "" if one is None else one.command_id


class Asked(Protocol):
    """What the words need to know beyond the line."""

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every row by id."""
        ...

    @property
    def batteries(self) -> Batteries:
        """What is known of batteries."""
        ...

    def now(self) -> datetime:
        """Flip's time."""
        ...

    def kept_back(self, ack: Ack) -> str:
        """Why an answer does not leave by itself, or ""."""
        ...

    @property
    def link(self) -> Link:
        """How the connection to Flip stands."""
        ...

    def ack(self, seq: int) -> Ack | None:
        """One answer by its number."""
        ...


class Words:
    """The words of a line, column by column; made only for what is on the screen."""

    def __init__(self, asked: Asked, zone: tzinfo) -> None:
        self._asked = asked
        self.zone = zone

    def stage(self, line: Line) -> Stage:
        """The look of a line."""
        if line.ack is not None:
            return stage_of_ack(line.ack, self._asked.now())
        return Stage.NEEDS_REVIEW if line.item is not None else Stage.WITHDRAWN

    def is_overdue(self, line: Line) -> bool:
        """Whether it has been under way for longer than it should."""
        return line.ack is not None and is_overdue(line.ack, self._asked.now())

    def text(self, line: Line, column: Column, box: Box | None) -> str:
        """What a cell says; `box` is None outside of the three."""
        match column:
            case Column.STATE:
                return self.state(line, box)
            case Column.BATTERY:
                return self.battery(line)
            case Column.ANSWER:
                return self._answer(line)
            case Column.WHY:
                return self.why(line)
            case Column.GIVEN:
                return "" if line.ack is None else self._moment(line.ack.created_at)
            case Column.TRIES:
                return str(line.ack.attempts) if line.ack is not None and line.ack.attempts else ""
            case Column.WHEN:
                return self._when(line)

    def state(self, line: Line, box: Box | None) -> str:
        """Where it stands."""
        if line.left_out is not None:
            return _("Left out")
        if line.ack is None:
            return _("Needs you")
        text = stage_text(self.stage(line))
        if box is Box.SENT and line.ack.state in (AckState.NEEDS_REVIEW, AckState.FAILED):
            return _("{state}, answered anew").format(state=text)
        if self.is_overdue(line):
            age = show_age((self._asked.now() - line.ack.created_at).total_seconds())
            if self.stage(line) is Stage.WAITING:
                return _("Waiting for {time}").format(time=age)
            return _("{state}, for {time}").format(state=text, time=age)
        return text

    def battery(self, line: Line) -> str:
        """Which battery it is about, by the name that a person gave it; the command's id where nobody knows."""
        return self._asked.batteries.title_of(self._device_of(line))

    def _device_of(self, line: Line) -> str:
        if line.left_out is not None:
            return line.left_out.device_id or line.command_id
        if line.item is not None and line.item.device_id:
            return line.item.device_id
        if line.ack is not None and line.ack.terms is not None:
            return line.ack.terms.device_id
        row = self._asked.rows.get(line.command_id)
        return line.command_id if row is None else row.held.command.device_id

    def why(self, line: Line) -> str:
        """What happened last, or why it needs somebody."""
        if line.left_out is not None:
            return line.left_out.why
        if line.item is not None:
            return line.item.text
        assert line.ack is not None
        return self._asked.kept_back(line.ack) or line.ack.outcome or self._what_holds_up(line.ack)

    def _what_holds_up(self, ack: Ack) -> str:
        """Why nothing has happened to an answer yet: Flip is not reached, and what is known of that."""
        if not ack.seq or ack.state is not AckState.QUEUED or ack.is_held(self._asked.now()):
            return ""
        return self._asked.link.text if self._asked.link.failures else ""

    def _answer(self, line: Line) -> str:
        ack = line.ack if line.item is None else self._asked.ack(line.item.ack_seq)
        if ack is None:
            return ""
        text = answer_text(ack.device_status)
        return text if ack.reason is None else _("{answer}: {reason}").format(answer=text, reason=ack.reason)

    def _when(self, line: Line) -> str:
        """When it is tried next; or since when it stands as it does."""
        ack, now = line.ack, self._asked.now()
        if line.item is not None:
            return self._moment(line.item.created_at)
        if ack is None:
            return ""
        if ack.state.is_settled:
            return "" if ack.settled_at is None else self._moment(ack.settled_at)
        if ack.state is AckState.SENDING:
            return _("now")
        if not ack.seq:
            return ""
        if self._asked.kept_back(ack):
            return _("kept back")
        link = self._asked.link
        if link.state in (LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED):
            return _("with a token")
        if not link.sends:
            return _("other process")
        is_well = link.state in (LinkState.LIVE, LinkState.NO_LIST)
        next_look_at = None if is_well else link.next_poll_at
        times = [
            moment for moment in (ack.next_at, ack.not_before, next_look_at) if moment is not None and moment > now
        ]
        return countdown(max(times), now) if times else _("at the next look")

    def _moment(self, moment: datetime) -> str:
        return show_time(moment, self.zone, self._asked.now())
