"""The icon files hold the pictures that they promise."""

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from PySide6.QtGui import QImage

from tests.house import tree


def test_every_size_is_drawn_and_packed(part: Callable[[str], ModuleType], tmp_path: Path) -> None:
    icons = part("icons")
    drawing = tree.ROOT / "resources/icons/flipconsole.svg"
    subprocess.run([sys.executable, tree.ROOT / "packaging/icons.py", drawing, tmp_path], check=True)
    for size in icons.PNG_SIZES:
        image = QImage(str(tmp_path / f"flipconsole-{size}.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 2).alpha() > 0
    ico = (tmp_path / "flipconsole.ico").read_bytes()
    _zero, kind, count = struct.unpack_from("<3H", ico)
    assert (kind, count) == (1, len(icons.ICO_SIZES))
    for number in range(count):
        side, *_, length, offset = struct.unpack_from("<4B2H2I", ico, 6 + 16 * number)
        picture = QImage.fromData(ico[offset : offset + length], "PNG")  # type: ignore[call-overload]
        assert picture.width() == (side or 256)
    icns = (tmp_path / "flipconsole.icns").read_bytes()
    assert icns[:4] == b"icns"
    assert struct.unpack_from(">I", icns, 4)[0] == len(icns)
