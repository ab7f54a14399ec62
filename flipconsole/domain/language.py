"""The door for every string that a person reads: gettext, resolved at call time."""

from __future__ import annotations

import gettext
from pathlib import Path

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use_language(locale_directory: Path, languages: list[str] | None = None) -> None:
    """Read `flipconsole.mo` for the given languages (None: the user's own); English where there is none."""
    global _translations
    _translations = gettext.translation("flipconsole", locale_directory, languages, fallback=True)


def _(message: str) -> str:
    """The message in the user's language."""
    return _translations.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the user's language, in the form that `count` asks for."""
    return _translations.ngettext(singular, plural, count)


__all__ = ["_", "ngettext", "use_language"]
