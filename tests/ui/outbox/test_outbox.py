"""The outbox: three boxes beside the list, each answer with its reason, its tries and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from flipconsole.app.link import LinkState
from flipconsole.domain.ack import Ack, AckState, Attention
from flipconsole.domain.bulk import Bulk, LeftOut
from flipconsole.domain.command import Answer
from flipconsole.domain.reliance import Reliance, why_locked
from flipconsole.domain.row import Stage
from flipconsole.ui.outbox.line import Box, Column, Line
from flipconsole.ui.outbox.model import BoxModel
from flipconsole.ui.outbox.place import OutboxPlace
from flipconsole.ui.theme import Theme
from tests.ui.boxes import FakeBoxes
from tests.ui.desk import (
    HOSTILE,
    NEW_YORK,
    NOW,
    a_row,
    an_ack,
    button_of,
    faults_of_text,
    id_of,
    rows_of_every_stage,
    unnamed,
    unreached,
    visible_texts,
)
from tests.ui.window.conftest import WindowConsole

ITEM = Attention(id_of(20), "PW-20", "removed_race", "Flip cancelled it before your OK arrived.", NOW, 30, id=4)


class LooseConsole(WindowConsole):
    """One more answer, to a command that no row shows."""

    def unsent(self) -> tuple:  # type: ignore[type-arg]
        return (*super().unsent(), an_ack(99, terms=None))


@pytest.fixture
def console() -> LooseConsole:
    return LooseConsole([*rows_of_every_stage().values(), a_row(20, attention=[ITEM])])


@pytest.fixture
def boxes(console: LooseConsole) -> FakeBoxes:
    return FakeBoxes(console)


Open = Callable[[Box], OutboxPlace]


@pytest.fixture
def open_box(qtbot: QtBot, themed: Theme, console: LooseConsole, boxes: FakeBoxes) -> Open:
    def opens(box: Box) -> OutboxPlace:
        place = OutboxPlace(console, boxes, NEW_YORK, themed)
        place.resize(1100, 420)
        qtbot.addWidget(place, before_close_func=OutboxPlace.stop)
        place.show()
        place.open_box(box)
        return place

    return opens


def lines(model: BoxModel) -> list[list[str]]:
    return [
        [model.index(line, column).data() for column in range(model.columnCount())] for line in range(model.rowCount())
    ]


def choose(place: OutboxPlace, box: Box, *batteries: str) -> None:
    table = place.tables[box]
    table.clearSelection()
    listed = [line[Column.BATTERY] for line in lines(place.models[box])]
    for battery in batteries:
        index = place.models[box].index(listed.index(battery), 0)
        mode = table.selectionModel().SelectionFlag
        table.selectionModel().setCurrentIndex(index, mode.Select | mode.Rows)


def offered(place: OutboxPlace) -> set[str]:
    buttons = [place.deeds.layout.itemAt(number).widget() for number in range(place.deeds.layout.count())]
    return {button.text().replace("&", "") for button in buttons if button.isVisibleTo(place)}


def test_each_answer_is_in_exactly_one_box(open_box: Open) -> None:
    place = open_box(Box.WAITING)
    waiting = {line[Column.BATTERY] for line in lines(place.models[Box.WAITING])}
    place.open_box(Box.NEEDS_YOU)
    needing = [line[Column.BATTERY] for line in lines(place.models[Box.NEEDS_YOU])]
    assert waiting == {"PW-4", "PW-5", "PW-6", "PW-7", id_of(99)}
    assert needing == ["PW-20", "PW-9", "PW-10"]
    assert [place.tabs.tabText(number) for number in range(4)] == ["Waiting (5)", "Needs you (3)", "Sent", "In bulk"]


def test_a_battery_stands_by_the_name_that_was_given_to_it(open_box: Open, console: LooseConsole) -> None:
    console.aids.batteries.enter("PW-4", "name", "Garage")
    place = open_box(Box.WAITING)
    assert "Garage" in {line[Column.BATTERY] for line in lines(place.models[Box.WAITING])}


def test_each_line_says_reason_time_tries_and_next_try(open_box: Open) -> None:
    place = open_box(Box.WAITING)
    said = ["Saved, waiting to send", "PW-5", "OK", "Flip could not be reached.", "today 15:59", "3", "in 40 s"]
    assert said in lines(place.models[Box.WAITING])
    place.open_box(Box.NEEDS_YOU)
    assert lines(place.models[Box.NEEDS_YOU])[0][:4] == ["Needs you", "PW-20", "", ITEM.text]


@pytest.mark.parametrize(
    ("box", "battery", "words", "asked"),
    [
        (Box.NEEDS_YOU, "PW-10", "Try again", ("retry", 20)),
        (Box.NEEDS_YOU, "PW-20", "close the item", ("close_attention", 4)),
        (Box.NEEDS_YOU, "PW-10", "Withdraw", ("withdraw", 20)),
        (Box.NEEDS_YOU, "PW-9", "Keep theirs", ("keep_theirs", 19)),
        (Box.NEEDS_YOU, "PW-9", "Send mine", ("send_mine", 19)),
        (Box.WAITING, "PW-5", "Withdraw", ("withdraw", 15)),
    ],
)
def test_a_button_does_what_it_says_to_the_chosen_answer(
    open_box: Open, console: LooseConsole, box: Box, battery: str, words: str, asked: tuple[str, int]
) -> None:
    place = open_box(box)
    choose(place, box, battery)
    button_of(place, words).click()
    assert console.asked == [asked]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": LinkState.LIVE}, "at the next look"),
        ({"state": LinkState.OFFLINE}, "in 50 s"),
        ({"state": LinkState.NO_TOKEN}, "with a token"),
        ({"state": LinkState.TOKEN_REFUSED, "next_poll_at": None}, "with a token"),
        ({"sends": False}, "other process"),
    ],
)
def test_the_next_try_is_one_that_there_will_be(
    open_box: Open, console: LooseConsole, changes: dict[str, object], words: str
) -> None:
    place = open_box(Box.WAITING)
    console.stand(**changes)
    (line,) = [line for line in lines(place.models[Box.WAITING]) if line[Column.BATTERY] == id_of(99)]
    assert line[Column.WHEN] == words


def test_an_answer_that_never_left_says_what_holds_it_up(open_box: Open, console: LooseConsole, qtbot: QtBot) -> None:
    place = open_box(Box.WAITING)

    def told() -> str:
        (line,) = [line for line in lines(place.models[Box.WAITING]) if line[Column.BATTERY] == id_of(99)]
        return line[Column.WHY]

    assert told() == ""
    choose(place, Box.WAITING, id_of(99))
    console.stand(state=LinkState.OFFLINE, failures=3, text="The server takes no connection.")
    assert told() == "The server takes no connection."
    qtbot.waitUntil(lambda: "The server takes no connection." in visible_texts(place.card), timeout=10_000)


def test_an_empty_box_claims_no_more_than_is_so(open_box: Open, console: LooseConsole) -> None:
    console.unsent = lambda: ()  # type: ignore[method-assign]
    place = open_box(Box.WAITING)
    assert "“Needs you” has some" in visible_texts(place)
    console.rows.clear()
    place.refresh()
    assert "“Needs you” has some" not in visible_texts(place)
    assert "No answer waits to be sent." in visible_texts(place)


def test_an_answer_by_id_is_followed_to_where_it_comes_to_rest(
    open_box: Open, console: LooseConsole, boxes: FakeBoxes
) -> None:
    """From being saved over "Waiting" to "Sent", with the line chosen and the keyboard in it."""
    place = open_box(Box.NEEDS_YOU)
    console.rows.clear()
    id = id_of(150)
    console.saving.add(id)
    place.follow(id)
    console.unsent = lambda: ()  # type: ignore[method-assign]
    place.refresh()
    assert place.box is Box.WAITING
    assert "just being saved" in visible_texts(place)
    console.saving.clear()
    waits = an_ack(150, seq=150, terms=None)
    console.unsent = lambda: (an_ack(98, seq=98), waits)  # type: ignore[method-assign]
    place.refresh()
    assert place.box is Box.WAITING
    assert [line.command_id for line in place.tables[Box.WAITING].chosen()] == [id]
    sent = waits.but(state=AckState.DELIVERED, settled_at=NOW)
    boxes.sent = [an_ack(97, seq=97, state=AckState.DELIVERED, settled_at=NOW), sent]
    boxes.told = {id: (sent,)}
    console.unsent = lambda: (an_ack(98, seq=98),)  # type: ignore[method-assign]
    console.acks_changed.emit(frozenset({id}))
    place.refresh()
    assert place.box is Box.SENT
    assert [line.command_id for line in place.tables[Box.SENT].chosen()] == [id]
    place.open_box(Box.WAITING)
    place.refresh()
    assert place.box is Box.WAITING  # it is followed no longer


def test_one_that_flip_does_not_take_is_followed_to_what_needs_you(open_box: Open, console: LooseConsole) -> None:
    place = open_box(Box.WAITING)
    place.follow(id_of(99))
    asks = an_ack(99, terms=None, state=AckState.FAILED, outcome="Flip said no.")
    console.unsent = lambda: ()  # type: ignore[method-assign]
    console.needing_you = lambda: (an_ack(96, state=AckState.FAILED), asks)  # type: ignore[method-assign]
    place.refresh()
    assert place.box is Box.NEEDS_YOU
    assert [line.command_id for line in place.tables[Box.NEEDS_YOU].chosen()] == [id_of(99)]


def test_nobody_is_taken_away_from_an_answer_that_they_look_at(open_box: Open, console: LooseConsole) -> None:
    place = open_box(Box.WAITING)
    place.follow(id_of(99))
    choose(place, Box.WAITING, "PW-5")
    console.unsent = lambda: WindowConsole.unsent(console)  # type: ignore[method-assign]
    console.needing_you = lambda: (an_ack(99, terms=None, state=AckState.FAILED),)  # type: ignore[method-assign]
    place.refresh()
    assert place.box is Box.WAITING


def test_a_line_is_chosen_alone_whatever_key_is_held(open_box: Open, qtbot: QtBot) -> None:
    """A refresh while somebody holds Shift must not choose all lines between."""
    place = open_box(Box.WAITING)
    table = place.tables[Box.WAITING]
    qtbot.keyPress(table, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    table.choose(Line(ack=an_ack(7, seq=17)).key)
    qtbot.keyRelease(table, Qt.Key.Key_Shift)
    assert [line.command_id for line in table.chosen()] == [id_of(7)]


def test_one_answer_can_be_sent_now(open_box: Open, boxes: FakeBoxes) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-5")
    button_of(place, "Send now").click()
    assert boxes.asked == [("send_now", 15)]


def test_after_a_sleep_nothing_is_sent_now_before_a_look_and_it_is_said_why(
    open_box: Open, boxes: FakeBoxes, console: LooseConsole
) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-5")
    console.vigil.stand(Reliance.LOCKED)
    button_of(place, "Send now").click()
    assert boxes.asked == []
    assert why_locked() in visible_texts(place)
    console.vigil.stand(Reliance.FRESH)
    button_of(place, "Send now").click()
    assert boxes.asked == [("send_now", 15)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": LinkState.TOKEN_REFUSED}, "without a valid token"),
        ({"state": LinkState.NO_TOKEN}, "without a valid token"),
        ({"sends": False}, "Another process"),
    ],
)
def test_what_cannot_be_sent_now_says_why_instead_of_nothing(
    open_box: Open, boxes: FakeBoxes, console: LooseConsole, changes: dict[str, object], words: str
) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-5")
    console.stand(**changes)
    button_of(place, "Send now").click()
    assert boxes.asked == []
    assert words in visible_texts(place)


@pytest.mark.parametrize(
    ("box", "battery", "expected"),
    [
        (Box.WAITING, "PW-5", {"Send now", "Change…", "Withdraw", "Show in the list"}),
        (Box.WAITING, "PW-6", {"Change…", "Show in the list"}),
        (Box.WAITING, id_of(99), {"Send now", "Change…", "Withdraw"}),
        (Box.NEEDS_YOU, "PW-9", {"Change…", "Show in the list"}),  # the card beside decides
        (Box.NEEDS_YOU, "PW-20", {"Done: close the item", "Show in the list"}),
    ],
)
def test_only_what_makes_sense_is_offered(open_box: Open, box: Box, battery: str, expected: set[str]) -> None:
    place = open_box(box)
    choose(place, box, battery)
    assert offered(place) == expected


def test_a_conflict_stands_side_by_side_with_who_and_when(open_box: Open) -> None:
    """Fault 62: what was seen, what was answered, what Flip says now, with both times."""
    place = open_box(Box.NEEDS_YOU)
    choose(place, Box.NEEDS_YOU, "PW-9")
    said = visible_texts(place.card)
    for words in ("You saw", "You answered", "Flip says now", "5.0 kW", "3.0 kW", "15:59:30 EDT, Ana", "15:57:00"):
        assert words in said, said


def test_several_are_dealt_with_at_once(open_box: Open, console: LooseConsole) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-5", "PW-7")
    assert "and 1 more" in visible_texts(place.card)
    button_of(place, "Withdraw").click()
    assert console.asked == [("withdraw", 15), ("withdraw", 17)]


def test_a_change_of_mind_is_asked_for_with_the_new_answer(open_box: Open, qtbot: QtBot) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-5")
    menu = button_of(place, "Change").menu()
    with qtbot.waitSignal(place.change_asked) as told:
        menu.actions()[2].trigger()
    assert told.args == [id_of(5), Answer.FAILED_FAULT]


def test_the_history_shows_every_answer_with_its_reason_and_what_it_changes(
    open_box: Open, console: LooseConsole
) -> None:
    first = an_ack(8, Answer.FAILED_FAULT, seq=3, state=AckState.DELIVERED, reason="relay stuck", settled_at=NOW)
    second = an_ack(8, seq=18, answers_seq=3, reason="repaired", attempts=1)
    console.bring(a_row(8, acks=[first, second], stage=Stage.WAITING))
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-8")
    said = visible_texts(place.card)
    assert "1. Ana answered “Failed: fault”" in said
    assert "relay stuck" in said
    assert "repaired”, changing answer 1" in said


def test_the_switch_is_obeyed_and_says_so(open_box: Open, boxes: FakeBoxes) -> None:
    place = open_box(Box.WAITING)
    place.switch.click()
    assert not boxes.gate.is_open
    assert "Answers are kept here" in visible_texts(place)
    kept = next(line for line in lines(place.models[Box.WAITING]) if line[Column.BATTERY] == "PW-5")
    assert kept[Column.WHY] == "Kept back: switched off."
    assert kept[Column.WHEN] == "kept back"
    boxes.gate.switch(True)
    assert place.switch.isChecked()


def test_what_waits_for_too_long_has_a_badge(open_box: Open, console: LooseConsole) -> None:
    console.clock += timedelta(minutes=20)
    place = open_box(Box.WAITING)
    assert "Waiting for 20 min" in [line[Column.STATE] for line in lines(place.models[Box.WAITING])]


def test_it_follows_what_happens_and_keeps_the_choice(open_box: Open, console: LooseConsole, qtbot: QtBot) -> None:
    place = open_box(Box.WAITING)
    choose(place, Box.WAITING, "PW-7")
    console.rows.pop(id_of(5))
    console.bring(rows_of_every_stage()[Stage.DELIVERED])
    model = place.models[Box.WAITING]
    qtbot.waitUntil(lambda: all(line[1] != "PW-5" for line in lines(model)), timeout=5000)
    assert [line.ack.seq for line in place.tables[Box.WAITING].chosen() if line.ack is not None] == [17]


def sent_ack(number: int) -> Ack:
    settled_at = NOW - timedelta(seconds=5000 - number)
    return an_ack(number, state=AckState.DELIVERED, seq=1000 + number, settled_at=settled_at, attempts=1)


def test_what_is_done_with_is_read_page_by_page_as_it_is_scrolled(
    open_box: Open, boxes: FakeBoxes, qtbot: QtBot
) -> None:
    boxes.sent = [sent_ack(number) for number in range(450, 0, -1)]
    place = open_box(Box.SENT)
    model, table = place.models[Box.SENT], place.tables[Box.SENT]
    assert model.rowCount() == 200
    for count in (400, 450):
        table.scrollToBottom()
        qtbot.waitUntil(lambda count=count: model.rowCount() == count, timeout=5000)
    table.scrollToBottom()
    assert boxes.reads == [200, 200, 200]
    assert lines(model)[0][Column.BATTERY] == "PW-450"


def test_what_arrives_while_the_box_is_open_comes_on_top_and_no_page_is_lost(
    open_box: Open, console: LooseConsole, boxes: FakeBoxes, qtbot: QtBot
) -> None:
    boxes.sent = [sent_ack(number) for number in range(450, 0, -1)]
    place = open_box(Box.SENT)
    model = place.models[Box.SENT]
    place.tables[Box.SENT].scrollToBottom()
    qtbot.waitUntil(lambda: model.rowCount() == 400, timeout=5000)
    boxes.sent.insert(0, sent_ack(451))
    console.acks_changed.emit(frozenset())
    qtbot.waitUntil(lambda: lines(model)[0][Column.BATTERY] == "PW-451", timeout=5000)
    assert [line[Column.BATTERY] for line in lines(model)] == [f"PW-{number}" for number in range(451, 50, -1)]


def test_what_came_back_into_another_box_is_not_among_the_sent(open_box: Open, boxes: FakeBoxes) -> None:
    boxes.sent = [an_ack(9, state=AckState.NEEDS_REVIEW, seq=19, settled_at=NOW), sent_ack(3)]
    place = open_box(Box.SENT)
    assert [line[Column.BATTERY] for line in lines(place.models[Box.SENT])] == ["PW-3"]


def test_a_superseded_question_says_that_it_was_answered_anew(open_box: Open, boxes: FakeBoxes) -> None:
    boxes.sent = [an_ack(60, state=AckState.FAILED, settled_at=NOW)]
    place = open_box(Box.SENT)
    assert lines(place.models[Box.SENT])[0][Column.STATE] == "Not accepted, answered anew"


@pytest.mark.parametrize("count", [0, 1, 300, 5000])
def test_it_stays_good_with_any_number_of_answers(qtbot: QtBot, themed: Theme, count: int) -> None:
    """Words are made for what can be seen only, and what moves on moves alone: nothing is chosen or scrolled anew."""
    console = WindowConsole([a_row(number, acks=[an_ack(number)], stage=Stage.WAITING) for number in range(count)])
    place = OutboxPlace(console, FakeBoxes(console), NEW_YORK, themed)
    place.resize(1100, 420)
    qtbot.addWidget(place, before_close_func=OutboxPlace.stop)
    place.show()
    place.open_box(Box.WAITING)
    model, table = place.models[Box.WAITING], place.tables[Box.WAITING]
    assert model.rowCount() == count
    assert ("No answer waits" in visible_texts(place)) == (not count)
    if count < 2:
        return
    table.scrollToBottom()
    table.choose(Line(ack=an_ack(count - 1)).key)
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    asked: list[int] = []
    text = place._words.text
    place._words.text = lambda line, *rest: asked.append(1) or text(line, *rest)  # type: ignore[method-assign, func-returns-value]
    console.rows.pop(id_of(count // 2))
    place.refresh()
    place.repaint()
    assert model.rowCount() == count - 1
    assert [line.command_id for line in table.chosen()] == [id_of(count - 1)]
    assert resets == []
    assert len(asked) < 1000


def test_the_model_keeps_qts_rules_while_it_changes(
    themed: Theme, open_box: Open, qtmodeltester: ModelTester, boxes: FakeBoxes, console: LooseConsole
) -> None:
    place = open_box(Box.WAITING)
    qtmodeltester.check(place.models[Box.WAITING], force_py=False)
    for number in range(300, 340):
        console.bring(a_row(number, acks=[an_ack(number)], stage=Stage.WAITING))
    place.refresh()
    for number in range(300, 340, 3):
        console.rows.pop(id_of(number))
    console.bring(a_row(5, acks=[an_ack(5, unheard=True)], stage=Stage.NOT_CONFIRMED))
    place.refresh()
    assert "Not confirmed" in lines(place.models[Box.WAITING])[1]


def test_a_bulk_shows_what_became_of_each_and_what_was_left_out(
    open_box: Open, console: LooseConsole, boxes: FakeBoxes
) -> None:
    add_bulk(boxes)
    place = open_box(Box.WAITING)
    place.open_bulk(7)
    page = place.bulks
    said = [(line[Column.STATE], line[Column.BATTERY], line[Column.WHY]) for line in lines(page.model)]
    assert said[:2] == [
        ("Left out", "PW-70", "Flip cancelled it while you were looking."),
        ("Not accepted", "PW-61", "Flip said no."),
    ]
    assert "Ana answered “OK” to 3 commands: “by hand”" in visible_texts(page)
    assert "not allowed" in visible_texts(page)
    for words, asked in (("Stop: take back", ("stop", 7)), ("Go on", ("go_on", 7))):
        button_of(page, words).click()
        assert boxes.bulks.asked[-1] == asked
    button_of(page, "Try the failed again").click()
    assert console.asked == [("retry", 61)]
    button_of(page, "Delivered 1").click()
    assert [line[Column.BATTERY] for line in lines(page.model)] == ["PW-60"]


def test_the_rows_of_a_bulk_are_shown_in_the_list(open_box: Open, boxes: FakeBoxes, qtbot: QtBot) -> None:
    add_bulk(boxes)
    place = open_box(Box.WAITING)
    place.open_bulk(7)
    button_of(place.bulks, "Left out 1").click()
    with qtbot.waitSignal(place.show_asked) as told:
        button_of(place.bulks, "Show these in the list").click()
    assert told.args == [[id_of(70)]]


def add_bulk(boxes: FakeBoxes) -> None:
    out = LeftOut(id_of(70), "PW-70", "Flip cancelled it while you were looking.")
    bulk = Bulk(Answer.OK, "by hand", "Ana", NOW, id=7, left_out=(out,), held_why="This is not allowed.")
    acks = [
        an_ack(60, state=AckState.DELIVERED, seq=60, settled_at=NOW),
        an_ack(61, state=AckState.FAILED, seq=61, outcome="Flip said no.", settled_at=NOW),
        an_ack(62, seq=62),
    ]
    boxes.bulks.kept[7] = bulk, acks


def test_what_a_server_says_stays_text(open_box: Open, console: LooseConsole, boxes: FakeBoxes) -> None:
    for number, text in enumerate(HOSTILE, start=200):
        ack = an_ack(number, state=AckState.NEEDS_REVIEW, outcome=text, reason=text)
        console.bring(a_row(number, device_id=text, acks=[ack], stage=Stage.NEEDS_REVIEW))
    place = open_box(Box.NEEDS_YOU)
    for row in range(place.models[Box.NEEDS_YOU].rowCount()):
        place.tables[Box.NEEDS_YOU].selectRow(row)
        assert faults_of_text(place) == []


def test_hidden_it_costs_nothing_and_stopped_it_hears_nothing(
    open_box: Open, console: LooseConsole, boxes: FakeBoxes
) -> None:
    place = open_box(Box.WAITING)
    place.hide()
    console.bring(a_row(50))
    assert not place._soon.isActive()
    assert not place._tick.isActive()
    place.stop()
    place.show()
    console.acks_changed.emit(frozenset())
    assert not place._soon.isActive()


@pytest.mark.parametrize("box", list(Box))
def test_every_control_has_a_name_and_is_reached_by_tab(open_box: Open, boxes: FakeBoxes, box: Box) -> None:
    boxes.sent = [sent_ack(1)]
    place = open_box(box)
    assert unnamed(place) == []
    assert unreached(place) == []


def test_enter_shows_the_command_in_the_list(open_box: Open, qtbot: QtBot) -> None:
    place = open_box(Box.NEEDS_YOU)
    choose(place, Box.NEEDS_YOU, "PW-9")
    with qtbot.waitSignal(place.show_asked) as told:
        qtbot.keyClick(place.tables[Box.NEEDS_YOU], Qt.Key.Key_Return)
    assert told.args == [[id_of(9)]]
