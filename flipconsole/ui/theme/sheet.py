"""The style sheet: what Fusion cannot say by palette alone, on a grid of 4 pixels with 6 pixel corners."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from PySide6.QtGui import QColor

from flipconsole.ui.theme.colours import Theme
from flipconsole.ui.theme.density import Density, density
from flipconsole.ui.theme.icons import SEARCH_PREFIX
from flipconsole.ui.theme.text_size import scaled

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $outline; padding: 4px 6px; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $outline; border-radius: 6px; padding: 4px 12px;
}
QToolButton { padding: 4px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 3px 11px; }
QToolButton:focus { padding: 3px; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $sunken; border-color: $border; }
QToolButton[flat="true"] { background: transparent; border-color: transparent; }
QToolButton[flat="true"]:hover { background: $hover; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { border-color: $text; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; font-weight: 600; }
QPushButton[kind="danger"]:hover { background: $danger_soft; }
QPushButton[kind="primary"]:focus, QPushButton[kind="danger"]:focus { border-color: $focus; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled, QPushButton[kind="danger"]:disabled {
    color: $muted; background: $sunken; border-color: $border;
}
QPushButton[kind="link"] { background: transparent; border-color: transparent; color: $accent; padding: 4px 6px; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border-color: $focus; padding: 3px 5px; }

QPushButton[dense="true"] { padding: 4px 7px; }
QPushButton[dense="true"]:focus { padding: 3px 6px; }

QPushButton[kind="chip"] {
    background: transparent; border: 1px solid $border; border-radius: 13px; padding: 3px 8px; color: $muted;
    min-height: 18px;
}
QPushButton[kind="chip"]:hover { background: $hover; border-color: $outline; }
QPushButton[kind="chip"][filled="true"] { color: $text; }
QPushButton[kind="chip"]:checked { background: $selected; color: $text; border-color: $accent; }
QPushButton[kind="chip"]:focus { border: 2px solid $focus; padding: 2px 7px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 6px; padding: 4px 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
    border: 2px solid $focus; padding: 3px 7px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $muted; background: $sunken; }

QRadioButton {
    spacing: 8px; background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 1px 4px;
}
QRadioButton::indicator {
    width: 14px; height: 14px; border-radius: 8px; border: 1px solid $outline; background: $surface;
}
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; }
QRadioButton::indicator:focus { border-color: $focus; }
QRadioButton:focus { border-color: $focus; }

QCheckBox {
    spacing: 8px; background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 1px 4px;
}
QCheckBox::indicator {
    width: 14px; height: 14px; border-radius: 3px; border: 1px solid $outline; background: $surface;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QCheckBox::indicator:focus { border-color: $focus; }
QCheckBox:focus { border-color: $focus; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent; padding: 6px 10px;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { border-bottom: 2px solid $focus; background: $hover; }

QAbstractItemView { background: $surface; color: $text; border: none; outline: 0; }
QHeaderView { background: $sunken; border: none; }
QHeaderView::section {
    background: $sunken; color: $muted; border: none; border-bottom: 1px solid $border; padding: 4px 8px;
    font-weight: 600;
}
QHeaderView::section:hover { color: $text; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $focus; }

QMenu { background: $raised; color: $text; border: 1px solid $outline; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenuBar { background: $window; color: $text; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $selected; }

QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="info"] { color: $info; }
QLabel[role="title"] { font-size: ${title_px}px; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="small"], QPlainTextEdit[role="code"] { font-size: ${small_px}px; }
""")

_FIELD = """
QPushButton, QToolButton { min-height: 34px; min-width: 34px; }
QLineEdit QToolButton { min-height: 0px; min-width: 0px; }
QPushButton[kind="chip"] { min-height: 36px; border-radius: 22px; padding: 3px 14px; }
QPushButton[kind="chip"]:focus { padding: 2px 13px; }
QLineEdit, QComboBox, QSpinBox { min-height: 34px; }
QRadioButton, QCheckBox { min-height: 40px; }
QMenu::item { padding: 14px 24px 14px 16px; }
QMenuBar::item { padding: 14px 14px; }
QTabBar::tab { min-height: 32px; }
QHeaderView::section { padding: 14px 8px; }
QListWidget::item { min-height: 44px; }
QScrollBar:vertical { width: 24px; }
QScrollBar:horizontal { height: 24px; }
"""
"""Targets of at least 44 pixels: Qt counts border and padding beside the least height."""


def style_sheet(theme: Theme) -> str:
    """The sheet for one theme.

    Widgets choose a look by dynamic property: QPushButton `kind` (primary, danger, link, chip) and `dense` (less air at
    its sides), QToolButton `flat`, QLabel `tone` (muted, danger, warn, ok, info) and `role` (title, strong, small),
    QPlainTextEdit `role` (code).
    """
    tick = "white" if QColor(theme.on_accent).lightnessF() > 0.5 else "black"
    own = {
        "title_px": str(scaled(15)),
        "small_px": str(scaled(12)),
        "tick": f"{SEARCH_PREFIX}:ticks/{tick}.svg",
    }
    sheet = _SHEET.substitute(own | {name: value for name, value in asdict(theme).items() if isinstance(value, str)})
    return sheet + _FIELD if density() is Density.FIELD else sheet
