"""The views of a list on disk: private, whole or not at all, and never overwritten where they cannot be read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from flipconsole.app.view_book import ViewBook
from flipconsole.domain.errors import StoreError
from flipconsole.domain.list_layout import ListLayout, SortedBy
from flipconsole.domain.saved_views import MOST_VIEWS, KeptViews, SavedView
from flipconsole.store.views_file import ViewsFile

LAYOUT = ListLayout(("battery", "what"), ("when",), {"what": 200}, (SortedBy("battery", True),), "mode")
KEPT = KeptViews(LAYOUT, (SavedView("Oak, soon", "late", 'battery:"oak" start<2h', LAYOUT), SavedView("ü = 1")))


def test_what_was_kept_comes_back_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    ViewsFile(tmp_path).save(KEPT)
    assert ViewsFile(tmp_path).load() == KEPT
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "views.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", "[" * 100_000, '{"layout": {"widths": {"what": "wide"}}}', '{"views": [{"chip": "open"}]}',
     '{"views": [{"name": ""}]}', "\x00"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_counts_as_none_and_is_put_aside(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "views.json").write_text(damaged)
    file = ViewsFile(tmp_path)
    assert file.load() == KeptViews()
    file.save(KEPT)
    assert file.load() == KEPT
    assert (tmp_path / "views.unused.json").read_text() == damaged


def test_a_later_version_may_keep_more(tmp_path: Path) -> None:
    (tmp_path / "views.json").write_text('{"layout": {"group": "mode", "colour": 1}, "views": [], "more": {}}')
    assert ViewsFile(tmp_path).load() == KeptViews(ListLayout(group="mode"))


def test_a_disk_that_takes_nothing_is_said_and_the_book_stays_as_it_was(tmp_path: Path) -> None:
    book = ViewBook(ViewsFile(tmp_path / "not there"))
    with pytest.raises(StoreError, match="NOT saved"):
        book.save(SavedView("a"))
    assert book.views == ()


def test_views_are_named_once_replaced_in_place_and_removed(tmp_path: Path) -> None:
    book = ViewBook(ViewsFile(tmp_path))
    told: list[int] = []
    book.changed.connect(lambda: told.append(len(book.views)))
    book.save(SavedView("a", search="1"))
    book.save(SavedView("b"))
    book.save(SavedView(" a ", search="2"))
    assert [(view.name, view.search) for view in book.views] == [("a", "2"), ("b", "")]
    book.remove("b")
    assert told == [1, 2, 2, 1]
    assert ViewsFile(tmp_path).load().views == book.views
    for number in range(MOST_VIEWS + 5):
        book.save(SavedView(str(number)))
    assert len(book.views) == MOST_VIEWS
    assert book.is_full
