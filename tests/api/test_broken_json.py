"""Gate R14: bad server data never hides good data, and never becomes anything but a sentence.

The documents are generated here. Each is put into a list between good rows and, alone, where a list is expected: the
good rows are always shown, or the whole is refused with BadPayload; nothing else may come out.
"""

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.api.payload import Reading, read_listing
from flipconsole.api.strict_json import DEEPEST, NotJson, read
from flipconsole.domain.command import Command
from flipconsole.domain.errors import BadPayload

Read = Callable[[bytes], Reading]


def invalid_values() -> Iterator[bytes]:
    """JSON values that are none, kind by kind; brackets and quotes are paired, so that a list around them stands."""
    for number in (
        "+1",
        "01",
        "-01",
        ".5",
        "5.",
        "1.e1",
        "1e",
        "1e+",
        "0x1F",
        "1_000",
        "--1",
        "-",
        "1-1",
        "1.2.3",
        "1/2",
    ):
        yield number.encode()
        yield f"-{number}".encode()
    for word in ("nul", "Null", "NULL", "True", "tru", "False", "FALSE", "None", "undefined", "nil", "yes",
                 "NaN", "nan", "-NaN", "Infinity", "-Infinity", "inf", "+Infinity", "INF"):  # fmt: skip
        yield word.encode()
    for escape in (
        "\\x41",
        "\\a",
        "\\'",
        "\\0",
        "\\u",
        "\\u1",
        "\\u12",
        "\\u123",
        "\\uGGGG",
        "\\u 123",
        "\\U0001F600",
        "\\\n",
    ):
        yield b'"%s"' % escape.encode()
    for half in ("\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\ud800\\ud800", "\\udc00\\ud800", "\\ud800x\\udc00"):
        yield b'"%s"' % half.encode()
        yield b'{"%s": 1}' % half.encode()
    for code in range(32):
        yield b'"a%cb"' % code
    for bad in (
        b"\x80",
        b"\xc0\x80",
        b"\xff",
        b"\xe2\x28\xa1",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xf0\x9f\x98",
        b"\xc3",
    ):
        yield b'"%s"' % bad
        yield b'{"%s": 1}' % bad
    for inside in ("1,", ",1", "1,,2", ",", "1 2", "1;2", "1:2", '"a" "b"', "[1,]", "{,}", "/**/1", "1//x", "#1"):
        yield b"[%s]" % inside.encode()
    for inside in ('"a"', '"a":', ':1', '"a" 1', '"a":1,', ',"a":1', '"a":1,,"b":2', "a:1", "1:1", "null:1", "'a':1",
                   '"a"::1', '"a":1 "b":2', '"a":1;"b":2', '"a":[1,]', '"a":+1', '"a"=1', '"a":1,"a":2',
                   '"a":{"b":1,"b":1}', '"\\u0061":1,"a":2', '"a":1e999', '"a":-1e999', '[1]:2', '{}:1'):  # fmt: skip
        yield b"{%s}" % inside.encode()
    for space in (b"\x0b", b"\x0c", b"\xa0", b"\xe2\x80\xa8", b"\x00", b"\xef\xbb\xbf"):
        yield b"{%s}" % space
        yield b'{"a":%s1}' % space
    for depth in (1_500, 9_000):
        yield b"[" * depth + b"]" * depth
        yield b'{"a":' * depth + b"1" + b"}" * depth
    yield b"9" * 401
    yield b"-" + b"9" * 5_000
    yield b"1e" + b"9" * 30


def unpaired() -> Iterator[bytes]:
    """Texts whose strings or brackets do not pair; nobody can say where a row ends after these."""
    for text in (
        '"',
        '"a',
        '"a\\"',
        "[",
        "{",
        "]",
        "}",
        "[1",
        '{"a":1',
        '{"a":[1}',
        "[{]}",
        "[1}",
        '{"a":"b}',
        '{"a',
        "((",
        "]]",
    ):
        yield text.encode()
        yield b'{"x": 1}' + text.encode()


ALONE = tuple(dict.fromkeys(invalid_values()))
INVALID = (*ALONE, *(b"[%s]" % bad for bad in ALONE))
UNPAIRED = tuple(unpaired())


def check(read_bytes: Read, body: bytes, good: set[str], may_refuse: bool) -> None:
    """The promise: every good row, or one sentence."""
    try:
        reading = read_bytes(body)
    except BadPayload as error:
        if not may_refuse or not str(error).endswith("."):
            pytest.fail(f"{error}: {body[:200]!r}")
        return
    assert good <= {command.id for command in reading.commands}, body[:200]
    assert reading.size == len(reading.commands) + len(reading.unreadable)


def test_there_are_more_documents_than_in_the_known_suite() -> None:
    assert len(set(INVALID) | set(UNPAIRED)) >= 340


def check_all(wire: Any, read_bytes: Read) -> None:
    first, last = wire.numbered_id(1), wire.numbered_id(2)
    rows = wire.text(id=first), wire.text(id=last)
    for bad in INVALID:
        check(read_bytes, wire.list_of(rows[0], bad, rows[1]), {first, last}, may_refuse=False)
        spoilt = wire.text(id=wire.numbered_id(3)).replace(b"5000", bad)
        check(read_bytes, wire.list_of(rows[0], spoilt, rows[1]), {first, last}, may_refuse=False)
        check(read_bytes, b'{"commands": %s}' % wire.list_of(rows[0], bad, rows[1]), {first, last}, may_refuse=False)
        check(read_bytes, bad, set(), may_refuse=True)
        check(read_bytes, b'{"commands": [%s], "x": %s}' % (rows[0], bad), {first}, may_refuse=True)
    for bad in UNPAIRED:
        check(read_bytes, wire.list_of(rows[0], bad, rows[1]), {first, last}, may_refuse=True)
        check(read_bytes, bad, set(), may_refuse=True)


def test_no_broken_document_hides_a_good_row_or_escapes_as_another_error(wire: Any) -> None:
    check_all(wire, read_listing)


def test_the_check_catches_a_reader_that_judges_the_list_as_a_whole(wire: Any) -> None:
    def naive(body: bytes) -> Reading:
        try:
            rows = json.loads(body)
            return Reading(
                [c for row in rows for c in read_listing(b"[%s]" % json.dumps(row).encode()).commands], size=len(rows)
            )
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise BadPayload("The whole list is bad.") from error

    with pytest.raises(pytest.fail.Exception):
        check_all(wire, naive)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":0},{"a":', "}]")])
def test_every_python_reads_equally_deep(opening: str, closing: str) -> None:
    each = len(closing)
    assert read(opening * (DEEPEST // each) + "0" + closing * (DEEPEST // each)) is not None
    with pytest.raises(NotJson, match="nested too deeply"):
        read(opening * (DEEPEST // each + 1) + "0" + closing * (DEEPEST // each + 1))


def test_brackets_beside_each_other_or_in_a_text_are_not_deep() -> None:
    assert read("[" + "[],{}," * DEEPEST + "[]]") == [[], {}] * DEEPEST + [[]]
    assert read('"' + "[" * 5_000 + '"') == "[" * 5_000


def test_the_strict_reader_accepts_none_of_them() -> None:
    for bad in INVALID:
        try:
            text = bad.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(NotJson, match=r"\.$"):
            read(text)


VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["id", "event_id", "device_id", "starts_at", "ends_at", "duration_s", "is_preparatory_action", "battery_commands",
     "status", "device_status", "device_status_reason", "created_at", "updated_at"]
)  # fmt: skip
INNER = st.sampled_from(["mode", "power_mode", "setpoint_w", "enable_grid_import", "backup_reserve_percentage"])


@settings(max_examples=400, deadline=None)
@given(value=VALUES)
def test_what_is_json_is_read_as_json_reads_it(value: Any) -> None:
    assert read(json.dumps(value)) == value


@settings(max_examples=600, deadline=None)
@given(name=NAMES, value=VALUES, inner=st.none() | INNER, drop=st.booleans())
def test_any_value_in_any_field_leaves_the_neighbours_alone(
    wire: Any, name: str, value: Any, inner: str | None, drop: bool
) -> None:
    row = wire.row(id=wire.numbered_id(3))
    target, key = (row, name) if inner is None else (row["battery_commands"], inner)
    if drop:
        del target[key]
    else:
        target[key] = value
    good = wire.numbered_id(1)
    body = wire.list_of(wire.text(id=good), json.dumps(row).encode())
    reading = read_listing(body)
    assert reading.commands[0].id == good
    assert len(reading.commands) + len(reading.unreadable) == 2
    for command in reading.commands:
        assert_sound(command)


def assert_sound(command: Command) -> None:
    for moment in (command.starts_at, command.ends_at, command.created_at, command.updated_at):
        assert moment is None or moment.utcoffset() is not None
    watts = command.battery_commands.setpoint_w
    assert watts is None or 0 < watts < 2**31
    assert command.duration_s is None or (math.isfinite(command.duration_s) and command.duration_s >= 0)
    command.raw.encode()
    for field in command.unreadable:
        assert field.why
        assert len(field.raw) <= 200


@settings(max_examples=1_500, deadline=None)
@given(data=st.data())
def test_bytes_spoilt_in_one_row_never_escape_as_another_error(wire: Any, data: st.DataObject) -> None:
    text = bytearray(wire.text(id=wire.numbered_id(3), device_status_reason='é "q" \\'))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        kind = data.draw(st.sampled_from(["flip", "drop", "double", "insert"]))
        if kind == "flip":
            text[at] ^= 1 << data.draw(st.integers(0, 7))
        elif kind == "drop":
            del text[at : at + data.draw(st.integers(1, 30))]
        elif kind == "double":
            text[at:at] = text[at : at + 30]
        else:
            text[at:at] = data.draw(st.sampled_from([b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\x00", b"NaN"]))
        text = text or bytearray(b"{}")
    good = wire.numbered_id(1)
    check(read_listing, wire.list_of(wire.text(id=good), bytes(text)), {good}, may_refuse=True)
