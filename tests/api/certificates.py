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


class Certificates:
    """A small issuer of our own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._openssl(
            "req", "-x509", *self._new_key("ca.key"), "-out", "ca.pem", "-subj", "/CN=Test issuer", "-days", "30"
        )

    @staticmethod
    def _new_key(name: str) -> tuple[str, ...]:
        return "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)

    def server(self, name: str = "DNS:localhost", days: int = 30) -> ssl.SSLContext:
        """The context of a server whose certificate is for that name and so many days (negative: over since)."""
        (self.directory / "ext").write_text(f"subjectAltName={name}\n")
        self._openssl("req", *self._new_key("server.key"), "-out", "server.csr", "-subj", "/CN=server")
        issuer = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
        signed = ("-out", "server.pem", "-days", str(days), "-extfile", "ext")
        self._openssl("x509", "-req", "-in", "server.csr", *issuer, *signed)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / "server.pem", self.directory / "server.key")
        return context
