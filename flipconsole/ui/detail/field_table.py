"""The table of fields: name, value and what is odd about it, in one aligned grid."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.broken import broken
from flipconsole.ui.detail.fields import Field, Section
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import LIMIT, PlainLabel
from flipconsole.ui.theme import LARGE, text_size


class FieldTable(QWidget):
    """Shows all fields of one command; its labels are kept from one command to the next while the lines stay alike."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        self._percent = text_size()
        self._form: list[tuple[object, ...]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._widgets: list[QWidget] = []
        self._values: list[PlainLabel | LongText] = []

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        """Show the fields of another version or another command."""
        if (sections, text_size()) == (self._sections, self._percent):
            return
        self._percent = text_size()
        self._sections = sections
        form: list[tuple[object, ...]] = [(section.title, *map(_form, section.fields)) for section in sections]
        if form != self._form:
            self._form = form
            self._build(sections)
        fields = [field for section in sections for field in section.fields]
        for value, field in zip(self._values, fields, strict=True):
            _fill(value, field)

    def _build(self, sections: Sequence[Section]) -> None:
        for widget in self._widgets:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._widgets.clear()
        self._values.clear()
        line = 0
        for section in sections:
            title = PlainLabel(section.title, self)
            title.setProperty("role", "strong")
            title.setContentsMargins(0, 10 if line else 0, 0, 2)
            self._add(title, line, 0, 2)
            line += 1
            for field in section.fields:
                line += self._add_field(field, line)

    def _add_field(self, field: Field, line: int) -> int:
        """Returns how many lines it took: an id stands below its name, so that a narrow pane can show it whole."""
        name = PlainLabel(broken(field.name), self)
        name.setProperty("tone", "muted")
        name.setProperty("role", "small")
        name.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._add(name, line, 0)
        value = LongText(field.name, self) if _is_long(field) else _value_label(field, self)
        self._values.append(value)
        if _is_wide(field):
            self._add(value, line + 1, 0, 2)
            return 2
        self._add(value, line, 1)
        return 1

    def _add(self, widget: QWidget, line: int, column: int, columns: int = 1) -> None:
        self._widgets.append(widget)
        self._grid.addWidget(widget, line, column, 1, columns)
        widget.show()


def _form(field: Field) -> tuple[object, ...]:
    """What the widgets of a line depend on; the rest is only their text."""
    return field.path, field.is_faded, field.is_marked, _is_long(field), _is_wide(field)


def _is_long(field: Field) -> bool:
    return len(field.value) > LIMIT


def _is_wide(field: Field) -> bool:
    """Whether it stands below its name: in large text, or a word in it is longer than a narrow column, as an id is."""
    return text_size() >= LARGE or any(24 < len(word) <= 36 for word in field.value.split())


def _value_label(field: Field, parent: QWidget) -> PlainLabel:
    value = PlainLabel(parent=parent)
    value.setWordWrap(True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setProperty("tone", "muted" if field.is_faded else "warn" if field.is_marked else "")
    return value


def _fill(value: PlainLabel | LongText, field: Field) -> None:
    text = field.value if not field.note else _("{value}  ({note})").format(value=field.value, note=field.note)
    if isinstance(value, LongText):
        value.set_text(text)
    else:
        value.setText(broken(text))
        value.setAccessibleName(f"{field.path}: {text}"[:LIMIT])
