from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QScrollArea, QTabBar
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from flipconsole.domain.ack import AckState, Attention
from flipconsole.domain.command import UnreadableField
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.detail.pane import DetailPane
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    NEW_YORK,
    NOW,
    RecordingConsole,
    a_row,
    an_ack,
    button_of,
    id_of,
    rows_of_every_stage,
    unnamed,
    unreached,
    visible_texts,
)


@pytest.fixture
def console() -> RecordingConsole:
    return RecordingConsole()


@pytest.fixture
def pane(qtbot: QtBot, themed: Theme, console: RecordingConsole) -> DetailPane:
    pane = DetailPane(console, NEW_YORK, themed)
    qtbot.addWidget(pane)
    pane.resize(480, 700)
    pane.show()
    return pane


def area_of(pane: DetailPane) -> QScrollArea:
    return next(area for area in pane.findChildren(QScrollArea) if area.isVisible())


def tab(pane: DetailPane, place: int) -> None:
    pane.findChild(QTabBar).setCurrentIndex(place)


def test_without_a_selection_there_is_a_quiet_hint(pane: DetailPane) -> None:
    assert "Select a command" in visible_texts(pane)
    pane.show_row(a_row())
    pane.show_row(None)
    assert "Select a command" in visible_texts(pane)


def test_the_sentence_and_the_guidance_stand_on_top(pane: DetailPane) -> None:
    pane.show_row(a_row())
    lines = visible_texts(pane).splitlines()
    assert lines[0] == "PW-1"
    assert lines[1].startswith("Discharge at 5.0 kW")
    assert "Flip waits for your answer" in lines[2]


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.NONE, "Waits for your answer"),
        (Stage.NOT_SAVED, "The disk is full."),
        (Stage.WAITING, "Tried 3 times, next try in 40 s"),
        (Stage.NOT_CONFIRMED, "Not confirmed"),
        (Stage.DELIVERED, "last HTTP 200"),
        (Stage.NOT_ACCEPTED, "Flip said no."),
        (Stage.NEEDS_REVIEW, "Your answer was not sent: decide"),
    ],
)
def test_each_stage_is_said_in_words(pane: DetailPane, stage: Stage, words: str) -> None:
    pane.show_row(rows_of_every_stage()[stage])
    assert words in visible_texts(pane)


def test_a_late_command_says_that_it_is_late(pane: DetailPane) -> None:
    pane.show_row(a_row(updated_at=NOW - timedelta(minutes=16)))
    text = visible_texts(pane)
    assert "Late" in text
    assert "late 1 min 00 s" in text


def test_the_countdowns_tick(pane: DetailPane, console: RecordingConsole, qtbot: QtBot) -> None:
    pane.show_row(a_row())
    assert "in 12 min 00 s" in visible_texts(pane)
    console.clock = NOW + timedelta(seconds=1)
    qtbot.waitUntil(lambda: "in 11 min 59 s" in visible_texts(pane))


@pytest.mark.parametrize(
    ("stage", "words", "asked"),
    [
        (Stage.HOLDING, "Undo (4 s)", ("undo", id_of(4))),
        (Stage.WAITING, "Try now", ("retry", 15)),
        (Stage.WAITING, "Take it back", ("withdraw", 15)),
        (Stage.NOT_CONFIRMED, "Try now", ("retry", 17)),
        (Stage.NOT_ACCEPTED, "Try now", ("retry", 20)),
        (Stage.NEEDS_REVIEW, "Keep theirs", ("keep_theirs", 19)),
        (Stage.NEEDS_REVIEW, "Send mine", ("send_mine", 19)),
    ],
)
def test_a_button_asks_the_console(
    pane: DetailPane, console: RecordingConsole, stage: Stage, words: str, asked: tuple[object, ...]
) -> None:
    pane.show_row(rows_of_every_stage()[stage])
    button_of(pane, words).click()
    assert console.asked == [asked]


@pytest.mark.parametrize("stage", [Stage.NONE, Stage.SAVING, Stage.NOT_SAVED, Stage.SENDING, Stage.DELIVERED])
def test_other_stages_offer_nothing_to_press(pane: DetailPane, stage: Stage) -> None:
    pane.show_row(rows_of_every_stage()[stage])
    text = visible_texts(pane)
    for words in ("Undo", "Try &now", "Take it", "Keep", "Send &mine"):
        assert words not in text


def test_mine_cannot_be_sent_for_a_cancelled_command(pane: DetailPane) -> None:
    review = rows_of_every_stage()[Stage.NEEDS_REVIEW]
    pane.show_row(a_row(9, acks=review.acks, stage=Stage.NEEDS_REVIEW, status="CANCELED"))
    assert not button_of(pane, "Send mine").isEnabled()
    assert "never sent" in visible_texts(pane)


def test_mine_waits_a_moment_when_the_command_changes_once_more_under_the_eyes(pane: DetailPane, qtbot: QtBot) -> None:
    """A click on its way means what stood there before; negative control: PAUSE_MS = 0."""
    acks = rows_of_every_stage()[Stage.NEEDS_REVIEW].acks
    pane.show_row(a_row(9, acks=acks, stage=Stage.NEEDS_REVIEW, setpoint_w=3000))
    assert button_of(pane, "Send mine").isEnabled()
    pane.show_row(a_row(9, acks=acks, stage=Stage.NEEDS_REVIEW, setpoint_w=1000))
    assert not button_of(pane, "Send mine").isEnabled()
    qtbot.waitUntil(button_of(pane, "Send mine").isEnabled, timeout=10_000)


def test_an_answer_that_may_have_left_is_not_called_unsent(pane: DetailPane) -> None:
    review = rows_of_every_stage()[Stage.NEEDS_REVIEW].acks[-1]
    pane.show_row(a_row(9, acks=[review.but(unheard=True)], stage=Stage.NEEDS_REVIEW))
    assert "is not confirmed: decide" in visible_texts(pane)
    assert "was not sent: decide" not in visible_texts(pane)


def test_the_reason_of_a_colleague_stands_beside_the_decision(pane: DetailPane) -> None:
    review = an_ack(state=AckState.NEEDS_REVIEW)
    row = a_row(acks=[review], stage=Stage.NEEDS_REVIEW, device_status="FAILED_FAULT", device_status_reason="E12")
    pane.show_row(row)
    assert "The reason that Flip has now: “E12”" in visible_texts(pane)


def test_a_lost_race_is_not_shown_as_a_success_too(pane: DetailPane) -> None:
    text = "Flip cancelled it before your OK arrived: remove it now."
    item = Attention(id_of(1), "PW-1", "removed_race", text, NOW, 11, 1)
    ack = an_ack(state=AckState.DELIVERED, outcome=text)
    pane.show_row(a_row(status="CANCELED", device_status="OK", acks=[ack], attention=[item]))
    assert visible_texts(pane).count(text) == 1


def test_needs_you_items_stay_until_a_person_closes_them(pane: DetailPane, console: RecordingConsole) -> None:
    items = [
        Attention(id_of(1), "PW-1", "removed_race", f"Remove it now: {number}.", NOW, 11, number) for number in (1, 2)
    ]
    pane.show_row(a_row(attention=items))
    text = visible_texts(pane)
    assert text.index("Remove it now: 2.") < text.index("Remove it now: 1.")
    pane.show_row(a_row(attention=items[:1]))
    button_of(pane, "close").click()
    assert console.asked == [("close_attention", 1)]
    pane.show_row(a_row())
    assert "Remove it now" not in visible_texts(pane)


def test_replacements_are_linked_both_ways(pane: DetailPane, qtbot: QtBot) -> None:
    pane.show_row(a_row(replaced_by=id_of(2), replaces=id_of(3)))
    for words, command_id in (("Replaced by", id_of(2)), ("Replaces", id_of(3))):
        with qtbot.waitSignal(pane.link_activated) as told:
            button_of(pane, words).click()
        assert told.args == [command_id]


def test_a_changed_answer_names_the_earlier_one(pane: DetailPane) -> None:
    pane.show_row(a_row(acks=[an_ack(answer="FAILED_FAULT", seq=3, reason="tripped"), an_ack(answers_seq=3)]))
    assert "It changes the earlier answer “Failed: fault”: “tripped”." in visible_texts(pane)


def test_a_long_reason_is_cut_and_shown_on_request(pane: DetailPane) -> None:
    pane.show_row(a_row(device_status_reason="long " * 400))
    assert "long " * 120 not in visible_texts(pane)
    button_of(pane, "Show all (2,000 characters)").click()
    assert "long " * 399 in visible_texts(pane)


def test_the_life_is_read_when_it_is_looked_at(pane: DetailPane, console: RecordingConsole) -> None:
    row = a_row()
    console.lines = [JournalLine("delivered", NOW, 0.0, text="Flip has it.")]
    pane.show_row(row)
    assert console.asked == []
    tab(pane, 1)
    assert "Flip has it." in visible_texts(pane)
    assert "2025-07-14 16:00:00 EDT" in visible_texts(pane)
    pane.show_row(row)
    assert console.asked == [("life_of", id_of(1))]
    pane.show_row(a_row(stage=Stage.SENDING, acks=[an_ack()]))
    assert len(console.asked) == 2


def test_a_life_that_comes_late_is_not_told_of_another_command(pane: DetailPane, console: RecordingConsole) -> None:
    console.life_waits = []
    tab(pane, 1)
    pane.show_row(a_row(1))
    pane.show_row(a_row(2))
    console.life_waits[0]([JournalLine("delivered", NOW, 0.0, text="That was the first.")])
    assert "That was the first." not in visible_texts(pane)
    console.life_waits[1]([JournalLine("delivered", NOW, 0.0, text="This is the second.")])
    assert "This is the second." in visible_texts(pane)


def test_a_life_that_comes_after_the_pane_is_gone_does_no_harm(
    qtbot: QtBot, themed: Theme, console: RecordingConsole
) -> None:
    console.life_waits = []
    pane = DetailPane(console, NEW_YORK, themed)
    tab(pane, 1)
    pane.show_row(a_row())
    pane.deleteLater()
    qtbot.waitUntil(lambda: not isValid(pane))
    console.life_waits[0]([JournalLine("delivered", NOW, 0.0)])


def test_a_hundred_moments_are_shown_and_the_rest_on_request(pane: DetailPane, console: RecordingConsole) -> None:
    console.lines = [JournalLine("sent", NOW + timedelta(seconds=n), 0.0, text=f"try {n}.") for n in range(150)]
    tab(pane, 1)
    pane.show_row(a_row())
    assert "try 10." not in visible_texts(pane)
    button_of(pane, "Show 53 earlier").click()
    assert "try 10." in visible_texts(pane)


def test_raw_json_is_laid_out_and_capped(pane: DetailPane) -> None:
    raw = '{"id":"x","reason":"' + "r" * 100_000 + '"}'
    pane.show_row(a_row(raw=raw))
    tab(pane, 2)
    box = next(box for box in pane.findChildren(QPlainTextEdit) if box.isVisible())
    assert box.isReadOnly()
    assert box.toPlainText().startswith('{\n  "id": "x",\n')
    assert len(box.toPlainText()) < 66_000
    button_of(pane, "Show all").click()
    assert "r" * 100_000 in box.toPlainText()


def test_a_newer_version_keeps_tab_and_scroll(pane: DetailPane, qtbot: QtBot) -> None:
    pane.show_row(a_row())
    bar = area_of(pane).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 60)
    bar.setValue(50)
    pane.show_row(a_row(setpoint_w=4000))
    assert bar.value() == 50
    tab(pane, 2)
    pane.show_row(a_row(setpoint_w=3000))
    assert pane.findChild(QTabBar).currentIndex() == 2
    pane.show_row(a_row(2))
    assert bar.value() == 0


def test_several_rows_are_summed_up(pane: DetailPane) -> None:
    pane.show_rows([a_row(1), a_row(2, device_id="PW-1"), a_row(3, status="CANCELED", mode="CHARGE")])
    text = visible_texts(pane)
    assert "3 commands selected\non 2 batteries" in text
    assert "Schedule it\n2\nRemove it\n1" in text
    assert "Discharge\n2\nCharge\n1" in text


def test_no_row_needs_sideways_scrolling_at_480_pixels(pane: DetailPane, qtbot: QtBot) -> None:
    bad = UnreadableField("x", "y" * 200, "z" * 200)
    pane.show_row(a_row())
    rows: list[Row] = [*rows_of_every_stage().values(), a_row(20, device_id="d" * 500, unreadable=(bad,))]
    rows.append(a_row(21, device_id="The battery in the cellar behind the second door " * 10))
    bar = area_of(pane).horizontalScrollBar()
    for row in rows:
        pane.show_row(row)
        qtbot.wait(1)
        assert bar.maximum() == 0, row.stage


def test_every_control_has_a_name_and_is_reached_by_tab(pane: DetailPane) -> None:
    item = Attention(id_of(1), "PW-1", "removed_race", "Remove it.", NOW, 11, 1)
    for row in (*rows_of_every_stage().values(), a_row(1, attention=[item], replaced_by=id_of(2))):
        for place in range(3):
            tab(pane, place)
            pane.show_row(row)
            assert unnamed(pane) == []
            assert unreached(pane) == []


def test_another_theme_and_zone_are_taken_at_once(pane: DetailPane) -> None:
    pane.show_row(a_row())
    pane.set_theme(Theme.of("dark"))
    pane.set_zone(ZoneInfo("Europe/Berlin"))
    assert "2025-07-14 23:00:00 CEST" in visible_texts(pane)
