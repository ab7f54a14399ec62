"""Starts flipconsole from the command line."""

import argparse
import sys
from collections.abc import Sequence

from flipconsole import __version__


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says and return the exit status."""
    parser = argparse.ArgumentParser(prog="flipconsole")
    parser.add_argument("--version", action="version", version=f"flipconsole {__version__}")
    parser.parse_args(arguments)
    return 0


def entry() -> None:
    """Run as the installed command."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    entry()
