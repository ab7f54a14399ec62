"""Lays JSON text out over lines without judging or changing one token of it."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)
_DEEPEST_INDENT = 20


def laid_out(text: str) -> str:
    """The same tokens, one member per line.

    Unlike a parser it keeps duplicate keys, odd numbers and broken ends as they came, and it never fails: what is not
    JSON comes out with its words in place. Indentation stops growing at 20 levels.
    """
    out: list[str] = []
    depth = 0
    previous = ""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "}]":
            depth = max(0, depth - 1)
            if previous not in ("{", "["):
                out.append(_new_line(depth))
        elif previous in ("{", "["):
            out.append(_new_line(depth))
        out.append(token)
        if token in "{[":
            depth += 1
        elif token == ",":
            out.append(_new_line(depth))
        elif token == ":":
            out.append(" ")
        elif previous and previous not in "{[,:" and token not in "}],:":
            out[-1] = " " + token
        previous = token
    return "".join(out)


def _new_line(depth: int) -> str:
    return "\n" + "  " * min(depth, _DEEPEST_INDENT)
