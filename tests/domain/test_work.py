from __future__ import annotations

from itertools import product

import pytest

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.work import Work, work_of

TABLE = {
    ("OK", "PENDING"): Work.SCHEDULE,
    ("OK", "OK"): Work.NONE,
    ("OK", "FAILED_OFFLINE"): Work.NONE,
    ("OK", "FAILED_FAULT"): Work.NONE,
    ("CANCELED", "PENDING"): Work.REMOVE,
    ("CANCELED", "OK"): Work.NONE,
    ("CANCELED", "FAILED_OFFLINE"): Work.NONE,
    ("CANCELED", "FAILED_FAULT"): Work.NONE,
    ("OPT_OUT", "PENDING"): Work.REMOVE,
    ("OPT_OUT", "OK"): Work.NONE,
    ("OPT_OUT", "FAILED_OFFLINE"): Work.NONE,
    ("OPT_OUT", "FAILED_FAULT"): Work.NONE,
}


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(product(Status, DeviceStatus))


@pytest.mark.parametrize(("pair", "work"), TABLE.items())
def test_the_two_statuses_stand_for_work(pair: tuple[str, str], work: Work) -> None:
    assert work_of(*pair) is work


UNKNOWN = ("", "SUSPENDED", "ok", "pending", "CANCELLED", "FAILED", " OK", "OK ", "ОК")


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_an_unknown_word_on_either_side_is_unclear_and_never_nothing(unknown: str) -> None:
    assert {work_of(unknown, known) for known in (*DeviceStatus, *UNKNOWN)} == {Work.UNCLEAR}
    assert {work_of(known, unknown) for known in Status} == {Work.UNCLEAR}
