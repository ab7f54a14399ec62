"""Bad rows and bad lists: each keeps its damage to itself (reliability.md 7A)."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flipconsole.api.payload import MOST_UNREADABLE, read_listing, read_one
from flipconsole.api.rows import LARGEST_ROW, one_of_each
from flipconsole.domain.command import Command
from flipconsole.domain.errors import BadPayload

NOON = datetime(2025, 4, 30, 12, 0, tzinfo=UTC)


def read(text: bytes) -> Command:
    """The one command of a list that holds this row and a good one."""
    good = text.replace(b"497f6eca", b"00000000", 1)
    reading = read_listing(b"[" + good + b", " + text + b"]")
    assert reading.unreadable == []
    assert reading.size == 2
    return reading.commands[1]


def test_the_source_pages_example_is_read_whole(wire: Any) -> None:
    text = wire.text()
    command = read(text)
    assert command.unreadable == ()
    assert command.raw == text.decode()
    assert command.starts_at == NOON
    assert command.created_at == datetime(2019, 8, 24, 14, 15, 22, tzinfo=UTC)
    assert command.duration_s == 7200
    assert command.battery_commands.setpoint_w == 5000
    assert command.battery_commands.enable_grid_export is True
    assert command.battery_commands.maximum_charge_percentage == 100
    assert command.event_id == "a1e8c1b7-9f0c-4c8a-8f5b-2f8a3f7f0f10"


def test_nulls_are_readable_where_the_page_allows_them(wire: Any) -> None:
    inner = {"mode": "BACKUP", "power_mode": None, "setpoint_w": None, "enable_grid_import": None}
    command = read(wire.text(event_id=None, ends_at=None, duration_s=None, battery_commands=inner))
    assert command.unreadable == ()
    assert command.ends_at is None
    assert command.battery_commands.mode == "BACKUP"


BAD_FIELDS: list[tuple[dict[str, Any], str]] = [
    ({"device_status": "ok"}, "device_status"),
    ({"device_status": "OK "}, "device_status"),
    ({"device_status": None}, "device_status"),
    ({"device_status": 1}, "device_status"),
    ({"status": "Canceled"}, "status"),
    ({"status": ""}, "status"),
    ({"status": "X" * 300}, "status"),
    ({"device_id": 7}, "device_id"),
    ({"device_id": ""}, "device_id"),
    ({"event_id": 7}, "event_id"),
    ({"device_status_reason": {"a": 1}}, "device_status_reason"),
    ({"is_preparatory_action": "false"}, "is_preparatory_action"),
    ({"battery_commands__setpoint_w": 2**31}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": 2**63}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": 10**30}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": -5}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": 0}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": 5000.5}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": "5000"}, "battery_commands.setpoint_w"),
    ({"battery_commands__setpoint_w": True}, "battery_commands.setpoint_w"),
    ({"battery_commands__enable_grid_import": 1}, "battery_commands.enable_grid_import"),
    ({"battery_commands__backup_reserve_percentage": 20.5}, "battery_commands.backup_reserve_percentage"),
    ({"battery_commands__backup_reserve_percentage": 10**30}, "battery_commands.backup_reserve_percentage"),
    ({"battery_commands__mode": "discharge"}, "battery_commands.mode"),
    ({"battery_commands__mode": None}, "battery_commands.mode"),
    ({"battery_commands__power_mode": 3}, "battery_commands.power_mode"),
    ({"battery_commands": None}, "battery_commands"),
    ({"battery_commands": []}, "battery_commands"),
    ({"battery_commands": "DISCHARGE"}, "battery_commands"),
    ({"duration_s": 1e300}, "duration_s"),
    ({"duration_s": -1}, "duration_s"),
    ({"duration_s": "7200"}, "duration_s"),
    ({"duration_s": True}, "duration_s"),
    ({"duration_s": float("nan")}, "duration_s"),
    ({"duration_s": float("-inf")}, "duration_s"),
    ({"starts_at": None}, "starts_at"),
    ({"starts_at": "2025-04-30T12:00:00"}, "starts_at"),
    ({"starts_at": "2025-W18-3"}, "starts_at"),
    ({"starts_at": "2025-04-30T24:00:00Z"}, "starts_at"),
    ({"starts_at": "2025-04-30T12:00:60Z"}, "starts_at"),
    ({"starts_at": "2025-04-30T12:00:00+25:00"}, "starts_at"),
    ({"starts_at": "0001-01-01T00:00:00Z"}, "starts_at"),
    ({"starts_at": "9999-12-31T23:59:59Z"}, "starts_at"),
    ({"starts_at": 1714478400}, "starts_at"),
    ({"starts_at": ""}, "starts_at"),
    ({"starts_at": "２０２５-04-30T12:00:00Z"}, "starts_at"),
    ({"ends_at": 0}, "ends_at"),
    ({"updated_at": "yesterday"}, "updated_at"),
]


@pytest.mark.parametrize(("changes", "path"), BAD_FIELDS)
def test_a_bad_field_is_marked_and_the_others_stand(wire: Any, changes: dict[str, Any], path: str) -> None:
    good = read(wire.text())
    text = wire.text(**changes)
    command = read(text)
    (field,) = command.unreadable
    assert field.path == path
    assert command.is_unreadable(path)
    assert field.why.endswith(".")
    came: Any = json.loads(text)
    for part in path.split("."):
        came = came[part]
    assert field.raw == json.dumps(came)[:199] + "…" * (len(json.dumps(came)) > 200)
    outer, _, inner = path.partition(".")
    for name in good.__struct_fields__:
        if name not in (outer, "raw", "unreadable"):
            assert getattr(command, name) == getattr(good, name)
    for name in good.battery_commands.__struct_fields__ if inner else ():
        if name != inner:
            assert getattr(command.battery_commands, name) == getattr(good.battery_commands, name)


@pytest.mark.parametrize(
    ("name", "path"),
    [(name, name) for name in ("device_id", "starts_at", "ends_at", "status", "device_status", "battery_commands")]
    + [("updated_at", "updated_at"), ("created_at", "created_at")],
)
def test_a_missing_field_is_not_taken_for_null(wire: Any, name: str, path: str) -> None:
    row = wire.row()
    del row[name]
    command = read(json.dumps(row).encode())
    (field,) = command.unreadable
    assert (field.path, field.raw) == (path, "")


@pytest.mark.parametrize(
    "changes", [{"status": "SUSPENDED"}, {"device_status": "FAILED"}, {"battery_commands__mode": "FOO"}]
)
def test_unknown_words_are_kept_as_they_came(wire: Any, changes: dict[str, str]) -> None:
    command = read(wire.text(**changes))
    ((name, word),) = changes.items()
    assert command.unreadable == ()
    assert (command.battery_commands.mode if "mode" in name else getattr(command, name)) == word


@pytest.mark.parametrize(
    "bad_id", [None, 7, "", "../../admin/x", "x?device_status=OK", "..", "%2e%2e/", "http://evil/", ["a"], {"a": 1}]
)
def test_a_row_without_a_usable_id_is_listed_and_cannot_be_answered(wire: Any, bad_id: object) -> None:
    reading = read_listing(wire.list_of(wire.text(id=bad_id), wire.text()))
    assert [command.id for command in reading.commands] == [wire.id]
    (row,) = reading.unreadable
    assert (row.position, row.line) == (1, 0)
    assert "id" in row.why
    assert json.loads(wire.text(id=bad_id).decode())["device_id"] in row.excerpt


@pytest.mark.parametrize("spelling", ["{%s}", "urn:uuid:%s", "%s ", " %s", "%s\n"])
def test_other_spellings_of_a_uuid_are_no_id(wire: Any, spelling: str) -> None:
    for bad_id in (spelling % wire.id, wire.id.upper(), wire.id.replace("-", "")):
        reading = read_listing(wire.list_of(wire.text(), wire.text(id=bad_id)))
        assert len(reading.commands) == len(reading.unreadable) == 1


BROKEN_ROWS = {
    "duplicate key": lambda text: text.replace(b'"status": "OK"', b'"status": "CANCELED", "status": "OK"'),
    "duplicate key inside": lambda text: text.replace(b'"mode"', b'"mode": "CHARGE", "mode"'),
    "duplicate key, escaped": lambda text: text.replace(b'"status"', b'"st\\u0061tus": "CANCELED", "status"'),
    "NaN": lambda text: text.replace(b"5000", b"NaN"),
    "Infinity": lambda text: text.replace(b"5000", b"Infinity"),
    "-Infinity": lambda text: text.replace(b"5000", b"-Infinity"),
    "1e999": lambda text: text.replace(b"5000", b"1e999"),
    "5,000 digits": lambda text: text.replace(b"5000", b"9" * 5_000),
    "lone surrogate": lambda text: text.replace(b"xyz-123", b"\\ud800x"),
    "lone low surrogate": lambda text: text.replace(b"xyz-123", b"x\\uDFFF"),
    "surrogate in a name": lambda text: text.replace(b'"status"', b'"\\ud800": 1, "status"'),
    "surrogate in bytes": lambda text: text.replace(b"xyz-123", b"\xed\xa0\x80"),
    "Latin-1": lambda text: text.replace(b"xyz-123", b"B\xfccher"),
    "raw control character": lambda text: text.replace(b"xyz-123", b"x\ny"),
    "deep nesting": lambda text: text.replace(b"5000", b"[" * 5_000 + b"]" * 5_000),
    "missing comma": lambda text: text.replace(b', "status"', b' "status"'),
    "single quotes": lambda text: text.replace(b'"status": "OK"', b"'status': 'OK'"),
    "comment": lambda text: text.replace(b'"status"', b'/* x */ "status"'),
    "leading zero": lambda text: text.replace(b"5000", b"05000"),
    "undefined": lambda text: text.replace(b"5000", b"undefined"),
    "too large": lambda text: text.replace(b"xyz-123", b"x" * LARGEST_ROW),
    "no object": lambda text: b'"just text"',
    "a number": lambda text: b"17",
    "null": lambda text: b"null",
    "a list": lambda text: b"[" + text + b"]",
}


@pytest.mark.parametrize("name", BROKEN_ROWS)
@pytest.mark.parametrize("envelope", [b"%s", b'{"commands": %s, "total": 3}'])
def test_a_broken_row_is_unreadable_and_the_rest_is_shown(wire: Any, name: str, envelope: bytes) -> None:
    broken = BROKEN_ROWS[name](wire.text())
    assert broken != wire.text()
    around = wire.text(id=wire.numbered_id(1), device_id="Grüße"), wire.text(id=wire.numbered_id(2))
    reading = read_listing(envelope % wire.list_of(around[0], broken, around[1]))
    assert [command.id for command in reading.commands] == [wire.numbered_id(1), wire.numbered_id(2)]
    (row,) = reading.unreadable
    assert row.position == 2
    assert row.why.endswith(".")
    assert 0 < len(row.excerpt) <= 500


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b'"list"', b"17", b"{}", b'{"error": "x"}', b'{"commands": null}', b'{"commands": {}}',
        b'{"items": []}', b'{"commands": [], "data": []}', b'{"commands": [], "commands": []}',
        b'{"commands": [], "x": NaN}', b'{"commands": [], "x": 1e999}', b'{"commands": [], "x": "\\ud800"}',
        b'{"commands": [], "x": 1, "x": 1}', b'{"commands": [], "x": %s}' % (b"9" * 5_000),
        b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"commands": ' * 100_000, b"[" + b"9" * 5_000 + b"]",
        b"[1, 2]", b'["a"]', b"[null]", b"[[]]", b"[{}", b"[{},]", b"[,{}]", b"[{} {}]", b"[{}]]", b"[{}] x", b"[]{}",
        b'[{"a": "b]', b'[{"a": [1}]', b"\xff\xfe[\x00]\x00", "[]".encode("utf-16"), "[]".encode("utf-32"),
        b'[{"id": "\xfc"}]', b"[{]}", b"\x00", b"[\x00]", b"\x1f\x8b\x08",
    ],
)  # fmt: skip
def test_an_answer_that_is_no_list_is_refused_whole(body: bytes) -> None:
    with pytest.raises(BadPayload) as caught:
        read_listing(body)
    assert "What was known before stays." in str(caught.value)
    assert not caught.value.signin_page


@pytest.mark.parametrize("body", [b"[]", b" [ ] ", b'{"commands":[]}', b'{"x":1,"data": [ ]}\n', b"\xef\xbb\xbf[]"])
def test_an_empty_list_is_a_good_answer(body: bytes) -> None:
    reading = read_listing(body)
    assert (reading.commands, reading.unreadable, reading.size) == ([], [], 0)


def test_a_byte_order_mark_does_no_harm(wire: Any) -> None:
    assert read_listing(b"\xef\xbb\xbf" + wire.list_of(wire.text())).commands[0].id == wire.id
    assert read_one(b"\xef\xbb\xbf\r\n" + wire.text() + b"\n").raw == wire.text().decode()


def test_odd_values_that_mean_something_are_kept(wire: Any) -> None:
    command = read(
        wire.text(
            battery_commands__backup_reserve_percentage=101,
            battery_commands__maximum_charge_percentage=-1,
            battery_commands__setpoint_w=5000.0,
            duration_s=0.5,
            ends_at="2025-04-30T10:00:00Z",
        )
    )
    assert command.unreadable == ()
    assert command.battery_commands.backup_reserve_percentage == 101
    assert command.battery_commands.maximum_charge_percentage == -1
    assert command.battery_commands.setpoint_w == 5000
    assert command.duration_s == 0.5
    assert command.ends_at == NOON - timedelta(hours=2)


@pytest.mark.parametrize(
    "spelling",
    ["2025-04-30 12:00:00.000Z", "2025-04-30T12:00:00Z", "2025-04-30T05:00:00.000000999-07:00", "2025-04-30t12:00:00z"],
)
def test_every_spelling_of_a_time_is_the_same_moment(wire: Any, spelling: str) -> None:
    assert read(wire.text(starts_at=spelling)).starts_at == NOON


def test_texts_are_kept_as_they_came_and_cut_where_they_have_no_end(wire: Any) -> None:
    hostile = "\u202e<b>\x00\x1b[31m\u200b👾=cmd|'/c calc'!A1"
    command = read(wire.text(device_status_reason=hostile, device_id="&Save %s {0}"))
    assert command.device_status_reason == hostile
    assert command.device_id == "&Save %s {0}"
    long = read(wire.text(device_status_reason="line\n" * 200_000, device_id="d" * 5_000))
    assert long.device_status_reason is not None
    assert len(long.device_status_reason) == 64 * 1024
    assert long.device_status_reason.endswith("…")
    assert len(long.raw) == 256 * 1024
    assert long.raw.endswith("…")
    assert long.device_id == "d" * 5_000
    assert read(wire.text(device_id="d" * 5_001)).device_id == "d" * 4_999 + "…"


def test_unknown_members_stay_in_the_raw_text_alone(wire: Any) -> None:
    deep: Any = 1
    for _ in range(80):
        deep = {"x": [deep]}
    command = read(wire.text(new_field=deep, object_type="command"))
    assert command.unreadable == ()
    assert json.loads(command.raw)["new_field"] == deep


def test_the_same_command_twice_is_one_row(wire: Any) -> None:
    commands = read_listing(wire.list_of(wire.text(), wire.text())).commands
    assert one_of_each(commands) == ((commands[0],), frozenset())


def test_of_two_versions_the_newest_is_kept_and_told(wire: Any) -> None:
    old = wire.text(device_id="old", updated_at="2025-01-01T00:00:00Z")
    new = wire.text(device_id="new", updated_at="2025-01-02T00:00:00Z")
    dateless = wire.text(device_id="dateless", updated_at="?")
    for texts in ((old, new), (new, old), (new, dateless), (dateless, new)):
        kept, doubled = one_of_each(read_listing(wire.list_of(*texts)).commands)
        assert [command.device_id for command in kept] == ["new"]
        assert doubled == {wire.id}


def test_rows_that_did_not_change_are_the_same_objects_in_any_order(wire: Any) -> None:
    rng = random.Random(4)
    texts = [wire.text(id=wire.numbered_id(number), device_id=f"d{number}é") for number in range(300)]
    first = read_listing(wire.list_of(*texts)).commands
    changed = wire.text(id=wire.numbered_id(100), device_id="changed")
    later = [*texts[:100], changed, *texts[101:200], wire.text(id=wire.numbered_id(999)), *texts[210:]]
    second = read_listing(b" " + b" ,\n".join([b"[" + later[0], *later[1:]]) + b"]", first).commands
    by_id = {command.id: command for command in first}
    new = [command.id for command in second if by_id.get(command.id) is not command]
    assert new == [wire.numbered_id(100), wire.numbered_id(999)]
    assert [command.raw.encode() for command in second] == later
    rng.shuffle(later)
    third = read_listing(wire.list_of(*later), second).commands
    assert {id(command) for command in third} == {id(command) for command in second}


def test_a_known_row_that_goes_on_differently_is_not_mistaken(wire: Any) -> None:
    known = read_listing(wire.list_of(wire.text())).commands
    with pytest.raises(BadPayload):
        read_listing(b"[" + wire.text() + b'"x"]', known)
    reading = read_listing(b"[" + wire.text()[:-1] + b', "status": "CANCELED"}]', known)
    assert len(reading.unreadable) == 1


def test_one_bad_row_among_ten_thousand_hides_none(wire: Any) -> None:
    texts = [wire.text(id=wire.numbered_id(number)) for number in range(10_000)]
    texts[6_543] = BROKEN_ROWS["duplicate key"](texts[6_543])
    reading = read_listing(wire.list_of(*texts))
    assert len(reading.commands) == 9_999
    assert [row.position for row in reading.unreadable] == [6_544]


def test_a_list_of_nothing_but_damage_has_an_end(wire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadPayload, match="cannot be read"):
        read_listing(b"[" + b",".join([b"{}"] * (MOST_UNREADABLE + 1)) + b"]")
    monkeypatch.setattr("flipconsole.api.payload.MOST_ROWS", 20)
    with pytest.raises(BadPayload, match="more than"):
        read_listing(wire.list_of(*[wire.text()] * 21))
    with pytest.raises(BadPayload, match="fields"):
        read_listing(b"{" + b",".join(b'"%d":1' % number for number in range(2_000)) + b"}")


def test_the_window_gets_its_turn_while_a_long_list_is_read(wire: Any) -> None:
    turns: list[int] = []
    texts = [wire.text(id=wire.numbered_id(number)) for number in range(1_000)]
    read_listing(wire.list_of(*texts), pause=lambda: turns.append(1))
    assert len(turns) == 10
