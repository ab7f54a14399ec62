"""Pasted, opened and dropped text (feature I3): every item loads or is told with its line and the reason."""

import json
from typing import Any

import pytest

from flipconsole.api.pasted import Imported, read_import


def ids(found: Imported) -> list[str]:
    return [command.id for command in found.commands]


def told(found: Imported) -> list[tuple[int, str]]:
    return [(row.line, row.why) for row in found.unreadable]


def pretty(value: Any) -> str:
    return json.dumps(value, indent=4)


def webhook(row: dict[str, Any], kind: str = "command.created") -> dict[str, Any]:
    return {
        "event_type": kind,
        "event_object": {**row, "object_type": "command"},
        "timestamp": "2025-01-15T12:00:00.000Z",
    }


@pytest.mark.parametrize("write", [json.dumps, pretty])
def test_a_command_a_list_an_envelope_and_a_webhook_all_load(wire: Any, write: Any) -> None:
    row = wire.row()
    for value in (
        row,
        [row],
        {"commands": [row]},
        {"data": [row], "total": 1},
        webhook(row),
        [webhook(row)],
        [webhook(row), row],
    ):
        found = read_import(f"\ufeff \r\n{write(value)}\n\n")
        assert ids(found) == [wire.id]
        assert found.unreadable == ()
        assert found.commands[0].unreadable == ()
        assert json.loads(found.commands[0].raw)["id"] == wire.id


def test_one_text_per_line_loads_and_a_broken_line_stays_alone(wire: Any) -> None:
    lines = [wire.text(id=wire.numbered_id(number)).decode() for number in range(6)]
    lines[1] = lines[1][:-30]
    lines[3] = lines[3].replace('"xyz-123"', '"xyz')
    lines.insert(2, "")
    found = read_import("\r\n".join(lines))
    assert ids(found) == [wire.numbered_id(number) for number in (0, 2, 4, 5)]
    assert [line for line, _why in told(found)] == [2, 5]


def test_lists_webhooks_and_commands_may_follow_each_other(wire: Any) -> None:
    rows = [wire.row(id=wire.numbered_id(number)) for number in range(5)]
    text = "\n".join([pretty(rows[0]), pretty(rows[1:3]), json.dumps(webhook(rows[3])), pretty({"results": [rows[4]]})])
    assert ids(read_import(text)) == [wire.numbered_id(number) for number in range(5)]


def test_rows_copied_out_of_a_list_load(wire: Any) -> None:
    rows = [pretty(wire.row(id=wire.numbered_id(number))) for number in range(3)]
    found = read_import(",\n".join(rows) + ",\n]")
    assert len(found.commands) == 3
    assert found.unreadable == ()


def test_bad_items_of_a_list_are_told_with_their_line(wire: Any) -> None:
    good = json.dumps(wire.row())
    text = f'[\n  {good},\n  {{"id": 7}},\n\n  17,\n  {{"a": NaN}}\n]'
    found = read_import(text)
    assert ids(found) == [wire.id]
    assert [(row.position, row.line) for row in found.unreadable] == [(2, 3), (3, 5), (4, 6)]
    assert all(why.endswith(".") for _line, why in told(found))


@pytest.mark.parametrize("envelope", ["%s", '{"x": 1,\n"commands": %s'])
def test_of_a_list_that_breaks_off_the_rows_before_load(wire: Any, envelope: str) -> None:
    rows = ",\n".join(pretty(wire.row(id=wire.numbered_id(number))) for number in range(3))
    found = read_import(envelope % f"[{rows}"[:-40])
    assert ids(found) == [wire.numbered_id(0), wire.numbered_id(1)]
    (line, _why) = told(found)[0]
    assert line > 40


def test_after_a_break_the_rows_behind_it_load(wire: Any) -> None:
    rows = [json.dumps(wire.row(id=wire.numbered_id(number))) for number in range(4)]
    rows[1] = rows[1].replace("}", "]", 1)
    text = "[\n" + ",\n".join(rows) + "\n]\n"
    found = read_import(text)
    assert ids(found) == [wire.numbered_id(number) for number in (0, 2, 3)]
    assert 3 in [line for line, _why in told(found)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"event_type": "event.created", "event_object": {"id": 1}, "timestamp": "x"}, "event.created"),
        ({"event_type": "command.created", "timestamp": "x"}, "event_object"),
        ({"event_type": None, "event_object": {}}, "webhook"),
        ({"event_type": "command.created", "event_object": "x"}, "not an object"),
    ],
)
def test_a_webhook_about_something_else_says_what_it_is(body: dict[str, Any], words: str) -> None:
    found = read_import("\n\n" + pretty(body))
    assert found.commands == ()
    ((line, why),) = told(found)
    assert line == 3
    assert words in why


def test_a_webhook_that_names_its_object_twice_is_not_guessed_at(wire: Any) -> None:
    row = json.dumps(wire.row())
    found = read_import(f'{{"event_type": "command.created", "event_object": {row}, "event_object": {row}}}')
    assert found.commands == ()
    assert len(found.unreadable) == 1


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_nothing_is_nothing(text: str) -> None:
    assert read_import(text) == Imported((), (), frozenset())


@pytest.mark.parametrize(
    "text",
    ["hello", "<html>\n<b>no</b>", "id,device\n1,2", "17", '"x"', "{", "[", "[[[", '{"a', "\x00", "NaN", "\ud800{"],
)
def test_text_that_is_no_json_is_told_in_one_sentence(text: str) -> None:
    found = read_import(text)
    assert found.commands == ()
    assert len(found.unreadable) == 1
    assert found.unreadable[0].line == 1
    assert found.unreadable[0].why.endswith(".")


def test_two_versions_in_one_text_are_told(wire: Any) -> None:
    found = read_import(wire.text(updated_at="2025-01-02T00:00:00Z").decode() + wire.text(device_id="x").decode())
    assert found.commands[0].device_id == "xyz-123"
    assert found.doubled == {wire.id}
