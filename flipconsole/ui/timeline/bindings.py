"""Which key of the timeline does what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt

from flipconsole.ui.timeline.choice import Choice
from flipconsole.ui.timeline.hovering import Hovering
from flipconsole.ui.timeline.keys import CTRL, SHIFT, Binding
from flipconsole.ui.timeline.lane_desk import LaneDesk
from flipconsole.ui.timeline.moves import Moves
from flipconsole.ui.timeline.wishes import Wishes

_KEY_ZOOM = 1.5
_SPANS = {Qt.Key.Key_1: 4 * 3600.0, Qt.Key.Key_2: 86400.0, Qt.Key.Key_3: 3 * 86400.0, Qt.Key.Key_4: 14 * 86400.0}

Deed = Callable[[], object]


@dataclass(frozen=True)
class Reach:
    """What keys can reach."""

    moves: Moves
    choice: Choice
    wishes: Wishes
    lanes: LaneDesk
    hovering: Hovering
    find: Deed
    go_to: Deed
    legend: Deed
    table: Deed
    save: Deed
    print_: Deed
    zone: Deed
    activate: Deed
    copy: Deed
    menu: Deed


def bindings(reach: Reach) -> tuple[Binding, ...]:
    """Everything that the pointer can do in the timeline, and more."""
    key, moves, walk, wishes = Qt.Key, reach.moves, reach.choice.walk, reach.wishes
    return (
        Binding((key.Key_Left,), lambda: walk(-1, 0)),
        Binding((key.Key_Right,), lambda: walk(1, 0)),
        Binding((key.Key_Up,), lambda: walk(0, -1)),
        Binding((key.Key_Down,), lambda: walk(0, 1)),
        Binding((key.Key_Left,), lambda: moves.pan(-moves.window.width / 8, 0.0), SHIFT),
        Binding((key.Key_Right,), lambda: moves.pan(moves.window.width / 8, 0.0), SHIFT),
        Binding((key.Key_B,), reach.lanes.open_battery),
        Binding((key.Key_Home,), lambda: reach.choice.walk_to_end(-1)),
        Binding((key.Key_End,), lambda: reach.choice.walk_to_end(1)),
        Binding((key.Key_Period,), lambda: reach.choice.walk_to_waiting(1)),
        Binding((key.Key_Comma,), lambda: reach.choice.walk_to_waiting(-1)),
        Binding((key.Key_Slash,), reach.find),
        Binding((key.Key_P,), reach.lanes.toggle_pin),
        Binding((key.Key_S,), wishes.sort_otherwise),
        Binding((key.Key_E,), wishes.group_otherwise),
        Binding((key.Key_C,), reach.lanes.toggle_group),
        Binding((key.Key_C,), reach.lanes.toggle_groups, SHIFT),
        Binding((key.Key_T,), reach.table),
        Binding((key.Key_X,), reach.save),
        Binding((key.Key_X,), reach.print_, SHIFT),
        Binding((key.Key_Z,), reach.zone),
        Binding((key.Key_H,), lambda: wishes.toggle("draws_power")),
        Binding((key.Key_A,), lambda: wishes.toggle("shows_all")),
        Binding((key.Key_PageUp,), lambda: moves.scroll_pages(-1)),
        Binding((key.Key_PageDown,), lambda: moves.scroll_pages(1)),
        Binding((key.Key_Plus, key.Key_Equal), lambda: moves.zoom(1 / _KEY_ZOOM)),
        Binding((key.Key_Minus,), lambda: moves.zoom(_KEY_ZOOM)),
        Binding((key.Key_N,), moves.go_to_now),
        Binding((key.Key_F,), moves.fit),
        Binding((key.Key_0,), moves.fit_all),
        *(Binding((each,), partial(moves.show_span, span)) for each, span in _SPANS.items()),
        Binding((key.Key_G,), reach.go_to),
        Binding((key.Key_W,), lambda: wishes.toggle("shows_fleet")),
        Binding((key.Key_O,), lambda: wishes.toggle("shows_overview")),
        Binding((key.Key_L,), reach.legend),
        Binding((key.Key_Space,), reach.hovering.toggle),
        Binding((key.Key_Escape,), reach.hovering.hide),
        Binding((key.Key_C,), reach.copy, CTRL),
        Binding((key.Key_M,), reach.menu),
        Binding((key.Key_Return, key.Key_Enter), reach.activate),
    )
