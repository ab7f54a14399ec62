"""The command line: what may be said, and what each word means."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from flipconsole import __version__
from flipconsole.domain.language import _

THEMES = ("light", "dark", "system")


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments; exits with 2 and a usage line when they make no sense."""
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--base-url", default=argparse.SUPPRESS, help=_("Flip's address, instead of the stored one"))
    common.add_argument(
        "--data-dir", type=Path, default=argparse.SUPPRESS, help=_("where answers, journal and settings are kept")
    )
    parser = argparse.ArgumentParser(
        prog="flipconsole",
        parents=[common],
        description=_("Answer the Flip Energy cloud's battery commands. Without a word: the window."),
        epilog=_(
            "The token is read from FLIPCONSOLE_TOKEN, never from an option. Exit codes: 0 done or delivered, "
            "1 not accepted or needs review, 2 usage, 3 kept in the outbox (no answer from Flip), 4 token refused."
        ),
    )
    parser.add_argument("--version", action="version", version=f"flipconsole {__version__}")
    words = parser.add_subparsers(dest="word", metavar=_("WORD"))

    demo = words.add_parser("demo", parents=[common], help=_("the window against the built-in simulator"))
    demo.add_argument("--batteries", type=_count, default=200)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--scenario", default="event")
    demo.add_argument("--picture", type=Path, help=_("render to this file even if there is a screen"))
    demo.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    demo.add_argument("--theme", choices=THEMES, default="system")

    simulate = words.add_parser("simulate", help=_("a Flip of our own on this machine"))
    simulate.add_argument("--host", default="127.0.0.1")
    simulate.add_argument("--port", type=int, default=0)
    simulate.add_argument("--batteries", type=_count, default=None)
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--scenario", default="event")
    simulate.add_argument("--fault", action="append", default=[], metavar="NAME=VALUE")
    simulate.add_argument("--with-parent", action="store_true", help=_("end when standard input closes"))

    listing = words.add_parser("list", parents=[common], help=_("fetch the commands, then print them"))
    listing.add_argument("--json", action="store_true")

    ack = words.add_parser("ack", parents=[common], help=_("answer one command"))
    ack.add_argument("id")
    ack.add_argument("answer", choices=("OK", "FAILED_OFFLINE", "FAILED_FAULT"))
    ack.add_argument("--reason", default=None)
    ack.add_argument("--json", action="store_true")

    outbox = words.add_parser("outbox", parents=[common], help=_("the answers that are not settled yet"))
    outbox.add_argument("--send", action="store_true", help=_("make one delivery round first"))
    outbox.add_argument("--json", action="store_true")

    render = words.add_parser("render", parents=[common], help=_("the window, to a picture"))
    render.add_argument("out", type=Path)
    render.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    render.add_argument("--theme", choices=THEMES[:2], default="light")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 1_000_000:
        raise ValueError(text)
    return number


def _size(text: str) -> tuple[int, int]:
    width, _x, height = text.partition("x")
    size = int(width), int(height)
    if not all(200 <= side <= 8000 for side in size):
        raise ValueError(text)
    return size
