"""Places that a lint would stop and that a person has looked at, each with the reason why it is harmless."""

TEXT: dict[tuple[str, str, str], str] = {
    ("flipconsole/ui/timeline/texts.py", "Texts.laid", "QStaticText"): (
        "the next line sets Qt.TextFormat.PlainText, before anything is laid out"
    ),
    ("flipconsole/ui/tray.py", "Tray.show_counts", "setToolTip"): (
        "state_text is our own sentence with a number and the environment's word, one of four of our own"
    ),
    ("flipconsole/ui/tray.py", "Tray._on_pause_over", "showMessage"): (
        "toast_text never repeats a notice's text: it has our own sentence for each kind, with a number"
    ),
    ("flipconsole/ui/timeline/export/files.py", "as_svg.write", "setTitle"): (
        "the title inside a saved file, of our own words and a number; Qt escapes it, and no widget shows it"
    ),
    ("flipconsole/ui/timeline/export/files.py", "as_pdf.write", "setTitle"): (
        "the title inside a saved file, of our own words and a number; no widget shows it"
    ),
}
"""(path, function, what) of `qt_text.py` -> why no foreign text becomes markup there."""

CALLS: dict[tuple[str, str, str], str] = {
    ("flipconsole/ui/timeline/battery/windows.py", "BatteryWindows.open", "activateWindow"): (
        "only after a person has asked for this very battery, by key or double click"
    ),
    ("flipconsole/ui/timeline/card.py", "Card.show_beside", "raise_"): (
        "a child widget comes before its siblings inside the window; no window is raised and no focus moves"
    ),
    ("flipconsole/app/courier.py", "Courier.run", "TaskGroup"): (
        "the courier's own group: the vigil beats beside the rounds, and both end together"
    ),
    ("flipconsole/app/courier.py", "Courier.run", "create_task"): "the vigil, in that group",
}
"""(path, function, what) of `calls.py` -> why the call does no harm there."""
