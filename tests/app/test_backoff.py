"""Full jitter from one second to sixty."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from flipconsole.app.backoff import BASE_S, CAP_S, Backoff, pause_s
from tests.gates import Gate


class Highest(Random):
    def uniform(self, a: float, b: float) -> float:
        return b


def test_the_ceiling_doubles_up_to_a_minute_and_begins_anew_when_it_works() -> None:
    backoff = Backoff(Highest())
    assert [backoff.failed() for _number in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    backoff.worked()
    assert backoff.failed() == 1


def worst_second(pause: Callable[[int, Random], float]) -> int:
    """How many of 200 consoles come back in the same second after a shared outage of ten minutes, at worst."""
    seconds: Counter[int] = Counter()
    for number in range(200):
        chance, at, failures = Random(number), 0.0, 0
        while at < 600:
            at += pause(failures, chance)
            failures += 1
        seconds[int(at)] += 1
    return max(seconds.values())


@pytest.mark.gate("R6")
def test_two_hundred_consoles_do_not_come_back_in_the_same_second(gate: Gate) -> None:
    worst = worst_second(pause_s)
    assert worst <= 20
    gate.reached("worst same-second burst after a shared outage: 20 of 200", f"worst burst {worst} of 200")


@pytest.mark.gate("R6")
def test_without_jitter_they_all_come_back_at_once(gate: Gate) -> None:
    """The negative control."""
    worst = worst_second(lambda failures, _chance: min(CAP_S, BASE_S * 2.0**failures))
    assert worst > 20
    gate.caught(f"no jitter: {worst} of 200 in one second")
