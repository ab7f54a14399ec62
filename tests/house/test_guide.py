"""What README and guide name is what the program has: words, keys, files, options."""

import re

import pytest

from flipconsole import command_line
from flipconsole.domain.row import Stage
from flipconsole.domain.words import stage_text
from tests.house import tree

GUIDE = (tree.ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
README = (tree.ROOT / "README.md").read_text(encoding="utf-8")
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in tree.modules("flipconsole"))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.NONE])
def test_the_guide_explains_every_word_for_an_answer(stage: Stage) -> None:
    assert f"| {stage_text(stage)} |" in GUIDE


def test_every_file_in_the_guide_is_one_that_the_program_writes() -> None:
    files = re.findall(r"^\| `(?:<server>/|log/)?([\w.-]+)` \|", GUIDE, re.MULTILINE)
    assert len(files) >= 6
    assert [name for name in files if f'"{name}"' not in SOURCE] == []


def test_every_key_in_the_guide_is_bound() -> None:
    keys = set(re.findall(r"\bCtrl\+(?:Shift\+)?\w+", GUIDE)) - {
        "Ctrl+Z",
        "Ctrl+F",
    }  # Qt's standard keys for undo and find
    assert len(keys) >= 10
    assert [key for key in keys if f'"{key}"' not in SOURCE] == []


def test_every_option_in_the_readme_exists() -> None:
    parser = command_line._parser()
    known = set(parser._option_string_actions)
    for action in parser._actions:
        for word in (action.choices or {}).values() if isinstance(action.choices, dict) else ():
            known |= set(word._option_string_actions)
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README + GUIDE))
    assert len(named) >= 10
    assert named <= known


def test_a_wrong_name_would_be_found() -> None:
    """Negative control."""
    assert '"Ctrl+Q9"' not in SOURCE
    assert '"outbox.sqlite4"' not in SOURCE
