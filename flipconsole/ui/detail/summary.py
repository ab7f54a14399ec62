"""What several selected commands have in common: how many, by work, by mode, by answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from flipconsole.app.batteries import Batteries
from flipconsole.domain.coded_reason import cause_text, parse_reason
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.row import Row
from flipconsole.domain.words import device_status_text, mode_name, stage_text, work_text
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel

_MOST_KINDS = 12
_REST_MS = 250
"""A summary just counted stays for so long: hundreds of answers under way change it many times a second."""


def summary_of(
    rows: Sequence[Row], site_of: Callable[[str], str] = lambda _device_id: ""
) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Titled counts, the largest first; every row is counted once under each title, and by site where one is known."""
    sites = Counter(site_of(row.held.command.device_id) for row in rows)
    answered = (row for row in rows if row.newest_ack is not None)
    return tuple(
        (title, tuple(counts.most_common()))
        for title, counts in (
            (_("What they ask"), Counter(work_text(row.open_work) for row in rows)),
            (_("Site"), _named(sites)),
            (_("Mode"), Counter(mode_name(row.held.command.battery_commands.mode) for row in rows)),
            (_("Device status"), Counter(device_status_text(row.held.command.device_status) for row in rows)),
            (_("Answers from here"), Counter(stage_text(row.stage) for row in answered)),
            (_("Causes of failures"), Counter(_cause_of(row) for row in rows if row.has_failed)),
        )
        if counts
    )


def _named(sites: Counter[str]) -> Counter[str]:
    """The sites by their names; nothing where no name is known."""
    if not any(sites):
        return Counter()
    return Counter({broken(site) if site else _("Site not known"): count for site, count in sites.items()})


def _cause_of(row: Row) -> str:
    """The cause that the reason of a failed command names, whoever gave it."""
    return broken(cause_text(parse_reason(row.held.command.device_status_reason or "").cause))


class Summary(QWidget):
    """The page of the detail pane for more than one row."""

    def __init__(self, batteries: Batteries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batteries = batteries
        self._shown: object = None
        self._ids: set[str] = set()
        self._newest: Sequence[Row] = ()
        self._labels: dict[tuple[int, int, str, str], PlainLabel] = {}
        self._unused: dict[tuple[int, int, str, str], PlainLabel] = {}
        self._last_line = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(lambda: self._count(self._newest))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 16, 16, 16)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Count these rows: others at once, newer versions of the same (or of some of them) a moment later."""
        ids = {row.id for row in rows}
        is_known, self._ids, self._newest = ids <= self._ids, ids, rows
        if not is_known or not self._rest.isActive():
            self._count(rows)

    def _count(self, rows: Sequence[Row]) -> None:
        batteries = len({row.held.command.device_id for row in rows})
        summary = summary_of(rows, self._batteries.site_of)
        wanted = (len(rows), batteries, summary)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._rest.start()
        self._unused, self._labels = self._labels, {}
        title = ngettext("{count} command selected", "{count} commands selected", len(rows)).format(count=len(rows))
        self._add(title, 0, 0, role="title")
        on = ngettext("on {count} battery", "on {count} batteries", batteries).format(count=batteries)
        self._add(on, 1, 0, tone="muted")
        line = 2
        for section, counts in summary:
            self._add(section, line, 0, role="strong").setContentsMargins(0, 12, 0, 2)
            line = self._add_counts(counts, line + 1)
        self._grid.setRowStretch(self._last_line, 0)
        self._grid.setRowStretch(line, 1)
        self._last_line = line
        for label in self._unused.values():
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()

    def _add_counts(self, counts: Iterable[tuple[str, int]], line: int) -> int:
        for place, (text, count) in enumerate(counts):
            if place == _MOST_KINDS:
                self._add("…", line, 0, tone="muted")
                return line + 1
            self._grid.setRowStretch(line, 0)
            self._add(text, line, 0, tone="muted", columns=1)
            self._add(f"{count:,}", line, 1, columns=1)
            line += 1
        return line

    def _add(
        self, text: str, line: int, column: int, *, role: str = "", tone: str = "", columns: int = 2
    ) -> PlainLabel:
        """A label in its place: the one that stands there already, where it has the same look."""
        key = (line, column, role, tone)
        label = self._unused.pop(key, None)
        if label is None:
            label = PlainLabel(text, self)
            label.setProperty("role", role)
            label.setProperty("tone", tone)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, line, column, 1, columns)
            label.show()
        label.setText(text)
        self._labels[key] = label
        return label
