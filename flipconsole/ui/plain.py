"""Text that may come from a server is shown as plain text, with every invisible character made visible."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

LIMIT = 500
"""How many characters of one server text a cell, a label or a tooltip shows."""

_LABEL_LIMIT = 4000
_BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
_NOT_ASCII = re.compile(r"[^ -~]")
_SPACES = "\u00a0\u2007\u2009\u202f\u3000"
_KEPT_SELECTORS = "\ufe0e\ufe0f"


def plain(text: str, limit: int = LIMIT) -> str:
    """The text in one line, cut at `limit` characters with "…", nothing in it invisible or able to reorder the rest.

    Control, bidi, zero-width and blank characters become `[U+202E]`; a line break becomes "↵".
    """
    if text.isascii() and text.isprintable():
        return text if len(text) <= limit else text[: limit - 1] + "…"
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return _visible(cut.replace("\r\n", "\n"), "↵")


def plain_lines(text: str, limit: int = _LABEL_LIMIT) -> str:
    """As `plain`, but line breaks stay line breaks."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return _visible(cut.replace("\r\n", "\n"), "\n")


def plain_tooltip(text: str) -> str:
    """A tooltip that shows the text literally: Qt would read mark-up in it otherwise."""
    return "<qt>" + html.escape(plain_lines(text)).replace("\n", "<br>") + "</qt>" if text else ""


def plain_caption(text: str) -> str:
    """The text for a button, menu or tab, where a single "&" would vanish and underline a letter."""
    return plain(text).replace("&", "&&")


class PlainLabel(QLabel):
    """A label that never reads mark-up and never hides a character; its own line breaks are kept."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        super().setText(plain_lines(text))


def _visible(text: str, line_break: str) -> str:
    return _NOT_ASCII.sub(lambda match: _shown(match[0], line_break), text)


def _shown(character: str, line_break: str) -> str:
    if character == "\n":
        return line_break
    if character in _SPACES or character in _KEPT_SELECTORS:
        return character
    if character.isprintable() and character not in _BLANK_LETTERS:
        return character
    return f"[U+{ord(character):04X}]"
