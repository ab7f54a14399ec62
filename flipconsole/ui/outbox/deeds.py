"""What can be done with chosen lines, as buttons that know for which of them they are meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from flipconsole.app.link import LinkState
from flipconsole.domain.ack import AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.language import _
from flipconsole.domain.row import Row
from flipconsole.domain.words import answer_text
from flipconsole.ui.command_list.flow import FlowLayout
from flipconsole.ui.outbox.asks import OutboxBoxes, OutboxConsole
from flipconsole.ui.outbox.line import Line
from flipconsole.ui.plain import plain_tooltip


class Deeds(QObject):
    """The buttons under a table; each asks the console and changes nothing by itself.

    Signals:
        show_asked: these commands should be shown in the list.
        change_asked: a command should be answered anew, with this answer.
        refused: why something could not be done.
    """

    show_asked = Signal(list)
    change_asked = Signal(str, object)
    refused = Signal(str)

    def __init__(self, console: OutboxConsole, boxes: OutboxBoxes, parent: QWidget) -> None:
        super().__init__(parent)
        self._console = console
        self._boxes = boxes
        self._chosen: Sequence[Line] = ()
        self.layout = FlowLayout(spacing=6)
        self._now = self._button(parent, _("Send &now"), self._on_now_clicked)
        self._now.setToolTip(plain_tooltip(_("Send it as soon as Flip can be reached, also where answers are kept.")))
        self._again = self._button(parent, _("Try a&gain"), self._on_now_clicked)
        self._mine = self._button(parent, _("Send &mine"), self._on_mine_clicked)
        self._theirs = self._button(parent, _("&Drop it"), self._on_theirs_clicked)
        self._change = self._button(parent, _("Ch&ange…"), None)
        menu = QMenu(self._change)
        for answer in Answer:
            action = menu.addAction(answer_text(answer))
            action.triggered.connect(lambda _checked=False, answer=answer: self._on_change_chosen(answer))
        self._change.setMenu(menu)
        self._withdraw = self._button(parent, _("&Withdraw"), self._on_withdraw_clicked)
        self._close = self._button(parent, _("D&one: close the item"), self._on_close_clicked)
        self._show = self._button(parent, _("S&how in the list"), self._on_show_clicked)

    def show_lines(self, chosen: Sequence[Line], rows: Mapping[str, Row], *, decides_elsewhere: bool) -> None:
        """Offer what fits these lines; `decides_elsewhere`: the card beside has the buttons of the conflict."""
        self._chosen = chosen
        acks = [line.ack for line in chosen if line.ack is not None]
        asks = [ack for ack in acks if ack.state is AckState.NEEDS_REVIEW]
        loose = [ack for ack in asks if ack.command_id not in rows]
        may = {
            self._now: any(_waits(line) for line in chosen),
            self._again: any(ack.state is AckState.FAILED for ack in acks),
            self._mine: len(chosen) == 1 and bool(loose),
            self._theirs: bool(asks) and not (decides_elsewhere and len(chosen) == 1),
            self._change: len(chosen) == 1 and bool(acks),
            self._withdraw: any(_waits(line) or _is_refused(line) for line in chosen),
            self._close: any(line.item is not None for line in chosen),
            self._show: any(line.command_id in rows for line in chosen),
        }
        for button, is_offered in may.items():
            button.setVisible(is_offered)

    def _button(self, parent: QWidget, text: str, told: Callable[[], object] | None) -> QPushButton:
        button = QPushButton(text, parent)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        if told is not None:
            button.clicked.connect(lambda _checked=False: told())
        button.hide()
        self.layout.addWidget(button)
        return button

    def _on_now_clicked(self) -> None:
        if why_not := self._why_not_now():
            self.refused.emit(why_not)
            return
        for line in self._chosen:
            if line.ack is not None and _waits(line):
                self._boxes.send_now(line.ack.seq)
        refused = [line.ack.seq for line in self._chosen if line.ack is not None and line.ack.state is AckState.FAILED]
        if refused:
            self._console.retry(*refused)

    def _why_not_now(self) -> str:
        """What keeps everything here: to press the button would come to nothing, and say nothing."""
        if why_not := self._console.refusal or self._console.aids.rules.why_read_only():
            return why_not
        if self._console.link.state in (LinkState.NO_TOKEN, LinkState.TOKEN_REFUSED):
            return _("Nothing can be sent without a valid token. It is saved, and leaves once you have entered one.")
        if not self._console.link.sends:
            return _("Another process of this program sends the answers; it takes this one along.")
        return self._console.vigil.why_locked()

    def _on_mine_clicked(self) -> None:
        for line in self._chosen:
            if line.ack is not None:
                why_not = self._console.send_mine(line.ack.seq)
                if why_not:
                    self.refused.emit(why_not)

    def _on_theirs_clicked(self) -> None:
        for line in self._chosen:
            if line.ack is not None and line.ack.state is AckState.NEEDS_REVIEW:
                self._console.keep_theirs(line.ack.seq)

    def _on_change_chosen(self, answer: Answer) -> None:
        if self._chosen:
            self.change_asked.emit(self._chosen[0].command_id, answer)

    def _on_withdraw_clicked(self) -> None:
        for line in self._chosen:
            if line.ack is not None and (_waits(line) or _is_refused(line)):
                self._console.withdraw(line.ack.seq)

    def _on_close_clicked(self) -> None:
        for line in self._chosen:
            if line.item is not None:
                self._console.close_attention(line.item.id)

    def _on_show_clicked(self) -> None:
        self.show_asked.emit(list(dict.fromkeys(line.command_id for line in self._chosen)))


def _waits(line: Line) -> bool:
    return line.ack is not None and line.ack.state is AckState.QUEUED and bool(line.ack.seq)


def _is_refused(line: Line) -> bool:
    return line.ack is not None and line.ack.state is AckState.FAILED
