"""What is read from a certificate is what its maker wrote, and no bytes can do harm."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.api.certificate import Certificate, read_certificate
from flipconsole.domain.environment import read_origin

PRODUCTION, CUSTOM = read_origin("https://api.flip.energy"), read_origin("https://flip.test")


def made_by(organisation: str, *names: str, unit: str = "Unit") -> Certificate:
    issuer = trustme.CA(organization_name=organisation, organization_unit_name=unit)
    found = read_certificate(der_of(issuer.issue_cert(*names)))
    assert found is not None
    return found


def der_of(certificate: trustme.LeafCert) -> bytes:
    return ssl.PEM_cert_to_DER_cert(certificate.cert_chain_pems[0].bytes().decode())


def test_issuer_names_and_times_are_read() -> None:
    begins, ends = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2051, 1, 2, tzinfo=UTC)
    issuer = trustme.CA(organization_name="Überwachung GmbH 電池", organization_unit_name="Keller")
    shown = issuer.issue_cert("flip.test", "*.flip.energy", common_name="flip.test", not_before=begins, not_after=ends)
    found = read_certificate(der_of(shown))
    assert found is not None
    assert "Überwachung GmbH 電池" in found.issuer
    assert found.issuer_words == "Überwachung GmbH 電池 | Keller"
    assert found.names == ("flip.test", "*.flip.energy")
    assert (found.not_before, found.not_after) == (begins, ends)
    assert not found.is_self_issued
    own = read_certificate(ssl.PEM_cert_to_DER_cert(issuer.cert_pem.bytes().decode()))
    assert own is not None
    assert own.is_self_issued


@pytest.mark.parametrize(
    ("host", "is_named"),
    [
        ("flip.test", True),
        ("FLIP.test", True),
        ("api.flip.energy", True),
        ("a.b.flip.energy", False),
        ("other.test", False),
    ],
)
def test_whether_it_names_a_host(host: str, is_named: bool) -> None:
    assert made_by("Issuer", "flip.test", "*.flip.energy").names_host(host) == is_named


INSPECTED = ("Zscaler Inc.", "Fortinet", "FortiGate CA", "mitmproxy", "DO_NOT_TRUST_FiddlerRoot", "ESET, spol. s r. o.",
             "Kaspersky Lab ZAO", "Cisco Umbrella", "netskope", "Avast Web/Mail Shield Root")  # fmt: skip
NOT_INSPECTED = ("Let's Encrypt", "Amazon", "Squidward Energy", "Preset Power", "Bavgate", "Acme")


def test_makers_of_inspection_products_are_known_by_whole_words() -> None:
    for name in INSPECTED:
        assert made_by(name, "flip.test").is_made_on_the_way(CUSTOM), name
        assert made_by("Company", "flip.test", unit=name).is_made_on_the_way(CUSTOM), name
    for name in NOT_INSPECTED:
        assert not made_by(name, "flip.test").is_made_on_the_way(CUSTOM), name


def test_only_public_issuers_speak_for_flips_own_hosts() -> None:
    assert made_by("Acme Corp Proxy", "api.flip.energy").is_made_on_the_way(PRODUCTION)
    assert not made_by("Let's Encrypt", "api.flip.energy").is_made_on_the_way(PRODUCTION)
    assert not made_by("Acme Corp", "login.wifi.test").is_made_on_the_way(PRODUCTION)


def test_a_name_cannot_move_or_hide_other_text() -> None:
    found = made_by("Flip\u202eygrenE\x00\n" + "x" * 50, "flip.test")
    assert "\u202e" not in found.issuer
    assert "\n" not in found.issuer
    assert len(found.issuer) <= 121


WHOLE = der_of(trustme.CA().issue_cert("flip.test"))


def test_a_cut_certificate_is_none() -> None:
    """At any place; in one test, as no two certificates are of the same length."""
    assert [cut for cut in range(len(WHOLE)) if read_certificate(WHOLE[:cut]) is not None] == []


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_no_bytes_do_harm(noise: bytes, changes: list[tuple[int, int]]) -> None:
    read_certificate(noise)
    broken = bytearray(WHOLE)
    for place, value in changes:
        broken[place] = value
    found = read_certificate(bytes(broken))
    assert found is None or len(found.issuer) <= 300


def test_the_certificates_of_this_machine_are_all_read() -> None:
    store = Path("/etc/ssl/certs/ca-certificates.crt")
    if not store.exists():
        pytest.skip("no store of certificates here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(store)
    ders, told = context.get_ca_certs(binary_form=True), context.get_ca_certs()
    assert len(ders) > 50
    for der, said in zip(ders, told, strict=True):
        found = read_certificate(der)
        assert found is not None
        names = {value for group in said["issuer"] for _key, value in group}  # type: ignore[union-attr, misc]
        assert any(name in found.issuer for name in names)
        assert found.not_after.timestamp() == ssl.cert_time_to_seconds(said["notAfter"])  # type: ignore[arg-type]
