"""The news inside the snapshot's file: what changed, and what each operator has seen of it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from flipconsole.domain.errors import StoreError
from flipconsole.domain.news import News
from flipconsole.domain.record import decode, encode

KEPT = 2000
"""The newest so many lines are kept."""

STATEMENTS = (
    "CREATE TABLE news (seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, record TEXT NOT NULL)",
    # Up to `news_mark.seq` everything is seen; after it, what `news_seen` names.
    "CREATE TABLE news_mark (operator TEXT PRIMARY KEY, seq INTEGER NOT NULL)",
    "CREATE TABLE news_seen (operator TEXT, seq INTEGER, PRIMARY KEY (operator, seq)) WITHOUT ROWID",
)


class LoadedNews(NamedTuple):
    """The lines that are kept, oldest first, and the numbers of those that this operator has seen."""

    operator: str
    lines: tuple[News, ...] = ()
    seen: frozenset[int] = frozenset()


def insert(connection: sqlite3.Connection, lines: Iterable[News]) -> tuple[News, ...]:
    """Write the lines; one that another process has written already keeps its number. Returns them numbered."""
    numbered = []
    for line in lines:
        key = _key(line)
        connection.execute("INSERT OR IGNORE INTO news (key, record) VALUES (?, ?)", (key, encode(line)))
        (seq,) = connection.execute("SELECT seq FROM news WHERE key = ?", (key,)).fetchone()
        numbered.append(line.numbered(seq))
    return tuple(numbered)


def load(connection: sqlite3.Connection, operator: str) -> LoadedNews:
    """What is kept; for an operator who was never here, what came before is no news. Forgets the oldest."""
    connection.execute("DELETE FROM news WHERE seq <= (SELECT max(seq) FROM news) - ?", (KEPT,))
    connection.execute(
        "INSERT OR IGNORE INTO news_mark SELECT ?, coalesce((SELECT max(seq) FROM news), 0)", (_name(operator),)
    )
    (mark,) = connection.execute("SELECT seq FROM news_mark WHERE operator = ?", (_name(operator),)).fetchone()
    lines = []
    for seq, record in connection.execute("SELECT seq, record FROM news ORDER BY seq"):
        try:
            lines.append(decode(News, record).numbered(seq))
        except StoreError:
            continue
    seen = {seq for (seq,) in connection.execute("SELECT seq FROM news_seen WHERE operator = ?", (_name(operator),))}
    return LoadedNews(operator, tuple(lines), frozenset(seen | {line.seq for line in lines if line.seq <= mark}))


def mark_seen(connection: sqlite3.Connection, operator: str, seqs: Iterable[int]) -> None:
    """Note that an operator has seen these lines."""
    connection.executemany("INSERT OR IGNORE INTO news_seen VALUES (?, ?)", ((_name(operator), seq) for seq in seqs))


def mark_all_seen(connection: sqlite3.Connection, operator: str, last: int) -> None:
    """Note that an operator has seen everything up to the line `last`."""
    connection.execute(
        "INSERT INTO news_mark VALUES (?, ?) ON CONFLICT (operator) DO UPDATE SET seq = max(seq, excluded.seq)",
        (_name(operator), last),
    )
    connection.execute("DELETE FROM news_seen WHERE operator = ? AND seq <= ?", (_name(operator), last))


def _name(operator: str) -> str:
    return operator.encode("utf-8", "backslashreplace").decode()


def _key(line: News) -> str:
    """The same for the same change, whichever process saw it when."""
    parts = (line.kind, line.command_id, line.version, line.other_id or "")
    terms = [encode(one) if one is not None else "" for one in (line.before, line.after)]
    return hashlib.sha256("\n".join((*parts, *terms)).encode("utf-8", "backslashreplace")).hexdigest()
