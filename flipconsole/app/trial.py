"""The trial of a token: what Flip says when it is asked for its list with it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from flipconsole.domain.errors import ApiError, FlipConsoleError, Misdirected, Refused, Throttled, Unauthorized
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.profile import TokenKind


class Outcome(StrEnum):
    """What is known of the token now."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Trial(NamedTuple):
    """`text` says it in words, with the HTTP status where one came and what the token seems to open."""

    outcome: Outcome
    text: str
    status: int | None = None


def judge_trial(came: int | FlipConsoleError, kind: TokenKind = TokenKind.CLIENT) -> Trial:
    """What a list of so many commands, or its failure, says about the token it was asked for with.

    Flip documents no way to ask what a token opens (flip-api.md, "Authentication"): only its kind can be told from
    what it is let to. A site token opens one site and no list.
    """
    if isinstance(came, int):
        text = ngettext(
            "Accepted (HTTP 200). It opens the list, which has {count} command now. Whether it may also answer, the "
            "first answer tells.",
            "Accepted (HTTP 200). It opens the list, which has {count} commands now. Whether it may also answer, the "
            "first answer tells.",
            came,
        )
        return Trial(Outcome.ACCEPTED, text.format(count=came), 200)
    status = came.status if isinstance(came, ApiError) else None
    said = _("HTTP {status}").format(status=status) if status is not None else _("no answer")
    match came:
        case Unauthorized() if kind is TokenKind.OAUTH:
            return Trial(Outcome.REFUSED, _("Refused ({said}). {why}").format(said=said, why=came), status)
        case Unauthorized():
            text = _(
                "Refused ({said}). It is not one of Flip's tokens for this server, or it was revoked. Sandbox and "
                "production have different ones; a site token opens one site and no list."
            )
            return Trial(Outcome.REFUSED, text.format(said=said), status)
        case Misdirected() | Refused() if status == 403:
            text = _(
                "Refused ({said}). Flip knows the token, and it does not open the list of commands: a client token "
                "(or a key that begins with fl_) is needed, not one for a single site."
            )
            return Trial(Outcome.REFUSED, text.format(said=said), status)
        case Throttled():
            text = _("Flip asks to wait ({said}): nothing is known of the token. Try again in a minute.")
            return Trial(Outcome.UNKNOWN, text.format(said=said), status)
    if status is None:
        return Trial(Outcome.UNKNOWN, _("Flip cannot be reached: {why}").format(why=came), None)
    return Trial(
        Outcome.UNKNOWN, _("Nothing is known of the token ({said}): {why}").format(said=said, why=came), status
    )
