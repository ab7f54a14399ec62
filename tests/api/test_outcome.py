"""Every status becomes one error class (reliability.md section 5)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from flipconsole.api.auth import Token
from flipconsole.api.outcome import NO_LIST, judge_answer, read_date, read_retry_after
from flipconsole.api.server_text import server_text
from flipconsole.domain.errors import ApiError, BadPayload, Misdirected, Refused, Throttled, Unauthorized, Unreachable

TOKEN = Token("canary/1f0e+9d8c")
CONFLICT = {409, 412}
PERMANENT_5XX = {501, 505}


def judged(status: int, *, listing: bool = False, headers: dict[str, str] | None = None, body: bytes = b"") -> ApiError:
    error = judge_answer(status, headers or {}, body, listing=listing, token=TOKEN)
    assert error is not None
    return error


def wanted(status: int, listing: bool) -> type[ApiError] | None:
    """The table of section 5 once more, written the other way round."""
    if status == 200:
        return None
    if status < 200:
        return Unreachable
    if status < 300 or status == 511:
        return BadPayload
    if status < 400:
        return Misdirected
    if status == 401:
        return Unauthorized
    if status == 429:
        return Throttled
    if status in (407, 408, 425):
        return Unreachable
    if status < 500 or status in PERMANENT_5XX:
        return Misdirected if listing else Refused
    return Unreachable


@pytest.mark.parametrize("listing", [False, True])
def test_the_whole_range_is_decided(listing: bool) -> None:
    for status in (*range(100, 600), 999):
        error = judge_answer(status, {}, b"", listing=listing, token=TOKEN)
        expected = wanted(status, listing)
        assert type(error) is (expected or type(None)), status
        if error is not None:
            assert error.status == status
            assert str(error).endswith((".", ".)")) or isinstance(error, Refused)
            assert "{" not in str(error)


def test_the_table_catches_a_judge_that_lumps_statuses_together() -> None:
    def lumped(status: int) -> type[ApiError] | None:
        return None if status < 300 else Refused if status < 500 else Unreachable

    assert any(lumped(status) is not wanted(status, False) for status in range(100, 600))
    assert {status for status in (*range(100, 600), 999) if lumped(status) is not wanted(status, False)} > {
        201,
        301,
        401,
        429,
    }


@pytest.mark.parametrize("status", [500, 502, 504, 520, 530, 999, 201, 204])
def test_a_gateway_may_have_lost_the_answer_of_a_flip_that_took_it(status: int) -> None:
    assert not judged(status).heard


@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 422, 425, 429, 503])
def test_a_refusal_is_a_known_outcome(status: int) -> None:
    assert judged(status).heard


@pytest.mark.parametrize("status", [409, 412])
def test_a_conflict_says_so(status: int) -> None:
    error = judged(status)
    assert isinstance(error, Refused)
    assert error.conflict


def test_other_refusals_are_no_conflict() -> None:
    assert not any(error.conflict for error in map(judged, (400, 403, 404, 422, 418)) if isinstance(error, Refused))


def test_a_network_that_wants_a_sign_in_is_told() -> None:
    error = judged(511)
    assert isinstance(error, BadPayload)
    assert error.signin_page


def test_the_statuses_that_mean_no_list() -> None:
    assert {404, 405, 501} == NO_LIST


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("120", 120), (" 7 ", 7), ("0", 1), ("1", 1), ("900", 900), ("901", 900), ("1000000000", 900),
        ("9" * 4_000, 900),
        ("Wed, 30 Apr 2025 12:01:30 GMT", 90), ("Wed, 30 Apr 2025 13:00:00 GMT", 900),
        ("Wed, 30 Apr 2025 12:00:00 GMT", 1), ("Wed, 30 Apr 2025 05:02:00 -0700", 120),
        ("Wed, 30 Apr 2025 11:59:00 GMT", None), ("soon", None), ("-5", None), ("1e9", None), ("", None), (None, None),
        ("1.5", None), ("٣", None), ("²", None), ("Wed, 30 Apr 99999 12:00:00 GMT", None), ("Wed, 31 Feb 2025", None),
        ("Wed, 30 Apr 2025 12:00:00 +9999", None), ("NaN", None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_by_the_servers_clock(text: str | None, wait_s: float | None) -> None:
    assert read_retry_after(text, datetime(2025, 4, 30, 12, 0, tzinfo=UTC)) == wait_s


@pytest.mark.parametrize("status", [429, 503, 500, 408, 425])
@pytest.mark.parametrize("listing", [False, True])
def test_a_server_that_names_a_time_is_obeyed(status: int, listing: bool) -> None:
    error = judged(status, listing=listing, headers={"retry-after": "120"})
    assert isinstance(error, Throttled)
    assert error.wait_s == 120
    assert error.status == status


def test_429_without_a_time_leaves_it_to_our_own_back_off() -> None:
    for headers in ({}, {"retry-after": "soon"}, {"retry-after": "-1"}):
        error = judged(429, headers=headers)
        assert isinstance(error, Throttled)
        assert error.wait_s is None


@pytest.mark.parametrize(
    "text", [None, "", "soon", "Wed, 30 Apr 1812 12:00:00 GMT", "Wed, 30 Apr 2025 12:00:00 -0000", "1"]
)
def test_a_date_header_that_makes_no_sense_is_none(text: str | None) -> None:
    assert read_date(text) is None


ERRORS: list[tuple[Any, str]] = [
    ({"message": "Bad input", "detail": "other"}, "Bad input"),
    ({"message": "", "detail": "A text"}, "A text"),
    ({"errors": [{"message": "must be one of", "path": "device_status"}]}, "must be one of (device_status)"),
    ({"errors": [7, {"path": "x"}, {"message": "m", "path": ["body", 0, "x"]}]}, "m (body.0.x)"),
    ({"detail": [{"loc": ["body", "device_status"], "msg": "field required", "type": "x"}]},
     "field required (body.device_status)"),
    ({"detail": [{"msg": "field required"}]}, "field required"),
    ({"code": "VALIDATION_ERROR", "error": "Bad Request", "message": "No", "statusCode": 400}, "No"),
    ({"message": 7, "errors": "x", "detail": {"a": 1}}, "422 Unprocessable"),
    ([1], "422 Unprocessable"), ("text", "422 Unprocessable"), ({"message": "\u202e\x00\n"}, "422 Unprocessable"),
    ({"message": "line\r\nX-Evil: 1\x1b[31m\u202etxt\u200b"}, "line X-Evil: 1 [31m txt"),
    ({"message": "<b>bold</b>"}, "<b>bold</b>"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), ERRORS)
def test_the_servers_reason_is_found_in_every_spelling(body: Any, text: str) -> None:
    said = server_text(422, json.dumps(body).encode(), TOKEN)
    assert said == text or (text == "422 Unprocessable" and said.startswith(text))
    error = judged(422, body=json.dumps(body).encode())
    assert isinstance(error, Refused)
    assert error.server_text == said
    assert said in str(error)


@pytest.mark.parametrize("body", [b"", b"<html><b>502</b></html>", b"\xff", b"NaN", b"{", b"[" * 100_000])
def test_without_a_reason_the_status_speaks(body: bytes) -> None:
    assert server_text(502, body, TOKEN) == "502 Bad Gateway"
    assert server_text(999, body, None) == "status 999"


def test_the_servers_reason_has_an_end() -> None:
    said = server_text(400, json.dumps({"message": "x" * 10_000}).encode(), TOKEN)
    assert len(said) == 300
    assert said.endswith("…")


@pytest.mark.parametrize("echo", ["canary/1f0e+9d8c", "Bearer canary/1f0e+9d8c", "canary%2F1f0e%2B9d8c"])
def test_a_token_that_the_server_sends_back_is_blotted_out(echo: str) -> None:
    error = judged(400, body=json.dumps({"message": f"Invalid token: {echo}!"}).encode())
    assert isinstance(error, Refused)
    for text in (str(error), error.server_text):
        assert "1f0e" not in text
        assert text.endswith("••••!")


def test_a_missing_token_is_asked_for() -> None:
    assert str(judged(401)) != str(judge_answer(401, {}, b"", listing=True, token=None))
