"""The command line: what may be said, and what each word means."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from flipconsole.domain.language import _

THEMES = ("light", "dark", "sunlight", "contrast", "system")
LONGEST_REASON = 2000
"""Flip documents no limit for a reason; this is the console's own."""


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments; exits with 2, a usage line and a sentence when they make no sense."""
    parser = _parser()
    if any(argument.partition("=")[0] == "--token" for argument in arguments):
        parser.error(_("the token is never an option, where others could read it: set FLIPCONSOLE_TOKEN instead"))
    given = parser.parse_args(arguments)
    if given.version_json and not given.version:
        parser.error(_("--json before a word goes with --version"))
    if "profile" in given and "base_url" in given:
        parser.error(_("give --profile or --base-url, not both: a profile has its own address"))
    return given


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--base-url",
        default=argparse.SUPPRESS,
        metavar="URL",
        help=_("an address instead of a profile"),
    )
    common.add_argument(
        "--profile",
        default=argparse.SUPPRESS,
        metavar="NAME",
        help=_("the profile to work with; without it, FLIPCONSOLE_PROFILE, or the one that the window used last"),
    )
    common.add_argument(
        "--data-dir",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help=_("where answers, journal and settings are kept"),
    )
    common.add_argument(
        "--read-only",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("look only: no answer is taken, and none is sent"),
    )
    parser = argparse.ArgumentParser(
        prog="flipconsole",
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=_("Answer the Flip Energy cloud's battery commands. Without a WORD, the window opens."),
        epilog=_(
            "token:\n"
            "  is read from the environment variable FLIPCONSOLE_TOKEN, never from an option\n\n"
            "exit codes:\n"
            "  0  done, or delivered\n"
            "  1  not accepted, or needs review: a person must look\n"
            "  2  usage or set-up: nothing was done, the sentence says what to change\n"
            "  3  kept in the outbox: no answer from Flip\n"
            "  4  token refused: answers are kept in the outbox\n\n"
            "examples:\n"
            "  flipconsole demo\n"
            "  flipconsole list --base-url https://api-sandbox.flip.energy\n"
            "  flipconsole ack --help"
        ),
    )
    parser.add_argument("--version", action="store_true", help=_("print version, commit, build and limits, exit"))
    parser.add_argument("--json", action="store_true", dest="version_json", help=_("with --version: as an object"))
    words = parser.add_subparsers(dest="word", metavar="WORD", title=_("words"))

    demo = words.add_parser("demo", parents=[common], help=_("the window against the built-in simulator"))
    demo.add_argument("--batteries", type=_number(0, 1_000_000), default=200, metavar="N", help=_("default 200"))
    _add_seed(demo)
    _add_scenario(demo)
    demo.add_argument("--picture", type=Path, metavar="PNG", help=_("render to this file even if there is a screen"))
    _add_size(demo)
    demo.add_argument("--theme", choices=THEMES, default="system", help=_("default: that of the system"))

    simulate = words.add_parser("simulate", help=_("a Flip of our own on this machine"))
    simulate.add_argument("--host", default="127.0.0.1", help=_("default 127.0.0.1: this machine alone"))
    simulate.add_argument("--port", type=_number(0, 65535), default=0, metavar="N", help=_("default: any free one"))
    simulate.add_argument(
        "--batteries", type=_number(0, 1_000_000), default=None, metavar="N", help=_("default: the scenario's own")
    )
    _add_seed(simulate)
    _add_scenario(simulate)
    simulate.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("misbehave, like status=503 or lost=0.3,on=patch; may be given several times"),
    )
    simulate.add_argument("--with-parent", action="store_true", help=_("end when standard input closes"))

    listing = words.add_parser("list", parents=[common], help=_("fetch the commands, then print them"))
    listing.add_argument("--json", action="store_true", help=_("an array of commands"))

    _add_ack(words.add_parser, common)

    outbox = words.add_parser("outbox", parents=[common], help=_("the answers that are not settled yet"))
    outbox.add_argument("--send", action="store_true", help=_("make one delivery round first"))
    outbox.add_argument("--json", action="store_true", help=_("an array of answers"))

    _add_doctor(words.add_parser, common)

    selftest = words.add_parser("selftest", parents=[common], help=_("whether everything works on this machine"))
    selftest.add_argument("--json", action="store_true", help=_("the report as an object"))
    selftest.add_argument("--screen", action="store_true", help=argparse.SUPPRESS)

    verify = words.add_parser("verify", parents=[common], help=_("whether the journal of all answers is whole"))
    verify.add_argument("--json", action="store_true", help=_("one object"))

    wipe = words.add_parser("wipe", parents=[common], help=_("delete what tells about people and their homes"))
    wipe.add_argument("--yes", action="store_true", help=_("do it; without it, it is only said what would be deleted"))

    render = words.add_parser("render", parents=[common], help=_("the window, to a picture"))
    render.add_argument("out", type=Path, metavar="OUT.png")
    _add_size(render)
    render.add_argument("--theme", choices=THEMES[:-1], default="light", help=_("default light"))
    return parser


def _add_ack(add_parser: Callable[..., argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    ack = add_parser(
        "ack",
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help=_("answer one command"),
        description=_(
            "Answer one command. A line that begins “saved” says that the answer is on disk: from then on it cannot\n"
            "be lost. A second line says what came of it. Answers that waited from before go out in the same round."
        ),
        epilog=_(
            "examples:\n"
            "  flipconsole ack 497f6eca-6276-4993-bfeb-53cbbbba6f08 OK\n"
            '  flipconsole ack 497f6eca-6276-4993-bfeb-53cbbbba6f08 FAILED_FAULT --reason "inverter code E12"'
        ),
    )
    ack.add_argument("id", type=_command_id, metavar="ID", help=_("the command's id, as `flipconsole list` shows it"))
    ack.add_argument(
        "answer",
        choices=("OK", "FAILED_OFFLINE", "FAILED_FAULT"),
        metavar="OK|FAILED_OFFLINE|FAILED_FAULT",
        help=_("OK: it is scheduled or, once cancelled, removed; a failure needs --reason"),
    )
    ack.add_argument("--reason", type=_reason, metavar="TEXT", help=_("why; goes to Flip as it is"))
    ack.add_argument("--json", action="store_true", help=_("the outcome as one object; “saved” on standard error"))


def _add_doctor(add_parser: Callable[..., argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    doctor = add_parser(
        "doctor",
        parents=[common],
        formatter_class=argparse.RawDescriptionHelpFormatter,
        help=_("what keeps the console from Flip, stage by stage"),
        description=_(
            "Look at everything between this computer and Flip: name, connection, proxy, encryption, server, clock,\n"
            "token, list, and whether answers get through. That last stage sends a PATCH that can change nothing: it\n"
            "names a command that cannot exist (all zeros) and sets nothing. With --read-only it is left out."
        ),
        epilog=_(
            "exit codes:\n"
            "  0  everything works\n"
            "  1  Flip is reached, and something needs a person: clock, list, or answers\n"
            "  2  usage or set-up\n"
            "  3  Flip is not reached\n"
            "  4  no token, or one that is not accepted"
        ),
    )
    doctor.add_argument("--json", action="store_true", help=_("the diagnosis as an object, with a verdict per stage"))


def _add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=_number(0, 2**63 - 1), default=1, metavar="N", help=_("the same number, the same day; default 1")
    )


def _add_scenario(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", default="event", metavar="NAME", help=_("what happens that day; default event"))


def _add_size(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--size", type=_size, default=(1280, 800), metavar="WxH", help=_("of the picture, default 1280x800")
    )


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(
                _("“{text}” is not a whole number from {least} to {most}").format(text=text, least=least, most=most)
            )
        return int(text)

    return read


def _size(text: str) -> tuple[int, int]:
    width, _x, height = text.partition("x")
    if not all(side.isascii() and side.isdecimal() and len(side) < 5 for side in (width, height)) or not all(
        200 <= int(side) <= 8000 for side in (width, height)
    ):
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a size like 1280x800, each side from 200 to 8000").format(text=text)
        )
    return int(width), int(height)


def _command_id(text: str) -> str:
    from flipconsole.domain.paths import is_canonical_id

    if not is_canonical_id(text):
        raise argparse.ArgumentTypeError(
            _("“{text}” is not a command id; one looks like 497f6eca-6276-4993-bfeb-53cbbbba6f08").format(text=text)
        )
    return text


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) > LONGEST_REASON:
        raise argparse.ArgumentTypeError(
            _("it has {count} characters, and may have {most}").format(count=len(reason), most=LONGEST_REASON)
        )
    if any("\ud800" <= letter <= "\udfff" for letter in reason):
        raise argparse.ArgumentTypeError(_("it holds bytes that are no text in this terminal's encoding"))
    return reason
