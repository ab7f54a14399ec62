"""The rule of what may be relied on, as a truth table, and its words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from flipconsole.domain.reliance import (
    OLD_AFTER_S,
    PATIENCE_S,
    Cause,
    Footing,
    Interruption,
    Look,
    Reliance,
    reliance,
    what_happened,
    what_it_rests_on,
)

NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")

FRESH, OLD, LOCKED = Reliance.FRESH, Reliance.OLD, Reliance.LOCKED
AGES = (None, 0.0, OLD_AFTER_S, OLD_AFTER_S + 1)
TABLE = {
    # look           soon after the interruption        30 s later
    #                ages: none, 0 s, 5 min, more       the same
    Look.UNTRIED:    ((LOCKED, LOCKED, LOCKED, LOCKED), (OLD, OLD, OLD, OLD)),
    Look.UNDER_WAY:  ((LOCKED, LOCKED, LOCKED, LOCKED), (OLD, OLD, OLD, OLD)),
    Look.IMPOSSIBLE: ((OLD, OLD, OLD, OLD),             (OLD, OLD, OLD, OLD)),
    Look.FAILED:     ((OLD, OLD, OLD, OLD),             (OLD, OLD, OLD, OLD)),
    Look.SEEN:       ((FRESH, FRESH, FRESH, OLD),       (FRESH, FRESH, FRESH, OLD)),
}  # fmt: skip


@pytest.mark.parametrize(
    ("look", "age_s", "waited_s", "expected"),
    [
        (look, age_s, waited_s, TABLE[look][later][place])
        for look, (place, age_s), (later, waited_s) in product(
            Look, enumerate(AGES), enumerate((PATIENCE_S, PATIENCE_S + 1))
        )
    ],
)
def test_the_truth_table(look: Look, age_s: float | None, waited_s: float, expected: Reliance) -> None:
    assert reliance(look, waited_s, age_s) is expected


def test_nobody_answers_as_if_fresh_before_a_look_and_nobody_is_locked_for_long() -> None:
    for look, age_s, waited_s in product(Look, AGES, (0.0, 29.0, 31.0, 1e6)):
        verdict = reliance(look, waited_s, age_s)
        assert verdict is not FRESH or look is Look.SEEN
        assert verdict is not LOCKED or waited_s <= PATIENCE_S


def test_old_data_is_named_with_its_time_and_age_and_what_guards_the_sending() -> None:
    text = what_it_rests_on(Footing(OLD, NOW - timedelta(minutes=48)), NEW_YORK, NOW)
    assert "today 15:12 EDT" in text
    assert "48 min old" in text
    assert "compared with a fresh list before they are sent" in text
    assert what_it_rests_on(Footing(FRESH, NOW), NEW_YORK, NOW) == ""
    assert "No list" in what_it_rests_on(Footing(OLD, None), NEW_YORK, NOW)


@pytest.mark.parametrize("cause", list(Cause))
def test_every_interruption_has_words_of_its_own(cause: Cause) -> None:
    texts = {what_happened(Interruption(one, NOW, 28_800), NEW_YORK, NOW) for one in Cause}
    assert len(texts) == len(Cause)
    text = what_happened(Interruption(cause, NOW, 28_800), NEW_YORK, NOW)
    assert cause is Cause.START or "8 h" in text
