"""Every state of the link has words that say what happened, that the work is safe, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flipconsole.app.link import Link, LinkState
from flipconsole.domain.errors import CertificateFault, Hindrance
from flipconsole.ui.states.standing import Standing, Step, banners, page, step_text
from tests.ui.desk import NEW_YORK, NOW

LIVE = Link(LinkState.LIVE, list_at=NOW - timedelta(seconds=20))


def the_banners(**changes: Any) -> list[Standing]:
    return banners(replace(LIVE, **changes), NOW, NEW_YORK, with_link=True)


def the_page(**changes: Any) -> Standing:
    return page(replace(LIVE, **changes), NOW, NEW_YORK)


def test_while_all_is_well_there_is_no_banner() -> None:
    assert the_banners() == []


def test_before_the_first_list_the_address_is_in_doubt() -> None:
    unreached = replace(LIVE, state=LinkState.OFFLINE, text="Flip cannot be reached from here.", list_at=None)
    shown = page(unreached, NOW, NEW_YORK)
    assert "last list" not in shown.text
    assert "address" in shown.text
    assert shown.steps == (Step.REFRESH, Step.DOCTOR, Step.CONNECTION)
    later = page(replace(unreached, list_at=NOW), NOW, NEW_YORK)
    assert "last list" in later.text
    assert later.steps == (Step.REFRESH, Step.DOCTOR)


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.LIVE])
def test_every_other_state_has_a_banner_that_says_the_work_is_safe(state: LinkState) -> None:
    (banner,) = the_banners(state=state)
    assert "safe" in banner.title + banner.text or "saved" in banner.text
    assert banner.icon
    assert banner.title


@pytest.mark.parametrize("state", list(LinkState))
def test_every_state_has_a_page_while_there_is_no_command(state: LinkState) -> None:
    shown = the_page(state=state, list_at=None)
    assert shown.title
    assert shown.text
    assert shown.icon


def test_every_fault_of_tls_has_a_title_of_its_own_and_is_no_wrong_address() -> None:
    kinds = [None, *(kind for kind in CertificateFault if kind is not CertificateFault.OTHER)]
    shown = [the_banners(state=LinkState.MISDIRECTED, certificate=kind)[0] for kind in kinds]
    assert len({banner.title for banner in shown}) == len(kinds)
    assert all(Step.DOCTOR in banner.steps for banner in shown)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "Flip does not allow this token"),
        (301, "address has moved"),
        (404, "gives no list"),
        (None, "cannot be used as it is set up"),
    ],
)
def test_what_made_the_console_stop_is_in_the_title(status: int | None, words: str) -> None:
    """A token without rights, a list that is gone and a proxy of a strange kind are no address that lies."""
    (banner,) = the_banners(state=LinkState.MISDIRECTED, status=status, text="What happened.")
    assert words in banner.title
    assert banner.text == "What happened. Nothing is sent meanwhile, and your answers are saved."


def test_a_proxy_that_is_the_trouble_puts_no_doubt_on_the_address() -> None:
    standing = replace(LIVE, state=LinkState.OFFLINE, text="The proxy is silent.", list_at=None)
    assert "address" in page(standing, NOW, NEW_YORK).text
    assert "address" not in page(replace(standing, hindrance=Hindrance.PROXY), NOW, NEW_YORK).text


def test_sign_in_page_unknown_name_and_refused_token_read_differently() -> None:
    texts = {
        the_banners(state=LinkState.SIGNIN_PAGE)[0].title,
        the_banners(state=LinkState.OFFLINE, text="The name api.flip.energy was not found.")[0].title,
        the_banners(state=LinkState.TOKEN_REFUSED)[0].title,
    }
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (0, "Token refused"),
        (1, "Token refused. 1 answer is safe and waiting"),
        (12, "Token refused. 12 answers are safe and waiting"),
    ],
)
def test_a_refused_token_counts_the_answers_that_wait(waiting: int, words: str) -> None:
    (banner,) = the_banners(state=LinkState.TOKEN_REFUSED, waiting=waiting, list_at=None)
    assert banner.title == words
    assert banner.asks_token


def test_only_the_states_of_the_token_ask_for_one() -> None:
    asking = {state for state in LinkState if the_page(state=state).asks_token}
    assert asking == {LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED}


def test_the_last_snapshot_is_shown_with_its_age() -> None:
    (banner,) = the_banners(state=LinkState.OFFLINE, list_at=NOW - timedelta(minutes=14))
    assert banner.title == "Flip is not reached · list of today 15:46, 14 min old"


def test_what_the_server_said_stands_beside_what_to_do() -> None:
    (banner,) = the_banners(state=LinkState.OFFLINE, text="The name was not found.")
    assert banner.text.startswith("The name was not found. ")
    assert banner.steps == (Step.REFRESH, Step.DOCTOR)


@pytest.mark.parametrize(("age_s", "is_told"), [(60, False), (131, False), (133, True), (3600, True)])
def test_a_list_older_than_two_polls_is_told_even_while_the_link_is_live(age_s: int, is_told: bool) -> None:
    assert bool(the_banners(list_at=NOW - timedelta(seconds=age_s))) is is_told


@pytest.mark.parametrize(
    ("skew_s", "words"),
    [
        (119.0, None),
        (-119.0, None),
        (180.0, "This computer's clock is 3 min behind Flip's"),
        (-180.0, "This computer's clock is 3 min ahead of Flip's"),
    ],
)
def test_a_clock_that_is_far_off_is_told(skew_s: float, words: str | None) -> None:
    assert [banner.title for banner in the_banners(skew_s=skew_s)] == ([] if words is None else [words])


def test_trouble_with_the_disk_comes_first_and_says_what_is_not_safe() -> None:
    shown = the_banners(state=LinkState.OFFLINE, store_trouble="The disk is full.")
    assert [banner.key for banner in shown] == ["store", "offline"]
    assert "NOT saved" in shown[0].text


def test_without_a_list_the_other_ways_are_offered() -> None:
    assert the_page(state=LinkState.NO_LIST).steps == (Step.PASTE, Step.OPEN, Step.BY_ID)


def test_an_empty_list_says_when_flip_answered() -> None:
    shown = the_page()
    assert shown.title == "No commands"
    assert "today 15:59" in shown.text


def test_every_step_has_words() -> None:
    assert all(step_text(step) for step in Step)
    assert len({step_text(step) for step in Step}) == len(Step)


def test_answers_that_are_kept_back_are_said_to_be_safe_and_where_to_send_them() -> None:
    kept = [one for one in the_banners(waiting=3, sends_by_itself=False) if one.key == "kept_back"]
    assert [(one.title, one.steps) for one in kept] == [
        ("3 answers are kept here: sending is switched off", (Step.OUTBOX,))
    ]
    assert "saved" in kept[0].text
    assert [one for one in the_banners(sends_by_itself=False) if one.key == "kept_back"] == []
