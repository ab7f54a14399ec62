"""The modules of `packaging`, which import each other by their bare names."""

import importlib
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.house import tree


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Imports one of them."""
    monkeypatch.syspath_prepend(str(tree.ROOT / "packaging"))
    return importlib.import_module
