"""The table of a run, as it is printed and as it stands in RESULTS.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.figure import Figure, exponent, machine

RESULTS = Path(__file__).with_name("RESULTS.md")
NEWEST = "<!-- the newest run stands below -->\n"
_HEAD = ("budget", "what", "size", "p50", "p95", "worst", "rival", "its p50", "ratio", "limit", "kept")


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table of the figures with how each kind grows with the size."""
    lines = [_line(_HEAD), _line(["---"] * 3 + ["---:"] * 3 + ["---", "---:", "---:", "---", "---"])]
    lines += [_line(_cells(one)) for one in figures]
    kinds = dict.fromkeys((one.budget, one.what) for one in figures)
    grown = [_growth([one for one in figures if (one.budget, one.what) == kind]) for kind in kinds]
    if any(grown):
        lines += ["", "Growth of the median with the size (1 is linear): " + "; ".join(filter(None, grown)) + "."]
    remarks = [f"{one.budget} {one.what}, {one.size:,}: {one.remark}" for one in figures if one.remark]
    return "\n".join([*lines, *(f"\n{remark}." for remark in remarks)]) + "\n"


def keep(figures: Sequence[Figure], loads: tuple[float, float], names: Iterable[str]) -> None:
    """Put the table into RESULTS.md, before those of earlier runs, with the machine and its load beside it."""
    now = datetime.now(UTC)
    head = f"## {now:%Y-%m-%d %H:%M} UTC: {', '.join(names)}\n\n{machine()}; load {loads[0]:.1f} to {loads[1]:.1f}.\n\n"
    before, mark, after = RESULTS.read_text(encoding="utf-8").partition(NEWEST)
    if not mark:
        raise ValueError(f"{RESULTS} has no line {NEWEST!r}")
    RESULTS.write_text(f"{before}{mark}\n{head}{table(figures)}{after}", encoding="utf-8")


def _cells(one: Figure) -> list[str]:
    rivals = Figure(one.budget, one.what, one.size, one.rivals)
    limit = ", ".join(f"{name} {most:g}" for name, most in one.limits.items())
    kept = "" if not one.limits else "yes" if not one.missed else "NO: " + ", ".join(one.missed)
    return [
        one.budget,
        one.what + ("" if one.unit == "ms" else f" ({one.unit})"),
        f"{one.size:,}",
        *(_number(one.statistic(name)) for name in ("p50", "p95", "worst")),
        one.rival if one.rivals else "",
        _number(rivals.statistic("p50")),
        _number(one.statistic("ratio")),
        limit,
        kept,
    ]


def _growth(figures: Sequence[Figure]) -> str:
    power = exponent(figures)
    return "" if math.isnan(power) else f"{figures[0].budget} {figures[0].what} {power:.2f}"


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
