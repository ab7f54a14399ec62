"""What makes the installers of systems that this one is not: read, since it cannot be run here (K2, K7)."""

import configparser
import plistlib
import re
import subprocess

import pytest

from tests.house import tree

PACKAGING = tree.ROOT / "packaging"
INNO = (PACKAGING / "windows/flipconsole.iss").read_text(encoding="utf-8")
ENTITLEMENTS = (PACKAGING / "macos/entitlements.plist").read_bytes()
SPEC = (PACKAGING / "flipconsole.spec").read_text(encoding="utf-8")
WORKFLOW = (tree.ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")

LOOSENED = {
    "com.apple.security.cs.disable-library-validation",
    "com.apple.security.cs.allow-dyld-environment-variables",
    "com.apple.security.get-task-allow",
}
"""With these somebody else's library, or a debugger, gets into a signed program."""


def sections(script: str) -> dict[str, list[str]]:
    """The lines of each section of a script of Inno Setup, without its remarks."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in script.splitlines():
        if head := re.fullmatch(r"\[(\w+)\]", line):
            lines = found.setdefault(head[1], [])
        elif line and not line.startswith((";", "#", " ")):
            lines.append(line)
    return found


def wrongs(script: str) -> list[str]:
    """What would ask for rights, reach other users, start a packed program or delete what a person gave."""
    parts = sections(script)
    settings = dict(line.split("=", 1) for line in parts.get("Setup", []))
    found = [name for name in ("UninstallDelete", "UninstallRun", "Registry") if name in parts]
    if settings.get("PrivilegesRequired") != "lowest" or "PrivilegesRequiredOverridesAllowed" in settings:
        found.append("rights")
    if not settings.get("DefaultDirName", "").startswith("{localappdata}"):
        found.append("place")
    found += [line for line in parts["InstallDelete"] if 'Name: "{app}\\' not in line]
    found += [line for line in parts["Icons"] if "{common" in line]
    return found


def test_the_installer_for_windows_needs_no_rights_and_keeps_what_a_person_gave() -> None:
    assert wrongs(INNO) == []
    started = set(re.findall(r"\{app\}\\([\w-]+)\.exe", INNO))
    assert started == {"flipconsole-window"}
    assert all(f'name="{name}"' in SPEC for name in started)


@pytest.mark.parametrize(
    ("line", "planted"),
    [
        ("PrivilegesRequired=lowest", "PrivilegesRequired=admin"),
        ("{localappdata}\\Programs", "{commonpf}"),
        ('Name: "{app}\\licences"', 'Name: "{localappdata}\\flipconsole"'),
        ("[Run]", '[UninstallDelete]\nType: filesandordirs; Name: "{localappdata}\\flipconsole"\n[Run]'),
        ("{userdesktop}", "{commondesktop}"),
    ],
)
def test_a_planted_wrong_is_found(line: str, planted: str) -> None:
    assert line in INNO
    assert len(wrongs(INNO.replace(line, planted))) == 1


def test_the_bundle_for_macos_lets_no_other_code_in() -> None:
    allowed = {name for name, value in plistlib.loads(ENTITLEMENTS).items() if value}
    assert allowed
    assert allowed & LOOSENED == set()


def test_nothing_is_packed_with_upx() -> None:
    assert re.findall(r"upx=(\w+)", SPEC)
    assert set(re.findall(r"upx=(\w+)", SPEC)) == {"False"}


def test_the_entry_of_the_menu_starts_what_the_package_installs() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(PACKAGING / "linux/flipconsole.desktop", encoding="utf-8")
    held = entry["Desktop Entry"]
    assert (held["Type"], held["Exec"], held["Icon"], held["Terminal"]) == (
        "Application", "flipconsole", "flipconsole", "false",
    )  # fmt: skip


def test_the_workflow_names_what_is_there() -> None:
    named = set(re.findall(r"packaging/[\w./-]+\w", WORKFLOW))
    assert {"packaging/dev.py", "packaging/windows/sign.ps1", "packaging/macos/notarise.sh"} <= named
    assert [name for name in named if not (tree.ROOT / name).is_file()] == []
    asked = set(re.findall(r"dev\.py build (--[\w-]+)", WORKFLOW))
    assert asked
    assert all(f'"{option}"' in (PACKAGING / "building.py").read_text(encoding="utf-8") for option in asked)


@pytest.mark.parametrize("script", ["linux/try_on_debian.sh", "macos/notarise.sh"])
def test_the_shell_understands_its_scripts(script: str) -> None:
    read = subprocess.run(["bash", "-n", PACKAGING / script], capture_output=True, text=True)
    assert (read.returncode, read.stderr) == (0, "")
