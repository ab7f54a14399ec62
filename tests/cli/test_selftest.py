"""`flipconsole selftest` as a shell meets it: a report, an exit code, and planted faults that it names."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flipconsole import selftest as module
from flipconsole.domain.checkup import Unfit
from flipconsole.domain.errors import Unreachable
from flipconsole.selftest import check_answer


def run(tmp_path: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flipconsole", "selftest", "--data-dir", str(tmp_path / "data"), *arguments]
    surroundings = {**os.environ, "LANGUAGE": "C", "QT_QPA_PLATFORM": "offscreen", **changes}
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=90)


def test_everything_works_here_and_the_report_says_so(tmp_path: Path) -> None:
    ran = run(tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "All 10 checks passed." in ran.stdout
    assert "FAILED" not in ran.stdout


def test_a_qt_that_cannot_start_is_one_finding_among_the_others(tmp_path: Path) -> None:
    ran = run(tmp_path, "--json", QT_QPA_PLATFORM="nonsense")
    document = json.loads(ran.stdout)
    assert ran.returncode == 1
    assert document["ok"] is False
    failed = {check["name"]: check for check in document["checks"] if not check["ok"]}
    assert set(failed) == {"screen"}
    assert "nonsense" in failed["screen"]["found"]
    assert failed["screen"]["advice"]
    assert document["edition"]["limits"]
    assert sum(check["ok"] for check in document["checks"]) == 6


def test_a_simulator_that_does_not_start_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SCENARIO", "nowhere")
    with pytest.raises(Unfit, match="did not start"):
        check_answer()


def test_an_answer_that_is_not_delivered_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    async def lose(*_: Any, **__: Any) -> None:
        raise Unreachable("planted", heard=False)

    monkeypatch.setattr(module, "ANSWER_S", 0.3)
    monkeypatch.setattr("flipconsole.api.client.FlipClient.acknowledge", lose)
    with pytest.raises(Unfit, match="was not delivered"):
        check_answer()


def test_a_server_that_shows_no_commands_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SCENARIO", "empty")
    with pytest.raises(Unfit, match="was not read"):
        check_answer()


def test_the_version_says_the_same_in_words_and_as_an_object(call: Callable[..., Any]) -> None:
    text, document = call("--version"), call("--version", "--json")
    assert (text.code, document.code) == (0, 0)
    held = json.loads(document.out)
    assert text.out.startswith(f"flipconsole {held['version']}\n")
    assert held["api_notes"] in text.out
    assert all(limit in text.out for limit in held["limits"])


def test_json_alone_means_nothing(call: Callable[..., Any]) -> None:
    assert call("--json").code == 2
