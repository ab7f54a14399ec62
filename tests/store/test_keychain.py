"""Tokens in the keychain of the system: a real Secret Service, and never a weaker place (SEC3)."""

import contextlib
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keyring
import keyring.backend
import keyring.core
import pytest
from keyring.backends.SecretService import Keyring as SystemKeyring

from flipconsole.domain.environment import read_origin
from flipconsole.domain.errors import ProfileError
from flipconsole.store.secrets import vault as module
from flipconsole.store.secrets.keychain import Keychain
from flipconsole.store.secrets.probe import tell_of_keychain
from flipconsole.store.secrets.vault import Entry, Vault, entry_of, find_vault
from tests import secret_service
from tests.secret_service import SecretService

SANDBOX = entry_of(read_origin("https://api-sandbox.flip.energy"))
PRODUCTION = entry_of(read_origin("https://api.flip.energy"))
SECRET = "fl_canary_7Qx9zL0wB"
WAIT_S = 20


@pytest.fixture(scope="module")
def ring() -> Iterator[SecretService]:
    with secret_service.running() as found:
        yield found


@pytest.fixture
def keychain(ring: SecretService, monkeypatch: pytest.MonkeyPatch) -> Keychain:
    for name, value in ring.surroundings.items():
        monkeypatch.setenv(name, value)
    ring.unlock()
    return Keychain()


@pytest.fixture
def no_service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")


# -- a real one ------------------------------------------------------------------------------------------------------


def test_a_token_comes_back_in_another_run_for_its_server_alone(keychain: Keychain) -> None:
    keychain.keep(SANDBOX, SECRET).result(WAIT_S)
    another_run = Keychain()
    assert another_run.read(SANDBOX).result(WAIT_S) == SECRET
    assert another_run.read(PRODUCTION).result(WAIT_S) == ""
    assert another_run.read(SANDBOX._replace(user="a profile")).result(WAIT_S) == ""


def test_another_token_takes_the_place_of_the_one_before_and_forgetting_leaves_none(keychain: Keychain) -> None:
    for token in ("one", "two"):
        keychain.keep(SANDBOX, token).result(WAIT_S)
    assert keychain.read(SANDBOX).result(WAIT_S) == "two"
    keychain.forget(SANDBOX).result(WAIT_S)
    assert keychain.read(SANDBOX).result(WAIT_S) == ""
    keychain.forget(SANDBOX).result(WAIT_S)


def test_no_file_of_the_keyring_holds_it_in_clear(keychain: Keychain, ring: SecretService) -> None:
    keychain.keep(PRODUCTION, SECRET).result(WAIT_S)
    files = [path for path in ring.home.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []


@pytest.mark.filterwarnings("ignore:Exception ignored.*socket")  # keyring leaves the one of a locked keychain open
def test_a_locked_one_says_so_and_goes_on_once_it_is_unlocked(keychain: Keychain, ring: SecretService) -> None:
    keychain.keep(SANDBOX, SECRET).result(WAIT_S)
    ring.lock()
    with pytest.raises(ProfileError, match="not unlocked"):
        keychain.read(SANDBOX).result(WAIT_S)
    gc.collect()
    ring.unlock()
    assert keychain.read(SANDBOX).result(WAIT_S) == SECRET


def test_it_has_a_name_that_stands_on_the_screen(keychain: Keychain) -> None:
    assert "Secret Service" in keychain.name().result(WAIT_S)


# -- the thread ------------------------------------------------------------------------------------------------------


class Prompting(keyring.backend.KeyringBackend):
    """A keychain that waits for a person, as a locked one does."""

    priority = 1

    def __init__(self) -> None:
        self.answered = threading.Event()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        assert self.answered.wait(WAIT_S)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_nobody_waits_for_a_prompt_and_what_was_called_off_is_not_done() -> None:
    backend = Prompting()
    keychain = Keychain(lambda: Vault(backend, "a keychain"))
    reading = keychain.read(SANDBOX)
    keeping = keychain.keep(PRODUCTION, SECRET)
    with pytest.raises(TimeoutError):
        reading.result(0.05)
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "keychain")
    assert keeping.cancel()
    backend.answered.set()
    assert reading.result(WAIT_S) == ""
    assert keychain.read(PRODUCTION).result(WAIT_S) == ""
    assert backend.kept == {}


def test_a_token_that_windows_cannot_hold_is_refused_in_words() -> None:
    backend = Prompting()
    backend.answered.set()
    vault = Vault(backend, "the Windows Credential Manager", module.WINDOWS_MOST)
    vault.keep(SANDBOX, "x" * 1280)
    with pytest.raises(ProfileError, match=r"too long for the Windows Credential Manager, which takes 1280"):
        vault.keep(SANDBOX, "x" * 1281)
    assert vault.read(SANDBOX) == "x" * 1280


def test_a_keychain_that_holds_something_else_afterwards_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Prompting()
    backend.answered.set()
    monkeypatch.setattr(backend, "set_password", lambda *_: None)
    with pytest.raises(ProfileError, match="Another token came back"):
        Vault(backend, "a keychain").keep(SANDBOX, SECRET)


def test_what_a_keychain_says_when_it_fails_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Prompting()
    backend.answered.set()

    def fail(*_: object) -> None:
        raise RuntimeError(f"cannot store {SECRET}")

    monkeypatch.setattr(backend, "set_password", fail)
    with pytest.raises(ProfileError) as failed:
        Vault(backend, "a keychain").keep(SANDBOX, SECRET)
    assert SECRET not in str(failed.value)


def test_the_self_test_tells_of_it_and_leaves_nothing_there(keychain: Keychain) -> None:
    import secretstorage

    assert tell_of_keychain(keychain).endswith("a probe was kept, read back and removed")
    with contextlib.closing(secretstorage.dbus_init()) as bus:
        assert list(secretstorage.search_items(bus, {"service": "flipconsole selftest"})) == []


def test_the_self_test_waits_for_nobody() -> None:
    backend = Prompting()
    assert "does not answer" in tell_of_keychain(Keychain(lambda: Vault(backend, "a keychain")), limit_s=0.05)
    backend.answered.set()


def test_a_keychain_that_forgets_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Prompting()
    backend.answered.set()
    monkeypatch.setattr(backend, "delete_password", lambda *_: None)
    vault = Vault(backend, "a keychain")
    vault.keep(SANDBOX, SECRET)
    with pytest.raises(ProfileError, match=r"A keychain still holds the token.*flipconsole https://api-sandbox"):
        vault.forget(SANDBOX)


# -- the other systems, as far as they can be met here ---------------------------------------------------------------


class Win32Error(Exception):
    """As pywin32-ctypes has it."""

    def __init__(self, winerror: int, funcname: str) -> None:
        super().__init__(winerror, funcname)
        self.winerror, self.funcname = winerror, funcname


class CredentialManager:
    """What keyring asks of Windows, with the limit that Windows has."""

    CRED_TYPE_GENERIC, CRED_PERSIST_LOCAL_MACHINE, CRED_PERSIST_ENTERPRISE = 1, 2, 3

    def __init__(self) -> None:
        self.held: dict[str, dict[str, Any]] = {}

    def CredWrite(self, credential: dict[str, Any], _flags: int) -> None:  # noqa: N802
        blob = credential["CredentialBlob"].encode("utf-16-le")
        if len(blob) > 2560:
            raise Win32Error(1783, "CredWrite")
        self.held[credential["TargetName"]] = credential | {"CredentialBlob": blob}

    def CredRead(self, Type: int, TargetName: str) -> dict[str, Any]:  # noqa: N802, N803
        if TargetName not in self.held:
            raise Win32Error(1168, "CredRead")
        return self.held[TargetName]

    def CredDelete(self, Type: int, TargetName: str) -> None:  # noqa: N802, N803
        del self.held[TargetName]


def test_on_windows_it_is_the_credential_manager_of_this_computer_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import Windows

    manager = CredentialManager()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Windows, "win32cred", manager, raising=False)
    monkeypatch.setattr(Windows, "pywintypes", SimpleNamespace(error=Win32Error), raising=False)
    vault = module._vault()
    assert type(vault.backend) is Windows.WinVaultKeyring
    assert "Windows Credential Manager" in vault.name
    for entry, secret in ((SANDBOX, "x" * 1280), (PRODUCTION, "prod"), (SANDBOX, SECRET)):
        vault.keep(entry, secret)
    assert (vault.read(SANDBOX), vault.read(PRODUCTION)) == (SECRET, "prod")
    assert {credential["Persist"] for credential in manager.held.values()} == {2}  # it does not roam with the account
    with pytest.raises(ProfileError, match="too long"):
        vault.keep(SANDBOX, "x" * 1281)
    vault.forget(SANDBOX)
    assert (vault.read(SANDBOX), vault.read(PRODUCTION)) == ("", "prod")


def test_on_macos_it_is_the_keychain_whatever_a_variable_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import macOS

    held: dict[tuple[str, str], str] = {}

    class NotFoundError(Exception):
        pass

    def find(_keychain: None, service: str, user: str) -> str:
        try:
            return held[service, user]
        except KeyError:
            raise NotFoundError from None

    api = SimpleNamespace(
        find_generic_password=find,
        set_generic_password=lambda _keychain, service, user, secret: held.update({(service, user): secret}),
        delete_generic_password=lambda _keychain, service, user: held.pop((service, user)),
        NotFound=NotFoundError,
        KeychainDenied=type("KeychainDenied", (Exception,), {}),
        Error=type("Error", (Exception,), {}),
    )
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(macOS, "api", api, raising=False)
    monkeypatch.setenv("KEYRING_PROPERTY_KEYCHAIN", "/tmp/elsewhere.keychain")
    vault = module._vault()
    assert type(vault.backend) is macOS.Keyring
    assert "macOS Keychain" in vault.name
    vault.keep(SANDBOX, SECRET)
    assert (vault.read(SANDBOX), vault.read(PRODUCTION)) == (SECRET, "")
    vault.forget(SANDBOX)
    assert held == {}


# -- no weaker place (SEC3) ------------------------------------------------------------------------------------------

_PLANTED = """
from pathlib import Path
from keyring.backend import KeyringBackend

class PlaintextKeyring(KeyringBackend):
    priority = 99
    file = Path(__file__).with_name("in_clear.txt")

    def get_password(self, service, username):
        return self.file.read_text() if self.file.exists() else None

    def set_password(self, service, username, password):
        self.file.write_text(password)

    def delete_password(self, service, username):
        self.file.unlink()
"""
_NAMES = [
    "planted_keyring.PlaintextKeyring",
    "keyring.backends.null.Keyring",
    "keyring.backends.fail.Keyring",
    "keyring.backends.chainer.ChainerBackend",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
]

Choice = Callable[[], type[keyring.backend.KeyringBackend] | None]


def ours() -> type[keyring.backend.KeyringBackend] | None:
    """The class that the console would keep a token in; None when it keeps it in memory."""
    try:
        return type(find_vault().backend)
    except ProfileError:
        return None


def theirs() -> type[keyring.backend.KeyringBackend] | None:
    return type(keyring.get_keyring())


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backend that keeps tokens in a plain file, where Python finds it, with the highest priority."""
    (tmp_path / "planted_keyring.py").write_text(_PLANTED)
    entry = tmp_path / "planted-1.0.dist-info"
    entry.mkdir()
    (entry / "METADATA").write_text("Metadata-Version: 2.1\nName: planted\nVersion: 1.0\n")
    (entry / "entry_points.txt").write_text("[keyring.backends]\nplanted = planted_keyring\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "planted_keyring", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    return tmp_path


def by_variable(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)


def by_file(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = folder / "config" / "python_keyring" / "keyringrc.cfg"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[backend]\ndefault-keyring={name}\nkeyring-path={folder}\n")


def judged(choose: Choice) -> bool:
    """Whether what is chosen may hold a token."""
    return choose() in (None, SystemKeyring)


@pytest.mark.usefixtures("no_service")
@pytest.mark.parametrize("way", [by_variable, by_file])
@pytest.mark.parametrize("name", _NAMES)
def test_no_variable_and_no_file_brings_another_backend(
    name: str, way: Callable[..., None], planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way(name, planted, monkeypatch)
    assert ours() is None
    assert not (planted / "in_clear.txt").exists()


@pytest.mark.parametrize("way", [by_variable, by_file])
@pytest.mark.parametrize("name", _NAMES)
def test_with_a_keychain_that_is_the_one(
    name: str, way: Callable[..., None], planted: Path, monkeypatch: pytest.MonkeyPatch, keychain: Keychain
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(planted / "config"))
    way(name, planted, monkeypatch)
    assert ours() is SystemKeyring


@pytest.mark.usefixtures("no_service")
@pytest.mark.parametrize("way", [by_variable, by_file])
def test_the_same_judge_finds_what_keyring_itself_would_choose(
    way: Callable[..., None], planted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""
    way("planted_keyring.PlaintextKeyring", planted, monkeypatch)
    assert judged(ours)
    assert not judged(theirs)
    keyring.set_password("flipconsole", "token", SECRET)
    assert SECRET in (planted / "in_clear.txt").read_text()


@pytest.mark.usefixtures("no_service", "planted")
def test_an_installed_backend_is_passed_over_though_keyring_would_take_it() -> None:
    """Negative control too: the entry point of whatever is installed is enough for keyring."""
    assert ours() is None
    vars(keyring.backend.get_all_keyring).pop("saved_result", None)
    assert not judged(theirs)


def test_no_variable_sets_a_property_of_the_keychain(keychain: Keychain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/elsewhere")
    assert vars(find_vault().backend) == {}
    assert SystemKeyring.__init__ is keyring.backend.KeyringBackend.__init__  # what is left out
    assert vars(SystemKeyring()) != {}


@pytest.mark.usefixtures("no_service")
def test_without_a_keychain_the_sentence_says_where_a_token_stays() -> None:
    with pytest.raises(ProfileError, match="in memory for one run"):
        Keychain().read(Entry("a", "b")).result(WAIT_S)
