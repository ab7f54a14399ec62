"""The program brings nothing onto the machine and starts nothing but itself (SEC13)."""

import ast

import pytest

from tests.house import tree

STARTS_ITSELF = {"flipconsole/built_in_flip.py", "flipconsole/selftest.py"}
"""Each with `program()`, which names this program and no other; reviewed by hand."""

TURNS_QT = "flipconsole/opening.py"
"""Its `exec` is that of the Qt application, the outermost event loop; reviewed by hand."""

_MODULES = {"subprocess", "multiprocessing", "runpy", "zipimport", "pip", "ensurepip", "tufup", "webbrowser"}
_CALLS = {
    "system", "popen", "startfile", "execv", "execve", "execvp", "execl", "execlp", "spawnv", "spawnl", "posix_spawn",
    "fork", "urlretrieve", "urlopen", "unpack_archive", "extractall", "start_detached", "startDetached",
    "spec_from_file_location", "load_module", "exec", "eval", "addsitedir",
}  # fmt: skip
_NAMES = {"QProcess", "QNetworkAccessManager", "QPluginLoader", "QLibrary"}


def suspicious(source: str) -> list[str]:
    """What would start a program, fetch a file, or run code that was not in the build."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.partition(".")[0] in _MODULES]
            case ast.ImportFrom(module=str(module), names=names):
                found += [module] if module.partition(".")[0] in _MODULES else []
                found += [alias.name for alias in names if alias.name in _NAMES | _CALLS]
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _CALLS:
                found.append(name)
            case ast.Attribute(attr=name) if name in _NAMES:
                found.append(name)
    return found


def test_no_module_can_fetch_or_start_a_program() -> None:
    modules = tree.modules("flipconsole")
    assert modules
    found = {tree.name(path): what for path in modules if (what := suspicious(path.read_text(encoding="utf-8")))}
    assert found == {path: ["subprocess"] for path in STARTS_ITSELF} | {TURNS_QT: ["exec"]}


def test_what_is_started_is_this_program() -> None:
    for path in STARTS_ITSELF:
        calls = [
            node
            for node in ast.walk(ast.parse((tree.ROOT / path).read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("subprocess.Popen", "subprocess.run")
        ]
        assert calls, path
        assert all(ast.unparse(call.args[0]).startswith("[*program(), ") for call in calls), path


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess",
        "from multiprocessing import Process",
        "import os\nos.system('x')",
        "from os import execv",
        "from PySide6.QtCore import QProcess",
        "from PySide6 import QtNetwork\nQtNetwork.QNetworkAccessManager()",
        "from urllib.request import urlretrieve",
        "import shutil\nshutil.unpack_archive('x')",
        "exec(text)",
        "import importlib.util as u\nu.spec_from_file_location('a', 'b')",
    ],
)
def test_a_planted_updater_is_found(line: str) -> None:
    assert suspicious(line)
