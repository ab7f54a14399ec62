"""The site book as a CSV file: what spreadsheets write is read line by line, and what is written comes back equal."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from flipconsole.domain.battery import BatteryFacts
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.inert import inert_cell
from flipconsole.domain.language import _

MOST_ROWS = 100_000
LARGEST_BYTES = 32 * 1024 * 1024
LONGEST_ID = 5_000
_MOST_LINES = 20
"""A cell that goes on over more lines than this has lost its closing quotation mark."""

COLUMNS = ("device_id", "name", "site", "address", "zone", "capacity_kwh", "rated_kw", "maker", "model", "serial")
"""The columns of a written file; the first line names them, in the same words in every language."""

_SPELLINGS = {
    "device": "device_id", "battery": "device_id", "battery_id": "device_id", "id": "device_id",
    "site_name": "site", "street": "address", "time_zone": "zone", "timezone": "zone",
    "capacity": "capacity_kwh", "max_kw": "rated_kw", "power_kw": "rated_kw", "rated_power_kw": "rated_kw",
    "manufacturer": "maker", "manufacturer_name": "maker", "product": "model", "product_name": "model",
    "inverter_model": "model", "inverter": "model", "serial_number": "serial", "battery_name": "name",
}  # fmt: skip
_KILO = {"capacity_kwh": "capacity_wh", "rated_kw": "rated_w"}


class BadLine(NamedTuple):
    """A line that could not be used: its number in the file, counted from 1, and why."""

    line: int
    why: str


class ReadBook(NamedTuple):
    """The usable rows by device id, each with those facts only that the file gives; `unknown` are columns not used."""

    rows: dict[str, dict[str, object]]
    bad: tuple[BadLine, ...]
    unknown: tuple[str, ...]


def decode_csv(raw: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, or UTF-16 with its mark.

    Raises:
        ProfileError: it is neither, or too large.
    """
    if len(raw) > LARGEST_BYTES:
        raise ProfileError(_("The file is larger than {size} MB.").format(size=LARGEST_BYTES // 1024**2))
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(_("Its text is not UTF-8. Save it as “CSV UTF-8” and open it again.")) from error


def read_book(text: str) -> ReadBook:
    """The rows of a file; a bad one never hides a good one.

    Commas, semicolons and tabs part cells. An empty cell says nothing: what is known stays.

    Raises:
        ProfileError: there is no line of column names with a `device_id` in it, or the file is too long.
    """
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    delimiter, names, first = _head(lines)
    rows: dict[str, dict[str, object]] = {}
    bad: list[BadLine] = []
    for number, cells in _records(lines, first, delimiter, bad):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            device_id, facts = _row(names, cells)
            if device_id in rows:
                raise ProfileError(_("This battery has a line above already."))
        except ProfileError as error:
            bad.append(BadLine(number, str(error)))
            continue
        rows[device_id] = facts
        if len(rows) > MOST_ROWS:
            raise ProfileError(_("The file has more than {most:,} batteries.").format(most=MOST_ROWS))
    unknown = tuple(dict.fromkeys(name for name in names if name and name not in COLUMNS))
    return ReadBook(rows, tuple(sorted(bad)), unknown)


def write_book(batteries: Iterable[tuple[str, BatteryFacts]]) -> str:
    """A file that spreadsheets open as text, every cell inert, with the mark by which they know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for device_id, facts in batteries:
        values: Mapping[str, object] = {"device_id": device_id} | {
            column: _kilo(getattr(facts, _KILO[column])) if column in _KILO else getattr(facts, column) or ""
            for column in COLUMNS[1:]
        }
        writer.writerow([_guarded(str(values[column])) for column in COLUMNS])
    return "\ufeff" + out.getvalue()


def _head(lines: Sequence[str]) -> tuple[str, list[str], int]:
    """The delimiter, the names of the columns, and the place of the first line behind them."""
    for place, line in enumerate(lines[:50]):
        if not line.strip():
            continue
        for delimiter in ",;\t":
            names = [_column(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
            if "device_id" in names:
                if len(set(filter(None, names))) != len(list(filter(None, names))):
                    raise ProfileError(_("Line {line}: two columns have the same name.").format(line=place + 1))
                return delimiter, names, place + 1
        break
    raise ProfileError(
        _("Its first line must name the columns, and one of them must be device_id. The others that are read: {names}.")
        .format(names=", ".join(COLUMNS[1:]))
    )  # fmt: skip


def _column(cell: str) -> str:
    name = "_".join(cell.strip().strip("'").lower().replace("(", " ").replace(")", " ").replace("-", " ").split())
    return _SPELLINGS.get(name, name)


def _records(lines: Sequence[str], first: int, delimiter: str, bad: list[BadLine]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of its first line; after a broken one it goes on with the next line."""
    place = first
    while place < len(lines):
        cells, length = _record(lines, place, delimiter)
        if cells is None:
            bad.append(BadLine(place + 1, _("A quotation mark in it has no other end, or stands where none may.")))
        else:
            yield place + 1, cells
        place += length


def _record(lines: Sequence[str], place: int, delimiter: str) -> tuple[list[str] | None, int]:
    """The cells of the record that begins there, and over how many lines it goes; None where it is broken."""
    for length in range(1, min(_MOST_LINES, len(lines) - place) + 1):
        try:
            return next(csv.reader(lines[place : place + length], delimiter=delimiter, strict=True), []), length
        except csv.Error as error:
            if "unexpected end" not in str(error):
                break
    return None, 1


def _row(names: Sequence[str], cells: Sequence[str]) -> tuple[str, dict[str, object]]:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        raise ProfileError(
            _("It has {count} cells, and the first line names {names} columns.").format(
                count=len(cells), names=len(names)
            )
        )
    given = {name: _unguarded(cell) for name, cell in zip(names, cells, strict=False) if name in COLUMNS}
    device_id = given.pop("device_id", "")
    if not device_id.strip():
        raise ProfileError(_("It names no battery: the device_id is empty."))
    if len(device_id) > LONGEST_ID:
        raise ProfileError(_("The device_id is longer than {most:,} characters.").format(most=LONGEST_ID))
    facts: dict[str, object] = {
        _KILO.get(name, name): _watts(name, cell) if name in _KILO else cell.strip()
        for name, cell in given.items()
        if cell.strip()
    }
    BatteryFacts().but(**facts).checked()
    return device_id, facts


def _watts(name: str, cell: str) -> float:
    text = cell.strip()
    if "," in text and "." not in text:
        text = text.replace(",", ".")  # a decimal comma
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ProfileError(_("{name}: “{text}” is not a number.").format(name=name, text=cell.strip()[:40]))
    return round(value * 1000, 3)


def _kilo(value: float | None) -> str:
    return "" if value is None else f"{value / 1000:.6f}".rstrip("0").rstrip(".")


def _guarded(text: str) -> str:
    """The text as a cell that is no formula; what looks guarded already gets one apostrophe more."""
    return "'" + text if _looks_guarded(text) else inert_cell(text)


def _unguarded(cell: str) -> str:
    return cell[1:] if _looks_guarded(cell) else cell


def _looks_guarded(text: str) -> bool:
    bare = text.lstrip("'")
    return text != bare and inert_cell(bare) != bare
