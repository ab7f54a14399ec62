"""A dataclass as a TOML table: each field is read strictly by the type of its default, and written in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, fields
from enum import Enum
from typing import Any


def read_table(kind: type, values: Mapping[str, object]) -> dict[str, Any]:
    """What the table says about the fields of `kind`; names that this version does not know are passed over.

    Raises:
        ValueError: a value is of another type than the field's default; None stands for a number that may be missing.
    """
    return {field.name: _value(field, values[field.name]) for field in _plain_fields(kind) if field.name in values}


def table_lines(record: Any) -> list[str]:
    """The lines of the table; a field that is None is left out."""
    return [
        f"{field.name} = {_written(value)}"
        for field in _plain_fields(type(record))
        if (value := getattr(record, field.name)) is not None
    ]


def quoted(text: str) -> str:
    """A TOML basic string; what TOML cannot hold (lone surrogates) becomes a visible escape."""
    storable = text.encode("utf-8", "backslashreplace").decode()
    return '"' + "".join(_escaped(letter) for letter in storable) + '"'


def _plain_fields(kind: type) -> Iterator[Field[Any]]:
    for field in fields(kind):
        if field.compare and (field.default is None or isinstance(field.default, str | bool | int | float)):
            yield field


def _value(field: Field[Any], value: object) -> object:
    default = field.default
    if isinstance(default, bool):
        if isinstance(value, bool):
            return value
    elif isinstance(default, int):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    elif default is None or isinstance(default, float):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
    elif isinstance(value, str):
        return type(default)(value) if isinstance(default, Enum) else value
    raise ValueError(field.name)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return quoted(value) if isinstance(value, str) else repr(float(str(value)))


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter < " " or "\x7f" <= letter <= "\x9f" or letter in "\u2028\u2029":
        return f"\\u{ord(letter):04x}"
    return letter
