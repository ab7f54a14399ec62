"""About says what `--version` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from flipconsole.__main__ import main
from flipconsole.app.console import Console
from flipconsole.domain.edition import Edition, read_edition
from flipconsole.resources import find_resources
from flipconsole.ui.frame.about import AboutDialog
from flipconsole.ui.theme import Theme
from tests.ui.desk import visible_texts
from tests.ui.window.conftest import WindowConsole


def test_about_holds_every_fact_and_limit_of_the_version_document(qtbot: QtBot, themed: Theme, tmp_path: Path) -> None:
    edition = Edition("0123abcd", "2026-11-24")
    dialog = AboutDialog(cast(Console, WindowConsole()), tmp_path, edition)
    dialog.show()
    shown = visible_texts(dialog)
    document = edition.document()
    limits = document.pop("limits")
    assert isinstance(limits, list)
    for fact in [*document.values(), *limits]:
        assert str(fact) in shown
    dialog.close()


def test_about_says_what_the_command_line_says_of_this_very_build(
    qtbot: QtBot, themed: Theme, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["--version", "--json"]) == 0
    document = json.loads(capfd.readouterr().out)
    dialog = AboutDialog(cast(Console, WindowConsole()), tmp_path, read_edition(find_resources()))
    dialog.show()
    shown = visible_texts(dialog)
    assert set(document) == {"version", "commit", "built_on", "api_notes", "limits"}
    for fact in (document["version"], document["api_notes"], *document["limits"]):
        assert fact in shown
    for name in ("commit", "built_on"):
        assert (document[name] or "not a build") in shown
    assert shown.count("• ") == len(document["limits"]), "no limit is told in one place alone"
    dialog.close()
