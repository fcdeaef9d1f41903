"""SQL lives in files: `storage/sql/<noun>.sql`, blocks headed `-- name --` with one line of why.

Get a query with `sql("runs.create")`. The text can only come from these files, so no value ever
becomes SQL; a test PREPAREs every query against the migrated schema.
"""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString, cast

_HEAD = re.compile(r"^-- ([a-z_]+) --$", re.MULTILINE)


@cache
def sql(name: LiteralString) -> LiteralString:
    """The text of one named query, such as "runs.create"."""
    noun, _, query = name.partition(".")
    return load(noun)[query]


@cache
def load(noun: str) -> dict[str, LiteralString]:
    """All queries of one file by name."""
    text = (files("storage") / "sql" / f"{noun}.sql").read_text(encoding="utf-8")
    parts = _HEAD.split(text)
    return {
        name: cast("LiteralString", body.strip())
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def nouns() -> list[str]:
    """The names of all query files."""
    return sorted(
        entry.name.removesuffix(".sql")
        for entry in (files("storage") / "sql").iterdir()
        if entry.name.endswith(".sql")
    )
