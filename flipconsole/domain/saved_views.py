"""Views that a person has named: a chip, a search and a layout of the list, and the text that keeps them."""

from __future__ import annotations

import msgspec

from flipconsole.domain.list_layout import ListLayout

LONGEST_NAME = 60
MOST_VIEWS = 50


class SavedView(msgspec.Struct, frozen=True):
    """`chip` is the name of a chip, "open" or "all"; `search` is the text of the search."""

    name: str
    chip: str = "open"
    search: str = ""
    layout: ListLayout = ListLayout()


class KeptViews(msgspec.Struct, frozen=True):
    """The layout of the list as it was last, and the named views in their order."""

    layout: ListLayout = ListLayout()
    views: tuple[SavedView, ...] = ()


def read_views(text: bytes) -> KeptViews:
    """What `write_views` wrote.

    Raises:
        ValueError: it is something else.
    """
    kept = msgspec.json.decode(text, type=KeptViews)
    if len(kept.views) > MOST_VIEWS or any(not 0 < len(view.name) <= LONGEST_NAME for view in kept.views):
        raise ValueError("names or number of the views")
    return kept


def write_views(kept: KeptViews) -> str:
    """The views as text."""
    return msgspec.json.format(msgspec.json.encode(kept), indent=1).decode() + "\n"
