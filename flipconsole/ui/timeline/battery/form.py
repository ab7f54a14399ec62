"""The fields for what a person knows of a battery: capacity, rated power, charge, zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from zoneinfo import available_timezones

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QWidget

from flipconsole.domain.battery import BatteryFacts, StateOfCharge
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.times import show_zoned_time
from flipconsole.ui.plain import PlainLabel
from flipconsole.ui.theme import scaled

_FIELD = 92


class BatteryForm(QWidget):
    """Tells what was typed when a field is left or Enter is pressed; an empty field means that it is not known.

    Signals:
        told: the `BatteryFacts`, checked.
    """

    told = Signal(object)

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._facts = BatteryFacts()
        self.capacity = self._field(_("Capacity, kWh"), "13.5")
        self.rated = self._field(_("Rated power, kW"), "5.0")
        self.charge = self._field(_("Charge now, %"), "60")
        self.zone = self._field(_("Time zone"), "America/New_York")
        completer = QCompleter(sorted(available_timezones()), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.zone.setCompleter(completer)
        self._read_at = PlainLabel("", self)
        self._trouble = PlainLabel("", self)
        self._read_at.setProperty("tone", "muted")
        self._trouble.setProperty("tone", "danger")
        self._trouble.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        for column, field in enumerate((self.capacity, self.rated, self.charge, self.zone)):
            label = PlainLabel(field.accessibleName(), self)
            label.setProperty("tone", "muted")
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self._read_at, 2, 0, 1, 4)
        grid.addWidget(self._trouble, 3, 0, 1, 4)

    @property
    def trouble(self) -> str:
        """Why what was typed cannot be used; empty when it can."""
        return self._trouble.text()

    def show_facts(self, facts: BatteryFacts, zone: tzinfo, now: datetime) -> None:
        """Show what is known; a field that is being typed into is left alone."""
        self._facts = facts
        charge = facts.charge
        for field, text in (
            (self.capacity, _shown(facts.capacity_wh, 1000)),
            (self.rated, _shown(facts.rated_w, 1000)),
            (self.charge, _shown(None if charge is None else charge.percentage, 1)),
            (self.zone, facts.zone or ""),
        ):
            if not (field.hasFocus() and field.isModified()):
                field.setText(text)
        at = "" if charge is None else _("Charge as read {time}.").format(time=show_zoned_time(charge.at, zone, now))
        self._read_at.setText(at or _("What you enter here stays on this computer, for this battery."))

    def _field(self, name: str, example: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(name)
        field.setPlaceholderText(example)
        field.setMinimumWidth(scaled(_FIELD))
        field.setMaxLength(64)
        field.editingFinished.connect(self._on_edited)
        return field

    def _on_edited(self) -> None:
        if not shiboken6.isValid(self) or not any(
            field.isModified() for field in (self.capacity, self.rated, self.charge, self.zone)
        ):
            return
        try:
            percentage = _number(self.charge, 1)
            charge = self._facts.charge
            if self.charge.isModified() or percentage is None:
                charge = None if percentage is None else StateOfCharge(percentage, self._now())
            facts = BatteryFacts(
                _number(self.capacity, 1000), _number(self.rated, 1000), self.zone.text().strip() or None, charge
            ).checked()
        except ProfileError as error:
            self._trouble.setText(str(error))
            return
        self._trouble.setText("")
        for field in (self.capacity, self.rated, self.charge, self.zone):
            field.setModified(False)
        self.told.emit(facts)


def _number(field: QLineEdit, factor: float) -> float | None:
    text = field.text().strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise ProfileError(
            _("{name}: “{text}” is not a number.").format(name=field.accessibleName(), text=text)
        ) from error
    return value * factor


def _shown(value: float | None, factor: float) -> str:
    return "" if value is None else f"{value / factor:g}"
