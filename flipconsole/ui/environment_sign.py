"""The sign that says which Flip this is, by word and colour, on every window and dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from flipconsole.domain.environment import Environment
from flipconsole.domain.language import _
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import Theme, environment_colour, readable_on


class EnvironmentSign(PlainLabel):
    """The environment's word on its colour."""

    def __init__(self, environment: Environment, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_environment(environment, theme)

    def show_environment(self, environment: Environment, theme: Theme) -> None:
        """Say another environment, or the same in another theme."""
        self.setText(environment.value)
        self.setAccessibleName(_("Environment: {word}").format(word=environment.value))
        fill = environment_colour(theme, environment)
        self.setStyleSheet(
            f"background: {fill}; color: {readable_on(fill)}; border-radius: 4px; padding: 3px 8px; font-weight: 600;"
        )
