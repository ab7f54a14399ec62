"""One JSON text, read so strictly that two readers could not disagree about what it says."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from flipconsole.domain.language import _

LONGEST_NUMBER = 400
"""Digits; a longer number means harm or a fault, and Python itself refuses 4,301 of them."""

DEEPEST = 500
"""Brackets within brackets (Flip's own commands have two). Python's own limit is another one in each version."""

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class NotJson(ValueError):
    """The text is not JSON that could be trusted; the text of the error is a plain sentence.

    `at` is the place where it was noticed, counted from 0 in what was read; -1 when there is no one place.
    """

    def __init__(self, why: str, at: int = -1) -> None:
        super().__init__(why)
        self.at = at


def read(text: str) -> object:
    """The value of one JSON text.

    Raises:
        NotJson: broken JSON; the same key twice in one object (readers disagree which one counts); NaN, Infinity or a
            number that does not fit a double; half a character (a lone surrogate), which no database can keep; nesting
            deeper than `DEEPEST`.
    """
    try:
        value = _DECODER.decode(text)
        if text.count("[") + text.count("{") > DEEPEST and _is_too_deep(value):
            raise NotJson(_("It is nested too deeply."))
        if _SURROGATE.search(text) is not None:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise NotJson(_("It is not valid JSON."), error.pos) from error
    except RecursionError as error:
        raise NotJson(_("It is nested too deeply.")) from error
    except UnicodeEncodeError as error:
        raise NotJson(_("It holds half a character, which cannot be kept or shown.")) from error
    return value


def _is_too_deep(value: object) -> bool:
    level: list[Any] = [value]
    for _depth in range(DEEPEST):
        members = (member for one in level for member in (one.values() if isinstance(one, dict) else one))
        level = [member for member in members if isinstance(member, (dict, list))]
        if not level:
            return False
    return True


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJson(_("It names the same field twice."))
    return members


def _constant(text: str) -> object:
    raise NotJson(_("It holds {value}, which is not a number.").format(value=text))


def _whole_number(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise NotJson(_("It holds a number of {count} digits.").format(count=len(text)))
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise NotJson(_("It holds a number that is too large to read."))
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_constant=_constant, parse_int=_whole_number, parse_float=_number
)
