"""Each answer to a PATCH that is no yes: a plain sentence, the next step, the server's own words (A18)."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.app.link import LinkState
from flipconsole.domain.guidance import guidance
from flipconsole.domain.row import Stage
from flipconsole.ui.detail.pane import DetailPane
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme
from tests.faults.conftest import SAFE, OpenBench, text

SAID = "the battery left the program"


class Case(NamedTuple):
    """What a status comes to: the stage of the row, the state of the link, and what a person is told to do next."""

    stage: Stage
    link: LinkState
    next_step: str


LIVE, WAITING = LinkState.LIVE, LinkState.OFFLINE
CASES = {
    400: Case(Stage.NOT_ACCEPTED, LIVE, "answer again"),
    401: Case(Stage.WAITING, LinkState.TOKEN_REFUSED, "valid token"),
    403: Case(Stage.NOT_ACCEPTED, LIVE, "answer again"),
    404: Case(Stage.NOT_ACCEPTED, LIVE, "answer again"),
    409: Case(Stage.NEEDS_REVIEW, LIVE, "decide"),
    412: Case(Stage.NEEDS_REVIEW, LIVE, "decide"),
    422: Case(Stage.NOT_ACCEPTED, LIVE, "answer again"),
    429: Case(Stage.WAITING, LinkState.WAITING, "by itself"),
    500: Case(Stage.NOT_CONFIRMED, WAITING, "by itself"),
    501: Case(Stage.NOT_ACCEPTED, LIVE, "answer again"),
    502: Case(Stage.NOT_CONFIRMED, WAITING, "by itself"),
    503: Case(Stage.WAITING, WAITING, "by itself"),
    504: Case(Stage.NOT_CONFIRMED, WAITING, "by itself"),
}


def said_in(widget: QWidget) -> str:
    boxes: Iterable[QWidget] = widget.findChildren(QWidget)
    texts = [box.text() for box in boxes if isinstance(box, PlainLabel) and not box.isHidden()]
    texts += [box.toPlainText() for box in widget.findChildren(QPlainTextEdit)]
    return "\n".join(texts)


@pytest.mark.parametrize("status", CASES)
async def test_each_status_says_what_happened_what_to_do_and_what_the_server_said(
    open_bench: OpenBench, qtbot: QtBot, status: int
) -> None:
    """Negative control: before the answer left, none of it stands in the details."""
    case = CASES[status]
    async with open_bench() as bench:
        await bench.shows(text())
        pane = DetailPane(bench.console, ZoneInfo("UTC"), Theme.of("light"))
        qtbot.addWidget(pane)
        await bench.answer()
        pane.show_row(bench.row())
        assert SAID not in said_in(pane)
        headers = {"Retry-After": "120"} if status == 429 else None
        bench.flip.answers(b'{"message":"%s"}' % SAID.encode(), status, headers)
        await bench.round()
        pane.show_row(bench.row())
        details, ack = said_in(pane), bench.row().newest_ack
        assert ack is not None
        assert bench.row().stage is case.stage
        assert bench.console.link.state is case.link
        assert SAID in ack.outcome
        assert SAID in details
        assert re.match(r"[A-Z][^{}]*[.!)]$|[A-Z].*" + SAID, ack.outcome)
        told = f"{guidance(bench.row(), bench.console.now())}\n{ack.outcome}\n{bench.banner()}\n{details}"
        assert case.next_step in told.lower()
        assert SAFE.search(told) or case.stage in (Stage.NOT_ACCEPTED, Stage.NEEDS_REVIEW)
        assert bench.console.now() - ack.created_at < timedelta(minutes=1)
