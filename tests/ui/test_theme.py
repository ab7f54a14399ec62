from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from flipconsole.domain.command import Mode
from flipconsole.domain.environment import Environment
from flipconsole.domain.row import Stage
from flipconsole.ui.application import chosen_theme
from flipconsole.ui.theme import (
    FONT_FAMILY,
    Theme,
    ThemeName,
    apply_theme,
    contrast,
    icon,
    lightness,
    pixmap,
    readable_on,
    stage_colour,
)

SURFACES = ("window", "surface", "raised", "sunken", "hover", "selected")
TONES = ("danger", "warn", "ok", "info")
NAMES: tuple[ThemeName, ...] = ("light", "dark", "sunlight", "contrast")
EACH = pytest.mark.parametrize("theme", [Theme.of(name) for name in NAMES], ids=lambda theme: theme.name)
STRONG = pytest.mark.parametrize("theme", [Theme.of(name) for name in NAMES[2:]], ids=lambda theme: theme.name)


def too_faint(theme: Theme, text_least: float = 4.5, mark_least: float = 3.0) -> list[str]:
    """Every pair that is used together and misses the least contrast for text or for marks."""
    text = [(ink, ground) for ink in ("text", "muted") for ground in SURFACES]
    text += [(ink, f"{tone}_soft") for tone in TONES for ink in ("text", "muted", tone)]
    text += [(tone, ground) for tone in (*TONES, "accent") for ground in SURFACES]
    text += [(f"on_{tone}", tone) for tone in (*TONES, "accent")]
    marks = [(mark, ground) for mark in ("outline", "focus") for ground in ("window", "surface", "raised", "sunken")]
    marks += [("focus", "hover")]
    found = [f"{a} on {b}" for a, b in text if contrast(getattr(theme, a), getattr(theme, b)) < text_least]
    found += [f"{a} mark on {b}" for a, b in marks if contrast(getattr(theme, a), getattr(theme, b)) < mark_least]
    for word, colour in {**theme.modes, **theme.environments}.items():
        found += [
            f"{word} on {ground}" for ground in ("surface", "window") if contrast(colour, getattr(theme, ground)) < 3
        ]
        found += [f"ink on {word}"] if contrast(readable_on(colour), colour) < 4.5 else []
    return found


@EACH
def test_text_and_marks_have_enough_contrast(theme: Theme) -> None:
    assert too_faint(theme) == []


@STRONG
def test_the_strong_themes_have_more_of_it(theme: Theme) -> None:
    """7:1 for text, as WCAG asks of enhanced contrast, and lines between cells that can be seen in the sun."""
    assert too_faint(theme, 7.0, 4.5) == []
    assert contrast(theme.border, theme.surface) >= 3
    assert too_faint(Theme.of("dark" if theme.is_dark else "light"), 7.0, 4.5)


@pytest.mark.parametrize(
    ("is_dark", "is_strong", "name"),
    [(False, False, "light"), (True, False, "dark"), (False, True, "sunlight"), (True, True, "contrast")],
)
def test_the_theme_is_the_one_that_the_system_asks_for(
    is_dark: bool, is_strong: bool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light
    wish = Qt.ContrastPreference.HighContrast if is_strong else Qt.ContrastPreference.NoPreference
    hints = SimpleNamespace(
        colorScheme=lambda: scheme, accessibility=lambda: SimpleNamespace(contrastPreference=lambda: wish)
    )
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: hints)
    assert chosen_theme("system") is Theme.of(name)
    assert chosen_theme("dark") is Theme.of("dark")


@EACH
def test_a_faint_colour_is_found(theme: Theme) -> None:
    assert too_faint(replace(theme, muted=theme.border))


@EACH
def test_modes_stay_apart_without_colour(theme: Theme) -> None:
    assert set(theme.modes) == set(Mode)
    shades = [lightness(colour) for colour in theme.modes.values()]
    assert min(abs(a - b) for a, b in combinations(shades, 2)) >= 6


@EACH
def test_every_environment_and_stage_has_a_colour(theme: Theme) -> None:
    assert set(theme.environments) == set(Environment)
    assert len(set(theme.environments.values())) == len(Environment)
    assert all(contrast(stage_colour(theme, stage), theme.surface) >= 4.5 for stage in Stage)


def test_the_contrast_formula_agrees_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert lightness("#777777") == pytest.approx(50, abs=0.2)


@EACH
def test_applying_a_theme_changes_palette_font_and_sheet(theme: Theme, qapp: QApplication, resources) -> None:
    apply_theme(qapp, theme, resources)
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == theme.surface
    assert theme.accent in qapp.styleSheet()
    assert "$" not in qapp.styleSheet()
    assert QFontInfo(qapp.font()).family() == FONT_FAMILY
    assert qapp.font().featureValue(QFont.Tag("tnum")) == 1


def test_a_missing_resources_folder_leaves_the_system_font(qapp: QApplication, tmp_path) -> None:
    apply_theme(qapp, Theme.of("light"), tmp_path)
    assert pixmap("check", "#000000", 17).isNull()
    assert icon("check", "#000000", 17).isNull()


def test_an_icon_is_drawn_in_the_colour_asked_for(themed: Theme) -> None:
    picture = pixmap("check", "#ff0000", 24, 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (48, 2.0)
    image = picture.toImage()
    seen = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    inked = [colour for colour in seen if colour.alpha() > 200]
    assert inked
    assert all(colour.red() > 200 and colour.green() < 40 for colour in inked)
    assert not icon("check", themed.text).isNull()
