"""What a server's certificate says about itself: who issued it, for which names, for how long.

Python tells this only of certificates that were verified by OpenSSL, and the ones to explain are those that were not
(or were by Windows or macOS). So the few fields are read from the DER bytes here (RFC 5280 section 4.1). Nothing
is decided by what is read: whether a certificate is accepted, the TLS library alone says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flipconsole.api.fields import cut
from flipconsole.api.server_text import plain_line
from flipconsole.domain.environment import Environment, Origin

MOST_NAME = 120
"""Characters of an issuer's name that are shown; the text is a stranger's."""

_SEQUENCE, _SET, _OID, _INTEGER = 0x30, 0x31, 0x06, 0x02
_TIMES = {0x17: "%y%m%d%H%M%SZ", 0x18: "%Y%m%d%H%M%SZ"}
_TEXTS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_VERSION, _EXTENSIONS, _DNS_NAME = 0xA0, 0xA3, 0x82
_COMMON_NAME, _ORGANISATION, _UNIT = b"\x55\x04\x03", b"\x55\x04\x0a", b"\x55\x04\x0b"
_OTHER_NAMES = b"\x55\x1d\x11"

_INSPECTORS = (
    "Avast", "AVG", "Barracuda", "Bitdefender", "Blue ?Coat", "Burp", "Cato Networks", "Charles Proxy", "Check ?Point",
    "Cisco", "ContentWatch", "Cyberoam", "Dr\\.? ?Web", "ESET", "FiddlerRoot", "Forcepoint", "Forti(gate|net)\\w*",
    "GoGuardian", "iboss", "Kaspersky", "Lightspeed", "McAfee", "Menlo Security", "mitmproxy", "Net ?Nanny", "Netskope",
    "OpenDNS", "Palo Alto", "PortSwigger", "Securly", "Skyhigh", "Smoothwall", "SonicWALL", "Sophos", "Squid",
    "Trend Micro", "Umbrella", "Untangle", "WatchGuard", "Websense", "Zscaler",
)  # fmt: skip
"""Makers of products that open encrypted connections on their way, as they name the issuers they install."""
_PUBLIC_ISSUERS = (
    "Actalis", "Amazon", "Apple", "Buypass", "Certum", "Cloudflare", "COMODO", "DigiCert", "Entrust", "GeoTrust",
    "GlobalSign", "GoDaddy", "Google Trust Services", "HARICA", "IdenTrust", "Internet Security Research Group", "ISRG",
    "Let's Encrypt", "Microsoft", "QuoVadis", "RapidSSL", "Sectigo", "SSL Corp\\w*", "Starfield", "SwissSign", "Thawte",
    "USERTRUST", "ZeroSSL",
)  # fmt: skip


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])({'|'.join(names)})(?![a-z])", re.IGNORECASE)


_INSPECTOR, _PUBLIC = _any_of(_INSPECTORS), _any_of(_PUBLIC_ISSUERS)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; `issuer` is a name for people, plain and cut, `issuer_words` all that it says of its issuer."""

    issuer: str
    issuer_words: str
    is_self_issued: bool
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime

    def names_host(self, host: str) -> bool:
        """Whether it was made for this host (by name, or `*.` and one more label)."""
        _label, _dot, parent = host.partition(".")
        wanted = {host.lower(), f"*.{parent}".lower()}
        return any(name.lower() in wanted for name in self.names)

    @property
    def inspector(self) -> str:
        """The maker of inspection products whose name the issuer bears, "" for none that is known."""
        found = _INSPECTOR.search(self.issuer_words)
        return found.group(0) if found else ""

    def is_made_on_the_way(self, origin: Origin) -> bool:
        """Whether, not being trusted, it speaks for somebody who opens the connection on its way.

        That can be said honestly where the issuer bears the name of an inspection product, and where it is made for one
        of Flip's own hosts by an issuer that is none of the public ones: Flip itself would not have such a certificate.
        """
        if self.inspector:
            return True
        is_flips = origin.environment in (Environment.PRODUCTION, Environment.SANDBOX)
        return is_flips and self.names_host(origin.host) and not _PUBLIC.search(self.issuer_words)


def read_certificate(der: bytes) -> Certificate | None:
    """What the bytes say; None when they are no certificate that can be read."""
    try:
        return _read(der)
    except (ValueError, IndexError, StopIteration, OverflowError):
        return None


def _read(der: bytes) -> Certificate:
    whole = _one(der, _SEQUENCE)
    parts = list(_parts(_one(whole, _SEQUENCE)))
    if parts[0][0] == _VERSION:
        del parts[0]
    (_serial, _algorithm, (_, issuer), (_, validity), (_, subject), *rest) = parts
    begins, ends = (_moment(tag, value) for tag, value in _parts(validity))
    words = dict(_attributes(issuer))
    subject_words = dict(_attributes(subject))
    names = [
        name for tag, extensions in rest if tag == _EXTENSIONS for name in _other_names(_one(extensions, _SEQUENCE))
    ]
    if not names and _COMMON_NAME in subject_words:
        names = [subject_words[_COMMON_NAME]]
    shown = next((words[key] for key in (_COMMON_NAME, _ORGANISATION, _UNIT) if words.get(key)), "")
    organisation = words.get(_ORGANISATION, "")
    if organisation and organisation != shown:
        shown = f"{shown} ({organisation})"
    return Certificate(
        issuer=cut(plain_line(shown), MOST_NAME),
        issuer_words=plain_line(" | ".join(words.values()))[:1_000],
        is_self_issued=issuer == subject,
        names=tuple(cut(plain_line(name), MOST_NAME) for name in names[:100]),
        not_before=begins,
        not_after=ends,
    )


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each element, one after the other."""
    at = 0
    while at < len(content):
        tag, length = content[at], content[at + 1]
        at += 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= 4:
                raise ValueError("no length of DER")
            length = int.from_bytes(content[at : at + count], "big")
            at += count
        if at + length > len(content):
            raise ValueError("cut")
        yield tag, content[at : at + length]
        at += length


def _one(content: bytes, wanted: int) -> bytes:
    """The content of the first element, which must have this tag."""
    tag, value = next(_parts(content))
    if tag != wanted:
        raise ValueError("another element was due")
    return value


def _attributes(name: bytes) -> Iterator[tuple[bytes, str]]:
    for _tag, group in _parts(name):
        for _tag_inside, pair in _parts(group):
            (kind, key), (encoding, value), *_more = _parts(pair)
            if kind == _OID and encoding in _TEXTS:
                yield key, value.decode(_TEXTS[encoding], "replace")


def _other_names(extensions: bytes) -> Iterator[str]:
    for _tag, extension in _parts(extensions):
        parts = list(_parts(extension))
        if parts[0] == (_OID, _OTHER_NAMES):
            for kind, name in _parts(_one(parts[-1][1], _SEQUENCE)):
                if kind == _DNS_NAME:
                    yield name.decode("ascii", "replace")


def _moment(tag: int, value: bytes) -> datetime:
    if tag not in _TIMES:
        raise ValueError("no time")
    moment = datetime.strptime(value.decode("ascii"), _TIMES[tag]).replace(tzinfo=UTC)
    # RFC 5280 section 4.1.2.5.1: two digits from 50 on mean 19xx; Python draws that line at 69.
    return moment.replace(year=moment.year - 100) if tag == 0x17 and moment.year >= 2050 else moment
