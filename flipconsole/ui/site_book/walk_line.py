"""The line about Flip's own sites: when they were read, how far a walk is, and the button that begins one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from flipconsole.app.site_walk import SiteWalk
from flipconsole.app.walked import Walked, WalkState
from flipconsole.domain.battery_words import age_text
from flipconsole.domain.language import _, ngettext
from flipconsole.ui.broken import broken
from flipconsole.ui.plain import PlainLabel


class WalkLine(QWidget):
    """Listens to the walk until `stop`.

    Signals:
        asked: a person wants the sites read.
        stop_asked: a person wants it to end.
    """

    asked = Signal()
    stop_asked = Signal()

    def __init__(self, walk: SiteWalk, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk = walk
        self._now = now
        self.said = PlainLabel(parent=self)
        self.said.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda: (self.stop_asked if self._walk.is_under_way else self.asked).emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.said, 1)
        row.addWidget(self.button)
        walk.changed.connect(self.refresh)
        self.refresh()

    def stop(self) -> None:
        """Listen no more."""
        self._walk.changed.disconnect(self.refresh)

    def refresh(self) -> None:
        """Say how it stands now."""
        walk = self._walk
        walked = walk.walked
        self.said.setText(broken(" ".join(filter(None, (_progress(walked), *self._known())))))
        self.said.setProperty("tone", "warn" if walked.state is WalkState.STOPPED else "muted")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        is_under_way = walk.is_under_way
        self.button.setText(_("&Stop reading") if is_under_way else _("Read from &Flip"))
        self.button.setAccessibleName(
            _("Stop reading sites from Flip") if is_under_way else _("Read sites and devices from Flip")
        )

    def _known(self) -> list[str]:
        walk, said = self._walk, []
        at, sites = walk.read_at, walk.catalogue.sites
        if at is None and walk.walked.state is WalkState.RESTING:
            return [
                _(
                    "Flip's sites were not read yet. Once asked for, they are read again once a day, one request after "
                    "the other."
                )
            ]
        if at is not None:
            read = sum(site.read_at is not None for site in sites.values())
            text = ngettext(
                "{count} site of Flip's is known, read {age}.", "{count} sites of Flip's are known, read {age}.", read
            )
            said.append(text.format(count=f"{read:,}", age=age_text(at, self._now())))
        if walk.doubled:
            count = len(walk.doubled)
            text = ngettext(
                "{count} battery is named by two sites, so its site is left open.",
                "{count} batteries are named by two sites, so their site is left open.",
                count,
            )
            said.append(text.format(count=count))
        troubled = walk.catalogue.unreadable + sum(bool(site.trouble) for site in sites.values())
        if troubled:
            text = ngettext("{count} site could not be read.", "{count} sites could not be read.", troubled)
            said.append(text.format(count=troubled))
        return said


def _progress(walked: Walked) -> str:
    match walked.state:
        case WalkState.RESTING:
            return ""
        case WalkState.STOPPED:
            return _("It ended before all was read: {why}").format(why=walked.text)
    if not walked.total:
        told = _("Reading the list of sites …")
    else:
        told = _("Reading: {done:,} of {total:,} sites.").format(done=walked.done, total=walked.total)
    return " ".join(filter(None, (told, walked.text)))
