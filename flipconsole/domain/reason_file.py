"""The file of ready-made reasons: headings in brackets, one reason a line, as people read and write it."""

from __future__ import annotations

from flipconsole.domain.coded_reason import LONGEST
from flipconsole.domain.command import Answer
from flipconsole.domain.errors import ProfileError
from flipconsole.domain.language import _
from flipconsole.domain.reasons import USES, Templates, Use
from flipconsole.domain.work import Work

MOST_REASONS = 400
LARGEST_BYTES = 256 * 1024

_MARK = "#"


def heading(use: Use) -> str:
    """The line over the reasons of one use; the same in every language, so that files can be handed on."""
    answer, subject = use
    if answer is Answer.OK:
        return f"[{answer}: {'removed' if subject is Work.REMOVE else 'scheduled'}]"
    return f"[{answer}: {'not removed' if subject is Work.REMOVE else 'not scheduled'}]"


_USES = {heading(use).lower(): use for use in USES}


def read_templates(text: str) -> dict[Use, tuple[str, ...]]:
    """The reasons of a file; every use is there, if only empty. Blank lines and lines that begin with # are left out.

    Raises:
        ProfileError: a line cannot be understood; the sentence names it.
    """
    found: dict[Use, dict[str, None]] = {use: {} for use in USES}
    use: Use | None = None
    for number, whole in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = whole.strip()
        if not line or line.startswith(_MARK):
            continue
        if line.startswith("["):
            use = _use_of(line, number)
            continue
        if use is None:
            raise ProfileError(
                _("Line {number}: a reason stands before the first heading. Begin with a line like {heading}.").format(
                    number=number, heading=heading(USES[0])
                )
            )
        found[use][_reason(line, number)] = None
        if sum(map(len, found.values())) > MOST_REASONS:
            raise ProfileError(
                _("Line {number}: these are more than {most} reasons.").format(number=number, most=MOST_REASONS)
            )
    if not any(found.values()):
        raise ProfileError(_("There is not one reason in it."))
    return {each: tuple(reasons) for each, reasons in found.items()}


def write_templates(templates: Templates) -> str:
    """The file of these reasons, with a head that explains it."""
    head = (
        _("Ready-made reasons of the Flip console. One a line, under the answer that they go with."),
        _("What stands in [cause=...; code=...; next=...; retry=...] at the end can be counted; it may be left out."),
    )
    lines = [f"{_MARK} {line}" for line in head]
    for use in USES:
        lines += ["", heading(use), *templates.get(use, ())]
    return "\n".join(lines) + "\n"


def _use_of(line: str, number: int) -> Use:
    use = _USES.get(" ".join(line.lower().split()))
    if use is None:
        known = ", ".join(map(heading, USES))
        raise ProfileError(
            _("Line {number}: “{line}” is no heading. The headings are {known}.").format(
                number=number, line=line[:60], known=known
            )
        )
    return use


def _reason(line: str, number: int) -> str:
    if len(line) > LONGEST:
        raise ProfileError(
            _("Line {number}: it has {count} characters, and may have {most}.").format(
                number=number, count=len(line), most=LONGEST
            )
        )
    if not line.isprintable():
        raise ProfileError(_("Line {number}: it holds characters that cannot be seen.").format(number=number))
    return line
