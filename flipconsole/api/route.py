"""The way to an origin: directly, or through the one proxy that this computer's settings name for it.

httpx could look the settings up by itself, but it passes over the exceptions that Windows and macOS keep beside them,
trusts other issuers than ours on the way to an https:// proxy, and writes session keys there where SSLKEYLOGFILE says.
"""

from __future__ import annotations

import os
import ssl
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from typing_extensions import override

from flipconsole.domain.environment import Origin
from flipconsole.domain.errors import Misdirected
from flipconsole.domain.language import _


@dataclass(frozen=True, slots=True, repr=False)
class Proxy:
    """A proxy as the settings name it; its password is in no repr and in nothing that is shown.

    `source` is the environment variable that names it, or "" for the settings of the operating system.
    """

    url: httpx.URL
    source: str

    @property
    def shown(self) -> str:
        """Scheme, host and port, for people."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}"

    @property
    def has_password(self) -> bool:
        """Whether the settings name a user for it."""
        return bool(self.url.userinfo)

    def for_httpx(self, tls: ssl.SSLContext | None) -> httpx.Proxy:
        """The same for a client, with the context to speak to an https:// proxy.

        Raises:
            Misdirected: it is of a kind that the console cannot use.
        """
        if self.url.scheme not in ("http", "https"):
            raise Misdirected(
                _(
                    "The proxy in this computer's settings ({proxy}) is of a kind that the console cannot use. Nothing "
                    "was sent; your answers are kept. Ask for the address of an http:// proxy."
                ).format(proxy=self.shown)
            )
        return httpx.Proxy(self.url, ssl_context=tls if self.url.scheme == "https" else None)

    @override
    def __repr__(self) -> str:
        return f"Proxy({self.shown!r}, {self.source!r})"


def find_proxy(
    origin: Origin,
    settings: Callable[[], Mapping[str, str]] = urllib.request.getproxies,
    is_excepted: Callable[[str], object] = urllib.request.proxy_bypass,
) -> Proxy | None:
    """The proxy for an origin: from the environment, else (Windows, macOS) from the system's settings; None for none.

    Loopback never has one: it would see the token in clear. May ask the name service, so: on a thread.

    Raises:
        Misdirected: what the settings name is no address.
    """
    if origin.is_loopback:
        return None
    found = settings()
    scheme = origin.scheme if found.get(origin.scheme) else "all"
    text = found.get(scheme, "").strip()
    if not text or is_excepted(f"{origin.host}:{origin.port}"):
        return None
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    source = next((name for name in names if os.environ.get(name)), "")
    try:
        url = httpx.URL(text if "://" in text else f"http://{text}")
    except (httpx.InvalidURL, ValueError):
        url = httpx.URL()
    if not url.host:
        # Without the cause, whose text may be a part of the password.
        raise Misdirected(
            _(
                "The proxy in this computer's settings ({source}) is no address. Nothing was sent; your answers are "
                "kept. It must look like http://name:8080; in a password, letters like @ : / # are written as %40 %3A "
                "%2F %23."
            ).format(source=source or _("of the system"))
        )
    return Proxy(url, source)


def automatic_proxy(read: Callable[[], str] | None = None) -> str:
    """The address of the script (PAC) by which this computer finds its proxies, "" without one; not run by the console.

    Only Windows tells programs of it.
    """
    if read is None:
        if sys.platform != "win32":
            return ""
        read = _from_registry
    try:
        return read().strip()
    except OSError:
        return ""


def _from_registry() -> str:
    if sys.platform != "win32":
        return ""
    import winreg

    with winreg.OpenKey(
        winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
    ) as settings:
        return str(winreg.QueryValueEx(settings, "AutoConfigURL")[0])
