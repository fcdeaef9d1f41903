"""Which ledgers are pruned, how far, and what the runs after them tell."""

import asyncio
from dataclasses import replace

import pytest

from config.settings import load_settings
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from runner.retention import Pruned, keep_pruning, prune
from storage import retention, site_jobs
from storage.model.run import Claim
from storage.model.states import SiteStatus
from storage.queries import sql
from tests.integration.runner.reports.crawled import crawl, new_site_job
from tests.integration.runner.reports.files import Files, files_of, reported
from tests.integration.runner.reports.hand_made import Paper, hand_made
from tests.integration.runner.reports.retained import age, kept, prune_all
from tests.integration.runner.reports.shop_runs import (
    ALL,
    DEAR,
    DOWN,
    GONE,
    SEO_ONLY,
    Papers,
    shop,
)
from tests.world import rows

#: a ledger of `ALL`: whether it is pruned, its addresses and its pages
WHOLE, EMPTY = (False, 8, 8), (True, 0, 0)


async def look(deps: Deps, papers: Papers = ALL) -> Files:
    """A run of the shop."""
    return await reported(deps, hand_made(papers))


def told(files: Files) -> set[tuple[str, str, str]]:
    """What is told of products, and against which run."""
    return {
        (row["change_type"], row["field"], row["base_run_id"])
        for row in files.changes
        if row["entity"] == "product" and row["field"] != "schema_price"
    }


def keeping(deps: Deps, days: int) -> Deps:
    """The same stores under another setting."""
    return replace(
        deps, settings=load_settings(_env_file=None, data_dir=deps.scratch, keep_ledgers_days=days)
    )


async def somebody_waits(deps: Deps) -> None:
    """Until a statement waits for a lock of another."""
    while not await rows(deps, "select from pg_locks where not granted"):
        pass


async def test_of_old_runs_the_next_ones_base_and_its_own_base_stay(deps: Deps) -> None:
    """The next run is compared with the last, and confirms what that one missed first."""
    for _ in range(4):
        await look(deps)
    await prune_all(deps)
    assert await kept(deps) == {1: EMPTY, 2: EMPTY, 3: WHOLE, 4: WHOLE}
    assert told(await look(deps, shop(_1=DEAR))) == {("changed", "price", "4")}


async def test_young_runs_stay_and_what_a_retry_of_them_would_be_compared_with(deps: Deps) -> None:
    """Runs 3 and 4 ended yesterday: 2 is the base of 3, and 1 is the base of that."""
    for _ in range(4):
        await look(deps)
    await age(deps)
    await deps.db.execute(
        "update bulk_jobs set finished_at = now() - interval '1 day' where id > 2"
    )
    assert await prune(deps) == Pruned()
    await look(deps)
    await deps.db.execute(
        "update bulk_jobs set finished_at = now() - interval '99 days' where id = 3"
    )
    await prune(deps)
    assert await kept(deps) == {1: EMPTY, 2: WHOLE, 3: WHOLE, 4: WHOLE, 5: WHOLE}


async def test_zero_days_keep_everything(deps: Deps) -> None:
    """However long ago it was."""
    for _ in range(3):
        await look(deps)
    await age(deps, 5000)
    assert await prune(keeping(deps, 0)) == Pruned()
    assert await kept(deps) == {1: WHOLE, 2: WHOLE, 3: WHOLE}


async def test_a_run_at_work_is_not_touched_nor_is_its_base(deps: Deps) -> None:
    """It was paused for months, and others have come and gone meanwhile."""
    await look(deps)
    claim = await new_site_job(deps, hand_made(ALL))
    await crawl(deps, hand_made(ALL), claim)
    await deps.db.execute(
        "update bulk_job_sites set status = 'queued' where id = $1", claim.site_job_id
    )
    for _ in range(3):
        await look(deps)
    await deps.db.execute(
        "update bulk_jobs set finished_at = now() - interval '100 days' where id <> $1",
        claim.run_id,
    )
    await prune(deps)
    assert await kept(deps) == {1: WHOLE, 2: WHOLE, 3: EMPTY, 4: WHOLE, 5: WHOLE}


async def test_a_run_of_other_reports_does_not_take_the_place_of_the_base(deps: Deps) -> None:
    """Changes before it were told by nobody: both stay, for changes and for issues."""
    await look(deps)
    await look(deps)
    for _ in range(3):
        await reported(deps, hand_made(ALL), reports=SEO_ONLY)
    await prune_all(deps)
    pruned = {run_id for run_id, (is_pruned, _, _) in (await kept(deps)).items() if is_pruned}
    assert pruned == {3, 4}
    assert told(await look(deps, shop(_1=DEAR))) == {("changed", "price", "2")}


async def test_a_page_without_an_answer_holds_its_last_look_and_nothing_else(deps: Deps) -> None:
    """It fails for months: of the ledger that saw it last one row stays, until somebody sees it again."""
    await look(deps)
    for _ in range(4):
        await look(deps, shop(_1=DOWN))
        await prune_all(deps)
    assert (await kept(deps))[1] == (True, 1, 1)
    assert (await retention.census(deps.db)).remnants == 1
    assert told(await look(deps, shop(_1=DEAR))) == {("changed", "price", "1")}
    for _ in range(3):
        await look(deps, shop(_1=DEAR))
    await prune_all(deps)
    await prune_all(deps)
    assert (await kept(deps))[1] == EMPTY
    assert (await retention.census(deps.db)).remnants == 0


async def test_the_run_that_missed_something_first_stays(deps: Deps) -> None:
    """What it named is where the missing product may have moved; ten runs later nobody asks any more."""
    for _ in range(5):
        await look(deps)
    await deps.db.execute(
        "insert into stand_ins (site_job_id, address_id, seen_by, misses, missing_since)"
        " values (5, 1, 4, 3, 2)"
    )
    await prune_all(deps)
    assert await kept(deps) == {1: EMPTY, 2: WHOLE, 3: EMPTY, 4: WHOLE, 5: WHOLE}


async def test_pages_that_fail_since_different_days_hold_no_ledger_of_any(deps: Deps) -> None:
    """A chain of looks: each of them is told when it is gone, against the run that had seen it."""
    await look(deps)
    await look(deps, shop(_1=DOWN))
    await prune_all(deps)
    await look(deps, shop(_1=DOWN, _2=DOWN))
    await prune_all(deps)
    for _ in range(3):
        await look(deps, shop(_1=DOWN, _2=DOWN, _3=DOWN))
        await prune_all(deps)
    found = await kept(deps)
    assert [found[number] for number in (1, 2, 3)] == [(True, 1, 1)] * 3
    gone = await look(deps, shop(_1=GONE, _2=GONE, _3=GONE))
    assert told(gone) == {("removed", "", "1"), ("removed", "", "2"), ("removed", "", "3")}


async def test_issues_keep_their_first_run_and_go_on(deps: Deps) -> None:
    """Found by a run whose ledger is gone, seen by the one that is kept."""
    bare = Paper(head='<meta name="robots" content="noindex">', title="x")
    first = await look(deps, shop(about=bare))
    for _ in range(3):
        await look(deps, shop(about=bare))
    await prune_all(deps)
    assert (await kept(deps))[1] == EMPTY
    files = await look(deps, shop(about=bare))
    mine = [row for row in files.issues if row["Address"].endswith("/about")]
    assert mine
    assert {row["Status"] for row in mine} == {"persisting"}
    assert {row["First Seen Run"] for row in mine} == {str(first.claim.run_id)}
    fixed = await look(deps)
    assert {row["Status"] for row in fixed.issues if row["Address"].endswith("/about")} >= {"fixed"}


async def test_what_is_pruned_in_part_is_chosen_by_nobody(deps: Deps) -> None:
    """The worker was killed after two statements: the next tick goes on, whatever runs in between."""
    for _ in range(4):
        await look(deps)
    await age(deps)
    assert (await prune(deps, most=2)).swept == 0
    found = await kept(deps)
    assert [found[number][0] for number in (1, 2, 3, 4)] == [True, True, False, False]
    assert found[2] == (True, 8, 8)  # nothing of it went yet
    assert (await look(deps)).changes == []
    await prune(deps)
    found = await kept(deps)
    assert found[1] == found[2] == EMPTY


async def test_another_base_takes_the_place_of_one_that_was_pruned(deps: Deps) -> None:
    """An operator marked it by hand meanwhile: nothing is compared with half of a ledger."""
    await look(deps)
    await look(deps)
    claim = await new_site_job(deps, hand_made(shop(_1=DEAR)))
    await crawl(deps, hand_made(shop(_1=DEAR)), claim)
    await deps.db.execute(
        "update bulk_job_sites set pruned_at = now() where id = $1", claim.base_id
    )
    await prune(deps)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    assert told(await files_of(deps, claim)) == {("changed", "price", "1")}


async def test_a_worker_prunes_again_and_again(deps: Deps) -> None:
    """Until it is stopped, and whatever becomes of PostgreSQL meanwhile."""
    for _ in range(4):
        await look(deps)
    await age(deps)
    await deps.db.execute("alter table bulk_job_sites rename to away")
    at_once = replace(deps, random=lambda: -2.0)  # no pauses between the ticks
    async with asyncio.TaskGroup() as group:
        work = group.create_task(keep_pruning(at_once))
        await asyncio.sleep(0.1)
        await deps.db.execute("alter table away rename to bulk_job_sites")
        while await rows(deps, "select from bulk_job_sites where id < 3 and swept_at is null"):
            pass
        work.cancel()
    assert (await kept(deps))[2] == EMPTY


async def test_one_worker_prunes_at_a_time(deps: Deps) -> None:
    """The others have nothing to add; when it has ended, or died, the next may."""
    for _ in range(4):
        await look(deps)
    await age(deps)
    async with retention.alone(deps.db) as mine:
        assert mine is not None
        assert await prune(deps) == Pruned()
    both = await asyncio.gather(prune(deps), prune(deps))
    assert sorted(one.marked for one in both) == [0, 2]


async def test_a_run_that_is_being_retried_is_not_marked(deps: Deps) -> None:
    """The retry holds the run: when it commits, the run is young again."""
    for _ in range(4):
        await look(deps)
    await age(deps)
    async with (
        asyncio.TaskGroup() as group,
        deps.db.acquire() as connection,
        connection.transaction(),
    ):
        await connection.execute("update bulk_jobs set finished_at = null where id = 1")
        group.create_task(prune(deps))
        await somebody_waits(deps)
    assert (await kept(deps))[1] == WHOLE


async def test_a_base_is_not_chosen_while_ledgers_are_marked(deps: Deps) -> None:
    """Else a run could begin to compare with a ledger that is emptied at that moment."""
    await look(deps)
    async with (
        asyncio.TaskGroup() as group,
        deps.db.acquire() as connection,
        connection.transaction(),
    ):
        await connection.execute(sql("retention.lock_marks"))
        choosing = group.create_task(new_site_job(deps, hand_made(ALL)))
        await somebody_waits(deps)
        await connection.execute("update bulk_job_sites set pruned_at = now()")
    assert choosing.result().base_id is None


async def test_samples_and_everything_else_of_a_pruned_ledger_go(deps: Deps) -> None:
    """Only the rows of the run, of the site job, its files and what was ever seen stay."""
    for _ in range(3):
        await look(deps, shop(_1=DOWN))
    await sample(deps, (await look(deps)).claim)
    for _ in range(3):
        await look(deps)
    before = await rows(deps, "select count(*) from artifacts")
    await prune_all(deps)
    left = await rows(
        deps,
        "select a.site_job_id, a.is_row_of from ("
        "select site_job_id, 'addresses' as is_row_of from addresses"
        " union all select site_job_id, 'pages' from pages"
        " union all select site_job_id, 'page_issues' from page_issues"
        " union all select site_job_id, 'stand_ins' from stand_ins) a"
        " join bulk_job_sites s on s.id = a.site_job_id and s.pruned_at is not null",
    )
    assert left == []
    assert await rows(deps, "select count(*) from bulk_job_progress") == [{"count": 0}]
    assert await rows(deps, "select count(*) from artifacts") == before
    assert await rows(deps, "select count(*) from sightings where entity = 'page'") == [
        {"count": 8}
    ]


async def sample(deps: Deps, claim: Claim) -> None:
    """A sample of the progress of a site job, as its worker leaves them."""
    await deps.db.execute(
        "update bulk_job_sites set status = 'running' where id = $1", claim.site_job_id
    )
    await site_jobs.sample(deps.db, claim, speed=1.0, eta_seconds=1.0, whole=2.0)
    await deps.db.execute(
        "update bulk_job_sites set status = 'completed' where id = $1", claim.site_job_id
    )


@pytest.mark.parametrize("age_of_last", [100, 1])
async def test_of_outside_checks_five_runs_stay(deps: Deps, age_of_last: int) -> None:
    """So many are looked through for what a link was before; young or old."""
    for _ in range(8):
        await look(deps)
    await age(deps)
    await deps.db.execute("update bulk_job_sites set outside_total = 1")
    await deps.db.execute(
        "update bulk_jobs set finished_at = now() - make_interval(days => $1) where id = 8",
        age_of_last,
    )
    await prune(deps)
    pruned = {run_id for run_id, (is_pruned, _, _) in (await kept(deps)).items() if is_pruned}
    assert pruned == ({1, 2, 3} if age_of_last == 100 else {1, 2})
