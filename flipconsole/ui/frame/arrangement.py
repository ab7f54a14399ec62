"""How list, detail and timeline share the window while nobody has moved a splitter."""

from __future__ import annotations

from PySide6.QtCore import QSize

from flipconsole.ui.theme import LARGE, text_size

DETAIL_LEAST, DETAIL_MOST = 408, 620


def usual_sizes(size: QSize) -> dict[str, list[int]]:
    """A third for the detail, two fifths for the timeline, less of it in large text; by the splitter's name."""
    detail = min(DETAIL_MOST, max(DETAIL_LEAST, size.width() * 31 // 100))
    timeline = size.height() // 3 if text_size() >= LARGE else size.height() * 2 // 5
    return {"columns": [size.width() - detail, detail], "rows": [size.height() - timeline, timeline]}
