"""L16: past the limit the least urgent rows are left out, and it is said how many and what to do."""

from __future__ import annotations

import random

import pytest

from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.command_list.order import Column, SortKey, urgency_key
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import by_id, fleet, make_row


@pytest.fixture
def limited(desk: Desk) -> Desk:
    desk.model.index_of_rows.limit = 40
    desk.view.chips.button("all").click()
    return desk


def urgency(desk: Desk, command_id: str) -> tuple[float, str, str]:
    row = desk.rows[command_id]
    return urgency_key(row), row.held.command.device_id, row.id


def hidden(desk: Desk) -> set[str]:
    return desk.rows.keys() - set(desk.model.index_of_rows.shown_ids())


def test_at_the_limit_nothing_is_said_and_past_it_the_list_says_how_many_are_hidden(limited: Desk) -> None:
    limited.set_rows(by_id(list(fleet(60).values())[:40]))
    assert limited.model.rowCount() == 40
    assert not limited.view.cut_note.isVisible()
    limited.set_rows(fleet(60))
    assert limited.model.rowCount() == 40
    assert limited.view.cut_note.isVisible()
    assert limited.view.cut_note.label.text() == (
        "20 commands are not shown: the list takes the 40 most urgent. A chip or the search shows them."
    )
    limited.view.search_field.setText("mode:discharge")
    assert not limited.view.cut_note.isVisible()


@pytest.mark.parametrize("order", [[SortKey(Column.ACK_IN)], [SortKey(Column.BATTERY, True)], [SortKey(Column.WHEN)]])
@pytest.mark.parametrize("grouping", [Grouping.NONE, Grouping.MODE])
def test_no_hidden_row_is_more_urgent_than_one_that_is_shown(
    limited: Desk, order: list[SortKey], grouping: Grouping
) -> None:
    chance = random.Random(3)
    limited.view.group_by(grouping)
    limited.table.columns.sort_by(order)
    limited.set_rows(fleet(100))
    for _step in range(12):
        removed = tuple(chance.sample(sorted(limited.rows), 6))
        fresh = [row for row in fleet(30, seed=chance.randrange(50)).values() if row.id not in removed]
        limited.poll(*chance.sample(fresh, chance.choice((2, 9))), removed=removed)
        limited.second += 60
        limited.view.tick(limited.now)
        shown = limited.model.index_of_rows.shown_ids()
        assert len(shown) >= 40
        assert len(shown) + len(limited.model.index_of_rows.beyond) == len(limited.rows)
        assert max(urgency(limited, each) for each in shown) < min(urgency(limited, each) for each in hidden(limited))


def test_an_urgent_newcomer_is_shown_and_room_is_filled_again(limited: Desk) -> None:
    limited.set_rows(fleet(60))
    urgent = make_row(999, age_min=14.9)
    limited.poll(urgent)
    assert urgent.id in limited.ids()
    limited.poll(removed=tuple(limited.ids()[:30]))
    assert limited.model.rowCount() == 31 == len(limited.rows)
    assert not limited.view.cut_note.isVisible()


def test_a_hidden_command_that_is_asked_for_by_name_is_shown(limited: Desk) -> None:
    limited.set_rows(fleet(60))
    wanted = sorted(hidden(limited))[0]
    limited.view.select([wanted])
    assert limited.view.selected_ids() == [wanted]
