"""Focus is never stolen, loops are never nested, threads have one owner, and words are translated when shown."""

import pytest

from tests.house import calls, reviewed, tree
from tests.house.findings import Finding

PLANTED = {
    "window raised": ("flipconsole/ui/notices.py", "def show(self):\n    self.raise_()"),
    "window activated": ("flipconsole/ui/window.py", "def show(self):\n    self.activateWindow()"),
    "method handed on": ("flipconsole/ui/tray.py", "tray.activated.connect(window.raise_)"),
    "dialog run": ("flipconsole/ui/preview.py", "def ask(self):\n    dialog.exec()"),
    "menu run": ("flipconsole/ui/preview.py", "menu.exec(position)"),
    "another loop in the opening": ("flipconsole/opening.py", "def tell(self):\n    dialog.exec()"),
    "events turned": ("flipconsole/__main__.py", "QApplication.processEvents()"),
    "qasync slot": ("flipconsole/ui/window.py", "@asyncSlot()\nasync def clicked(self): ..."),
    "task in a view": ("flipconsole/ui/window.py", "asyncio.create_task(work())"),
    "task in the wire": ("flipconsole/api/client.py", "async def f():\n    async with TaskGroup() as group: ..."),
    "future in the console": ("flipconsole/app/console.py", "x = asyncio.ensure_future(work())"),
    "thread in a view": ("flipconsole/ui/window.py", "threading.Thread(target=self.read).start()"),
    "qt's thread in a view": ("flipconsole/ui/window.py", "QThreadPool.globalInstance().start(self.read)"),
    "constant translated": ("flipconsole/ui/words.py", "TITLE = _('Batteries')"),
    "class attribute translated": ("flipconsole/ui/words.py", "class A:\n    TITLE = _('Batteries')"),
    "default translated": ("flipconsole/ui/words.py", "def f(title=_('Batteries')): ..."),
    "table translated": ("flipconsole/domain/words.py", "WORDS = {1: ngettext('row', 'rows', 2)}"),
}

HARMLESS = {
    "window raised on request": (
        "flipconsole/ui/window.py",
        "class Window:\n    def show_by_user_request(self):\n        self.raise_()\n        self.activateWindow()",
    ),
    "statement executed": ("flipconsole/store/outbox.py", "connection.execute('SELECT 1')"),
    "tasks of the courier": ("flipconsole/app/dispatch.py", "async with asyncio.TaskGroup() as group: ..."),
    "thread of an errand": ("flipconsole/ui/errands.py", "threading.Thread(target=run).start()"),
    "words at call time": ("flipconsole/ui/words.py", "def title():\n    return _('Batteries')\nX = lambda: _('Y')"),
}


def found() -> list[Finding]:
    return [
        finding
        for path in tree.modules("flipconsole")
        for finding in calls.findings(path.read_text(encoding="utf-8"), tree.name(path))
    ]


def test_no_call_stands_where_it_does_not_belong() -> None:
    assert [finding for finding in found() if finding.place not in reviewed.CALLS] == []


def test_every_reviewed_call_still_exists_and_has_its_reason() -> None:
    assert set(reviewed.CALLS) <= {finding.place for finding in found()}
    assert all(len(reason) > 20 for reason in reviewed.CALLS.values())


@pytest.mark.parametrize(("path", "source"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_call_is_found(path: str, source: str) -> None:
    assert calls.findings(source, path)


@pytest.mark.parametrize(("path", "source"), HARMLESS.values(), ids=HARMLESS.keys())
def test_a_call_in_its_own_place_passes(path: str, source: str) -> None:
    assert calls.findings(source, path) == []
