"""Every benchmark still runs, at a tiny size, and its figures are judged rightly; how fast anything is, is not."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import __main__ as suite
from tests.benchmarks import bench_frozen, results
from tests.benchmarks.figure import Figure, exponent, in_turn
from tests.benchmarks.screen_watch import HEIGHT, WIDTH

HERE = Path(__file__).parent


def test_every_benchmark_belongs_to_a_budget() -> None:
    assert set(suite.BUDGETS.values()) == {path.stem for path in HERE.glob("bench_*.py")}
    assert list(suite.BUDGETS) == [*(f"B{number}" for number in range(1, 13)), "I10"]


@pytest.mark.parametrize("module", dict.fromkeys(suite.BUDGETS.values()))
def test_the_benchmark_measures_all_of_its_budgets(module: str) -> None:
    names = [name for name, one in suite.BUDGETS.items() if one == module]
    if module == "bench_poll":  # a tiny list is B2's; B3 is the same at a hundred thousand
        names.remove("B3")
    if module == "bench_frozen" and (why := bench_frozen.hindrance()):
        assert list(suite.figures_of(module, ["--quick", *names])) == []
        pytest.skip(why)
    found = list(suite.figures_of(module, ["--quick", *names]))
    assert {one.budget for one in found} == set(names)
    assert all(one.measured for one in found)


def test_a_benchmark_that_fails_is_not_taken_for_one_that_has_nothing_to_tell() -> None:
    with pytest.raises(RuntimeError, match="bench_nothing"):
        list(suite.figures_of("bench_nothing", []))


def test_only_a_list_with_rows_counts_as_painted() -> None:
    """Not the empty window, nor a frame without text."""
    dark, light = 0xFF000000, 0xFFFFFFFF
    screen = np.zeros((HEIGHT, WIDTH), np.uint32)
    assert not bench_frozen.shows_a_window(screen)
    screen[:] = light
    assert bench_frozen.shows_a_window(screen)
    assert not bench_frozen.shows_rows(screen)
    screen[::20, :] = dark  # lines from side to side, between rows that are still empty
    assert not bench_frozen.shows_rows(screen)
    for top in range(0, HEIGHT, 20):
        screen[top + 5 : top + 15, 200:300:2] = dark
    assert bench_frozen.shows_rows(screen)


def test_a_figure_over_its_limit_is_told() -> None:
    limits = {"p50": 20.0, "worst": 33.0, "ratio": 2.0}
    one = Figure("B4", "keystroke", 10_000, [10.0, 20.0, 40.0], "proxy", [10.0], limits)
    assert one.missed == ["worst 40 > 33"]
    assert "NO: worst 40 > 33" in results.table([one])
    assert Figure("B4", "keystroke", 10_000, [], limits={"p50": 20.0}).missed  # nothing measured is nothing kept


def test_growth_is_told_by_its_exponent() -> None:
    squares = [Figure("B4", "keystroke", size, [size**2 / 1e6]) for size in (1_000, 10_000, 100_000)]
    assert exponent(squares) == pytest.approx(2)
    assert "B4 keystroke 2.00" in results.table(squares)


def test_rivals_take_turns_and_a_hopeless_one_drops_out() -> None:
    said: list[str] = []

    def take(name: str, value: float, turn: int) -> float:
        said.append(f"{name}{turn}")
        return value

    measured, rivals = in_turn(partial(take, "A", 1.0), partial(take, "B", 2.0), 2)
    assert (said, measured, rivals) == (["A0", "B0", "A1", "B1", "A2", "B2"], [1.0, 1.0], [2.0, 2.0])
    assert in_turn(lambda _turn: 1.0, lambda _turn: 2.0, 2, most_s=0.0) == ([1.0, 1.0], [])


def test_the_table_is_written_before_the_older_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(results, "RESULTS", tmp_path / "RESULTS.md")
    results.RESULTS.write_text(f"# Results\n\n{results.NEWEST}\n## an older run\n", encoding="utf-8")
    results.keep([Figure("B4", "keystroke", 10_000, [10.0])], (0.5, 1.0), ["B4"])
    text = results.RESULTS.read_text(encoding="utf-8")
    assert text.index("| B4 | keystroke") < text.index("## an older run")
    assert "load 0.5 to 1.0" in text
