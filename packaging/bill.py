"""The bill of materials of a build, and the licences of everything on it; run by the build's own Python.

Every file of the program folder is traced to what it came from: a distribution of the lock, Python, a package of the
system that the build was made on, or this repository. A file that cannot be traced stops the build.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "flipconsole"
_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors|copyright)", re.IGNORECASE)
_CLASSIFIER = re.compile(r"License :: (?:OSI Approved :: )?(.+)")
_COMMON = Path("/usr/share/common-licenses")
_OWN_TEXTS = ROOT / "packaging" / "licences"


@dataclass
class Component:
    """One thing that the build holds: where it is, and which texts come with it."""

    name: str
    version: str
    kind: str
    purl: str
    licence: str
    texts: list[Path] = field(default_factory=list)
    places: set[str] = field(default_factory=set)


class Tracer:
    """Knows of each source file what it belongs to."""

    def __init__(self) -> None:
        self.components: dict[str, Component] = {}
        self._owners: dict[str, importlib.metadata.Distribution] = {}
        for distribution in importlib.metadata.distributions():
            for file in distribution.files or ():
                self._owners[os.path.normpath(str(distribution.locate_file(file)))] = distribution
        self._debian: dict[str, str] = {}

    def trace(self, place: str, source: str) -> None:
        """Note that the build has this file at this place.

        Raises:
            LookupError: nobody knows where it came from.
        """
        component = self._component_of(os.path.normpath(source))
        component.places.add(place.replace(os.sep, "/"))

    def _component_of(self, source: str) -> Component:
        distribution = self._owners.get(source)
        if distribution is not None:
            name = distribution.metadata["Name"]
            return self.components.get(name) or self._add(_of_distribution(distribution))
        if Path(source).is_relative_to(ROOT) and not Path(source).is_relative_to(sys.prefix):
            return self.program()
        real = os.path.realpath(source)
        if any(Path(path).is_relative_to(os.path.realpath(sys.base_prefix)) for path in (source, real)) and not (
            _is_debians_python() and self._package_of(real) != ""
        ):
            return self.python()
        package = self._package_of(source) or self._package_of(real)
        if not package:
            raise LookupError(f"no package is known that {source} belongs to")
        return self.components.get(package.partition(":")[0]) or self._add(_of_debian(package))

    def program(self) -> Component:
        """What is this repository's own."""
        version = json.loads(Path(os.environ["FLIPCONSOLE_WORK"], "build.json").read_text(encoding="utf-8"))["version"]
        texts = [ROOT / "LICENSE", ROOT / "resources/fonts/OFL.txt", ROOT / "resources/icons/LICENSE.txt"]
        own = Component(
            PROGRAM, version, "application", f"pkg:pypi/{PROGRAM}@{version}", "MIT AND OFL-1.1 AND ISC", texts
        )
        return self.components.get(PROGRAM) or self._add(own)

    def python(self) -> Component:
        """The interpreter and its library."""
        version = platform.python_version()
        candidates = [Path(sys.base_prefix, "LICENSE.txt"), Path(os.__file__).parent / "LICENSE.txt"]
        texts = [path for path in candidates if path.exists()]
        made = Component("CPython", version, "platform", f"pkg:generic/cpython@{version}", "PSF-2.0", texts)
        return self.components.get("CPython") or self._add(made)

    def _package_of(self, path: str) -> str:
        """The Debian package of a file, "" where there is none; /lib and /usr/lib are one since 2019, but not there."""
        if path not in self._debian:
            spellings = [path, path.removeprefix("/usr")] if path.startswith("/usr/") else [path, "/usr" + path]
            self._debian[path] = next((package for name in spellings if (package := _ask_dpkg(name))), "")
        return self._debian[path]

    def _add(self, component: Component) -> Component:
        self.components[component.name] = component
        return component


def main(folder: Path, bill: Path) -> int:
    """Write the bill, and `licences/` into the program folder; 1 after a sentence when something cannot be traced."""
    work = Path(os.environ["FLIPCONSOLE_WORK"])
    tracer = Tracer()
    inside = set(_files(folder))
    untraced: list[str] = []
    for place, source, kind in json.loads((work / "contents.json").read_text(encoding="utf-8")):
        source = _original(source, work)
        if kind == "SYMLINK" or not source or source == "-":
            continue
        in_folder = f"_internal/{place}".replace(os.sep, "/")
        try:
            # What is Python's own code lies in the program file, behind its start.
            tracer.trace(in_folder if in_folder in inside else PROGRAM, source)
        except LookupError as error:
            untraced.append(str(error))
    tracer.python().places.add("_internal/base_library.zip")
    _add_starter(tracer)
    links = {place for place in inside if (folder / place).is_symlink()}
    claimed = {place for component in tracer.components.values() for place in component.places}
    untraced += [f"nobody knows of {place}" for place in sorted(inside - links - claimed)]
    if untraced:
        print("\n".join(["The build holds what cannot be traced:", *untraced]), file=sys.stderr)
        return 1
    _write_licences(tracer, folder / "licences")
    tracer.program().places |= {place for place in _files(folder) if place.startswith("licences/")}
    bill.write_text(json.dumps(_document(tracer, work), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    shutil.copy(bill, folder / bill.name)
    print(f"{len(tracer.components)} components, {len(inside)} files, none untraced")
    return 0


def _add_starter(tracer: Tracer) -> None:
    distribution = importlib.metadata.distribution("pyinstaller")
    tracer._add(_of_distribution(distribution)).places.add(PROGRAM)


def _original(source: str, work: Path) -> str:
    """Where a stripped copy came from."""
    if Path(source).is_relative_to(work / "stripped"):
        note = work / "stripped" / "sources.json"
        return str(json.loads(note.read_text(encoding="utf-8"))[source])
    return source


def _of_distribution(distribution: importlib.metadata.Distribution) -> Component:
    name, version = distribution.metadata["Name"], distribution.version
    texts = [Path(str(distribution.locate_file(file))) for file in distribution.files or () if _is_text(str(file))]
    licence = distribution.metadata["License-Expression"] or _licence_of(distribution)
    if "LGPL" in licence and not texts:
        texts = [_OWN_TEXTS / "LGPL-3.0.txt", _OWN_TEXTS / "GPL-3.0.txt"]
    return Component(name, version, "library", f"pkg:pypi/{_normal(name)}@{version}", licence, texts)


def _licence_of(distribution: importlib.metadata.Distribution) -> str:
    said = (distribution.metadata["License"] or "").strip()
    if said and "\n" not in said and len(said) < 80:
        return said
    found = (_CLASSIFIER.fullmatch(line) for line in distribution.metadata.get_all("Classifier") or ())
    return " AND ".join(sorted(match[1] for match in found if match)) or "see its text"


def _of_debian(package: str) -> Component:
    version = _said("dpkg-query", "-W", "-f", "${Version}", package)
    name = package.partition(":")[0]
    text = Path("/usr/share/doc") / name / "copyright"
    machine = _said("dpkg-query", "-W", "-f", "${Architecture}", package)
    return Component(
        name, version, "library", f"pkg:deb/debian/{name}@{version}?arch={machine}", "see its text", [text]
    )


def _is_text(path: str) -> bool:
    return ".dist-info" in path and (_TEXTS.search(os.path.basename(path)) is not None or "/licenses/" in path)


def _write_licences(tracer: Tracer, folder: Path) -> None:
    """The texts of every component; a component without any stops the build."""
    shutil.rmtree(folder, ignore_errors=True)
    referred: set[Path] = set()
    for component in tracer.components.values():
        place = folder / component.name
        place.mkdir(parents=True)
        texts = [text for text in component.texts if text.is_file()]
        if not texts:
            raise SystemExit(f"no licence text of {component.name} {component.version} was found")
        for number, text in enumerate(texts):
            name = text.name if text.suffix else text.name + ".txt"
            target = place / name
            target = place / f"{number}-{name}" if target.exists() else target
            content = text.read_bytes()
            target.write_bytes(content)
            referred |= {
                _COMMON / name.decode() for name in re.findall(rb"/usr/share/common-licenses/([\w.-]*\w)", content)
            }
    common = folder / "common-licenses"
    for path in sorted(path for path in referred if path.is_file()):
        common.mkdir(exist_ok=True)
        shutil.copyfile(path, common / (path.name + ".txt"))


def _document(tracer: Tracer, work: Path) -> dict[str, Any]:
    build = json.loads((work / "build.json").read_text(encoding="utf-8"))
    moment = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    components = sorted(tracer.components.values(), key=lambda one: one.name.lower())
    serial = uuid.uuid5(uuid.NAMESPACE_URL, "|".join([build["commit"], *(one.purl for one in components)]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": moment.isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": PROGRAM,
                "name": PROGRAM,
                "version": build["version"],
                "properties": [{"name": "commit", "value": build["commit"]}],
            },
        },
        "components": [_entry(one) for one in components],
    }


def _entry(component: Component) -> dict[str, Any]:
    return {
        "type": component.kind,
        "bom-ref": component.purl,
        "name": component.name,
        "version": component.version,
        "purl": component.purl,
        "licenses": [{"license": {"name": component.licence}}],
        "evidence": {"occurrences": [{"location": place} for place in sorted(component.places)]},
    }


def _files(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink()
    ]


def _is_debians_python() -> bool:
    return sys.base_prefix == "/usr"


def _ask_dpkg(path: str) -> str:
    return _said("dpkg", "-S", path).partition(": ")[0].partition(",")[0]


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    ran = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return ran.stdout.strip() if ran.returncode == 0 else ""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
