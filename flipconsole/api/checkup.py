"""The self-test's look at encryption: it works, it refuses the unproven, and there are roots to trust."""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Callable

from flipconsole.api.trust import tls_context
from flipconsole.domain.checkup import Unfit
from flipconsole.domain.language import _

# Ciphers without any certificate, so that no private key has to be shipped: that a handshake and encryption work can be
# seen without one, and the console's own context has to refuse exactly this.
_ANONYMOUS = "AECDH-AES256-SHA:@SECLEVEL=0"
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")


def check_tls(context_of: Callable[[], ssl.SSLContext] = lambda: tls_context(True)) -> str:
    """A handshake works, and the context that requests use demands a proven certificate and TLS 1.2.

    Raises:
        Unfit: one of these is not so.
    """
    client, server = _anonymous(ssl.PROTOCOL_TLS_CLIENT), _anonymous(ssl.PROTOCOL_TLS_SERVER)
    try:
        said = _talk(client, server)
    except ssl.SSLError as error:
        raise Unfit(_("Encryption does not work: {why}.").format(why=error.reason or error)) from error
    context = context_of()
    if context.verify_mode is not ssl.CERT_REQUIRED or not context.check_hostname:
        raise Unfit(_("A server would not have to prove who it is."))
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:
        raise Unfit(_("Encryption that is known to be broken would be accepted."))
    try:
        _talk(context, _anonymous(ssl.PROTOCOL_TLS_SERVER))
    except ssl.SSLError:
        return _("{library} talks {cipher}, and a server without a certificate is refused.").format(
            library=ssl.OPENSSL_VERSION, cipher=said
        )
    raise Unfit(_("A server without a certificate was accepted."))


def check_trust_store() -> str:
    """There are root certificates to judge a server by.

    Raises:
        Unfit: there are none, so that no server could prove who it is.
    """
    if sys.platform in ("win32", "darwin"):
        return _("This system itself judges the servers' certificates.")
    context = tls_context(True)
    count = context.cert_store_stats()["x509_ca"]
    folder = ssl.get_default_verify_paths().capath
    if not count and folder is not None and os.path.isdir(folder):
        count = sum(_HASHED.fullmatch(name) is not None for name in os.listdir(folder))
    if not count:
        raise Unfit(
            _("This system has no root certificates, so no server can prove who it is."),
            _("Install your system's package of them; on Debian it is called ca-certificates."),
        )
    return _("{count} root certificates of this system are trusted.").format(count=count)


def _anonymous(protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_ANONYMOUS)
    return context


def _talk(client: ssl.SSLContext, server: ssl.SSLContext) -> str:
    """Shake hands in memory and send a few bytes; the cipher that was agreed on.

    Raises:
        ssl.SSLError: they do not come together.
    """
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    waiting = [ours.do_handshake, theirs.do_handshake]
    for _turn in range(10):
        for step in list(waiting):
            try:
                step()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(step)
        if not waiting:
            break
    else:
        raise ssl.SSLError("the handshake does not end")
    ours.write(b"answered")
    if theirs.read(16) != b"answered":
        raise ssl.SSLError("what arrives is not what was sent")
    cipher = ours.cipher()
    return "" if cipher is None else f"{ours.version()} {cipher[0]}"
