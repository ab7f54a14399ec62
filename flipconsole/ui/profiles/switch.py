"""Switching: the menu at the sign, and the banner that says what waits in other profiles."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from flipconsole.app.profiles import Elsewhere, Profiles
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.profile import Profile
from flipconsole.ui.plain import plain_caption
from flipconsole.ui.states.standing import Standing, Step
from flipconsole.ui.theme import Theme, sign_colour

TOLD = "profile_told"


class ProfileSwitch(QObject):
    """Offers the profiles at a place of the window.

    Signals:
        chosen: the id of the profile to go to.
        changed: the banner would say something else now.
    """

    chosen = Signal(str)
    changed = Signal()

    def __init__(self, profiles: Profiles, owner: QWidget) -> None:
        super().__init__(owner)
        self._profiles = profiles
        self._owner = owner
        self._told = ""
        profiles.changed.connect(self._on_profiles_changed)

    def close(self) -> None:
        """Follow the profiles no longer."""
        self._profiles.changed.disconnect(self._on_profiles_changed)

    def open_menu(self, place: QPoint, theme: Theme) -> QMenu:
        """The profiles, with what waits in each, at a place of the screen; the first nine have a key of their own."""
        menu = QMenu(self._owner)
        menu.setAccessibleName(_("Profiles"))
        for number, profile in enumerate(self._profiles.all, start=1):
            is_open = profile.id == self._profiles.opened.id
            waiting = 0 if is_open else self._profiles.waiting_in(profile.id)
            action = menu.addAction(_swatch(sign_colour(theme, profile.sign)), _title(number, profile, waiting))
            action.setCheckable(is_open)
            action.setChecked(is_open)
            action.triggered.connect(lambda _checked=False, profile_id=profile.id: self._on_chosen(profile_id))
            if is_open:
                menu.setActiveAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu

    def standing(self) -> list[Standing]:
        """The banner about answers that wait elsewhere: Flip's 15 minutes run on for them, too."""
        elsewhere = self._profiles.elsewhere
        found = [_waiting(elsewhere)] if elsewhere else []
        if self._told:
            found.append(Standing(TOLD, "info", "info", self._told, "", can_dismiss=True))
        return found

    def tell(self, text: str) -> None:
        """Say what became of a file, until it is dismissed ("")."""
        self._told = text
        self.changed.emit()

    def _on_profiles_changed(self) -> None:
        self.changed.emit()

    def _on_chosen(self, profile_id: str) -> None:
        if profile_id != self._profiles.opened.id:
            self.chosen.emit(profile_id)


def _title(number: int, profile: Profile, waiting: int) -> str:
    text = plain_caption(profile.sign.text)
    if waiting:
        text = ngettext("{profile} · {count} answer waiting", "{profile} · {count} answers waiting", waiting).format(
            profile=text, count=waiting
        )
    if profile.read_only:
        text = _("{profile} · read only").format(profile=text)
    return f"&{number}  {text}" if number < 10 else text


def _waiting(elsewhere: tuple[Elsewhere, ...]) -> Standing:
    count = sum(there.waiting + there.asking for there in elsewhere)
    if len(elsewhere) == 1:
        title = ngettext(
            "{count} answer waits in “{place}”", "{count} answers wait in “{place}”", count
        ).format(count=count, place=elsewhere[0].place)  # fmt: skip
    else:
        title = _("{count} answers wait in other profiles: {places}").format(
            count=count, places=", ".join(f"{there.place} ({there.waiting + there.asking})" for there in elsewhere)
        )
    text = _("They are safe on this computer, go to no other profile, and leave only while theirs is open.")
    return Standing("elsewhere", "warn", "send", title, text, (Step.PROFILES,))


def _swatch(colour: str) -> QIcon:
    picture = QPixmap(12, 12)
    picture.fill(QColor(colour))
    return QIcon(picture)
