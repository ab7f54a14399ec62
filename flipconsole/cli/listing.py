"""`flipconsole list`: fetch the commands, then print them."""

from __future__ import annotations

from datetime import tzinfo

from flipconsole.app.console import Console
from flipconsole.app.courier import Courier
from flipconsole.app.link import LinkState
from flipconsole.cli.exits import Exit, exit_of_link
from flipconsole.cli.printing import complain_of_link, complain_of_store, say_json
from flipconsole.cli.terminal import complain, say, visible
from flipconsole.domain.countdown import countdown
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.record import command_document
from flipconsole.domain.row import Row, Stage
from flipconsole.domain.sentence import sentence
from flipconsole.domain.words import stage_text


async def list_commands(console: Console, courier: Courier, *, as_json: bool, zone: tzinfo) -> int:
    """Print what is held after one fetch, the most urgent first; the last known list when Flip cannot be reached."""
    await courier.fetch_once()
    rows = sorted(console.rows.values(), key=_urgency)
    if as_json:
        is_said = say_json([command_document(row.held.command) for row in rows])
    else:
        count = ngettext("{count} command", "{count} commands", len(rows)).format(count=len(rows))
        is_said = say("\n".join([*(_line(row, console, zone) for row in rows), count]))
    complain_of_link(console.link)
    complain_of_store(console.link)
    if rows and console.link.state is not LinkState.LIVE:
        complain(_("What is shown is the last known list, not a fresh one."))
    for unreadable in console.unreadable():
        complain(
            _("Row {position} of the list cannot be read: {why}").format(
                position=unreadable.position, why=unreadable.why
            )
        )
    if not is_said or console.link.state is LinkState.NO_TOKEN:
        return Exit.USAGE
    return exit_of_link(console.link)


def _urgency(row: Row) -> tuple[int, float, str, str]:
    command = row.held.command
    moment = row.urgent_at or command.starts_at
    return (0 if row.urgent_at else 1, moment.timestamp() if moment else float("inf"), command.device_id, row.id)


def _line(row: Row, console: Console, zone: tzinfo) -> str:
    command = row.held.command
    deadline = "" if row.ack_by is None else _("answer {when}").format(when=countdown(row.ack_by, console.now()))
    parts = [
        row.id,
        command.device_id,
        f"{command.status}/{command.device_status}",
        sentence(command, zone, console.now()),
        deadline,
        "" if row.stage is Stage.NONE else stage_text(row.stage),
        "" if row.held.gone_at is None else _("no longer in Flip's list"),
    ]
    return visible("  ".join(part for part in parts if part))
