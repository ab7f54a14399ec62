"""What of the files on this computer tells about people and their homes, and what is left when that is deleted."""

from __future__ import annotations

from flipconsole.domain.language import _


def what_goes() -> tuple[str, ...]:
    """What a wipe deletes, one thing a line."""
    return (
        _("the site book: names, sites, addresses, time zones and the like that were entered or imported here"),
        _("what Flip told about sites and devices; it is read again only when somebody asks for it"),
        _("the commands as they were known last, and the list of what changed"),
    )


def what_stays() -> tuple[str, ...]:
    """What a wipe leaves, one thing a line."""
    return (
        _("answers that have not arrived yet: they still leave"),
        _(
            "the journal of all answers with its daily copies: battery ids, operators' names, reasons and notes, as "
            "the proof of what was answered"
        ),
        _("settings, saved views, ready-made reasons, tokens in the keychain, and the program's log"),
        _("files that were exported elsewhere"),
    )
