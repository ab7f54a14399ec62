"""What is saved says where it is from, is private, inert, and never takes the place of a file unasked (S17, SEC11)."""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from flipconsole.domain.row import Row
from flipconsole.ui.theme import Theme, ThemeName
from flipconsole.ui.timeline.export.files import page_for, write_new
from flipconsole.ui.timeline.legend import entries
from flipconsole.ui.timeline.view import TimelineView

MakeRow = Callable[..., Row]
EVIL = '"><script>alert(1)</script><a href="http://evil.example">x</a>\u202e=1+1'
SOURCE = "SANDBOX · https://api-sandbox.flip.energy · list of 2025-06-17 11:59:13 EDT"


@pytest.fixture
def view(themed: Theme, make_row: MakeRow, now: datetime, qtbot: QtBot) -> TimelineView:
    timeline = TimelineView(themed, ZoneInfo("America/New_York"), source=lambda: [SOURCE])
    qtbot.addWidget(timeline)
    timeline.resize(1000, 420)
    timeline.set_now(now)
    timeline.show()
    rows = [make_row(1), make_row(2, 2, device_id=EVIL, mode=EVIL, event_id=EVIL, device_status=EVIL)]
    timeline.show_rows({row.id: row for row in rows})
    return timeline


def text_of_svg(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)<", svg))


def streams_of(pdf: bytes) -> bytes:
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"".join(found)


def test_a_drawing_says_where_from_which_zone_and_of_when(view: TimelineView) -> None:
    view.moves.show_span(6 * 3600)
    svg = view.exporting.content("svg").decode()
    words = text_of_svg(svg)
    for part in (SOURCE, "EDT (America/New_York)", "Saved 2025-06-17 12:00:00 EDT", "battery-1", "5.0 kW"):
        assert part in words, part
    for entry in entries():
        assert entry.text in words


def test_a_picture_has_something_in_it_and_a_document_one_page(view: TimelineView) -> None:
    image = QImage.fromData(view.exporting.content("png"))
    assert image.width() == 2 * (1000 - 12) or image.width() > 1500
    assert (
        len({image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)})
        > 20
    )
    pdf = view.exporting.content("pdf")
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_is(view: TimelineView, theme: ThemeName) -> None:
    view.set_theme(Theme.of(theme))
    before = view.canvas.grab().toImage()
    image = QImage.fromData(view.exporting.content("png"))
    assert image.pixelColor(3, 3).lightness() > 240
    assert view.canvas.grab().toImage() == before


def test_a_drawing_is_inert(view: TimelineView) -> None:
    svg = view.exporting.content("svg").decode()
    tags = set(re.findall(r"<([A-Za-z]\w*)", svg))
    assert tags <= {
        *("svg", "title", "desc", "defs", "g", "rect", "path", "polyline", "polygon", "line", "text", "pattern"),
        *("image", "linearGradient", "stop", "clipPath", "circle", "ellipse"),
    }
    assert not re.search(r"\son\w+=", svg)
    references = re.findall(r'href="([^"]*)"', svg)
    assert all(reference.startswith(("data:image/png;base64,", "#")) for reference in references)
    assert "\u202e" not in svg
    assert "<script" not in svg


def test_a_document_is_inert(view: TimelineView) -> None:
    content = streams_of(view.exporting.content("pdf"))
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/OpenAction", b"/EmbeddedFile", b"/AA"):
        assert not re.search(re.escape(word) + rb"\b", content), word


def test_a_planted_script_would_be_noticed() -> None:
    """Negative control: the look at tags sees what must not be there."""
    svg = "<svg><text>ok</text><script>alert(1)</script></svg>"
    assert "script" in set(re.findall(r"<([A-Za-z]\w*)", svg))


@pytest.mark.parametrize("name", ["a.png", "a.svg", "a.pdf"])
def test_a_file_is_private_and_says_so(view: TimelineView, tmp_path: Path, name: str) -> None:
    told: list[str] = []
    view.exporting.told.connect(told.append)
    view.exporting.save(tmp_path / name, may_replace=False)
    path = tmp_path / name
    assert path.stat().st_size > 1000
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told == [f"Saved to {path}, readable by you alone."]
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_file_that_is_there_stays_without_permission(view: TimelineView, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_text("mine")
    told: list[str] = []
    view.exporting.told.connect(told.append)
    view.exporting.save(path, may_replace=False)
    assert path.read_text() == "mine"
    assert "NOT saved" in told[0]
    assert "There is a file of that name already." in told[0]
    view.exporting.save(path, may_replace=True)
    assert path.read_bytes().startswith(b"\x89PNG")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_without_a_known_ending_becomes_a_picture_and_replaces_nothing(
    view: TimelineView, tmp_path: Path
) -> None:
    (tmp_path / "a.txt.png").write_text("mine")
    view.exporting.save(tmp_path / "a.txt", may_replace=True)
    assert (tmp_path / "a.txt.png").read_text() == "mine"


def test_a_folder_that_takes_nothing_is_told(view: TimelineView, tmp_path: Path) -> None:
    told: list[str] = []
    view.exporting.told.connect(told.append)
    view.exporting.save(tmp_path / "no" / "a.png", may_replace=False)
    assert told[0].startswith("The timeline was NOT saved:")


def test_a_file_that_appears_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    monkeypatch.setattr(Path, "exists", lambda _self: False)
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        write_new(path, b"theirs", may_replace=False)
    assert path.read_text() == "mine"


def test_x_proposes_a_name_of_our_own(view: TimelineView) -> None:
    QTest.keyClick(view, Qt.Key.Key_X)
    (chooser,) = view.findChildren(QFileDialog)
    assert chooser.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert not chooser.testOption(QFileDialog.Option.DontConfirmOverwrite)
    assert [Path(name).stem for name in chooser.selectedFiles()] == ["timeline"]
    chooser.reject()


def test_what_is_printed_is_one_page_across_with_everything_on_it(view: TimelineView, tmp_path: Path) -> None:
    told: list[str] = []
    view.exporting.told.connect(told.append)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "page.pdf"))
    printer.setPageLayout(page_for(QSize(1000, 500)))
    view.exporting.print_on(printer)
    assert told == ["Sent to the printer."]
    content = (tmp_path / "page.pdf").read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", content)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", content)
    assert box is not None
    assert float(box[1]) > float(box[2])
    drawn = streams_of(content)
    assert len(re.findall(rb"<[0-9a-fA-F]+>\s*Tj", drawn)) > 100, "words"
    assert b"/Font" in drawn


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told(view: TimelineView, tmp_path: Path) -> None:
    told: list[str] = []
    view.exporting.told.connect(told.append)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no" / "page.pdf"))
    view.exporting.print_on(printer)
    assert told == ["It could not be printed: the printer took nothing."]


def test_shift_and_x_ask_where_to_print(view: TimelineView, qtbot: QtBot) -> None:
    QTest.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = view.findChildren(QPrintDialog)
    assert dialog.isVisible()
    assert dialog.printer().docName() == "Timeline"
    assert dialog.printer().pageLayout().orientation() is QPageLayout.Orientation.Landscape
    with qtbot.waitSignal(dialog.finished):
        dialog.reject()
