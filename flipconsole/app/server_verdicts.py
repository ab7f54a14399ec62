"""What a server's answers come to: is it Flip, what time has it, does it take the token, its list, our answers."""

from __future__ import annotations

from flipconsole.api.examiner import Heard
from flipconsole.api.outcome import NO_LIST
from flipconsole.app.clock import SKEW_TROUBLE_S, FlipClock
from flipconsole.domain.countdown import show_age
from flipconsole.domain.diagnosis import Finding, Stage, Verdict, broken, remark, untried, works
from flipconsole.domain.errors import ApiError, BadPayload, Hindrance, Throttled, Unauthorized, Unreachable
from flipconsole.domain.language import _, ngettext

SAID_NO = frozenset({400, 404, 409, 410, 412, 422})
"""How a server says that it took a PATCH and can do nothing with it: what is hoped for here."""

_BLOCK_PAGES = frozenset({403, 451})
"""A page of HTML with these comes from what blocks addresses, not from an API."""


def judge_server(heard: Heard | ApiError) -> Finding:
    """Whether what answers is Flip, or a network that wants a person to sign in, or a server in trouble."""
    if isinstance(heard, ApiError):
        return broken(
            Stage.SERVER,
            Verdict.NO_ANSWER,
            _("The server is reached, but gives no answer that could be read."),
            _(
                "Try again in a few minutes. If it stays so, send this report to whoever runs the server or the "
                "network."
            ),
        )
    error = heard.error
    if heard.status == 511 or (heard.is_page and (heard.status < 400 or heard.status in _BLOCK_PAGES)):
        return broken(
            Stage.SERVER,
            Verdict.SIGN_IN_PAGE,
            _("A web page answers instead of Flip: this network wants you to sign in, or it blocks the address."),
            _("Open a browser, sign in to the network, then look again."),
        )
    if 300 <= heard.status < 400:
        return broken(
            Stage.SERVER,
            Verdict.MOVED,
            _("The server sends the console elsewhere ({status}). It did not follow.").format(status=heard.status),
            _(
                "In a guest network, sign in with a browser first. Else the address is not Flip's, or has changed: "
                "check it."
            ),
        )
    if isinstance(error, Throttled):
        return remark(
            Stage.SERVER,
            Verdict.MUST_WAIT,
            _("Flip answers, and asks to be left alone for a while ({status}).").format(status=heard.status),
            _("Wait: the console goes on by itself. If it happens often, ask Flip how many requests are allowed."),
        )
    if isinstance(error, Unreachable) and error.hindrance is Hindrance.PROXY:
        return broken(
            Stage.SERVER,
            Verdict.PROXY_PASSWORD,
            _("A proxy answers instead of Flip, and wants a user name and password."),
            _("Set the proxy with both as https_proxy in the environment, or ask for Flip to be let through without."),
        )
    if isinstance(error, Unreachable):
        return broken(
            Stage.SERVER,
            Verdict.SERVER_TROUBLE,
            _("The server answers, but has trouble of its own ({status}).").format(status=heard.status),
            _("Nothing is wrong here. The console tries again by itself; tell Flip if it lasts."),
        )
    return works(Stage.SERVER, _("It answered within {seconds:.1f} seconds.").format(seconds=max(0.1, heard.latency_s)))


def judge_clock(heard: Heard, clock: FlipClock) -> Finding:
    """The clock of this computer beside the server's."""
    clock.learn(heard.served_at, heard.latency_s, heard.took_s - heard.latency_s)
    if clock.skew_s is None:
        return untried(Stage.CLOCK, _("The server does not tell its time."), Verdict.CLOCK_UNKNOWN)
    off = show_age(abs(clock.skew_s))
    if abs(clock.skew_s) > SKEW_TROUBLE_S:
        found = _("This computer's clock is {time} behind the server's.") if clock.skew_s > 0 else _(
            "This computer's clock is {time} ahead of the server's."
        )  # fmt: skip
        advice = _("Set it. Countdowns are right all the same, they follow Flip; this computer's own times are wrong.")
        return remark(Stage.CLOCK, Verdict.CLOCK_OFF, found.format(time=off), advice)
    return works(Stage.CLOCK, _("It differs from the server's by {time}.").format(time=off))


def judge_token(heard: Heard, token: bool | ApiError) -> Finding:
    """Whether the token is accepted; `token`: whether there is one, or why none was given."""
    if isinstance(token, Unauthorized):
        return broken(
            Stage.TOKEN, Verdict.TOKEN_REFUSED, str(token), _("Enter the client id and secret that Flip gave you.")
        )
    if isinstance(token, ApiError):
        return broken(
            Stage.TOKEN,
            Verdict.TOKEN_NOT_GIVEN,
            _("The token address gives no access token. {why}").format(why=token),
            _("Check the token address in the profile; the network may let Flip through and not that address."),
        )
    if not token:
        return broken(
            Stage.TOKEN,
            Verdict.TOKEN_MISSING,
            _("None is entered, so Flip cannot be asked for anything."),
            _("Enter the token that Flip gave you; for the command line, set FLIPCONSOLE_TOKEN."),
        )
    if isinstance(heard.error, Unauthorized):
        return broken(
            Stage.TOKEN,
            Verdict.TOKEN_REFUSED,
            _("Flip does not accept it ({status}).").format(status=heard.status),
            _("Enter a valid one. See that it belongs to this server: production and sandbox have different ones."),
        )
    if heard.status == 403:
        return broken(
            Stage.TOKEN,
            Verdict.TOKEN_NOT_ALLOWED,
            _("Flip knows it, but it may not read the list ({status}).").format(status=heard.status),
            _("Ask Flip for a client token: a token for one site is not enough."),
        )
    if heard.status != 200:
        return untried(Stage.TOKEN, _("The server gave no list, so it cannot be seen whether it accepts the token."))
    return works(Stage.TOKEN, _("Accepted."))


def judge_list(heard: Heard) -> Finding:
    """Whether the list of commands is there and can be read."""
    if heard.status in NO_LIST:
        return remark(
            Stage.LIST,
            Verdict.NO_LIST,
            _("This server offers no list of commands ({status}).").format(status=heard.status),
            _("If it should, check the address and its path. Else paste commands, or answer by id."),
        )
    if isinstance(heard.error, BadPayload):
        return broken(Stage.LIST, Verdict.LIST_UNREADABLE, str(heard.error), _("Report it to Flip, with this report."))
    if not _is_about_the_list(heard):
        return untried(Stage.LIST, _("The server did not get as far."))
    if heard.error is not None:
        return broken(
            Stage.LIST,
            Verdict.LIST_REFUSED,
            _("The server does not give the list ({status}).").format(status=heard.status),
            _("Check the server address and its path."),
        )
    count = ngettext("{count} command came.", "{count} commands came.", heard.commands).format(count=heard.commands)
    if heard.unreadable:
        bad = ngettext(
            "{count} entry cannot be read.", "{count} entries cannot be read.", heard.unreadable
        ).format(count=heard.unreadable)  # fmt: skip
        return remark(
            Stage.LIST, Verdict.ROWS_UNREADABLE, f"{count} {bad}", _("The others can be answered. Report it to Flip.")
        )
    return works(Stage.LIST, count)


def judge_answers(heard: Heard | ApiError) -> Finding:
    """Whether an answer would come through, by one that can change nothing."""
    if isinstance(heard, ApiError):
        return broken(
            Stage.ANSWERS,
            Verdict.ANSWERS_UNHEARD,
            _("The list comes through, but an answer is not replied to."),
            _("Something between here and Flip swallows PATCH requests: ask whoever runs the network or its proxy."),
        )
    if heard.status in SAID_NO and not heard.is_page:
        return works(
            Stage.ANSWERS,
            _(
                "They get through: a test that names no command and sets nothing was refused, as it must be ({status})."
            ).format(status=heard.status),
        )
    if isinstance(heard.error, (Throttled, Unreachable)):
        return remark(
            Stage.ANSWERS,
            Verdict.ANSWERS_UNJUDGED,
            _("The server could not judge the test just now ({status}).").format(status=heard.status),
            _("Look again later. Answers that wait are kept and tried by themselves."),
        )
    if isinstance(heard.error, Unauthorized):
        return broken(
            Stage.ANSWERS,
            Verdict.TOKEN_REFUSED,
            _("Flip does not accept the token for answers ({status}).").format(status=heard.status),
            _("Enter a valid one, that of this server."),
        )
    if heard.status == 403 and not heard.is_page:
        return broken(
            Stage.ANSWERS,
            Verdict.ANSWERS_NOT_ALLOWED,
            _("The token may read the list, but not answer commands ({status}).").format(status=heard.status),
            _("Ask Flip for a client token that may answer."),
        )
    if heard.error is None or (200 <= heard.status < 300 and not heard.is_page):
        return remark(
            Stage.ANSWERS,
            Verdict.ANSWERS_UNJUDGED,
            _(
                "The server says yes to a test that no Flip can say yes to ({status}): it is a mock, or takes anything."
            ).format(status=heard.status),
            _("See that the address is Flip's. An answer that such a server takes proves nothing."),
        )
    return broken(
        Stage.ANSWERS,
        Verdict.ANSWERS_BLOCKED,
        _(
            "The list comes through, but something refuses PATCH, the kind of request that answers are ({status})."
        ).format(status=heard.status),
        _("Ask whoever runs the network or its proxy to let PATCH through; else check the path for answers."),
    )


def _is_about_the_list(heard: Heard) -> bool:
    """Whether the server got as far as the list, and had no trouble of its own before."""
    return not isinstance(heard.error, (Throttled, Unreachable, Unauthorized))
