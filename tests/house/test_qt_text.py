"""SEC5: foreign text cannot become markup in the window, because every door to it is known."""

import pytest

from tests.house import qt_text, reviewed, tree
from tests.house.findings import Finding

MODEL = """
def data(self, index, role):
    {test}
            return row.name
"""

PLANTED = {
    "label made": "from PySide6.QtWidgets import QLabel\nQLabel(command.device_id)",
    "label renamed": "from PySide6.QtWidgets import QLabel as Words",
    "label through its module": "from PySide6 import QtWidgets\nx = QtWidgets.QLabel(command.device_id)",
    "label derived": "class Words(QLabel): ...",
    "label kept": "Words = QLabel",
    "everything imported": "from PySide6.QtWidgets import *",
    "tooltip": "self.view.setToolTip(command.device_id)",
    "tooltip of a tab": "tabs.setTabToolTip(0, site.name)",
    "tooltip by formatting": "self.setToolTip(_('Battery {id}').format(id=command.device_id))",
    "tooltip by f-string": "self.setToolTip(f'Battery {command.device_id}')",
    "tooltip by adding": "self.setToolTip(_('Battery ') + command.device_id)",
    "tooltip of a variable translation": "self.setToolTip(_(reason))",
    "tooltip of a model": MODEL.format(test="if role == Qt.ItemDataRole.ToolTipRole:"),
    "tooltip of a matching model": MODEL.format(test="match role:\n        case Qt.ItemDataRole.ToolTipRole:"),
    "tooltip of a table of roles": "roles = {Qt.ItemDataRole.ToolTipRole: row.name}",
    "tooltip by getattr": "getattr(view, 'setToolTip')(row.name)",
    "message box": "QtWidgets.QMessageBox.warning(self, title, error.text)",
    "rich edit": "from PySide6.QtWidgets import QTextEdit\nQTextEdit().append(reason)",
    "html of a document": "document.setHtml(reason)",
    "html inserted": "cursor.insertHtml(reason)",
    "plot title": "plot.setTitle(device_id)",
    "plot text": "pyqtgraph.TextItem(html=device_id)",
    "axis label": "axis.setLabel(text=device_id)",
    "notification": "tray.showMessage(_('Flip'), reason)",
    "link opened": "QDesktopServices.openUrl(QUrl(reason))",
    "links in a label": "label.setOpenExternalLinks(True)",
    "rich format": "label.setTextFormat(Qt.TextFormat.RichText)",
}

HARMLESS = """
from PySide6.QtGui import QStaticText
from flipconsole.ui.plain import PlainLabel, plain_tooltip
label = PlainLabel(command.device_id)
label.setText(command.reason)
self.setToolTip("Search")
self.setToolTip(_("Search"))
self.setToolTip(plain_tooltip(_("Battery {id}").format(id=command.device_id)))
self.setToolTip(_("Pause") if running else _("Go on"))
self.setToolTip(_("Search") + " (Ctrl+F)")
self.setToolTip(ngettext("one row", "many rows", count))
tabs.setTabToolTip(0, _("The list"))
label.setTextFormat(Qt.TextFormat.PlainText)
rows.append(command)
label.setOpenExternalLinks(False)
laid_out: dict[str, QStaticText] = {}
hint = QStaticText.PerformanceHint.AggressiveCaching
def data(self, index, role):
    if role == Qt.ItemDataRole.DisplayRole:
        return row.name
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tooltip(row.name)
"""


def found() -> list[Finding]:
    windows = [*tree.modules("flipconsole/ui"), tree.ROOT / "flipconsole" / "__main__.py"]
    return [
        finding
        for path in windows
        if path.exists()
        for finding in qt_text.findings(path.read_text(encoding="utf-8"), tree.name(path))
    ]


def test_no_foreign_text_reaches_qt_but_through_the_reviewed_door() -> None:
    unreviewed = [finding for finding in found() if finding.place not in reviewed.TEXT]
    assert unreviewed == [], "use PlainLabel or plain_tooltip of flipconsole.ui.plain"


def test_every_reviewed_place_still_exists_and_has_its_reason() -> None:
    assert set(reviewed.TEXT) <= {finding.place for finding in found()}
    assert all(len(reason) > 20 for reason in reviewed.TEXT.values())


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_sink_is_found(source: str) -> None:
    assert qt_text.findings(source, "flipconsole/ui/planted.py")


def test_our_own_words_pass() -> None:
    assert qt_text.findings(HARMLESS, "flipconsole/ui/planted.py") == []
