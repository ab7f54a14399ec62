"""Where the program's own data files are: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path


def find_resources() -> Path:
    """The folder of icons, fonts, locales and scenarios."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
