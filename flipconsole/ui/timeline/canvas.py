"""The pyqtgraph surface of the timeline: it turns the pointer's doings into requests and shows windows."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGestureEvent, QPinchGesture, QSizePolicy, QWidget
from typing_extensions import override

from flipconsole.ui.theme import Theme
from flipconsole.ui.timeline.scene import Picture, TimelineItem
from flipconsole.ui.timeline.window import Window

NOTCH = 120.0
"""Wheel steps are told in eighths of a degree; one click of a common wheel is this many."""

_ZOOM_PER_NOTCH = 1.25
_LANES_PER_NOTCH = 2.0
_PAN_PX_PER_NOTCH = 80.0


class Canvas(pg.GraphicsView):
    """Holds the one item in a ViewBox, so that other pyqtgraph items can share or follow its range.

    pyqtgraph's own menu, wheel zoom and dragging are off.

    Signals:
        zoom_asked: factor of the span, pixel that is to stay.
        scroll_asked: lanes further down.
        pan_asked: pixels later, pixels further down.
        pressed, activated: a place that was clicked, double-clicked.
        pointer_moved: the place of the pointer, or None when it has left or drags.
        resized: another number of pixels.
    """

    zoom_asked = Signal(float, float)
    scroll_asked = Signal(float)
    pan_asked = Signal(float, float)
    pressed = Signal(QPointF)
    activated = Signal(QPointF)
    pointer_moved = Signal(object)
    resized = Signal(int, int)

    def __init__(self, picture: Picture, parent: QWidget | None = None) -> None:
        self._is_built = False
        super().__init__(parent, background=None)  # type: ignore[no-untyped-call]
        self.box = pg.ViewBox(enableMouse=False, enableMenu=False, invertY=True, defaultPadding=0.0)
        self.item = TimelineItem(picture)
        self.box.addItem(self.item, ignoreBounds=True)
        self.setCentralItem(self.box)  # type: ignore[no-untyped-call]
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setCacheMode(pg.GraphicsView.CacheModeFlag.CacheNone)
        self.setOptimizationFlag(pg.GraphicsView.OptimizationFlag.DontSavePainterState)
        self.set_theme(picture.theme)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self._pressed_at: QPointF | None = None
        self._dragged_to: QPointF | None = None
        self._is_built = True

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.setBackground(QColor(theme.surface))  # type: ignore[no-untyped-call]
        self.item.forget_colours()

    def show_window(self, window: Window) -> None:
        """Paint another part."""
        self.item.prepareGeometryChange()
        self.item.picture.window = window
        self.box.setRange(
            xRange=(window.start, window.end), yRange=(window.top, window.top + window.lanes_high), padding=0
        )
        self.item.update()
        self.sceneObj.prepareForPaint()  # else pyqtgraph moves its item while painting, and paints again for it

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        across, along = event.angleDelta().x() / NOTCH, event.angleDelta().y() / NOTCH
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.zoom_asked.emit(_ZOOM_PER_NOTCH ** -(along or across), event.position().x())
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.pan_asked.emit(-(along or across) * _PAN_PX_PER_NOTCH, 0.0)
        else:
            if across:
                self.pan_asked.emit(-across * _PAN_PX_PER_NOTCH, 0.0)
            if along:
                self.scroll_asked.emit(-along * _LANES_PER_NOTCH)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_asked.emit(1 / max(0.2, 1 + event.value()), event.position().x())  # two fingers on a touch pad
            return True
        pinch = event.gesture(Qt.GestureType.PinchGesture) if isinstance(event, QGestureEvent) else None
        if isinstance(pinch, QPinchGesture):  # two fingers on a screen
            self._pressed_at = None  # the first finger was taken for a mouse that drags
            place = self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())
            self.zoom_asked.emit(1 / max(0.2, pinch.scaleFactor()), float(place.x()))
            event.accept()
            return True
        return bool(super().viewportEvent(event))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        here = event.position()
        if self._pressed_at is None:
            self.pointer_moved.emit(here)
            return
        if self._dragged_to is None:
            moved = here - self._pressed_at
            if abs(moved.x()) + abs(moved.y()) < QApplication.startDragDistance():
                return
            self._dragged_to = self._pressed_at
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pointer_moved.emit(None)
        step = self._dragged_to - here
        self._dragged_to = here
        self.pan_asked.emit(step.x(), step.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        pressed_at, was_dragged = self._pressed_at, self._dragged_to is not None
        self._pressed_at = self._dragged_to = None
        self.viewport().unsetCursor()
        if pressed_at is not None and not was_dragged and event.button() is Qt.MouseButton.LeftButton:
            self.pressed.emit(pressed_at)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() is Qt.MouseButton.LeftButton:
            self.activated.emit(event.position())

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.pointer_moved.emit(None)

    @override
    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)  # type: ignore[no-untyped-call]
        if self._is_built:
            self.resized.emit(self.viewport().width(), self.viewport().height())
