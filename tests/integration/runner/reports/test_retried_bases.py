"""Runs that are made again after others of the same site have ended: what is told against what."""

from dataclasses import replace

from playground.shops.shop import Shop
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from runner.site_work import is_fit_for_base
from storage import addresses, pages, site_jobs, site_report
from storage.model.run import Claim
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import crawl, ended, new_site_job
from tests.integration.runner.reports.files import Files, files_of, pretty, reported
from tests.integration.runner.reports.hand_made import Paper, hand_made
from tests.integration.runner.reports.test_out_of_sight import kettle

SHOP = {"/": Paper(links=["/kettle", "/about"]), "/kettle": kettle(), "/about": Paper()}
DEAR = {**SHOP, "/kettle": kettle(price="12")}
BARE = {**SHOP, "/about": Paper(head='<meta name="robots" content="noindex">')}


async def begun_again(deps: Deps, claim: Claim, *, everything: bool = False) -> Claim:
    """Another attempt of a site job, claimed."""
    async with deps.db.acquire() as connection, connection.transaction():
        await site_jobs.retry(
            connection,
            claim.run_id,
            statuses=[SiteStatus.FAILED, SiteStatus.COMPLETED],
            sites=None,
            from_scratch=everything,
        )
        if everything:
            await addresses.forget(connection, claim.site_job_id)
            await pages.forget(connection, claim.site_job_id)
        again = await site_jobs.claim(
            connection, claim.site_job_id, worker="test", lease_seconds=600, limit=99
        )
        assert again is not None
        if again.sitemaps is None:
            return replace(again, base_id=await site_jobs.choose_base(connection, again))
        return again


async def failed_after_a_good_run(deps: Deps) -> Files:
    """A run that a site breaks off, and whose sitemap was not to be had."""
    await reported(deps, hand_made(SHOP, list(SHOP)))
    broken = {**SHOP, "/sitemap.xml": Paper(status=500)}
    return await reported(deps, hand_made(broken, list(SHOP)), status=SiteStatus.FAILED)


def prices(files: Files) -> list[tuple[str, str, str]]:
    """What became of prices, and since when."""
    return [
        (row["base_run_id"], row["old_value"], row["new_value"])
        for row in files.changes
        if row["field"] == "price"
    ]


async def test_a_retry_is_not_compared_with_a_run_that_came_after_it(deps: Deps) -> None:
    """Pages that were read before a price changed do not tell that it changed back."""
    failed = await failed_after_a_good_run(deps)
    await reported(deps, hand_made(DEAR, list(SHOP)))
    again = await begun_again(deps, failed.claim)
    await write_reports(deps, again, SiteStatus.COMPLETED)
    await ended(deps, again)
    files = await files_of(deps, again)
    assert prices(files) == [], pretty(files.changes)
    assert files.notes[0].startswith("base: run 1 ")


async def test_a_retry_of_everything_is_compared_with_what_came_before_it_begins(
    deps: Deps,
) -> None:
    """Its pages are the youngest: the run between is its base."""
    first = await reported(deps, hand_made(SHOP, list(SHOP)))
    await reported(deps, hand_made(DEAR, list(SHOP)))
    again = await begun_again(deps, first.claim, everything=True)
    await crawl(deps, hand_made(SHOP, list(SHOP)), again)
    await write_reports(deps, again, SiteStatus.COMPLETED)
    assert prices(await files_of(deps, again)) == [("2", "12.00", "10.00")]


async def test_issues_of_a_retry_are_told_against_a_run_before_it(deps: Deps) -> None:
    """What a later run found first is no issue of these pages, nor is it fixed on them."""
    failed = await failed_after_a_good_run(deps)
    await reported(deps, hand_made(BARE, list(SHOP)))
    again = await begun_again(deps, failed.claim)
    await write_reports(deps, again, SiteStatus.COMPLETED)
    fixed = [row for row in (await files_of(deps, again)).issues if row["Status"] == "fixed"]
    assert fixed == [], pretty(fixed)


async def made_again(deps: Deps, shop: Shop, claim: Claim) -> Claim:
    """A run that failed is retried after others, with this shop."""
    again = await begun_again(deps, claim)
    await crawl(deps, shop, again)
    await write_reports(deps, again, SiteStatus.COMPLETED)
    return again


async def test_a_sitemap_that_failed_later_does_not_excuse_a_retry(deps: Deps) -> None:
    """It failed for the first time here, and what a later run did not read either does not count."""
    broken = hand_made({**SHOP, "/sitemap.xml": Paper(status=500)}, list(SHOP))
    failed = await reported(deps, broken, status=SiteStatus.FAILED)
    await reported(deps, broken)
    again = await made_again(deps, broken, failed.claim)
    assert not await is_fit_for_base(deps, again.site_job_id)


async def test_products_that_came_later_are_not_missing_in_a_retry(deps: Deps) -> None:
    """The pages that were read before the shop grew are as many as were usual then."""
    failed = await reported(deps, hand_made(SHOP), status=SiteStatus.FAILED)
    kettles = {f"/kettle/{number}": kettle(sku=f"K-{number}") for number in range(6)}
    grown = {**SHOP, **kettles, "/": Paper(links=["/kettle", "/about", *kettles])}
    await reported(deps, hand_made(grown))
    again = await made_again(deps, hand_made(SHOP), failed.claim)
    assert await is_fit_for_base(deps, again.site_job_id)


async def reported_beside_a_retry(deps: Deps, shop: Shop, base: Claim) -> Claim:
    """A run of the shop that is compared with `base`, which somebody has made again while it is at work."""
    claim = await new_site_job(deps, shop)
    assert claim.base_id == base.site_job_id
    await crawl(deps, shop, claim)
    await put_into(deps, claim, SiteStatus.QUEUED)  # a host has one site at work
    again = await begun_again(deps, base, everything=True)
    await put_into(deps, again, SiteStatus.QUEUED)
    await put_into(deps, claim, SiteStatus.RUNNING)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    return claim


async def put_into(deps: Deps, claim: Claim, status: SiteStatus) -> None:
    """A site job is in this state, whatever it was in."""
    await deps.db.execute(
        "update bulk_job_sites set status = $2 where id = $1", claim.site_job_id, status
    )


async def test_a_base_that_is_emptied_meanwhile_is_none(deps: Deps) -> None:
    """Somebody has run 1 made again from scratch while run 2 is at work: run 2 added nothing."""
    first = await reported(deps, hand_made(SHOP, list(SHOP)))
    shop = hand_made(SHOP, list(SHOP))
    claim = await reported_beside_a_retry(deps, shop, first.claim)
    files = await files_of(deps, claim)
    assert files.changes == [], pretty(files.changes)
    assert files.notes[0].startswith("no base")


async def test_another_base_takes_the_place_of_one_that_is_emptied(deps: Deps) -> None:
    """The last run before that is whole, and the manifest names it."""
    await reported(deps, hand_made(SHOP, list(SHOP)))
    second = await reported(deps, hand_made(SHOP, list(SHOP)))
    shop = hand_made(DEAR, list(SHOP))
    claim = await reported_beside_a_retry(deps, shop, second.claim)
    files = await files_of(deps, claim)
    assert prices(files) == [("1", "10.00", "12.00")], pretty(files.changes)
    facts = {one.site: one for one in await site_report.of_run(deps.db, claim.run_id)}
    assert [one.base_run for one in facts.values()] == [1]
