"""What a build says about itself, and what a checkout says."""

import json
from pathlib import Path

import pytest

from flipconsole import __version__
from flipconsole.domain.edition import BUILD_NOTE, Edition, read_edition


def test_a_build_names_its_commit_and_day(tmp_path: Path) -> None:
    (tmp_path / BUILD_NOTE).write_text('{"commit": "0123abcd", "built_on": "2026-11-24"}', encoding="utf-8")
    edition = read_edition(tmp_path)
    assert (edition.commit, edition.built_on, edition.version) == ("0123abcd", "2026-11-24", __version__)


@pytest.mark.parametrize("note", [None, "", "[]", "{}", '{"commit": "x"}', "\x00"])
def test_without_a_note_that_can_be_read_it_is_no_build(tmp_path: Path, note: str | None) -> None:
    if note is not None:
        (tmp_path / BUILD_NOTE).write_text(note, encoding="utf-8")
    edition = read_edition(tmp_path)
    assert edition == Edition()
    assert "not a build" in edition.text()


def test_text_and_document_say_the_same() -> None:
    edition = Edition("0123abcd", "2026-11-24")
    text = edition.text()
    document = json.loads(json.dumps(edition.document()))
    assert text.startswith(f"flipconsole {document.pop('version')}\n")
    limits = document.pop("limits")
    assert len(limits) >= 3
    for fact in [*document.values(), *limits]:
        assert fact in text
