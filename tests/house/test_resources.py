"""The bundled font and icons can be used, and their licences lie beside them."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from tests.house import tree

FONTS = tree.ROOT / "resources" / "fonts"
ICONS = tree.ROOT / "resources" / "icons"

WITHOUT_SYSTEM_FONTS = """
import sys
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication, QImage, QPainter

said = []
qInstallMessageHandler(lambda kind, context, text: said.append(text))
app = QGuiApplication([])
for path in sys.argv[1:]:
    assert QFontDatabase.addApplicationFont(path) >= 0, path
font = QFont("Inter", 20)
assert QFontInfo(font).family() == "Inter"
image = QImage(200, 60, QImage.Format.Format_RGB32)
image.fill(0xFFFFFFFF)
painter = QPainter(image)
painter.setFont(font)
painter.drawText(10, 40, "17:00 kW")
painter.end()
assert sum(image.pixel(x, y) != 0xFFFFFFFF for x in range(200) for y in range(60)) > 300
assert said == [], said
"""


@pytest.fixture
def inter(qtbot: QtBot) -> QFont:
    for path in FONTS.glob("*.ttf"):
        QFontDatabase.addApplicationFont(str(path))
    return QFont("Inter", 11)


def test_the_font_has_the_weights_that_the_window_uses(inter: QFont) -> None:
    assert {"Regular", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Inter"))


def test_figures_can_be_of_equal_width_so_that_countdowns_do_not_tremble(inter: QFont) -> None:
    proportional = QFontMetricsF(inter)
    assert proportional.horizontalAdvance("11:11") != proportional.horizontalAdvance("08:00")
    inter.setFeature(QFont.Tag("tnum"), 1)
    tabular = QFontMetricsF(inter)
    assert tabular.horizontalAdvance("11:11") == tabular.horizontalAdvance("08:00")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig is Linux's")
def test_text_is_drawn_on_a_system_that_has_no_fonts(tmp_path: Path) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>", encoding="utf-8")
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FONTCONFIG_FILE": str(empty)}
    command = [sys.executable, "-c", WITHOUT_SYSTEM_FONTS, *map(str, FONTS.glob("*.ttf"))]
    child = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60)
    assert child.returncode == 0, child.stderr


def test_the_fonts_stay_small() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 2_000_000


@pytest.mark.parametrize("path", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_is_drawable_and_takes_the_colour_of_its_text(path: Path, qtbot: QtBot) -> None:
    assert QSvgRenderer(str(path)).isValid()
    if path.stem != "flipconsole":
        assert ElementTree.parse(path).getroot().get("stroke") == "currentColor"


@pytest.mark.parametrize(
    ("licence", "words"),
    [
        (FONTS / "OFL.txt", "SIL OPEN FONT LICENSE"),
        (ICONS / "LICENSE.txt", "ISC License"),
        (tree.ROOT / "LICENSE", "MIT"),
    ],
)
def test_the_licences_are_carried(licence: Path, words: str) -> None:
    assert words in licence.read_text(encoding="utf-8")
