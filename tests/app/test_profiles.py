"""What waits in other profiles is counted without touching it, and named (fault 69)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flipconsole.app.preferences import Preferences
from flipconsole.app.profiles import Elsewhere, Profiles
from flipconsole.domain.ack import Ack, AckState
from flipconsole.domain.command import Answer
from flipconsole.domain.profile import Profile, placed, profile_at
from flipconsole.store.home import Home
from flipconsole.store.managed import Managed
from flipconsole.store.outbox import Outbox
from flipconsole.store.settings import Settings, save

NOW = datetime(2025, 7, 14, 20, 0, tzinfo=UTC)
EAST = profile_at("https://east.test", id="east", name="Grid East")
WEST = profile_at("https://west.test", id="west", name="Grid West")
SECOND = placed(Profile("second", "East again", "https://east.test"), [EAST])


def answer_in(folder: Path, number: int) -> None:
    outbox = Outbox.open(folder)
    ack = Ack(
        command_id=f"497f6eca-6276-4993-bfeb-{number:012x}", device_status=Answer.OK, reason=None, operator="Ana",
        terms=None, seen_updated_at=None, created_at=NOW, not_before=NOW, state=AckState.QUEUED,
    )  # fmt: skip
    outbox.put([ack]).result()
    outbox.close()


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.sqlite3")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, Settings(profile="east", profiles=(EAST, WEST, SECOND)))
    return tmp_path


async def test_each_place_is_named_with_its_number_and_nothing_in_it_is_changed(folder: Path) -> None:
    home = Home(folder)
    gone, drill = profile_at("https://gone.test"), profile_at("http://127.0.0.1:4711")
    for number, profile in enumerate((EAST, WEST, WEST, SECOND, gone, drill)):
        answer_in(home.of_profile(profile), number)
    before = contents(folder)
    profiles = Profiles(Preferences(folder, managed=Managed()), EAST, folder)
    told: list[None] = []
    profiles.changed.connect(lambda: told.append(None))
    await profiles.count()
    assert set(profiles.elsewhere) == {
        Elsewhere("Grid West", "west", 2, 0),
        Elsewhere("East again", "second", 1, 0),
        Elsewhere("https-gone.test-443", "", 1, 0),
    }
    assert (profiles.waiting_in("west"), profiles.waiting_in("second"), profiles.waiting_in("east")) == (2, 1, 0)
    await profiles.count()
    assert len(told) == 1
    assert contents(folder) == before


async def test_a_file_that_cannot_be_read_holds_nothing(folder: Path) -> None:
    place = Home(folder).of_profile(WEST)
    (place / "outbox.sqlite3").write_bytes(b"no database")
    profiles = Profiles(Preferences(folder, managed=Managed()), EAST, folder)
    await profiles.count()
    assert profiles.elsewhere == ()
