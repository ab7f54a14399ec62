"""The light and the dark set of named colours: grey by default, strong colour only for what is not normal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

from flipconsole.domain.command import Mode
from flipconsole.domain.environment import Environment
from flipconsole.domain.row import Stage
from flipconsole.ui.theme.contrast import readable_on

ThemeName = Literal["light", "dark"]


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

    @staticmethod
    def of(name: ThemeName) -> Theme:
        """The light or the dark theme."""
        return DARK if name == "dark" else LIGHT

    @property
    def is_dark(self) -> bool:
        """Whether text is light on dark."""
        return self.name == "dark"


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
)

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
