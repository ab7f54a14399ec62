"""The console: everything that a window or a command line may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from psygnal import Signal
from typing_extensions import Unpack

from flipconsole.app.aids import Aids
from flipconsole.app.bulks import Bulks
from flipconsole.app.clock import FlipClock
from flipconsole.app.courier import Courier
from flipconsole.app.diary import Diary
from flipconsole.app.facts import Facts
from flipconsole.app.importing import Importing, ImportReport
from flipconsole.app.link import Link
from flipconsole.app.notices import Notice, NoticeBoard, NoticeKind
from flipconsole.app.safekeeping import Safekeeping
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.answerable import answerable
from flipconsole.domain.bulk import Bulk, LeftOut
from flipconsole.domain.command import Answer, Status, UnreadableRow
from flipconsole.domain.environment import Environment
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.language import _
from flipconsole.domain.paths import is_canonical_id
from flipconsole.domain.profile import Profile
from flipconsole.domain.row import ASKING_STATES, Row
from flipconsole.domain.terms import terms_of, what_changed
from flipconsole.domain.work import Work
from flipconsole.store.outbox import AckChange, Changed, Outbox, Put

PRODUCTION_UNDO_S = 5.0
REASON_LIMIT = 2000
"""Flip documents no limit for a reason; longer texts are cut where they are typed."""


_NO_EVIDENCE: Mapping[str, Evidence] = MappingProxyType({})


class Excluded(NamedTuple):
    """A row that was left out of an answer, and why."""

    row: Row
    why: str


class Console:
    """Everything the UI may ask for.

    What the UI calls is synchronous and returns at once; the courier does all the talking, and looks before it
    speaks: an ack goes out only if Flip still asks what the operator answered.

    Signals:
        rows_changed: `rows` would now return something else; carries a `RowsDiff`.
        link_changed: the new `Link`.
        notice_raised: a grouped `Notice`.
        acks_changed: the acks with these command ids moved on, also of commands that no row shows.
        acks_saved: these acks are on disk now; carries a tuple of `Ack`.
    """

    rows_changed = Signal(object)
    link_changed = Signal(object)
    notice_raised = Signal(object)
    acks_changed = Signal(object)
    acks_saved = Signal(object)

    def __init__(
        self,
        profile: Profile,
        facts: Facts,
        courier: Courier,
        outbox: Outbox,
        importing: Importing,
        clock: FlipClock,
        diary: Diary,
        board: NoticeBoard,
        safekeeping: Safekeeping,
        bulks: Bulks,
        aids: Aids,
        *,
        undo_s: float | None,
        take_token: Callable[[str], None],
    ) -> None:
        self.profile = profile
        self.origin = profile.origin
        self.vigil = courier.vigil
        self.news = courier.news
        self.aids = aids
        self.undo_s = usual_undo_s(profile.environment) if undo_s is None else undo_s
        self._facts = facts
        self._courier = courier
        self._outbox = outbox
        self._importing = importing
        self._clock = clock
        self._diary = diary
        self._board = board
        self._safekeeping = safekeeping
        self._bulks = bulks
        self._take_token = take_token
        self._undone: set[str] = set()
        facts.rows_changed.connect(self.rows_changed.emit)
        facts.acks_changed.connect(self.acks_changed.emit)
        courier.link_changed.connect(self.link_changed.emit)
        board.notice_raised.connect(self.notice_raised.emit)

    # -- facts ---------------------------------------------------------------------------------------------------

    @property
    def rows(self) -> Mapping[str, Row]:
        """Every command that is known, by id; a live, read-only view."""
        return self._facts.rows

    @property
    def link(self) -> Link:
        """How the connection to Flip stands."""
        return self._courier.link

    @property
    def environment(self) -> Environment:
        """Which Flip this is."""
        return self.profile.environment

    @property
    def operator(self) -> str:
        """The name that stands on every answer from here."""
        return self._diary.operator

    @property
    def refusal(self) -> str:
        """Why no answer can be taken in this run: nothing can be saved; "" when one can."""
        return self._outbox.refusal

    def now(self) -> datetime:
        """Flip's time, as far as it is known (aware UTC)."""
        return self._clock.now()

    def unsent(self) -> tuple[Ack, ...]:
        """The answers that have not arrived yet, in the order in which they were given."""
        return tuple(self._facts.unsettled())

    def ack(self, seq: int) -> Ack | None:
        """One answer by its number."""
        return self._facts.ack(seq)

    def is_saving(self, command_id: str) -> bool:
        """Whether an answer to this command is on its way to the disk."""
        return self._facts.is_saving(command_id)

    def needing_you(self) -> tuple[Ack, ...]:
        """The newest answers that a person must look at: conflicts and those that Flip did not take."""
        return self._facts.asking()

    def attention(self) -> tuple[Attention, ...]:
        """The open "Needs you" items."""
        return self._facts.attention()

    def unreadable(self) -> tuple[UnreadableRow, ...]:
        """The rows of the last list that are not commands."""
        return self._facts.unreadable

    def life_of(self, command_id: str, then: Callable[[Sequence[JournalLine]], None]) -> None:
        """Read the journal of one command and hand it to `then`, soon, oldest line first."""
        self._safekeeping.follow(self._outbox.read_journal(command_id), then, place=None)

    # -- answering -----------------------------------------------------------------------------------------------

    def acknowledge(
        self,
        shown: Sequence[Row],
        answer: Answer,
        reason: str | None,
        left_out: Sequence[LeftOut] = (),
        *,
        evidence: Mapping[str, Evidence] = _NO_EVIDENCE,
    ) -> tuple[Excluded, ...]:
        """Answer these commands as they were shown; what cannot be answered is left out and told.

        `evidence` is what was looked at, by command id; without a reason, it writes that of each command itself.

        Each answer is on disk before anything leaves; `rows_changed` says when (SAVING, then saved). Several are a
        bulk, and it is kept with what was left out of it, here and before (`left_out`).
        """
        excluded: list[Excluded] = []
        acks: list[Ack] = []
        taken: set[str] = set()
        locked = self.refusal or self.vigil.why_locked()
        for row in shown:
            shown_by = evidence.get(row.id)
            why = self.aids.rules.why_not(answer, reason, shown_by) or locked or self._why_not(row, answer, reason)
            why = why if row.id not in taken else _("It was chosen twice.")
            if why:
                excluded.append(Excluded(row, why))
            else:
                taken.add(row.id)
                acks.append(self._ack(row.id, row, answer, reason, shown_by))
        bulk = None
        if len(shown) + len(left_out) > 1:
            here = [LeftOut(one.row.id, one.row.held.command.device_id, one.why) for one in excluded]
            bulk = Bulk(answer, _clean(reason), self.operator, self.now(), left_out=(*left_out, *here))
        self._save(acks, bulk=bulk)
        return tuple(excluded)

    def answer_by_id(
        self, command_id: str, answer: Answer, reason: str | None, evidence: Evidence | None = None
    ) -> str:
        """Answer a command by its id alone; returns why not, or "" when the answer is being saved.

        Its terms are those last held, if any; a command that nobody has seen is sent without a comparison.
        """
        if self.refusal:
            return self.refusal
        if not is_canonical_id(command_id):
            return _("That is not a command id. An id looks like 497f6eca-6276-4993-bfeb-53cbbbba6f08.")
        row = self.rows.get(command_id)
        if row is not None:
            shown_by = _NO_EVIDENCE if evidence is None else {command_id: evidence}
            excluded = self.acknowledge([row], answer, reason, evidence=shown_by)
            return excluded[0].why if excluded else ""
        if self.is_saving(command_id):
            return _("Its answer is just being saved.")
        if locked := self.vigil.why_locked():
            return locked
        if why_not := self.aids.rules.why_not(answer, reason, evidence):
            return why_not
        self._save([self._ack(command_id, None, answer, reason, evidence)])
        return ""

    def undo(self, command_id: str) -> None:
        """Take the newest answer back, as long as it has not left; one that is just being saved, as soon as it is."""
        if self.is_saving(command_id):
            self._undone.add(command_id)
            return
        acks = self._facts.acks_of(command_id)
        if acks and acks[-1].state is AckState.QUEUED and not acks[-1].unheard:
            self._withdraw(acks[-1], "undone", _("Taken back before it left."))

    def withdraw(self, seq: int) -> None:
        """Give up an answer that waits, failed, or needs review; what Flip has is not touched."""
        ack = self._facts.ack(seq)
        if ack is not None and (ack.state is AckState.QUEUED or ack.state in ASKING_STATES):
            self._withdraw(ack, "withdrawn", _("Withdrawn by {who}.").format(who=self.operator or _("the operator")))

    def keep_theirs(self, seq: int) -> None:
        """Settle a conflict in favour of what Flip has, with all older questions about the command."""
        ack = self._facts.ack(seq)
        for one in () if ack is None else self._facts.acks_of(ack.command_id):
            if one.seq <= seq and one.state in ASKING_STATES:
                self.withdraw(one.seq)

    def send_mine(self, seq: int) -> str:
        """Settle a conflict with one's own answer, now meant for the terms that stand; returns why not, or "".

        The old answer is given up only once the new one is on disk.
        """
        ack = self._facts.ack(seq)
        if ack is None:
            return _("That answer is not there any more.")
        row = self.rows.get(ack.command_id)
        if row is None and self.is_saving(ack.command_id):
            return _("Its answer is just being saved.")
        if locked := self.vigil.why_locked():
            return locked
        if self.aids.rules.read_only:
            return self.aids.rules.why_read_only()
        if row is not None:
            if row.work is Work.REMOVE and (ack.terms is None or ack.terms.status == Status.OK):
                return _("Flip cancelled it meanwhile, so that answer would mean something else. Answer the removal.")
            why_not = self.aids.rules.why_not(ack.device_status, ack.reason, None) or self._why_not(
                row, ack.device_status, ack.reason
            )
            if why_not:
                return why_not
        again = self._ack(ack.command_id, row, ack.device_status, ack.reason)
        self._save([again], lambda: self.keep_theirs(seq))
        return ""

    def retry(self, *seqs: int) -> None:
        """Send answers that Flip did not take once more, for what they answered then; or hurry those that wait.

        If a command has changed since, the courier's look finds it and asks.
        """
        if self.vigil.why_locked():
            self._courier.refresh()
            return
        again: dict[int, Ack] = {}
        refused: list[str] = []
        for seq in seqs:
            ack = self._facts.ack(seq)
            if ack is not None and (why_not := self._why_no_retry(ack)):
                refused.append(why_not)
            elif ack is not None and ack.state is AckState.QUEUED:
                self._change(ack, next_at=None)
                self._courier.refresh()
            elif ack is not None and ack.state in (AckState.FAILED, AckState.NEEDS_REVIEW):
                row = self.rows.get(ack.command_id)
                if self.is_saving(ack.command_id) or (row is not None and not answerable(row).may):
                    continue
                new = self._ack(ack.command_id, row, ack.device_status, ack.reason)
                again[seq] = new.but(
                    terms=ack.terms, seen_updated_at=ack.seen_updated_at, bulk=ack.bulk, evidence=ack.evidence
                )

        def give_up_old_ones() -> None:
            for seq in again:
                self.keep_theirs(seq)

        if refused:
            self._board.tell(Notice(NoticeKind.HELD_BACK, refused[0], False))
        self._save(list(again.values()), give_up_old_ones)

    def close_attention(self, item_id: int) -> None:
        """A person has done what a "Needs you" item asks."""
        item = next((one for one in self.attention() if one.id == item_id), None)
        if item is None:
            return
        row = self.rows.get(item.command_id)
        line = self._diary.line("closed", command=None if row is None else row.held.command, text=item.text)
        closing = self._outbox.close_attention(item_id, self.operator, self.now(), line)
        self._safekeeping.follow(closing, lambda closed: self._facts.take_attention([] if closed is None else [closed]))

    # -- the rest ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Fetch the list now, unless a request is under way or Flip asked us to wait."""
        self._courier.refresh()

    def use_token(self, secret: str) -> None:
        """Take a token for this run; it stays in memory."""
        self._take_token(secret)
        self._courier.use_token(bool(secret))

    def use_operator(self, name: str) -> None:
        """Put this name on every answer from now on."""
        self._diary.operator = name

    def import_text(self, text: str, name: str, then: Callable[[ImportReport], None]) -> None:
        """Take commands from pasted text, a file or a webhook body; what is no command is told with its line.

        `then` is called on the loop's thread when all are in the rows: at once for a short text.
        """
        self._importing.take(text, name, then)

    # -- how -----------------------------------------------------------------------------------------------------

    def _why_not(self, shown: Row, answer: Answer, reason: str | None) -> str:
        if self.refusal:
            return self.refusal
        current = self.rows.get(shown.id, shown)
        verdict = answerable(current)
        if not verdict.may:
            return verdict.why_not
        if what_changed(shown.held.command, current.held.command):
            return _("It changed while you were looking. Look again, then answer.")
        if current.held.gone_at is not None and shown.held.gone_at is None:
            return _("It left Flip's list while you were looking.")
        under_way = next((ack for ack in reversed(self._facts.acks_of(current.id)) if not ack.state.is_settled), None)
        if under_way is not None and under_way.device_status == answer and under_way.reason == _clean(reason):
            return _("The same answer is already under way.")
        return ""

    def _why_no_retry(self, ack: Ack) -> str:
        """Why the rules let an old answer not go again; one that still waits was given under those of its time."""
        rules = self.aids.rules
        if ack.state is AckState.QUEUED:
            return rules.why_read_only()
        return rules.why_not(ack.device_status, ack.reason, ack.evidence)

    def _ack(
        self, command_id: str, row: Row | None, answer: Answer, reason: str | None, evidence: Evidence | None = None
    ) -> Ack:
        now = self.now()
        if evidence is not None and not (reason or "").strip():
            reason = evidence.reason
        held = None if row is None else row.held
        return Ack(
            command_id=command_id,
            device_status=answer,
            reason=self.aids.rules.signed(_clean(reason) or "", self.operator, REASON_LIMIT) or None,
            operator=self.operator,
            terms=None if held is None else terms_of(held.command, listed=held.gone_at is None),
            seen_updated_at=None if held is None else held.command.updated_at,
            created_at=now,
            not_before=now + timedelta(seconds=self.undo_s),
            evidence=evidence,
        )

    def _save(self, acks: list[Ack], then: Callable[[], None] | None = None, *, bulk: Bulk | None = None) -> None:
        if not acks:
            return
        ids = [ack.command_id for ack in acks]
        lines = [self._diary.line("answered", ack, body=ack.device_status, text=_with_evidence(ack)) for ack in acks]
        self._facts.start_saving(acks)

        def saved(put: Put) -> None:
            if put.bulk is not None:
                self._bulks.take([put.bulk])
            self._facts.saved(ids, (*put.withdrawn, *put.acks))
            for command_id in self._undone.intersection(ids):
                self._undone.discard(command_id)
                self.undo(command_id)
            if then is not None:
                then()
            self._courier.wake()
            self.acks_saved.emit(put.acks)

        def not_saved(why: str) -> None:
            self._undone.difference_update(ids)
            self._facts.not_saved(acks, why)

        self._safekeeping.follow(self._outbox.put(acks, lines, bulk), saved, not_saved)

    def _withdraw(self, ack: Ack, what: str, text: str) -> None:
        line = self._diary.line(what, ack, text=text)
        self._change(ack, [line], state=AckState.WITHDRAWN, settled_at=self.now(), outcome=text)

    def _change(self, ack: Ack, lines: Sequence[JournalLine] = (), **columns: Unpack[AckChange]) -> None:
        def changed(result: Changed | None) -> None:
            if result is not None:
                self._facts.take_acks([result.ack])

        self._safekeeping.follow(self._outbox.change(ack.seq, {ack.state}, lines=lines, **columns), changed)


def _clean(reason: str | None) -> str | None:
    text = (reason or "").strip()[:REASON_LIMIT]
    return text or None


def _with_evidence(ack: Ack) -> str:
    """The reason, and what was looked at where a person has put it in other words."""
    reason = ack.reason or ""
    if ack.evidence is None or ack.evidence.reason == reason:
        return reason
    return _("{reason} (looked at: {evidence})").format(reason=reason, evidence=ack.evidence.reason)


def usual_undo_s(environment: Environment) -> float:
    """How many seconds an answer can be taken back where nobody has said it."""
    return PRODUCTION_UNDO_S if environment is Environment.PRODUCTION else 0.0
