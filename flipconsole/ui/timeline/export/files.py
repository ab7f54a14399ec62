"""A sheet as PNG, SVG or PDF, and into a file that its owner alone can read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from flipconsole.domain.language import _

FORMATS = ("png", "svg", "pdf")
_SHARP = 2.0
_DPI = 150

Painting = Callable[[QPainter], None]


def as_png(size: QSize, paint: Painting, title: str) -> bytes:
    """A picture twice as fine as the screen."""
    image = QImage(size * _SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARP)
    image.setText("Title", title)
    _paint_on(image, paint)
    return _bytes_of(lambda buffer: image.save(buffer, "PNG"))  # type: ignore[call-overload]


def as_svg(size: QSize, paint: Painting, title: str) -> bytes:
    """Shapes and words; small patterns lie inside as pictures, nothing is fetched from anywhere."""

    def write(buffer: QBuffer) -> bool:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setSize(size)
        generator.setViewBox(QRect(0, 0, size.width(), size.height()))
        generator.setTitle(title)
        generator.setDescription("")
        return _paint_on(generator, paint)

    return _bytes_of(write)


def as_pdf(size: QSize, paint: Painting, title: str) -> bytes:
    """One page, across where the sheet is wider than high."""

    def write(buffer: QBuffer) -> bool:
        writer = QPdfWriter(buffer)
        writer.setResolution(_DPI)
        writer.setTitle(title)
        writer.setCreator("Flip console")
        writer.setPageLayout(page_for(size))
        return paint_page(writer, QRectF(0, 0, writer.width(), writer.height()), size, paint)

    return _bytes_of(write)


def page_for(size: QSize) -> QPageLayout:
    """A4, across where the sheet is wider than high, with a narrow margin."""
    across = size.width() > size.height()
    orientation = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    margins = QMarginsF(10, 10, 10, 10)
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), orientation, margins, QPageLayout.Unit.Millimeter)


def paint_page(device: QPaintDevice, place: QRectF, size: QSize, paint: Painting) -> bool:
    """Paint a sheet as large as the page lets it."""

    def fitted(painter: QPainter) -> None:
        scale = min(place.width() / size.width(), place.height() / size.height())
        painter.scale(scale, scale)
        paint(painter)

    return _paint_on(device, fitted)


def write_new(path: Path, content: bytes, *, may_replace: bool) -> None:
    """Write a private file at once; one that is there is replaced only with permission.

    Raises:
        OSError: it was not written; FileExistsError where it is there without permission.
    """
    if path.exists() and not may_replace:
        raise FileExistsError(_("There is a file of that name already."))
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if may_replace:
            os.replace(scratch, path)
        else:
            _rename_new(scratch, path)
    finally:
        scratch.unlink(missing_ok=True)


def _rename_new(scratch: Path, path: Path) -> None:
    """As rename, but never over a file that has appeared meanwhile."""
    try:
        os.link(scratch, path)
    except (OSError, NotImplementedError, AttributeError) as error:
        if isinstance(error, FileExistsError) or path.exists():
            raise FileExistsError(_("There is a file of that name already.")) from error
        os.replace(scratch, path)  # a file system without hard links


def _paint_on(device: QPaintDevice, paint: Painting) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    paint(painter)
    return painter.end()


def _bytes_of(write: Callable[[QBuffer], bool]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not write(buffer):
        raise OSError(_("The picture could not be made."))
    buffer.close()
    return bytes(content.data())
