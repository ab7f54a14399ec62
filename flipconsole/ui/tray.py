"""The tray icon: how many commands wait for a person, and how bad it is, by number and shape."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from flipconsole.app.link import Link, LinkState
from flipconsole.app.notices import Notice
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.notices import toast_text
from flipconsole.ui.theme import LIGHT, readable_on

_SIZES = (16, 22, 24, 32, 48, 64)
TOAST_EVERY_MS = 10_000
"""Toasts closer together than this become one (six alarms an hour are normal, ten in ten minutes the most)."""


class Worst(IntEnum):
    """The worst thing that waits; the shape tells it: ring, disc, triangle, square."""

    QUIET = 0
    OPEN = 1
    LATE = 2
    NEEDS_YOU = 3


class Tray(QObject):
    """Does nothing on a desktop without a tray; the same facts are in the window.

    Signals:
        show_asked, refresh_asked, quit_asked: from the icon and its menu.
    """

    show_asked = Signal()
    refresh_asked = Signal()
    quit_asked = Signal()

    def __init__(self, owner: QWidget, environment: str) -> None:
        super().__init__(owner)
        self._environment = environment
        self._shown: tuple[int, Worst] | None = None
        self._held: dict[str, Notice] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TOAST_EVERY_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._icon: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._icon = QSystemTrayIcon(self)
            self._menu = self._make_menu(owner)
            self._icon.setContextMenu(self._menu)
            self._icon.activated.connect(self._on_activated)
            self.show_counts(0, Worst.QUIET)
            self._icon.show()

    def show_counts(self, count: int, worst: Worst) -> None:
        """Show how many commands wait and how bad it is."""
        if self._icon is None or self._shown == (count, worst):
            return
        self._shown = (count, worst)
        self._icon.setIcon(state_icon(count, worst))
        self._icon.setToolTip(state_text(count, worst, self._environment))

    def toast(self, notice: Notice) -> None:
        """Tell it outside the window, if it is urgent; several in a few seconds are one toast."""
        if not notice.urgent or self._icon is None:
            return
        before = self._held.get(notice.kind)
        ids = () if before is None else before.command_ids
        self._held[notice.kind] = notice._replace(command_ids=tuple(dict.fromkeys((*ids, *notice.command_ids))))
        if not self._pause.isActive():
            self._on_pause_over()

    def close(self) -> None:
        """Take the icon away."""
        self._pause.stop()
        if self._icon is not None:
            self._icon.hide()

    def _on_pause_over(self) -> None:
        if not self._held or self._icon is None:
            return
        text = "\n".join(toast_text(notice) for notice in self._held.values())
        self._held.clear()
        self._icon.showMessage(_("Flip console"), text, QSystemTrayIcon.MessageIcon.NoIcon)
        self._pause.start()

    def _make_menu(self, owner: QWidget) -> QMenu:
        menu = QMenu(owner)
        for text, told in (
            (_("Show the window"), self.show_asked),
            (_("Refresh"), self.refresh_asked),
            (_("Close the console"), self.quit_asked),
        ):
            action = QAction(text, menu)
            action.triggered.connect(told)
            menu.addAction(action)
        return menu

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.show_asked.emit()


def what_waits(link: Link, open_count: int, late_count: int) -> tuple[int, Worst]:
    """How many things wait for a person and the worst of them, for `Tray.show_counts`."""
    if link.needs_you or link.store_trouble or link.state is LinkState.TOKEN_REFUSED:
        return max(1, link.needs_you), Worst.NEEDS_YOU
    if late_count:
        return open_count, Worst.LATE
    return open_count, Worst.OPEN if open_count else Worst.QUIET


def state_text(count: int, worst: Worst, environment: str) -> str:
    """What the icon says, in words."""
    match worst:
        case Worst.QUIET:
            text = _("nothing to answer")
        case Worst.OPEN:
            text = ngettext("{count} command to answer", "{count} commands to answer", count)
        case Worst.LATE:
            text = ngettext("{count} command to answer, some late", "{count} commands to answer, some late", count)
        case _:
            text = ngettext("{count} thing needs you", "{count} things need you", count)
    return _("Flip console {environment}: {state}").format(environment=environment, state=text.format(count=count))


def state_icon(count: int, worst: Worst) -> QIcon:
    """The icon in every size a tray asks for."""
    icon = QIcon()
    for size in _SIZES:
        icon.addPixmap(_drawn(size, count, worst))
    return icon


def _drawn(size: int, count: int, worst: Worst) -> QPixmap:
    """A ring while nothing waits, a disc for open commands, a triangle for late ones, a square for what needs you."""
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = size / 16
    whole = QRectF(edge, edge, size - 2 * edge, size - 2 * edge)
    fill = {Worst.QUIET: LIGHT.muted, Worst.OPEN: LIGHT.info, Worst.LATE: LIGHT.danger, Worst.NEEDS_YOU: LIGHT.warn}
    colour = fill[worst]
    painter.setPen(QColor("#ffffff"))
    painter.setBrush(QColor(colour))
    text_place = whole
    match worst:
        case Worst.QUIET:
            pen = painter.pen()
            pen.setColor(QColor(colour))
            pen.setWidthF(size / 8)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(whole.adjusted(edge, edge, -edge, -edge))
        case Worst.OPEN:
            painter.drawEllipse(whole)
        case Worst.LATE:
            top, left, right = whole.center().x(), whole.bottomLeft(), whole.bottomRight()
            painter.drawPolygon(QPolygonF([QPointF(top, whole.top()), right, left]))
            text_place = whole.adjusted(0, size / 3.5, 0, 0)
        case Worst.NEEDS_YOU:
            painter.drawRect(whole)
    if count:
        _draw_number(painter, text_place, count, readable_on(colour), size, is_small=worst is Worst.LATE)
    painter.end()
    return picture


def _draw_number(painter: QPainter, place: QRectF, count: int, ink: str, size: int, *, is_small: bool) -> None:
    text = str(count) if count < 100 else "99"
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(max(6, round(size * (0.42 if is_small else 0.6 if len(text) == 1 else 0.5))))
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
