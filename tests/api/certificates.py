"""Certificates of a small issuer of our own, for servers on loopback."""

import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

NEEDS_OPENSSL = pytest.mark.skipif(
    shutil.which("openssl") is None or sys.platform != "linux",
    reason="needs openssl, and a trust store that a test may set",
)


_ISSUER = """
[ca]
default_ca = ours
[ours]
certificate = ca.pem
private_key = ca.key
new_certs_dir = .
database = issued
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
[any]
commonName = supplied
"""


class Certificates:
    """A small issuer of our own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "issuer").write_text(_ISSUER)
        (directory / "issued").touch()
        self._openssl(
            "req", "-x509", *self._new_key("ca.key"), "-out", "ca.pem", "-subj", "/CN=Test issuer", "-days", "30"
        )

    @staticmethod
    def _new_key(name: str) -> tuple[str, ...]:
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)

    def server(self, name: str = "DNS:localhost", *, expired: bool = False) -> ssl.SSLContext:
        """The context of a server whose certificate is for that name and 30 days, or was for one month of 2020."""
        (self.directory / "ext").write_text(f"subjectAltName={name}\n")
        self._openssl("req", *self._new_key("server.key"), "-out", "server.csr", "-subj", "/CN=server")
        # Not `x509 -days -1`: newer versions of openssl refuse it.
        time = ("-startdate", "20200101000000Z", "-enddate", "20200201000000Z") if expired else ("-days", "30")
        signed = ("-in", "server.csr", "-out", "server.pem", "-extfile", "ext", "-notext")
        self._openssl("ca", "-batch", "-config", "issuer", *signed, *time)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / "server.pem", self.directory / "server.key")
        return context
