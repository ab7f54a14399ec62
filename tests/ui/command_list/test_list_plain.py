"""SEC4: what a server sends is shown in the list as the literal text it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from flipconsole.domain.command import DeviceStatus
from flipconsole.ui.command_list.order import Column
from tests.ui.command_list.conftest import Desk
from tests.ui.command_list.fleet import by_id, make_row

PAYLOADS = (
    "<img src=file:///etc/passwd>",
    '<a href="http://evil/">x</a>',
    "<style>*{}</style><b>bold</b>",
    "&lt;b&gt;",
    "=cmd|'/c calc'!A1",
    "&Save %s %d {0}",
    "a\u202eb\u200bc\x00d\x1be\nf",
    "\ud800 lone",
    "🔋" * 400,
    "x" * 5000,
    "line\n" * 10_000,
)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_server_text_is_shown_literally_everywhere(desk: Desk, payload: str) -> None:
    row = make_row(1, device_id=payload, status=payload, device_status=payload, device_status_reason=payload,
                   battery={"mode": payload, "power_mode": payload})  # fmt: skip
    failed = make_row(2, device_status=DeviceStatus.FAILED_FAULT, device_status_reason=payload)
    desk.set_rows(by_id([row, failed]))
    assert desk.model.rowCount() == 2
    for place in range(2):
        for column in Column:
            index = desk.model.index(place, column)
            shown = index.data()
            assert shown.isprintable()
            assert len(shown) <= 520
            document = QTextDocument()
            document.setHtml(index.data(Qt.ItemDataRole.ToolTipRole))
            tip = document.toPlainText()
            assert shown in tip or len(shown) > 400
            assert "\u202e" not in tip
            assert "\x00" not in tip
    assert not desk.table.grab().isNull()


def test_a_literal_name_is_found_again_in_the_cell(desk: Desk) -> None:
    desk.set_rows(by_id([make_row(1, device_id=PAYLOADS[0])]))
    assert desk.model.index(0, Column.BATTERY).data() == PAYLOADS[0]


def test_an_unescaped_tooltip_would_be_seen(desk: Desk) -> None:
    document = QTextDocument()
    document.setHtml(f"<qt>{PAYLOADS[0]}</qt>")
    assert PAYLOADS[0] not in document.toPlainText()
