from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.paths import Paths, is_canonical_id

ID = "497f6eca-6276-4993-bfeb-53cbbbba6f08"
NOT_CANONICAL = (
    "",
    " " + ID,
    ID + "\n",
    ID.upper(),
    "{" + ID + "}",
    "urn:uuid:" + ID,
    ID.replace("-", ""),
    ID[:-1],
    ID + "0",
    ID.replace("4", "٤"),
    ID.replace("4", "g"),
    "../../admin/x",
    "x?device_status=OK",
    "..",
    "%2e%2e/",
    "http://evil/",
    None,
    7,
)


@pytest.mark.parametrize("text", NOT_CANONICAL, ids=repr)
def test_what_is_not_a_canonical_id_gets_no_path(text: object) -> None:
    assert not is_canonical_id(text)
    with pytest.raises(ValueError, match="canonical"):
        Paths().of_command(text)  # type: ignore[arg-type]


def test_a_canonical_id_stands_in_the_path_as_it_is() -> None:
    assert is_canonical_id(ID)
    assert Paths().of_command(ID) == f"/v1/command/{ID}"
    assert Paths(command="/v1/commands/{id}").checked().of_command(ID) == f"/v1/commands/{ID}"
    assert Paths(command="/v2/command/{id}/ack").checked().of_command(ID) == f"/v2/command/{ID}/ack"


@settings(max_examples=200, deadline=None)
@given(st.uuids())
def test_every_uuid_in_its_usual_spelling_is_canonical(number: object) -> None:
    assert is_canonical_id(str(number))


@settings(max_examples=300, deadline=None)
@given(st.text("0123456789abcdefABCDEF-/.%?{}\n", min_size=30, max_size=40))
def test_nothing_that_could_leave_the_path_is_canonical(text: str) -> None:
    if is_canonical_id(text):
        assert len(text) == 36
        assert not set(text) - set("0123456789abcdef-")


@pytest.mark.parametrize(
    "paths",
    [
        Paths(commands=""),
        Paths(commands="v1/commands"),
        Paths(commands="/v1/commands/"),
        Paths(commands="/v1/{id}"),
        Paths(commands="//evil.example/v1"),
        Paths(commands="/v1/../commands"),
        Paths(commands="/v1/commands?x=1"),
        Paths(commands="/v1/commands\n"),
        Paths(commands="https://evil.example/"),
        Paths(command=""),
        Paths(command="/v1/command"),
        Paths(command="/v1/command/{id}/{id}"),
        Paths(command="/v1/command-{id}"),
        Paths(command="/v1/{name}"),
        Paths(command="/./{id}"),
        Paths(command="/{id}"),
    ],
    ids=repr,
)
def test_a_template_that_is_not_a_plain_path_is_refused(paths: Paths) -> None:
    with pytest.raises(ProfileError, match=r"path template “command"):
        paths.checked()


def test_the_templates_of_flip_are_plain_paths() -> None:
    assert Paths().checked() == Paths("/v1/commands", "/v1/command/{id}")
