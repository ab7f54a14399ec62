"""One window per data directory and profile: a second start raises the first one's window."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from flipconsole.domain.profile import Profile

_WAIT_MS = 1500
_ASK = b"raise\n"
_ANSWER = b"raised\n"


def instance_name(directory: Path, profile: Profile) -> str:
    """The name under which the window of a data directory and a profile listens."""
    return "flipconsole-" + hashlib.sha256(f"{directory.resolve()}|{profile.folder}".encode()).hexdigest()[:16]


class FirstWindow(QObject):
    """Listens for other starts under `name`, where only this user can reach it; or asks whoever listens already.

    It decides which window is shown, never who sends: that is the sender lock's.

    Signals:
        raise_requested: another start wants this window to come to the front.
    """

    raise_requested = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_asked)

    def raise_other(self) -> bool:
        """Whether another process answered that it raises its window; otherwise this one listens from now on.

        Blocks for at most three seconds, and only when something listens that does not answer. What a killed process
        left behind is replaced: a server that only its user can reach is made aside and renamed into its place.
        """
        if self.is_elsewhere():
            return True
        self._server.listen(self._name)
        return False

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def is_elsewhere(self) -> bool:
        """Whether another process answered that it raises its window; blocks as `raise_other` does."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_WAIT_MS):
            return False
        socket.write(_ASK)
        socket.flush()
        answered = socket.waitForReadyRead(_WAIT_MS) and bytes(socket.readAll().data()) == _ANSWER
        socket.abort()
        return answered

    def _on_asked(self) -> None:
        while self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            socket.readyRead.connect(self._on_word_arrived)
            socket.disconnected.connect(socket.deleteLater)

    def _on_word_arrived(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket) and socket.canReadLine():
            if bytes(socket.readLine(len(_ASK) + 1).data()) == _ASK:
                socket.write(_ANSWER)
                socket.flush()
                self.raise_requested.emit()
            socket.disconnectFromServer()
