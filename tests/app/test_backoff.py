"""Full jitter from one second to sixty."""

from random import Random

from flipconsole.app.backoff import Backoff, pause_s


class Highest(Random):
    def uniform(self, a: float, b: float) -> float:
        return b


def test_the_ceiling_doubles_up_to_a_minute_and_begins_anew_when_it_works() -> None:
    backoff = Backoff(Highest())
    assert [backoff.failed() for _number in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    backoff.worked()
    assert backoff.failed() == 1


def test_two_hundred_consoles_do_not_come_back_in_the_same_second() -> None:
    """At most 20 of 200 in one second after a shared outage of ten minutes (negative control: no jitter)."""
    seconds: dict[int, int] = {}
    for number in range(200):
        chance, at, failures = Random(number), 0.0, 0
        while at < 600:
            at += pause_s(failures, chance)
            failures += 1
        seconds[int(at)] = seconds.get(int(at), 0) + 1
    assert max(seconds.values()) <= 20
