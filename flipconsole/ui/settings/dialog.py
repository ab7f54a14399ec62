"""The page of settings: every one with what it does, its default, and a way back to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from flipconsole.app.preferences import Preferences
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.settings.items import Group, Item, group_title, settings_items
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import scaled


class SettingsDialog(SignedDialog):
    """Opened with `open()`; it deletes itself. A change takes effect at once; there is nothing to confirm."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Settings"))
        self._preferences = preferences
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search the settings"))
        self.search.setAccessibleName(_("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(14)
        self.lines: dict[str, SettingLine] = {}
        self._heads: dict[Group, PlainLabel] = {}
        for item in settings_items():
            if item.group not in self._heads:
                head = self._heads[item.group] = PlainLabel(group_title(item.group), page)
                head.setProperty("role", "title")
                column.addWidget(head)
            self.lines[item.name] = SettingLine(item, preferences, page)
            column.addWidget(self.lines[item.name])
        self._nothing = PlainLabel(_("No setting has these words."), page)
        self._nothing.setProperty("tone", "muted")
        self._nothing.hide()
        column.addWidget(self._nothing)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(_("Settings"))
        area.setWidget(page)
        close = QPushButton(_("Close"), self)
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(area, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        preferences.changed.connect(self._on_changed)
        self.finished.connect(lambda: preferences.changed.disconnect(self._on_changed))
        self.resize(scaled(720), scaled(620))
        self.search.setFocus()

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        seen: set[Group] = set()
        for line in self.lines.values():
            is_meant = all(word in line.item.words for word in words)
            line.setVisible(is_meant)
            if is_meant:
                seen.add(line.item.group)
        for group, head in self._heads.items():
            head.setVisible(group in seen)
        self._nothing.setVisible(not seen)

    def _on_changed(self, names: frozenset[str]) -> None:
        for name in names & self.lines.keys():
            self.lines[name].show_value()


class SettingLine(QWidget):
    """One setting: its title and what it does on the left, its value on the right, and below it the way back."""

    def __init__(self, item: Item, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self._preferences = preferences
        self._where = preferences.managed_by(item.name)
        title = PlainLabel(item.title, self)
        title.setProperty("role", "strong")
        effect = PlainLabel(item.effect, self)
        effect.setProperty("tone", "muted")
        effect.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(effect)
        self.control = self._choices() if item.choices else self._text()
        self.control.setAccessibleName(item.title)
        self.control.setAccessibleDescription(item.effect)
        self.control.setEnabled(not self._where)
        self.control.setFixedWidth(scaled(240))
        title.setBuddy(self.control)
        self.reset = QPushButton(self)
        self.reset.setProperty("kind", "link")
        self.reset.clicked.connect(partial(self._set, item.default))
        self.note = PlainLabel(parent=self)
        self.note.setProperty("tone", "muted")
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        self.note.setFixedWidth(scaled(240))
        place = QWidget(self)
        place.setFixedWidth(scaled(260))
        values = QVBoxLayout(place)
        values.setContentsMargins(0, 0, 0, 0)
        values.setSpacing(2)
        values.addWidget(self.control)
        values.addWidget(self.note)
        values.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)
        values.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addLayout(words, 1)
        row.addWidget(place)
        self.show_value()

    def show_value(self) -> None:
        """Show the value as it is now."""
        value = getattr(self._preferences.settings, self.item.name)
        control = self.control
        control.blockSignals(True)
        if isinstance(control, QComboBox):
            control.setCurrentIndex(self._index_of(value))
        else:
            control.setText("" if value in (None, "") else self.item.show(value))
        control.blockSignals(False)
        default = self.item.show(self.item.default)
        if self._where:
            self._say(_("Managed: set by {where}.").format(where=self._where))
        else:
            self._say("")
        self.reset.setText(_("Reset to {default}").format(default=default))
        self.reset.setAccessibleName(_("Reset {title} to {default}").format(title=self.item.title, default=default))
        self.reset.setVisible(value != self.item.default and not self._where)

    def _choices(self) -> QComboBox:
        box = QComboBox(self)
        for title in self.item.choices.values():
            box.addItem(title)
        box.currentIndexChanged.connect(self._on_chosen)
        return box

    def _text(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setMaxLength(200)
        field.setPlaceholderText(self.item.show(self.item.default))
        field.editingFinished.connect(lambda: self._on_typed(field.text()))
        return field

    def _index_of(self, value: object) -> int:
        return next((place for place, one in enumerate(self.item.choices) if one == value), 0)

    def _on_chosen(self, index: int) -> None:
        self._set(list(self.item.choices)[index])

    def _on_typed(self, text: str) -> None:
        try:
            self._set(self.item.read(text))
        except (ValueError, ProfileError) as error:
            self._say(str(error))

    def _set(self, value: object) -> None:
        if value != getattr(self._preferences.settings, self.item.name):
            self._preferences.change(**{self.item.name: value})
        self.show_value()

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
