"""Where the commands of a window come from, for what is saved and printed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flipconsole.app.console import Console
from flipconsole.domain.environment import Environment
from flipconsole.domain.language import _
from flipconsole.domain.times import show_exact


def is_test(console: Console) -> bool:
    """Whether nothing of it is real."""
    return console.environment in (Environment.SANDBOX, Environment.SIMULATOR)


def source_lines(console: Console, zone: ZoneInfo) -> list[str]:
    """The sign of the profile, the server's address, and how old the list is."""
    what = console.profile.sign.text
    if is_test(console):
        what = _("TEST, {sign}").format(sign=what)
    list_at = console.link.list_at
    when = _("no list yet") if list_at is None else _("list of {time}").format(time=show_exact(list_at, zone))
    return [f"{what} · {console.origin.base_url} · {when}"]
