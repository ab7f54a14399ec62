from __future__ import annotations

from pathlib import Path

import pytest

from flipconsole.app.reason_book import ReasonBook
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.reasons import shipped_templates
from flipconsole.domain.work import Work
from tests.app.conftest import OpenDesk

OURS = "[OK: scheduled]\nBy hand, as always\n\n[FAILED_FAULT: not scheduled]\nE12 again [cause=fault; code=E12]\n"


def test_the_shipped_reasons_serve_until_somebody_writes_others(tmp_path: Path) -> None:
    book = ReasonBook(tmp_path)
    assert book.templates == shipped_templates()
    told: list[None] = []
    book.changed.connect(lambda: told.append(None))
    book.keep(OURS)
    assert told == [None]
    for one in (book, ReasonBook(tmp_path)):
        assert one.templates[Answer.OK, Work.SCHEDULE] == ("By hand, as always",)
        assert one.templates[Answer.OK, Work.REMOVE] == ()
        assert one.text() == OURS
    assert (tmp_path / "reasons.txt").read_text() == OURS


def test_the_shipped_ones_can_be_had_back(tmp_path: Path) -> None:
    book = ReasonBook(tmp_path)
    book.keep(OURS)
    book.keep(book.shipped_text())
    assert not (tmp_path / "reasons.txt").exists()
    assert ReasonBook(tmp_path).templates == book.templates == shipped_templates()


def test_what_cannot_be_understood_changes_nothing(tmp_path: Path) -> None:
    book = ReasonBook(tmp_path)
    book.keep(OURS)
    with pytest.raises(ProfileError, match="Line 1"):
        book.keep("what is this")
    assert ReasonBook(tmp_path).text() == book.text() == OURS


@pytest.mark.parametrize(
    ("body", "words"),
    [(b"[MAYBE]\nx\n", "Line 1"), (b"\xff\xfe\x00", "UTF-8"), (b"x" * 300_000, "too large"), (b"", "not one reason")],
)
def test_a_file_that_was_edited_badly_is_left_as_it_is_and_the_shipped_ones_serve(
    tmp_path: Path, body: bytes, words: str
) -> None:
    (tmp_path / "reasons.txt").write_bytes(body)
    book = ReasonBook(tmp_path)
    assert book.templates == shipped_templates()
    assert words in book.trouble
    assert (tmp_path / "reasons.txt").read_bytes() == body
    book.keep(OURS)
    assert (book.trouble, ReasonBook(tmp_path).trouble) == ("", "")


def test_a_disk_that_takes_nothing_is_told_and_the_ones_before_stand(tmp_path: Path) -> None:
    book = ReasonBook(tmp_path / "no such folder")
    with pytest.raises(StoreError, match="NOT saved"):
        book.keep(OURS)
    assert book.templates == shipped_templates()


async def test_a_console_offers_what_is_in_its_data_directory(open_desk: OpenDesk, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    ReasonBook(tmp_path / "data").keep(OURS)
    async with open_desk() as desk:
        assert desk.console.aids.reasons.templates[Answer.OK, Work.SCHEDULE] == ("By hand, as always",)
