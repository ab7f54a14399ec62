"""The link: how the connection to Flip stands, in one value that every view can show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flipconsole.domain.errors import CertificateFault, Hindrance
from flipconsole.domain.profile import USUAL_POLL_S


class LinkState(StrEnum):
    """What the last exchange with Flip came to."""

    UNASKED = "unasked"
    LIVE = "live"
    OFFLINE = "offline"
    WAITING = "waiting"
    NO_TOKEN = "no_token"
    TOKEN_REFUSED = "token_refused"
    MISDIRECTED = "misdirected"
    UNREADABLE = "unreadable"
    SIGNIN_PAGE = "signin_page"
    NO_LIST = "no_list"


@dataclass(frozen=True)
class Link:
    """The connection as it stands; times are aware UTC on Flip's clock.

    `text` is the plain sentence for the last fault ("" while all is well), `hindrance` what it was, where the state is
    OFFLINE and that can be told, `certificate` which fault of TLS, where it is MISDIRECTED by one, `status` what the
    server answered, if it did. `list_at` is when the shown list was asked for; `next_poll_at` when the next is due,
    `poll_s` how many seconds usually lie between two. `sends` is False while another process on this machine holds the
    sender lock; `sends_by_itself` is False while a person has switched that off. `waiting` counts answers under way,
    `overdue` those of them that have been so for more than 15 minutes, `needs_you` those that a person must look at,
    `unreadable` the rows of the last list that are not commands. `store_trouble` says what is wrong with the local
    database; `view_only` why no answer can be given at all in this run ("" when one can).
    """

    state: LinkState = LinkState.UNASKED
    text: str = ""
    hindrance: Hindrance | None = None
    certificate: CertificateFault | None = None
    status: int | None = None
    list_at: datetime | None = None
    next_poll_at: datetime | None = None
    poll_s: float = USUAL_POLL_S
    busy: bool = False
    skew_s: float | None = None
    failures: int = 0
    sends: bool = True
    sends_by_itself: bool = True
    waiting: int = 0
    overdue: int = 0
    needs_you: int = 0
    unreadable: int = 0
    store_trouble: str = ""
    view_only: str = ""
