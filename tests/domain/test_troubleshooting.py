from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest

from flipconsole.domain import errors
from flipconsole.domain.errors import FlipConsoleError
from flipconsole.domain.troubleshooting import failure_guidance, link_guidance

LINK_WORDS = (
    "unasked",
    "live",
    "offline",
    "waiting",
    "no_token",
    "token_refused",
    "misdirected",
    "unreadable",
    "signin_page",
    "no_list",
)
MADE: dict[type[FlipConsoleError], Callable[[], FlipConsoleError]] = {
    errors.Throttled: lambda: errors.Throttled("", wait_s=None),
    errors.Refused: lambda: errors.Refused("", status=400),
}
VARIANTS = (
    errors.Unreachable(""),
    errors.Unreachable("", offline=True),
    errors.Unreachable("", heard=False),
    errors.Refused("", status=400),
    errors.Refused("", status=409, conflict=True),
    errors.BadPayload(""),
    errors.BadPayload("", signin_page=True),
)


def family(root: type[FlipConsoleError]) -> Iterable[type[FlipConsoleError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def make(kind: type[FlipConsoleError]) -> FlipConsoleError:
    return MADE.get(kind, lambda: kind(""))()


def check(text: str) -> None:
    assert len(re.findall(r"[.!?](?: |$)", text)) >= 2, text
    assert re.search(r"saved|kept", text), text
    assert re.search(r"nothing to do|by itself|Enter|Check|Correct|Look|Wait|Go on|Open|Paste|Fetch", text), text
    assert "{" not in text


def without_own_text(kinds: Iterable[type[FlipConsoleError]]) -> list[str]:
    return [
        kind.__name__
        for kind in kinds
        for parent in kind.__bases__
        if issubclass(parent, FlipConsoleError) and failure_guidance(make(kind)) == failure_guidance(make(parent))
    ]


def of_the_program() -> list[type[FlipConsoleError]]:
    return [kind for kind in family(FlipConsoleError) if kind.__module__ == errors.__name__]


def test_every_failure_class_has_a_text_of_its_own() -> None:
    assert len(of_the_program()) == 10
    assert without_own_text(of_the_program()) == []
    for kind in of_the_program():
        check(failure_guidance(make(kind)))


def test_a_failure_class_without_a_text_is_found() -> None:
    class Untold(errors.ApiError):
        pass

    assert without_own_text([*of_the_program(), Untold]) == ["Untold"]


def test_the_variants_of_one_class_are_told_apart() -> None:
    texts = [failure_guidance(error) for error in VARIANTS]
    assert len(set(texts)) == len(texts)
    for text in texts:
        check(text)


def test_an_unheard_answer_is_called_neither_done_nor_failed() -> None:
    assert "may have it or not" in failure_guidance(errors.Unreachable("", heard=False))


@pytest.mark.parametrize("word", LINK_WORDS)
def test_every_state_of_the_link_has_a_text_of_its_own(word: str) -> None:
    check(link_guidance(word))
    assert link_guidance(word) != link_guidance("a word of tomorrow")


def test_the_link_words_are_told_apart() -> None:
    assert len({link_guidance(word) for word in LINK_WORDS}) == len(LINK_WORDS)
    check(link_guidance("a word of tomorrow"))
