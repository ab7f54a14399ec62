"""The keychain as the console asks it: on a thread of its own, one question after the other, never waited for here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from flipconsole.store.secrets.vault import Entry, Vault, find_vault

T = TypeVar("T")


class Keychain:
    """Finds the vault at the first question, and keeps it.

    A locked one may ask a person for its password, and wait for that as long as nobody answers. So each question is
    asked on a thread that does not keep the process from ending, and what comes of it is a future, which fails with
    ProfileError. A question that is cancelled before its turn is never asked.
    """

    def __init__(self, find: Callable[[], Vault] = find_vault) -> None:
        self._find = find
        self._vault: Vault | None = None
        self._turn = threading.Lock()

    def name(self) -> Future[str]:
        """What people call it."""
        return self._ask(lambda vault: vault.name)

    def read(self, entry: Entry) -> Future[str]:
        """The secret of an entry, "" when there is none."""
        return self._ask(lambda vault: vault.read(entry))

    def keep(self, entry: Entry, secret: str) -> Future[None]:
        """Keep a secret in place of the one before."""
        return self._ask(lambda vault: vault.keep(entry, secret))

    def forget(self, entry: Entry) -> Future[None]:
        """Hold nothing under this entry any more."""
        return self._ask(lambda vault: vault.forget(entry))

    def _ask(self, question: Callable[[Vault], T]) -> Future[T]:
        future: Future[T] = Future()

        def answer() -> None:
            with self._turn:
                if not future.set_running_or_notify_cancel():
                    return
                try:
                    self._vault = self._vault or self._find()
                    future.set_result(question(self._vault))
                except Exception as error:  # noqa: BLE001 - it is told to whoever waits
                    future.set_exception(error)

        threading.Thread(target=answer, name="keychain", daemon=True).start()
        return future
