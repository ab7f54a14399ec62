"""The frozen program keeps a secret in the keychain of the desktop and reads it back (P3)."""

from __future__ import annotations

import sys

import pytest

from tests import secret_service
from tests.frozen.conftest import Frozen


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Secret Service is what Linux desktops have")
def test_a_secret_is_kept_and_read_back(frozen: Frozen, screen: str) -> None:
    with secret_service.running() as ring:
        address = ring.surroundings["DBUS_SESSION_BUS_ADDRESS"]
        ran = frozen.run("selftest", "--json", DISPLAY=screen, DBUS_SESSION_BUS_ADDRESS=address)
    assert ran.report["place"]["Keychain"].endswith("a probe was kept, read back and removed"), ran.err


def test_without_one_it_says_where_a_token_stays(frozen: Frozen, screen: str) -> None:
    ran = frozen.run("selftest", "--json", DISPLAY=screen, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    assert "in memory for one run" in ran.report["place"]["Keychain"], ran.err
