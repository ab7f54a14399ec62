"""`flipconsole wipe`: says what would be deleted and what stays, and deletes it with `--yes`."""

from __future__ import annotations

from pathlib import Path

from flipconsole.app.wiping import wipe_all
from flipconsole.cli.exits import Exit
from flipconsole.cli.terminal import say
from flipconsole.domain.language import _, ngettext
from flipconsole.domain.personal_data import what_goes, what_stays


def wipe(directory: Path, *, is_meant: bool) -> int:
    """Print it; 2 when nothing was deleted because `--yes` was not said.

    Raises:
        StoreError: as `wipe_all`.
    """
    told = [_("deleted:") if is_meant else _("would be deleted, for every server:")]
    told += [f"  {line}" for line in what_goes()]
    told += [_("stays:"), *(f"  {line}" for line in what_stays())]
    if not is_meant:
        say("\n".join([*told, _("Nothing was deleted. Say it again with --yes.")]))
        return Exit.USAGE
    count = wipe_all(directory)
    told.append(ngettext("{count} file was deleted.", "{count} files were deleted.", count).format(count=count))
    return Exit.DONE if say("\n".join(told)) else Exit.USAGE
