"""How everything looks: colours, icons, font and style, in a light and a dark set."""

from flipconsole.ui.theme.colours import (
    DARK,
    LIGHT,
    Theme,
    ThemeName,
    environment_colour,
    mode_colour,
    mode_ink,
    stage_colour,
)
from flipconsole.ui.theme.contrast import contrast, lightness, readable_on
from flipconsole.ui.theme.icons import icon, pixmap
from flipconsole.ui.theme.style import FONT_FAMILY, apply_theme, palette_of
from flipconsole.ui.theme.text_size import LARGE, TEXT_SIZES, USUAL, scaled, text_size

__all__ = [
    "DARK",
    "FONT_FAMILY",
    "LARGE",
    "LIGHT",
    "TEXT_SIZES",
    "USUAL",
    "Theme",
    "ThemeName",
    "apply_theme",
    "contrast",
    "environment_colour",
    "icon",
    "lightness",
    "mode_colour",
    "mode_ink",
    "palette_of",
    "pixmap",
    "readable_on",
    "scaled",
    "stage_colour",
    "text_size",
]
