"""The stored form of `parser`'s records: JSON objects without fields at their default.

One definition of a record serves reading, storing and reporting; this module converts both ways.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

#: types stored unchanged; checking the exact type first is fastest
_AS_THEY_ARE = frozenset({str, int, float, bool})
_TEXT_OR_NUMBER = (str, int, float)


def as_json(record: object) -> dict[str, Any]:
    """A record as a JSON object. Fields that hold their default are left out."""
    found = record.__dict__
    return {
        name: value if type(value) in _AS_THEY_ARE else _plain(value)
        for name, default in _defaults(cast("Any", type(record)))
        # asked about None, a Decimal looks up two abstract classes
        if (value := found[name]) is not None and (default is None or value != default)
    }


def from_json(kind: type[T], stored: Mapping[str, Any]) -> T:
    """The record that `as_json` stored; unknown keys, of another version, are ignored."""
    readers = _readers(cast("Any", kind))
    return kind(
        **{
            name: value if (read := readers[name]) is None else read(value)
            for name, value in stored.items()
            if name in readers
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, _TEXT_OR_NUMBER):
        return value
    if isinstance(value, tuple):
        return [item if type(item) in _AS_THEY_ARE else _plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - a dict is told at once
        return {
            key: item if type(item) in _AS_THEY_ARE else _plain(item) for key, item in value.items()
        }
    return as_json(value)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    assert is_dataclass(kind)  # noqa: S101 - records are dataclasses
    pairs = []
    for item in fields(kind):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        pairs.append((item.name, default))
    return tuple(pairs)


@cache
def _readers(kind: Any) -> dict[str, Callable[[Any], Any] | None]:
    """The function that reads each field's value; None if it is stored unchanged."""
    hints = get_type_hints(kind)
    return {name: _reader(hints[name]) for name, _ in _defaults(kind)}


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        inner = [part for part in get_args(hint) if part is not type(None)]
        return _reader(inner[0])
    if origin is tuple:
        item = _reader(get_args(hint)[0])
        return tuple if item is None else lambda value: tuple(map(item, value))
    if origin is not None and issubclass(origin, Mapping):
        part = _reader(get_args(hint)[1])
        return part and (lambda value: dict(zip(value, map(part, value.values()), strict=True)))
    if is_dataclass(hint):
        return lambda value: from_json(hint, value)  # type: ignore[arg-type] # a dataclass type
    if isinstance(hint, type) and issubclass(hint, Decimal | Enum):
        return hint
    return None
