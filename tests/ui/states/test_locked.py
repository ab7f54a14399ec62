"""The banner while answering is locked says what came between, that the work is safe, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flipconsole.domain.reliance import Cause, Footing, Interruption, Reliance
from flipconsole.ui.states.locked import locked
from flipconsole.ui.states.standing import Step
from tests.ui.desk import NEW_YORK, NOW


@pytest.mark.parametrize("cause", list(Cause))
def test_it_says_what_came_between_and_offers_a_look(cause: Cause) -> None:
    since = Interruption(cause, NOW - timedelta(seconds=1), 28_800)
    banner = locked(Footing(Reliance.LOCKED, NOW - timedelta(hours=8), since), NOW, NEW_YORK)
    assert "list 8 h old" in banner.title
    assert "locked" in banner.text
    assert "saved" in banner.text
    assert banner.steps == (Step.REFRESH,)
    assert banner.icon
