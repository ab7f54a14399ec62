"""What a person tells of a battery wins over what Flip says, field by field, and stays told apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from flipconsole.app.batteries import Batteries, Taken, Teller
from flipconsole.domain.battery import NOTHING, BatteryFacts, StateOfCharge
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.site_csv import read_book, write_book

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FLIPS = BatteryFacts(10_000.0, 7500.0, site="Oak", address="9 Oak Street", maker="Halden", least_rated_w=6000.0)


class Kept(list[Mapping[str, BatteryFacts]]):
    """What was kept, each time."""


def test_the_person_wins_field_by_field() -> None:
    known = Batteries({"a": BatteryFacts(rated_w=5000.0, name="Garage", zone="UTC")})
    known.take_flips({"a": FLIPS, "b": FLIPS}, NOW)
    assert known.facts_of("a") == BatteryFacts(
        10_000.0, 5000.0, "UTC", name="Garage", site="Oak", address="9 Oak Street", maker="Halden"
    )
    assert known.facts_of("b") == FLIPS
    assert known.flips_read_at == NOW
    assert [known.teller_of("a", field) for field in ("rated_w", "capacity_wh", "serial")] == [
        Teller.PERSON,
        Teller.FLIP,
        Teller.NOBODY,
    ]
    assert (known.title_of("a"), known.title_of("b"), known.site_of("b"), known.site_of("c")) == (
        "Garage",
        "b",
        "Oak",
        "",
    )


def test_a_zone_that_nobody_tells_stays_unknown() -> None:
    known = Batteries()
    known.take_flips({"a": FLIPS}, NOW)
    assert known.zone_of("a") is None


def test_measures_are_told_without_losing_what_it_is_called() -> None:
    known = Batteries({"a": BatteryFacts(name="Garage")})
    known.tell("a", BatteryFacts(capacity_wh=13_500.0, charge=StateOfCharge(60.0, NOW)))
    assert known.told["a"] == BatteryFacts(13_500.0, charge=StateOfCharge(60.0, NOW), name="Garage")


def test_what_repeats_flips_word_is_not_made_the_persons_own() -> None:
    kept = Kept()
    known = Batteries(keep=kept.append)
    known.take_flips({"a": FLIPS}, NOW)
    assert not kept, "what Flip says is no part of the book"
    known.tell("a", known.facts_of("a").but(charge=StateOfCharge(50.0, NOW)))
    assert known.told["a"] == BatteryFacts(charge=StateOfCharge(50.0, NOW))
    known.take_flips({"a": FLIPS.but(capacity_wh=12_000.0)}, NOW)
    assert known.facts_of("a").capacity_wh == 12_000.0, "Flip's newer word is followed"
    assert len(kept) == 1


def test_clearing_what_flip_says_brings_flips_word_back() -> None:
    known = Batteries()
    known.take_flips({"a": FLIPS}, NOW)
    seen: list[str] = []
    known.changed.connect(seen.append)
    known.tell("a", BatteryFacts(rated_w=7500.0))
    assert seen == ["a"], "the field that was cleared shows it again"
    assert known.facts_of("a") == FLIPS
    known.enter("a", "site", "Elm")
    assert known.site_of("a") == "Elm"
    known.enter("a", "site", None)
    assert known.site_of("a") == "Oak"


def test_a_value_that_cannot_be_used_changes_nothing() -> None:
    known = Batteries({"a": BatteryFacts(zone="UTC")})
    for field, value in (("zone", "Nowhere"), ("capacity_wh", -1.0), ("name", " "), ("name", "a\u202eb")):
        with pytest.raises(ProfileError):
            known.enter("a", field, value)
    assert known.facts_of("a") == BatteryFacts(zone="UTC")


def test_a_book_is_taken_in_and_what_it_does_not_say_stays() -> None:
    kept = Kept()
    known = Batteries({"a": BatteryFacts(rated_w=5000.0), "same": BatteryFacts(name="x")}, kept.append)
    known.take_flips({"f": FLIPS}, NOW)
    renewed: list[frozenset[str]] = []
    known.renewed.connect(renewed.append)
    book = read_book("device_id,name,capacity_kwh\na,Garage,10\nb,Shed,\nsame,x,\nf,,10\n")
    assert known.take_book(book.rows) == Taken(new=1, changed=1, same=2)
    assert known.told["a"] == BatteryFacts(10_000.0, 5000.0, name="Garage")
    assert "f" not in known.told
    assert (len(kept), renewed) == (1, [frozenset({"a", "b"})])
    assert known.take_book(book.rows) == Taken(0, 0, 4)
    assert len(kept) == 1


def test_a_file_of_all_that_is_known_changes_nothing_when_it_comes_back() -> None:
    known = Batteries({"a": BatteryFacts(rated_w=5000.0, name="=Garage")})
    known.take_flips({"a": FLIPS, "b": FLIPS}, NOW)
    before = dict(known.told), dict(known.known)
    known.take_book(read_book(write_book(sorted(known.known.items()))).rows)
    assert (dict(known.told), dict(known.known)) == before
    empty = Batteries()
    empty.take_book(read_book(write_book(sorted(known.known.items()))).rows)
    assert {each: facts.but(least_rated_w=None) for each, facts in known.known.items()} == dict(empty.told)


def test_what_flip_no_longer_says_is_forgotten() -> None:
    known = Batteries({"a": BatteryFacts(name="Garage")})
    known.take_flips({"a": FLIPS, "b": FLIPS}, NOW)
    known.take_flips({}, None)
    assert dict(known.known) == {"a": BatteryFacts(name="Garage")}
    assert known.facts_of("b") is NOTHING


def test_two_batteries_of_one_name_are_told_apart() -> None:
    known = Batteries({"a": BatteryFacts(name="Garage"), "b": BatteryFacts(name="Garage"), "c": BatteryFacts(name="d")})
    assert known.titles_of(["a", "b", "c", "d", "e"]) == ["Garage · a", "Garage · b", "d · c", "d", "e"]
