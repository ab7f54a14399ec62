"""How a list is laid out: its columns, its order and its groups, by names that stay what they are across versions."""

from __future__ import annotations

import msgspec


class SortedBy(msgspec.Struct, frozen=True, array_like=True):
    """One column by which the list is sorted."""

    column: str
    descending: bool = False


class ListLayout(msgspec.Struct, frozen=True):
    """`columns` in their places from the left; what a list does not know it passes over, what is not named is as usual.

    `hidden` are usual columns that are not to be seen, `shown` others that are.

    `widths` are in pixels, of the columns that a person has made wider or narrower; the others fit themselves. `group`
    and `density` are "" for none and for the usual one.
    """

    columns: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sort: tuple[SortedBy, ...] = ()
    group: str = ""
    density: str = ""
    shown: tuple[str, ...] = ()
