"""What PyInstaller's start sets for one process is not handed on to browsers and file managers."""

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.mark.parametrize(
    ("given", "handed_on"),
    [
        ({}, {}),
        ({"LD_LIBRARY_PATH": "/opt/x/_internal"}, {}),
        ({"LD_LIBRARY_PATH": "/opt/x/_internal:/a", "LD_LIBRARY_PATH_ORIG": "/a"}, {"LD_LIBRARY_PATH": "/a"}),
        ({"LD_LIBRARY_PATH": "/opt/x/_internal", "LD_LIBRARY_PATH_ORIG": ""}, {"LD_LIBRARY_PATH": ""}),
        ({"_PYI_ARCHIVE_FILE": "/opt/x/flipconsole", "_PYI_PARENT_PROCESS_LEVEL": "1", "HOME": "/h"}, {"HOME": "/h"}),
    ],
)
def test_the_surroundings_are_restored(
    part: Callable[[str], ModuleType], given: dict[str, str], handed_on: dict[str, str]
) -> None:
    surroundings = dict(given)
    part("launch").restore_surroundings(surroundings)
    assert surroundings == handed_on
