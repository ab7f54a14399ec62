"""What one answer to the selected rows would do: the groups that it goes to, and who is left out and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flipconsole.domain import bulk
from flipconsole.domain.answerable import answerable
from flipconsole.domain.command import Answer, Command, DeviceStatus, Status
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.domain.reasons import subject_of
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.sentence import sentence
from flipconsole.domain.terms import what_changed
from flipconsole.domain.verdict import term_title
from flipconsole.domain.words import answer_text, device_status_text
from flipconsole.domain.work import Work

_NOT_SENT_YET = frozenset({Stage.HOLDING, Stage.WAITING, Stage.NOT_CONFIRMED})


@dataclass(frozen=True)
class Group:
    """Rows that ask the same of the desk in the same words; `question` must be shown before they are answered."""

    work: Work
    instruction: str
    question: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LeftOut:
    """A selected row that will not be answered, and why in a plain sentence."""

    row: Row
    why: str


@dataclass(frozen=True)
class Plan:
    """Everything that the preview shows; `rows` are as they were shown, in the order of the selection's groups."""

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that the answer goes to."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def left_out_to_keep(self) -> list[bulk.LeftOut]:
        """What is left out, as it is kept with the answer."""
        return [bulk.LeftOut(one.row.id, one.row.held.command.device_id, one.why) for one in self.left_out]

    @property
    def questions(self) -> tuple[str, ...]:
        """Each question once."""
        return tuple(dict.fromkeys(group.question for group in self.groups if group.question))

    @property
    def works(self) -> frozenset[Work]:
        """The kinds of work among the rows."""
        return frozenset(group.work for group in self.groups)

    @property
    def subjects(self) -> tuple[Work, ...]:
        """What the answer is about, each once: a command that was called off is about its removal, answered or not."""
        return tuple(dict.fromkeys(subject_of(row.held.command.status) for row in self.rows))


def plan(shown: Sequence[Row], current: Mapping[str, Row], answer: Answer, zone: tzinfo, now: datetime) -> Plan:
    """What `answer` to the rows as they were `shown` would do, judged by how they stand in `current`."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    texts: dict[tuple[object, ...], tuple[Work, str, str]] = {}
    left_out: list[LeftOut] = []
    several = len(shown) > 1
    for row in shown:
        standing = current.get(row.id)
        why = _why_left_out(row, standing, answer, now if several else None)
        if why or standing is None:
            left_out.append(LeftOut(row, why))
            continue
        question = _question(standing)
        key = (row.work, question, *_instruction_key(row.held.command))
        if key not in groups:
            groups[key] = []
            texts[key] = (row.work, sentence(row.held.command, zone, now), question)
        groups[key].append(row)
    return Plan(tuple(Group(*texts[key], tuple(rows)) for key, rows in groups.items()), tuple(left_out))


def needs_dialog(shown: Sequence[Row], answer: Answer, evidence: EvidenceMode) -> bool:
    """Whether something must be asked first; only a single, usual OK leaves at once (undo is its net)."""
    asks_for_evidence = evidence is not EvidenceMode.OFF
    return len(shown) != 1 or answer is not Answer.OK or asks_for_evidence or bool(_question(shown[0]))


def _question(row: Row) -> str:
    ack = row.newest_ack
    if ack is not None and row.stage in _NOT_SENT_YET:
        return _("Your answer “{answer}” is still on its way. Answer anew all the same?").format(
            answer=answer_text(ack.device_status)
        )
    return answerable(row).ask


def _why_left_out(shown: Row, standing: Row | None, answer: Answer, several_at: datetime | None) -> str:
    """The reason against answering this row, or ""; `several_at` is now, where several are answered at once."""
    if standing is None or (standing.held.gone_at is not None and shown.held.gone_at is None):
        return _("It is gone: Flip no longer lists it. Nothing is sent.")
    changed = what_changed(shown.held.command, standing.held.command)
    if changed:
        if changed == ("device_status",) and standing.replaced_by is not None:
            return _("Expired: Flip gave up waiting while you were looking, and has sent a new command in its place.")
        return _what_changed(shown.held.command, standing.held.command, changed)
    verdict = answerable(standing)
    if not verdict.may:
        return verdict.why_not
    ack = standing.newest_ack
    if ack is not None and standing.stage in _NOT_SENT_YET and ack.device_status is answer is Answer.OK:
        return _("Already answered: this OK is under way.")
    if several_at is None:
        return ""
    command = standing.held.command
    if standing.work is Work.NONE and standing.held.gone_at is None:
        if command.status in (Status.CANCELED, Status.OPT_OUT):
            return _("Cancelled, and answered already ({answer}).").format(answer=command.device_status)
        return _("Already answered ({answer}): Flip waits for no answer.").format(answer=command.device_status)
    if standing.stage is Stage.DELIVERED:
        return _("Already answered, and delivered.")
    if standing.replaced_by is not None:
        return _("Expired: Flip has probably sent a new command in its place.")
    if standing.work is Work.SCHEDULE and command.ends_at is not None and command.ends_at <= several_at:
        return _("Expired: its time is over.")
    return ""


def _what_changed(before: Command, after: Command, names: Sequence[str]) -> str:
    if before.status != after.status and after.status == Status.CANCELED:
        return _("Flip cancelled it while you were looking: left out. Look at it again.")
    if before.status != after.status and after.status == Status.OPT_OUT:
        return _("Its homeowner opted out while you were looking: left out. Look at it again.")
    if names == ("device_status",) and after.device_status != DeviceStatus.PENDING:
        return _("It was answered while you were looking ({answer}): left out.").format(
            answer=device_status_text(after.device_status)
        )
    return _("It changed while you were looking ({names}): left out. Look at it again.").format(
        names=", ".join(term_title(name) for name in names)
    )


def _instruction_key(command: Command) -> tuple[object, ...]:
    battery = command.battery_commands
    return (
        command.status,
        command.device_status,
        command.starts_at,
        command.ends_at,
        command.is_preparatory_action,
        battery.mode,
        battery.power_mode,
        battery.setpoint_w,
        battery.enable_grid_import,
        battery.backup_reserve_percentage,
        tuple((field.path, field.raw) for field in command.unreadable),
    )
