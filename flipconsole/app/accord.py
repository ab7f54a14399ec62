"""The accord of settings and console: what changes in the one takes effect in the other at once."""

from __future__ import annotations

from dataclasses import replace

from flipconsole.app.console import Console, usual_undo_s
from flipconsole.app.gate import Gate
from flipconsole.app.preferences import Preferences
from flipconsole.domain.profile import Profile


class Accord:
    """Works for as long as one profile is open; menus change the console, the page of settings changes the settings.

    What only another start can take (name, address, paths) is not its matter.
    """

    def __init__(self, preferences: Preferences, console: Console, gate: Gate) -> None:
        self._preferences = preferences
        self._console = console
        self._gate = gate
        self._rules = console.aids.rules
        preferences.changed.connect(self._on_preferences_changed)
        gate.switched.connect(self._on_gate_switched)
        self._rules.changed.connect(self._on_rules_changed)

    def close(self) -> None:
        """Follow neither any longer."""
        self._preferences.changed.disconnect(self._on_preferences_changed)
        self._gate.switched.disconnect(self._on_gate_switched)
        self._rules.changed.disconnect(self._on_rules_changed)

    def _on_preferences_changed(self, names: frozenset[str]) -> None:
        settings, console = self._preferences.settings, self._console
        if "auto_send" in names:
            self._gate.switch(settings.auto_send)
        if "evidence" in names:
            self._rules.set_evidence(settings.evidence)
        if "needs_reason" in names:
            self._rules.set_needs_reason(settings.needs_reason)
        if "signs_reasons" in names:
            self._rules.set_signs_reasons(settings.signs_reasons)
        if "ask_who_after_min" in names:
            self._rules.set_ask_who_after_min(settings.ask_who_after_min)
        if "undo_s" in names:
            console.undo_s = usual_undo_s(console.environment) if settings.undo_s is None else settings.undo_s
        profile = self._kept() if "profiles" in names else None
        if profile is not None:
            self._rules.set_read_only(profile.read_only)

    def _on_gate_switched(self, is_open: bool) -> None:
        if is_open is not self._preferences.settings.auto_send:
            self._preferences.change(auto_send=is_open)
            self._gate.switch(self._preferences.settings.auto_send)  # what is managed stands

    def _on_rules_changed(self) -> None:
        rules, settings = self._rules, self._preferences.settings
        if rules.evidence is not settings.evidence:
            self._preferences.change(evidence=rules.evidence)
            rules.set_evidence(self._preferences.settings.evidence)
        if rules.needs_reason is not settings.needs_reason:
            self._preferences.change(needs_reason=rules.needs_reason)
            rules.set_needs_reason(self._preferences.settings.needs_reason)
        if rules.signs_reasons is not settings.signs_reasons:
            self._preferences.change(signs_reasons=rules.signs_reasons)
            rules.set_signs_reasons(self._preferences.settings.signs_reasons)
        if rules.ask_who_after_min != settings.ask_who_after_min:
            self._preferences.change(ask_who_after_min=rules.ask_who_after_min)
            rules.set_ask_who_after_min(self._preferences.settings.ask_who_after_min)
        profile = self._kept()
        if profile is not None and not self._rules.is_pinned and profile.read_only is not self._rules.read_only:
            self._preferences.hold(replace(profile, read_only=self._rules.read_only))

    def _kept(self) -> Profile | None:
        """The profile that is open, as it is kept; None for an address that is used without one."""
        opened = self._console.profile
        kept = (profile for profile in self._preferences.settings.profiles if profile.id == opened.id)
        return next((profile for profile in kept if profile.origin == opened.origin), None)
