"""Every import contract bites: whatever it forbids is found when somebody does it."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house import tree


def contracts() -> list[dict[str, list[str]]]:
    settings = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, list[str]]] = settings["tool"]["importlinter"]["contracts"]
    return found


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    shutil.copy(tree.ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(tree.ROOT / "flipconsole", tmp_path / "flipconsole", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_each_forbidden_import_is_found_when_planted(copied_tree: Path) -> None:
    planted = {
        (source, target)
        for contract in contracts()
        for source in contract["source_modules"]
        for target in contract["forbidden_modules"]
        if f"{source} -> {target}" not in contract.get("ignore_imports", [])
    }
    for source, target in sorted(planted):
        place = copied_tree / source.replace(".", "/")
        module = place / "planted.py" if place.is_dir() else place.with_suffix(".py")
        with module.open("a", encoding="utf-8") as text:
            text.write(f"\nimport {target}\n")

    report = lint(copied_tree)

    assert report.returncode == 1, report.stderr
    said = report.stdout
    unseen = [(source, target) for source, target in sorted(planted)
              if f"{source} is not allowed to import {target}:" not in said]  # fmt: skip
    assert unseen == []
    assert f"Contracts: 0 kept, {len(contracts())} broken." in said
