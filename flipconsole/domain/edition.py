"""Which build of the program this is, and what it is known not to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flipconsole import __version__
from flipconsole.domain.language import _

API_NOTES = "2026-11-23"
"""The day to which Flip's public pages had been read when this version was written."""

BUILD_NOTE = "build.json"
"""What a build leaves among the resources: `{"commit": ..., "built_on": ...}`; a checkout has none."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The facts that a report of trouble should begin with; `commit` and `built_on` are empty in a checkout."""

    commit: str = ""
    built_on: str = ""
    version: str = __version__
    api_notes: str = API_NOTES

    @property
    def title(self) -> str:
        """The program and its version."""
        return f"flipconsole {self.version}"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """What it was made from and for, as pairs of a name and its value."""
        nothing = _("not a build: it runs from its source")
        return (
            (_("Commit"), self.commit or nothing),
            (_("Built on"), self.built_on or nothing),
            (_("Flip API as of"), self.api_notes),
        )

    def limits(self) -> tuple[str, ...]:
        """What this version is known not to do, one plain sentence each."""
        return (
            _("Flip cannot be told “only if nothing changed”: a change between look and answer is seen in its reply."),
            _("Where the system has no keychain, a token is typed anew at each start, unless the environment has it."),
            _("No page of Flip's tells a battery's time zone: until somebody enters it, it is shown as missing."),
            _("How many requests Flip allows in a minute is not documented; the console waits when it is told to."),
            _("The journal shows careless changes; it does not stop somebody who rewrites all of it."),
            _("The program never looks for updates and never installs one: that is left to you."),
        )

    def document(self) -> dict[str, object]:
        """The same for programs; the keys and the words of `limits` do not depend on where it is read."""
        return {
            "version": self.version,
            "commit": self.commit or None,
            "built_on": self.built_on or None,
            "api_notes": self.api_notes,
            "limits": list(self.limits()),
        }

    def text(self) -> str:
        """The same for people."""
        lines = [self.title, *(f"{name}: {value}" for name, value in self.facts())]
        return "\n".join([*lines, _("Known limits:"), *(f"- {limit}" for limit in self.limits())])


def read_edition(resources: Path) -> Edition:
    """The edition that these resources belong to; a build note that cannot be read says nothing."""
    try:
        note = json.loads((resources / BUILD_NOTE).read_text(encoding="utf-8"))
        return Edition(str(note["commit"]), str(note["built_on"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Edition()
