"""Certificates of small issuers of our own, for servers on loopback."""

import ssl
import sys
import warnings
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

NEEDS_OPEN_STORE = pytest.mark.skipif(sys.platform != "linux", reason="needs a trust store that a test may set")

_THEN = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)


class Certificates:
    """A small issuer of our own, under the name that it is given; `file` is its certificate."""

    def __init__(self, directory: Path, organisation: str = "Test issuer", unit: str = "") -> None:
        self.issuer = trustme.CA(organization_name=organisation, organization_unit_name=unit or organisation)
        self.file = directory / f"{organisation}.pem"
        self.issuer.cert_pem.write_to_path(str(self.file))

    def server(self, name: str = "localhost", *, expired: bool = False) -> ssl.SSLContext:
        """The context of a server whose certificate is for that name and now, or was for one month of 2020."""
        begins, ends = _THEN if expired else (None, None)
        shown = self.issuer.issue_cert(name, common_name=name, not_before=begins, not_after=ends)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.configure_cert(context)
        return context


def self_made(directory: Path, name: str = "localhost") -> ssl.SSLContext:
    """The context of a server that issued its certificate itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2049, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = directory / "self-made.pem"
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(pem, form, plain) + made.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def outdated(certificates: Certificates) -> ssl.SSLContext:
    """The context of a server that speaks TLS 1.1 at most."""
    context = certificates.server()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context
