from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from flipconsole.ui.plain import LIMIT, PlainLabel, plain, plain_caption, plain_lines, plain_tooltip

MARKUP = (
    "<img src=file:///etc/passwd>",
    '<a href="http://evil/">click</a>',
    "<style>*{color:red}</style>",
    "<b>bold</b>",
    "&lt;b&gt;",
    "<qt><h1>big</h1></qt>",
)


@pytest.mark.parametrize(
    "text", ["Discharge 5.0 kW", "Größe · 5 °C – “ok” …", "電池 42", "🔋 full", "&Save %s {0}", ""]
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x00b\x1b[31m", "a[U+0000]b[U+001B][31m"),
        ("a\nb\r\nc\td", "a↵b↵c[U+0009]d"),
        ("\ud800x", "[U+D800]x"),
        ("\u2066\ufeff\u00ad\u2028", "[U+2066][U+FEFF][U+00AD][U+2028]"),
        ("\u3164\u2800", "[U+3164][U+2800]"),
        ("\U000e0041", "[U+E0041]"),
    ],
)
def test_hidden_characters_become_visible(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_nothing_invisible_survives_in_the_whole_of_unicode() -> None:
    kept = set("\u00a0\u2007\u2009\u202f\u3000")
    for start in range(0, 0x110000, 256):
        text = plain("".join(map(chr, range(start, start + 256))), limit=300)
        assert text.isprintable() or not {character for character in text if not character.isprintable()} - kept


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert plain("x" * LIMIT) == "x" * LIMIT
    assert plain("x" * 1_000_000) == "x" * (LIMIT - 1) + "…"
    assert plain("é" * 1_000_000).endswith("é…")
    assert len(plain_lines("line\n" * 10_000)) <= 4000


@pytest.mark.parametrize("text", MARKUP)
def test_a_tooltip_shows_markup_literally(text: str, qapp: object) -> None:
    document = QTextDocument()
    document.setHtml(plain_tooltip(text))
    assert document.toPlainText() == text


def test_an_unescaped_tooltip_would_not(qapp: object) -> None:
    document = QTextDocument()
    document.setHtml("<qt>" + MARKUP[0] + "</qt>")
    assert document.toPlainText() != MARKUP[0]


def test_a_tooltip_keeps_line_breaks_and_nothing_is_no_tooltip(qapp: object) -> None:
    document = QTextDocument()
    document.setHtml(plain_tooltip("one\ntwo"))
    assert document.toPlainText() == "one\ntwo"
    assert plain_tooltip("") == ""


def test_a_caption_keeps_its_ampersand() -> None:
    assert plain_caption("R&D &Save") == "R&&D &&Save"


@pytest.mark.parametrize("text", MARKUP)
def test_a_label_never_reads_markup(text: str, qtbot: QtBot) -> None:
    label = PlainLabel(text)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == text


def test_a_label_shows_hidden_characters_and_keeps_lines(qtbot: QtBot) -> None:
    label = PlainLabel()
    qtbot.addWidget(label)
    label.setText("one\ntwo\u202e")
    assert label.text() == "one\ntwo[U+202E]"
