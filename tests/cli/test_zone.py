"""The zone of the machine, also on one that names none."""

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzlocal

from flipconsole.__main__ import laptop_zone


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there the system always names a zone")
def test_a_machine_that_names_no_zone_has_utc_and_no_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tzlocal import unix

    monkeypatch.delenv("TZ", raising=False)
    # Its own search, in a file system without /etc/localtime.
    monkeypatch.setattr(tzlocal, "get_localzone", lambda: unix._get_localzone(str(tmp_path)))
    with pytest.warns(UserWarning, match="Can not find any timezone"):
        tzlocal.get_localzone()
    assert laptop_zone() == ZoneInfo("UTC")
