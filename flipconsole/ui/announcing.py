"""What screen readers say of their own accord, for whoever does not see the window change."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from flipconsole.ui.plain import plain


def announce(owner: QObject | None, text: str, *, is_urgent: bool = False) -> None:
    """Tell screen readers, without moving the focus."""
    if owner is None or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(owner, plain(text))
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
