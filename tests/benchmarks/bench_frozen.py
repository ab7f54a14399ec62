"""The program without Python (B12): its size, and how soon it shows its list, beside rivals frozen the same way.

Needs a build in `dist/` and Xvfb; without them it says so and measures nothing. The program is looked at from outside,
by the pixels of its screen, since a build has no door for such a question; so are its rivals.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tests.benchmarks import screen_watch
from tests.benchmarks.figure import ROOT, Figure, serve_figures
from tests.benchmarks.screen_watch import HEIGHT, WIDTH, Pixels, Screen, watched_screen
from tests.benchmarks.served_flip import ServedFlip, served_flip

SIZE = 1_000
PAIRS = 7
LEAST_ROWS = 5
FOLDER = ROOT / "dist" / "flipconsole"
PROGRAM = FOLDER / "flipconsole"
ONE_FILE = ROOT / "dist" / "flipconsole-onefile"
RIVALS = ROOT / "build" / "rivals"
EMPTY = ROOT / "packaging" / "rivals" / "empty.py"
FROM_SOURCE = "an empty window from source"


def hindrance() -> str:
    """Why nothing can be measured here; "" where it can."""
    if not PROGRAM.exists():
        return "dist/ holds no build: python3 packaging/dev.py build"
    return screen_watch.hindrance()


def megabytes(path: Path) -> float:
    """Of all files below it, links not counted, in millions of bytes."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files) / 1e6


def shows_a_window(pixels: Pixels) -> bool:
    """Whether something is painted in the middle of the screen."""
    return bool(pixels[HEIGHT // 2, WIDTH // 2])


def shows_rows(pixels: Pixels) -> bool:
    """Whether lines of text stand one below the other where the list is."""
    place = pixels[HEIGHT // 5 : HEIGHT // 2, WIDTH // 20 : WIDTH // 3]
    has_ink = np.any(place != place[:, :1], axis=1)
    return int(np.count_nonzero(has_ink[1:] & ~has_ink[:-1])) >= LEAST_ROWS


def rivals_are_new() -> bool:
    """Whether they were frozen after all that they are made of was changed last."""
    packaging = ROOT / "packaging"
    made_of = [packaging / "locks/build.txt", packaging / "left_out.py", *(packaging / "rivals").iterdir()]
    rivals = [RIVALS / "empty", RIVALS / "plot"]
    return all(one.exists() for one in rivals) and min(one.stat().st_mtime for one in rivals) >= max(
        one.stat().st_mtime for one in made_of
    )


def make_rivals() -> None:
    """Freeze them, where they are not there or old."""
    if not rivals_are_new():
        make = [sys.executable, str(ROOT / "packaging" / "dev.py"), "build", "--rivals"]
        subprocess.run(make, check=True, stdout=sys.stderr)


def commit() -> str:
    """What the build says that it was made of."""
    said = subprocess.run([PROGRAM, "--version", "--json"], check=True, capture_output=True, text=True).stdout
    return str(json.loads(said)["commit"])[:12]


def sizes() -> Iterator[Figure]:
    """Of the folder beside its rivals, and of the single file where there is one."""
    ours = [megabytes(FOLDER)]
    for name, most in (("empty", {"ratio": 1.65}), ("plot", {})):
        if (RIVALS / name).exists():
            rival = [megabytes(RIVALS / name)]
            yield Figure("B12", "one folder", 1, ours, f"the {name} one, frozen the same way", rival, most, "MB")
    if ONE_FILE.exists():
        yield Figure("B12", "single file", 1, [megabytes(ONE_FILE)], unit="MB")


def starts(screen: Screen, flip: ServedFlip, directory: str, pairs: int) -> Iterator[Figure]:
    """All of them in turn, after one round to warm up."""
    given = ["--base-url", flip.url, "--data-dir", directory]
    secret = {"FLIPCONSOLE_TOKEN": flip.token, "PYTHONPATH": str(ROOT)}
    console: Callable[[Pixels], bool] = shows_rows
    runners = {
        "first paint of the stored list": ([PROGRAM, *given], console),
        FROM_SOURCE: ([sys.executable, EMPTY], shows_a_window),
        "the same from source": ([sys.executable, "-m", "flipconsole", *given], console),
    }
    if (RIVALS / "empty").exists():
        runners["an empty window, frozen"] = ([RIVALS / "empty" / "empty"], shows_a_window)
    if ONE_FILE.exists():
        runners["the same as a single file"] = ([ONE_FILE, *given], console)
    measured: dict[str, list[float]] = {name: [] for name in runners}
    for turn in range(pairs + 1):
        for name, (command, has_painted) in runners.items():
            value = screen.first_paint_ms(command, has_painted, secret)
            if turn:
                measured[name].append(value)
    rival = measured.pop(FROM_SOURCE)
    limits = {"first paint of the stored list": {"ratio": 1.4}}
    for name, values in measured.items():
        yield Figure("B12", name, SIZE, values, FROM_SOURCE, rival, limits.get(name, {}))


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    why = hindrance()
    if why:
        print(f"B12 is not measured: {why}.", file=sys.stderr)
        return
    if not quick:
        make_rivals()
        print(f"the build is of {commit()}", file=sys.stderr)
    yield from sizes()
    with watched_screen() as screen, served_flip(SIZE) as flip, tempfile.TemporaryDirectory() as directory:
        known = [str(PROGRAM), "list", "--base-url", flip.url, "--data-dir", directory]
        secret = {"FLIPCONSOLE_TOKEN": flip.token}
        subprocess.run(known, check=True, stdout=subprocess.DEVNULL, env=secret)
        yield from starts(screen, flip, directory, 1 if quick else PAIRS)


if __name__ == "__main__":
    serve_figures(run)
