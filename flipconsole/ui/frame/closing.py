"""The question before closing with answers that have not arrived: they are kept, and it says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.words import answer_text
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.signed_dialog import SignedDialog
from flipconsole.ui.theme import Theme

_MOST = 500


class CloseDialog(SignedDialog):
    """Opened with `open()`; accepted means: close and keep them. It deletes itself."""

    def __init__(
        self,
        unsent: Sequence[Ack],
        theme: Theme,
        parent: QWidget | None = None,
        *,
        sends: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Close with answers waiting"))
        count = len(unsent)
        title = PlainLabel(
            ngettext(
                "{count} answer has not reached Flip yet", "{count} answers have not reached Flip yet", count
            ).format(count=count),
            self,
        )
        title.setProperty("role", "title")
        text = PlainLabel(
            ngettext(
                "It is saved on this computer and is sent when you start the console again; while it is closed, Flip "
                "does not get it and its 15 minutes run on.",
                "They are saved on this computer and are sent when you start the console again; while it is closed, "
                "Flip does not get them and its 15 minutes run on.",
                count,
            ),
            self,
        )
        if not sends:
            text.setText(
                _(
                    "Saved on this computer, and kept until you send them: answers do not leave by themselves now. "
                    "Until then Flip does not get them, and its 15 minutes run on."
                )
            )
        text.setWordWrap(True)
        listed = QListWidget(self)
        listed.setAccessibleName(_("Answers that have not arrived"))
        listed.setStyleSheet(f"QListWidget {{ border: 1px solid {theme.border}; border-radius: 6px; padding: 4px; }}")
        for ack in unsent[:_MOST]:
            QListWidgetItem(plain(_line(ack)), listed)
        if count > _MOST:
            QListWidgetItem(_("… and {count} more").format(count=count - _MOST), listed)
        stay = QPushButton(_("Stay"), self)
        stay.setAccessibleName(_("Stay"))
        stay.setDefault(True)
        stay.clicked.connect(self.reject)
        close = QPushButton(_("Close and keep them"), self)
        close.setAccessibleName(_("Close and keep them"))
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(stay)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(10)
        for widget in (title, text, listed):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.resize(520, 340)
        stay.setFocus()


def _line(ack: Ack) -> str:
    device = ack.terms.device_id if ack.terms is not None else ack.command_id
    line = _("{battery}: {answer}").format(battery=device, answer=answer_text(ack.device_status))
    if ack.unheard or ack.state is AckState.SENDING:
        return _("{answer} (sent, outcome not known)").format(answer=line)
    return line
