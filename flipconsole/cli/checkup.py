"""`flipconsole selftest`: the report of what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flipconsole.cli.exits import Exit
from flipconsole.cli.printing import say_json
from flipconsole.cli.terminal import say, visible
from flipconsole.domain.checkup import Finding
from flipconsole.domain.edition import Edition
from flipconsole.domain.language import _, ngettext


def report(edition: Edition, place: Mapping[str, str], findings: Sequence[Finding], *, as_json: bool) -> int:
    """Print what the checks found; 0 when everything works, 1 when something does not."""
    failed = [finding for finding in findings if not finding.ok]
    if as_json:
        checks = [
            {"name": f.name, "ok": f.ok, "found": f.found, "advice": f.advice, "took_s": f.took_s} for f in findings
        ]
        say_json({"ok": not failed, "edition": edition.document(), "place": dict(place), "checks": checks})
    else:
        say(
            "\n".join([*_head(edition, place), "", *(line for f in findings for line in _lines(f)), "", _sum(findings)])
        )
    return Exit.NOT_ACCEPTED if failed else Exit.DONE


def _head(edition: Edition, place: Mapping[str, str]) -> list[str]:
    facts = [*edition.facts(), *place.items()]
    return [edition.title, *(visible(f"{name}: {value}") for name, value in facts)]


def _lines(finding: Finding) -> list[str]:
    mark = _("ok") if finding.ok else _("FAILED")
    lines = [visible(f"{mark:8}{finding.name:14}{finding.found}")]
    return lines if not finding.advice else [*lines, visible(" " * 22 + finding.advice)]


def _sum(findings: Sequence[Finding]) -> str:
    failed = sum(not finding.ok for finding in findings)
    if failed:
        return _("{failed} of {count} checks failed: this program does not work here as it should.").format(
            failed=failed, count=len(findings)
        )
    return ngettext("{count} check passed.", "All {count} checks passed.", len(findings)).format(count=len(findings))
