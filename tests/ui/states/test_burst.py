"""I13: a burst of new commands is one notice, one toast and one banner, and says how many are soon."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from flipconsole.app.notices import NoticeKind, notices_of
from flipconsole.domain.merge import Change
from flipconsole.ui.notices import Notices, toast_text
from tests.ui.desk import NOW, a_row


def burst(first: int, count: int, soon: int) -> list[Change]:
    """New commands, the first `soon` of which start within the hour."""
    return [
        Change(None, a_row(number, starts_at=NOW + timedelta(minutes=59 if number < first + soon else 61)).held)
        for number in range(first, first + count)
    ]


def test_five_hundred_new_commands_are_one_notice_and_one_toast() -> None:
    (notice,) = notices_of(burst(1, 500, 12), NOW)
    assert notice.kind is NoticeKind.NEW
    assert notice.text == toast_text(notice) == "500 new commands, 12 start within 1 h"
    assert notice.urgent
    assert len(notice.command_ids) == 500


def test_a_burst_in_which_nothing_is_soon_interrupts_nobody() -> None:
    (notice,) = notices_of(burst(1, 500, 0), NOW)
    assert toast_text(notice) == "500 new commands"
    assert not notice.urgent


def test_two_bursts_are_one_banner_that_still_says_what_is_soon(qtbot: QtBot) -> None:
    notices = Notices(lambda: NOW)
    for changes in (burst(1, 500, 12), burst(1000, 30, 1)):
        (notice,) = notices_of(changes, NOW)
        notices.take(notice)
    (standing,) = notices.standings()
    assert standing.title == "530 new commands, 13 start within 1 h"
