"""The keychain of this system: each that may hold a token is named and made here, and no other is ever asked for.

`keyring.get_keyring()` is never called: it follows PYTHON_KEYRING_BACKEND, a configuration file and entry points of
whatever is installed, and ends up at a plain file, at nothing, or at somebody else's code. keyring's class for KWallet
needs dbus-python and a GLib loop; since KDE Frameworks 5.97 KWallet answers as the Secret Service and is reached so.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_log = logging.getLogger(__name__)

WINDOWS_MOST = 1280
"""UTF-16 characters that the Windows Credential Manager takes: CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes."""

MOST_ALIKE = 10


class Entry(NamedTuple):
    """Where a secret lies in the keychain: no two servers and no two profiles share one."""

    service: str
    user: str


def entry_of(origin: Origin, profile: str = "") -> Entry:
    """The entry of the token for one server, or of one profile's token for it."""
    return Entry(f"flipconsole {origin.base_url}", profile or "token")


@dataclass(frozen=True)
class Vault:
    """One keychain. Its calls block, some until a person has answered a prompt: `Keychain` makes them on a thread.

    `name` fits into "Keep it in ...". `most` is the number of UTF-16 characters that it takes at most.

    Raises:
        ProfileError: it did not do what was asked; what it holds is as it was.
    """

    backend: KeyringBackend
    name: str
    most: int | None = None

    def read(self, entry: Entry) -> str:
        """The secret, or "" when there is none."""
        try:
            return self.backend.get_password(*entry) or ""
        except Exception as error:
            raise self._failed(error) from error

    def keep(self, entry: Entry, secret: str) -> None:
        """Keep the secret in place of the one before, and see that it is there."""
        if self.most is not None and len(secret.encode("utf-16-le")) > 2 * self.most:
            raise ProfileError(
                _(
                    "The token is too long for {keychain}, which takes {most} characters. It is used for this run and "
                    "asked for again at the next start."
                ).format(keychain=self.name, most=self.most)
            )
        try:
            self.backend.set_password(*entry, secret)
            is_there = self.backend.get_password(*entry) == secret
        except Exception as error:
            raise self._failed(error) from error
        if not is_there:
            raise ProfileError(
                _("Another token came back from {keychain} than was put in. It is used for this run only.").format(
                    keychain=self.name
                )
            )

    def forget(self, entry: Entry) -> None:
        """Hold nothing under this entry any more."""
        try:
            # A few keychains may hold several under one name; each deletion takes one of them.
            for _turn in range(MOST_ALIKE):
                if self.backend.get_password(*entry) is None:
                    return
                self.backend.delete_password(*entry)
        except Exception as error:
            raise self._failed(error) from error
        raise ProfileError(
            _("{keychain} still holds the token. Remove it there: it is named “{name}”.").format(
                keychain=self.name[:1].upper() + self.name[1:], name=entry.service
            )
        )

    def _failed(self, error: Exception) -> ProfileError:
        _log.warning("the keychain failed: %s", _kind(error))  # its own words may quote what it holds
        if "Locked" in _kind(error) or "Dismissed" in _kind(error):  # keyring's, secretstorage's
            return ProfileError(
                _("It was not unlocked: {keychain}. Unlock it, or enter the token for this run.").format(
                    keychain=self.name
                )
            )
        return ProfileError(
            _("{keychain} did not do what was asked ({kind}). Enter the token for this run.").format(
                keychain=self.name[:1].upper() + self.name[1:], kind=_kind(error)
            )
        )


def find_vault() -> Vault:
    """The keychain of this system; it is asked whether it is there.

    Raises:
        ProfileError: there is none that the console trusts; the sentence says that tokens stay in memory.
    """
    try:
        vault = _vault()
        if vault.backend.priority > 0:  # it raises where it cannot work here
            return vault
    except Exception as error:  # noqa: BLE001 - every way in which a desktop may lack one
        _log.info("no keychain: %s", _kind(error))
    raise ProfileError(
        _("This computer offers no keychain that the console trusts: a token stays in memory for one run.")
    )


def _vault() -> Vault:
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring as MacKeychain

        return Vault(_made(MacKeychain), _("the macOS Keychain"))
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        vault = _made(WinVaultKeyring)
        vault.persist = "local machine"  # by default it would roam to every computer of the domain
        return Vault(vault, _("the Windows Credential Manager"), WINDOWS_MOST)
    from keyring.backends.SecretService import Keyring as SecretService

    return Vault(_made(SecretService), _("this desktop's keyring (Secret Service)"))


def _made(kind: type[KeyringBackend]) -> KeyringBackend:
    """An instance without what `KeyringBackend.__init__` does: take its properties from KEYRING_PROPERTY_*."""
    return kind.__new__(kind)


def _kind(error: BaseException) -> str:
    return type(error).__name__
