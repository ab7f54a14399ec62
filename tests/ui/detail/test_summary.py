"""The summary of several commands counts a new selection at once, and does not count hundreds of times a second."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from flipconsole.app.batteries import Batteries
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.words import stage_text
from flipconsole.ui.detail.summary import Summary, summary_of
from tests.ui.desk import a_row, an_ack, visible_texts


def rows_with(delivered: int) -> list[Row]:
    return [
        a_row(number, stage=Stage.DELIVERED, acks=[an_ack(number)]) if number <= delivered else a_row(number)
        for number in range(1, 6)
    ]


def test_answers_under_way_are_counted_a_few_times_a_second_and_the_last_count_is_right(qtbot: QtBot) -> None:
    summary = Summary(Batteries())
    qtbot.addWidget(summary)
    summary.show()
    counted = []
    for delivered in range(6):
        summary.show_rows(rows_with(delivered))
        counted.append(stage_text(Stage.DELIVERED) in visible_texts(summary))
    assert not any(counted)  # the first count stands for a moment
    qtbot.waitUntil(lambda: visible_texts(summary).endswith(f"{stage_text(Stage.DELIVERED)}\n5"))


def test_another_selection_is_counted_at_once(qtbot: QtBot) -> None:
    summary = Summary(Batteries())
    qtbot.addWidget(summary)
    summary.show()
    summary.show_rows(rows_with(0)[:2])
    summary.show_rows(rows_with(0))
    assert "5 commands selected" in visible_texts(summary)


def test_failures_are_counted_by_the_cause_that_their_reason_names() -> None:
    reasons = ["No contact [cause=comms; retry=18:00]", "cause=comms", "cause=aliens", "it does not answer", None]
    rows = [
        a_row(number, device_status="FAILED_OFFLINE", device_status_reason=reason)
        for number, reason in enumerate(reasons, start=1)
    ]
    counts = dict(summary_of([*rows, a_row(9)]))["Causes of failures"]
    assert counts == (("No contact with the battery", 2), ("No cause given", 2), ("aliens", 1))
    assert "Causes of failures" not in dict(summary_of([a_row(9)]))


def test_commands_are_counted_by_site_where_one_is_known() -> None:
    rows = [a_row(number) for number in (1, 2, 3)]
    assert "Site" not in dict(summary_of(rows))
    sites = {"PW-1": "Oak", "PW-2": "Oak"}
    assert dict(summary_of(rows, lambda device_id: sites.get(device_id, "")))["Site"] == (
        ("Oak", 2), ("Site not known", 1),
    )  # fmt: skip
