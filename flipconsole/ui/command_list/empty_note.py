"""What stands in the empty list: why nothing is shown, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from flipconsole.domain.language import _, ngettext
from flipconsole.ui.plain import PlainLabel


class EmptyNote(QWidget):
    """Lies over `area` and follows its size.

    Signals:
        clear_asked: the button that drops the filter was pressed.
        all_asked: what the search finds under "All" is wanted.
    """

    clear_asked = Signal()
    all_asked = Signal()

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._title = PlainLabel("", self)
        self._title.setProperty("role", "title")
        self._text = PlainLabel("", self)
        self._text.setProperty("tone", "muted")
        self.clear_button = QPushButton(_("Show all open commands"), self)
        self.clear_button.clicked.connect(lambda: self.clear_asked.emit())
        self.all_button = QPushButton(self)
        self.all_button.clicked.connect(lambda: self.all_asked.emit())
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        for part in (self._title, self._text, self.all_button, self.clear_button):
            layout.addWidget(part, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self._area = area
        area.installEventFilter(self)
        self.hide()

    def explain(self, shown: int, total: int, elsewhere: int, is_filtered: bool) -> None:
        """Appear when no row is shown, with the reason; `elsewhere` is how many the search finds under "All"."""
        if shown:
            self.hide()
            return
        if is_filtered:
            self._title.setText(_("Nothing matches"))
            self._text.setText(_("No command fits this search and this chip."))
        elif total:
            self._title.setText(_("All done"))
            self._text.setText(_("No command waits for you. “All” shows what was answered."))
        else:
            self._title.setText(_("No commands"))
            self._text.setText(_("Commands appear here as soon as Flip lists some."))
        self.clear_button.setVisible(is_filtered)
        self.all_button.setVisible(elsewhere > 0)
        found = ngettext("Show the {count} that it finds in All", "Show the {count} that it finds in All", elsewhere)
        self.all_button.setText(found.format(count=elsewhere))
        self.setGeometry(self._area.rect())
        self.show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._area:
            self.setGeometry(self._area.rect())
        return super().eventFilter(watched, event)
