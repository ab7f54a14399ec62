"""How a given width is shared among the columns."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics

from flipconsole.ui.command_list.order import Column

_LEAST = {
    Column.ACK_IN: 14,
    Column.STARTS_IN: 12,
    Column.BATTERY: 15,
    Column.WHAT: 17,
    Column.WHEN: 16,
    Column.FLIP_STATUS: 10,
    Column.DEVICE_STATUS: 12,
    Column.ANSWER: 11,
}
_WISHED = {
    Column.ACK_IN: 25,
    Column.STARTS_IN: 23,
    Column.BATTERY: 20,
    Column.WHAT: 34,
    Column.WHEN: 27,
    Column.FLIP_STATUS: 14,
    Column.DEVICE_STATUS: 17,
    Column.ANSWER: 22,
}
_SHARE_OF_REST = {Column.BATTERY: 0.15, Column.WHAT: 0.45, Column.WHEN: 0.15, Column.ANSWER: 0.25}
_PADDING = 16


def column_widths(available: int, metrics: QFontMetrics) -> dict[Column, int]:
    """Pixels per column, 0 for one that is left out: at least what short words need, more where there is room.

    Where even that is too much, the span is left out: its start stands beside "Starts in", and all of it in the detail.
    """
    letter = max(1, metrics.averageCharWidth())
    widths = {column: letters * letter + _PADDING for column, letters in _LEAST.items()}
    if available < sum(widths.values()):
        widths[Column.WHEN] = 0
    spare = max(0, available - sum(widths.values()))
    wishes = {column: (_WISHED[column] - _LEAST[column]) * letter for column in Column if widths[column]}
    share = min(1.0, spare / sum(wishes.values()))
    rest = max(0, spare - sum(wishes.values()))
    for column, wish in wishes.items():
        widths[column] += int(wish * share + rest * _SHARE_OF_REST.get(column, 0))
    return widths
