"""What a refused certificate says about who stands between this computer and the server."""

from __future__ import annotations

import ssl

from flipconsole.api.certificate import Certificate
from flipconsole.api.handshake import look_at_certificate
from flipconsole.api.route import Proxy
from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import CertificateFault, Misdirected
from flipconsole.domain.language import _


async def name_issuer(
    fault: Misdirected, origin: Origin, proxy: Proxy | None, proxy_tls: ssl.SSLContext, *, total_s: float
) -> Misdirected:
    """The fault of an issuer that is not trusted, told by what can be seen of its certificate."""
    shown = await look_at_certificate(origin, proxy, proxy_tls, total_s=total_s)
    return fault if shown is None else judge_certificate(fault, shown, origin)


def judge_certificate(fault: Misdirected, shown: Certificate, origin: Origin) -> Misdirected:
    """Which of four things an untrusted certificate is: opened on the way, of another server, self-made, or unknown."""
    if shown.is_made_on_the_way(origin):
        kind = CertificateFault.INTERCEPTED
        message = _(
            "Something between this computer and the server opens the encrypted connection: the certificate was made "
            "by “{issuer}”, which this computer does not trust. Nothing was sent and your answers are kept. In a "
            "company network, ask for its certificate to be installed, or for Flip to be left alone; elsewhere, use "
            "another network."
        )
    elif not shown.names_host(origin.host):
        kind = CertificateFault.WRONG_HOST
        message = _(
            "The server's certificate belongs to another address, “{name}”. Nothing was sent and your answers are "
            "kept. Check the server address in the settings; in a guest network, sign in with a browser first."
        )
    else:
        kind = CertificateFault.UNKNOWN_ISSUER
        message = _(
            "The server's certificate comes from an issuer that this computer does not trust: “{issuer}”. Nothing was "
            "sent and your answers are kept. If it is your company's own, ask for its certificate to be installed, or "
            "name its file in the settings."
        )
    name = shown.names[0] if shown.names else "?"
    return Misdirected(message.format(issuer=shown.issuer or "?", name=name), certificate=kind)
