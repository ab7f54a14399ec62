"""The self-test sees encryption that is switched off, and a machine that trusts nobody."""

import ssl
from pathlib import Path

import pytest

from flipconsole.api.checkup import check_tls, check_trust_store
from flipconsole.api.trust import tls_context
from flipconsole.domain.checkup import Unfit


def test_encryption_works_and_the_consoles_own_context_is_strict() -> None:
    assert "a server without a certificate is refused" in check_tls()


def careless() -> ssl.SSLContext:
    context = tls_context(True)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def outdated() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1
    return context


def talks_to_anybody() -> ssl.SSLContext:
    """Strict to look at; but it offers to talk without any certificate."""
    context = tls_context(True)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


@pytest.mark.parametrize(
    ("planted", "said"),
    [(careless, "prove who it is"), (outdated, "known to be broken"), (talks_to_anybody, "was accepted")],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated")
def test_a_context_that_is_not_strict_is_seen(planted: object, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        check_tls(planted)  # type: ignore[arg-type]


def test_a_library_that_cannot_shake_hands_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flipconsole.api.checkup._ANONYMOUS", "ECDHE-RSA-AES256-GCM-SHA384")
    with pytest.raises(Unfit, match="Encryption does not work"):
        check_tls()


def test_a_machine_without_root_certificates_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "root certificates of this system are trusted" in check_trust_store()
    empty = tmp_path / "none.pem"
    empty.write_text("", encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setattr("truststore._openssl._CA_FILE_CANDIDATES", [])
    with pytest.raises(Unfit) as unfit:
        check_trust_store()
    assert "ca-certificates" in unfit.value.advice
