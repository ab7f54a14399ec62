"""What Flip may send and should not: faults 1 to 42, from the bytes of the wire to the words of the list.

Each id carries the number of its fault in reliability.md, section 7. The good row that stands beside every bad one must
always be there and answerable.
"""

import gzip
import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from flipconsole.api.transfer import Deadlines
from flipconsole.app.link import LinkState
from flipconsole.app.waiting import until
from flipconsole.domain.ack import AckState
from flipconsole.domain.answerable import answerable
from flipconsole.domain.command import Answer
from flipconsole.domain.row import Stage
from flipconsole.domain.work import Work
from flipconsole.simulator.bodies import SIGN_IN_PAGE, SPOILT_ROWS
from flipconsole.simulator.simulator import HandClock, Simulator
from flipconsole.ui.command_list.order import Column
from flipconsole.ui.long_text import LongText
from flipconsole.ui.plain import PlainLabel, plain
from flipconsole.ui.states.standing import page
from tests.faults.conftest import GOOD_ID, ID, START, Bench, OpenBench, listed, row, text

UNREADABLE = "unreadable field"


def numbered(cases: dict[str, Any]) -> Any:
    """Parametrizes over cases whose keys begin with the fault's number."""
    return pytest.mark.parametrize("case", cases.values(), ids=[f"fault_{name}" for name in cases])


async def good_row_is_answerable(bench: Bench) -> None:
    assert bench.is_listed(GOOD_ID)
    assert answerable(bench.row(GOOD_ID)).may
    assert UNREADABLE not in bench.cell(Column.WHAT, GOOD_ID)


# -- one field ----------------------------------------------------------------------------------------------------

_Field = tuple[dict[str, Any], str, Column, str]

UNREADABLE_FIELDS: dict[str, _Field] = {
    "02_lower_case_ok": ({"device_status": "ok"}, "device_status", Column.DEVICE_STATUS, "not readable"),
    "11_setpoint_2_31": ({"battery_commands__setpoint_w": 2**31}, "setpoint_w", Column.WHAT, "power not readable"),
    "11_setpoint_2_63": ({"battery_commands__setpoint_w": 2**63}, "setpoint_w", Column.WHAT, "power not readable"),
    "11_setpoint_10_30": ({"battery_commands__setpoint_w": 10**30}, "setpoint_w", Column.WHAT, "power not readable"),
    "12_setpoint_negative": ({"battery_commands__setpoint_w": -5}, "setpoint_w", Column.WHAT, "power not readable"),
    "12_setpoint_zero": ({"battery_commands__setpoint_w": 0}, "setpoint_w", Column.WHAT, "power not readable"),
    "12_setpoint_broken": ({"battery_commands__setpoint_w": 5000.5}, "setpoint_w", Column.WHAT, "power not readable"),
    "12_setpoint_text": ({"battery_commands__setpoint_w": "5000"}, "setpoint_w", Column.WHAT, "power not readable"),
    "12_setpoint_true": ({"battery_commands__setpoint_w": True}, "setpoint_w", Column.WHAT, "power not readable"),
    "14_duration_nan": ({"duration_s": float("nan")}, "duration_s", Column.WHAT, UNREADABLE),
    "14_duration_1e300": ({"duration_s": 1e300}, "duration_s", Column.WHAT, UNREADABLE),
    "14_duration_negative": ({"duration_s": -1}, "duration_s", Column.WHAT, UNREADABLE),
    "17_naive_time": ({"starts_at": "2025-11-01T17:00:00"}, "starts_at", Column.WHEN, "start not readable"),
    "17_week_date": ({"starts_at": "2025-W18-3"}, "starts_at", Column.WHEN, "start not readable"),
    "17_hour_24": ({"ends_at": "2025-11-01T24:00:00Z"}, "ends_at", Column.WHEN, "end not readable"),
    "17_second_60": ({"starts_at": "2025-11-01T17:00:60Z"}, "starts_at", Column.WHEN, "start not readable"),
    "17_offset_25": ({"starts_at": "2025-11-01T17:00:00+25:00"}, "starts_at", Column.WHEN, "start not readable"),
    "17_year_1": ({"starts_at": "0001-01-01T00:00:00Z"}, "starts_at", Column.WHEN, "start not readable"),
    "17_year_9999": ({"ends_at": "9999-12-31T23:59:59Z"}, "ends_at", Column.WHEN, "end not readable"),
    "17_number": ({"starts_at": 1714478400}, "starts_at", Column.WHEN, "start not readable"),
    "17_empty": ({"starts_at": ""}, "starts_at", Column.WHEN, "start not readable"),
    "18_full_width_digits": ({"starts_at": "２０２５-11-01T17:00:00Z"}, "starts_at", Column.WHEN, "start not readable"),
    "26_battery_null": ({"battery_commands": None}, "battery_commands", Column.WHAT, "order is not readable"),
    "26_battery_list": ({"battery_commands": []}, "battery_commands", Column.WHAT, "order is not readable"),
    "26_battery_text": ({"battery_commands": "CHARGE"}, "battery_commands", Column.WHAT, "order is not readable"),
}  # fmt: skip


@numbered(UNREADABLE_FIELDS)
async def test_a_field_that_cannot_be_read_is_marked_and_shown_as_it_came(open_bench: OpenBench, case: _Field) -> None:
    changes, name, column, words = case
    async with open_bench() as bench:
        await bench.shows(text(**changes))
        assert UNREADABLE in bench.cell(Column.WHAT)
        assert words in bench.cell(column)
        (field,) = [one for path, one in bench.fields().items() if path.endswith(name)]
        (came,) = changes.values()
        assert field.is_marked
        assert field.value == json.dumps(came)
        assert field.note.endswith(".")
        assert answerable(bench.row()).ask or answerable(bench.row()).why_not
        await good_row_is_answerable(bench)


async def test_fault_03_without_a_device_status_nothing_can_be_answered(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        bare = row()
        del bare["device_status"]
        await bench.shows(json.dumps(bare).encode())
        assert not answerable(bench.row()).may
        (excluded,) = bench.console.acknowledge([bench.row()], Answer.OK, None)
        assert "no readable device status" in excluded.why
        await bench.shows(text(device_status="ok"))
        assert not answerable(bench.row()).may
        assert bench.row().work is not Work.NONE
        assert bench.flip.patches() == []


ODD_BUT_READABLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "13_reserve_101": ({"battery_commands__backup_reserve_percentage": 101}, "backup_reserve_percentage", "outside"),
    "13_reserve_minus_1": ({"battery_commands__backup_reserve_percentage": -1}, "backup_reserve_percentage", "outside"),
    "15_end_before_start": ({"ends_at": "2025-11-01T16:00:00Z"}, "ends_at", "not after its start"),
}


@numbered(ODD_BUT_READABLE)
async def test_an_odd_value_is_shown_with_a_mark(open_bench: OpenBench, case: tuple[Any, str, str]) -> None:
    changes, name, words = case
    async with open_bench() as bench:
        await bench.shows(text(**changes))
        (field,) = [one for path, one in bench.fields().items() if path.endswith(name)]
        assert field.is_marked
        assert words in field.note
        assert UNREADABLE not in bench.cell(Column.WHAT)
        assert answerable(bench.row()).may


async def test_fault_01_an_unknown_status_shows_its_word_and_asks_before_an_answer(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(text(status="SUSPENDED"))
        assert bench.cell(Column.FLIP_STATUS).startswith("SUSPENDED")
        assert "unknown to this version" in answerable(bench.row()).ask
        assert answerable(bench.row()).may
        assert bench.is_listed()


SPELLINGS = {
    "16_space": "2025-11-01 17:00:00.000Z",
    "16_t": "2025-11-01T17:00:00Z",
    "16_offset": "2025-11-01T13:00:00-04:00",
    "18_nanoseconds": "2025-11-01T17:00:00.000000999Z",
}


@numbered(SPELLINGS)
async def test_every_spelling_of_a_time_reads_alike(open_bench: OpenBench, case: str) -> None:
    async with open_bench() as bench:
        await bench.shows(text(starts_at=case))
        assert bench.row().held.command.starts_at == datetime(2025, 11, 1, 17, tzinfo=UTC)
        assert "today 13:00 to 15:00 EDT" in bench.cell(Column.WHEN)


# -- ids -----------------------------------------------------------------------------------------------------------

BAD_IDS: dict[str, Any] = {
    "04_null": None, "04_number": 4971, "04_empty": "", "04_missing": ...,
    "05_path": "../../admin/x", "05_query": "x?device_status=OK", "05_dots": "..", "05_percent": "%2e%2e/",
    "05_address": "http://evil/", "06_braces": f"{{{ID}}}", "06_urn": f"urn:uuid:{ID}", "06_upper_case": ID.upper(),
}  # fmt: skip


@numbered(BAD_IDS)
async def test_a_row_without_a_canonical_id_is_told_and_nothing_can_leave_for_it(
    open_bench: OpenBench, case: Any
) -> None:
    async with open_bench() as bench:
        bad = row(id=case) if case is not ... else {name: value for name, value in row().items() if name != "id"}
        await bench.shows(json.dumps(bad).encode())
        assert set(bench.console.rows) == {GOOD_ID}
        assert bench.console.link.unreadable == 1
        (unreadable,) = bench.console.unreadable()
        assert "id" in unreadable.why
        assert "PW-7" in unreadable.excerpt
        if isinstance(case, str):
            assert bench.console.answer_by_id(case, Answer.OK, None) != ""
            assert bench.console.unsent() == ()
        await good_row_is_answerable(bench)
        assert bench.flip.patches() == []


# -- rows ----------------------------------------------------------------------------------------------------------


async def test_fault_07_the_same_command_twice_is_one_row(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(text(), text())
        assert len(bench.console.rows) == 2
        assert not bench.row().held.two_versions


async def test_fault_08_two_versions_show_the_newest_and_say_so(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        newer = text(device_id="NEWER", updated_at="2025-11-01T14:59:30Z")
        for pair in ((text(), newer), (newer, text())):
            await bench.shows(*pair)
            assert bench.cell(Column.BATTERY) == "NEWER"
            assert "two versions" in bench.cell(Column.WHAT)
            assert "two different versions" in answerable(bench.row()).ask


BROKEN_ROWS: dict[str, Callable[[bytes], bytes]] = {
    "09_duplicate_keys": lambda raw: b'{"status":"CANCELED",' + raw[1:],
    "10_nan": lambda raw: raw.replace(b"5000", b"NaN"),
    "10_infinity": lambda raw: raw.replace(b"5000", b"-Infinity"),
    "10_1e999": lambda raw: raw.replace(b"5000", b"1e999"),
    "10_lone_surrogate": lambda raw: raw.replace(b"PW-7", b"PW-7\\ud800"),
    "31_no_object": lambda _raw: b'"PW-7"',
}


@numbered(BROKEN_ROWS)
async def test_a_broken_row_is_counted_and_hides_none(open_bench: OpenBench, case: Callable[[bytes], bytes]) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.shows(case(text()))
        assert bench.console.link.unreadable == 1
        assert bench.console.link.state is LinkState.LIVE
        assert "PW-7" in bench.console.unreadable()[0].excerpt
        assert bench.is_listed()  # a row that cannot be read may still be there: the last good version stays
        assert bench.row().held.gone_at is None
        await good_row_is_answerable(bench)


@pytest.mark.parametrize("kind", sorted(SPOILT_ROWS.keys() - {"deep"}))
async def test_every_row_that_the_simulator_can_spoil_leaves_the_others_alone(open_bench: OpenBench, kind: str) -> None:
    """Faults 2 to 27 once more, by the other reading of the contract (negative control: none may be spoilt quietly)."""
    clock = HandClock(START)
    flip = Simulator(now=clock)
    good = [flip.add(device_id=f"GOOD-{number}").id for number in range(3)]
    flip.faults.add(f"malformed={kind},on=list")
    async with open_bench(simulator=flip, clock=clock) as bench:
        await bench.look()
        assert bench.console.link.state is LinkState.LIVE
        assert set(good) <= set(bench.console.rows)
        spoilt = [one for one in bench.console.rows.values() if one.id not in good]
        two = [one for one in bench.console.rows.values() if one.held.two_versions]
        assert len(spoilt) + len(two) + bench.console.link.unreadable == (0 if kind == "twin" else 1)
        for command_id in bench.console.rows:
            for column in Column:
                assert len(bench.cell(column, command_id)) < 1200
                assert bench.tip(column, command_id).count("<") == bench.tip(column, command_id).count("<br>") + 2 or (
                    bench.tip(column, command_id) == ""
                )


async def test_faults_30_and_31_one_bad_row_among_ten_thousand_hides_none(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        rows = [text(id=f"00000000-0000-4000-8000-{number:012x}", device_id=f"D{number}") for number in range(10_000)]
        rows[6_543] = BROKEN_ROWS["09_duplicate_keys"](rows[6_543])
        bench.flip.lists(b"[" + b",".join(rows) + b"]")
        await bench.look()
        assert len(bench.console.rows) == bench.model.rowCount() == 9_999
        (unreadable,) = bench.console.unreadable()
        assert unreadable.position == 6_544
        assert "D6543" in unreadable.excerpt


# -- text ----------------------------------------------------------------------------------------------------------

TEXTS = {
    "21_image": "<img src=file:///etc/passwd>",
    "21_link": "<a href=http://evil.example>press</a>",
    "21_style": "<style>*{color:red}</style>",
    "21_entity": "&lt;b&gt;bold&lt;/b&gt;",
    "22_ten_thousand_lines": "line\n" * 10_000,
    "22_megabyte": "a long story " * 80_000,
    "23_right_to_left": "right\u202eto left",
    "23_zero_width": "no\u200bthing",
    "23_nul_and_escape": "a \x00 and \x1b[31m",
    "23_emoji": "done 👍",
    "24_formula": "=cmd|'/c calc'!A1",
    "24_at": "@SUM(A1)",
    "24_minus": "-1+1",
    "24_tab_and_return": "\tx\r",
    "25_ampersand": "&Save",
    "25_placeholders": "%s %d {0}",
    "25_five_thousand": "D" * 5_000,
}


@numbered(TEXTS)
async def test_text_of_flips_is_shown_as_the_text_it_is_and_survives_a_restart(
    open_bench: OpenBench, case: str
) -> None:
    async with open_bench() as bench:
        await bench.shows(text(device_id=case[:5_000], device_status_reason=case))
    async with open_bench(bench) as bench:
        shown = plain(case[:5_000])
        assert bench.row().held.command.device_status_reason == case[: 64 * 1024 - 1] + "…" * (len(case) > 64 * 1024)
        assert bench.cell(Column.BATTERY) == shown
        assert len(bench.cell(Column.BATTERY)) <= 500
        tip = bench.tip(Column.DEVICE_STATUS)
        assert plain(case).split("…")[0][:400] in html.unescape(tip)
        assert not re.search(r"<(?!/?qt>|br>)", tip)
        for hidden in ("\u202e", "\u200b", "\x00", "\x1b", "\r"):
            assert hidden not in bench.cell(Column.BATTERY) + tip


async def test_fault_22_the_whole_of_a_long_reason_is_shown_on_request(open_bench: OpenBench, qtbot: Any) -> None:
    async with open_bench() as bench:
        await bench.shows(text(device_status_reason=TEXTS["22_megabyte"]))
        shown = LongText("Reason")
        qtbot.addWidget(shown)
        shown.set_text(bench.fields()["device_status_reason"].value)
        label, whole, more = (shown.findChild(kind) for kind in (PlainLabel, QPlainTextEdit, QPushButton))
        assert len(label.text()) <= 500
        more.setChecked(True)
        assert len(whole.toPlainText()) == 64 * 1024
        assert not whole.isHidden()


async def test_fault_27_unknown_members_are_kept_in_the_raw_view(open_bench: OpenBench) -> None:
    deep = {"nested": [{"deeper": [1, {"deepest": None}]}]}
    async with open_bench() as bench:
        await bench.shows(text(extra=deep, object_type="command"))
        assert bench.row().held.command.unreadable == ()
        assert json.loads(bench.row().held.command.raw)["extra"] == deep


# -- times as shown ------------------------------------------------------------------------------------------------


async def test_fault_19_both_half_past_ones_are_told_apart_and_sorted_by_utc(open_bench: OpenBench) -> None:
    hours = {"05:30": "EDT", "06:30": "EST", "07:30": "EST"}
    async with open_bench() as bench:
        rows = [
            text(id=f"00000000-0000-4000-8000-00000000010{place}", device_id=f"D{place}",
                 starts_at=f"2025-11-02T{hour}:00Z", ends_at=f"2025-11-02T{hour}:59Z")
            for place, hour in enumerate(hours)
        ]  # fmt: skip
        await bench.shows(*reversed(rows))
        bench.model.sort(Column.STARTS_IN)
        ids = [bench.model.id_at(place) for place in range(bench.model.rowCount())]
        shown = [bench.cell(Column.WHEN, one) for one in ids if one != GOOD_ID]
        assert [("01:30" in one, zone in one) for one, zone in zip(shown, hours.values(), strict=True)] == [
            (True, True), (True, True), (False, True)
        ]  # fmt: skip


async def test_fault_20_another_zone_redraws_the_times_and_keeps_the_order(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(*(text(id=f"00000000-0000-4000-8000-0000000001{n:02}", starts_at=f"2025-11-01T{n}:00:00Z",
                                 ends_at=None) for n in range(16, 23)))  # fmt: skip
        ids = [bench.model.id_at(place) for place in range(bench.model.rowCount())]
        assert "13:00" in bench.cell(Column.WHEN, GOOD_ID)
        bench.model.set_zone(ZoneInfo("Asia/Kolkata"))
        assert "22:30" in bench.cell(Column.WHEN, GOOD_ID)
        assert [bench.model.id_at(place) for place in range(bench.model.rowCount())] == ids


# -- whole answers -------------------------------------------------------------------------------------------------

NO_LISTS: dict[str, bytes] = {
    "09_duplicate_keys_in_the_envelope": b'{"commands":[],"commands":[]}',
    "10_nan_in_the_envelope": b'{"commands":[],"total":NaN}',
    "28_object": b'{"error":"x"}',
    "28_null": b"null",
    "28_text": b'"list"',
    "32_nesting": b"[" * 100_000,
    "33_digits": b"[" + b"9" * 5_000 + b"]",
    "34_utf_16": "[]".encode("utf-16"),
    "34_latin_1": '[{"id":"ü"}]'.encode("latin-1"),
    "36_empty": b"",
    "37_bomb": b"packed",
    "39_truncated": listed()[:-40],
}


@numbered(NO_LISTS)
async def test_an_answer_that_is_no_list_leaves_the_last_list_and_says_so(open_bench: OpenBench, case: bytes) -> None:
    """Negative control: the same check finds a list that is taken, by the second half of the test."""
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        await bench.pass_seconds(11)
        list_at = bench.console.link.list_at
        headers = None
        if case == b"packed":
            case, headers = gzip.compress(b"[" + b" " * 70_000_000 + b"]", 1), {"Content-Encoding": "gzip"}
        bench.flip.lists(case, headers=headers)
        await bench.look()
        bench.assert_safe(LinkState.UNREADABLE)
        assert bench.console.link.list_at == list_at
        assert bench.cell(Column.BATTERY) == "PW-7"
        assert "old" in bench.banner()
        if headers:
            assert "large" in bench.console.link.text
        bench.flip.lists(listed(text()))
        await bench.pass_seconds(70)
        assert bench.console.link.list_at != list_at


async def test_fault_28_a_list_in_an_envelope_is_a_list(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        for name in (b"data", b"commands", b"results"):
            bench.flip.lists(b'{"%s":%s}' % (name, listed(text())))
            await bench.look()
            assert bench.console.link.state is LinkState.LIVE
            assert len(bench.console.rows) == 2


async def test_fault_29_an_empty_list_is_no_failure_and_has_its_time(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.look()
        standing = page(bench.console.link, bench.console.now(), bench.model.zone)
        assert bench.console.link.state is LinkState.LIVE
        assert standing.title == "No commands"
        assert "today 11:00" in standing.text


async def test_fault_34_a_byte_order_mark_does_no_harm(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        bench.flip.lists(b"\xef\xbb\xbf" + listed(text()))
        await bench.look()
        assert bench.is_listed()


async def test_fault_35_a_sign_in_page_is_named_and_the_answers_wait(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.answer()
        bench.flip.lists(SIGN_IN_PAGE)
        bench.flip.answers(SIGN_IN_PAGE)
        await bench.pass_seconds(11)
        bench.assert_safe(LinkState.SIGNIN_PAGE)
        assert "sign in" in bench.banner()


@numbered({"36_empty": (b"", 200), "36_204": (b"", 204), "36_no_json": (b"done", 200), "36_created": (b"{}", 201)})
async def test_an_answer_without_a_command_is_not_confirmed(open_bench: OpenBench, case: tuple[bytes, int]) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        bench.flip.answers(*case)
        await bench.answer()
        await bench.round()
        assert bench.row().stage is Stage.NOT_CONFIRMED
        assert "not confirmed" in bench.cell(Column.ANSWER).lower()
        await bench.shows(text(device_status="OK", updated_at="2025-11-01T15:00:01Z"))
        await bench.pass_seconds(10)
        assert bench.row().stage is Stage.DELIVERED


async def test_fault_38_a_drip_is_ended_and_the_last_list_stays(
    open_bench: OpenBench, wire_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = Deadlines(connect_s=1, ack_s=1, first_byte_s=0.3, window_s=0.2, window_bytes=3_000, list_s=1.5)
    monkeypatch.setattr("flipconsole.api.client.Deadlines", lambda: quick)
    drip = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n["
    async with wire_of(drip, drip_s=0.02) as url, open_bench(url=url) as bench:
        await bench.look()
        assert bench.console.link.state is LinkState.OFFLINE
        assert "too long" in bench.console.link.text


CUT = {
    "39_length_lies": b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[]",
    "39_malformed_chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n",
    "39_random_bytes": bytes(range(1, 255)) * 9,
    "45_reset_at_once": b"",
}


@numbered(CUT)
async def test_an_answer_that_breaks_off_is_tried_again(open_bench: OpenBench, wire_of: Any, case: bytes) -> None:
    async with wire_of(case) as url, open_bench(url=url) as bench:
        await bench.look()
        assert bench.console.link.state is LinkState.OFFLINE
        assert bench.console.link.next_poll_at is not None
        wire_of.says = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
        await bench.pass_seconds(70)
        assert bench.console.link.state is LinkState.LIVE


ODD_HEADERS = {
    "40_huge": [("X-Long", "y" * 30_000)],
    "40_twice": [("Date", "yesterday"), ("Date", "Wed, 99 Abc"), ("X-A", "1"), ("X-A", "2")],
    "40_bad_date": [("Date", "Wed, 30 Apr 1812 12:00:00 GMT")],
    "40_bad_count": [("X-Total-Count", "many"), ("Link", "<<>>;rel=next"), ("Retry-After", "soon")],
}


@numbered(ODD_HEADERS)
async def test_odd_headers_are_passed_over(open_bench: OpenBench, case: list[tuple[str, str]]) -> None:
    async with open_bench() as bench:
        bench.flip.lists(listed(text()), headers=case)
        await bench.look()
        assert bench.console.link.state is LinkState.LIVE
        assert bench.console.link.skew_s in (None, 0.0)
        assert bench.is_listed()


WAITS = {"40_soon": "soon", "40_minus_5": "-5", "40_1e9": "1000000000", "40_past": "Wed, 30 Apr 2025 12:00:00 GMT"}


@numbered(WAITS)
async def test_a_wait_that_makes_no_sense_is_ignored_or_clamped(open_bench: OpenBench, case: str) -> None:
    async with open_bench() as bench:
        bench.flip.lists(b"", 429, {"Retry-After": case})
        await bench.look()
        assert bench.console.link.state is LinkState.WAITING
        assert bench.console.link.next_poll_at is not None
        wait_s = (bench.console.link.next_poll_at - bench.console.now()).total_seconds()
        assert wait_s == 900 if case.isdigit() else 0 <= wait_s <= 60


async def test_fault_41_a_loop_of_pages_has_an_end_and_another_host_is_refused(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        bench.flip.lists(b'{"commands":%s,"has_more":true,"next":"/v1/commands?page=2"}' % listed(text()))
        await bench.look()
        assert len(bench.flip.asked) <= 200
        await bench.shows(text())
        assert bench.is_listed()
        asked = len(bench.flip.asked)
        bench.flip.lists(b'{"commands":%s,"next":"https://evil.example/v1/commands"}' % listed(text()))
        await bench.look()
        assert len(bench.flip.asked) == asked + 1
        assert all(request.url.host == "127.0.0.1" for request in bench.flip.asked)
        assert bench.is_listed()


async def test_fault_42_a_command_that_vanishes_while_it_is_looked_at_is_not_answered(open_bench: OpenBench) -> None:
    """The dialog's own half is in tests/ui/answering/test_dialog.py: it says so and leaves the row out."""
    async with open_bench() as bench:
        await bench.shows(text())
        shown = bench.row()
        await bench.shows()
        (excluded,) = bench.console.acknowledge([shown], Answer.OK, None)
        assert "left Flip's list" in excluded.why
        assert "no longer listed" in bench.cell(Column.ACK_IN)
        await bench.pass_seconds(20)
        assert bench.flip.patches() == []


async def test_fault_42_a_saved_answer_to_a_command_that_vanished_is_for_review(open_bench: OpenBench) -> None:
    async with open_bench() as bench:
        await bench.shows(text())
        await bench.pass_seconds(11)
        bench.flip.lists(listed())
        await bench.answer()
        await bench.pass_seconds(10)
        newest = bench.row().newest_ack
        assert newest is not None
        assert newest.state is AckState.NEEDS_REVIEW
        assert "not sent" in newest.outcome
        assert bench.flip.patches() == []


async def test_a_bench_that_shows_a_row_it_was_not_given_would_be_found(open_bench: OpenBench) -> None:
    """Negative control of the whole file: what it calls listed is what the wire said."""
    async with open_bench() as bench:
        bench.flip.listing = lambda _request: httpx.Response(200, content=b"[]")
        await bench.look()
        assert not bench.is_listed()
        with pytest.raises(KeyError):
            bench.cell(Column.WHAT)
        assert await until(lambda: True, bench.console.rows_changed, timeout_s=1)
