"""Saving and printing the timeline: asks for a name, never writes over a file without being told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from flipconsole.domain.language import _
from flipconsole.ui.signed_dialog import sign_of, signed_title
from flipconsole.ui.theme import LIGHT, Theme
from flipconsole.ui.timeline.export.files import FORMATS, as_pdf, as_png, as_svg, page_for, paint_page, write_new
from flipconsole.ui.timeline.export.sheet import Sheet
from flipconsole.ui.timeline.menus import with_key

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MAKERS = {"png": as_png, "svg": as_svg, "pdf": as_pdf}


class Exporting(QObject):
    """What is saved and printed is always light, whatever the screen is: paper is white.

    `sheet_of` gives the sheet of this moment, `lines_of` the words above it (the first one is the title), and `dress`
    gives the parts of the sheet another theme.

    Signals:
        told: what became of it, as a plain sentence.
    """

    told = Signal(str)

    def __init__(
        self,
        sheet_of: Callable[[], Sheet],
        lines_of: Callable[[], Sequence[str]],
        theme_of: Callable[[], Theme],
        dress: Callable[[Theme], None],
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._sheet_of, self._lines_of, self._theme_of, self._dress = sheet_of, lines_of, theme_of, dress
        self._host = host
        self.menu = QMenu(_("Save or print"), host)
        self.menu.setAccessibleName(_("Save or print"))
        self.menu.addAction(with_key(_("Save as PNG, SVG or PDF…"), "X")).triggered.connect(self.ask_for_file)
        self.menu.addAction(with_key(_("Print…"), "Shift+X")).triggered.connect(self.ask_for_printer)

    def content(self, kind: str) -> bytes:
        """The sheet as one of `FORMATS`."""
        lines, sheet = list(self._lines_of()), self._sheet_of()
        found = b""

        def make() -> None:
            nonlocal found
            size = sheet.size(lines)
            found = _MAKERS[kind](size, lambda painter: sheet.paint(painter, lines, LIGHT), lines[0])

        self._in_light(make)
        return found

    def save(self, path: Path, *, may_replace: bool) -> None:
        """Write the file, in the format that its name ends with (else PNG), and say what became of it."""
        kind = path.suffix.lower().removeprefix(".")
        if kind not in FORMATS:
            kind, path = "png", path.with_name(path.name + ".png")
            may_replace = may_replace and not path.exists()
        try:
            write_new(path, self.content(kind), may_replace=may_replace)
        except OSError as error:
            why = error.strerror or str(error)
            self.told.emit(_("The timeline was NOT saved: {why} Choose another name or folder.").format(why=why))
        else:
            self.told.emit(_("Saved to {path}, readable by you alone.").format(path=path))

    def ask_for_file(self) -> None:
        """Ask for a name; the name that is proposed has nothing from a server in it."""
        chooser = QFileDialog(self._host, signed_title(_("Save the timeline"), sign_of(self._host)))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([_("Picture (*.png)"), _("Drawing (*.svg)"), _("Document (*.pdf)")])
        chooser.setDefaultSuffix("png")
        chooser.filterSelected.connect(lambda text: chooser.setDefaultSuffix(text.rpartition("*.")[2].rstrip(")")))
        chooser.selectFile(_("timeline"))
        # the chooser has asked whether a file that is there may be replaced
        chooser.fileSelected.connect(lambda name: self.save(Path(name), may_replace=Path(name).exists()))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def ask_for_printer(self) -> None:
        """Ask where to print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_for(self._sheet_of().size(list(self._lines_of()))))
        printer.setDocName(_("Timeline"))
        dialog = QPrintDialog(printer, self._host)
        dialog.setWindowTitle(signed_title(_("Print the timeline"), sign_of(self._host)))
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)

    def print_on(self, printer: QPrinter) -> None:
        """Print the sheet of this moment on one page, and say what became of it."""
        lines, sheet = list(self._lines_of()), self._sheet_of()
        place = QRectF(QPointF(0, 0), printer.pageLayout().paintRectPixels(printer.resolution()).size().toSizeF())
        is_done = False

        def work() -> None:
            nonlocal is_done
            is_done = paint_page(printer, place, sheet.size(lines), lambda painter: sheet.paint(painter, lines, LIGHT))

        self._in_light(work)
        self.told.emit(
            _("Sent to the printer.") if is_done else _("It could not be printed: the printer took nothing.")
        )

    def _in_light(self, work: Callable[[], None]) -> None:
        theme = self._theme_of()
        if theme.is_dark:
            self._dress(LIGHT)
        try:
            work()
        finally:
            if theme.is_dark:
                self._dress(theme)
