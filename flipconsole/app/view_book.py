"""The book of views: how the list of one origin was laid out, and what a person has named."""

from __future__ import annotations

from psygnal import Signal

from flipconsole.domain.list_layout import ListLayout
from flipconsole.domain.saved_views import LONGEST_NAME, MOST_VIEWS, KeptViews, SavedView
from flipconsole.store.views_file import ViewsFile


class ViewBook:
    """Without a file it forgets everything at the end.

    Signals:
        changed: the named views are others now.
    """

    changed = Signal()

    def __init__(self, file: ViewsFile | None = None, kept: KeptViews | None = None) -> None:
        self._file = file
        self._kept = kept or KeptViews()

    @property
    def layout(self) -> ListLayout:
        """How the list was laid out last."""
        return self._kept.layout

    @property
    def views(self) -> tuple[SavedView, ...]:
        """The named views, the oldest first."""
        return self._kept.views

    @property
    def is_full(self) -> bool:
        """Whether no further name can be taken."""
        return len(self.views) >= MOST_VIEWS

    def keep_layout(self, layout: ListLayout) -> None:
        """Keep how the list is laid out; nothing is written where it is as before.

        Raises:
            StoreError: it was not saved.
        """
        if layout != self._kept.layout:
            self._keep(KeptViews(layout, self.views))

    def save(self, view: SavedView) -> None:
        """Keep a view; one of the same name makes place for it.

        Raises:
            StoreError: it was not saved.
        """
        view = SavedView(view.name.strip()[:LONGEST_NAME], view.chip, view.search, view.layout)
        known = [each.name for each in self.views]
        if view.name in known:
            views = [view if each.name == view.name else each for each in self.views]
        else:
            views = [*self.views, view]
        self._keep(KeptViews(self.layout, tuple(views[:MOST_VIEWS])))
        self.changed.emit()

    def remove(self, name: str) -> None:
        """Forget a view.

        Raises:
            StoreError: it was not saved, and the view stands.
        """
        self._keep(KeptViews(self.layout, tuple(each for each in self.views if each.name != name)))
        self.changed.emit()

    def _keep(self, kept: KeptViews) -> None:
        if self._file is not None:
            self._file.save(kept)
        self._kept = kept
