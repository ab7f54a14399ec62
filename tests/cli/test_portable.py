"""A file beside the built program keeps everything beside it, too (C6)."""

import sys
from argparse import Namespace
from pathlib import Path

import pytest

from flipconsole.__main__ import data_directory


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "flipconsole"))
    return tmp_path


def test_the_flag_moves_the_data_beside_the_program(program: Path) -> None:
    usual = data_directory(Namespace())
    assert program not in usual.parents
    (program / "flipconsole.portable").touch()
    assert data_directory(Namespace()) == program / "flipconsole-data"
    assert data_directory(Namespace(data_dir="/elsewhere")) == Path("/elsewhere")


def test_a_program_run_from_its_source_is_never_portable(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program / "flipconsole.portable").touch()
    monkeypatch.delattr(sys, "frozen")
    assert program not in data_directory(Namespace()).parents
