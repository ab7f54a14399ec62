"""The sets of named colours: grey by default, strong colour only for what is not normal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtGui import QColor

from flipconsole.domain.command import Mode
from flipconsole.domain.environment import Environment
from flipconsole.domain.profile import Sign
from flipconsole.domain.row import Stage
from flipconsole.ui.theme.contrast import readable_on

ThemeName = Literal["light", "dark", "sunlight", "contrast"]
"""`sunlight` is the light one for a screen in the sun, `contrast` the dark one for eyes that need more difference."""


@dataclass(frozen=True)
class Theme:
    """Colours by what they are for, as `#rrggbb`.

    Surfaces: `window` behind everything, `surface` of lists and panes, `raised` of buttons and cards, `sunken` of
    headers and grooves. `text` and `muted` read on each of them, and on `hover`, `selected` and the four `_soft` tints;
    `danger`, `warn`, `ok`, `info` and `accent` do so as words or marks on the surfaces, and each on its own tint.
    `on_<name>` is the text upon a filling of that colour. `border` only separates; `outline` marks where a control is.
    """

    name: ThemeName
    window: str
    surface: str
    raised: str
    sunken: str
    hover: str
    selected: str
    border: str
    outline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    focus: str
    danger: str
    on_danger: str
    danger_soft: str
    warn: str
    on_warn: str
    warn_soft: str
    ok: str
    on_ok: str
    ok_soft: str
    info: str
    on_info: str
    info_soft: str
    modes: Mapping[str, str]
    environments: Mapping[str, str]
    signs: Mapping[str, str]

    @staticmethod
    def of(name: ThemeName) -> Theme:
        """The theme of that name."""
        return _THEMES[name]

    @property
    def is_dark(self) -> bool:
        """Whether text is light on dark."""
        return self.name in ("dark", "contrast")


LIGHT = Theme(
    name="light",
    window="#f4f5f7",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef0f3",
    hover="#f1f4f7",
    selected="#d8eaf0",
    border="#dde1e6",
    outline="#7d8794",
    text="#1a1f25",
    muted="#56606b",
    accent="#0b6074",
    on_accent="#ffffff",
    focus="#0a7f9c",
    danger="#b3261e",
    on_danger="#ffffff",
    danger_soft="#fdeceb",
    warn="#8a4f00",
    on_warn="#ffffff",
    warn_soft="#fdf1dc",
    ok="#1b6b3a",
    on_ok="#ffffff",
    ok_soft="#e4f4ea",
    info="#1a5bb0",
    on_info="#ffffff",
    info_soft="#e6effb",
    modes={
        Mode.BACKUP: "#03336d",
        Mode.SAVINGS: "#632b8a",
        Mode.STANDBY: "#4f5b66",
        Mode.DISCHARGE: "#c43315",
        Mode.CHARGE: "#0a8a66",
        Mode.SELF_CONSUMPTION: "#b68017",
    },
    environments={
        Environment.PRODUCTION: "#9b1750",
        Environment.SANDBOX: "#1a5bb0",
        Environment.SIMULATOR: "#4a5563",
        Environment.CUSTOM: "#7d4a00",
    },
    signs={"blue": "#1a5bb0", "green": "#1b6b3a", "violet": "#5b3a9b", "amber": "#7d4a00", "grey": "#4a5563"},
)

DARK = Theme(
    name="dark",
    window="#14171b",
    surface="#1a1e23",
    raised="#252a31",
    sunken="#101317",
    hover="#22272d",
    selected="#17414d",
    border="#2e343c",
    outline="#727d8a",
    text="#e7eaee",
    muted="#a3adb8",
    accent="#67c3da",
    on_accent="#04222a",
    focus="#4fb8d3",
    danger="#ff9189",
    on_danger="#2d0503",
    danger_soft="#3b1b1a",
    warn="#f2b65a",
    on_warn="#2a1a00",
    warn_soft="#35280f",
    ok="#74d198",
    on_ok="#04240f",
    ok_soft="#15301f",
    info="#8abaff",
    on_info="#03182f",
    info_soft="#17283f",
    modes={
        Mode.BACKUP: "#1d72ce",
        Mode.SAVINGS: "#b06cc4",
        Mode.STANDBY: "#919da7",
        Mode.DISCHARGE: "#fc9355",
        Mode.CHARGE: "#5fd9a2",
        Mode.SELF_CONSUMPTION: "#fcd764",
    },
    environments={
        Environment.PRODUCTION: "#ec6aa0",
        Environment.SANDBOX: "#8abaff",
        Environment.SIMULATOR: "#a9b4c0",
        Environment.CUSTOM: "#e3a857",
    },
    signs={"blue": "#8abaff", "green": "#74d198", "violet": "#b99cf0", "amber": "#e3a857", "grey": "#a9b4c0"},
)

SUNLIGHT = replace(
    LIGHT,
    name="sunlight",
    window="#ffffff",
    sunken="#eceef0",
    hover="#e9f1f4",
    selected="#c4e3ec",
    border="#8d959e",
    outline="#20262c",
    text="#000000",
    muted="#2c333a",
    accent="#00414f",
    focus="#0048a8",
    danger="#8a0900",
    danger_soft="#ffe9e7",
    warn="#5a3200",
    warn_soft="#fff0d1",
    ok="#00441c",
    ok_soft="#e0f5e7",
    info="#003a85",
    info_soft="#e3eeff",
    environments={
        Environment.PRODUCTION: "#7f0a3e",
        Environment.SANDBOX: "#003a85",
        Environment.SIMULATOR: "#333c47",
        Environment.CUSTOM: "#5a3200",
    },
)

CONTRAST = replace(
    DARK,
    name="contrast",
    window="#000000",
    surface="#000000",
    raised="#0b0d0f",
    sunken="#000000",
    hover="#1b252c",
    selected="#083744",
    border="#7f8a95",
    outline="#e6eaee",
    text="#ffffff",
    muted="#dde3e8",
    accent="#8be6fb",
    on_accent="#000000",
    focus="#ffe04a",
    danger="#ffbcb6",
    on_danger="#000000",
    danger_soft="#3a0c0a",
    warn="#ffd688",
    on_warn="#000000",
    warn_soft="#2f2000",
    ok="#9df2bd",
    on_ok="#000000",
    ok_soft="#062a16",
    info="#bdd8ff",
    on_info="#000000",
    info_soft="#0b2140",
    environments={
        Environment.PRODUCTION: "#ff9cc6",
        Environment.SANDBOX: "#bdd8ff",
        Environment.SIMULATOR: "#dde3e8",
        Environment.CUSTOM: "#ffd688",
    },
)

_THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, SUNLIGHT, CONTRAST)}

_STAGE_COLOURS = {
    Stage.SAVING: "muted",
    Stage.NOT_SAVED: "danger",
    Stage.HOLDING: "info",
    Stage.WAITING: "info",
    Stage.SENDING: "info",
    Stage.NOT_CONFIRMED: "warn",
    Stage.DELIVERED: "ok",
    Stage.NEEDS_REVIEW: "warn",
    Stage.NOT_ACCEPTED: "danger",
}


def mode_colour(theme: Theme, mode: str) -> QColor:
    """The filling for a mode; an unknown word gets the muted grey."""
    return QColor(theme.modes.get(mode, theme.muted))


def mode_ink(theme: Theme, mode: str) -> QColor:
    """The colour of a letter or pattern upon `mode_colour`."""
    return QColor(readable_on(theme.modes.get(mode, theme.muted)))


def stage_colour(theme: Theme, stage: Stage) -> str:
    """The colour of a stage's icon and words; always beside them, never instead of them."""
    return str(getattr(theme, _STAGE_COLOURS.get(stage, "muted")))


def environment_colour(theme: Theme, environment: Environment) -> str:
    """The filling of the environment's sign; the word stands on it in `readable_on` of this colour."""
    return theme.environments[environment]


def sign_colour(theme: Theme, sign: Sign) -> str:
    """The filling of a profile's sign and of the frame: its own colour, or that of its environment."""
    return theme.signs.get(sign.colour) or environment_colour(theme, sign.environment)
