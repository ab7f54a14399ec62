"""A profile is one Flip: its sign cannot lie, its files are its own, and no wish ends at another one."""

from dataclasses import replace
from typing import Any

import pytest

from flipconsole.domain.environment import Environment
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.profile import (
    Profile,
    TokenKind,
    Wanted,
    checked_profiles,
    chosen_profile,
    free_name,
    new_id,
    placed,
    profile_at,
)

PRODUCTION = profile_at("https://api.flip.energy", id="production")
SANDBOX = profile_at("https://api-sandbox.flip.energy", id="sandbox")
GATEWAY = Profile("gateway", "Grid West", "https://flip.west.test/desk", word="West", colour="violet")
ALL = (PRODUCTION, SANDBOX, GATEWAY)


def test_production_says_so_whatever_the_profile_is_called() -> None:
    disguised = replace(PRODUCTION, name="Only a test", word="Sandbox", colour="blue").checked()
    assert disguised.environment is Environment.PRODUCTION
    assert (disguised.sign.word, disguised.sign.colour) == ("PRODUCTION", "")
    assert disguised.sign.text == "PRODUCTION · Only a test"


def test_a_gateway_says_what_a_person_said_about_it() -> None:
    assert (GATEWAY.environment, GATEWAY.sign.text) == (Environment.CUSTOM, "West · Grid West")
    real = replace(GATEWAY, is_production=True)
    assert (real.environment, real.sign.text) == (Environment.PRODUCTION, "PRODUCTION · Grid West")
    for known in (SANDBOX, profile_at("http://127.0.0.1:8000")):
        assert replace(known, is_production=True).environment is known.environment


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": ""}, "not one"),
        ({"id": "../x"}, "not one"),
        ({"id": "A"}, "not one"),
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 61}, "needs a name"),
        ({"name": "left\u202eright"}, "cannot be shown"),
        ({"base_url": "http://plain.test"}, "Plain http"),
        ({"base_url": ""}, "no server address"),
        ({"command_path": "/../{id}"}, "path template"),
        ({"poll_s": 5.0}, "every 15 to 240"),
        ({"poll_s": float("nan")}, "every 15 to 240"),
        ({"word": "production"}, "real|production alone"),
        ({"word": "x" * 17}, "at most 16"),
        ({"colour": "pink"}, "one of"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ProfileError, match=why):
        replace(GATEWAY, **changes).checked()


def test_no_two_profiles_can_be_taken_for_one_another() -> None:
    assert checked_profiles(ALL) == ALL
    for other in (
        replace(SANDBOX, id="new", name="sandbox", base_url="https://x.test"),
        replace(SANDBOX, name="New", base_url="https://x.test"),
        replace(SANDBOX, id="new", name="New"),
    ):
        with pytest.raises(ProfileError):
            checked_profiles((*ALL, other))
    assert checked_profiles((*ALL, placed(replace(SANDBOX, id="new", name="New"), ALL)))


def test_files_follow_the_id_and_the_address() -> None:
    assert str(SANDBOX.folder) == "https-api-sandbox.flip.energy-443"
    assert placed(SANDBOX, ALL) == SANDBOX
    second = placed(replace(SANDBOX, id="second"), ALL)
    assert second.folder.parts == ("profiles", "second", "https-api-sandbox.flip.energy-443")
    assert len({profile.folder for profile in (*ALL, second, replace(second, base_url="https://x.test"))}) == 5


def test_a_wish_ends_at_the_profile_it_names_or_nowhere() -> None:
    def chosen(name: str = "", base_url: str = "") -> Profile | None:
        return chosen_profile(ALL, "sandbox", Wanted(name, base_url))

    assert chosen() == SANDBOX
    assert chosen("GRID west") == chosen("gateway") == GATEWAY
    assert chosen(base_url="https://API.flip.energy/") == PRODUCTION
    with pytest.raises(ProfileError, match=r"no profile “Grid East”\. There are: Production, Sandbox, Grid West"):
        chosen("Grid East")
    with pytest.raises(ProfileError, match="Plain http"):
        chosen(base_url="http://plain.test")
    assert chosen_profile((), "", Wanted()) is None


def test_an_unknown_address_gets_nothing_with_which_anybody_is_let_in() -> None:
    main = replace(GATEWAY, id="main", token_kind=TokenKind.OAUTH, command_path="/desk/{id}", is_production=True)
    found = chosen_profile((main, SANDBOX), "main", Wanted(base_url="https://other.test"))
    assert found == Profile("main", "other.test", "https://other.test", command_path="/desk/{id}")
    looking = chosen_profile((replace(main, read_only=True),), "main", Wanted(base_url="https://other.test"))
    assert looking is not None
    assert looking.read_only


def test_two_profiles_of_one_address_and_the_one_in_use_is_meant() -> None:
    second = placed(replace(SANDBOX, id="second", name="Second"), ALL)
    found = chosen_profile((*ALL, second), "second", Wanted(base_url=SANDBOX.base_url))
    assert found == second


def test_new_names_and_ids_are_free() -> None:
    assert free_name("Sandbox", ALL) == "Sandbox 2"
    assert free_name("East", ALL) == "East"
    assert len({new_id() for _number in range(100)}) == 100
    assert replace(GATEWAY, id=new_id()).checked()


def test_a_further_profile_of_an_address_never_moves_the_files_of_the_first() -> None:
    """Any change of the first, such as read only, places it anew among the others."""
    first = Profile(id="east", name="East", base_url="https://east.test")
    further = placed(Profile(id="second", name="Second", base_url="https://east.test"), [first])
    assert further.folder != first.folder
    assert placed(first, [first, further]) == first
