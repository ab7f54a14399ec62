"""What is left out of a build goes, and what only that needed goes with it."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ENTRIES = [
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "/qt/libqxcb.so", "BINARY"),
    ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/qt/libqgtk3.so", "BINARY"),
    ("libxcb-cursor.so.0", "/lib/libxcb-cursor.so.0", "BINARY"),
    ("libgtk-3.so.0", "/lib/libgtk-3.so.0", "BINARY"),
    ("libcairo.so.2", "/lib/libcairo.so.2", "BINARY"),
    ("libpython3.11.so.1.0", "/py/libpython3.11.so.1.0", "BINARY"),
    ("_ssl.so", "/py/_ssl.so", "EXTENSION"),
    ("libssl.so.3", "/lib/libssl.so.3", "BINARY"),
]
LINKED = {
    "/qt/libqxcb.so": ["libxcb-cursor.so.0", "libc.so.6"],
    "/qt/libqgtk3.so": ["libgtk-3.so.0"],
    "/lib/libgtk-3.so.0": ["libcairo.so.2"],
    "/py/_ssl.so": ["libssl.so.3"],
}


@pytest.fixture
def trimming(part: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = part("trimming")
    monkeypatch.setattr(module, "linked_with", lambda path: set(LINKED.get(path, [])))
    return module


def test_a_library_goes_with_the_plugin_that_brought_it(trimming: ModuleType) -> None:
    everything = {entry[0] for entry in trimming.needed(ENTRIES, "/py/python")}
    assert everything == {entry[0] for entry in ENTRIES}
    rest = trimming.without(ENTRIES, {"*/plugins/platformthemes/*gtk3*": "why"})
    kept = {entry[0] for entry in trimming.needed(rest, "/py/python")}
    gone = {"PySide6/Qt/plugins/platformthemes/libqgtk3.so", "libgtk-3.so.0", "libcairo.so.2"}
    assert kept == everything - gone


def test_everything_that_is_left_out_has_its_reason(part: Callable[[str], ModuleType]) -> None:
    left_out = part("left_out")
    for reasons in (left_out.MODULES, left_out.FILES):
        assert reasons
        assert [name for name, reason in reasons.items() if len(reason) < 8] == []


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("objdump") is None, reason="read with objdump")
def test_a_file_asks_for_what_it_is_linked_with_itself(part: Callable[[str], ModuleType]) -> None:
    """And not for what those are linked with: a loader's list would keep what only something left out needs."""
    import _ssl

    asked = part("trimming").linked_with(str(_ssl.__file__))
    assert any(name.startswith("libssl.so") for name in asked)
    assert not any(name.startswith("ld-linux") for name in asked)


def test_a_link_to_what_has_gone_goes_too(trimming: ModuleType) -> None:
    links = [
        ("libssl.so.3", "deep/libssl.so.3", "SYMLINK"),
        ("libgone.so", "deep/libgone.so", "SYMLINK"),
        ("a.txt", "/a.txt", "DATA"),
    ]
    held = [("deep/libssl.so.3", "/lib/libssl.so.3", "BINARY")]
    assert [entry[0] for entry in trimming.without_dangling_links(links, held)] == ["libssl.so.3", "a.txt"]


@pytest.mark.skipif(sys.platform != "linux", reason="strip is for what Linux links")
def test_only_pythons_own_libraries_are_stripped(trimming: ModuleType, tmp_path: Path) -> None:
    import _ssl

    source = str(_ssl.__file__)
    entries = [("python3.11/lib-dynload/_ssl.so", source, "EXTENSION"), ("numpy/x.so", source, "EXTENSION")]
    result = trimming.stripped(entries, tmp_path)
    if result == entries:
        pytest.skip("strip is not here")
    assert result[1] == entries[1]
    copy = Path(result[0][1])
    assert copy.is_relative_to(tmp_path)
    assert copy.stat().st_size <= Path(source).stat().st_size
