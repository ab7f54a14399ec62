"""The snapshot keeps every version given to it, and its loss is no loss of work."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flipconsole.domain.command import BatteryCommand, Command, UnreadableField
from flipconsole.domain.held import Held, Source
from flipconsole.store.snapshot import Snapshot

OpenSnapshot = Callable[[], Snapshot]


@pytest.fixture
def open_snapshot(tmp_path: Path) -> Iterator[OpenSnapshot]:
    opened: list[Snapshot] = []

    def open_one() -> Snapshot:
        opened.append(Snapshot.open(tmp_path / "snapshot.sqlite3"))
        return opened[-1]

    yield open_one
    for snapshot in opened:
        snapshot.close()


@pytest.fixture
def make_held(now: datetime) -> Callable[..., Held]:
    def make(number: int, status: str = "OK") -> Held:
        command = Command(
            id=f"00000000-0000-4000-8000-{number:012d}",
            event_id=None,
            device_id="battery & <b>1</b>",
            starts_at=now,
            ends_at=None,
            duration_s=None,
            is_preparatory_action=True,
            battery_commands=BatteryCommand(mode="CHARGE", setpoint_w=5000),
            status=status,
            device_status="PENDING",
            device_status_reason="zero\x00 and \ud800 half",
            created_at=now - timedelta(hours=1),
            updated_at=now,
            unreadable=(UnreadableField("duration_s", "1e999", "It is too large."),),
            raw='{"id": "…"}',
        )
        return Held(command, now, Source.IMPORT, pending_since=now)

    return make


def test_what_was_applied_is_there_after_a_restart(
    open_snapshot: OpenSnapshot, make_held: Callable[..., Held], now: datetime
) -> None:
    snapshot = open_snapshot()
    assert snapshot.load() == ({}, None)
    snapshot.apply([make_held(1), make_held(2), make_held(3)], [], now)
    snapshot.apply([make_held(2, "CANCELED")], [make_held(3).command.id, "never seen"], None)
    snapshot.close()
    held, list_at = open_snapshot().load()
    assert list_at == now
    assert sorted((one.command.id[-1], one.command.status) for one in held.values()) == [("1", "OK"), ("2", "CANCELED")]
    one = held[make_held(1).command.id]
    assert one.command.device_status_reason == "zero\x00 and \\ud800 half"
    assert (one.command.unreadable, one.source, one.pending_since) == (make_held(1).command.unreadable, "import", now)


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, bytes(8192)])
def test_a_damaged_one_is_put_aside_and_begun_anew(
    open_snapshot: OpenSnapshot, make_held: Callable[..., Held], now: datetime, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "snapshot.sqlite3"
    path.write_bytes(content)
    snapshot = open_snapshot()
    assert snapshot.load().held == {}
    snapshot.apply([make_held(1)], [], now).result(5)
    assert len(snapshot.load().held) == 1
    if content:
        assert (tmp_path / "snapshot.damaged.sqlite3").read_bytes() == content


def test_one_unreadable_record_does_not_hide_the_others(
    open_snapshot: OpenSnapshot, make_held: Callable[..., Held], now: datetime
) -> None:
    snapshot = open_snapshot()
    snapshot.apply([make_held(1), make_held(2)], [], now)
    snapshot._writer.submit(lambda connection: connection.execute("UPDATE held SET record = '{' WHERE id LIKE '%1'"))
    assert [id[-1] for id in snapshot.load().held] == ["2"]
