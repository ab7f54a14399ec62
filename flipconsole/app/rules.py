"""The rules of answering that a person has set for this console."""

from __future__ import annotations

from psygnal import Signal

from flipconsole.domain.command import Answer
from flipconsole.domain.evidence import Evidence, EvidenceMode
from flipconsole.domain.language import _


class Rules:
    """May be changed at any moment, and hold from then on.

    Signals:
        changed: one of them is another now.
    """

    changed = Signal()

    def __init__(
        self,
        evidence: EvidenceMode = EvidenceMode.OFF,
        *,
        needs_reason: bool = True,
        signs_reasons: bool = False,
        ask_who_after_min: int = 0,
        read_only: bool = False,
        is_pinned: bool = False,
        pinned_why: str = "",
    ) -> None:
        self._evidence = evidence
        self._needs_reason = needs_reason
        self._signs_reasons = signs_reasons
        self._ask_who_after_min = ask_who_after_min
        self._read_only = read_only or is_pinned or bool(pinned_why)
        self._pinned_why = pinned_why
        self.is_pinned = is_pinned or bool(pinned_why)
        """Whether this run was started as read-only, which nothing in it can undo."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be answered or sent from here."""
        return self._read_only

    def set_read_only(self, on: bool) -> None:
        """Send nothing from now on, or let answers go again; a request that is under way ends first."""
        if on is not self._read_only and not self.is_pinned:
            self._read_only = on
            self.changed.emit()

    def why_read_only(self) -> str:
        """Why nothing can be answered here, and what to do about it; "" when answers may be given."""
        if not self._read_only:
            return ""
        if self._pinned_why:
            return self._pinned_why
        if self.is_pinned:
            return _("Read only: this console was started with --read-only. Start it without, to answer.")
        return _("Read only: nothing is sent from here. Commands menu, Read only, lets you answer again.")

    @property
    def evidence(self) -> EvidenceMode:
        """Whether an OK asks for evidence."""
        return self._evidence

    def set_evidence(self, evidence: EvidenceMode) -> None:
        """Ask for evidence from now on, or no longer."""
        if evidence is not self._evidence:
            self._evidence = evidence
            self.changed.emit()

    @property
    def needs_reason(self) -> bool:
        """Whether a failure is only reported with a reason."""
        return self._needs_reason

    def set_needs_reason(self, on: bool) -> None:
        """Take no failure without a reason from now on, or let it go without."""
        if on is not self._needs_reason:
            self._needs_reason = on
            self.changed.emit()

    def why_no_failure(self, answer: Answer | None, reason: str | None) -> str:
        """Why this answer may not go with this reason; "" when it may."""
        if answer in (None, Answer.OK) or not self._needs_reason or (reason or "").strip():
            return ""
        return _("A failure needs a reason.")

    @property
    def signs_reasons(self) -> bool:
        """Whether the operator's name goes to Flip at the end of each reason."""
        return self._signs_reasons

    def set_signs_reasons(self, on: bool) -> None:
        """Put the name there from now on, or no longer."""
        if on is not self._signs_reasons:
            self._signs_reasons = on
            self.changed.emit()

    def signed(self, reason: str, operator: str, most: int) -> str:
        """The reason as it goes to Flip, which knows no operators: with the name if that is wanted, cut to fit."""
        if not (self._signs_reasons and reason and operator):
            return reason[:most]
        name = f" ({operator})"
        return reason if reason.endswith(name) else reason[: most - len(name)] + name

    @property
    def ask_who_after_min(self) -> int:
        """After how many minutes without a hand it is asked who is here; 0 for never."""
        return self._ask_who_after_min

    def set_ask_who_after_min(self, minutes: int) -> None:
        """Ask after so many minutes from now on."""
        if minutes != self._ask_who_after_min:
            self._ask_who_after_min = minutes
            self.changed.emit()

    def why_not(self, answer: Answer, reason: str | None, evidence: Evidence | None) -> str:
        """Why this answer breaks a rule, in a sentence that says what to do; "" when it keeps them all."""
        if self._read_only:
            return self.why_read_only()
        if answer is Answer.OK and evidence is None and self._evidence is EvidenceMode.REQUIRE:
            return _(
                "Here an OK needs evidence: answer it in the window, where each line is ticked, or marked as not "
                "verified."
            )
        return self.why_no_failure(answer, reason)
