"""What is known of the batteries stands in the list: names, sites, columns, search, order, groups, missing zones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.list_layout import ListLayout
from flipconsole.domain.row import Row
from flipconsole.ui.command_list.copying import Copier
from flipconsole.ui.command_list.folds import Grouping
from flipconsole.ui.command_list.order import OFF_AT_FIRST, Column, SortKey
from tests.ui.command_list.conftest import ZONE, Desk
from tests.ui.command_list.fleet import NOW, make_row

KNOWN = {
    "a": BatteryFacts(
        13_500.0, 7000.0, "America/New_York", name="Garage", site="Oak Street 9", address="9 Oak Street, Burlington",
        maker="Halden", model="Hearth 13", serial="SN-4",
    ),
    "b": BatteryFacts(5_100.0, 2500.0, site="Elm Street 3", maker="Aurelis", model="Store 5"),
    "c": BatteryFacts(),
}  # fmt: skip


@pytest.fixture
def known(desk: Desk) -> Desk:
    rows = [make_row(number, device_id=device_id) for number, device_id in enumerate("abcd")]
    desk.view.know({device_id: facts for device_id, facts in KNOWN.items() if facts != BatteryFacts()})
    desk.set_rows({row.id: row for row in rows})
    return desk


def devices(desk: Desk) -> list[str]:
    return [desk.model.row_at(row).held.command.device_id for row in range(desk.model.rowCount())]


def test_names_and_sites_stand_in_the_list(known: Desk, texts: Callable[[int], list[str]]) -> None:
    place = devices(known).index("a")
    assert texts(place)[Column.BATTERY] == "Garage"
    assert texts(place)[Column.SITE] == "Oak Street 9"
    assert texts(place)[Column.ADDRESS :] == [
        "9 Oak Street, Burlington", "Halden Hearth 13", "SN-4", "13.5 kWh", "7 kW", "America/New_York",
    ]  # fmt: skip
    tip = str(known.model.index(place, Column.BATTERY).data(3))
    assert "Battery a" in tip
    assert "9 Oak Street, Burlington" in tip


def test_a_missing_zone_is_marked_in_words(known: Desk, texts: Callable[[int], list[str]]) -> None:
    place = devices(known).index("b")
    assert texts(place)[Column.ZONE] == "not known"
    assert known.model.cell(place, Column.ZONE).icon == "triangle-alert"
    assert known.model.cell(place, Column.BATTERY).note_icon == "triangle-alert"
    assert "time zone not known" in str(known.model.index(place, Column.BATTERY).data(3))
    assert known.model.cell(devices(known).index("a"), Column.BATTERY).note_icon == ""
    assert known.model.cell(devices(known).index("d"), Column.BATTERY).note_icon == "", "of it nothing is known at all"


def test_where_no_zone_is_known_at_all_a_mark_on_each_row_would_say_nothing(desk: Desk) -> None:
    desk.view.know({"b": KNOWN["b"]})
    desk.set_rows({"x": make_row(1, device_id="b")})
    assert desk.model.cell(0, Column.BATTERY).note_icon == ""
    desk.view.know(KNOWN)
    assert desk.model.cell(0, Column.BATTERY).note_icon == "triangle-alert"


def test_the_column_of_sites_takes_no_room_before_one_is_known(desk: Desk) -> None:
    desk.set_rows({"x": make_row(1, device_id="b")})
    assert desk.table.isColumnHidden(Column.SITE)
    desk.view.know(KNOWN)
    assert not desk.table.isColumnHidden(Column.SITE)
    assert all(desk.table.isColumnHidden(column) for column in OFF_AT_FIRST)
    assert desk.table.columns.layout() == ListLayout()


def test_a_hidden_site_stands_behind_the_name(known: Desk) -> None:
    known.table.columns.show(Column.SITE, is_shown=False)
    assert known.model.cell(devices(known).index("b"), Column.BATTERY).note == "Elm Street 3"


def test_columns_of_the_battery_are_kept_when_they_are_chosen(known: Desk) -> None:
    known.table.columns.show(Column.ZONE, is_shown=True)
    known.table.columns.show(Column.SITE, is_shown=False)
    layout = known.table.columns.layout()
    assert (layout.shown, layout.hidden) == (("zone",), ("site",))
    known.table.columns.apply(ListLayout())
    assert known.table.isColumnHidden(Column.ZONE)
    known.table.columns.apply(layout)
    assert not known.table.isColumnHidden(Column.ZONE)
    assert known.table.isColumnHidden(Column.SITE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("oak", "a"), ("garage", "a"), ("aurelis", "b"), ("sn-4", "a"), ("site:elm", "b"), ("site:none", "cd"),
        ("battery:gar", "a"), ("name:garage", "a"), ("address:burlington", "a"), ("maker:halden", "a"),
        ("model:store", "b"), ("serial:sn", "a"), ("zone:none", "bcd"), ("zone:new_york", "a"), ("-zone:none", "a"),
        ("capacity>10kWh", "a"), ("capacity<=5.1kWh", "b"), ("rated=7kW", "a"), ("rated<3kW", "b"),
    ],
)  # fmt: skip
def test_the_search_knows_them(known: Desk, text: str, found: str) -> None:
    known.view.search_field.setText(text)
    assert sorted(devices(known)) == list(found)
    assert not known.view.filter_note.isVisible()


@pytest.mark.parametrize("text", ["capacity>10", "capacity>10kW", "rated>5"])
def test_a_quantity_without_its_unit_is_explained(known: Desk, text: str) -> None:
    known.view.search_field.setText(text)
    assert known.view.filter_note.isVisible()


def test_sites_are_suggested_and_sorted_by(known: Desk) -> None:
    index = known.model.index_of_rows
    assert index.names_of("site", "street") == ["Oak Street 9", "Elm Street 3"]
    assert index.names_of("battery", "gar") == ["Garage"]
    known.table.columns.sort_by([SortKey(Column.SITE)])
    assert devices(known)[:2] == ["b", "a"], "what has no site comes last"
    known.table.columns.sort_by([SortKey(Column.CAPACITY, descending=True)])
    assert devices(known)[:2] == ["a", "b"]


def test_groups_by_site_follow_what_becomes_known(known: Desk) -> None:
    known.view.group_by(Grouping.SITE)
    folds = known.model.index_of_rows.folds
    assert folds is not None
    assert {fold.key: len(fold.members) for fold in folds.by_key.values()} == {
        "Oak Street 9": 1, "Elm Street 3": 1, "": 2,
    }  # fmt: skip
    index = known.model.index_of_rows
    index.known = {**KNOWN, "d": BatteryFacts(site="Elm Street 3")}
    known.view.learn(frozenset("d"))
    assert {fold.key: len(fold.members) for fold in folds.by_key.values() if fold.members} == {
        "Oak Street 9": 1, "Elm Street 3": 2, "": 1,
    }  # fmt: skip


def test_what_becomes_known_moves_nothing_and_keeps_the_selection(known: Desk) -> None:
    known.view.select([known.ids()[2]])
    before = known.ids()
    index = known.model.index_of_rows
    index.known = {**KNOWN, "d": BatteryFacts(name="Shed")}
    known.view.learn(frozenset("d"))
    assert known.ids() == before
    assert known.view.selected_ids() == [before[2]]
    assert known.model.cell(devices(known).index("d"), Column.BATTERY).text == "Shed"


def test_what_is_copied_names_both(known: Desk) -> None:
    row: Row = known.model.row_at(devices(known).index("a"))
    copier = Copier(ZONE, NOW, KNOWN)
    assert copier.cell(row, Column.BATTERY) == "Garage (a)"
    assert copier.lines([row], [Column.SITE, Column.CAPACITY]) == "Oak Street 9\t13.5 kWh\n"
    assert copier.sentences([row]).startswith("Battery Garage (a): ")
