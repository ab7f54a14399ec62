"""How the things that are kept become text and columns, and come back with every field checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

import msgspec

from flipconsole.domain.command import Command
from flipconsole.domain.errors import StoreError
from flipconsole.domain.language import _

Kept = TypeVar("Kept", bound=msgspec.Struct)
Column = str | int | float | None
"""What one column of a database may hold."""

_RECORDS_INSIDE = ("terms", "evidence")
"""The fields that are records themselves, kept as their JSON text."""


def encode(record: msgspec.Struct) -> str:
    """The record as JSON text; a lone surrogate, which no file can hold, becomes a visible escape."""
    try:
        return msgspec.json.encode(record).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_storable(msgspec.to_builtins(record))).decode()


def decode(kind: type[Kept], text: str | bytes) -> Kept:
    """The record that `encode` wrote; fields that this version does not know are passed over.

    Raises:
        StoreError: the text is damaged, or a newer version wrote words into it that this one cannot judge.
    """
    try:
        return _aware(msgspec.json.decode(text, type=kind))
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise StoreError(_unreadable(kind, error)) from error


def to_columns(record: msgspec.Struct) -> dict[str, Column]:
    """One column per field: times as ISO 8601 UTC text of fixed length (so that text order is time order), yes and no
    as 1 and 0, a record inside as its JSON text.
    """
    return {name: to_column(getattr(record, name)) for name in record.__struct_fields__}


def to_column(value: object) -> Column:
    """One value as `to_columns` keeps it."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case bool():
            return int(value)
        case str():
            return _storable_text(str(value))
        case None | int() | float():
            return value
        case msgspec.Struct():
            return encode(value)
        case _:
            raise TypeError(f"a column cannot hold {type(value).__name__}")


def from_columns(kind: type[Kept], columns: Mapping[str, object]) -> Kept:
    """The record that `to_columns` took apart; columns that this version does not know are passed over.

    Raises:
        StoreError: as `decode`.
    """
    values = dict(columns)
    try:
        for name in _yes_or_no(kind):
            if values.get(name) in (0, 1):
                values[name] = bool(values[name])
        for name in _RECORDS_INSIDE:
            inside = values.get(name)
            if isinstance(inside, str):
                values[name] = msgspec.json.decode(inside)
        return _aware(msgspec.convert(values, kind))
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise StoreError(_unreadable(kind, error)) from error


@lru_cache
def _yes_or_no(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that are yes or no; kept, because asking a type for its fields takes 100 times the rest."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if field.type is bool)


def _aware(record: Kept) -> Kept:
    """The record itself, when each time in it names its zone: a naive one would fail far from here."""
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError(f"{name} names no time zone")
        if isinstance(value, msgspec.Struct):
            _aware(value)
    return record


def _unreadable(kind: type[msgspec.Struct], error: Exception) -> str:
    return _("A stored {kind} is damaged, or was written by a newer version ({why}). It is left as it is.").format(
        kind=kind.__name__, why=error
    )


def _storable_text(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _storable(value: object) -> object:
    match value:
        case str():
            return _storable_text(value)
        case dict():
            return {key: _storable(item) for key, item in value.items()}
        case list():
            return [_storable(item) for item in value]
        case _:
            return value


def command_document(command: Command) -> dict[str, object]:
    """A command as JSON for programs: Flip's field names, times as ISO 8601 UTC, what was unreadable beside it."""
    document: dict[str, object] = msgspec.to_builtins(command)
    del document["raw"]
    return document
