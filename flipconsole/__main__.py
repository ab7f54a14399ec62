"""The program: reads the command line, builds the parts, runs them, takes them down."""

from __future__ import annotations

import asyncio
import os
import sys
from argparse import Namespace
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flipconsole.command_line import read_arguments
from flipconsole.domain.errors import FlipConsoleError
from flipconsole.domain.language import _, use_language
from flipconsole.resources import find_resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from flipconsole.desktop import Desktop
    from flipconsole.parts import Parts

USAGE = 2
TOKEN_VARIABLE = "FLIPCONSOLE_TOKEN"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    resources = find_resources()
    use_language(resources / "locale")
    given = read_arguments(sys.argv[1:] if arguments is None else arguments)
    try:
        match given.word:
            case "simulate":
                return _simulate(given, resources)
            case "list" | "ack" | "outbox":
                return _run_without_window(given)
            case "demo":
                return _run_demo(given, resources)
            case "render":
                return _desktop(given, resources, offscreen=True).picture(
                    getattr(given, "base_url", None), take_secret(), given.out, given.size
                )
            case _:
                return _desktop(given, resources).show(getattr(given, "base_url", None), take_secret())
    except FlipConsoleError as error:
        print(str(error), file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return 130


def take_secret() -> str:
    """The token from the environment, which from then on no child process inherits."""
    return os.environ.pop(TOKEN_VARIABLE, "").strip()


def data_directory(given: Namespace) -> Path:
    """The directory that was asked for, or the platform's own for this user."""
    if "data_dir" in given:
        return Path(given.data_dir)
    import platformdirs

    return Path(platformdirs.user_data_dir("flipconsole", appauthor=False))


def _simulate(given: Namespace, resources: Path) -> int:
    from flipconsole.simulator.server import ServeOptions, serve

    scenario = resources / "scenarios" / f"{given.scenario}.toml"
    if not scenario.is_file() or not given.scenario.replace("-", "").isalnum():
        known = ", ".join(sorted(path.stem for path in (resources / "scenarios").glob("*.toml")))
        print(
            _("There is no scenario “{name}”. There are: {known}.").format(name=given.scenario, known=known),
            file=sys.stderr,
        )
        return USAGE
    return serve(
        ServeOptions(
            scenario=scenario,
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
    return Desktop(data_directory(given), resources, laptop_zone(), theme, _run_on_qt)


def _run_on_qt(application: QApplication, work: Coroutine[Any, Any, int]) -> int:
    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(work)


def _run_demo(given: Namespace, resources: Path) -> int:
    """The window against a simulator of its own, in a data directory of its own that goes with it."""
    import tempfile

    from flipconsole.built_in_flip import built_in_flip

    picture = given.picture
    if picture is None and not _has_screen():
        picture = Path("demo.png")
        print(_("There is no screen here: the window is rendered to a picture instead."))
    with tempfile.TemporaryDirectory(prefix="flipconsole-demo-") as scratch:
        given.data_dir = getattr(given, "data_dir", Path(scratch))
        with built_in_flip(given.batteries, given.seed, given.scenario) as flip:
            desktop = _desktop(given, resources, offscreen=picture is not None)
            if picture is None:
                return desktop.show(flip.url, flip.token)
            return desktop.picture(flip.url, flip.token, picture, given.size)


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def laptop_zone() -> ZoneInfo:
    """The zone of this machine, by its IANA name, so that the other side of a clock change is right too."""
    import tzlocal

    return tzlocal.get_localzone()


def _run_without_window(given: Namespace) -> int:
    from flipconsole.cli.answering import give_ack
    from flipconsole.cli.listing import list_commands
    from flipconsole.cli.outbox import show_outbox
    from flipconsole.domain.command import Answer

    zone = laptop_zone()

    async def work(parts: Parts) -> int:
        match given.word:
            case "list":
                return await list_commands(parts.console, parts.courier, as_json=given.json, zone=zone)
            case "ack":
                return await give_ack(
                    parts.console,
                    parts.courier,
                    given.id,
                    Answer(given.answer),
                    given.reason,
                    as_json=given.json,
                    zone=zone,
                )
            case _:
                return await show_outbox(parts.console, parts.courier, send=given.send, as_json=given.json, zone=zone)

    return asyncio.run(_with_parts(given, take_secret(), work))


async def _with_parts(given: Namespace, secret: str, work: Callable[[Parts], Awaitable[int]]) -> int:
    from flipconsole.domain.environment import read_origin
    from flipconsole.parts import open_parts
    from flipconsole.store.home import Home
    from flipconsole.store.log import start_log
    from flipconsole.store.settings import load

    home = Home(data_directory(given))
    start_log(home)
    settings = load(home.directory)
    base_url = getattr(given, "base_url", settings.base_url)
    if not base_url:
        print(_("No server address is known. Add --base-url, or set it once in the window."), file=sys.stderr)
        return USAGE
    async with open_parts(read_origin(base_url), home, settings, secret, undo_s=0.0) as parts:
        return await work(parts)


def entry() -> None:
    """The `flipconsole` command."""
    sys.exit(main())


if __name__ == "__main__":
    entry()
