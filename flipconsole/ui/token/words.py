"""How it stands with the token, in words."""

from __future__ import annotations

from flipconsole.app.credentials import Holding, Kept
from flipconsole.domain.language import _


def keep_title(holding: Holding) -> str:
    """What the box says that keeps a token."""
    return _("Keep it in {keychain}").format(keychain=holding.keychain or _("the keychain"))


def note(holding: Holding) -> str:
    """What is to be said beside the field; "" when there is nothing."""
    if holding.doing:
        if holding.is_slow:
            slow = _("{what}: it has not answered yet. It may be asking for its password in a window of its own.")
            return slow.format(what=holding.doing)
        return _("{what} …").format(what=holding.doing)
    return holding.trouble or holding.why_none


def standing_of(holding: Holding) -> str:
    """Where the token is, in a sentence or two."""
    if not holding.has_token:
        in_use = _("No token is in use.")
    elif holding.kept is Kept.THIS:
        return _("A token is in use. It is kept in {keychain}, and read from there at the next start.").format(
            keychain=holding.keychain
        )
    else:
        in_use = _("A token is in use, in memory and for this run only.")
    match holding.kept:
        case Kept.OTHER:
            kept = _("Another one is kept in {keychain}, and read from there at the next start.").format(
                keychain=holding.keychain
            )
        case Kept.NOTHING if holding.keychain:
            kept = _("None is kept in {keychain}.").format(keychain=holding.keychain)
        case _:
            kept = ""
    return f"{in_use} {kept}".strip()
