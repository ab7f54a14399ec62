"""How a given width is shared among the columns, and which give way where it is too little."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from PySide6.QtGui import QFontMetrics

from flipconsole.domain.command import Mode, Status
from flipconsole.domain.countdown import countdown, start_countdown
from flipconsole.domain.language import _
from flipconsole.domain.reading import power_text
from flipconsole.domain.row import Stage
from flipconsole.domain.times import show_span
from flipconsole.domain.words import device_status_text, mode_name, status_text
from flipconsole.ui.command_list.cells import stage_words
from flipconsole.ui.command_list.headers import header
from flipconsole.ui.command_list.order import OF_BATTERY, Column
from flipconsole.ui.command_list.wording import as_test
from flipconsole.ui.theme import scaled

PADDING = 8
ICON, BADGE, GAP = 14, 18, 6

GIVING_WAY = (Column.WHEN, Column.DEVICE_STATUS, Column.FLIP_STATUS, Column.SITE)
"""What is left out first where there is too little room: the span, whose start stands beside "Starts in"; then the two
statuses, of which the other cells then say whatever is out of the ordinary; then the site, which stands behind the
battery's name as far as there is room."""

_NOTES = {
    Column.SITE: 70,
    Column.WHAT: 90,
    Column.ANSWER: 110,
    Column.ACK_IN: 60,
    Column.STARTS_IN: 50,
    Column.WHEN: 40,
}
"""Pixels for the quieter words beside the first ones, given where there is room."""
_SHARE_OF_REST = {
    Column.BATTERY: 0.15, Column.SITE: 0.15, Column.WHAT: 0.35, Column.WHEN: 0.15, Column.ANSWER: 0.2,
}  # fmt: skip


_OF_COMMANDS = tuple(column for column in Column if column not in OF_BATTERY)


def column_widths(
    available: int,
    metrics: QFontMetrics,
    strong: QFontMetrics,
    shown: Collection[Column] = _OF_COMMANDS,
    *,
    is_test: bool = False,
) -> dict[Column, int]:
    """Pixels per column, 0 for one that is left out: what the usual words need, and more where there is room.

    Only columns of `shown` get any. Where even the least is too much the list is wider than its window, and scrolls.
    """
    least = {column: _least(column, metrics, strong) if column in shown else 0 for column in Column}
    if is_test and least[Column.WHAT]:
        least[Column.WHAT] += _width(as_test(_order()), metrics, strong) - _width(_order(), metrics, strong)
    rest_of_order = _width(_whole_order(), metrics, strong) - _width(_order(), metrics, strong)
    for column in GIVING_WAY:
        gives_room = is_test or column is not Column.FLIP_STATUS  # which matters less where nothing is real
        gives_room = gives_room and column is not Column.SITE  # where to go says more than the end of an order
        wanted = rest_of_order if least[Column.WHAT] and gives_room else 0
        if sum(least.values()) + wanted > available:
            least[column] = 0
    widths = dict(least)
    spare = max(0, available - sum(least.values()))
    if least[Column.WHAT]:
        widths[Column.WHAT] += min(spare, rest_of_order)
        spare = max(0, available - sum(widths.values()))
    wishes = {column: scaled(pixels) for column, pixels in _NOTES.items() if least[column]}
    share = min(1.0, spare / sum(wishes.values())) if wishes else 0.0
    for column, wish in wishes.items():
        widths[column] += int(wish * share)
    rest = max(0, available - sum(widths.values()))
    for column, part in _SHARE_OF_REST.items():
        if least[column]:
            widths[column] += int(rest * part)
    return widths


def _least(column: Column, metrics: QFontMetrics, strong: QFontMetrics) -> int:
    words = max(_width(text, metrics, strong) for text in _samples(column)) + _signs(column)
    if column is Column.FLIP_STATUS:  # only what is not OK has a sign before it
        unusual = max(metrics.horizontalAdvance(status_text(word)) for word in (Status.CANCELED, Status.OPT_OUT))
        words = max(words, unusual + scaled(ICON) + GAP)
    return words + 2 * PADDING


def _width(text: str, metrics: QFontMetrics, strong: QFontMetrics) -> int:
    """The text is painted in either: at some sizes the strong letters are the narrower ones."""
    return max(metrics.horizontalAdvance(text), strong.horizontalAdvance(text))


def _signs(column: Column) -> int:
    """Pixels for the icon or the badge before the words."""
    signs = {Column.ACK_IN: ICON, Column.ANSWER: ICON, Column.DEVICE_STATUS: ICON, Column.WHAT: BADGE}
    return scaled(signs[column]) + GAP if column in signs else 0


def _samples(column: Column) -> list[str]:
    """The longest of the usual words of a column, in the language of the window."""
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    match column:
        case Column.ACK_IN:
            return [countdown(now - timedelta(minutes=12, seconds=34), now)]
        case Column.STARTS_IN:
            return [start_countdown(now + timedelta(hours=d), now) for d in (13.6, -3.6, -0.576)]
        case Column.BATTERY:
            return ["HLD-2328-10008"]
        case Column.SITE:
            return ["123 Mill Road"]
        case Column.ADDRESS:
            return ["123 Mill Road, Worcester MA 01608"]
        case Column.MODEL:
            return ["Brightwell BW-20"]
        case Column.SERIAL:
            return ["AU123456789"]
        case Column.CAPACITY:
            return ["13.5 kWh", header(column, UTC, now)]
        case Column.RATED:
            return ["10 kW", header(column, UTC, now)]
        case Column.ZONE:
            return ["America/Los_Angeles"]
        case Column.WHAT:
            return [_order()]
        case Column.WHEN:
            return [show_span(now, now + timedelta(hours=2), UTC, now)]
        case Column.FLIP_STATUS:
            return [status_text(word) for word in ("OK", "CANCELED", "OPT_OUT")]
        case Column.DEVICE_STATUS:
            return [device_status_text(word) for word in ("PENDING", "OK", "FAILED_OFFLINE", "FAILED_FAULT")]
        case Column.ANSWER:
            return [stage_words(stage)[0] for stage in Stage if stage is not Stage.NONE]


def _order() -> str:
    return _("{mode} {power}").format(mode=mode_name(Mode.DISCHARGE), power=power_text(10_500))


def _whole_order() -> str:
    return ", ".join((_order(), _("keep {level} %").format(level=20)))
