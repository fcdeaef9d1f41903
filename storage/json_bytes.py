"""JSON as bytes, for data that only Progon writes and reads: `jsonb` columns, rows kept on disk.

Foreign JSON (pages, answers, configuration) is read by the standard library, whose errors say where.
"""

import json
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(enc_hook=str)
_sorting = msgspec.json.Encoder(enc_hook=str, order="deterministic")
_decoder = msgspec.json.Decoder()


def dump(value: object, *, sort_keys: bool = False) -> bytes:
    """Compact UTF-8. A Decimal becomes text; a lone surrogate, which UTF-8 cannot encode, becomes `?`."""
    try:
        return (_sorting if sort_keys else _encoder).encode(value)
    except UnicodeEncodeError:
        text = json.dumps(
            value, ensure_ascii=False, separators=(",", ":"), default=str, sort_keys=sort_keys
        )
        return text.encode("utf-8", "replace")


def load(data: bytes | bytearray | memoryview) -> Any:
    """Decodes what `dump` or PostgreSQL wrote. Integers of any length stay integers.

    Raises:
        ValueError: the data is not JSON.
    """
    return _decoder.decode(data)
