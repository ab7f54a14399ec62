"""How fast a site book is read from CSV, known, and shown in the list (I10), beside the csv module alone."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QApplication

from flipconsole.app.batteries import Batteries
from flipconsole.app.site_book import read_site_book, write_site_book
from flipconsole.domain.battery import BatteryFacts
from flipconsole.ui.command_list.view import CommandListView
from flipconsole.ui.site_book.dialog import SiteBookDialog
from flipconsole.ui.theme import Theme, apply_theme
from tests.benchmarks.figure import ROOT, Figure, in_turn, serve_figures
from tests.ui.command_list.fleet import NOW, fleet

SIZES = (500, 5_000, 50_000)
ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", None)


def book_of(size: int, salt: int = 0) -> dict[str, BatteryFacts]:
    """What a spreadsheet of so many batteries holds; another salt makes every line another one."""
    rng = random.Random(salt)
    return {
        f"bat-{number:05d}": BatteryFacts(
            13_500.0, 5000.0 + salt, rng.choice(ZONES), name=f"Battery {number}", site=f"{number} Oak Street",
            address=f"{number} Oak Street, Burlington VT 05401", maker="Halden", model="Hearth 13",
            serial=f"SN{number}",
        )
        for number in range(size)
    }  # fmt: skip


def intake(size: int, folder: Path, pairs: int) -> Iterator[Figure]:
    """From the file on the disk to the names in a shown list of as many commands."""
    known = Batteries()
    view = CommandListView(lambda: NOW, ZoneInfo("UTC"), Theme.of("light"))
    view.resize(1280, 800)
    view.know(known.known)
    view.set_rows(fleet(size))
    view.show()
    known.renewed.connect(view.learn)
    paths = [folder / f"{size}-{salt}.csv" for salt in range(2)]
    for salt, path in enumerate(paths):
        write_site_book(path, book_of(size, salt))

    def ours(turn: int) -> None:
        book = read_site_book(paths[turn % 2])
        taken = known.take_book(book.rows)
        assert not book.bad
        assert taken.same == 0
        QApplication.processEvents()

    def rival(turn: int) -> None:
        text = paths[turn % 2].read_text("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == size

    limits = {"worst": 1000.0} if size <= 500 else {}
    measured, rivals = in_turn(ours, rival, pairs)
    yield Figure("I10", "CSV to list", size, measured, "csv module alone", rivals, limits)

    def opened(_turn: int) -> None:
        dialog = SiteBookDialog(known, None, list, lambda: NOW, Theme.of("light"))
        dialog.show()
        QApplication.processEvents()
        dialog.close()

    measured, _none = in_turn(opened, None, pairs)
    yield Figure("I10", "open the site book", size, measured, limits={"worst": 1000.0} if size <= 5_000 else {})


def run(_names: frozenset[str], quick: bool) -> Iterator[Figure]:
    application = QApplication([])
    apply_theme(application, Theme.of("light"), ROOT / "resources")
    with tempfile.TemporaryDirectory() as folder:
        for size in (20,) if quick else SIZES:
            yield from intake(size, Path(folder), 1 if quick else 5)


if __name__ == "__main__":
    serve_figures(run)
