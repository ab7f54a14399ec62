"""Server text is text in the detail pane, the answer bar and the dialogs (gate SEC4)."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from flipconsole.domain.ack import AckState, Attention
from flipconsole.domain.command import Answer, UnreadableField, UnreadableRow
from flipconsole.domain.journal import JournalLine
from flipconsole.domain.row import Row, Stage
from flipconsole.ui.answering.bar import AnswerBar
from flipconsole.ui.answering.by_id import AnswerByIdDialog
from flipconsole.ui.answering.dialog import AnswerDialog
from flipconsole.ui.detail.pane import DetailPane
from flipconsole.ui.importing.dialog import ImportDialog
from flipconsole.ui.plain import plain
from flipconsole.ui.theme import Theme
from tests.ui.desk import (
    HOSTILE,
    NEW_YORK,
    NOW,
    RecordingConsole,
    Report,
    a_row,
    an_ack,
    button_of,
    faults_of_text,
    id_of,
    texts_of,
)

Show = Callable[[str, RecordingConsole, Theme], QWidget]


def hostile_row(text: str, stage: Stage = Stage.NOT_ACCEPTED) -> Row:
    """The text in every place of a row that a server, a file or a colleague can fill."""
    state = AckState.NEEDS_REVIEW if stage is Stage.NEEDS_REVIEW else AckState.FAILED
    ack = an_ack(1, Answer.FAILED_FAULT, reason=text, operator=text, outcome=text, state=state)
    return a_row(
        1,
        device_id=text,
        event_id=text,
        status=text,
        mode=text,
        power_mode=text,
        device_status_reason=text,
        raw=text,
        unreadable=(UnreadableField(text, text, text), UnreadableField("duration_s", text, text)),
        acks=[ack],
        stage=stage,
        attention=[Attention(id_of(1), text, "removed_race", text, NOW, 3, 1)],
        replaced_by=text,
    )


def detail(text: str, console: RecordingConsole, theme: Theme, tab: int = 0) -> QWidget:
    console.lines = [JournalLine(text, NOW, 0.0, text=text, operator=text, os_user=text)]
    pane = DetailPane(console, NEW_YORK, theme)
    pane.findChild(QTabBar).setCurrentIndex(tab)
    pane.show_row(hostile_row(text))
    return pane


def conflict(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    pane = DetailPane(console, NEW_YORK, theme)
    pane.show_row(hostile_row(text, Stage.NEEDS_REVIEW))
    return pane


def summary(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    pane = DetailPane(console, NEW_YORK, theme)
    pane.show_rows([hostile_row(text), a_row(2)])
    return pane


def bar(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    bar = AnswerBar(console, NEW_YORK, theme)
    row = a_row(1, device_id=text)
    console.rows = {row.id: row}
    console.refuses = {row.id: text}
    bar.show_rows([row])
    bar.actions_of_answers[Answer.OK].trigger()
    return bar


def dialog(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    shown = (hostile_row(text), a_row(2, device_id=text))
    console.rows = {row.id: row for row in (shown[0], a_row(2, device_id="other"))}
    return AnswerDialog(console, shown, Answer.FAILED_FAULT, NEW_YORK, theme)


def by_id(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    console.rows = {id_of(1): hostile_row(text)}
    console.refuses = {id_of(1): text}
    dialog = AnswerByIdDialog(console, NEW_YORK, theme)
    dialog._id.setText(id_of(1))
    dialog._answers.buttons()[0].click()
    dialog._send.click()
    return dialog


def imported(text: str, console: RecordingConsole, theme: Theme) -> QWidget:
    console.report = Report((), (UnreadableRow(1, text, text),))
    dialog = ImportDialog(console)
    dialog.show_text(text)
    dialog._take(text, text, lambda: None)
    return dialog


VIEWS: dict[str, Show] = {
    "fields": detail,
    "life": lambda text, console, theme: detail(text, console, theme, 1),
    "raw": lambda text, console, theme: detail(text, console, theme, 2),
    "conflict": conflict,
    "summary": summary,
    "bar": bar,
    "dialog": dialog,
    "by id": by_id,
    "import": imported,
}


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("↵", "")


@pytest.mark.parametrize("view", VIEWS)
def test_server_text_stands_literally(qtbot: QtBot, themed: Theme, view: str) -> None:
    for text in HOSTILE:
        widget = VIEWS[view](text, RecordingConsole(), themed)
        qtbot.addWidget(widget)
        widget.resize(500, 600)
        widget.show()
        widget.grab()
        assert faults_of_text(widget) == []
        assert squeezed(plain(text, 60)).rstrip("…") in squeezed(texts_of(widget)).replace("…", "")
        widget.close()


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_opens_the_file_that_a_text_names(
    qtbot: QtBot, themed: Theme, view: str, opened: Callable[[Callable[[str], None]], bool]
) -> None:
    def show(text: str) -> None:
        widget = VIEWS[view](text, RecordingConsole(), themed)
        qtbot.addWidget(widget)
        widget.show()
        widget.grab()
        widget.close()

    assert not opened(show)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[Callable[[str], None]], bool]:
    """Whether showing `<img src=...>` reads that picture from the disk, by the time of its last reading."""
    picture = tmp_path / "picture.png"
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    image.save(str(picture))

    def is_read(show: Callable[[str], None]) -> bool:
        os.utime(picture, (0, picture.stat().st_mtime))
        show(f'<img src="file://{picture}">')
        return picture.stat().st_atime > 0

    if not is_read(lambda _text: picture.read_bytes() and None):
        pytest.skip("this file system keeps no reading times")
    return is_read


def test_a_label_that_guesses_is_found(
    qtbot: QtBot, themed: Theme, opened: Callable[[Callable[[str], None]], bool]
) -> None:
    def show(text: str) -> None:
        label = QLabel(text)
        qtbot.addWidget(label)
        label.show()
        label.grab()
        assert faults_of_text(label)

    assert opened(show)


def test_a_tooltip_that_guesses_is_found(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setToolTip("<b>bold</b>")
    assert faults_of_text(widget)


def test_controls_keep_their_own_words_beside_hostile_ones(qtbot: QtBot, themed: Theme) -> None:
    console = RecordingConsole()
    widget = detail("&Save", console, themed)
    qtbot.addWidget(widget)
    button_of(widget, "Replaced by &Save")
