"""The site book as CSV: bad lines are named and hide no good one, and what is written comes back equal."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.battery import LONGEST_WORDS, NOTHING, BatteryFacts
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.inert import inert_cell
from flipconsole.domain.site_csv import COLUMNS, MOST_ROWS, decode_csv, read_book, write_book

HEAD = ",".join(COLUMNS) + "\n"
LINE = 'HLD-1,Garage,Oak Street 9,"9 Oak Street, Burlington VT",America/New_York,13.5,7,Halden,Hearth 13,SN 4\n'


def test_a_file_of_a_spreadsheet_is_read() -> None:
    book = read_book(HEAD + LINE)
    assert book.bad == ()
    assert NOTHING.but(**book.rows["HLD-1"]) == BatteryFacts(
        13500.0,
        7000.0,
        "America/New_York",
        None,
        "Garage",
        "Oak Street 9",
        "9 Oak Street, Burlington VT",
        "Halden",
        "Hearth 13",
        "SN 4",
    )


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffdevice_id;capacity_kwh\r\nA;13,5\r\n",
        "Battery ID\tCapacity (kWh)\nA\t13.5\n",
        "\n\nname,device,capacity-kwh\n,A,13.5",
        "'device_id,capacity_kwh,\nA,13.5,\n,,\n",
    ],
)
def test_other_delimiters_names_and_line_ends_are_understood(text: str) -> None:
    assert read_book(text) == ({"A": {"capacity_wh": 13500.0}}, (), ())


def test_an_empty_cell_says_nothing_and_unknown_columns_are_named() -> None:
    book = read_book("device_id,name,colour,zone\nA,,red,\n")
    assert book == ({"A": {}}, (), ("colour",))


def test_every_bad_line_is_named_and_hides_no_good_one() -> None:
    lines = [
        "device_id,zone,capacity_kwh,name",
        "good-1,,10,",
        ",Europe/Paris,10,",
        "bad-zone,Mars/Olympus,10,",
        "bad-number,,ten,",
        "bad-size,,-3,",
        "good-1,,11,",
        'bad "quote,,1,"x',
        'two lines,,10,"Garage\nleft"',
        f"long,,10,{'x' * (LONGEST_WORDS + 1)}",
        "more,,10,,,surplus",
        'unclosed,,10,"never ends',
        "good-2,,12,",
        "inf,,inf,",
        "good-3,,13,",
    ]
    book = read_book("\n".join(lines))
    assert list(book.rows) == ["good-1", "good-2", "good-3"]
    assert book.rows["good-1"] == {"capacity_wh": 10000.0}
    assert [bad.line for bad in book.bad] == [3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15]
    why = {bad.line: bad.why for bad in book.bad}
    assert "device_id is empty" in why[3]
    assert "Mars/Olympus" in why[4]
    assert "“ten” is not a number" in why[5]
    assert "has a line above" in why[7]
    assert "quotation mark" in why[8]
    assert "cannot be seen" in why[9]
    assert "6 cells" in why[12]
    assert "quotation mark" in why[13]


@pytest.mark.parametrize("text", ["", "\n\n", "name,zone\nA,B\n", "device_id,battery\nA,B\n", "{}", "\x00"])
def test_a_file_without_the_names_of_its_columns_is_refused(text: str) -> None:
    with pytest.raises(ProfileError):
        read_book(text)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(ProfileError, match="more than 100,000"):
        read_book("device_id\n" + "\n".join(f"d{number}" for number in range(MOST_ROWS + 1)))


@pytest.mark.parametrize("raw", ["ä".encode("latin-1"), b"\xff\xfe\x00"])
def test_another_encoding_is_told(raw: bytes) -> None:
    with pytest.raises(ProfileError, match="UTF-8"):
        decode_csv(raw)


def test_both_encodings_of_spreadsheets_are_read() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert decode_csv("device_id\nGerät".encode(encoding)) == "device_id\nGerät"


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30)
FACTS = st.builds(
    BatteryFacts,
    capacity_wh=st.none() | st.integers(1, 10_000_000).map(float),
    rated_w=st.none() | st.integers(1, 10_000_000).map(float),
    zone=st.sampled_from([None, "UTC", "America/New_York", "Asia/Kathmandu"]),
    **{
        name: st.none() | (st.sampled_from(["", "'", "''", "=", "+", "-", "@"]).flatmap(
            lambda sign: WORDS.map(lambda words: (sign + words).strip())
        ).filter(lambda words: bool(words) and words.isprintable()))
        for name in ("name", "site", "address", "maker", "model", "serial")
    },
)  # fmt: skip
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(lambda text: bool(text.strip()))


@given(st.dictionaries(IDS, FACTS, max_size=8))
def test_what_is_written_comes_back_equal(batteries: dict[str, BatteryFacts]) -> None:
    book = read_book(decode_csv(write_book(batteries.items()).encode()))
    assert book.bad == ()
    assert {device_id: NOTHING.but(**given) for device_id, given in book.rows.items()} == batteries


@given(st.dictionaries(IDS, FACTS, max_size=4))
def test_no_cell_of_a_written_file_is_a_formula(batteries: dict[str, BatteryFacts]) -> None:
    text = write_book(batteries.items()).removeprefix("\ufeff")
    for line in csv.reader(io.StringIO(text, newline="")):
        assert [inert_cell(cell) for cell in line] == line


def test_a_formula_gets_its_apostrophe() -> None:
    text = write_book([("=cmd|'/c calc'!A1", BatteryFacts(name="@SUM(A1)", site="'=1"))])
    assert "'=cmd|'/c calc'!A1,'@SUM(A1),''=1," in text
