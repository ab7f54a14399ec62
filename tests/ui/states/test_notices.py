"""Notices: one banner a kind, toasts in our own words, and a tray icon that tells by shape and number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from PySide6.QtGui import QAccessible, QIcon, QImage
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.app.link import Link, LinkState
from flipconsole.app.notices import Notice, NoticeKind
from flipconsole.domain.row import FUSE, Row, Stage
from flipconsole.ui import announcing
from flipconsole.ui.announcing import announce
from flipconsole.ui.notices import LOOKED_AT, Notices, toast_text
from flipconsole.ui.states.banner import BannerStack
from flipconsole.ui.states.standing import Standing
from flipconsole.ui.theme import Theme
from flipconsole.ui.tray import Tray, Worst, state_icon, state_text, what_waits
from tests.ui.desk import NOW, a_row, an_ack, button_of, id_of, visible_texts


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(qtbot: QtBot, clock: Clock) -> Notices:
    return Notices(clock)


def a_notice(kind: NoticeKind = NoticeKind.NEEDS_YOU, *ids: str, urgent: bool = True) -> Notice:
    return Notice(kind, "Look at it", urgent, ids)


def test_fifty_events_are_one_banner_that_knows_all_their_commands(board: Notices) -> None:
    for number in range(50):
        board.take(a_notice(NoticeKind.NEEDS_YOU, f"id-{number}"))
    (banner,) = board.standings()
    assert banner.title == "50 answers need you"
    assert len(board.ids_of("needs_you")) == 50


def test_urgent_notices_come_first_and_stay_until_dismissed(board: Notices, clock: Clock) -> None:
    rows = {id_of(1): a_row(1, status="CANCELED")}
    board.take(a_notice(NoticeKind.REMOVAL, id_of(1)))
    board.take(a_notice(NoticeKind.NEW, "b", urgent=False))
    assert [one.key for one in board.standings()] == ["notice:removal", "notice:new"]
    clock.now += timedelta(seconds=31)
    board.pass_time(rows)
    assert [one.key for one in board.standings()] == ["notice:removal"]
    board.dismiss("removal")
    assert board.standings() == []


@pytest.mark.parametrize("urgent", [True, False])
def test_news_stay_twenty_seconds(board: Notices, clock: Clock, urgent: bool) -> None:
    board.take(a_notice(NoticeKind.NEW, "a", urgent=urgent))
    clock.now += timedelta(seconds=20)
    board.pass_time({})
    assert board.standings()
    clock.now += timedelta(seconds=1)
    board.pass_time({})
    assert board.standings() == []


def test_what_can_wait_least_is_on_top_whenever_it_came(board: Notices, clock: Clock) -> None:
    for kind in (NoticeKind.NEEDS_YOU, NoticeKind.LAST_CALL, NoticeKind.REMOVAL, NoticeKind.HELD_BACK, NoticeKind.NEW):
        board.take(a_notice(kind, "a"))
        clock.now += timedelta(seconds=1)
    names = ["needs_you", "last_call", "removal", "held_back", "new"]
    assert [one.key for one in board.standings()] == [f"notice:{name}" for name in names]


def test_a_notice_counts_only_the_commands_that_still_ask_for_it(board: Notices, clock: Clock) -> None:
    asking = a_row(1, stage=Stage.NOT_ACCEPTED)
    last_minutes = {"pending_since": NOW - FUSE + timedelta(seconds=100)}
    rows = {
        id_of(1): asking,
        id_of(2): a_row(2, status="CANCELED"),
        id_of(3): a_row(3, held=last_minutes),
        id_of(4): a_row(4, held=last_minutes, acks=[an_ack(4)], stage=Stage.WAITING),
    }
    board.take(a_notice(NoticeKind.NEEDS_YOU, id_of(1), id_of(3)))
    board.take(a_notice(NoticeKind.REMOVAL, id_of(2), id_of(9)))
    board.take(a_notice(NoticeKind.LAST_CALL, id_of(3), id_of(4)))
    board.pass_time(rows)
    assert [one.title for one in board.standings()] == [
        "1 answer needs you",
        "1 command must be answered within 3 minutes",
        "1 command was cancelled",
    ]
    assert board.ids_of("last_call") == [id_of(3)]
    clock.now += timedelta(seconds=101)  # Flip has given up waiting: what the notice said is not true any more
    board.pass_time(rows | {id_of(1): a_row(1), id_of(2): a_row(2, status="CANCELED", device_status="OK")})
    assert board.standings() == []


def test_one_line_of_notice_is_shown_and_the_others_unfold(qtbot: QtBot, themed: Theme, board: Notices) -> None:
    stack = BannerStack(themed)
    qtbot.addWidget(stack)
    lasting = Standing("offline", "warn", "wifi-off", "Flip is not reached", "Work is safe.")
    for kind in (NoticeKind.NEW, NoticeKind.REMOVAL, NoticeKind.LAST_CALL):
        board.take(a_notice(kind, "a"))
    stack.show_standings([lasting, *board.standings()])
    stack.show()
    assert list(stack.banners) == ["offline", "notice:last_call"]
    button_of(stack, "2 more").click()
    assert list(stack.banners) == ["offline", "notice:last_call", "notice:removal", "notice:new"]
    board.dismiss("new")
    stack.show_standings([lasting, *board.standings()])
    button_of(stack, "Show one").click()
    assert list(stack.banners) == ["offline", "notice:last_call"]
    board.dismiss("last_call")
    stack.show_standings([lasting, *board.standings()])
    assert list(stack.banners) == ["offline", "notice:removal"]
    assert "more" not in visible_texts(stack)


@pytest.mark.parametrize("kind", [NoticeKind.TOKEN, NoticeKind.STORE])
def test_what_a_banner_of_the_link_says_is_not_said_twice(board: Notices, kind: NoticeKind) -> None:
    board.take(a_notice(kind))
    assert board.standings() == []


def test_every_kind_of_notice_has_a_look_and_a_toast_in_our_own_words(board: Notices) -> None:
    for kind in NoticeKind:
        board.take(Notice(kind, "<b>server's</b> words", True, ("a",)))
        assert "server" not in toast_text(Notice(kind, "<b>server's</b> words", True, ("a",)))
    assert all(one.icon for one in board.standings())


class TrayIcon(QSystemTrayIcon):
    """A tray on a platform that has none."""

    shown: ClassVar[list[str]] = []

    def showMessage(self, title: str, message: str, *_rest: object) -> None:  # noqa: N802
        self.shown.append(message)

    def show(self) -> None:
        """The offscreen platform would warn."""


@pytest.fixture
def tray(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tray]:
    monkeypatch.setattr("flipconsole.ui.tray.QSystemTrayIcon", TrayIcon)
    monkeypatch.setattr(TrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    TrayIcon.shown = []
    owner = QWidget()
    qtbot.addWidget(owner)
    tray = Tray(owner, "SANDBOX")
    yield tray
    tray.close()


def test_fifty_urgent_notices_are_one_toast_now_and_one_later(tray: Tray) -> None:
    for number in range(50):
        tray.toast(a_notice(NoticeKind.NEEDS_YOU, f"id-{number}"))
    assert TrayIcon.shown == ["1 answer needs you"]
    tray._on_pause_over()
    assert TrayIcon.shown[1:] == ["49 answers need you"]
    tray._on_pause_over()
    assert len(TrayIcon.shown) == 2


def test_what_is_not_urgent_interrupts_nobody(tray: Tray) -> None:
    tray.toast(a_notice(NoticeKind.NEW, urgent=False))
    assert TrayIcon.shown == []


def test_without_a_tray_the_banner_says_the_same(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, board: Notices) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    owner = QWidget()
    qtbot.addWidget(owner)
    tray = Tray(owner, "SANDBOX")
    tray.show_counts(3, Worst.LATE)
    tray.toast(a_notice())
    board.take(a_notice())
    assert [one.title for one in board.standings()] == ["Look at it"]


def outline(icon: QIcon, size: int) -> list[bool]:
    """The shape alone, without any colour."""
    picture = icon.pixmap(size, size).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    return [picture.pixelColor(x, y).alpha() > 128 for y in range(size) for x in range(size)]


@pytest.mark.parametrize("size", [16, 32])
def test_the_icons_differ_by_shape_and_not_by_colour_alone(qtbot: QtBot, size: int) -> None:
    shapes = {worst: outline(state_icon(0, worst), size) for worst in Worst}
    for worst in Worst:
        for other in Worst:
            if worst < other:
                differing = sum(a != b for a, b in zip(shapes[worst], shapes[other], strict=True))
                assert differing > size * size * 0.04, (worst, other)


def test_the_number_is_drawn(qtbot: QtBot) -> None:
    pictures = [state_icon(count, Worst.OPEN).pixmap(32, 32).toImage() for count in (0, 1, 7, 42, 99, 100)]
    assert len({bytes(picture.constBits()) for picture in pictures[:5]}) == 5
    assert pictures[4] == pictures[5]


@pytest.mark.parametrize(
    ("link", "waits"),
    [
        (Link(), (4, Worst.LATE)),
        (Link(needs_you=2), (2, Worst.NEEDS_YOU)),
        (Link(state=LinkState.TOKEN_REFUSED), (1, Worst.NEEDS_YOU)),
        (Link(store_trouble="Full."), (1, Worst.NEEDS_YOU)),
    ],
)
def test_the_icon_shows_the_worst_thing_that_waits(link: Link, waits: tuple[int, Worst]) -> None:
    assert what_waits(link, 4, 1) == waits
    assert what_waits(Link(), 4, 0) == (4, Worst.OPEN)
    assert what_waits(Link(), 0, 0) == (0, Worst.QUIET)


def test_the_icon_says_count_and_state_in_words_too() -> None:
    assert state_text(3, Worst.LATE, "PRODUCTION") == "Flip console PRODUCTION: 3 commands to answer, some late"
    assert state_text(0, Worst.QUIET, "SANDBOX") == "Flip console SANDBOX: nothing to answer"


def test_a_notice_is_announced_to_a_screen_reader(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Reader:
        AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

        @staticmethod
        def isActive() -> bool:  # noqa: N802
            return True

        @staticmethod
        def updateAccessibility(event: object) -> None:  # noqa: N802
            said.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(announcing, "QAccessible", Reader)
    owner = QWidget()
    qtbot.addWidget(owner)
    announce(owner, "PW-1: Delivered", is_urgent=True)
    assert said == ["PW-1: Delivered"]


def test_of_thousands_of_commands_some_are_looked_at_in_turn_and_in_the_end_all(board: Notices) -> None:
    ids = [id_of(number) for number in range(3 * LOOKED_AT)]
    board.take(a_notice(NoticeKind.REMOVAL, *ids))
    rows = Reads({one: a_row(number, status="CANCELED") for number, one in enumerate(ids)})
    for turn in range(4):
        rows.read.clear()
        if turn == 1:
            del rows[ids[0]]
        board.pass_time(rows)
        assert len(rows.read) == LOOKED_AT
    assert board.ids_of("removal") == ids[1:]
    assert [one.title for one in board.standings()] == [f"{len(ids) - 1} commands were cancelled"]


class Reads(dict[str, Row]):
    """Rows that note which of them are read."""

    def __init__(self, rows: dict[str, Row]) -> None:
        super().__init__(rows)
        self.read: list[str] = []

    def get(self, key: str, default: Row | None = None) -> Row | None:  # type: ignore[override]
        self.read.append(key)
        return super().get(key, default)
