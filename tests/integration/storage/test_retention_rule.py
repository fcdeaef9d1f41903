"""What is marked as pruned, against what the queries of later runs choose: random histories of two sites."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from storage import retention
from storage.database import Connection, Pool
from storage.queries import sql

DAYS = 90
_RUN = """
insert into bulk_jobs (chat_id, command, request_key, reports, dry_run, finished_at)
values (1, '{}', $1, $2, $3, now() - $4 * interval '1 day') returning id
"""
_SITE_JOB = """
insert into bulk_job_sites (bulk_job_id, site, scope, host, config, status, complete, started_at, outside_total,
                            base_id, product_count)
values ($1, $2, $3, 'h' || $1::bigint, '{}', $4, $5, now() - $6 * interval '1 day', $7, $8, $1::bigint % 1000)
returning id
"""
_ISSUES = """
insert into artifacts (bulk_job_id, site_job_id, kind, key, size_bytes, sha256) values ($1, $2, 'issues', 'x', 1, '')
"""
#: as outside_checks.gather chooses them
_OUTSIDE = """
select array_agg(id) from (
    select e.id from bulk_job_sites s join bulk_job_sites e on e.site = s.site and e.id <> s.id
     where s.id = $1 and e.outside_total is not null and e.started_at < s.started_at and e.pruned_at is null
     order by e.started_at desc, e.id desc limit 5) chosen
"""


async def history(db: Connection, random: Random, length: int) -> None:
    """Runs of one site each: some overlap, were retried months later, failed, or are still open."""
    known: list[int] = []
    for number in range(length):
        began = float(random.choice([random.uniform(0, 300), random.randrange(300)]))
        ended = began if random.random() < 0.9 else random.uniform(0, began)
        status = random.choice(["completed"] * 4 + ["failed", "cancelled"])
        scope = random.choice(["all", "all", "limit=9"])
        told = random.choice([["full", "seo", "diff", "xlsx"], ["seo"], ["full", "diff"]])
        reports = ["seo"] if scope == "limit=9" else told
        run_id = await db.fetchval(
            _RUN,
            f"{number}",
            reports,
            random.random() < 0.1,
            None if random.random() < 0.05 else ended,
        )
        site_job = await db.fetchval(
            _SITE_JOB,
            run_id,
            random.choice(["one", "other"]),
            scope,
            status,
            status == "completed" and random.random() < 0.8,
            began,
            1 if random.random() < 0.5 else None,
            random.choice(known) if known and random.random() < 0.3 else None,
        )
        known.append(site_job)
        if random.random() < 0.7:
            await db.execute(_ISSUES, run_id, site_job)


async def chosen(db: Connection, site_job_id: int) -> dict[str, Any]:
    """Every earlier ledger that the queries of a site job look into."""
    job = await db.fetchrow(sql("report_site.site"), site_job_id)
    assert job is not None
    where = (job["site"], job["scope"], site_job_id)
    change = db.transaction()
    await change.start()
    await db.execute(
        "update bulk_job_sites set status = 'running', epoch = 1 where id = $1", site_job_id
    )
    base_id = await db.fetchval(sql("site_jobs.choose_base"), site_job_id, 1)
    await change.rollback()
    bases = [
        None if one is None else await db.fetchrow(sql("report_site.base"), one)
        for one in (base_id, job["base_id"])
    ]
    counts = await db.fetchrow(sql("report_site.product_counts"), site_job_id)
    assert counts is not None
    return {
        "base": base_id,
        "kept base": await db.fetchval(sql("site_jobs.base_holds"), site_job_id),
        "bases of these": [one and one["base_id"] for one in bases],
        "issues": await db.fetchval(sql("report_site.issue_base"), *where),
        "look": await db.fetchval(sql("report_site.last_look"), *where),
        "counts": (counts["usual"], counts["before"], counts["before_id"]),
        "outside": await db.fetchval(_OUTSIDE, site_job_id),
    }


async def chosen_by_next(db: Connection, site: str, scope: str) -> dict[str, Any]:
    """Likewise for a run that begins now; nothing of it stays."""
    change = db.transaction()
    await change.start()
    run_id = await db.fetchval(_RUN, "next", ["diff"], False, None)
    site_job = await db.fetchval(
        _SITE_JOB,
        run_id,
        site,
        scope,
        "queued",
        False,
        -1.0,
        None,
        None,
    )
    found = await chosen(db, site_job)
    await change.rollback()
    return found


async def all_chosen(db: Connection, readers: Sequence[int]) -> list[dict[str, Any]]:
    """For the runs that may be retried, and the next one of each site and scope."""
    return [await chosen(db, reader) for reader in readers] + [
        await chosen_by_next(db, site, scope)
        for site in ("one", "other")
        for scope in ("all", "limit=9")
    ]


@pytest.mark.parametrize("seed", range(6))
async def test_no_reader_of_a_ledger_misses_one_that_was_pruned(db: Pool, seed: int) -> None:
    """Neither a run that may be retried nor the next one chooses otherwise than with everything kept."""
    random = Random(seed)
    async with db.acquire() as connection:
        await history(connection, random, 120)
        readers = [
            row["id"]
            for row in await connection.fetch(
                "select s.id from bulk_job_sites s join bulk_jobs r on r.id = s.bulk_job_id"
                " where r.finished_at is null or r.finished_at > now() - $1 * interval '1 day'",
                DAYS,
            )
        ]
        before = await all_chosen(connection, readers)
        marked = await retention.mark(connection, days=DAYS, most=1000)
        assert len(marked) > 10
        assert not set(marked) & set(readers)
        assert await all_chosen(connection, readers) == before
        assert await retention.mark(connection, days=DAYS, most=1000) == []
