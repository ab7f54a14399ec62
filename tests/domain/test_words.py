from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from flipconsole.domain import tips, words
from flipconsole.domain.chips import Chip
from flipconsole.domain.command import Answer, DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.row import Stage
from flipconsole.domain.work import Work

EVERY: list[tuple[Callable[..., str], Iterable[str | None]]] = [
    (words.mode_name, Mode),
    (words.power_mode_name, (*PowerMode, None)),
    (words.status_text, Status),
    (words.device_status_text, DeviceStatus),
    (words.answer_text, Answer),
    (words.work_text, Work),
    (words.stage_text, Stage),
    (words.chip_title, Chip),
    (tips.mode_tip, Mode),
    (tips.power_mode_tip, (*PowerMode, None)),
    (tips.status_tip, Status),
    (tips.device_status_tip, DeviceStatus),
    (tips.work_tip, Work),
    (tips.stage_tip, Stage),
    (tips.chip_tip, Chip),
]


@pytest.mark.parametrize(("say", "members"), EVERY, ids=[say.__name__ for say, _members in EVERY])
def test_every_word_has_a_text_of_its_own(say: Callable[..., str], members: Iterable[str | None]) -> None:
    texts = [say(member) for member in members]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text
        assert text[0].isupper()
        assert "unknown" not in text.replace("is unknown to this version", "")
        assert "{" not in text


def test_the_same_check_finds_a_word_without_a_text() -> None:
    with pytest.raises(AssertionError):
        test_every_word_has_a_text_of_its_own(words.mode_name, (*Mode, "FOO"))


@pytest.mark.parametrize(
    "say",
    [words.mode_name, words.power_mode_name, words.status_text, words.device_status_text],
    ids=lambda say: say.__name__,
)
@pytest.mark.parametrize("word", ["FOO", "ok", "{0}", "%s", "&Save"])
def test_an_unknown_word_stands_as_it_came(say: Callable[[str], str], word: str) -> None:
    assert say(word) == f"{word} (unknown)"
    assert say("") == "not readable"


@pytest.mark.parametrize(
    "tell",
    [tips.mode_tip, tips.power_mode_tip, tips.status_tip, tips.device_status_tip],
    ids=lambda tell: tell.__name__,
)
def test_the_tip_of_an_unknown_word_says_so(tell: Callable[[str], str]) -> None:
    assert "FOO" in tell("FOO")
    assert "unknown to this version" in tell("FOO")
    assert "could not be read" in tell("")


@pytest.mark.parametrize("mode", [mode for mode in Mode if mode is not Mode.DISCHARGE])
def test_a_reading_of_ours_is_marked_as_ours(mode: Mode) -> None:
    assert "we read this as" in tips.mode_tip(mode)


@pytest.mark.parametrize(
    ("work", "texts"),
    [
        (Work.SCHEDULE, ("OK: it is scheduled", "Failed: offline", "Failed: fault")),
        (Work.REMOVE, ("Confirm it is removed", "Failed: offline", "Failed: fault")),
        (Work.NONE, ("Answer OK", "Failed: offline", "Failed: fault")),
        (Work.UNCLEAR, ("Answer OK", "Failed: offline", "Failed: fault")),
    ],
)
def test_the_buttons_say_what_the_answer_means(work: Work, texts: tuple[str, ...]) -> None:
    assert tuple(words.answer_action(work, answer) for answer in Answer) == texts


def test_a_removal_is_never_worded_as_a_dispatch() -> None:
    said = [words.answer_action(Work.REMOVE, answer) for answer in Answer]
    said += [words.work_text(Work.REMOVE), tips.work_tip(Work.REMOVE), words.chip_title(Chip.CONFIRM_REMOVAL)]
    for text in said:
        assert "cknowledge" not in text
        assert "ispatch" not in text
        assert "scheduled" not in text


def test_letters_are_the_same_in_every_language_and_differ() -> None:
    letters = [words.mode_letter(mode) for mode in Mode]
    assert sorted(letters) == sorted("CDSB$~")
    assert words.mode_letter("FOO") == words.mode_letter("") == "?"
