"""One door for whoever works on flipconsole from its source: demo, test, bench, build, run, pictures and lock.

Needs nothing but Python 3.11 to 3.13; the rest is fetched into `.venv` on first use.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import building
import environment
import interpreter
import system_libraries

USAGE = """python3 packaging/dev.py COMMAND [ARGUMENTS]

  demo [ARGUMENTS]   the window against the built-in simulator; a picture of it where there is no display
  test [ARGUMENTS]   formatter, linter, types, import contracts and tests; arguments go to pytest
  faults [GATES]     the fault gates with their full figures (`R1 R2`, none: all; long), into tests/faults/RESULTS.md
  bench [BUDGETS]    measure B1 to B12 (or those named) and put the table into tests/benchmarks/RESULTS.md
  build [OPTIONS]    the program that needs no Python, into dist/ (--onefile, --folder-only, --again, --rivals)
  try [ARGUMENTS]    the tests of what `build` made; arguments (like `-k version`) go to pytest
  run [ARGUMENTS]    the console itself, like `python -m flipconsole ARGUMENTS`
  pictures           render the README's pictures anew, from the program itself
  lock [ARGUMENTS]   make the lock files anew with uv; arguments go to uv, for example --upgrade
"""


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit status is that of what was run."""
    parser = argparse.ArgumentParser(usage=USAGE, add_help=False)
    parser.add_argument("command", choices=list(WORDS))
    if not arguments or arguments[0] in ("-h", "--help"):
        print("usage: " + USAGE)
        return 0 if arguments else 2
    command = parser.parse_args(arguments[:1]).command
    rest = arguments[1:]
    if not interpreter.is_supported(sys.version_info[:2]):
        return _start_again_with_a_supported_python(arguments)
    try:
        return WORDS[command](rest)
    except environment.SetUpFailedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Start the window against the built-in simulator."""
    if not system_libraries.provide():
        return 1
    return _start(["demo", *arguments])


def run(arguments: list[str]) -> int:
    """Start the console with these arguments; its command line works without Qt's libraries, so they are only named."""
    system_libraries.provide()
    return _start(arguments)


def test(arguments: list[str]) -> int:
    """Run every check, also after one has failed; pytest comes last, so that its closing line is easy to find."""
    if not system_libraries.provide():
        return 1
    # The tests of the keychain and of proxies meet real ones; where there are none they say so and pass by.
    system_libraries.provide_program("gnome-keyring-daemon", "gnome-keyring")
    system_libraries.provide_program("tinyproxy", "tinyproxy")
    python = environment.ensure("test")
    scripts = python.parent
    # Two workers halve the time; who picks tests by arguments is better off without their start.
    workers = [] if arguments or (os.cpu_count() or 1) < 2 else ["-n", "2", "--dist", "loadfile"]
    checks = {
        "format": [str(scripts / "ruff"), "format", "--check", "."],
        "lint": [str(scripts / "ruff"), "check", "."],
        "types": [str(python), "-m", "mypy"],
        "imports": [str(scripts / "lint-imports")],
        "tests": [str(python), "-m", "pytest", *workers, *arguments],
    }
    surroundings = dict(os.environ)
    surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Both workers must name the tests alike, also those that are named after a set.
    surroundings.setdefault("PYTHONHASHSEED", "0")
    failed = []
    for name, check in checks.items():
        print(f"\n--- {name}", flush=True)
        if subprocess.run(check, cwd=str(environment.ROOT), env=surroundings).returncode != 0:
            failed.append(name)
    print("\nFAILED: " + ", ".join(failed) if failed else "\nAll checks passed: " + ", ".join(checks))
    return 1 if failed else 0


def faults(arguments: list[str]) -> int:
    """Run the fault gates with their full figures and put the table of the run at the top of the results."""
    if not system_libraries.provide():
        return 1
    python = environment.ensure("test")
    gates = [argument for argument in arguments if not argument.startswith("-")]
    options = [argument for argument in arguments if argument.startswith("-")]
    results = environment.ROOT / "tests" / "faults" / "RESULTS.md"
    run = [str(python), "-m", "pytest", "--gates", ",".join(gates) or "all", "--gates-table", str(results), *options]
    surroundings = dict(os.environ)
    surroundings.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run(run, cwd=str(environment.ROOT), env=surroundings).returncode


def bench(arguments: list[str]) -> int:
    """Measure the budgets; without a word, all of them, which takes a quarter of an hour."""
    if not system_libraries.provide():
        return 1
    python = environment.ensure("test")
    return subprocess.run([str(python), "-m", "tests.benchmarks", *arguments], cwd=str(environment.ROOT)).returncode


def build(arguments: list[str]) -> int:
    """Freeze the program; see `building`."""
    if not (system_libraries.provide() and system_libraries.provide_program("objdump", "binutils")):
        return 1
    return building.build(arguments)


def try_build(arguments: list[str]) -> int:
    """Start what `build` made, in every way that people do."""
    if not system_libraries.provide():
        return 1
    # A screen, a keychain and an installer of programs: where there is none the tests of it say so and pass by.
    system_libraries.provide_program("Xvfb", "xvfb")
    system_libraries.provide_program("gnome-keyring-daemon", "gnome-keyring")
    system_libraries.provide_program("pipx", "pipx")
    python = environment.ensure("test")
    surroundings = dict(os.environ, FLIPCONSOLE_BUILD=str(building.DIST / building.PROGRAM))
    command = [str(python), "-m", "pytest", "tests/frozen", *arguments]
    return subprocess.run(command, cwd=str(environment.ROOT), env=surroundings).returncode


def pictures(_arguments: list[str]) -> int:
    """Render the window in both themes, with the demo's commands and in a zone of Flip's customers."""
    if not system_libraries.provide():
        return 1
    python = environment.ensure("run")
    folder = environment.ROOT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    surroundings = dict(os.environ) | {"TZ": "America/New_York"}
    for theme in ("light", "dark"):
        target = folder / f"window-{theme}.png"
        picture = [str(python), "-m", "flipconsole", "demo", "--picture", str(target), "--size", "1280x800"]
        if subprocess.run([*picture, "--theme", theme], cwd=str(environment.ROOT), env=surroundings).returncode != 0:
            return 1
    return 0


def lock(arguments: list[str]) -> int:
    """Make the lock files from pyproject.toml; versions that still fit are kept unless `--upgrade` is given."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(environment.python_of(environment.VENV).parent))
    if uv is None:
        print("Making locks needs uv (https://docs.astral.sh/uv/): install it and try again.", file=sys.stderr)
        return 1
    how = ["--universal", "--python-version", "{}.{}".format(*interpreter.OLDEST), "--only-binary", ":all:"]
    what = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    # Tests run on exactly what people run, and builds hold it: their locks have the first as a constraint.
    extras: dict[str, list[str]] = {
        "run": [],
        "build": ["--group", "build", "--constraint", str(environment.LOCKS / "run.txt")],
        "test": ["--group", "test", "--constraint", str(environment.LOCKS / "run.txt")],
    }
    for name, extra in extras.items():
        target = environment.LOCKS / (name + ".txt")
        command = [uv, "pip", "compile", *how, *what, *extra, *arguments, "pyproject.toml", "-o", str(target)]
        if subprocess.run(command, cwd=str(environment.ROOT)).returncode != 0:
            return 1
        print(f"written: {target.relative_to(environment.ROOT)}")
    return 0


def _start(arguments: list[str]) -> int:
    python = environment.ensure("run")
    return _become([str(python), "-m", "flipconsole", *arguments])


def _become(command: list[str]) -> int:
    """Run the command in place of this process where that is possible, so that signals reach it and nothing else."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.run(command).returncode


def _start_again_with_a_supported_python(arguments: list[str]) -> int:
    python = interpreter.find_supported()
    if python is None:
        print(interpreter.refusal(), file=sys.stderr)
        return 1
    print("Python {}.{} is not supported; using {}".format(*sys.version_info[:2], python), file=sys.stderr)
    return _become([python, str(Path(__file__).resolve()), *arguments])


WORDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "faults": faults,
    "bench": bench,
    "build": build,
    "try": try_build,
    "run": run,
    "pictures": pictures,
    "lock": lock,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
