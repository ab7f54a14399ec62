"""Whether the keychain works here, tried with a secret of no worth."""

from __future__ import annotations

import secrets

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.vault import Entry

ANSWER_S = 5.0
"""How long it may take; a locked one waits for a person, and this does not."""


def tell_of_keychain(keychain: Keychain | None = None, limit_s: float = ANSWER_S) -> str:
    """Where a token can be kept on this computer, in words; what was put there to try it is gone again."""
    keychain = keychain or Keychain()
    entry, secret = Entry("flipconsole selftest", secrets.token_hex(4)), secrets.token_urlsafe(24)
    try:
        name = keychain.name().result(limit_s)
        keychain.keep(entry, secret).result(limit_s)  # which reads it back
        keychain.forget(entry).result(limit_s)
    except TimeoutError:
        return _("it does not answer, and may be waiting to be unlocked; until then a token stays in memory")
    except ProfileError as error:
        return str(error)
    return _("{name}: a probe was kept, read back and removed").format(name=name)
