"""The book of ready-made reasons: the shipped ones, or those that somebody on this computer has written."""

from __future__ import annotations

from pathlib import Path

from psygnal import Signal

from flipconsole.domain.errors import ProfileError, StoreError
from flipconsole.domain.reason_file import read_templates, write_templates
from flipconsole.domain.reasons import Templates, shipped_templates
from flipconsole.store.reasons import forget_reasons, load_reasons, save_reasons


class ReasonBook:
    """Read at the start; a file that cannot be understood is left as it is, and the shipped reasons serve meanwhile.

    Signals:
        changed: `templates` are others now.
    """

    changed = Signal()

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._own: Templates | None = None
        self._text = ""
        self.trouble = ""
        """Why the file is not used, in a sentence; "" when it is, or when there is none."""
        try:
            text = load_reasons(directory)
            if text is not None:
                self._text = text
                self._own = read_templates(text)
        except (ProfileError, StoreError) as error:
            self.trouble = str(error)

    @property
    def templates(self) -> Templates:
        """The reasons to offer."""
        return shipped_templates() if self._own is None else self._own

    def text(self) -> str:
        """The reasons as they stand in a file, to be read and changed; also one that cannot be understood."""
        return self._text or write_templates(self.templates)

    def shipped_text(self) -> str:
        """The file of the reasons that the console comes with."""
        return write_templates(shipped_templates())

    def keep(self, text: str) -> None:
        """Offer the reasons of this text from now on; the shipped ones again, when it holds exactly those.

        Raises:
            ProfileError: a line cannot be understood; nothing has changed.
            StoreError: it could not be saved; nothing has changed.
        """
        templates = read_templates(text)
        if templates == shipped_templates():
            forget_reasons(self._directory)
            self._own, self._text = None, ""
        else:
            save_reasons(self._directory, text)
            self._own, self._text = templates, text
        self.trouble = ""
        self.changed.emit()
