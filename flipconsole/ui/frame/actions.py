"""Every action of the window with its key, and the menus that show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.shortcuts import KeyGroup, keys_of
from flipconsole.ui.theme import TEXT_SIZES, Theme, icon

_THEMES = ("system", "light", "dark", "sunlight", "contrast")
ASK_WHO_MIN = (0, 5, 10, 30)
_ICONS = {
    "paste": "clipboard-paste",
    "open": "folder-open",
    "by_id": "keyboard",
    "refresh": "refresh-cw",
    "outbox": "send",
    "news": "history",
    "connection": "server",
    "doctor": "stethoscope",
    "token": "key-round",
    "keys": "info",
}


class WindowActions(QObject):
    """The actions by name; the window connects them.

    `themes`, `zones`, `text_sizes` and `evidence` are exclusive choices by their value.
    """

    def __init__(
        self, owner: QWidget, zones: dict[str, str], theme: str, zone: str, text_size: int, evidence: EvidenceMode
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._menus: list[tuple[str, QMenu]] = []
        self.paste = self._action(_("&Paste commands…"), "Ctrl+V")
        self.open = self._action(_("&Open file…"), "Ctrl+O")
        self.by_id = self._action(_("Answer by &id…"), "Ctrl+I")
        self.site_book = self._action(_("Si&te book…"), "Ctrl+Shift+L")
        self.profiles = self._action(_("Switch p&rofile…"), "Ctrl+Shift+P")
        self.settings = self._action(_("S&ettings…"), "Ctrl+,")
        self.export_profile = self._action(_("E&xport this profile…"))
        self.import_profile = self._action(_("I&mport a profile…"))
        self.connection = self._action(_("&Server and token…"))
        self.token = self._action(_("&Token…"))
        self.quit = self._action(_("&Close"), "Ctrl+Q")
        self.refresh = self._action(_("&Look at Flip again"), "F5", "Ctrl+R")
        self.outbox = self._action(_("Out&box"), "Ctrl+B")
        self.auto_send = self._action(_("Send answers by &themselves"), "Ctrl+Shift+B")
        self.auto_send.setCheckable(True)
        self.same_battery = self._action(_("Select all of this &battery"), "Ctrl+Shift+D")
        self.same_event = self._action(_("Select all of this &event"), "Ctrl+Shift+E")
        self.news = self._action(_("What &changed…"), "Ctrl+D")
        self.to_list = self._action(_("Go to the &list"), "Ctrl+1")
        self.to_detail = self._action(_("Go to the &detail"), "Ctrl+2")
        self.to_timeline = self._action(_("Go to the t&imeline"), "Ctrl+3")
        self.timeline = self._action(_("Show the &timeline"), "Ctrl+T")
        self.timeline.setCheckable(True)
        self.freeze = self._action(_("&Pause updates"), "Ctrl+P")
        self.freeze.setCheckable(True)
        self.reasons = self._action(_("Ready-made reaso&ns…"))
        self.needs_reason = self._action(_("A &failure needs a reason"))
        self.needs_reason.setCheckable(True)
        self.signs_reasons = self._action(_("Put my name at the e&nd of each reason"))
        self.signs_reasons.setCheckable(True)
        self.ask_who = self._action(_("Ask &who is here now"), "Ctrl+Shift+W")
        self.ask_who_after = self._choices({str(minutes): _ask_who_title(minutes) for minutes in ASK_WHO_MIN}, "0")
        self.read_only = self._action(_("&Read only"))
        self.read_only.setCheckable(True)
        self.legend = self._action(_("Show or hide the l&egend"), "Ctrl+E")
        self.keys = self._action(_("&Keys"), "F1", "?")
        self.doctor = self._action(_("Connection &doctor…"), "F9")
        self.log = self._action(_("Show the &log…"), "F12")
        self.about = self._action(_("&About"))
        self.themes = self._choices({name: _theme_title(name) for name in _THEMES}, theme)
        self.zones = self._choices(zones, zone)
        self.next_zone = self._action(_("Times in the &next zone"), "Ctrl+Shift+Z")
        sizes = {str(percent): _("{percent} %").format(percent=percent) for percent in TEXT_SIZES}
        self.text_sizes = self._choices(sizes, str(text_size))
        self.evidence = self._choices({mode: _evidence_title(mode) for mode in EvidenceMode}, evidence)

    def fill(self, bar: QMenuBar, answers: Iterable[QAction | None], of_list: ListActions) -> None:
        """Put everything into the menu bar; `answers` are the actions of the answer bar, `of_list` the list's."""
        files = [self.paste, self.open, self.by_id]
        self._menu(
            bar,
            _("&File"),
            [
                *files,
                None,
                self.profiles,
                self.export_profile,
                self.import_profile,
                None,
                self.site_book,
                self.connection,
                self.token,
                self.settings,
                None,
                self.quit,
            ],
        )
        commands = self._menu(
            bar,
            _("&Commands"),
            [
                *answers,
                None,
                self.same_battery,
                self.same_event,
                None,
                self.outbox,
                self.auto_send,
                self.news,
                self.refresh,
                None,
            ],
        )
        self._submenu(commands, _("&Evidence before OK"), self.evidence)
        commands.addActions([self.reasons, self.needs_reason, self.signs_reasons])
        self._submenu(commands, _("Ask &who is here"), self.ask_who_after)
        commands.addActions([self.ask_who, self.read_only])
        of_list.fill(self._menu(bar, _("&List"), []))
        view = self._menu(
            bar,
            _("&View"),
            [self.to_list, self.to_detail, self.to_timeline, None, self.timeline, self.legend, self.freeze, None],
        )
        self._submenu(view, _("T&heme"), self.themes)
        self._submenu(view, _("Te&xt size"), self.text_sizes)
        self._submenu(view, _("Times in &zone"), self.zones)
        view.addAction(self.next_zone)
        self._menu(bar, _("&Help"), [self.keys, self.doctor, self.log, self.about])

    def key_groups(self) -> list[KeyGroup]:
        """The keys of every menu, as they are at this moment."""
        return [KeyGroup(title, keys_of(_with_submenus(menu))) for title, menu in self._menus]

    def set_theme(self, theme: Theme) -> None:
        """Draw the icons in another theme's colours."""
        for name, picture in _ICONS.items():
            action: QAction = getattr(self, name)
            action.setIcon(icon(picture, theme.muted))

    def _action(self, text: str, *keys: str) -> QAction:
        action = QAction(text, self._owner)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setAutoRepeat(False)
        self._owner.addAction(action)
        return action

    def _choices(self, titles: dict[str, str], chosen: str) -> dict[str, QAction]:
        group = QActionGroup(self)
        found = {}
        for value, title in titles.items():
            action = found[value] = QAction(title, self._owner)
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)
        return found

    def _menu(self, bar: QMenuBar, title: str, actions: list[QAction | None]) -> QMenu:
        menu = bar.addMenu(title)
        menu.setAccessibleName(title.replace("&", ""))
        self._menus.append((title.replace("&", ""), menu))
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        return menu

    def _submenu(self, menu: QMenu, title: str, choices: dict[str, QAction]) -> None:
        submenu = menu.addMenu(title)
        submenu.setAccessibleName(title.replace("&", ""))
        submenu.addActions(list(choices.values()))


def _with_submenus(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        yield action
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            yield from _with_submenus(submenu)


def _ask_who_title(minutes: int) -> str:
    if not minutes:
        return _("Never by itself")
    return _("After {minutes} minutes without a key or the mouse").format(minutes=minutes)


def _theme_title(name: str) -> str:
    match name:
        case "light":
            return _("Light")
        case "dark":
            return _("Dark")
        case "sunlight":
            return _("Strong, light: for a screen in the sun")
        case "contrast":
            return _("Strong, dark: high contrast")
    return _("As the system")


def _evidence_title(mode: EvidenceMode) -> str:
    match mode:
        case EvidenceMode.OFF:
            return _("Not asked for")
        case EvidenceMode.ASK:
            return _("Asked for")
        case EvidenceMode.REQUIRE:
            return _("Required")
