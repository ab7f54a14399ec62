"""The status strip: ages and colours by their rules, always with words, and silence about what is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.app.link import Link, LinkState
from flipconsole.domain.environment import Environment
from flipconsole.ui.status_strip.facts import Fact, strip_facts
from flipconsole.ui.status_strip.strip import StatusStrip
from flipconsole.ui.theme import DARK, LIGHT, Theme
from tests.ui.desk import NOW, button_of, visible_texts

LIVE = Link(LinkState.LIVE, list_at=NOW - timedelta(seconds=47), next_poll_at=NOW + timedelta(seconds=13), skew_s=0.0)


def facts(**changes: Any) -> dict[str, Fact]:
    return {fact.key: fact for fact in strip_facts(replace(LIVE, **changes), NOW)}


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


def test_network_flip_and_token_fail_one_by_one_and_read_differently() -> None:
    faulty = {
        state: tuple(fact.text for fact in facts(state=state).values() if fact.tone == "danger")
        for state in (LinkState.SIGNIN_PAGE, LinkState.OFFLINE, LinkState.TOKEN_REFUSED, LinkState.MISDIRECTED)
    }
    assert len(set(faulty.values())) == 4
    assert all(faulty.values())


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
    strip = StatusStrip(Environment.PRODUCTION, LIGHT)
    qtbot.addWidget(strip)
    strip.show()
    strip.show_link(replace(LIVE, waiting=2), NOW)
    strip.set_theme(DARK)
    assert "List 47 s old" in visible_texts(strip)
    with qtbot.waitSignal(strip.outbox_asked):
        button_of(strip, "2 answers waiting").click()
    strip.show_link(LIVE, NOW + timedelta(seconds=1))
    assert "List 48 s old" in visible_texts(strip)
    assert "waiting" not in visible_texts(strip)
    assert "PRODUCTION" in visible_texts(strip)


def test_answers_that_are_kept_back_or_overdue_are_said_to_be_so() -> None:
    assert facts(waiting=3, overdue=2)["waiting"].text == "3 answers waiting, 2 for over 15 min"
    assert facts(waiting=3, sends_by_itself=False)["waiting"].text == "3 answers kept back"
    assert facts(sends_by_itself=False)["waiting"].text == "Sending is off"
    assert {facts(waiting=3, **why)["waiting"].tone for why in ({"overdue": 1}, {"sends_by_itself": False})} == {"warn"}
