"""docs/db_schema.md against a migrated database."""

import re
from pathlib import Path

from storage.database import Pool

PAGE = Path(__file__).parents[3] / "docs" / "db_schema.md"
_SHORT = {"timestamp with time zone": "timestamptz", "ARRAY": "[]"}


def described() -> dict[str, dict[str, str]]:
    """Tables of the page, each with its columns and their types."""
    tables: dict[str, dict[str, str]] = {}
    columns: dict[str, str] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if head := re.fullmatch(r"## `(\w+)`", line):
            columns = tables.setdefault(head[1], {})
        elif row := re.fullmatch(r"\| `(\w+)` \| ([^|]+) \|.*\|", line):
            columns[row[1]] = row[2]
    return tables


async def test_the_page_describes_the_schema(db: Pool) -> None:
    """Every table and every column with its type stands on the page, in order, and nothing else."""
    found = await db.fetch(
        "select table_name, column_name, data_type, udt_name from information_schema.columns"
        " join information_schema.tables using (table_schema, table_name)"
        " where table_schema = 'public' and table_type = 'BASE TABLE'"
        "   and table_name not like 'report\\_%' and table_name <> 'schema_migrations'"
        " order by ordinal_position"
    )
    tables: dict[str, dict[str, str]] = {}
    arrays = {"_text": "text[]", "_int8": "bigint[]"}
    for row in found:
        kind = arrays.get(row["udt_name"]) or _SHORT.get(row["data_type"], row["data_type"])
        tables.setdefault(row["table_name"], {})[row["column_name"]] = kind
    assert described() == tables
    assert {name: list(columns) for name, columns in described().items()} == {
        name: list(columns) for name, columns in tables.items()
    }
