from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flipconsole.domain.countdown import countdown, show_age
from flipconsole.domain.language import _, ngettext, use_language
from flipconsole.domain.times import show_span
from flipconsole.domain.words import mode_name

NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)


def write_catalogue(path: Path, texts: dict[str, str]) -> None:
    """A gettext catalogue in its binary form."""
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    pairs = sorted((key.encode(), text.encode()) for key, text in ({"": header} | texts).items())
    offset = 28 + 16 * len(pairs)
    tables: list[list[tuple[int, int]]] = [[], []]
    data = b""
    for column in (0, 1):
        for pair in pairs:
            tables[column].append((len(pair[column]), offset + len(data)))
            data += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    path.parent.mkdir(parents=True)
    path.write_bytes(head + b"".join(struct.pack("<2I", *entry) for table in tables for entry in table) + data)


@pytest.fixture
def german(tmp_path: Path) -> Iterator[None]:
    write_catalogue(
        tmp_path / "de" / "LC_MESSAGES" / "flipconsole.mo",
        {
            "Discharge": "Entladen",
            "in {time}": "{time} noch",
            "today {clock}": "{clock} heute",
            "{start} to {end} {zone}": "{zone}: {start} bis {end}",
            "{days} day\0{days} days": "{days} Tag\0{days} Tage",
        },
    )
    use_language(tmp_path, ["de"])
    yield
    use_language(tmp_path, ["en"])


@pytest.mark.usefixtures("german")
def test_texts_are_translated_at_call_time_and_placeholders_may_move() -> None:
    assert mode_name("DISCHARGE") == "Entladen"
    assert countdown(NOW + timedelta(seconds=5), NOW) == "5 s noch"
    assert show_span(NOW, NOW + timedelta(hours=2), UTC, NOW) == "UTC: 20:00 heute bis 22:00"
    assert show_age(86400) == "1 Tag"
    assert show_age(3 * 86400) == "3 Tage"


@pytest.mark.usefixtures("german")
def test_what_is_not_translated_stays_english() -> None:
    assert mode_name("CHARGE") == "Charge"


def test_a_language_without_a_catalogue_is_english(tmp_path: Path) -> None:
    use_language(tmp_path, ["xx"])
    assert _("Discharge") == "Discharge"
    assert [ngettext("{days} day", "{days} days", count) for count in (0, 1, 2)] == [
        "{days} days",
        "{days} day",
        "{days} days",
    ]
