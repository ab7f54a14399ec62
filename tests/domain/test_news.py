"""Each change of Flip's is one line with before and after; our own answers are no news."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Command
from flipconsole.domain.held import Held
from flipconsole.domain.merge import Change
from flipconsole.domain.news import News, NewsKind, chain_of, news_of
from flipconsole.domain.news_words import Told, chain_text, short_id, summary, tell
from flipconsole.domain.row import Row
from tests.ui.desk import NEW_YORK, NOW, a_command, an_ack, id_of


def held(command: Command, **changes: Any) -> Held:
    return Held(command, NOW, **changes)


def line_of(before: Held | None, after: Held, **row: Any) -> News | None:
    return news_of(Change(before, after), Row(after, **row), NOW)


def told(before: Held | None, after: Held, **row: Any) -> tuple[NewsKind, Told]:
    line = line_of(before, after, **row)
    assert line is not None
    return line.kind, tell(line, NEW_YORK, NOW)


BEFORE = a_command()
HALF_HOUR = timedelta(minutes=30)


def but(**changes: Any) -> Command:
    battery = {name: changes.pop(name) for name in list(changes) if hasattr(BEFORE.battery_commands, name)}
    command = msgspec.structs.replace(BEFORE, **changes)
    return msgspec.structs.replace(
        command, battery_commands=msgspec.structs.replace(command.battery_commands, **battery)
    )


SIX: dict[str, tuple[Held | None, Held, NewsKind, Told]] = {
    "new": (
        None,
        held(BEFORE),
        NewsKind.NEW,
        Told("New", "", "Discharge 5.0 kW, today 17:00 to 19:00 EDT"),
    ),
    "moved": (
        held(BEFORE),
        held(but(starts_at=BEFORE.starts_at + HALF_HOUR, ends_at=BEFORE.ends_at + HALF_HOUR)),  # type: ignore[operator]
        NewsKind.MOVED,
        Told("Moved 30 min later", "today 17:00 to 19:00 EDT", "today 17:30 to 19:30 EDT"),
    ),
    "setpoint": (
        held(BEFORE),
        held(but(setpoint_w=3000)),
        NewsKind.POWER,
        Told("Power changed", "5.0 kW", "3.0 kW"),
    ),
    "cancelled": (
        held(but(device_status="OK")),
        held(but(status="CANCELED", device_status="PENDING")),
        NewsKind.CANCELLED,
        Told("Cancelled", "Going ahead", "Cancelled"),
    ),
    "opted out": (
        held(BEFORE),
        held(but(status="OPT_OUT")),
        NewsKind.OPTED_OUT,
        Told("Opted out", "Going ahead", "Opted out"),
    ),
    "gone": (
        held(BEFORE),
        held(BEFORE, gone_at=NOW),
        NewsKind.GONE,
        Told("Left Flip's list", "Discharge 5.0 kW, today 17:00 to 19:00 EDT", "Not listed any more"),
    ),
}


@pytest.mark.parametrize("name", SIX)
def test_each_of_six_changes_is_one_line_with_before_and_after(name: str) -> None:
    before, after, kind, words = SIX[name]
    assert told(before, after) == (kind, words)


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"mode": "CHARGE"}, NewsKind.MODE, Told("Mode changed", "Discharge", "Charge")),
        ({"backup_reserve_percentage": 30}, NewsKind.MODE, Told("Reserve changed", "20 %", "30 %")),
        ({"enable_grid_import": True}, NewsKind.MODE, Told("Grid import changed", "not allowed", "allowed")),
        ({"device_status": "OK"}, NewsKind.ANSWERED, Told("Answered elsewhere", "Not answered", "Answered OK")),
        ({"device_id": "PW-9"}, NewsKind.OTHER, Told("Device changed", "PW-1", "PW-9")),
        (
            {"ends_at": BEFORE.ends_at - timedelta(hours=1)},  # type: ignore[operator]
            NewsKind.MOVED,
            Told("End moved 1 h earlier", "today 17:00 to 19:00 EDT", "today 17:00 to 18:00 EDT"),
        ),
        (
            {"starts_at": BEFORE.starts_at + timedelta(minutes=90), "setpoint_w": 3000},  # type: ignore[operator]
            NewsKind.MOVED,
            Told(
                "Start moved 1 h 30 min later · Power changed",
                "today 17:00 to 19:00 EDT · 5.0 kW",
                "today 18:30 to 19:00 EDT · 3.0 kW",
            ),
        ),
        (
            {"ends_at": None},
            NewsKind.MOVED,
            Told(
                "End changed",
                "today 17:00 to 19:00 EDT",
                "from today 17:00 EDT until another command replaces it",
            ),
        ),
        ({"power_mode": "FOLLOW_LOAD", "setpoint_w": None}, NewsKind.POWER,
         Told("Power changed", "5.0 kW", "Follow the load")),
    ],
)  # fmt: skip
def test_other_changes_have_words_too(changes: dict[str, Any], kind: NewsKind, words: Told) -> None:
    assert told(held(BEFORE), held(but(**changes))) == (kind, words)


def test_flip_asking_anew_is_told() -> None:
    kind, words = told(held(but(device_status="OK")), held(BEFORE))
    assert kind is NewsKind.OTHER
    assert words == Told("Flip asks again", "Answered OK", "Not answered")


def test_what_changes_nothing_of_the_order_is_no_news() -> None:
    assert line_of(held(BEFORE), held(but(updated_at=NOW))) is None


def test_our_own_answer_is_no_news_and_a_colleagues_is() -> None:
    after = held(but(device_status="OK"))
    ours = an_ack(attempts=1, state=AckState.DELIVERED)
    assert line_of(held(BEFORE), after, acks=(ours,)) is None
    unsent = an_ack(attempts=0)
    line = line_of(held(BEFORE), after, acks=(unsent,))
    assert line is not None
    assert line.kind is NewsKind.ANSWERED


def test_back_on_the_list_is_told_with_what_changed_meanwhile() -> None:
    kind, words = told(held(BEFORE, gone_at=NOW), held(but(setpoint_w=3000)))
    assert kind is NewsKind.BACK
    assert words == Told("On Flip's list again · Power changed", "Not listed · 5.0 kW", "Listed · 3.0 kW")


def test_a_replacement_is_one_line_and_the_old_ones_going_none() -> None:
    kind, words = told(None, held(a_command(2)), replaces=id_of(1))
    assert kind is NewsKind.REPLACED
    assert words == Told(
        "Replaced by a new command",
        f"the command {short_id(id_of(1))}",
        "Discharge 5.0 kW, today 17:00 to 19:00 EDT",
    )
    assert line_of(held(BEFORE), held(BEFORE, gone_at=NOW), replaced_by=id_of(2)) is None


def a_chain(length: int) -> dict[str, Row]:
    rows = {}
    for number in range(1, length + 1):
        command = a_command(
            number,
            created_at=NOW - timedelta(minutes=60 - 15 * number),
            device_status="PENDING" if number == length else "FAILED_OFFLINE",
        )
        rows[command.id] = Row(
            held(command),
            replaces=id_of(number - 1) if number > 1 else None,
            replaced_by=id_of(number + 1) if number < length else None,
        )
    return rows


@pytest.mark.parametrize("asked", [1, 2, 3, 4])
def test_a_chain_of_three_replacements_is_told_in_order(asked: int) -> None:
    chain = chain_of(a_chain(4), id_of(asked))
    assert [row.id for row in chain] == [id_of(number) for number in (1, 2, 3, 4)]
    words = chain_text(chain, NEW_YORK, NOW).split(" → ")
    assert [word.split("came ")[1] for word in words] == [
        "today 15:15 EDT; Failed: offline)",
        "today 15:30 EDT; Failed: offline)",
        "today 15:45 EDT; Failed: offline)",
        "today 16:00 EDT; Not answered)",
    ]


def test_a_chain_that_runs_in_a_circle_ends() -> None:
    rows = a_chain(3)
    rows[id_of(1)] = msgspec.structs.replace(rows[id_of(1)], replaces=id_of(3))
    rows[id_of(3)] = msgspec.structs.replace(rows[id_of(3)], replaced_by=id_of(1))
    assert len(chain_of(rows, id_of(2))) == 3


def test_a_summary_counts_the_weightiest_first() -> None:
    lines = [line_of(before, after) for before, after, _kind, _words in SIX.values()]
    assert summary([line for line in lines if line is not None]) == (
        "1 cancelled, 1 opted out, 1 gone, 1 moved, 1 with other power, 1 new"
    )
