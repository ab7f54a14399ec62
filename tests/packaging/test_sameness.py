"""Two builds count as the same only if every byte, link and mode is (SEC12)."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def builds(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal ones."""
    one = tmp_path / "one" / "flipconsole"
    (one / "_internal").mkdir(parents=True)
    (one / "flipconsole").write_bytes(b"program" * 300_000)
    (one / "_internal" / "a.so").write_bytes(b"library")
    (one / "_internal" / "link.so").symlink_to("a.so")
    other = tmp_path / "other" / "flipconsole"
    shutil.copytree(one, other, symlinks=True)
    return one, other


def test_equals_have_no_difference(part: Callable[[str], ModuleType], builds: tuple[Path, Path]) -> None:
    differences = part("sameness").differences
    assert differences(*builds) == []
    assert differences(builds[0] / "flipconsole", builds[1] / "flipconsole") == []


def plant(other: Path, what: str) -> None:
    library = other / "_internal" / "a.so"
    match what:
        case "byte":
            with (other / "flipconsole").open("r+b") as program:
                program.seek(1_500_000)
                program.write(b"!")
        case "end":
            library.write_bytes(b"library and more")
        case "mode":
            library.chmod(0o777)
        case "link":
            (other / "_internal" / "link.so").unlink()
            (other / "_internal" / "link.so").symlink_to("b.so")
        case "kind":
            (other / "_internal" / "link.so").unlink()
            shutil.copy(library, other / "_internal" / "link.so")
        case "gone":
            library.unlink()
        case "new":
            (other / "_internal" / "b.so").touch()


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("byte", "flipconsole/flipconsole: other bytes from 1,500,000 on"),
        ("end", "flipconsole/_internal/a.so: other bytes from 7 on"),
        ("mode", "flipconsole/_internal/a.so: mode "),
        ("link", "flipconsole/_internal/link.so: another target"),
        ("kind", "flipconsole/_internal/link.so: another kind of file"),
        ("gone", "flipconsole/_internal/a.so: only in the first"),
        ("new", "flipconsole/_internal/b.so: only in the second"),
    ],
)
def test_each_difference_is_named(
    part: Callable[[str], ModuleType], builds: tuple[Path, Path], planted: str, told: str
) -> None:
    plant(builds[1], planted)
    (found,) = part("sameness").differences(*builds)
    assert found.startswith(told)
