"""What is kept comes back as it was; what is damaged or newer says so."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.command import Answer, BatteryCommand, Command, UnreadableField
from flipconsole.domain.errors import StoreError
from flipconsole.domain.held import Held
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.record import decode, encode, from_columns, to_columns
from flipconsole.domain.terms import Terms, terms_of

NOW = datetime(2025, 11, 2, 5, 30, tzinfo=UTC)
COMMAND = Command(
    id="00000000-0000-4000-8000-000000000001",
    event_id="e",
    device_id="d",
    starts_at=NOW,
    ends_at=None,
    duration_s=0.5,
    is_preparatory_action=False,
    battery_commands=BatteryCommand("DISCHARGE", "SETPOINT", 5000, enable_grid_import=True),
    status="SUSPENDED",
    device_status="PENDING",
    device_status_reason=None,
    created_at=None,
    updated_at=NOW + timedelta(microseconds=1),
    unreadable=(UnreadableField("created_at", '"soon"', "It is no time."),),
    raw="{}",
)
ACK = Ack(COMMAND.id, Answer.FAILED_FAULT, "null", "Ana", terms_of(COMMAND), NOW, NOW, NOW, unheard=True, seq=3)
RECORDS: list[msgspec.Struct] = [
    COMMAND,
    Held(COMMAND, NOW, gone_at=NOW),
    ACK,
    terms_of(COMMAND),
    Attention(COMMAND.id, "d", "review", "Look at it.", NOW, 3),
    JournalLine("sent", NOW, 1.25, latency_s=0.1, ack_seq=3, body="{}"),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_what_is_kept_comes_back_as_it_was(record: msgspec.Struct) -> None:
    assert decode(type(record), encode(record)) == record


@pytest.mark.parametrize("record", [ACK, *RECORDS[4:]], ids=lambda record: type(record).__name__)
def test_so_do_columns(record: msgspec.Struct) -> None:
    assert from_columns(type(record), to_columns(record)) == record


@given(reason=st.none() | st.text(), attempts=st.integers(0, 2**40), state=st.sampled_from(AckState))
def test_any_answer_comes_back_from_its_columns(reason: str | None, attempts: int, state: AckState) -> None:
    ack = msgspec.structs.replace(ACK, reason=reason, attempts=attempts, state=state)
    back = from_columns(Ack, to_columns(ack))
    assert back == ack


def test_column_times_sort_as_times_do() -> None:
    lisbon = timezone(timedelta(hours=1))
    moments = [NOW, NOW + timedelta(microseconds=5), NOW.astimezone(lisbon) + timedelta(seconds=1)]
    texts = [str(to_columns(JournalLine("seen", moment, 0.0))["at"]) for moment in moments]
    assert texts == sorted(texts)
    assert len({len(text) for text in texts}) == 1


def test_fields_of_a_newer_version_are_passed_over() -> None:
    text = encode(COMMAND)[:-1] + ',"priority":{"deep":[1]}}'
    assert decode(Command, text) == COMMAND
    assert from_columns(Ack, {**to_columns(ACK), "priority": 3}) == ACK


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 3}', '{"a":' * 5000, encode(COMMAND)[:-20], "\ud800"])
def test_damaged_text_is_told(text: str) -> None:
    with pytest.raises(StoreError, match="damaged, or was written by a newer version"):
        decode(Command, text)


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "snoozed"},
        {"device_status": "PENDING"},
        {"terms": "{"},
        {"terms": '{"device_id": 1}'},
        {"created_at": "yesterday"},
        {"created_at": "2025-11-02T05:30:00"},
        {"attempts": None},
        {"unheard": 2},
        {"operator": b"\xff"},
    ],
)
def test_damaged_or_newer_columns_are_told(columns: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="damaged, or was written by a newer version"):
        from_columns(Ack, {**to_columns(ACK), **columns})


@pytest.mark.parametrize("name", ["command_id", "created_at", "device_status"])
def test_a_missing_column_is_told(name: str) -> None:
    columns = to_columns(ACK)
    del columns[name]
    with pytest.raises(StoreError):
        from_columns(Ack, columns)


def test_half_a_surrogate_becomes_visible() -> None:
    line = JournalLine("seen", NOW, 0.0, text="a\ud800b", body="é🔋")
    assert to_columns(line)["text"] == "a\\ud800b"
    assert decode(JournalLine, encode(line)).text == "a\\ud800b"
    held = Held(msgspec.structs.replace(COMMAND, device_status_reason="\udfff"), NOW)
    assert decode(Held, encode(held)).command.device_status_reason == "\\udfff"


def test_terms_survive_inside_a_column() -> None:
    odd = Terms("d'\"; DROP", "OK", "PENDING", None, None, "X", None, None, None, None, (("ends_at", "\x00"),))
    ack = msgspec.structs.replace(ACK, terms=odd)
    assert from_columns(Ack, to_columns(ack)).terms == odd
