"""What a failure or a troubled link means, whether the operator's work is safe, and what to do next."""

from __future__ import annotations

from flipconsole.domain.errors import (
    ApiError,
    BadPayload,
    FlipConsoleError,
    Misdirected,
    ProfileError,
    Refused,
    StoreError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from flipconsole.domain.language import _


def failure_guidance(error: FlipConsoleError) -> str:
    """Plain text for the kind of failure; its own words (`str(error)`) are to be shown beside it."""
    match error:
        case Unreachable(offline=True):
            return _(
                "This computer has no way to Flip at the moment; nothing has left it. Your answers are saved and wait. "
                "Check the network; the console tries again by itself."
            )
        case Unreachable(heard=False):
            return _(
                "The request left, but no reply was heard: Flip may have it or not. Your answers are saved. The "
                "console checks and tries again by itself; there is nothing to do."
            )
        case Unreachable():
            return _(
                "Flip gave no usable reply. Your answers are saved and wait. The console tries again by itself; call "
                "Flip if it stays so."
            )
        case Throttled():
            return _(
                "Flip asked the console to wait. Your answers are saved and wait. The console goes on by itself when "
                "the time is over; trying sooner makes it longer."
            )
        case Unauthorized():
            return _(
                "Flip does not accept the token. Your answers are saved and wait; nothing more is sent with this "
                "token. Enter a valid one."
            )
        case Misdirected():
            return _(
                "The server address leads somewhere else, or its certificate cannot be trusted. Your answers are saved "
                "and wait; nothing is sent meanwhile. Check the server address and the computer's date, and ask "
                "whoever runs your network."
            )
        case Refused(conflict=True):
            return _(
                "Flip did not take the answer, because the command had changed. The answer is kept and not sent again "
                "by itself. Look at the command as it stands now, then decide anew."
            )
        case Refused():
            return _(
                "Flip said no to this one answer. It is kept with Flip's words and not sent again by itself; the "
                "others go on. Read why in the details, then answer again or ask Flip."
            )
        case BadPayload(signin_page=True):
            return link_guidance("signin_page")
        case BadPayload():
            return _(
                "Flip replied something that cannot be read. Your answers are saved, and what was known before stays. "
                "The console tries again by itself; report it to Flip if it stays so."
            )
        case ApiError():
            return _(
                "The exchange with Flip failed. Your answers are saved and wait. Fetch the list again; look into the "
                "log if it stays so."
            )
        case StoreError():
            return _(
                "The console's database on this computer cannot be used. The console deletes nothing that was saved, "
                "but new answers are NOT saved. Check that the disk has room and can be written to, then start again."
            )
        case ProfileError():
            return _(
                "A setting or token cannot be used. Answers already given are saved and wait. Correct it in the "
                "settings."
            )
    return _(
        "Something went wrong that the console knows no better name for. Answers marked as saved are safe. Look into "
        "the log, then start the console again."
    )


def link_guidance(state: str) -> str:
    """Plain text for a state of the link, given as its word; a word that is not known gets the most general text."""
    match state:
        case "unasked":
            return _(
                "Flip has not been asked yet since the console started. What is on the screen is kept from last time; "
                "your answers are saved. Wait a moment, or fetch the list now."
            )
        case "live":
            return _(
                "The list is up to date, and answers go out by themselves. They are saved before they are sent. There "
                "is nothing to do."
            )
        case "offline":
            return _(
                "Flip cannot be reached from this computer. Go on working with the last list: your answers are saved "
                "and go out by themselves. Check the network if it lasts."
            )
        case "waiting":
            return _(
                "Flip is busy or asked the console to wait. Your answers are saved and go out by themselves after the "
                "pause. There is nothing to do."
            )
        case "no_token":
            return _(
                "There is no token yet, so Flip cannot be asked. Your answers are saved and wait. Enter the token that "
                "Flip gave you."
            )
        case "token_refused":
            return _(
                "Flip refused the token, so the console stopped asking. Your answers are saved and wait. Enter a valid "
                "token; the old one is not tried again."
            )
        case "misdirected":
            return _(
                "The server address cannot be trusted or leads elsewhere, so the console stopped. Your answers are "
                "saved and wait. Check the address in the settings, and the computer's date."
            )
        case "unreadable":
            return _(
                "Flip's last list could not be read. What was known before stays, marked with its age, and your "
                "answers are saved. The console tries again by itself; report it to Flip if it stays so."
            )
        case "signin_page":
            return _(
                "This network wants you to sign in before it lets you through. Your answers are saved and wait. Open a "
                "web browser, sign in, then fetch the list again."
            )
        case "no_list":
            return _(
                "This server offers no list of commands. Your answers are saved and are sent, without a check against "
                "a list. Paste or open commands, or answer by id."
            )
    return _(
        "The state of the connection is unclear. Your answers are saved and wait. Fetch the list again; look into the "
        "log if it stays so."
    )
