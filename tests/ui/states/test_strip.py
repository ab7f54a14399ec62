"""The status strip: ages and colours by their rules, always with words, and silence about what is well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.app.link import Link, LinkState
from flipconsole.domain.environment import Environment
from flipconsole.domain.errors import CertificateFault, Hindrance
from flipconsole.domain.profile import Sign
from flipconsole.domain.reliance import Cause, Interruption
from flipconsole.ui.status_strip.fact import Fact
from flipconsole.ui.status_strip.facts import strip_facts
from flipconsole.ui.status_strip.strip import StatusStrip
from flipconsole.ui.theme import DARK, LIGHT, Theme, apply_theme
from tests.ui.desk import NEW_YORK, NOW, button_of, visible_texts

LIVE = Link(LinkState.LIVE, list_at=NOW - timedelta(seconds=47), next_poll_at=NOW + timedelta(seconds=13), skew_s=0.0)


def facts(**changes: Any) -> dict[str, Fact]:
    return {fact.key: fact for fact in strip_facts(replace(LIVE, **changes), NOW, NEW_YORK)}


def test_while_all_is_well_it_says_how_old_the_list_is_and_when_the_next_comes() -> None:
    shown = facts()
    assert [fact.text for fact in shown.values()] == [
        "Network", "Flip reached", "Token accepted", "List 47 s old", "next look in 13 s",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("age_s", "tone", "words"),
    [
        (0, "", "List 0 s old"),
        (131, "", "List 2 min old"),
        (133, "warn", "List 2 min old, 2 polls missed"),
        (199, "danger", "List 3 min old, 3 polls missed"),
        (86400 * 3, "danger", "List 3 days old, stale"),
    ],
)
def test_an_old_list_is_amber_after_two_missed_polls_and_red_after_three(age_s: int, tone: str, words: str) -> None:
    fact = facts(list_at=NOW - timedelta(seconds=age_s))["age"]
    assert (fact.text, fact.tone) == (words, tone)


@pytest.mark.parametrize("state", list(LinkState))
def test_no_fact_is_told_by_colour_alone(state: LinkState) -> None:
    for fact in facts(state=state, waiting=1, needs_you=1, unreadable=1, store_trouble="x", sends=False).values():
        assert fact.text
        assert fact.icon or fact.tone in ("", "muted")


FLIP, TOKEN = "?Flip not reached", "?Token not checked"
STATES: dict[str, tuple[LinkState, Hindrance | None, str, str, str]] = {
    "all is well": (LinkState.LIVE, None, "+Network", "+Flip reached", "+Token accepted"),
    "no list": (LinkState.NO_LIST, None, "+Network", "+Flip reached", "+Token accepted"),
    "not asked yet": (LinkState.UNASKED, None, "?Network in doubt", "?Flip not asked yet", TOKEN),
    "no network": (LinkState.OFFLINE, Hindrance.NETWORK, "!No network", FLIP, TOKEN),
    "DNS fails": (LinkState.OFFLINE, Hindrance.NAME, "!Name not found (DNS)", FLIP, TOKEN),
    "proxy": (LinkState.OFFLINE, Hindrance.PROXY, "!Proxy lets nothing through", FLIP, TOKEN),
    "refused": (LinkState.OFFLINE, Hindrance.SERVER, "+Network", "!Flip takes no connection", TOKEN),
    "503": (LinkState.OFFLINE, Hindrance.TROUBLE, "+Network", "!Flip has trouble", TOKEN),
    "silence": (LinkState.OFFLINE, Hindrance.REPLY, "?Network in doubt", "!Flip does not answer", TOKEN),
    "unclear": (LinkState.OFFLINE, None, "?Network in doubt", "!Flip not reached", TOKEN),
    "captive portal": (LinkState.SIGNIN_PAGE, None, "!Network wants a sign-in", FLIP, TOKEN),
    "429": (LinkState.WAITING, None, "+Network", "-Flip asks us to wait", TOKEN),
    "nonsense": (LinkState.UNREADABLE, None, "+Network", "!Flip's answer is unreadable", TOKEN),
    "set up wrongly": (LinkState.MISDIRECTED, None, "?Network in doubt", "!Set up wrongly", TOKEN),
    "401": (LinkState.TOKEN_REFUSED, None, "+Network", "+Flip reached", "!Token refused"),
    "no token": (LinkState.NO_TOKEN, None, "?Network in doubt", "?Flip not asked", "-No token"),
}  # fmt: skip
TONES = {"+": "ok", "?": "muted", "!": "danger", "-": "warn"}


@pytest.mark.parametrize("name", STATES)
def test_network_flip_and_token_are_always_three_facts(name: str) -> None:
    state, hindrance, *expected = STATES[name]
    shown = facts(state=state, hindrance=hindrance, text="What happened.")
    for key, (sign, *words) in zip(("network", "flip", "token"), expected, strict=True):
        fact = shown[key]
        assert (fact.text, fact.tone) == ("".join(words), TONES[sign])
        assert fact.icon
        assert "What happened." in fact.tip


def test_every_state_has_a_row_in_the_table_and_no_two_failures_read_the_same() -> None:
    assert {state for state, *_rest in STATES.values()} == set(LinkState)
    assert {hindrance for _state, hindrance, *_rest in STATES.values()} == {None, *Hindrance}
    failures = [tuple(rest) for state, _hindrance, *rest in STATES.values() if state is not LinkState.NO_LIST]
    assert len(set(failures)) == len(failures)


@pytest.mark.parametrize(
    ("status", "flip", "token"),
    [
        (403, "+Flip reached", "!Token not allowed"),
        (307, "!Address has moved", TOKEN),
        (404, "!No list given", TOKEN),
        (422, "!No list given", TOKEN),
    ],
)
def test_what_the_server_answered_is_not_taken_for_a_wrong_address(status: int, flip: str, token: str) -> None:
    shown = facts(state=LinkState.MISDIRECTED, status=status, text="What happened.")
    for key, words in (("network", "+Network"), ("flip", flip), ("token", token)):
        assert (shown[key].text, shown[key].tone) == (words[1:], TONES[words[0]])
        assert shown[key].tip == "What happened."  # and nothing about an address or a clock


def test_a_refused_certificate_is_no_wrong_address() -> None:
    shown = facts(state=LinkState.MISDIRECTED, certificate=CertificateFault.EXPIRED, text="What happened.")
    assert (shown["flip"].text, shown["flip"].tone) == ("Certificate refused", "danger")
    assert "What happened." in shown["flip"].tip


WAKE = Interruption(Cause.SLEEP, NOW - timedelta(hours=5, minutes=58), 28_800)


@pytest.mark.parametrize(
    ("wake", "words"),
    [
        (None, None),
        (WAKE, "laptop woke 10:02"),
        (WAKE._replace(cause=Cause.STANDSTILL), "console stood still 10:02"),
        (WAKE._replace(cause=Cause.SET_BACK), "clock set 10:02"),
        (WAKE._replace(at=NOW - timedelta(hours=24)), None),
    ],
)
def test_the_last_wake_of_a_day_is_told(wake: Interruption | None, words: str | None) -> None:
    found = next((fact for fact in strip_facts(LIVE, NOW, NEW_YORK, wake) if fact.key == "wake"), None)
    assert (None if found is None else found.text) == words


def test_a_pause_that_flip_asked_for_counts_down() -> None:
    shown = facts(state=LinkState.WAITING, next_poll_at=NOW + timedelta(seconds=118))
    assert shown["poll"].text == "next look in 1 min 58 s"


EVERYTHING = replace(
    LIVE,
    list_at=NOW - timedelta(minutes=4),
    skew_s=-600.0,
    sends=False,
    store_trouble="The disk is full.",
    unreadable=3,
    waiting=12,
    needs_you=3,
    state=LinkState.OFFLINE,
    hindrance=Hindrance.PROXY,
)


def clipped(strip: StatusStrip) -> list[str]:
    """Texts that have less room than they need, or stand outside of the strip."""
    found = []
    for child in strip.findChildren(QWidget):
        if child.isVisibleTo(strip) and isinstance(child, QLabel | QToolButton):
            place = QRect(child.mapTo(strip, QPoint(0, 0)), child.size())
            if not strip.rect().contains(place) or child.width() < child.sizeHint().width():
                found.append(child.text() or child.objectName())
    return found


@pytest.fixture(params=[100, 150, 200])
def percent(request: pytest.FixtureRequest, qapp: QApplication, resources: Path) -> Iterator[int]:
    """A size of text, taken back afterwards."""
    apply_theme(qapp, LIGHT, resources, request.param)
    yield request.param
    apply_theme(qapp, LIGHT, resources, 100)


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_nothing_is_clipped_with_everything_in_it(qtbot: QtBot, width: int, percent: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    strip = StatusStrip(Sign.of(Environment.PRODUCTION), LIGHT)
    column.addWidget(strip)
    column.addStretch(1)
    window.resize(width, 400)
    window.show()
    strip.show_link(EVERYTHING, NOW, NEW_YORK, WAKE)
    qtbot.waitUntil(lambda: clipped(strip) == [], timeout=2000)
    assert strip.width() == width
    strip.show_link(LIVE, NOW, NEW_YORK)
    qtbot.waitUntil(lambda: clipped(strip) == [], timeout=2000)
    assert "Token accepted" in visible_texts(strip) or percent > 100


def test_fewer_words_stand_for_the_whole_text_on_hover_and_to_a_screen_reader(qtbot: QtBot, themed: Theme) -> None:
    strip = StatusStrip(Sign.of(Environment.PRODUCTION), LIGHT)
    qtbot.addWidget(strip)
    strip.resize(700, 80)
    strip.show()
    strip.show_link(replace(LIVE, waiting=2), NOW, NEW_YORK, WAKE)
    assert "Token accepted" not in visible_texts(strip)
    token = next(label for label in strip.findChildren(QLabel) if label.text() == "Token")
    assert token.accessibleName() == "Token accepted"
    part = token.parentWidget()
    assert part is not None
    assert part.toolTip().startswith("<qt>Token accepted")
    strip.resize(1900, 60)
    assert "Token accepted" in visible_texts(strip)


@pytest.mark.parametrize(
    ("skew_s", "words"),
    [(None, None), (1.9, None), (-2.0, None), (2.6, "Flip's clock 2 s ahead"), (-65.0, "Flip's clock 1 min behind")],
)
def test_a_skew_of_more_than_two_seconds_is_told(skew_s: float | None, words: str | None) -> None:
    fact = facts(skew_s=skew_s).get("skew")
    assert (None if fact is None else fact.text) == words


def test_counts_appear_only_when_there_is_something_to_count() -> None:
    assert not {"waiting", "needs_you", "unreadable", "store", "sender"} & facts().keys()
    shown = facts(waiting=1, needs_you=3, unreadable=2, store_trouble="Full.", sends=False)
    assert shown["waiting"].text == "1 answer waiting"
    assert shown["needs_you"].text == "3 need you"
    assert shown["unreadable"].text == "2 unreadable rows"
    assert shown["store"].tip == "Full."
    assert shown["sender"].text == "Another process sends"


def test_the_strip_keeps_its_words_in_another_theme_and_takes_facts_back(qtbot: QtBot, themed: Theme) -> None:
    strip = StatusStrip(Sign.of(Environment.PRODUCTION), LIGHT)
    qtbot.addWidget(strip)
    strip.resize(1280, 40)
    strip.show()
    strip.show_link(replace(LIVE, waiting=2), NOW, NEW_YORK)
    strip.set_theme(DARK)
    assert "List 47 s old" in visible_texts(strip)
    with qtbot.waitSignal(strip.outbox_asked):
        button_of(strip, "2 answers waiting").click()
    strip.show_link(LIVE, NOW + timedelta(seconds=1), NEW_YORK)
    assert "List 48 s old" in visible_texts(strip)
    assert "waiting" not in visible_texts(strip)
    assert "PRODUCTION" in visible_texts(strip)


def test_answers_that_are_kept_back_or_overdue_are_said_to_be_so() -> None:
    assert facts(waiting=3, overdue=2)["waiting"].text == "3 answers waiting, 2 for over 15 min"
    assert facts(waiting=3, sends_by_itself=False)["waiting"].text == "3 answers kept back"
    assert facts(sends_by_itself=False)["waiting"].text == "Sending is off"
    assert {facts(waiting=3, **why)["waiting"].tone for why in ({"overdue": 1}, {"sends_by_itself": False})} == {"warn"}
