"""What a disk holds after a power cut: replays the writes and syncs that strace saw, and drops what was not synced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512
CALLS = "openat,pwrite64,write,ftruncate,fdatasync,fsync,unlink,unlinkat,rename,mkdir"
TRACE = ("strace", "-f", "-y", "-xx", "-s", "100000", "-e", f"trace={CALLS}")

_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HANDLE = re.compile(r"^\d+<([^>]*)>")
_UNFINISHED = " <unfinished ...>"
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)")


class Step(NamedTuple):
    """One thing that happened: to a file inside the folder, or the word that an answer was saved."""

    what: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    to: str = ""


def steps_of(trace: Path, folder: Path) -> list[Step]:
    """Everything that was done inside `folder`, and what was said on standard output, in order."""
    return [step for line in _whole_lines(trace) for step in _step(line, str(folder))]


def _whole_lines(trace: Path) -> Iterator[str]:
    """The calls in the order in which they ended."""
    begun: dict[str, str] = {}
    for line in trace.read_text("latin-1").splitlines():
        pid, _space, rest = line.partition(" ")
        rest = rest.strip()
        if rest.endswith(_UNFINISHED):
            begun[pid] = rest.removesuffix(_UNFINISHED)
        elif found := _RESUMED.match(rest):
            yield begun.pop(pid, "") + found[1]
        else:
            yield rest


def _step(line: str, folder: str) -> Iterator[Step]:
    found = _CALL.match(line)
    if found is None or int(found[3]) < 0:
        return
    call, rest = found[1], found[2]
    handle = _HANDLE.match(rest)
    path = _plain(handle[1]) if handle else ""
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(rest)]
    inside = path.startswith(folder)
    if call == "write" and rest.startswith("1<"):
        yield Step("said", data=texts[0])
    elif call == "pwrite64" and inside:
        yield Step("write", path, int(rest.rpartition(", ")[2]), texts[0])
    elif call == "write" and inside:
        yield Step("append", path, data=texts[0])
    elif call == "ftruncate" and inside:
        yield Step("truncate", path, int(rest.rpartition(", ")[2]))
    elif call in ("fsync", "fdatasync") and inside:
        yield Step("sync", path)
    elif call == "openat" and "O_CREAT" in rest and texts[0].decode().startswith(folder):
        yield Step("create", texts[0].decode())
    elif call in ("unlink", "unlinkat") and texts[0].decode().startswith(folder):
        yield Step("unlink", texts[0].decode())
    elif call == "rename" and texts[0].decode().startswith(folder):
        yield Step("rename", texts[0].decode(), to=texts[1].decode())


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    size: int = 0
    pending: list[Step] = field(default_factory=list)


class Disk:
    """A folder as the platters hold it: contents as of the last sync, names as of the folder's last sync."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._now: dict[str, _File] = {}
        self._durable: dict[str, _File] = {}
        self._names: list[Step] = []

    def take(self, step: Step) -> None:
        """Let one more thing happen."""
        match step.what:
            case "create":
                if step.path not in self._now:
                    self._now[step.path] = _File()
                    self._names.append(step)
            case "unlink":
                self._now.pop(step.path, None)
                self._names.append(step)
            case "rename":
                self._now[step.to] = self._now.pop(step.path)
                self._names.append(step)
            case "sync" if step.path == self._folder:
                self._durable = dict(self._now)
                self._names.clear()
            case "sync":
                file = self._now[step.path]
                for pending in file.pending:
                    _apply(file.durable, pending)
                file.pending.clear()
            case "append":
                file = self._now[step.path]
                self._write(file, Step("write", step.path, file.size, step.data))
            case "write" | "truncate":
                if step.path in self._now:
                    self._write(self._now[step.path], step)

    def _write(self, file: _File, step: Step) -> None:
        file.size = step.at if step.what == "truncate" else max(file.size, step.at + len(step.data))
        file.pending.append(step)

    def cut(self, into: Path, chance: Random) -> None:
        """Write what is left after a power cut now: of all that was not synced, each part is there or not."""
        names = dict(self._durable)
        for step in self._names[: chance.randint(0, len(self._names))]:
            match step.what:
                case "create":
                    names[step.path] = self._now.get(step.path, _File())
                case "unlink":
                    names.pop(step.path, None)
                case "rename" if step.path in names or step.to in self._now:
                    names[step.to] = names.pop(step.path, None) or self._now[step.to]
        how = chance.choice(["none", "some", "torn"])
        for path, file in names.items():
            content = bytearray(file.durable)
            for step in file.pending:
                if how == "none" or chance.random() < 0.5:
                    continue
                if how == "torn" and step.what == "write" and len(step.data) > SECTOR:
                    step = step._replace(data=step.data[: SECTOR * chance.randrange(1, len(step.data) // SECTOR + 1)])
                _apply(content, step)
            (into / Path(path).name).write_bytes(content)


def _apply(content: bytearray, step: Step) -> None:
    if step.what == "truncate":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
    else:
        content.extend(bytes(max(0, step.at - len(content))))
        content[step.at : step.at + len(step.data)] = step.data
