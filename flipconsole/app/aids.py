"""The aids: what helps people to give answers that can be trusted, in one place for the views that need it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flipconsole.app.batteries import Batteries
from flipconsole.app.marks import Marks
from flipconsole.app.reach import Reach
from flipconsole.app.reason_book import ReasonBook
from flipconsole.app.rules import Rules


@dataclass
class Aids:
    """Built beside the console; each of them works on its own."""

    rules: Rules
    reach: Reach
    marks: Marks
    reasons: ReasonBook
    batteries: Batteries = field(default_factory=Batteries)
