"""Places that a lint would stop and that a person has looked at, each with the reason why it is harmless."""

TEXT: dict[tuple[str, str, str], str] = {}
"""(path, function, what) of `qt_text.py` -> why no foreign text becomes markup there."""

CALLS: dict[tuple[str, str, str], str] = {}
"""(path, function, what) of `calls.py` -> why the call does no harm there."""
