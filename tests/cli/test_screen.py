"""Whether there is a screen for a window: without one the demo makes a picture, and the console says what does work."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from flipconsole.__main__ import _has_screen


@pytest.mark.parametrize(
    ("environment", "screen"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "eglfs"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "offscreen:configfile=screens.json", "DISPLAY": ":0"}, False),
        ({"QT_QPA_PLATFORM": "minimal"}, False),
    ],
)
def test_a_window_that_nobody_would_see_is_not_opened(
    environment: dict[str, str], screen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert _has_screen() is screen


def test_the_console_without_a_screen_says_what_works_without_one(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt alone would abort the process there."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    ran = call("--base-url", "http://127.0.0.1:9")
    assert (ran.code, ran.out) == (2, "")
    assert "no screen here" in ran.err
    assert "list, ack, outbox and render" in ran.err
