"""The project's own files, found without git so that a copy of the tree is judged like a clone."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

GENERATED = {
    ".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
    ".import_linter_cache", "build", "dist", "demo.png",
}  # fmt: skip
"""What `.gitignore` names: made by tools, never committed."""

BINARY = {".ttf", ".png"}


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file that is the project's own, in a stable order."""
    for path in sorted(folder.iterdir()):
        if path.name in GENERATED or path.name.endswith((".pyc", ".egg-info")):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def text_files() -> Iterator[Path]:
    """Those that hold text."""
    return (path for path in files() if path.suffix not in BINARY)


def modules(*folders: str) -> list[Path]:
    """The Python modules below these folders of the tree."""
    return [path for folder in folders for path in files(ROOT / folder) if path.suffix == ".py"]


def name(path: Path) -> str:
    """The path as the rest of the tree writes it."""
    return path.relative_to(ROOT).as_posix()
