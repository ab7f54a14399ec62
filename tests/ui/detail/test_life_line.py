from datetime import timedelta

from flipconsole.domain.journal import JournalLine
from flipconsole.ui.detail.life_line import life_of
from tests.ui.desk import NOW, a_row


def line(what: str, minutes: float, **changes: object) -> JournalLine:
    return JournalLine(what=what, at=NOW + timedelta(minutes=minutes), monotonic_s=0.0, **changes)


def test_the_life_is_told_in_order() -> None:
    lines = [
        line("received", -3),
        line("answered", -2, body="FAILED_FAULT", operator="Ana"),
        line("sent", -1.9, ack_seq=7),
        line("delivered", -1.8, http_status=200, latency_s=0.42),
    ]
    row = a_row(updated_at=NOW - timedelta(minutes=1))
    titles = [entry.title for entry in life_of(row, lines)]
    assert titles == [
        "Created by Flip",
        "Received",
        "Answered “Failed: fault”",
        "Sent",
        "Delivered",
        "Last changed by Flip",
    ]


def test_without_a_journal_it_is_told_from_the_row() -> None:
    titles = [entry.title for entry in life_of(a_row(held={"gone_at": NOW}), [])]
    assert "Received" in titles
    assert titles[-1] == "Gone from Flip's list"


def test_who_and_how_stand_beside_it() -> None:
    entries = life_of(a_row(), [line("delivered", 0, operator="Ana", http_status=200, latency_s=0.42, ack_seq=7)])
    assert entries[-1].detail == "by Ana · HTTP 200 · after 0.4 s · answer 7"


def test_a_word_of_a_later_version_stands_as_it_is() -> None:
    assert life_of(a_row(), [line("evidence_added", 0)])[-1].title == "evidence_added"
