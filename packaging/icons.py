"""Turns the program's drawing into the icon files that each system wants; run by the build's own Python."""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

PNG_SIZES = (16, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 32, 48, 64, 128, 256)
ICNS_TYPES = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def write_icons(drawing: Path, folder: Path) -> None:
    """`flipconsole-<size>.png`, `flipconsole.ico` and `flipconsole.icns` in the folder."""
    pictures = {size: _png(drawing, size) for size in {*PNG_SIZES, *ICO_SIZES, *ICNS_TYPES.values()}}
    folder.mkdir(parents=True, exist_ok=True)
    for size in PNG_SIZES:
        (folder / f"flipconsole-{size}.png").write_bytes(pictures[size])
    (folder / "flipconsole.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (folder / "flipconsole.icns").write_bytes(icns({kind: pictures[size] for kind, size in ICNS_TYPES.items()}))


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon of PNG pictures, as Windows reads them since Vista."""
    head, body = struct.pack("<3H", 0, 1, len(pictures)), b""
    offset = len(head) + 16 * len(pictures)
    for size, picture in sorted(pictures.items()):
        side = size % 256  # 0 stands for 256
        head += struct.pack("<4B2H2I", side, side, 0, 0, 1, 32, len(picture), offset + len(body))
        body += picture
    return head + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon of PNG pictures."""
    body = b"".join(kind + struct.pack(">I", len(picture) + 8) + picture for kind, picture in pictures.items())
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def _png(drawing: Path, size: int) -> bytes:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]), Path(sys.argv[2]))
