"""`flipconsole verify`: whether the journal is whole, and which copies of the outbox there are."""

from __future__ import annotations

from datetime import tzinfo

from flipconsole.app.upkeep import Upkeep
from flipconsole.cli.exits import Exit
from flipconsole.cli.printing import say_json
from flipconsole.cli.terminal import say
from flipconsole.domain.journal import Soundness
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.times import show_time


async def show_soundness(upkeep: Upkeep, *, as_json: bool, zone: tzinfo) -> int:
    """Print what was found; 1 when a line of the journal does not follow from the one before."""
    found = await upkeep.look_over()
    if as_json:
        is_said = say_json(
            {
                "lines": found.lines,
                "since": None if found.since is None else found.since.isoformat(),
                "until": None if found.until is None else found.until.isoformat(),
                "broken_at": found.broken_at,
                "copies": [copy.isoformat() for copy in found.copies],
            }
        )
    else:
        is_said = say(_told(found, zone))
    if not is_said:
        return Exit.USAGE
    return Exit.DONE if found.broken_at is None else Exit.NOT_ACCEPTED


def _told(found: Soundness, zone: tzinfo) -> str:
    """Three lines at most: how long the journal is, whether it holds, and what there are copies of."""
    told = [ngettext("journal: {count} line", "journal: {count} lines", found.lines).format(count=f"{found.lines:,}")]
    if found.since is not None and found.until is not None:
        since, until = show_time(found.since, zone, found.until), show_time(found.until, zone, found.since)
        told[0] = _("{lines}, from {since} to {until}").format(lines=told[0], since=since, until=until)
    if found.broken_at is None:
        told.append(_("chain: each line follows from the one before"))
    else:
        text = _("chain: BROKEN at line {number}. From there on, lines were changed, removed or damaged.")
        told.append(text.format(number=found.broken_at))
    if found.copies:
        text = ngettext(
            "copies: {count}, the newest of {time}", "copies: {count}, the newest of {time}", len(found.copies)
        )
        newest = found.copies[-1]
        told.append(text.format(count=len(found.copies), time=show_time(newest, zone, newest)))
    else:
        told.append(_("copies: none yet; the open window makes one a day"))
    return "\n".join(told)
