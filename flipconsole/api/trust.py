"""Whom a server's certificate may come from: the issuers of the operating system, and those of a file beside them."""

from __future__ import annotations

import os
import ssl
import sys
from pathlib import Path

from flipconsole.domain.errors import Misdirected
from flipconsole.domain.language import _


def tls_context(needed: bool, ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that trusts what the operating system trusts; an empty one where no TLS will be spoken.

    The issuers in `ca_file` (PEM) are trusted too, never instead. SSLKEYLOGFILE is not honoured.

    Raises:
        Misdirected: the file cannot be used; then nothing is trusted at all.
    """
    if not needed:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import truststore

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file is not None:
        _add(context, ca_file)
    if sys.platform not in ("win32", "darwin"):
        # WORKAROUND truststore 0.10.5 (src/truststore/_openssl.py): where OpenSSL itself verifies, it reads all
        # certificates again for every connection, 18 ms on the window's thread. One reading here, then the context
        # that holds them.
        context.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
        context = getattr(context, "_ctx", context)
    return context


def named_files(ca_file: Path | None) -> tuple[str, ...]:
    """The files whose issuers count because the profile names them or, with OpenSSL, the environment."""
    files = [] if ca_file is None else [str(ca_file)]
    if sys.platform not in ("win32", "darwin"):
        files += [f"{name}={os.environ[name]}" for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    return tuple(files)


def _add(context: ssl.SSLContext, ca_file: Path) -> None:
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError as error:
        raise Misdirected(
            _(
                "The certificate file {path} holds no certificates as PEM text. Nothing was sent; your answers are "
                "kept."
            ).format(path=ca_file)
        ) from error
    except OSError as error:
        raise Misdirected(
            _("The certificate file {path} cannot be read ({why}). Nothing was sent; your answers are kept.").format(
                path=ca_file, why=error.strerror or error
            )
        ) from error
