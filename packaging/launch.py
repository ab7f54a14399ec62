"""Where the frozen program begins: it gives its children the surroundings that it was started in, then runs."""

from __future__ import annotations

import os

_PATHS_OF_LIBRARIES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")
_KEPT = "_ORIG"
_NOTES = "_PYI_"


def restore_surroundings(surroundings: dict[str, str] | os._Environ[str]) -> None:
    """Undo what PyInstaller's start set for this process alone, so that a browser or another program runs unharmed.

    The loader has read its paths by now, and looks at them no more.
    """
    for name in _PATHS_OF_LIBRARIES:
        before = surroundings.pop(name + _KEPT, None)
        if before is not None:
            surroundings[name] = before
        else:
            surroundings.pop(name, None)
    # A child of this program is a start of its own: it must not look for the parent's files.
    for name in [name for name in surroundings if name.startswith(_NOTES)]:
        del surroundings[name]


if __name__ == "__main__":
    restore_surroundings(os.environ)
    from flipconsole.__main__ import entry

    entry()
