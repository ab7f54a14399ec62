"""About says what `--version` says."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from pytestqt.qtbot import QtBot

from flipconsole.app.console import Console
from flipconsole.domain.edition import Edition
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
