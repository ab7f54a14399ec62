"""A diagnosis of the connection to Flip: its stages, what each came to, and the report that a person can pass on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flipconsole.domain.language import _


class Stage(StrEnum):
    """What an answer has to get through, in this order."""

    NAME = "name"
    CONNECTION = "connection"
    PROXY = "proxy"
    ENCRYPTION = "encryption"
    SERVER = "server"
    CLOCK = "clock"
    TOKEN = "token"
    LIST = "list"
    ANSWERS = "answers"


class Outcome(StrEnum):
    """How a stage ended: it works, it works with a remark, it does not work, or it was not tried."""

    WORKS = "works"
    REMARK = "remark"
    BROKEN = "broken"
    UNTRIED = "untried"


class Verdict(StrEnum):
    """What exactly was found, for scripts; the words for people are in the finding."""

    FINE = "fine"
    NOT_NEEDED = "not_needed"
    NOT_TRIED = "not_tried"
    NAME_UNKNOWN = "name_unknown"
    NO_NETWORK = "no_network"
    CONNECTION_REFUSED = "connection_refused"
    NO_REPLY = "no_reply"
    PARTLY_REACHED = "partly_reached"
    PROXY_SCRIPT = "proxy_script"
    PROXY_UNUSABLE = "proxy_unusable"
    PROXY_DOWN = "proxy_down"
    PROXY_PASSWORD = "proxy_password"
    PROXY_REFUSES = "proxy_refuses"
    PROXY_CANNOT = "proxy_cannot"
    NO_TLS = "no_tls"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    CERTIFICATE_REFUSED = "certificate_refused"
    INTERCEPTED = "intercepted"
    INSPECTED = "inspected"
    ISSUERS_UNUSABLE = "issuers_unusable"
    SIGN_IN_PAGE = "sign_in_page"
    MOVED = "moved"
    NO_ANSWER = "no_answer"
    SERVER_TROUBLE = "server_trouble"
    MUST_WAIT = "must_wait"
    CLOCK_UNKNOWN = "clock_unknown"
    CLOCK_OFF = "clock_off"
    TOKEN_MISSING = "token_missing"
    TOKEN_NOT_GIVEN = "token_not_given"
    TOKEN_REFUSED = "token_refused"
    TOKEN_NOT_ALLOWED = "token_not_allowed"
    NO_LIST = "no_list"
    LIST_REFUSED = "list_refused"
    LIST_UNREADABLE = "list_unreadable"
    ROWS_UNREADABLE = "rows_unreadable"
    LOOKS_ONLY = "looks_only"
    ANSWERS_BLOCKED = "answers_blocked"
    ANSWERS_NOT_ALLOWED = "answers_not_allowed"
    ANSWERS_UNHEARD = "answers_unheard"
    ANSWERS_UNJUDGED = "answers_unjudged"
    STUMBLED = "stumbled"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one stage came to: `found` is a plain sentence, `advice` the next step ("" when there is nothing to do)."""

    stage: Stage
    outcome: Outcome
    verdict: Verdict
    found: str
    advice: str = ""
    took_s: float = 0.0


_NO_WAY = frozenset({Stage.NAME, Stage.CONNECTION, Stage.PROXY, Stage.ENCRYPTION, Stage.SERVER})


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings of one examination of one server, in the order of the stages; `began` is this computer's time."""

    address: str
    began: datetime
    findings: tuple[Finding, ...]

    @property
    def stages(self) -> frozenset[Stage]:
        """Those that were looked at or passed over."""
        return frozenset(finding.stage for finding in self.findings)

    @property
    def cause(self) -> Finding | None:
        """What to mend first: the first stage that is broken, else the first with a remark; None while all works."""
        for outcome in (Outcome.BROKEN, Outcome.REMARK):
            for finding in self.findings:
                if finding.outcome is outcome:
                    return finding
        return None

    @property
    def reaches_server(self) -> bool:
        """Whether the console gets as far as Flip itself."""
        cause = self.cause
        return cause is None or cause.outcome is not Outcome.BROKEN or cause.stage not in _NO_WAY

    @property
    def is_over(self) -> bool:
        """Whether every stage was looked at or passed over."""
        return len(self.findings) == len(Stage)

    def document(self) -> Mapping[str, object]:
        """The same for programs."""
        cause = self.cause
        return {
            "ok": cause is None,
            "address": self.address,
            "began": self.began.isoformat(),
            "verdict": (Verdict.FINE if cause is None else cause.verdict).value,
            "stages": [
                {
                    "stage": finding.stage.value,
                    "outcome": finding.outcome.value,
                    "verdict": finding.verdict.value,
                    "found": finding.found,
                    "advice": finding.advice,
                    "took_s": finding.took_s,
                }
                for finding in self.findings
            ],
        }

    def report(self, facts: Iterable[tuple[str, str]] = ()) -> str:
        """The text to pass on; `facts` about the program stand at its head. No token and no password is in it."""
        head = [_("Connection to {address}").format(address=self.address), f"{self.began:%Y-%m-%d %H:%M:%S} UTC"]
        head += [f"{name}: {value}" for name, value in facts]
        lines = [line for finding in self.findings for line in finding_lines(finding)]
        return "\n".join([*head, "", *lines, "", self.summary])

    @property
    def summary(self) -> str:
        """One sentence over all of it."""
        cause = self.cause
        if cause is None:
            return (
                _("Everything between this computer and Flip works.") if self.is_over else _("It is being looked at.")
            )
        title = stage_title(cause.stage)
        if cause.outcome is Outcome.REMARK:
            return _("It works, with a remark about “{stage}”.").format(stage=title)
        return _("What to mend first: “{stage}”.").format(stage=title)


def works(stage: Stage, found: str, verdict: Verdict = Verdict.FINE) -> Finding:
    """There is no trouble here."""
    return Finding(stage, Outcome.WORKS, verdict, found)


def broken(stage: Stage, verdict: Verdict, found: str, advice: str) -> Finding:
    """Nothing gets through here."""
    return Finding(stage, Outcome.BROKEN, verdict, found, advice)


def remark(stage: Stage, verdict: Verdict, found: str, advice: str) -> Finding:
    """It works, but."""
    return Finding(stage, Outcome.REMARK, verdict, found, advice)


def untried(stage: Stage, found: str, verdict: Verdict = Verdict.NOT_TRIED) -> Finding:
    """It was passed over."""
    return Finding(stage, Outcome.UNTRIED, verdict, found)


def finding_lines(finding: Finding) -> Sequence[str]:
    """The finding as lines of text: outcome, stage and what was found, then what to do."""
    line = f"{outcome_word(finding.outcome):12}{stage_title(finding.stage):18}{finding.found}"
    return [line] if not finding.advice else [line, " " * 30 + finding.advice]


def stage_title(stage: Stage) -> str:
    """The name of a stage."""
    match stage:
        case Stage.NAME:
            return _("Name (DNS)")
        case Stage.CONNECTION:
            return _("Connection")
        case Stage.PROXY:
            return _("Proxy")
        case Stage.ENCRYPTION:
            return _("Encryption")
        case Stage.SERVER:
            return _("Server")
        case Stage.CLOCK:
            return _("Clock")
        case Stage.TOKEN:
            return _("Token")
        case Stage.LIST:
            return _("List")
        case Stage.ANSWERS:
            return _("Answers")


def outcome_word(outcome: Outcome) -> str:
    """How a stage ended, in a word."""
    match outcome:
        case Outcome.WORKS:
            return _("works")
        case Outcome.REMARK:
            return _("remark")
        case Outcome.BROKEN:
            return _("BROKEN")
        case Outcome.UNTRIED:
            return _("not tried")
