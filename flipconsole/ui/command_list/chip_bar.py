"""The chips over the list: each counts its rows and, pressed, narrows the list to them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from flipconsole.domain.chips import Chip
from flipconsole.domain.language import _
from flipconsole.domain.tips import chip_tip
from flipconsole.domain.words import chip_title
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.command_list.index import CommandIndex
from flipconsole.ui.plain import plain_tooltip
from flipconsole.ui.theme import Theme, icon

_ICONS = {
    Chip.CONFIRM_REMOVAL: "ban",
    Chip.LATE: "triangle-alert",
    Chip.NEEDS_YOU: "circle-alert",
    Chip.SHELVED: "pause",
}
_ALARMING = {Chip.LATE: "danger", Chip.NEEDS_YOU: "warn"}


class ChipBar(QWidget):
    """One chip is always pressed: Open (everything that is not done), one of the eight, or All.

    Signals:
        chosen: another chip was pressed; carries a `Chip`, "open" or "all".
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, int] = {}
        layout = FlowLayout(self)
        for name in ("open", *Chip, "all"):
            button = QPushButton(self)
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.setAutoExclusive(False)
            button.clicked.connect(lambda _checked=False, name=str(name): self._on_pressed(name))
            layout.addWidget(button)
            self._buttons[str(name)] = button
        self._theme = theme
        self.chosen_name = "open"
        self.choose("open")

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in another theme's colours."""
        self._theme = theme
        counts, self._counts = self._counts, {}
        self._show(counts)

    def show_counts(self, index: CommandIndex | None) -> None:
        """Show how many rows each chip would list, the search left aside; no numbers while that is not known (None)."""
        if index is None:
            for name, button in self._buttons.items():
                button.setText(_title(name))
                button.setAccessibleName(_title(name))
            return
        self._show({"open": index.open_count, **{chip: index.counts[chip] for chip in Chip}, "all": index.total})

    def choose(self, name: str) -> None:
        """Press a chip without telling anybody."""
        self.chosen_name = name
        for each, button in self._buttons.items():
            button.setChecked(each == name)

    def button(self, name: str) -> QPushButton:
        """The button of a chip, "open" or "all"."""
        return self._buttons[name]

    def _on_pressed(self, name: str) -> None:
        self.choose("open" if name == self.chosen_name else name)
        self.chosen.emit(self.chosen_name)

    def _show(self, counts: dict[str, int]) -> None:
        for name, count in counts.items():
            if self._counts.get(name) == count:
                continue
            button = self._buttons[name]
            title = _title(name)
            button.setText(_("{title}  {count}").format(title=title, count=count))
            button.setAccessibleName(_("{title}: {count} commands").format(title=title, count=count))
            button.setToolTip(plain_tooltip(_tip(name)))
            if name in _ICONS:
                tone = _ALARMING.get(Chip(name), "muted") if count else "muted"
                button.setIcon(icon(_ICONS[Chip(name)], getattr(self._theme, tone), 14))
            if button.property("filled") != (count > 0):
                button.setProperty("filled", count > 0)
                button.style().unpolish(button)
                button.style().polish(button)
            button.updateGeometry()
        self._counts = dict(counts)


def _title(name: str) -> str:
    match name:
        case "open":
            return _("Open")
        case "all":
            return _("All")
    return chip_title(Chip(name))


def _tip(name: str) -> str:
    match name:
        case "open":
            return _("Everything that is not done.")
        case "all":
            return _("Every command that this console knows, done or not.")
    return chip_tip(Chip(name))
