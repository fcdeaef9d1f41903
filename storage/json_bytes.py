"""JSON as bytes, for what Progon writes and reads again itself: `jsonb` columns, rows kept on disk.

What others wrote (pages, answers, configuration) is read by the standard library, whose errors say where.
"""

import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(enc_hook=str)
_sorting = msgspec.json.Encoder(enc_hook=str, order="deterministic")
_decoder = msgspec.json.Decoder()


def dump(value: object, *, sort_keys: bool = False) -> bytes:
    """Compact UTF-8; an exact decimal is text, and half of a surrogate pair, which UTF-8 has no bytes for, `?`."""
    try:
        return (_sorting if sort_keys else _encoder).encode(value)
    except UnicodeEncodeError:
        text = json.dumps(
            value, ensure_ascii=False, separators=(",", ":"), default=str, sort_keys=sort_keys
        )
        return text.encode("utf-8", "replace")


def load(data: bytes | bytearray | memoryview) -> Any:
    """What `dump` wrote, or PostgreSQL. Whole numbers of any length stay whole.

    Raises:
        ValueError: for what is no JSON.
    """
    return _decoder.decode(data)
