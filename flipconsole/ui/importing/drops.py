"""Drops on the window: files and text that are let go over it go to the import dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override


class Drops(QObject):
    """Watches one widget, most often the window.

    Signals:
        files_dropped: a list of `Path`, local files only.
        text_dropped: plain text.
    """

    files_dropped = Signal(object)
    text_dropped = Signal(str)

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.setAcceptDrops(True)
        watched.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what can be imported; an address on the network is never fetched."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            if _files(event.mimeData()) or _text(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent):
            files, text = _files(event.mimeData()), _text(event.mimeData())
            if files:
                self.files_dropped.emit(files)
            elif text:
                self.text_dropped.emit(text)
            if files or text:
                event.acceptProposedAction()
                return True
        return super().eventFilter(watched, event)


def _files(mime: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile() and url.toLocalFile()]


def _text(mime: QMimeData) -> str:
    return mime.text() if mime.hasText() and not mime.hasUrls() else ""
