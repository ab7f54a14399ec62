"""The two paths of Flip's commands API, and the only way to put an id into one."""

from __future__ import annotations

import re

import msgspec

from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _

_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TEMPLATE = re.compile(r"(/[A-Za-z0-9._~-]+)+(/\{id\}(/[A-Za-z0-9._~-]+)*)?")


def is_canonical_id(text: object) -> bool:
    """Whether it is a UUID in its one canonical spelling: 36 characters, lower case, hyphens in their places."""
    return isinstance(text, str) and _CANONICAL.fullmatch(text) is not None


class Paths(msgspec.Struct, frozen=True):
    """Path templates of an origin (Update Command Status page: singular; its Control guide: plural)."""

    commands: str = "/v1/commands"
    command: str = "/v1/command/{id}"

    def checked(self) -> Paths:
        """Itself, when both are plain paths and only `command` carries one `{id}`; else ProfileError."""
        for name, template, wanted in (("commands", self.commands, 0), ("command", self.command, 1)):
            parts = template.split("/")
            if (
                _TEMPLATE.fullmatch(template) is None
                or template.count("{id}") != wanted
                or any(part in (".", "..") for part in parts)
            ):
                raise ProfileError(_("The path template “{name}” must look like /v1/command/{{id}}.").format(name=name))
        return self

    def of_command(self, command_id: str) -> str:
        """The path of one command.

        Raises:
            ValueError: the id is not canonical; nothing may leave for it.
        """
        if not is_canonical_id(command_id):
            raise ValueError("not a canonical command id")
        return self.command.replace("{id}", command_id)
