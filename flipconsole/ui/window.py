"""The main window: which Flip this is, how everything stands, and the commands with their answers."""

from __future__ import annotations

import contextlib
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QMainWindow, QStackedWidget, QVBoxLayout
from typing_extensions import override

from flipconsole.app.batteries import Batteries
from flipconsole.app.boxes import Boxes
from flipconsole.app.console import Console
from flipconsole.app.credentials import Credentials
from flipconsole.app.doctor import Doctor
from flipconsole.app.facts import RowsDiff
from flipconsole.app.notices import Notice
from flipconsole.app.preferences import Preferences
from flipconsole.app.profiles import Profiles
from flipconsole.app.site_walk import SiteWalk
from flipconsole.app.view_book import ViewBook
from flipconsole.domain.chips import Chip
from flipconsole.domain.command import Answer
from flipconsole.domain.edition import read_edition
from flipconsole.domain.errors import StoreError
from flipconsole.domain.evidence import EvidenceMode
from flipconsole.domain.language import _
from flipconsole.ui.announcing import announce
from flipconsole.ui.application import SYSTEM, chosen_theme
from flipconsole.ui.command_list.actions import ListActions
from flipconsole.ui.frame.actions import WindowActions
from flipconsole.ui.frame.closing import CloseDialog
from flipconsole.ui.frame.counting import Counting
from flipconsole.ui.frame.dialogs import WindowDialogs
from flipconsole.ui.frame.follower import Follower
from flipconsole.ui.frame.late_timeline import LateTimeline
from flipconsole.ui.frame.outcomes import Outcomes
from flipconsole.ui.frame.overhead import Overhead
from flipconsole.ui.frame.place import put_back, state_of
from flipconsole.ui.frame.remembered import read_state, write_state
from flipconsole.ui.frame.workspace import Workspace
from flipconsole.ui.frame.zones import Zones
from flipconsole.ui.importing.drops import Drops
from flipconsole.ui.news.desk import KEY as NEWS
from flipconsole.ui.news.desk import NewsDesk
from flipconsole.ui.notices import Notices, notice_key
from flipconsole.ui.outbox.dock import OutboxDock
from flipconsole.ui.presence.watch import PresenceWatch
from flipconsole.ui.profiles.handing_on import ProfileFiles
from flipconsole.ui.profiles.switch import TOLD as PROFILE_TOLD
from flipconsole.ui.profiles.switch import ProfileSwitch
from flipconsole.ui.settings.dialog import SettingsDialog
from flipconsole.ui.site_book.desk import SiteBookDesk
from flipconsole.ui.states.banner import BannerStack
from flipconsole.ui.states.page import StatePage
from flipconsole.ui.states.standing import Step, page
from flipconsole.ui.status_strip.strip import StatusStrip
from flipconsole.ui.theme import apply_theme, sign_colour, text_size
from flipconsole.ui.token.desk import TokenDesk
from flipconsole.ui.tray import Tray, what_waits

_FRAME = 3
_BOTH_FROM = 960
"""Pixels of height from which list, timeline and outbox have room for all three."""


class MainWindow(QMainWindow):
    """Shows one console until it is closed; `theme` is the name of one, or "system".

    Nothing here raises the window or takes the focus but `show_by_user_request`.

    Signals:
        closed: a person has closed the window.
        connection_requested: a person wants another server, operator or token.
        reopening_requested: what keeps answers from being saved may be repaired: open everything anew.
        wiping_requested: the personal data is to be deleted; close, delete it, and open everything anew.
        profile_requested: the id of another profile that a person wants to work with.
        theme_chosen: the name of the theme that a person has picked.
        access_chosen: the profile with another way in, which is opened anew with it.
        operator_given: the name of who is here now.
        token_given: a token was typed here, "" when it is to be forgotten; it stays in memory.
        first_painted: the list has been on the screen once; the timeline comes now.
        completed: the timeline is there too.
    """

    closed = Signal()
    connection_requested = Signal()
    reopening_requested = Signal()
    wiping_requested = Signal()
    profile_requested = Signal(str)
    theme_chosen = Signal(str)
    access_chosen = Signal(object)
    token_given = Signal(str)
    operator_given = Signal(str)
    first_painted = Signal()
    completed = Signal()

    def __init__(
        self,
        console: Console,
        boxes: Boxes,
        zone: ZoneInfo,
        theme: str,
        resources: Path,
        data_directory: Path,
        batteries: Batteries | None = None,
        book: ViewBook | None = None,
        doctor: Doctor | None = None,
        preferences: Preferences | None = None,
        profiles: Profiles | None = None,
        *,
        credentials: Credentials,
        walk: SiteWalk | None = None,
    ) -> None:
        super().__init__()
        self._boxes = boxes
        self._console = console
        self._batteries = batteries or Batteries()
        self._theme_name = theme
        self._theme = chosen_theme(theme)
        self._resources = resources
        self._directory = data_directory
        self._book = book or ViewBook()
        self._state = read_state(data_directory)
        self._preferences = preferences or Preferences(data_directory)
        self._zones = Zones(zone, self._batteries, self._preferences.settings.zone, self)
        self._follower = Follower(self._preferences, self)
        self._dress(self._state.text_size)
        self._was_painted = self._is_over = False
        self._close_dialog: CloseDialog | None = None
        self.sign = console.profile.sign
        self.strip = StatusStrip(self.sign, self._theme, self)
        self.banners = BannerStack(self._theme, self)
        self.workspace = Workspace(
            console, self._zones.zone, self._theme, self, batteries=self._batteries, laptop_zone=zone
        )
        self.page = StatePage(self._theme, self)
        self.presence = PresenceWatch(console.vigil.presence, self)
        self.token = TokenDesk(credentials, self.page, self.banners, self)
        self.notices = Notices(console.now, self)
        self.news = NewsDesk(console, console.news, self)
        self.site_book = SiteBookDesk(console, self._batteries, walk, self)
        self.tray = Tray(self, console.environment.value)
        self._outcomes = Outcomes(console, self)
        self._late_timeline = LateTimeline(self)
        profiles = profiles or Profiles(self._preferences, console.profile, data_directory)
        self.switch = ProfileSwitch(profiles, self)
        self._profile_files = ProfileFiles(profiles, self)
        self._overhead = Overhead(console, self.workspace.frozen, self.notices, self.news, self.switch)
        zones = self._zones.titles(console.now())
        self.actions_of_window = WindowActions(
            self, zones, theme, self._zones.choice, text_size(), console.aids.rules.evidence
        )
        self.dialogs = WindowDialogs(console, self, doctor)
        self.outbox = OutboxDock(console, boxes, self._zones.zone, self._theme, self)
        self._counting = Counting(console.link, self._show_link, self)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._lay_out()
        self._connect()
        self._connect_actions()
        console.vigil.start()
        self._show_rules()
        self._take_theme()
        put_back(self, self._state)
        self.workspace.restore(self._state.splitters)
        self.workspace.timeline_look = self._state.timeline
        self.workspace.list.lay_out_as(self._book.layout)
        self.workspace.set_timeline_visible(not self._state.hides_timeline)
        self._show_link()

    # -- what the program asks ------------------------------------------------------------------------------------

    def show_by_user_request(self) -> None:
        """Come to the front, because a person asked for it (a second start, the tray icon)."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def put_away(self) -> None:
        """Close without asking and release everything; the console is not touched any more."""
        if self._is_over:
            return
        self._is_over = True
        self._tick.stop()
        self.workspace.changes.stop()
        self.workspace.learning.stop()
        self.tray.close()
        self.outbox.put_away()
        self._outcomes.close()
        self.news.close()
        self.token.put_away()
        self.presence.put_away()
        self.switch.close()
        self._follower.close()
        console = self._console
        console.rows_changed.disconnect(self._on_rows_changed)
        console.link_changed.disconnect(self._counting.take)
        self._counting.stop()
        console.notice_raised.disconnect(self._on_notice_raised)
        self._batteries.changed.disconnect(self._follow_battery)
        self._batteries.not_kept.disconnect(self.notices.tell_fault)
        console.acks_saved.disconnect(self.outbox.follow_bulk)
        self._boxes.gate.switched.disconnect(self._on_auto_send_switched)
        console.vigil.changed.disconnect(self._show_link)
        console.vigil.interrupted.disconnect(self._on_interrupted)
        console.aids.rules.changed.disconnect(self._on_rules_changed)
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.close()
        self.deleteLater()

    def is_painted(self) -> bool:
        """Whether the window has been on the screen."""
        return self._was_painted

    def is_complete(self) -> bool:
        """Whether everything that comes after the first paint is there."""
        timeline = self.workspace.timeline
        return self._was_painted and timeline is not None and timeline.is_complete

    def is_settled(self) -> bool:
        """Whether all that has arrived is drawn, list and timeline."""
        timeline = self.workspace.timeline
        return self.is_complete() and timeline is not None and timeline.is_settled

    def is_view_only(self) -> bool:
        """Whether answers cannot be saved in this run."""
        return bool(self._console.refusal)

    def show_fault(self, text: str) -> None:
        """Say that something unexpected happened; the window goes on."""
        if not self._is_over:
            self.notices.tell_fault(text)

    def select_most_urgent(self) -> None:
        """Select the first row of the list, if there is one, once all that is known is in it."""
        self.workspace.changes.flush()
        first = self.workspace.list.table.rows.id_at(0) if self.workspace.list.table.rows.rowCount() else None
        if first is not None:
            self.workspace.show_command(first)

    # -- building ------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._frame = QFrame(self)
        self._frame.setObjectName("environmentFrame")
        self._stack = QStackedWidget(self._frame)
        self._stack.addWidget(self.workspace)
        self._stack.addWidget(self.page)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(_FRAME, _FRAME, _FRAME, _FRAME)
        column.setSpacing(0)
        for widget, stretch in ((self.strip, 0), (self.banners, 0), (self._stack, 1)):
            column.addWidget(widget, stretch)
        self.setCentralWidget(self._frame)
        answers, marks = self.workspace.answers, self.workspace.marks
        self.actions_of_window.fill(
            self.menuBar(),
            [
                *answers.actions_of_answers.values(),
                answers.questions_action,
                answers.undo_action,
                None,
                *marks.actions_of_marks,
            ],
            ListActions(self.workspace.list, self._book),
        )

    def _connect(self) -> None:
        console = self._console
        console.rows_changed.connect(self._on_rows_changed)
        console.link_changed.connect(self._counting.take)
        console.notice_raised.connect(self._on_notice_raised)
        console.vigil.changed.connect(self._show_link)
        console.aids.rules.changed.connect(self._on_rules_changed)
        self.workspace.applied.connect(self._show_states)
        self.workspace.frozen.changed.connect(self._on_frozen_changed)
        console.vigil.interrupted.connect(self._on_interrupted)
        self.workspace.applied.connect(self._show_tray)
        self.workspace.look_changed.connect(self._keep_state)
        self.workspace.detail.book_asked.connect(lambda device_id: self.site_book.show(self._theme, device_id))
        self.site_book.wiping_asked.connect(self.wiping_requested)
        self.workspace.zone_asked.connect(self._zones.choose_next)
        self.workspace.selection_changed.connect(self._follow_battery)
        self._zones.changed.connect(self._on_zone_changed)
        self._zones.chosen.connect(self._on_zone_chosen)
        self._follower.theme_chosen.connect(self._on_theme_chosen)
        self._follower.zone_chosen.connect(self._on_zone_asked)
        self._follower.writing_changed.connect(self._on_zone_changed)
        self._batteries.changed.connect(self._follow_battery)
        self.workspace.learning.learned.connect(self._follow_battery)
        self._batteries.not_kept.connect(self.notices.tell_fault)
        self._outcomes.told.connect(lambda text: announce(self, text))
        console.acks_saved.connect(self.outbox.follow_bulk)
        self._boxes.gate.switched.connect(self._on_auto_send_switched)
        self.outbox.place_taken.connect(self._show_timeline)
        self.strip.outbox_asked.connect(self.outbox.open_most_urgent)
        self.outbox.show_asked.connect(self.workspace.show_commands)
        self.outbox.change_asked.connect(self._on_change_asked)
        self.strip.doctor_asked.connect(self._on_doctor_asked)
        self.strip.unreadable_asked.connect(lambda: self.dialogs.show_unreadable(self._theme))
        for states in (self.banners, self.page):
            states.step_asked.connect(self._on_step_asked)
        self.token.token_given.connect(self.token_given)
        self.token.access_chosen.connect(self.access_chosen)
        self.presence.answered.connect(self._on_presence_answered)
        self.presence.forgetting_asked.connect(self.token.forget)
        self.banners.dismissed.connect(self._on_dismissed)
        self.strip.profiles_asked.connect(self._on_profiles_asked)
        self.switch.chosen.connect(self._on_profile_chosen)
        for notices in (self.notices, self.news, self.switch):
            notices.changed.connect(self._show_states)
        self.news.command_asked.connect(self.workspace.show_command)
        self.dialogs.command_asked.connect(self.workspace.show_command)
        self.dialogs.imported.connect(self.workspace.show_commands)
        self.dialogs.outbox_asked.connect(self.outbox.follow_answer)
        self.tray.show_asked.connect(self.show_by_user_request)
        self.tray.refresh_asked.connect(console.refresh)
        self.tray.quit_asked.connect(self.close)
        self._late_timeline.arrived.connect(self._on_timeline_arrived)
        self._tick.timeout.connect(self._on_second_passed)
        drops = Drops(self)
        drops.files_dropped.connect(self.dialogs.import_files)
        drops.text_dropped.connect(self.dialogs.import_text)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_scheme_changed)

    def _connect_actions(self) -> None:
        actions, space = self.actions_of_window, self.workspace
        actions.paste.triggered.connect(lambda: self.dialogs.import_text(QGuiApplication.clipboard().text()))
        actions.open.triggered.connect(self.dialogs.choose_file)
        actions.by_id.triggered.connect(lambda: self.dialogs.answer_by_id(self._zones.zone, self._theme))
        actions.connection.triggered.connect(self._on_connection_asked)
        actions.token.triggered.connect(lambda: self.token.open_dialog(self._console.profile, self._theme))
        actions.profiles.triggered.connect(self._on_profiles_asked)
        actions.export_profile.triggered.connect(self._profile_files.ask_for_export)
        actions.import_profile.triggered.connect(self._profile_files.ask_for_import)
        self._profile_files.told.connect(self._on_profile_told)
        actions.settings.triggered.connect(lambda: SettingsDialog(self._preferences, self).open())
        actions.quit.triggered.connect(self.close)
        actions.refresh.triggered.connect(self._console.refresh)
        actions.outbox.triggered.connect(self.outbox.toggle)
        actions.auto_send.setChecked(self._boxes.gate.is_open)
        actions.auto_send.toggled.connect(self._boxes.gate.switch)
        actions.same_battery.triggered.connect(lambda: space.select_alike(lambda command: command.device_id))
        actions.same_event.triggered.connect(lambda: space.select_alike(lambda command: command.event_id))
        actions.news.triggered.connect(self._on_news_asked)
        actions.to_list.triggered.connect(lambda: space.list.table.setFocus(Qt.FocusReason.ShortcutFocusReason))
        actions.to_detail.triggered.connect(lambda: space.detail.setFocus(Qt.FocusReason.ShortcutFocusReason))
        actions.to_timeline.triggered.connect(space.focus_timeline)
        actions.timeline.setChecked(not self._state.hides_timeline)
        actions.timeline.toggled.connect(self._show_timeline)
        actions.freeze.toggled.connect(space.freeze)
        actions.legend.triggered.connect(space.toggle_legend)
        actions.keys.triggered.connect(lambda: self.dialogs.show_keys(actions.key_groups()))
        actions.doctor.triggered.connect(self._on_doctor_asked)
        actions.log.triggered.connect(lambda: self.dialogs.show_log(self._directory))
        actions.about.triggered.connect(lambda: self.dialogs.show_about(self._directory, read_edition(self._resources)))
        for name, action in actions.themes.items():
            action.triggered.connect(lambda _checked=False, name=name: self._on_theme_chosen(name))
        actions.site_book.triggered.connect(lambda: self.site_book.show(self._theme))
        actions.reasons.triggered.connect(self.dialogs.show_reasons)
        actions.signs_reasons.toggled.connect(self._console.aids.rules.set_signs_reasons)
        actions.ask_who.triggered.connect(self._console.vigil.presence.ask)
        for text, action in actions.ask_who_after.items():
            action.triggered.connect(
                lambda _checked=False, minutes=int(text): self._console.aids.rules.set_ask_who_after_min(minutes)
            )
        actions.needs_reason.toggled.connect(self._console.aids.rules.set_needs_reason)
        actions.read_only.toggled.connect(self._console.aids.rules.set_read_only)
        for mode, action in actions.evidence.items():
            action.triggered.connect(lambda _checked=False, mode=mode: self._on_evidence_chosen(EvidenceMode(mode)))
        for name, action in actions.zones.items():
            action.triggered.connect(lambda _checked=False, name=name: self._zones.choose(name))
        actions.next_zone.triggered.connect(self._zones.choose_next)
        for percent, action in actions.text_sizes.items():
            action.triggered.connect(lambda _checked=False, percent=int(percent): self._on_text_size_chosen(percent))

    # -- what happens --------------------------------------------------------------------------------------------

    def _on_rows_changed(self, diff: RowsDiff) -> None:
        self.workspace.apply(diff)

    def _on_notice_raised(self, notice: Notice) -> None:
        self.notices.take(notice)
        self.tray.toast(notice)

    def _on_second_passed(self) -> None:
        self.workspace.tick()
        self.notices.pass_time(self._console.rows)
        self.news.absence.pass_time()
        self._console.vigil.presence.tick()
        self._show_link()

    def _show_link(self) -> None:
        console = self._console
        self.presence.show(console.operator, self._theme)
        self.strip.show_link(console.link, console.now(), self._zones.zone, console.vigil.last_wake)
        self._show_states()
        self._show_tray()

    def _show_states(self) -> None:
        console, now = self._console, self._console.now()
        has_rows = bool(console.rows)
        if not has_rows:
            self.page.show_standing(page(console.link, now, self._zones.zone))
        self._stack.setCurrentWidget(self.workspace if has_rows else self.page)
        self.banners.show_standings(self._overhead.standings(self._zones.zone, has_rows=has_rows))

    def _show_tray(self) -> None:
        counts = self.workspace.list.table.rows.index_of_rows.counts
        open_count = counts[Chip.TO_ACKNOWLEDGE] + counts[Chip.CONFIRM_REMOVAL]
        self.tray.show_counts(*what_waits(self._console.link, open_count, counts[Chip.LATE]))

    def _on_step_asked(self, key: str, step: str) -> None:
        match step:
            case Step.REFRESH:
                self._console.refresh()
            case Step.CONNECTION:
                self._on_connection_asked()
            case Step.PASTE:
                self.actions_of_window.paste.trigger()
            case Step.OPEN:
                self.actions_of_window.open.trigger()
            case Step.BY_ID:
                self.actions_of_window.by_id.trigger()
            case Step.OUTBOX:
                self.outbox.open_most_urgent()
            case Step.REOPEN:
                self._keep_state()
                self.reopening_requested.emit()
            case Step.DOCTOR:
                self._on_doctor_asked()
            case Step.LOG:
                self.dialogs.show_log(self._directory)
                self.notices.dismiss(notice_key(key))
            case Step.SHOW:
                self.workspace.show_commands(self.notices.ids_of(notice_key(key)))
                self.notices.dismiss(notice_key(key))

            case Step.RESUME:
                self.workspace.freeze(False)
            case Step.NEWS:
                self._on_news_asked()
            case Step.PROFILES:
                self._on_profiles_asked()

    def _on_frozen_changed(self) -> None:
        self.actions_of_window.freeze.setChecked(self.workspace.frozen.is_on)
        self._show_states()

    def _on_interrupted(self, _interruption: object) -> None:
        self.workspace.freeze(False)  # after a sleep nobody remembers that it was on

    def _on_dismissed(self, key: str) -> None:
        if key == NEWS:
            self.news.dismiss()
        elif key == PROFILE_TOLD:
            self.switch.tell("")
        else:
            self.notices.dismiss(notice_key(key))

    def _on_doctor_asked(self) -> None:
        self.dialogs.show_doctor(self._theme, read_edition(self._resources))

    def _on_news_asked(self) -> None:
        self.news.show(self._zones.zone, self._theme)

    def _on_auto_send_switched(self, is_open: bool) -> None:
        self.actions_of_window.auto_send.setChecked(is_open)

    def _show_timeline(self) -> None:
        """On a low screen the outbox takes the timeline's place, so that the list stays in use."""
        is_wanted = self.actions_of_window.timeline.isChecked()
        is_taken = self.outbox.takes_place and self.height() < _BOTH_FROM
        self.workspace.set_timeline_visible(is_wanted and not is_taken)

    def _on_change_asked(self, command_id: str, answer: Answer) -> None:
        row = self._console.rows.get(command_id)
        if row is None:
            self.dialogs.answer_by_id(self._zones.zone, self._theme, command_id)
        else:
            self.workspace.show_command(command_id)
            self.workspace.answers.ask([row], answer)

    def _on_rules_changed(self) -> None:
        if not self._is_over:
            self._show_rules()
            self._show_states()

    def _show_rules(self) -> None:
        """Say in the title which Flip this is, and whether this console only looks."""
        rules, action = self._console.aids.rules, self.actions_of_window.read_only
        address = self._console.origin.base_url
        title = _("{sign} · {address} · Flip console").format(sign=self.sign.text, address=address)
        self.setWindowTitle(_("READ ONLY · {title}").format(title=title) if rules.read_only else title)
        self.actions_of_window.needs_reason.setChecked(rules.needs_reason)
        self.actions_of_window.signs_reasons.setChecked(rules.signs_reasons)
        minutes = str(rules.ask_who_after_min)
        for text, choice in self.actions_of_window.ask_who_after.items():
            choice.setChecked(text == minutes)
        self._console.vigil.presence.ask_after(60.0 * rules.ask_who_after_min)
        action.setChecked(rules.read_only)
        action.setEnabled(not rules.is_pinned)

    def _on_presence_answered(self, name: str) -> None:
        self._console.use_operator(name)
        self.operator_given.emit(name)

    def _on_evidence_chosen(self, mode: EvidenceMode) -> None:
        self._console.aids.rules.set_evidence(mode)

    def _on_connection_asked(self) -> None:
        self._keep_state()
        self.connection_requested.emit()

    def _on_profiles_asked(self) -> None:
        self.switch.open_menu(self.strip.place_of_profiles(), self._theme)

    def _on_profile_told(self, text: str) -> None:
        self.switch.tell(text)
        announce(self, text)

    def _on_profile_chosen(self, profile_id: str) -> None:
        self._keep_state()
        self.profile_requested.emit(profile_id)

    def _on_timeline_arrived(self) -> None:
        if self._is_over:
            return
        self.workspace.add_timeline()
        self._tell_when_complete()

    def _tell_when_complete(self) -> None:
        if self.is_complete():
            self.completed.emit()
        elif not self._is_over:
            QTimer.singleShot(20, self, self._tell_when_complete)

    # -- looks ---------------------------------------------------------------------------------------------------

    def _on_theme_chosen(self, name: str) -> None:
        if name == self._theme_name:
            return
        self._theme_name = name
        self.actions_of_window.themes[name].setChecked(True)
        self._take_theme()
        self.theme_chosen.emit(name)

    def _on_scheme_changed(self, _wish: object) -> None:
        if self._theme_name == SYSTEM and not self._is_over:
            self._take_theme()

    def _take_theme(self) -> None:
        theme = chosen_theme(self._theme_name)
        if theme != self._theme:
            self._theme = theme
            self._dress(text_size(), anew=True)
            self._show_look()
        self.actions_of_window.set_theme(theme)
        colour = sign_colour(theme, self.sign)
        self._frame.setStyleSheet(f"#environmentFrame {{ border: {_FRAME}px solid {colour}; }}")

    def _on_text_size_chosen(self, percent: int) -> None:
        self._dress(percent)
        self._show_look()
        self._keep_state()

    def _dress(self, percent: int, *, anew: bool = False) -> None:
        """Give the application theme and text size; nothing is done where it has them."""
        application = QApplication.instance()
        if isinstance(application, QApplication) and (anew or percent != text_size()):
            apply_theme(application, self._theme, self._resources, percent)

    def _show_look(self) -> None:
        for view in (self.strip, self.banners, self.workspace, self.page, self.outbox):
            view.set_theme(self._theme)

    def _on_zone_changed(self) -> None:
        self.workspace.set_zone(self._zones.zone)
        self.outbox.set_zone(self._zones.zone)
        self._show_link()

    def _on_zone_asked(self, name: str) -> None:
        if name != self._zones.choice:
            self._zones.choose(name)

    def _on_zone_chosen(self, name: str) -> None:
        self.actions_of_window.zones[name].setChecked(True)
        self._preferences.change(zone=name)

    def _follow_battery(self, *_what: object) -> None:
        selected = self.workspace.selected_ids
        row = self._console.rows.get(selected[0]) if selected else None
        self._zones.follow(None if row is None else row.held.command.device_id)

    # -- coming and going ----------------------------------------------------------------------------------------

    def _keep_state(self) -> None:
        hides_timeline = not self.actions_of_window.timeline.isChecked()
        sizes = self.workspace.sizes()
        look = self.workspace.timeline_look
        state = state_of(self, sizes, hides_timeline=hides_timeline, text_size=text_size(), timeline=look)
        write_state(self._directory, state)
        with contextlib.suppress(StoreError):  # as for the window's place: no reason to complain at the end
            self._book.keep_layout(self.workspace.list.layout_of_list())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._on_first_painted)

    def _on_first_painted(self) -> None:
        self.first_painted.emit()
        self._late_timeline.start()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_over:
            self._on_second_passed()
            self._tick.start()
            self.news.absence.watch(self.windowHandle())

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._tick.stop()
        super().hideEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Answers that have not arrived are named first; they are kept either way."""
        if self._is_over:
            event.accept()
            return
        event.ignore()
        unsent = self._console.unsent()
        if not unsent:
            self._go()
        elif self._close_dialog is None:
            dialog = self._close_dialog = CloseDialog(
                unsent, self._theme, self, sends=self._console.link.sends_by_itself
            )
            dialog.accepted.connect(self._go)
            dialog.finished.connect(self._on_close_answered)
            dialog.open()

    def _on_close_answered(self, _result: int) -> None:
        self._close_dialog = None

    def _go(self) -> None:
        self._keep_state()
        self.closed.emit()
