"""`flipconsole selftest`: every part that a damaged or half-installed program would lack, tried for real."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from flipconsole.api.checkup import check_tls, check_trust_store
from flipconsole.built_in_flip import built_in_flip, program
from flipconsole.cli.checkup import report
from flipconsole.cli.terminal import say
from flipconsole.domain.checkup import Finding, Unfit, check_zones, look
from flipconsole.domain.command import Answer
from flipconsole.domain.edition import read_edition
from flipconsole.domain.errors import FlipConsoleError
from flipconsole.domain.language import _
from flipconsole.domain.profile import profile_at
from flipconsole.domain.work import Work
from flipconsole.parts import open_parts
from flipconsole.store.checkup import check_database, check_log
from flipconsole.store.home import Home
from flipconsole.store.secrets.probe import tell_of_keychain
from flipconsole.store.settings import Settings

SCREEN_S = 60.0
"""How long Qt may take to start, to draw and to end in a process of its own."""

ANSWER_S = 20.0
_BATTERIES = 20
_SEED = 1
_SCENARIO = "event"


def selftest(directory: Path, resources: Path, *, has_screen: bool, as_json: bool) -> int:
    """Try everything, print a report, and return 0 when all of it works, else 1.

    Qt is tried in a process of its own: where it cannot start it ends the process, and that is a finding too.
    """
    findings = [
        *_screen_findings(has_screen),
        look(_("encryption"), check_tls),
        look(_("trust store"), check_trust_store),
        look(_("database"), lambda: check_database(directory)),
        look(_("log"), lambda: check_log(directory)),
        look(_("time zones"), check_zones),
        look(_("answer"), check_answer),
    ]
    return report(read_edition(resources), _place(directory), findings, as_json=as_json)


def try_screen(resources: Path) -> int:
    """The checks that need Qt, as JSON on standard output, for `selftest` in the parent process."""
    from flipconsole.ui import checkup
    from flipconsole.ui.application import make_application

    application = make_application(resources, "light")
    findings = [
        look(_("screen"), checkup.check_screen),
        look(_("fonts"), lambda: checkup.check_fonts(application)),
        look(_("time axis"), checkup.check_axis),
        look(_("timeline"), checkup.check_timeline),
    ]
    said = [[finding.name, finding.ok, finding.found, finding.advice, finding.took_s] for finding in findings]
    return 0 if say(json.dumps(said)) else 1


def check_answer() -> str:
    """The built-in Flip is started as a process of its own, read over HTTP, answered, and has the answer.

    Raises:
        Unfit: one of these failed.
    """
    try:
        with (
            tempfile.TemporaryDirectory(prefix="flipconsole-selftest-") as scratch,
            built_in_flip(_BATTERIES, _SEED, _SCENARIO) as flip,
        ):
            return asyncio.run(_answer(flip.url, flip.token, Path(scratch)))
    except FlipConsoleError as error:
        raise Unfit(str(error)) from error


async def _answer(url: str, token: str, scratch: Path) -> str:
    settings = Settings(operator="self-test")
    async with open_parts(profile_at(url), Home(scratch), settings, token, undo_s=0.0) as parts:
        console, courier = parts.console, parts.courier
        await courier.take_sendership()
        await courier.fetch_once()
        row = next((row for row in console.rows.values() if row.work is Work.SCHEDULE), None)
        if row is None:
            raise Unfit(_("The built-in Flip was not read: {why}").format(why=console.link.text))
        console.acknowledge([row], Answer.OK, None)
        try:
            async with asyncio.timeout(ANSWER_S):
                while not any(ack.state.is_settled for ack in console.rows[row.id].acks):
                    await courier.one_round()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise Unfit(
                _("An answer was not delivered within {seconds:.0f} seconds.").format(seconds=ANSWER_S)
            ) from None
        await courier.fetch_once()
        stands = console.rows[row.id].held.command.device_status
        if stands != Answer.OK:
            raise Unfit(_("An answer was sent, and the built-in Flip still says {word}.").format(word=stands))
        return _("A command of the built-in Flip was answered and stands at {word} there.").format(word=stands)


def _screen_findings(has_screen: bool) -> list[Finding]:
    surroundings = dict(os.environ)
    if not has_screen:
        surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        child = subprocess.run(
            [*program(), "selftest", "--screen"],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SCREEN_S,
        )
    except subprocess.TimeoutExpired:
        return [_no_screen(_("Qt did not come to an end within {seconds:.0f} seconds.").format(seconds=SCREEN_S))]
    try:
        return [Finding(*finding) for finding in json.loads(child.stdout)]
    except ValueError:
        said = " ".join(child.stderr.decode(errors="replace").split())[-600:]  # what went wrong stands last
        return [_no_screen(_("Qt cannot start here: {said}").format(said=said or child.returncode))]


def _no_screen(found: str) -> Finding:
    advice = _("Install the system libraries that it names, or start the program in a graphical session.")
    return Finding(_("screen"), ok=False, found=found, advice=advice)


def _place(directory: Path) -> dict[str, str]:
    frozen = getattr(sys, "frozen", False)
    return {
        _("Program"): f"{sys.executable} ({_('a build') if frozen else _('from source')})",
        _("Python"): platform.python_version(),
        _("System"): platform.platform(),
        _("Data directory"): str(directory),
        _("Keychain"): tell_of_keychain(),
    }
