"""The rows of the site book: one per battery, every cell with who says it, and what a person may change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from flipconsole.app.batteries import Batteries, Teller
from flipconsole.domain.battery_words import field_text, field_title, zone_missing
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.ui.plain import plain, plain_tooltip
from flipconsole.ui.theme import Theme, icon

Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_ICON = 14

FIELDS = ("name", "site", "address", "zone", "capacity_wh", "rated_w", "maker", "model", "serial")
"""The fields in their columns; the battery's id stands before them."""

_KILO = ("capacity_wh", "rated_w")


class Shown(Enum):
    """Which batteries are listed."""

    ALL = "all"
    WITH_COMMAND = "with_command"
    WITHOUT_ZONE = "without_zone"
    TOLD = "told"


class Told(NamedTuple):
    """One cell in words: what it is, what it says, and who says so."""

    device_id: str
    field: str
    text: str
    teller: Teller


class SiteBookModel(QAbstractTableModel):
    """`with_command` gives the ids of the batteries that have a command: those are listed whatever is known of them.

    Signals:
        refused: why what was typed cannot be used, in a plain sentence.
        entered: something was typed and is known now.
    """

    refused = Signal(str)
    entered = Signal()

    def __init__(
        self,
        batteries: Batteries,
        with_command: Callable[[], Collection[str]],
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._batteries = batteries
        self._with_command = with_command
        self._text = ""
        self._shown = Shown.ALL
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)
        self.total = 0
        self.rows: list[str] = []
        self.refill()

    # which rows

    def show_only(self, text: str, shown: Shown) -> None:
        """List the batteries in which all these words are found, of this kind."""
        self._text, self._shown = text, shown
        self.refill()

    def refill(self) -> None:
        """Read everything anew; the caller keeps the current cell."""
        self.beginResetModel()
        ids = self._ids()
        self.total = len(ids)
        words = self._text.casefold().split()
        found = [each for each in ids if self._is_shown(each)]
        if words:
            found = [each for each in found if all(word in self._searched(each) for word in words)]
        self.rows = self._in_order(found)
        self.endResetModel()

    def all_ids(self) -> list[str]:
        """Every battery that is known or has a command, whatever is searched for."""
        return self._ids()

    def note_change(self, device_id: str) -> None:
        """Something else is known of one battery."""
        if device_id in self.rows:
            row = self.rows.index(device_id)
            self.dataChanged.emit(self.index(row, 0), self.index(row, len(FIELDS)))

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        devices = [self.rows[index.row()] for index in before]
        self.rows = self._in_order(self.rows)
        places = {device_id: row for row, device_id in enumerate(self.rows)}
        after = [
            self.index(places[device_id], index.column()) for device_id, index in zip(devices, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # what Qt asks

    @override
    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else 1 + len(FIELDS)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() else flags

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        told = self.told_at(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return plain(told.text) or (zone_missing() if told.field == "zone" else "")
            case Qt.ItemDataRole.DecorationRole if told.field == "zone" and not told.text:
                return icon("triangle-alert", self._theme.warn, _ICON)
            case Qt.ItemDataRole.ForegroundRole if told.field == "zone" and not told.text:
                return QColor(self._theme.warn)
            case Qt.ItemDataRole.EditRole:
                return self._edited(told)
            case Qt.ItemDataRole.FontRole if told.teller is Teller.FLIP:
                font = QFont()
                font.setItalic(True)
                return font
            case Qt.ItemDataRole.AccessibleTextRole:
                return _("{title}: {text}, {who}").format(
                    title=title_of(told.field), text=plain(told.text) or _("nothing"), who=teller_text(told.teller)
                )
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tooltip(" · ".join(filter(None, (told.text, teller_text(told.teller)))))
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not index.column():
            return False
        told = self.told_at(index)
        if str(value).strip() == str(self._edited(told)):
            return False
        try:
            self._batteries.enter(told.device_id, told.field, _read(told.field, str(value)))
        except ProfileError as error:
            self.refused.emit(str(error))
            return False
        self.entered.emit()
        return True

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section <= len(FIELDS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(FIELDS[section - 1] if section else "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def told_at(self, index: Index) -> Told:
        """What a cell says, and who."""
        device_id = self.rows[index.row()]
        if not index.column():
            return Told(device_id, "", device_id, Teller.NOBODY)
        field = FIELDS[index.column() - 1]
        text = field_text(self._batteries.facts_of(device_id), field)
        return Told(device_id, field, text, self._batteries.teller_of(device_id, field))

    # how

    def _ids(self) -> list[str]:
        return [*self._batteries.known, *sorted(set(self._with_command()) - self._batteries.known.keys())]

    def _is_shown(self, device_id: str) -> bool:
        match self._shown:
            case Shown.WITH_COMMAND:
                return device_id in self._with_command()
            case Shown.WITHOUT_ZONE:
                return self._batteries.facts_of(device_id).zone is None
            case Shown.TOLD:
                return device_id in self._batteries.told
        return True

    def _searched(self, device_id: str) -> str:
        facts = self._batteries.facts_of(device_id)
        return "\n".join((device_id, *(field_text(facts, field) for field in FIELDS))).casefold()

    def _in_order(self, rows: Sequence[str]) -> list[str]:
        """Sorted by a column; what is not known comes last either way."""
        column, order = self._sorted_by
        field = FIELDS[column - 1] if column else ""

        def key(device_id: str) -> Any:
            value = getattr(self._batteries.facts_of(device_id), field) if field else device_id
            return value.casefold() if isinstance(value, str) else value

        by_id = sorted(rows)
        known = [each for each in by_id if key(each) is not None]
        known.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)
        return known + [each for each in by_id if key(each) is None]

    def _edited(self, told: Told) -> str:
        """What stands in the field while it is typed into."""
        if told.field in _KILO:
            value = getattr(self._batteries.facts_of(told.device_id), told.field)
            return "" if value is None else f"{value / 1000:g}"
        return told.text


def title_of(field: str) -> str:
    """The title of a column, with the unit in which it is typed."""
    match field:
        case "":
            return _("Battery")
        case "capacity_wh":
            return _("Capacity (kWh)")
        case "rated_w":
            return _("Rated power (kW)")
    return field_title(field)


def teller_text(teller: Teller) -> str:
    """Who says something, in words."""
    match teller:
        case Teller.PERSON:
            return _("entered or imported here")
        case Teller.FLIP:
            return _("from Flip")
    return _("nobody has told it")


def _read(field: str, text: str) -> str | float | None:
    text = text.strip()
    if not text:
        return None
    if field not in _KILO:
        return text
    try:
        return float(text.replace(",", ".")) * 1000
    except ValueError as error:
        raise ProfileError(_("“{text}” is not a number.").format(text=text[:40])) from error
