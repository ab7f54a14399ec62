import msgspec
from hypothesis import given
from hypothesis import strategies as st

from flipconsole.domain.command import BatteryCommand, Command, UnreadableField
from flipconsole.ui.detail.fields import Field, sections_of
from tests.ui.desk import NEW_YORK, a_row


def fields_of(**changes: object) -> dict[str, Field]:
    return {field.path: field for section in sections_of(a_row(**changes).held, NEW_YORK) for field in section.fields}


def test_every_field_of_flips_command_is_shown_by_its_name() -> None:
    ours = {"unreadable", "raw", "battery_commands"}
    names = {field.name for field in msgspec.structs.fields(Command)} - ours
    names |= {f"battery_commands.{field.name}" for field in msgspec.structs.fields(BatteryCommand)}
    assert names <= set(fields_of())


def test_deprecated_fields_are_faded_and_say_so() -> None:
    fields = fields_of()
    for name in ("enable_grid_export", "maximum_charge_percentage"):
        field = fields[f"battery_commands.{name}"]
        assert field.is_faded
        assert field.note == "deprecated, ignored"
    assert not fields["battery_commands.enable_grid_import"].is_faded


def test_an_unreadable_field_shows_what_came_and_why() -> None:
    bad = UnreadableField("battery_commands.setpoint_w", '"5 kW"', "not a whole number")
    field = fields_of(setpoint_w=None, unreadable=(bad,))["battery_commands.setpoint_w"]
    assert (field.value, field.note, field.is_marked) == ('"5 kW"', "not a whole number", True)


def test_an_unreadable_part_that_is_no_field_is_shown_too() -> None:
    field = fields_of(unreadable=(UnreadableField("battery_commands", "[]", "not an object"),))["battery_commands"]
    assert (field.value, field.is_marked) == ("[]", True)


def test_times_are_exact_and_in_the_zone() -> None:
    fields = fields_of()
    assert fields["starts_at"].value == "2025-07-14 17:00:00 EDT"
    assert "until another command replaces it" in fields_of(ends_at=None)["ends_at"].value


def test_odd_values_are_marked_and_kept() -> None:
    assert fields_of(backup_reserve_percentage=130)["battery_commands.backup_reserve_percentage"].is_marked
    assert not fields_of(backup_reserve_percentage=100)["battery_commands.backup_reserve_percentage"].is_marked
    assert fields_of(duration_s=60.0)["duration_s"].is_marked
    assert not fields_of()["duration_s"].is_marked


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=20))
def test_no_value_stops_the_table(duration_s: float, word: str) -> None:
    assert fields_of(duration_s=duration_s, mode=word, power_mode=word, status=word, device_status=word)
