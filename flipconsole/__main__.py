"""The program: reads the command line, builds the parts, runs them, takes them down."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Coroutine, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flipconsole.cli.terminal import complain, finish
from flipconsole.command_line import read_arguments
from flipconsole.domain.errors import FlipConsoleError, ProfileError
from flipconsole.domain.language import _, use_language
from flipconsole.given_secret import take_secret, write_no_core
from flipconsole.resources import find_resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from flipconsole.desktop import Desktop
    from flipconsole.domain.profile import Profile, Wanted
    from flipconsole.store.settings import Settings

USAGE = 2
STUMBLED = 70
INTERRUPTED = 130
PROFILE_VARIABLE = "FLIPCONSOLE_PROFILE"
PORTABLE_FLAG = "flipconsole.portable"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    secret = take_secret()
    write_no_core()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    resources = find_resources()
    use_language(resources / "locale")
    given = read_arguments(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given, resources, secret)
    except FlipConsoleError as error:
        complain(str(error))
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(given: Namespace, resources: Path, secret: str) -> int:
    if given.version:
        return _show_edition(given, resources)
    match given.word:
        case "simulate":
            return _simulate(given, resources)
        case "list" | "ack" | "outbox" | "verify":
            return _run_without_window(given, secret)
        case "doctor":
            return _run_doctor(given, resources, secret)
        case "wipe":
            return _wipe(given)
        case "demo":
            return _run_demo(given, resources)
        case "selftest":
            return _run_selftest(given, resources)
        case "render":
            return _desktop(given, resources, offscreen=True).picture(
                wanted_profile(given), secret, given.out, given.size
            )
        case _:
            return _show_window(given, resources, secret)


def _show_window(given: Namespace, resources: Path, secret: str) -> int:
    """The list as it was known last first, where there is one; the rest of the program is read in meanwhile."""
    if not _has_screen() and not _hidden_on_purpose():  # Qt would abort, and say to install it again
        complain(_("There is no screen here for the window. The words list, ack, outbox and render work without one."))
        return USAGE
    from flipconsole.opening import open_first_sight

    wanted = wanted_profile(given)
    theme: str | None = getattr(given, "theme", None)
    sight = open_first_sight(data_directory(given), resources, laptop_zone(), theme, wanted)
    if sight is not None and sight.is_closed:
        return 0
    return _desktop(given, resources).show(wanted, secret, sight)


def wanted_profile(given: Namespace) -> Wanted:
    """The profile or address of the command line, or else the profile that the environment names."""
    from flipconsole.domain.profile import Wanted

    if "base_url" in given:
        return Wanted(base_url=given.base_url)
    return Wanted(getattr(given, "profile", os.environ.get(PROFILE_VARIABLE, "")).strip())


def portable_directory() -> Path | None:
    """The folder beside the built program, where a file of that name beside it asks for that; else None."""
    if not getattr(sys, "frozen", False):
        return None
    beside = Path(sys.executable).resolve().parent
    return beside / "flipconsole-data" if (beside / PORTABLE_FLAG).is_file() else None


def data_directory(given: Namespace) -> Path:
    """The directory that was asked for, or the platform's own for this user."""
    if "data_dir" in given:
        return Path(given.data_dir)
    if (portable := portable_directory()) is not None:
        return portable
    import platformdirs

    return Path(platformdirs.user_data_dir("flipconsole", appauthor=False))


def _show_edition(given: Namespace, resources: Path) -> int:
    import json

    from flipconsole.cli.terminal import say
    from flipconsole.domain.edition import read_edition

    edition = read_edition(resources)
    return 0 if say(json.dumps(edition.document(), indent=2) if given.version_json else edition.text()) else USAGE


def _wipe(given: Namespace) -> int:
    from flipconsole.cli.wiping import wipe

    return wipe(data_directory(given), is_meant=given.yes)


def _run_selftest(given: Namespace, resources: Path) -> int:
    from flipconsole.selftest import selftest, try_screen

    if given.screen:
        return try_screen(resources)
    return selftest(data_directory(given), resources, has_screen=_has_screen(), as_json=given.json)


def _simulate(given: Namespace, resources: Path) -> int:
    from flipconsole.simulator.server import ServeOptions, serve

    scenarios = {path.stem: path for path in sorted((resources / "scenarios").glob("*.toml"))}
    if given.scenario not in scenarios:
        complain(
            _("There is no scenario “{name}”. There are: {known}.").format(
                name=given.scenario, known=", ".join(scenarios)
            )
        )
        return USAGE
    return serve(
        ServeOptions(
            scenario=scenarios[given.scenario],
            host=given.host,
            port=given.port,
            batteries=given.batteries,
            seed=given.seed,
            faults=tuple(given.fault),
            with_parent=given.with_parent,
        )
    )


def _desktop(given: Namespace, resources: Path, *, offscreen: bool = False) -> Desktop:
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from flipconsole.desktop import Desktop

    theme = getattr(given, "theme", None)
    operator = _("Demo") if given.word == "demo" else ""
    read_only = getattr(given, "read_only", False)
    return Desktop(data_directory(given), resources, laptop_zone(), theme, _run_on_qt, operator, read_only=read_only)


def _run_on_qt(application: QApplication, work: Coroutine[Any, Any, int]) -> int:
    import asyncio

    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(work)


def _run_demo(given: Namespace, resources: Path) -> int:
    """The window against a simulator of its own, in a data directory of its own that goes with it."""
    import tempfile

    from flipconsole.built_in_flip import built_in_flip
    from flipconsole.domain.profile import Wanted

    picture = given.picture
    if picture is None and not _has_screen():
        picture = Path("demo.png")
        print(_("There is no screen here: the window is rendered to a picture instead."))
    with tempfile.TemporaryDirectory(prefix="flipconsole-demo-") as scratch:
        given.data_dir = getattr(given, "data_dir", Path(scratch))
        with built_in_flip(given.batteries, given.seed, given.scenario) as flip:
            desktop = _desktop(given, resources, offscreen=picture is not None)
            if picture is None:
                return desktop.show(Wanted(base_url=flip.url), flip.token)
            return desktop.picture(Wanted(base_url=flip.url), flip.token, picture, given.size)


def _has_screen() -> bool:
    if _hidden_on_purpose():  # a window that nobody sees would never be closed
        return False
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _hidden_on_purpose() -> bool:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal")


def laptop_zone() -> ZoneInfo:
    """The zone of this machine, by its IANA name, so that the other side of a clock change is right too.

    UTC, which stands beside every time shown, when the machine names no zone, or one that nobody knows.
    """
    import warnings

    import tzlocal

    try:
        with warnings.catch_warnings():
            # The window says which zone it uses; a warning would only be noise in a terminal.
            warnings.simplefilter("ignore")
            # Without any zone tzlocal picks one of UTC's many names by chance.
            warnings.filterwarnings("error", "Can not find any timezone", UserWarning)
            return tzlocal.get_localzone()
    except (LookupError, ValueError, OSError, UserWarning):
        return ZoneInfo("UTC")


def _run_doctor(given: Namespace, resources: Path, secret: str) -> int:
    """The connection, looked at without the files of the profile: they may be what is broken."""
    import asyncio

    from flipconsole.store.managed import load_managed

    settings = load_managed(data_directory(given))
    if settings.trouble:
        complain(settings.trouble)
    profile = settings.chosen(wanted_profile(given))
    if profile is None:
        complain(_("No server address is known. Add --base-url, or set it once in the window."))
        return USAGE
    return asyncio.run(_examine(given, profile, resources, secret))


async def _examine(given: Namespace, profile: Profile, resources: Path, secret: str) -> int:
    from flipconsole.cli.doctor import examine
    from flipconsole.domain.edition import read_edition
    from flipconsole.domain.errors import ProfileError
    from flipconsole.parts import open_doctor, token_of

    try:
        secret = await token_of(profile, secret)
    except ProfileError as error:
        complain(str(error))
    async with open_doctor(profile, secret, read_only=getattr(given, "read_only", False)) as doctor:
        return await examine(doctor, read_edition(resources), as_json=given.json)


def _run_without_window(given: Namespace, secret: str) -> int:
    import asyncio
    import logging

    from flipconsole.domain.reading import use_reading
    from flipconsole.store.log import keep_log, stop_log
    from flipconsole.store.managed import load_managed

    directory = data_directory(given)
    settings = load_managed(directory)
    use_reading(settings.reading)
    profile = settings.chosen(wanted_profile(given))
    if profile is None:
        complain(_("No server address is known. Add --base-url, or set it once in the window."))
        return USAGE
    if given.word == "ack" and given.answer != "OK" and settings.needs_reason and not given.reason:
        complain(_("A failure needs a reason: add --reason TEXT."))
        return USAGE
    if settings.trouble:
        complain(settings.trouble)
    log = keep_log(directory)
    try:
        return asyncio.run(_with_parts(given, profile, directory, settings, secret))
    except Exception as error:
        if isinstance(error, FlipConsoleError):
            raise
        logging.getLogger(__name__).exception("the command line stumbled")
        complain(
            _("The console stumbled over something unexpected ({why}). What it said is saved is safe.").format(
                why=type(error).__name__
            )
        )
        return STUMBLED
    finally:
        if log is not None:
            stop_log(log)


async def _with_parts(given: Namespace, profile: Profile, directory: Path, settings: Settings, secret: str) -> int:
    from flipconsole.cli.answering import give_ack
    from flipconsole.cli.listing import list_commands
    from flipconsole.cli.outbox import show_outbox
    from flipconsole.cli.verifying import show_soundness
    from flipconsole.domain.command import Answer
    from flipconsole.parts import open_what_can_be, token_of

    zone = laptop_zone()
    read_only = getattr(given, "read_only", False)
    if given.word in ("list", "ack") or getattr(given, "send", False):
        try:
            secret = await token_of(profile, secret)
        except ProfileError as error:
            complain(str(error))
    async with open_what_can_be(profile, directory, settings, secret, undo_s=0.0, read_only=read_only) as parts:
        console, courier = parts.console, parts.courier
        if console.refusal:
            complain(console.refusal)
            if given.word == "ack" or getattr(given, "send", False):
                return USAGE
        match given.word:
            case "list":
                return await list_commands(console, courier, as_json=given.json, zone=zone)
            case "ack":
                answer = Answer(given.answer)
                return await give_ack(console, courier, parts.boxes, given.id, answer, given.reason, as_json=given.json)
            case "verify":
                return await show_soundness(parts.upkeep, as_json=given.json, zone=zone)
            case _:
                return await show_outbox(console, courier, parts.boxes, send=given.send, as_json=given.json, zone=zone)


def entry() -> None:
    """The `flipconsole` command."""
    try:
        code = main()
    finally:
        finish()
    sys.exit(code)


def window_entry() -> None:
    """The `flipconsole-window` command: the same program, started without a terminal."""
    entry()


if __name__ == "__main__":
    entry()
