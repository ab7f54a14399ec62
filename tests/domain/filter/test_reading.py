"""The filter language against a second, slower reading of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flipconsole.domain.battery import NOTHING, BatteryFacts
from flipconsole.domain.chips import Chip, chips_of
from flipconsole.domain.command import DeviceStatus, Mode, PowerMode, Status
from flipconsole.domain.filter.filter import read_filter
from flipconsole.domain.filter.text import searched_text
from flipconsole.domain.row import Row, Stage
from tests.ui.command_list.fleet import NOW, fleet, gone, make_row, needing_you, with_stage


@dataclass
class Subject:
    row: Row
    site: str

    def __post_init__(self) -> None:
        command = self.command = self.row.held.command
        self.facts = BatteryFacts(site=self.site or None) if self.site else NOTHING
        self.called = command.device_id
        self.text = searched_text(self.row, self.facts)
        self.chips = chips_of(self.row, NOW)
        self.mode = command.battery_commands.mode
        self.status, self.device_status = command.status, command.device_status
        self.starts_at, self.ends_at, self.ack_by = command.starts_at, command.ends_at, self.row.ack_by


def subject(row: Row, site: str = "") -> Subject:
    return Subject(row, site)


SUBJECTS = [
    subject(row, ("Oak Street", "Elm", "")[number % 3])
    for number, row in enumerate(
        [
            *fleet(120).values(),
            make_row(901, event_id=None, device_id="has space, and comma"),
            make_row(902, starts_at=None, ends_at=None, status="SUSPENDED", device_status="HALF"),
            make_row(903, battery={"mode": "VENT"}),
            needing_you(gone(make_row(904, is_preparatory_action=True, device_status=DeviceStatus.OK))),
            with_stage(make_row(905, battery={"setpoint_w": 3000}), Stage.NOT_ACCEPTED),
        ]
    )
]


def kept(text: str) -> list[Row]:
    found = read_filter(text)
    narrowed = [each.row for each in found.narrow(SUBJECTS, NOW)]
    assert narrowed == [each.row for each in SUBJECTS if found.keeps(each, NOW)], "one by one as all at once"
    return narrowed


# the second reading: straight from the words of the guide, with no table of keys and no shortcut


def fits(key: str, op: str, value: str, each: Subject) -> bool:
    row, command = each.row, each.row.held.command
    match key:
        case "":
            return value.lower() in each.text
        case "mode":
            return command.battery_commands.mode.lower() == value
        case "status":
            return command.status.lower() == value
        case "device_status":
            return command.device_status.lower() == value
        case "answer":
            return row.stage == value
        case "battery" | "device":
            return value.lower() in command.device_id.lower()
        case "event":
            return command.event_id is None if value == "none" else value in (command.event_id or "")
        case "site":
            return each.site == "" if value == "none" else value.lower() in each.site.lower()
        case "is":
            return (
                each.chips != {Chip.DONE}
                if value == "open"
                else (row.held.gone_at is not None if value == "gone" else Chip(value) in each.chips)
            )
        case "power":
            battery = command.battery_commands
            if battery.mode not in ("CHARGE", "DISCHARGE") or battery.power_mode != "SETPOINT":
                return False
            if battery.setpoint_w is None:
                return False
            return compare(battery.setpoint_w, op, float(value.removesuffix("kW")) * 1000)
        case "start" | "end" | "ack":
            moment = {"start": command.starts_at, "end": command.ends_at, "ack": row.ack_by}[key]
            if moment is None:
                return False
            ahead = (moment - NOW).total_seconds()
            return compare(ahead, op, float(value.removesuffix("m")) * 60)
    raise AssertionError(key)


def compare(one: float, op: str, other: float) -> bool:
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other, ":": one == other}[op]


quoted_text = st.sampled_from(
    ["inverter does not", "oak", "PW3", "Discharge", "failed: fault", "Ana", "has space, and"]
)
fact = st.one_of(
    st.tuples(st.just("mode"), st.just(":"), st.sampled_from([mode.lower() for mode in Mode] + ["vent"])),
    st.tuples(st.just("status"), st.just(":"), st.sampled_from(["ok", "canceled", "opt_out", "suspended"])),
    st.tuples(st.just("device_status"), st.just(":"), st.sampled_from([one.lower() for one in DeviceStatus])),
    st.tuples(st.just("answer"), st.just(":"), st.sampled_from([stage.value for stage in Stage])),
    st.tuples(
        st.sampled_from(["battery", "device"]), st.just(":"), st.sampled_from(["PW", "enc-1", "space, and", "9"])
    ),
    st.tuples(st.just("event"), st.just(":"), st.sampled_from(["none", "0007", "0000-"])),
    st.tuples(st.just("site"), st.just(":"), st.sampled_from(["oak", "none", "elm", "Oak Street"])),
    st.tuples(st.just("is"), st.just(":"), st.sampled_from(["open", "gone", *(chip.value for chip in Chip)])),
)
power = st.tuples(
    st.just("power"), st.sampled_from(["<", "<=", ">", ">=", ":"]), st.sampled_from(["3kW", "5kW", "3.25kW", "0kW"])
)
time = st.tuples(
    st.sampled_from(["start", "end", "ack"]), st.sampled_from(["<", "<=", ">", ">="]),
    st.sampled_from(["0m", "12m", "45m", "-95m", "600m", "4.5m"]),
)  # fmt: skip
word = st.tuples(st.just(""), st.just(""), quoted_text)


@st.composite
def a_term(draw: st.DrawFn) -> tuple[str, str, list[str], bool]:
    key, op, value = draw(st.one_of(fact, power, time, word))
    values = [value]
    if (key, op) in {(each, ":") for each in ("mode", "status", "battery", "is", "event")} and draw(st.booleans()):
        values.append(draw(fact.filter(lambda other: other[0] == key))[2])
    return key, op, values, draw(st.booleans())


def written(term: tuple[str, str, list[str], bool], shout: bool) -> str:
    key, op, values, negated = term
    spelt = [f'"{value}"' if any(letter in value for letter in " ,:") else value for value in values]
    return ("-" if negated else "") + (key.upper() if shout else key) + op + ",".join(spelt)


@settings(max_examples=120, deadline=None)
@given(st.lists(a_term(), max_size=4), st.booleans(), st.sampled_from([" ", "   ", "\t"]))
def test_every_filter_means_what_the_guide_says(terms: list, shout: bool, gap: str) -> None:
    text = gap.join(written(term, shout) for term in terms)
    assert not any(note.is_error for note in read_filter(text).notes)
    expected = [
        each.row
        for each in SUBJECTS
        if all(any(fits(key, op, value, each) for value in values) is not negated for key, op, values, negated in terms)
    ]
    assert kept(text) == expected, text


def test_the_second_reading_notices_a_filter_that_is_wrong() -> None:
    swapped = read_filter("start>45m")
    assert [each.row for each in SUBJECTS if fits("start", "<", "45m", each)] != [
        each.row for each in swapped.narrow(SUBJECTS, NOW)
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet='modesart:<>=-",“” 0123456789hkWis', max_size=30),
    )
)
def test_no_text_is_too_odd_and_what_cannot_be_read_hides_nothing(text: str) -> None:
    found = read_filter(text)
    for note in found.notes:
        assert 0 <= note.start < note.end <= len(text)
        assert note.text
    if any(note.is_error for note in found.notes):
        mended = text
        for note in sorted((note for note in found.notes if note.is_error), key=lambda note: -note.start):
            mended = mended[: note.start] + " " * (note.end - note.start) + mended[note.end :]
        assert not any(note.is_error for note in read_filter(mended).notes)
        assert kept(text) == kept(mended), "a part that cannot be read is as good as absent"
    else:
        kept(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("is:late -is:late", 0),
        ("-zebra", len(SUBJECTS)),
        ("", len(SUBJECTS)),
        ("   ", len(SUBJECTS)),
        ("-", len(SUBJECTS)),
    ],
)
def test_the_edges_of_the_language(text: str, count: int) -> None:
    assert len(kept(text)) == count


def test_a_value_that_is_being_typed_narrows_at_once_and_the_whole_word_is_exact() -> None:
    assert kept("mode:d") == kept("mode:discharge") == kept("mode:Discharge") == kept("mode=discharge")
    assert kept("mode:self-consumption") == kept("mode:self_consumption") == kept("mode:selfconsumption")
    assert kept("status:cancelled") == kept("status:canceled")
    assert kept("mode:vent")[0].held.command.battery_commands.mode == "VENT"
    assert all(row.held.command.battery_commands.mode == Mode.CHARGE for row in kept("mode:charge"))
    assert len(kept("mode:s")) > len(kept("mode:standby"))
    assert kept("is:removal") == kept("is:confirm_removal")


def test_quotes_of_every_kind_hold_words_together_and_one_left_open_goes_to_the_end() -> None:
    assert kept('"inverter does not"') == kept("“inverter does not”") == kept('"inverter does not')
    assert kept('battery:"has space, and comma"')[0].id == make_row(901).id
    assert kept("inverter does not") == kept("not does inverter")


def test_a_key_that_has_only_begun_narrows_nothing_and_says_what_it_is() -> None:
    for text in ("mode", "start", "oak mode", "mode:", "start<", "-mode:"):
        assert len(read_filter(text).terms) == (1 if text.startswith("oak") else 0), text
    note = read_filter("oak mode:").notes[0]
    assert (note.start, note.end, note.is_error) == (4, 9, False)
    assert "backup, charge, discharge" in note.text


@pytest.mark.parametrize(
    ("text", "spot", "says"),
    [
        ("oak mood:charge", "mood:charge", "Did you mean mode:?"),
        ("zzz:1", "zzz:1", "There is no “zzz:”. Put quotes around it"),
        ("start:2h", "start:2h", "write start<1h or start>1h"),
        ("mode<charge x", "mode<charge", "mode is not compared: write mode:backup."),
        ("start<2", "start<2", "2m is minutes, 2h is hours"),
        ("start<soon", "start<soon", "written like 30m, 2h, 1h30m"),
        ("ack<5w", "ack<5w", "units of time"),
        ("power>3", "power>3", "3kW or 3W"),
        ("power>much", "power>much", "written like 3kW"),
        ("power>3hp", "power>3hp", "W, kW and MW"),
        ("power>3kW,5kW", "power>3kW,5kW", "Only one value"),
        ("start<1h,2h", "start<1h,2h", "Only one time"),
        ("is:sleepy", "is:sleepy", "A command can be: open, to_acknowledge"),
        ("start<9999999999d", "start<9999999999d", "longer than any calendar"),
    ],
)
def test_an_error_points_at_its_spot_and_says_what_to_write(text: str, spot: str, says: str) -> None:
    (note,) = read_filter(text).notes
    assert text[note.start : note.end] == spot
    assert note.is_error
    assert says in note.text


def test_a_word_that_no_key_knows_is_searched_and_said_to_be_unknown() -> None:
    (note,) = read_filter("mode:dischrge").notes
    assert not note.is_error
    assert "No mode is called “dischrge”; known are: backup" in note.text
    assert kept("status:susp")[0].held.command.status == "SUSPENDED"


def test_units_of_time_and_power() -> None:
    for one, other in (("start<90s", "start<1.5m"), ("start<1h30m", "start<90m"), ("start<1d", "start<24h"),
                       ("power>3000W", "power>3kW"), ("power:3.25kW", "power=3250w")):  # fmt: skip
        assert kept(one) == kept(other), one
    running = kept("start<0m end>0m")
    assert running
    assert all(row.held.command.starts_at <= NOW for row in running if row.held.command.starts_at)
    assert len(kept("start<9999d")) == len(kept("start<9999999d")) == len(SUBJECTS) - 1


def test_only_a_set_power_counts() -> None:
    odd = Row(make_row(1, battery={"power_mode": PowerMode.FOLLOW_LOAD, "setpoint_w": 9000}).held)
    assert not read_filter("power>1W").keeps(subject(odd), NOW)
    assert not read_filter("power>1W").keeps(subject(make_row(1, battery={"mode": Mode.BACKUP})), NOW)


def test_cancelled_rows_are_found_by_both_sides() -> None:
    removal = subject(make_row(1, status=Status.CANCELED, starts_at=NOW - timedelta(hours=1)))
    for text in ("is:removal", "status:canceled device_status:pending", "-status:ok"):
        assert read_filter(text).keeps(removal, NOW), text
