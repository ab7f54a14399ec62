"""The way in: whether a person holds a token, or a client id and its secret, and where the secret is traded."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from flipconsole.domain.environment import Environment
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.grant_address import FLIPS_OWN
from flipconsole.domain.language import _
from flipconsole.domain.profile import Profile, TokenKind
from flipconsole.ui.plain import PlainLabel


class AccessBlock(QWidget):
    """Shows the way of a profile and takes another one.

    Signals:
        chosen: the profile with another way; it is opened anew with it.
    """

    chosen = Signal(object)

    def __init__(self, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        group = QButtonGroup(self)
        self.by_token = QRadioButton(_("A token, or a key that begins with fl_"), self)
        self.by_client = QRadioButton(_("A client id and its secret (OAuth)"), self)
        for button in (self.by_token, self.by_client):
            button.setAccessibleName(button.text())
            group.addButton(button)
        is_flips = profile.environment in (Environment.PRODUCTION, Environment.SANDBOX)
        self.client_id = QLineEdit(profile.client_id, self)
        self.client_id.setAccessibleName(_("Client id"))
        self.token_url = QLineEdit(profile.token_url or (FLIPS_OWN if is_flips else ""), self)
        self.token_url.setAccessibleName(_("Token address"))
        self.token_url.setPlaceholderText(FLIPS_OWN)
        self.why_not = PlainLabel(parent=self)
        self.why_not.setWordWrap(True)
        self.apply = QPushButton(_("Use this way"), self)
        self.apply.setAccessibleName(_("Use this way"))
        self.apply.setAutoDefault(False)
        self.apply.clicked.connect(self._on_apply_asked)
        self._fields = QWidget(self)
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(24, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for line, field in enumerate((self.client_id, self.token_url)):
            label = PlainLabel(field.accessibleName(), self._fields)
            label.setBuddy(field)
            grid.addWidget(label, line, 0)
            grid.addWidget(field, line, 1)
            field.setMinimumHeight(field.sizeHint().height())  # the dialog grows when it comes
            field.textChanged.connect(self._refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.by_token, self.by_client, self._fields, self.why_not):
            column.addWidget(widget)
        column.addWidget(self.apply, 0, Qt.AlignmentFlag.AlignLeft)
        (self.by_client if profile.token_kind is TokenKind.OAUTH else self.by_token).setChecked(True)
        group.buttonToggled.connect(self._refresh)
        self._refresh()

    def _wanted(self) -> Profile:
        if self.by_client.isChecked():
            return replace(
                self._profile,
                token_kind=TokenKind.OAUTH,
                client_id=self.client_id.text().strip(),
                token_url=self.token_url.text().strip(),
            )
        was = self._profile.token_kind
        return replace(self._profile, token_kind=TokenKind.CLIENT if was is TokenKind.OAUTH else was)

    def _refresh(self, *_what: object) -> None:
        is_client = self.by_client.isChecked()
        self._fields.setVisible(is_client)
        why = ""
        try:
            wanted = self._wanted().checked()
        except ProfileError as error:
            wanted, why = None, str(error)
        is_other = wanted is not None and wanted != self._profile
        self.why_not.setText(why)
        self.why_not.setVisible(bool(why) and bool(self.client_id.text()))
        self.apply.setVisible(is_other or (wanted is None))
        self.apply.setEnabled(is_other)

    def _on_apply_asked(self) -> None:
        self.chosen.emit(self._wanted())
