"""The tree, its names and its texts are as the design says."""

import ast
import re
from pathlib import Path

import pytest

from tests.house import tree

TOP_LEVEL = {
    ".ci", ".gitattributes", ".github", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "docs", "flipconsole",
    "packaging", "pyproject.toml", "resources", "tests",
}  # fmt: skip

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}

# Put together from halves, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile("|".join((r"(?<![\w.>)])/wo" + r"rk/", r"/tmp/" + r"hq", r"(?<![\w.])/ro" + r"ot/")))
ADDRESSES = re.compile(r"https?:|file:|ftp:|--\w*index|--find-links|@ ")


def sentences(text: str) -> int:
    """How many sentences a paragraph holds; one that does not end like a sentence counts as none."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    if not paragraph.endswith((".", "?", "!")):
        return 0
    return 1 + len(re.findall(r"(?<!e\.g)(?<!i\.e)[.?!]\)? (?=[A-Z`])", paragraph))


def docstring(source: str) -> str:
    return ast.get_docstring(ast.parse(source)) or ""


def test_the_top_level_is_the_allowed_one() -> None:
    present = {path.relative_to(tree.ROOT).parts[0] for path in tree.files()}
    assert present == TOP_LEVEL


def test_every_module_opens_with_one_sentence() -> None:
    opening = {
        tree.name(path): docstring(path.read_text(encoding="utf-8"))
        for path in tree.modules("flipconsole", "packaging", "tests")
        if not path.name.startswith("test_")  # tests speak by their own names
    }
    assert [path for path, text in opening.items() if sentences(text) != 1] == []


@pytest.mark.parametrize("text", ["", "No full stop", "Two things. Both told.", "One`s. `two` more."])
def test_an_opening_that_is_not_one_sentence_is_seen(text: str) -> None:
    assert sentences(text) != 1


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        tree.name(path)
        for path in tree.modules("flipconsole", "packaging", "tests")
        if {path.stem.split("_")[-1], path.parent.name, path.stem} & VAGUE_NAMES
    ]
    assert vague == []


def test_no_text_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert [tree.name(path) for path in tree.text_files() if MACHINE_PATHS.search(_text(path))] == []


def test_the_locks_carry_hashes_and_no_addresses() -> None:
    for path in (tree.ROOT / "packaging" / "locks").iterdir():
        text = _text(path)
        requirements = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert requirements
        assert ADDRESSES.search(text) is None
        assert all(re.fullmatch(r"[a-z0-9-]+==\S+( ; .+)? \\", line) for line in requirements)
        assert text.count("--hash=sha256:") >= len(requirements)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--extra-index-url file:///srv/simple",
        "--find-links /srv/wheels",
        "httpx @ file:///srv/httpx.whl",
    ],
)
def test_an_address_in_a_lock_is_seen(line: str) -> None:
    assert ADDRESSES.search(line)


@pytest.mark.parametrize("path", ["/wo" + "rk/main", "in /tmp/" + "hq/x", "'/ro" + "ot/.cache'"])
def test_a_path_of_the_machine_is_seen(path: str) -> None:
    assert MACHINE_PATHS.search(path)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
