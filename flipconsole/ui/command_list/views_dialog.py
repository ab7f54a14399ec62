"""The dialog of the named views: keep the list as it is under a name, go to one, forget one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget
from typing_extensions import override

from flipconsole.app.view_book import ViewBook
from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _
from flipconsole.domain.saved_views import LONGEST_NAME, MOST_VIEWS, SavedView
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.signed_dialog import SignedDialog

_NAME = Qt.ItemDataRole.UserRole


class ViewsDialog(SignedDialog):
    """Opened with `open()`; it deletes itself. `present` makes a view of the list as it is, by a name."""

    def __init__(
        self,
        book: ViewBook,
        present: Callable[[str], SavedView],
        show_view: Callable[[SavedView], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._book = book
        self._present = present
        self._show_view = show_view
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Saved views"))
        self.name = QLineEdit(self)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(_("A name for the list as it is now"))
        self.name.setAccessibleName(_("Name of the view"))
        self.save = self._button(_("&Save"), self._on_save_asked)
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Saved views"))
        self.list.itemActivated.connect(lambda _item: self._on_show_asked())
        self.go = self._button(_("&Go to it"), self._on_show_asked)
        self.forget = self._button(_("&Forget it"), self._on_forget_asked)
        self.said = PlainLabel("", self)
        self.said.setWordWrap(True)
        self.said.setProperty("tone", "muted")
        close = self._button(_("Close"), self.reject)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 16, 20, 16)
        grid.setSpacing(12)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.save, 0, 1)
        grid.addWidget(self.list, 1, 0, 3, 1)
        grid.addWidget(self.go, 1, 1)
        grid.addWidget(self.forget, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(3, 1)
        grid.addWidget(self.said, 4, 0)
        grid.addWidget(close, 4, 1)
        self.name.returnPressed.connect(self._on_save_asked)
        self.name.textChanged.connect(lambda _text: self._show_state())
        self._fill()
        self.resize(480, 340)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._on_forget_asked()
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, does: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: does())
        return button

    def _chosen(self) -> SavedView | None:
        item = self.list.currentItem()
        return None if item is None else next(view for view in self._book.views if view.name == item.data(_NAME))

    def _on_save_asked(self) -> None:
        name = self.name.text().strip()
        if name and self.save.isEnabled():
            self._try(
                lambda: self._book.save(self._present(name)), _("Saved: chip, search, columns, order and groups.")
            )
            self.name.clear()

    def _on_show_asked(self) -> None:
        view = self._chosen()
        if view is not None:
            self._show_view(view)
            self.accept()

    def _on_forget_asked(self) -> None:
        view = self._chosen()
        if view is not None:
            self._try(lambda: self._book.remove(view.name), _("“{name}” is forgotten.").format(name=plain(view.name)))

    def _try(self, does: Callable[[], None], said: str) -> None:
        try:
            does()
        except StoreError as error:
            said = str(error)
        self._fill()
        self.said.setText(said)

    def _fill(self) -> None:
        row = max(0, self.list.currentRow())
        self.list.clear()
        for number, view in enumerate(self._book.views, 1):
            key = _("Alt+{number}").format(number=number) if number <= 9 else ""
            words = " · ".join(filter(None, (plain(view.name), plain(view.search), key)))
            item = QListWidgetItem(words)
            item.setData(_NAME, view.name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._show_state()

    def _show_state(self) -> None:
        name = self.name.text().strip()
        is_known = any(view.name == name for view in self._book.views)
        self.save.setEnabled(bool(name) and (is_known or not self._book.is_full))
        self.save.setText(_("&Replace") if is_known else _("&Save"))
        for button in (self.go, self.forget):
            button.setEnabled(self.list.count() > 0)
        if name and not is_known and self._book.is_full:
            self.said.setText(_("{count} views are kept, and no more: forget one first.").format(count=MOST_VIEWS))
