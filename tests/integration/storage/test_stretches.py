"""A stretch of a report costs the same on the largest site: it reads nothing whole."""

import pytest

from storage import site_report
from storage.database import Pool
from storage.queries import sql

_QUERIES = {
    "report_rows.products": (1, "shop", 0, 50),
    "report_rows.pages": (1, 1, 1, 0, 50),
    "report_rows.pairs": (1, 2, "shop", 0, 50),
    "report_rows.ledger": (0, 500),
}


@pytest.mark.parametrize("name", _QUERIES)
async def test_a_stretch_reads_no_table_whole(db: Pool, name: str) -> None:
    """Whatever the planner believes of sizes, every table is entered by a key."""
    async with site_report.snapshot(db) as connection, site_report.lookups(connection):
        plan = await connection.fetch(f"explain {sql(name)}", *_QUERIES[name])
    steps = "\n".join(row[0] for row in plan)
    assert "Index" in steps
    assert "Seq Scan" not in steps
    assert "Hash" not in steps


async def test_what_follows_is_planned_as_before(db: Pool) -> None:
    """After its stretches a report may join all pages at once again."""
    async with site_report.snapshot(db) as connection:
        async with site_report.lookups(connection):
            assert await connection.fetchval("show enable_hashjoin") == "off"
        assert await connection.fetchval("show enable_hashjoin") == "on"
        assert await connection.fetchval("show plan_cache_mode") == "auto"
