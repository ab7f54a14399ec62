"""Text for other programs that must stay text there: no formula in a spreadsheet, no markup in a chat (SEC11)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")
"""What makes a spreadsheet take a cell for a formula, in every width that one of them folds to it."""

_CALM = re.compile(r"(?:[^\W_]|[ ,:;()%·…↵-]|\.(?=\d|$)|'(?=[^\W_]))*")
"""What no chat reads as markup, a link or a name to call: letters, digits and a few signs."""


def inert_cell(text: str) -> str:
    """The text as a spreadsheet's cell: what it would take for a formula gets an apostrophe before it.

    Blanks before the sign do not hide it: some programs cut them off.
    """
    bare = text.lstrip()
    dangerous = text[:1] in _FORMULA or bare[:1] in _FORMULA
    return "'" + text if text and dangerous else text


def tab_separated(lines: Iterable[Sequence[str]]) -> str:
    """Lines of cells as spreadsheets paste them, every cell inert."""
    out = io.StringIO()
    csv.writer(out, "excel-tab", lineterminator="\n").writerows([inert_cell(cell) for cell in line] for line in lines)
    return out.getvalue()


def markdown_table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A table in GitHub's Markdown; a cell with anything that could be markup stands as code."""
    rows = [head, ["---"] * len(head), *([markdown_cell(cell) for cell in line] for line in lines)]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def markdown_cell(text: str) -> str:
    """The text for a cell of such a table: itself where it is calm, else code that shows it literally."""
    if not text:
        return " "
    if _CALM.fullmatch(text) and not text.startswith("-"):
        return text
    shown = text.replace("\r", " ").replace("\n", " ").replace("|", "¦")  # a table has no other way to hold a bar
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    edge = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{edge}{shown}{edge}{fence}"
