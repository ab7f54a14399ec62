"""A real Secret Service under a bus of its own: GNOME Keyring, unlocked, with nothing of this machine's in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

WAIT_S = 20
_PASSWORD = b"a password"
_NAME = "org.freedesktop.secrets"
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


@dataclass(frozen=True)
class SecretService:
    """`home` holds its files, `surroundings` leads a process to it."""

    home: Path
    surroundings: dict[str, str]

    def lock(self) -> None:
        """Lock every collection, as logging out of the desktop's keyring does."""
        import secretstorage

        with contextlib.closing(secretstorage.dbus_init()) as bus:
            for collection in secretstorage.get_all_collections(bus):
                collection.lock()

    def unlock(self) -> None:
        """Unlock them with their password, as the login does, without a prompt that nobody here could answer."""
        import secretstorage
        from secretstorage.dhcrypto import Session
        from secretstorage.util import DBusAddressWrapper, format_secret, open_session

        with contextlib.closing(secretstorage.dbus_init()) as bus:
            session: Session = open_session(bus)
            door = DBusAddressWrapper(
                "/org/freedesktop/secrets", "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", bus
            )
            for collection in secretstorage.get_all_collections(bus):
                if collection.is_locked():
                    secret = format_secret(session, _PASSWORD, "text/plain")
                    door.call("UnlockWithMasterPassword", "o(oayays)", collection.collection_path, secret)


def why_none() -> str:
    """Why this machine cannot run one; "" when it can."""
    lacking = [name for name in ("dbus-daemon", "gnome-keyring-daemon") if shutil.which(name) is None]
    return f"there is no {' and no '.join(lacking)} here: apt-get install gnome-keyring" if lacking else ""


@contextlib.contextmanager
def running() -> Iterator[SecretService]:
    """A bus and a keyring on it, until the block ends."""
    if why := why_none():
        pytest.skip(why)
    home = Path(tempfile.mkdtemp(prefix="flip-ring-"))
    address = home / "bus"
    settings = home / "bus.conf"
    settings.write_text(_BUS.format(path=address))
    surroundings = {
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={address}",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home),
    }
    inherited = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    quiet = {"env": {**inherited, **surroundings}, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    bus = subprocess.Popen(["dbus-daemon", f"--config-file={settings}", "--nofork", "--nopidfile"], **quiet)
    ring = None
    try:
        _until(address.exists)
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        ring = subprocess.Popen(command, stdin=subprocess.PIPE, **quiet)
        assert ring.stdin is not None
        ring.stdin.write(_PASSWORD)
        ring.stdin.close()
        _until(lambda: _is_served(f"unix:path={address}"))
        yield SecretService(home, surroundings)
    finally:
        for process in (ring, bus):
            if process is not None:
                process.kill()
                process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _is_served(address: str) -> bool:
    from jeepney import DBusAddress, new_method_call
    from jeepney.io.blocking import open_dbus_connection

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    with open_dbus_connection(bus=address) as connection:
        reply = connection.send_and_get_reply(new_method_call(bus, "NameHasOwner", "s", (_NAME,)), timeout=5)
    return bool(reply.body[0])


def _until(holds: object) -> None:
    end = time.monotonic() + WAIT_S
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "the Secret Service did not come up"
        time.sleep(0.02)
