"""What holds for every test: no screen, repeatable random examples in CI, one fixed zone, no thread left behind."""

import os
import threading
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A slow machine is no fault of the example; in CI the same commit is judged by the same examples.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture
def new_york() -> ZoneInfo:
    """A zone with daylight saving time, whatever the machine's own zone is."""
    return ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """A thread that a test started has ended when the test has; one that would keep the program alive is a fault."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(timeout=5)
    assert [thread.name for thread in started if thread.is_alive()] == []
