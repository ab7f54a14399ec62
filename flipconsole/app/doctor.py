"""The doctor: examines the connection stage by stage, on request, beside the courier and without disturbing it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from psygnal import Signal

from flipconsole.api.examiner import Examiner
from flipconsole.app import server_verdicts, way_verdicts
from flipconsole.app.clock import FlipClock
from flipconsole.domain.diagnosis import Diagnosis, Finding, Outcome, Stage, Verdict, broken, untried, works
from flipconsole.domain.errors import ApiError, Misdirected, Throttled
from flipconsole.domain.language import _

Found = TypeVar("Found")
Note = Callable[[Finding], bool]

_log = logging.getLogger(__name__)


class Doctor:
    """Looks at the connection when asked; one examination at a time.

    `may_answer` says whether the stage of answers may be tried: a console that only looks sends not even a test.

    Signals:
        changed: `diagnosis` or `is_busy` has changed.
    """

    changed = Signal()

    def __init__(
        self,
        examiner: Callable[[], Examiner],
        may_answer: Callable[[], bool] = lambda: True,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._examiner = examiner
        self._may_answer = may_answer
        self._wall = wall
        self._asked = asyncio.Event()
        self._looking: asyncio.Timeout | None = None
        self.diagnosis: Diagnosis | None = None
        self.is_busy = False

    @property
    def address(self) -> str:
        """The server that is looked at."""
        return self._examiner().origin.base_url

    def examine(self) -> None:
        """Look from the beginning; while it is being looked, nothing."""
        if not self.is_busy:
            self.is_busy = True
            self.diagnosis = None
            self._asked.set()
            self.changed.emit()

    def stop(self) -> None:
        """Look no further; what was found stays."""
        if self.is_busy:
            self._asked.clear()
            if self._looking is not None:
                self._looking.reschedule(0.0)
            else:
                self._end()

    async def run(self) -> None:
        """Examine whenever asked, until cancelled."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            try:
                with contextlib.suppress(TimeoutError):  # that is how `stop` ends it
                    async with asyncio.timeout(None) as self._looking:
                        await self._look_and_show()
                self._end()
            except Exception:  # noqa: BLE001
                self._end_quietly()

    async def look(self, tell: Callable[[Diagnosis], None] = lambda _diagnosis: None) -> Diagnosis:
        """Examine once; `tell` is called after each stage with what is known by then."""
        examiner = self._examiner()
        diagnosis = Diagnosis(self.address, self._wall(), ())
        last = time.monotonic()

        def note(finding: Finding) -> bool:
            """Take a finding; whether there is any use in looking further."""
            nonlocal diagnosis, last
            took_s, last = time.monotonic() - last, time.monotonic()
            finding = replace(finding, took_s=round(took_s, 3))
            diagnosis = replace(diagnosis, findings=(*diagnosis.findings, finding))
            tell(diagnosis)
            return finding.outcome is not Outcome.BROKEN

        try:
            if await self._look_at_way(examiner, note):
                await self._look_at_server(examiner, note)
        except Exception:  # noqa: BLE001
            _log.exception("the examination of the connection stumbled")
            stage = next(stage for stage in Stage if stage not in diagnosis.stages)
            note(broken(stage, Verdict.STUMBLED, _("The examination itself stumbled here."), _("Send the log along.")))
        for stage in Stage:
            if stage not in diagnosis.stages:
                note(untried(stage, _("What comes before it does not work.")))
        return diagnosis

    async def _look_and_show(self) -> None:
        def show(diagnosis: Diagnosis) -> None:
            self.diagnosis = diagnosis
            self.changed.emit()

        await self.look(show)

    def _end(self) -> None:
        self._looking = None
        self.is_busy = False
        self.changed.emit()

    def _end_quietly(self) -> None:
        """Whoever shows it has stumbled: that is no reason for the courier beside it to end."""
        _log.exception("what was found about the connection could not be shown")
        self._looking = None
        self.is_busy = False

    # -- the stages ----------------------------------------------------------------------------------------------

    async def _look_at_way(self, examiner: Examiner, note: Note) -> bool:
        """From the name to the certificate; whether the server is reached."""
        try:
            way = await examiner.find_way()
        except Misdirected as fault:
            for stage in (Stage.NAME, Stage.CONNECTION):
                note(untried(stage, _("It would be the proxy's, which cannot be used.")))
            return note(way_verdicts.judge_proxy_settings(fault))
        host = examiner.origin.host if way.proxy is None else way.proxy.url.host
        addresses = await _outcome_of(examiner.look_up())
        if not note(way_verdicts.judge_names(way, host, addresses)) or isinstance(addresses, ApiError):
            return False
        if not note(way_verdicts.judge_attempts(way, await examiner.connect(addresses))):
            return False
        if examiner.origin.scheme != "https":
            note(way_verdicts.judge_way(way, None))
            text = _("Not needed: the server is this computer itself.")
            return note(works(Stage.ENCRYPTION, text, Verdict.NOT_NEEDED))
        shown = await _outcome_of(examiner.shake_hands())
        if not note(way_verdicts.judge_way(way, shown if isinstance(shown, ApiError) else None)):
            return False
        if isinstance(shown, ApiError):
            return note(way_verdicts.judge_line(shown))
        return note(way_verdicts.judge_certificate(shown, examiner.origin, self._wall()))

    async def _look_at_server(self, examiner: Examiner, note: Note) -> None:
        """What Flip answers, and whether it takes answers."""
        token = await _outcome_of(examiner.get_token())
        heard = await _outcome_of(examiner.ask_for_list())
        is_flip = note(server_verdicts.judge_server(heard))
        if isinstance(heard, ApiError):
            return
        note(server_verdicts.judge_clock(heard, FlipClock(self._wall)))
        if not is_flip or not note(server_verdicts.judge_token(heard, token)):
            return
        note(server_verdicts.judge_list(heard))
        if not self._may_answer():
            text = _("This console only looks, so it sends not even a test.")
            note(untried(Stage.ANSWERS, text, Verdict.LOOKS_ONLY))
        elif isinstance(heard.error, Throttled):
            note(untried(Stage.ANSWERS, _("Flip asks to be left alone for a while.")))
        else:
            note(server_verdicts.judge_answers(await _outcome_of(examiner.answer_in_vain())))


async def _outcome_of(look: Coroutine[Any, Any, Found]) -> Found | ApiError:
    """What a look brought, or why it brought nothing."""
    try:
        return await look
    except ApiError as fault:
        return fault
