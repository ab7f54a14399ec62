"""`flipconsole doctor`: the connection to Flip, stage by stage, and what to mend first."""

from __future__ import annotations

from flipconsole.app.doctor import Doctor
from flipconsole.cli.exits import Exit
from flipconsole.cli.printing import say_json
from flipconsole.cli.terminal import say, visible
from flipconsole.domain.diagnosis import Diagnosis, Stage, finding_lines
from flipconsole.domain.edition import Edition
from flipconsole.domain.language import _


async def examine(doctor: Doctor, edition: Edition, *, as_json: bool) -> int:
    """Print what each stage came to; the exit code tells how far one gets."""

    def tell(diagnosis: Diagnosis) -> None:
        for line in finding_lines(diagnosis.findings[-1]):
            say(visible(line))

    if not as_json:
        say(visible(_("{edition}: looking at {address}").format(edition=edition.title, address=doctor.address)))
    diagnosis = await doctor.look(_nothing if as_json else tell)
    if as_json:
        is_said = say_json({**diagnosis.document(), "edition": edition.document()})
    else:
        is_said = say(visible(diagnosis.summary))
    return exit_of_diagnosis(diagnosis) if is_said else Exit.USAGE


def _nothing(_diagnosis: Diagnosis) -> None:
    """A document is said at the end."""


def exit_of_diagnosis(diagnosis: Diagnosis) -> Exit:
    """How far one gets: to Flip at all, with the token, with everything."""
    cause = diagnosis.cause
    if cause is None:
        return Exit.DONE
    if not diagnosis.reaches_server:
        return Exit.KEPT
    return Exit.TOKEN_REFUSED if cause.stage is Stage.TOKEN else Exit.NOT_ACCEPTED
