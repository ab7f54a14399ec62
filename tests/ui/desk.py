"""Rows in every stage, a console that records what it is asked, and eyes for what Qt would make of a text."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from psygnal import Signal
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from flipconsole.app.aids import Aids
from flipconsole.app.clock import FlipClock
from flipconsole.app.presence import Presence
from flipconsole.app.reach import Reach
from flipconsole.app.reason_book import ReasonBook
from flipconsole.app.rules import Rules
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.bulk import LeftOut
from flipconsole.domain.command import Answer, BatteryCommand, Command, UnreadableRow
from flipconsole.domain.environment import Environment
from flipconsole.domain.evidence import Evidence
from flipconsole.domain.held import Held
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.news import News
from flipconsole.domain.reliance import Footing, Interruption, Reliance, why_locked
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.terms import terms_of

NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
_BATTERY = {field.name for field in msgspec.structs.fields(BatteryCommand)}


def id_of(number: int) -> str:
    return f"497f6eca-6276-4993-bfeb-{number:012x}"


def a_command(number: int = 1, **changes: Any) -> Command:
    """A pending discharge of today 17:00 to 19:00 in New York; battery fields by their names."""
    battery: dict[str, Any] = {
        "mode": "DISCHARGE",
        "power_mode": "SETPOINT",
        "setpoint_w": 5000,
        "enable_grid_import": False,
        "enable_grid_export": True,
        "backup_reserve_percentage": 20,
        "maximum_charge_percentage": 100,
    }
    battery |= {name: changes.pop(name) for name in list(changes) if name in _BATTERY}
    fields: dict[str, Any] = {
        "id": id_of(number),
        "event_id": None,
        "device_id": f"PW-{number}",
        "starts_at": NOW + timedelta(hours=1),
        "ends_at": NOW + timedelta(hours=3),
        "duration_s": 7200.0,
        "is_preparatory_action": False,
        "status": "OK",
        "device_status": "PENDING",
        "device_status_reason": None,
        "created_at": NOW - timedelta(minutes=4),
        "updated_at": NOW - timedelta(minutes=3),
    }
    fields |= {"raw": json.dumps({"id": id_of(number)})} | changes
    return Command(battery_commands=BatteryCommand(**battery), **fields)


def an_ack(number: int = 1, answer: Answer = Answer.OK, **changes: Any) -> Ack:
    """An answer to `a_command(number)`, given half a minute ago, its undo time over."""
    fields: dict[str, Any] = {
        "command_id": id_of(number),
        "device_status": answer,
        "reason": None if answer is Answer.OK else "The battery reports a fault",
        "operator": "Ana",
        "terms": terms_of(a_command(number)),
        "seen_updated_at": NOW,
        "created_at": NOW - timedelta(seconds=30),
        "not_before": NOW - timedelta(seconds=25),
        "seq": number + 10,
    }
    return Ack(**(fields | changes))


def a_row(
    number: int = 1,
    *,
    acks: Sequence[Ack] = (),
    stage: Stage = Stage.NONE,
    attention: Sequence[Attention] = (),
    replaced_by: str | None = None,
    replaces: str | None = None,
    held: dict[str, Any] | None = None,
    **changes: Any,
) -> Row:
    """A row around `a_command`; `held` are fields of Held."""
    command = a_command(number, **changes)
    pending_since = command.updated_at if command.device_status == "PENDING" else None
    fields = {"first_seen_at": NOW - timedelta(minutes=3), "pending_since": pending_since} | (held or {})
    return Row(Held(command, **fields), tuple(acks), tuple(attention), stage, replaced_by, replaces)


def rows_of_every_stage() -> dict[Stage, Row]:
    """One row for each stage, as the application layer would derive it."""
    return {
        Stage.NONE: a_row(1),
        Stage.SAVING: a_row(2, acks=[an_ack(2, seq=0)], stage=Stage.SAVING),
        Stage.NOT_SAVED: a_row(3, acks=[an_ack(3, seq=0, outcome="The disk is full.")], stage=Stage.NOT_SAVED),
        Stage.HOLDING: a_row(4, acks=[an_ack(4, not_before=NOW + timedelta(seconds=3.2))], stage=Stage.HOLDING),
        Stage.WAITING: a_row(
            5,
            acks=[an_ack(5, attempts=3, next_at=NOW + timedelta(seconds=40), outcome="Flip could not be reached.")],
            stage=Stage.WAITING,
        ),
        Stage.SENDING: a_row(6, acks=[an_ack(6, state=AckState.SENDING)], stage=Stage.SENDING),
        Stage.NOT_CONFIRMED: a_row(7, acks=[an_ack(7, attempts=1, unheard=True)], stage=Stage.NOT_CONFIRMED),
        Stage.DELIVERED: a_row(
            8,
            device_status="OK",
            acks=[an_ack(8, state=AckState.DELIVERED, attempts=1, http_status=200, settled_at=NOW)],
            stage=Stage.DELIVERED,
        ),
        Stage.NEEDS_REVIEW: a_row(
            9,
            setpoint_w=3000,
            device_status="FAILED_FAULT",
            acks=[an_ack(9, state=AckState.NEEDS_REVIEW, outcome="Flip changed it: power.")],
            stage=Stage.NEEDS_REVIEW,
        ),
        Stage.NOT_ACCEPTED: a_row(
            10,
            acks=[an_ack(10, state=AckState.FAILED, attempts=1, http_status=400, outcome="Flip said no.")],
            stage=Stage.NOT_ACCEPTED,
        ),
        Stage.WITHDRAWN: a_row(11, acks=[an_ack(11, state=AckState.WITHDRAWN)], stage=Stage.WITHDRAWN),
    }


class Excluded(NamedTuple):
    row: Row
    why: str


class Report(NamedTuple):
    ids: tuple[str, ...]
    unreadable: tuple[UnreadableRow, ...]


class WatchAsTold:
    """Says of what is shown whatever the test says."""

    changed = Signal()
    interrupted = Signal(object)

    def __init__(self) -> None:
        self.footing = Footing(Reliance.FRESH, NOW)
        self.last_wake: Interruption | None = None
        self.is_relied_on = False
        self.presence = Presence()

    @property
    def must_ask(self) -> bool:
        return self.footing.reliance is Reliance.OLD and not self.is_relied_on

    def why_locked(self) -> str:
        return why_locked() if self.footing.reliance is Reliance.LOCKED else ""

    def rely(self) -> None:
        self.is_relied_on = True

    def start(self) -> None:
        """Somebody looks."""

    def stand(self, reliance: Reliance, **changes: Any) -> None:
        self.footing = self.footing._replace(reliance=reliance, **changes)
        self.changed.emit()


class FeedAsTold:
    """The news that the test brings."""

    changed = Signal()

    def __init__(self) -> None:
        self.lines: tuple[News, ...] = ()
        self.seen: set[int] = set()

    def is_seen(self, line: News) -> bool:
        return line.seq in self.seen

    def unseen(self) -> tuple[News, ...]:
        return tuple(line for line in self.lines if line.seq not in self.seen)

    def mark_seen(self, seqs: Iterable[int]) -> None:
        self.seen.update(seqs)
        self.changed.emit()

    def mark_all_seen(self) -> None:
        self.mark_seen(line.seq for line in self.lines)

    def bring(self, *lines: News) -> None:
        self.lines += tuple(line.numbered(len(self.lines) + place) for place, line in enumerate(lines, start=1))
        self.changed.emit()


class RecordingMarks:
    """Writes down what it is asked, and refuses nothing: what may be asked is the dialog's to know."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def take_on(self, rows: Sequence[Row]) -> None:
        self.asked.append(("take_on", [row.id for row in rows]))

    def let_go(self, rows: Sequence[Row]) -> None:
        self.asked.append(("let_go", [row.id for row in rows]))

    def note(self, rows: Sequence[Row], text: str) -> None:
        self.asked.append(("note", [row.id for row in rows], text))

    def put_off(self, rows: Sequence[Row], until: datetime, reason: str, zone: tzinfo) -> tuple[()]:
        self.asked.append(("put_off", [row.id for row in rows], until, reason))
        return ()

    def bring_back(self, rows: Sequence[Row]) -> None:
        self.asked.append(("bring_back", [row.id for row in rows]))


class RecordingConsole:
    """Answers like the console and writes down what it was asked; `refuses` are ids that it leaves out."""

    rows_changed = Signal(object)

    def __init__(self, rows: Iterable[Row] = (), environment: Environment = Environment.SIMULATOR) -> None:
        self.rows = {row.id: row for row in rows}
        self.environment = environment
        self.vigil = WatchAsTold()
        self.asked: list[tuple[Any, ...]] = []
        self.refuses: dict[str, str] = {}
        self.refusal = ""
        self.lines: Sequence[JournalLine] = ()
        self.imports_wait: list[Callable[[Report], None]] | None = None
        self.life_waits: list[Callable[[Sequence[JournalLine]], None]] | None = None
        self.report = Report((), ())
        self.clock = NOW
        reach = Reach(FlipClock(self.now, lambda: self.clock.timestamp()))
        marks: Any = RecordingMarks()
        self.aids: Any = Aids(Rules(), reach, marks, ReasonBook(Path("no such folder")))
        self.aids.reach.note(None)

    def now(self) -> datetime:
        return self.clock

    def change(self, *rows: Row) -> None:
        self.rows |= {row.id: row for row in rows}
        self.rows_changed.emit(None)

    def drop(self, command_id: str) -> None:
        del self.rows[command_id]
        self.rows_changed.emit(None)

    def acknowledge(
        self,
        shown: Sequence[Row],
        answer: Answer,
        reason: str | None,
        left_out: Sequence[LeftOut] = (),
        *,
        evidence: Mapping[str, Evidence] | None = None,
    ) -> tuple[Excluded, ...]:
        self.asked.append(("acknowledge", tuple(shown), answer, reason))
        self.evidence = dict(evidence or {})
        return tuple(Excluded(row, self.refuses[row.id]) for row in shown if row.id in self.refuses)

    def answer_by_id(
        self, command_id: str, answer: Answer, reason: str | None, evidence: Evidence | None = None
    ) -> str:
        self.evidence = {} if evidence is None else {command_id: evidence}
        self.asked.append(("answer_by_id", command_id, answer, reason))
        return self.refuses.get(command_id, "")

    def life_of(self, command_id: str, then: Callable[[Sequence[JournalLine]], None]) -> None:
        self.asked.append(("life_of", command_id))
        if self.life_waits is None:
            then(self.lines)
        else:
            self.life_waits.append(then)

    def import_text(self, text: str, name: str, then: Callable[[Report], None]) -> None:
        self.asked.append(("import_text", text, name))
        if self.imports_wait is None:
            then(self.report)
        else:
            self.imports_wait.append(then)

    def undo(self, command_id: str) -> None:
        self.asked.append(("undo", command_id))

    def withdraw(self, seq: int) -> None:
        self.asked.append(("withdraw", seq))

    def retry(self, *seqs: int) -> None:
        self.asked.append(("retry", *seqs))

    def keep_theirs(self, seq: int) -> None:
        self.asked.append(("keep_theirs", seq))

    def send_mine(self, seq: int) -> str:
        self.asked.append(("send_mine", seq))
        return ""

    def close_attention(self, item_id: int) -> None:
        self.asked.append(("close_attention", item_id))


HOSTILE = (
    '<img src="file:///etc/passwd">',
    '<a href="file:///etc/passwd">press</a>',
    "<h1>big</h1><b>bold</b>",
    "<style>*{color:red}</style>",
    "&lt;b&gt;bold&lt;/b&gt;",
    "<!DOCTYPE html><table><tr><td>x",
    "left\u202eright",
    "zero\u200bwidth",
    "nul\x00esc\x1b[31m",
    "&Save %s %d {0}",
    "D" * 5000,
)


def faults_of_text(widget: QWidget) -> list[str]:
    """Where Qt could read a text as mark-up, inside this widget."""
    faults: list[str] = []
    for child in (widget, *widget.findChildren(QWidget)):
        if isinstance(child, QLabel) and child.pixmap().isNull() and child.textFormat() != Qt.TextFormat.PlainText:
            faults.append(f"label: {child.text()[:60]}")
        if isinstance(child, QTextEdit):
            faults.append(f"text edit: {child.toPlainText()[:60]}")
        tips = [child.toolTip()]
        if isinstance(child, QAbstractItemView) and child.model() is not None:
            model = child.model()
            tips += [
                str(model.index(line, column).data(Qt.ItemDataRole.ToolTipRole) or "")
                for line in range(model.rowCount(QModelIndex()))
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex()))
            ]
        faults += [f"tooltip: {tip[:60]}" for tip in tips if not _is_literal(tip)]
    return faults


def texts_of(widget: QWidget) -> str:
    """Everything that the labels, buttons and boxes inside this widget say."""
    texts: list[str] = []
    for child in (widget, *widget.findChildren(QWidget)):
        if isinstance(child, QLabel | QAbstractButton):
            texts.append(child.text())
        elif isinstance(child, QPlainTextEdit):
            texts.append(child.toPlainText())
    return "\n".join(texts)


def visible_texts(widget: QWidget) -> str:
    """As `texts_of`, of what is not hidden inside this widget."""
    shown = [child for child in widget.findChildren(QWidget) if child.isVisibleTo(widget)]
    return "\n".join(
        child.text() if isinstance(child, QLabel | QAbstractButton) else child.toPlainText()
        for child in shown
        if isinstance(child, QLabel | QAbstractButton | QPlainTextEdit)
    )


def button_of(widget: QWidget, words: str) -> QAbstractButton:
    """The visible button whose text contains these words."""
    found = [
        button
        for button in widget.findChildren(QAbstractButton)
        if words in button.text().replace("&&", "\0").replace("&", "").replace("\0", "&") and button.isVisibleTo(widget)
    ]
    assert len(found) == 1, (words, [button.text() for button in widget.findChildren(QAbstractButton)])
    return found[0]


def unnamed(widget: QWidget) -> list[QWidget]:
    """The visible controls that a screen reader has no word for."""
    controls = QAbstractButton | QLineEdit | QPlainTextEdit | QAbstractItemView | QTabBar
    return [
        child
        for child in widget.findChildren(QWidget)
        if isinstance(child, controls)
        and child.isVisibleTo(widget)
        and not isinstance(child, QHeaderView)
        and child.objectName() != "qt_edit_clear_button"
        and not child.accessibleName()
        and not (isinstance(child, QAbstractButton) and child.text())
    ]


def unreached(window: QWidget) -> list[QWidget]:
    """The visible, enabled controls that Tab never comes to."""
    wanted = {
        child
        for child in window.findChildren(QWidget)
        if child.isVisibleTo(window)
        and child.isEnabled()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and isinstance(child, QAbstractButton | QLineEdit | QPlainTextEdit | QAbstractItemView | QTabBar)
    }
    reached: set[QWidget] = set()
    step: QWidget | None = window.nextInFocusChain()
    while step is not None and step is not window:
        reached.add(step)
        step = step.nextInFocusChain()
    return [child for child in wanted if child not in reached]


def _is_literal(tip: str) -> bool:
    if "<" not in tip and "&" not in tip:
        return True
    inside = tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "\n")
    return html.escape(html.unescape(inside)) == inside
