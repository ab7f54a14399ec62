"""How close things stand: compact for many rows, normal, or field, with targets for a finger in a glove."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtWidgets import QApplication

from flipconsole.ui.theme.text_size import scaled

TARGET = 44
"""Logical pixels that a finger hits without looking twice."""

_PROPERTY = "density"


class Density(StrEnum):
    """The three densities."""

    COMPACT = "compact"
    NORMAL = "normal"
    FIELD = "field"


def use_density(application: QApplication, chosen: Density) -> None:
    """Have `density` answer with this one from now on; the style sheet must be made anew."""
    application.setProperty(_PROPERTY, chosen.value)


def density() -> Density:
    """The one in force."""
    application = QApplication.instance()
    value = None if application is None else application.property(_PROPERTY)
    return Density(value) if value in set(Density) else Density.NORMAL


def row_height() -> int:
    """How high every row of a list is, in the present density and text size."""
    match density():
        case Density.COMPACT:
            return scaled(22)
        case Density.FIELD:
            return max(TARGET, scaled(36))
    return scaled(28)
