"""Reading the fields of a JSON object the way the real server does, with its refusals.

It takes a number for a string and a string of digits for a number; a field that is `null` counts
as absent where it may be absent.
"""

import json
import re
from typing import Any, TypeAlias

from playground.telegram.errors import BadRequest

Json: TypeAlias = dict[str, Any]

_INTEGER = re.compile(r"-?[0-9]{1,18}")


def parsed(text: str, complaint: str) -> Any:
    """The JSON value of `text`; raises BadRequest with `complaint`."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadRequest(complaint) from None


def string(value: Json, name: str, default: str | None = None) -> str:
    """A string field; required where no default is given."""
    field = value.get(name)
    if field is None and default is not None:
        return default
    if isinstance(field, str):
        return field
    if isinstance(field, (int, float)) and not isinstance(field, bool):
        return str(field)
    raise _unfit(field, name, "String")


def integer(value: Json, name: str, default: int | None = None) -> int:
    """A number field; required where no default is given."""
    field = value.get(name)
    if field is None and default is not None:
        return default
    if isinstance(field, int) and not isinstance(field, bool):
        return field
    if isinstance(field, str) and _INTEGER.fullmatch(field):
        return int(field)
    raise _unfit(field, name, "Number")


def boolean(value: Json, name: str) -> bool:
    """An optional boolean field; False where absent."""
    field = value.get(name)
    if field is None:
        return False
    if isinstance(field, bool):
        return field
    raise BadRequest(f'Field "{name}" must be of type Boolean')


def array(value: Json, name: str) -> list[Any]:
    """An optional array field; a field that is there must be an array, `null` is none."""
    if name not in value:
        return []
    field = value[name]
    if isinstance(field, list):
        return field
    raise BadRequest(f'Field "{name}" must be of type Array')


def mapping(value: Json, name: str) -> Json:
    """A required object field."""
    field = value.get(name)
    if isinstance(field, dict):
        return field
    raise _unfit(field, name, "Object")


def _unfit(field: object, name: str, wanted: str) -> BadRequest:
    if field is None:
        return BadRequest(f'Can\'t find field "{name}"')
    return BadRequest(f'Field "{name}" must be of type {wanted}')


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)
