from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.reach import LOOKED_BACK_S, Outcome, last_trouble, must_ask, question, record_text
from tests.ui.desk import NEW_YORK, NOW

OUTCOMES = st.lists(st.builds(Outcome, st.floats(0, 2000), st.booleans()), max_size=20).map(
    lambda found: sorted(found, key=lambda one: -one.age_s)
)


def test_a_clean_record_asks_nothing() -> None:
    clean = [Outcome(age, True) for age in (300.0, 240.0, 60.0)]
    assert question(clean, NEW_YORK, NOW) == ""
    assert record_text(clean) == "This computer reached Flip in the last 15 minutes: 3 tries, none failed."


def test_who_was_offline_three_minutes_ago_is_asked() -> None:
    record = [Outcome(240.0, True), Outcome(180.0, False, "No network."), Outcome(60.0, True)]
    text = question(record, NEW_YORK, NOW)
    assert "could not reach Flip at today 15:57 EDT, 3 min ago" in text
    assert record_text(record) == "Of 3 tries to reach Flip in the last 15 minutes, 1 failed here."
    assert last_trouble(record) == record[1]


def test_who_has_not_got_through_at_all_is_asked_too() -> None:
    assert "has not reached Flip lately" in question([], NEW_YORK, NOW)
    assert must_ask([Outcome(LOOKED_BACK_S + 1, True)])


@given(OUTCOMES)
def test_it_asks_exactly_when_the_last_quarter_of_an_hour_is_not_clean(outcomes: list[Outcome]) -> None:
    recent = [one for one in outcomes if one.age_s <= LOOKED_BACK_S]
    clean = bool(recent) and all(one.got_through for one in recent)
    assert must_ask(outcomes) is not clean
    assert (question(outcomes, NEW_YORK, NOW) == "") is clean
