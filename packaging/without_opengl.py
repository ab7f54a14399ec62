"""Runs first in a frozen program: stands in for two modules of Qt that pyqtgraph imports and leaves unused.

They take 9 MB. pyqtgraph touches them only where somebody has switched drawing with OpenGL on. The self-test of each
build paints a timeline, and so finds out if that changes.
"""

from __future__ import annotations

import sys
import types


class QOpenGLWidget:
    """Named as a base and in questions of kind; there is none."""


for name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["PySide6.QtOpenGLWidgets"].QOpenGLWidget = QOpenGLWidget  # type: ignore[attr-defined]
