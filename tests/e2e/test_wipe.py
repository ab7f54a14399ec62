"""The personal data is deleted from the window, which then opens anew on the same server."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from flipconsole.ui.site_book.dialog import SiteBookDialog
from flipconsole.ui.site_book.wipe_dialog import WipeDialog
from flipconsole.ui.window import MainWindow
from tests.e2e.life import comes, live, shown


def test_the_window_opens_anew_without_what_was_known(qapp: QApplication, tmp_path: Path) -> None:
    seen: list[Any] = []

    def kept() -> list[Path]:
        return list(tmp_path.rglob("batteries.json"))

    async def visit() -> None:
        window = await comes(lambda: shown(MainWindow))
        window._batteries.enter("dev-1", "address", "7 Canary Street")
        await comes(kept)
        window.actions_of_window.site_book.trigger()
        book = await comes(lambda: shown(SiteBookDialog))
        book.wipe_asked.emit()
        question = await comes(lambda: shown(WipeDialog))
        assert question.delete_button.isEnabled()
        question.delete_button.click()
        again = await comes(lambda: shown(MainWindow) if shown(MainWindow) is not window else None)
        seen.extend([kept(), dict(again._batteries.known)])

    live(qapp, tmp_path, "http://127.0.0.1:9", visit)
    assert seen == [[], {}]
    assert list(tmp_path.rglob("outbox.sqlite3"))
