"""L8: groups show the worst urgency of their members, and a poll moves nothing in them either (L6)."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.chips import Chip
from flipconsole.domain.command import DeviceStatus, Mode, Status
from flipconsole.domain.list_layout import ListLayout
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.command_list.entry import Entry
from flipconsole.ui.command_list.folds import Fold, Grouping
from flipconsole.ui.command_list.order import Column, SortKey, urgency_key
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import NOW, by_id, fleet, make_row, with_stage

KINDS = [each for each in Grouping if each is not Grouping.NONE]


def folds(desk: Desk) -> list[Fold]:
    return [item for item in desk.model.index_of_rows.listed if isinstance(item, Fold)]


def fold_of(desk: Desk, key: str) -> Fold:
    return next(fold for fold in folds(desk) if fold.key == key)


def under(desk: Desk, fold: Fold) -> list[str]:
    return [item.id for item in desk.model.index_of_rows.listed if isinstance(item, Entry) and item.fold is fold]


def line_of(desk: Desk, fold: Fold) -> int:
    return desk.ids().index(fold.id)


def go_to(desk: Desk, row: int) -> None:
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    desk.table.selectionModel().setCurrentIndex(desk.model.index(row, 0), flags)
    desk.table.setFocus()


def group_key(row: Row, kind: Grouping) -> str:
    """The group of a row, told once more from the words of the guide."""
    command = row.held.command
    match kind:
        case Grouping.EVENT:
            return command.event_id or ""
        case Grouping.MODE:
            return command.battery_commands.mode
        case Grouping.START:
            return "" if command.starts_at is None else f"{command.starts_at:%Y-%m-%dT%H:00:00+00:00}"
    return ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_is_in_its_group_once_and_the_line_counts_them(desk: Desk, kind: Grouping) -> None:
    desk.view.chips.button("all").click()
    desk.set_rows(fleet(300))
    desk.view.group_by(kind)
    assert all(isinstance(item, Fold) for item in desk.model.index_of_rows.listed), "closed at first"
    wanted: dict[str, set[str]] = {}
    for row in desk.rows.values():
        wanted.setdefault(group_key(row, kind), set()).add(row.id)
    assert {fold.key: {entry.id for entry in fold.members} for fold in folds(desk)} == wanted
    desk.table.folding.set_all(is_open=True)
    assert {fold.key: set(under(desk, fold)) for fold in folds(desk)} == wanted
    assert desk.view.footer.text().startswith("300 of 300 commands")
    for fold in folds(desk):
        words = desk.model.fold_words(fold)
        count = len(wanted[fold.key])
        assert words.counts.startswith(f"{count} command" + ("s" if count > 1 else ""))
        late = sum(desk.rows[each].is_late(NOW) for each in wanted[fold.key])
        assert words.is_late is (late > 0)
        assert (f"Late: {late}" in words.counts) is (late > 0)


@pytest.mark.parametrize("kind", [Grouping.EVENT, Grouping.MODE, Grouping.START])
def test_a_closed_group_shows_the_worst_urgency_of_its_members(desk: Desk, kind: Grouping) -> None:
    desk.set_rows(fleet(300, seed=4))
    desk.view.group_by(kind)
    for fold in folds(desk):
        members = [row for row in desk.rows.values() if group_key(row, kind) == fold.key]
        moments = [row.urgent_at for row in members if row.urgent_at is not None]
        assert fold.most_urgent is not None
        if moments:
            assert fold.most_urgent.row.urgent_at == min(moments)
        shown = desk.model.fold_words(fold).urgency
        assert bool(shown.text) is any(row.urgent_at or row.open_work for row in [fold.most_urgent.row])


def test_the_worst_one_is_said_in_words_as_it_changes(desk: Desk) -> None:
    calm, late = make_row(1, age_min=3), make_row(2, age_min=16)
    soon = make_row(3, age_min=1, starts_at=NOW + timedelta(minutes=2))
    desk.set_rows(by_id([calm]))
    desk.view.group_by(Grouping.MODE)
    (fold,) = folds(desk)
    assert desk.model.fold_words(fold).urgency[:3] == ("in 12 min 00 s", "13:42", "timer")
    desk.poll(soon)
    assert desk.model.fold_words(fold).urgency.text == "starts in 2 min 00 s"
    desk.poll(late)
    words = desk.model.fold_words(fold)
    assert (words.urgency.text, words.urgency.tone, words.is_late) == ("late 1 min 00 s", "danger", True)
    assert words.said == "Discharge, 3 commands · Late: 1 · To acknowledge: 3, most urgent late 1 min 00 s, closed"
    assert desk.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == words.said
    desk.poll(with_stage(late, Stage.WAITING), removed=(soon.id,))
    assert desk.model.fold_words(fold).urgency.text == "in 12 min 00 s"


def test_groups_stand_in_the_order_of_their_first_members(desk: Desk) -> None:
    desk.set_rows(fleet(200))
    desk.view.group_by(Grouping.MODE)
    firsts = [min(urgency_key(entry.row) for entry in fold.members) for fold in folds(desk)]
    assert firsts == sorted(firsts)
    desk.table.columns.sort_by([SortKey(Column.BATTERY, descending=True)])
    firsts_by_name = [max(entry.row.held.command.device_id for entry in fold.members) for fold in folds(desk)]
    assert firsts_by_name == sorted(firsts_by_name, reverse=True)
    desk.table.folding.set_all(is_open=True)
    for fold in folds(desk):
        names = [desk.rows[each].held.command.device_id for each in under(desk, fold)]
        assert names == sorted(names, reverse=True)


def test_the_keyboard_opens_closes_and_goes_to_the_line(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    actions = ListActions(desk.view)
    actions.groupings[Grouping.MODE].trigger()
    desk.view.activateWindow()
    count = desk.model.rowCount()
    go_to(desk, 1)
    fold = folds(desk)[1]
    QTest.keyClick(desk.table, Qt.Key.Key_Right)
    assert fold.is_open
    assert desk.model.rowCount() == count + len(fold.members)
    QTest.keyClick(desk.table, Qt.Key.Key_Down)
    assert desk.table.current_id() == under(desk, fold)[0]
    QTest.keyClick(desk.table, Qt.Key.Key_Left)
    assert desk.table.current_id() == fold.id
    assert fold.is_open
    QTest.keyClick(desk.table, Qt.Key.Key_Left)
    assert not fold.is_open
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert fold.is_open
    QTest.keyClick(desk.table, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert desk.model.rowCount() == count
    QTest.keyClick(desk.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert desk.model.rowCount() == count + desk.model.index_of_rows.shown_count


def test_the_mouse_opens_at_the_sign_and_by_a_double_click(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    desk.view.group_by(Grouping.MODE)
    fold = folds(desk)[0]
    no_key = Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(desk.table.viewport(), Qt.MouseButton.LeftButton, no_key, QPoint(12, 10))
    assert fold.is_open
    assert desk.view.selected_ids() == [], "the sign selects nothing"
    QTest.mouseDClick(desk.table.viewport(), Qt.MouseButton.LeftButton, no_key, QPoint(300, 10))
    QTest.mouseRelease(desk.table.viewport(), Qt.MouseButton.LeftButton)
    assert not fold.is_open


def test_a_selected_line_stands_for_all_its_members(desk: Desk) -> None:
    desk.set_rows(fleet(200))
    desk.view.group_by(Grouping.MODE)
    fold = folds(desk)[0]
    members = {entry.id for entry in fold.members}
    go_to(desk, 0)
    assert set(desk.view.selected_ids()) == members
    assert set(desk.heard[-1]) == members
    QTest.keyClick(desk.table, Qt.Key.Key_Right)
    assert set(desk.view.selected_ids()) == members
    assert len(desk.view.selected_ids()) == len(members)
    closed = desk.table.viewport().grab().toImage()
    desk.table.clearSelection()
    assert desk.table.viewport().grab().toImage() != closed
    QTest.keySequence(desk.table, "Ctrl+A")
    assert len(desk.view.selected_ids()) == desk.model.index_of_rows.shown_count


def test_a_poll_moves_neither_selection_nor_scroll_nor_order_in_groups(desk: Desk) -> None:
    modes = (Mode.BACKUP, Mode.SAVINGS, Mode.STANDBY)
    rows = [
        make_row(number, age_min=number / 1000, battery={"mode": modes[number % 3]}) for number in range(1000, 1300)
    ]
    desk.set_rows(by_id(rows))
    desk.view.group_by(Grouping.MODE)
    desk.table.folding.set_all(is_open=True)
    picked = desk.ids()[150:153]
    desk.view.select(picked)
    desk.table.verticalScrollBar().setValue(145 * desk.table.row_height + 11)
    before, places = desk.ids(), [desk.y_of(each) for each in picked]
    newcomers = [make_row(number, age_min=9, battery={"mode": mode}) for number in range(1, 51)
                 for mode in [random.Random(number).choice([Mode.BACKUP, Mode.CHARGE, Mode.DISCHARGE])]]  # fmt: skip
    desk.poll(*newcomers, with_stage(desk.rows[picked[0]], Stage.WAITING))
    assert desk.view.selected_ids() == picked
    assert [desk.y_of(each) for each in picked] == places
    known = set(before)
    assert [each for each in desk.ids() if each in known] == before, "what was there stays in its order"


def test_open_groups_stay_open_and_closed_ones_closed_through_polls_and_searches(desk: Desk) -> None:
    desk.set_rows(fleet(200))
    desk.view.group_by(Grouping.MODE)
    opened = folds(desk)[1]
    desk.model.set_open(opened, is_open=True)
    for seed in (2, 3):
        desk.poll(*list(fleet(50, seed=seed).values()))
        desk.second += 60
        desk.view.tick(desk.now)
    desk.view.search_field.setText("power>1kW")
    desk.view.search_field.clear()
    assert [fold.key for fold in folds(desk) if fold.is_open] == [opened.key]


def test_a_new_group_appears_and_an_empty_one_goes_when_nothing_holds_it(desk: Desk) -> None:
    only = make_row(1, battery={"mode": Mode.CHARGE})
    desk.set_rows(by_id([only, make_row(2)]))
    desk.view.group_by(Grouping.MODE)
    desk.poll(make_row(3, age_min=14, battery={"mode": Mode.STANDBY}))
    assert {fold.key for fold in folds(desk)} == {"CHARGE", "DISCHARGE", "STANDBY"}
    assert folds(desk)[0].key == "STANDBY", "the most urgent one"
    desk.poll(removed=(only.id,))
    desk.second += 60
    desk.view.tick(desk.now)
    assert {fold.key for fold in folds(desk)} == {"DISCHARGE", "STANDBY"}


def test_a_command_that_changes_its_group_moves_there_when_it_may(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1), make_row(2), make_row(3, battery={"mode": Mode.CHARGE})]))
    desk.view.group_by(Grouping.MODE)
    desk.model.set_open(fold_of(desk, "DISCHARGE"), is_open=True)
    mover = under(desk, fold_of(desk, "DISCHARGE"))[0]
    go_to(desk, desk.ids().index(mover))
    desk.poll(
        make_row(1, battery={"mode": Mode.CHARGE})
        if mover == make_row(1).id
        else make_row(2, battery={"mode": Mode.CHARGE})
    )
    assert mover in under(desk, fold_of(desk, "DISCHARGE")), "the selected row stays where it is"
    assert len(fold_of(desk, "CHARGE").members) == 2, "and is counted where it belongs"
    desk.table.clearSelection()
    desk.second += 60
    desk.view.tick(desk.now)
    assert mover not in desk.ids(), "the other group is closed"
    desk.model.set_open(fold_of(desk, "CHARGE"), is_open=True)
    assert mover in under(desk, fold_of(desk, "CHARGE"))


def test_a_command_asked_for_by_name_opens_its_group(desk: Desk) -> None:
    hidden = make_row(5, device_status=DeviceStatus.OK)
    desk.set_rows(by_id([*fleet(50).values(), hidden]))
    desk.view.group_by(Grouping.MODE)
    desk.view.select([hidden.id])
    assert desk.view.selected_ids() == [hidden.id]
    assert hidden.id in desk.ids()


def test_the_zone_decides_the_hours_and_half_hour_zones_have_whole_ones(desk: Desk) -> None:
    desk.set_rows(
        by_id([make_row(1, starts_at=NOW + timedelta(minutes=40)), make_row(2, starts_at=NOW + timedelta(minutes=20))])
    )
    desk.view.group_by(Grouping.START)
    titles = sorted(desk.model.fold_words(fold).title for fold in folds(desk))
    assert titles == ["Starts today 13:00 to 14:00 EST", "Starts today 14:00 to 15:00 EST"]
    desk.view.set_zone(ZoneInfo("Asia/Kolkata"))
    (only,) = folds(desk)
    assert desk.model.fold_words(only).title == "Starts today 00:00 to 01:00 IST"


def test_sites_group_where_they_are_known(desk: Desk) -> None:
    desk.model.index_of_rows.known = {"bat-00001": BatteryFacts(site="Oak")}
    desk.set_rows(by_id([make_row(1), make_row(2)]))
    desk.view.group_by(Grouping.SITE)
    assert sorted(desk.model.fold_words(fold).title for fold in folds(desk)) == ["Oak", "Site not known"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(2))
def test_random_polls_keep_grouped_models_sound_and_right(desk: Desk, kind: Grouping, seed: int) -> None:
    chance = random.Random(seed)
    desk.set_rows(fleet(60, seed=5))
    desk.view.group_by(kind)
    for step in range(10):
        pool = list(fleet(60, seed=chance.randrange(5, 8)).values())
        removed = tuple(chance.sample(sorted(desk.rows), min(4, len(desk.rows))))
        fresh = [row for row in chance.sample(pool, 15) if row.id not in removed]
        known = [each for each in chance.sample(sorted(desk.rows), 6) if each not in removed]
        for each in known:  # the same commands in another group, or done with
            number = chance.randrange(10**6)
            other = make_row(number, battery={"mode": chance.choice(list(Mode))}, event_id=chance.choice([None, "e"]),
                             status=chance.choice([Status.OK, Status.CANCELED]),
                             device_status=chance.choice(["OK", "PENDING"]),
                             starts_at=NOW + timedelta(minutes=chance.randrange(300)), id=each)  # fmt: skip
            fresh = [row for row in fresh if row.id != each] + [other]
        if folds(desk):
            desk.model.set_open(chance.choice(folds(desk)), is_open=chance.random() < 0.7)
        if chance.random() < 0.4 and desk.model.rowCount() > 4:
            desk.table.select_ids(chance.sample(desk.ids(), 3))
        if chance.random() < 0.3:
            desk.view.chips.button(chance.choice([*Chip, "open", "all"])).click()
        if chance.random() < 0.3:
            desk.view.search_field.setText(chance.choice(["", "start<1h", "mode:c", "-is:late"]))
        if chance.random() < 0.3:
            order = [SortKey(column, chance.random() < 0.5) for column in chance.sample(list(Column), 2)]
            desk.table.columns.sort_by(order[: chance.choice((1, 2))])
        desk.now += timedelta(seconds=chance.choice((1, 20, 90)))
        desk.poll(*fresh, removed=removed)
        desk.table.clearSelection()
        desk.second += 60
        desk.view.tick(desk.now)
        index = desk.model.index_of_rows
        assert len(set(desk.ids())) == desk.model.rowCount(), step
        assert [index.place_of(each) for each in desk.ids()] == list(range(desk.model.rowCount()))
        matching = {entry.id for entry in index.entries.values() if index.matches(entry)}
        assert {entry.id for fold in folds(desk) for entry in fold.members} == matching
        for fold in folds(desk):
            assert fold.members, step
            expected = [entry.id for entry in index.placing.sorted_now(fold.members)]
            assert under(desk, fold) == (expected if fold.is_open else [])
        firsts = [index.placing.first(fold.members) for fold in folds(desk)]
        assert firsts == index.placing.sorted_now(firsts), "groups in the order of their first members"


def test_without_groups_everything_is_as_before(desk: Desk) -> None:
    desk.set_rows(fleet(100))
    before = desk.ids()
    picked = before[3:6]
    desk.view.select(picked)
    desk.view.group_by(Grouping.MODE)
    desk.view.group_by(Grouping.NONE)
    assert desk.ids() == before


def test_one_key_goes_through_the_groupings(desk: Desk) -> None:
    desk.set_rows(fleet(30))
    actions = ListActions(desk.view)
    desk.view.activateWindow()
    seen = []
    for _turn in range(4):
        QTest.keyClick(desk.view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        seen.append(desk.view.grouping)
        assert actions.groupings[desk.view.grouping].isChecked()
    assert seen == [Grouping.EVENT, Grouping.MODE, Grouping.START, Grouping.NONE], "no site is known"
    assert desk.view.footer.text() == "Groups: Nothing."


def test_groups_are_part_of_the_layout(desk: Desk) -> None:
    desk.view.group_by(Grouping.EVENT)
    kept = desk.view.layout_of_list()
    assert kept.group == "event"
    desk.view.lay_out_as(ListLayout(group="zebra"))
    assert desk.view.grouping is Grouping.NONE
    desk.view.lay_out_as(kept)
    assert desk.view.grouping is Grouping.EVENT
