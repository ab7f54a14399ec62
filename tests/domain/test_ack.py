"""When an answer may leave: after its undo time, if it has one, whatever the clock said when it was given."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("ahead_s", "undo_s", "held_after"),
    [
        (0, 5, {0: True, 4: True, 5: False}),
        (0, 0, {0: False, 1: False}),
        (20, 5, {0: True, 24: True, 25: False}),
        (20, 0, {0: False, 19: False, 21: False}),
        (3600, 5, {0: False, 10: False}),
    ],
    ids=["undo", "no undo", "undo, clock ahead", "no undo, clock ahead", "undo, clock far ahead"],
)
def test_only_an_undo_time_holds_an_answer(
    an_ack: Make, now: datetime, ahead_s: int, undo_s: int, held_after: dict[int, bool]
) -> None:
    """The laptop's clock was ahead by `ahead_s` when the answer was given; Flip's is asked from then on."""
    given_at = now + timedelta(seconds=ahead_s)
    ack = an_ack(created_at=given_at, not_before=given_at + timedelta(seconds=undo_s))
    for seconds, is_held in held_after.items():
        later = now + timedelta(seconds=seconds)
        assert ack.is_held(later) == is_held, seconds
        assert ack.is_due(later) == (not is_held)
