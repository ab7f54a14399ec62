"""A command as the console holds it: Flip's last word, and what we noted around it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from flipconsole.domain.command import Command


class Source(StrEnum):
    """Where the held version came from."""

    LIST = "list"
    ANSWER = "answer"
    IMPORT = "import"


class Held(msgspec.Struct, frozen=True, gc=False):
    """One command and our notes of it; the snapshot is a mapping of id to these.

    `pending_since` is when it last became PENDING, as well as we know (its `updated_at` then); None when it is not
    PENDING. `gone_at` is set when a list no longer names it; `two_versions` when one list named it twice, differently.
    """

    command: Command
    first_seen_at: datetime
    source: Source = Source.LIST
    pending_since: datetime | None = None
    gone_at: datetime | None = None
    two_versions: bool = False
