"""What every test of a window part needs: no screen, and the product's own look."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from flipconsole.ui.theme import Theme, apply_theme

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def resources() -> Path:
    """The resources directory of the source tree."""
    return Path(__file__).parents[2] / "resources"


@pytest.fixture
def themed(qapp: QApplication, resources: Path) -> Theme:
    """The light theme, applied."""
    theme = Theme.of("light")
    apply_theme(qapp, theme, resources)
    return theme


@pytest.fixture(autouse=True)
def no_widget_is_left_behind() -> Iterator[None]:
    """Closed widgets are really deleted: without a running loop they would pile up, and every theme dress them all."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
