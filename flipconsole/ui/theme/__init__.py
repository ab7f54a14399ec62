"""How everything looks: colours, icons, font and style, in a light and a dark set."""

from flipconsole.ui.theme.colours import (
    DARK,
    LIGHT,
    Theme,
    ThemeName,
    environment_colour,
    mode_colour,
    mode_ink,
    sign_colour,
    stage_colour,
)
from flipconsole.ui.theme.contrast import contrast, lightness, readable_on
from flipconsole.ui.theme.density import TARGET, Density, density, row_height, use_density
from flipconsole.ui.theme.icons import icon, pixmap
from flipconsole.ui.theme.sheet import style_sheet
from flipconsole.ui.theme.style import FONT_FAMILY, apply_theme, palette_of
from flipconsole.ui.theme.text_size import LARGE, TEXT_SIZES, USUAL, scaled, text_size

__all__ = [
    "DARK",
    "FONT_FAMILY",
    "LARGE",
    "LIGHT",
    "TARGET",
    "TEXT_SIZES",
    "USUAL",
    "Density",
    "Theme",
    "ThemeName",
    "apply_theme",
    "contrast",
    "density",
    "environment_colour",
    "icon",
    "lightness",
    "mode_colour",
    "mode_ink",
    "palette_of",
    "pixmap",
    "readable_on",
    "row_height",
    "scaled",
    "sign_colour",
    "stage_colour",
    "style_sheet",
    "text_size",
    "use_density",
]
