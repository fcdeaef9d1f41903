"""What lies deeper than the policy lets us go is not gone, and has its line in the ledger."""

from runner.deps import Deps
from runner.reports.site_reports import write_reports
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import crawl, ended, new_site_job
from tests.integration.runner.reports.files import Files, files_of, pretty
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made
from tests.integration.runner.reports.test_out_of_sight import kettle

CHAIN = {
    "/": Paper(links=["/1"]),
    "/1": Paper(links=["/2"]),
    "/2": Paper(links=["/kettle", "/"]),
    "/kettle": kettle(),
}


async def reported_to(deps: Deps, papers: dict[str, Paper], depth: int) -> Files:
    """A run that goes so many clicks from the home page."""
    shop = hand_made(papers)
    claim = await new_site_job(deps, shop)
    await crawl(deps, shop, claim, max_depth=depth)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    await ended(deps, claim)
    return await files_of(deps, claim)


async def test_what_moved_one_click_too_deep_is_not_removed(deps: Deps) -> None:
    """Nobody looked: it is neither removed now, nor added or back when it comes nearer again."""
    await reported_to(deps, CHAIN, 3)
    longer = {**CHAIN, "/": Paper(links=["/new"]), "/new": Paper(links=["/1"])}
    files = await reported_to(deps, longer, 3)
    gone = [row for row in files.changes if row["url"].endswith("/kettle")]
    assert gone == [], pretty(gone)
    [line] = [row for row in files.skipped if row["Outcome"] == "limit"]
    assert (line["Address"], line["Reason"], line["Attempts"]) == (
        f"{BASE}/kettle",
        "more than 3 clicks",
        "0",
    )
    files = await reported_to(deps, CHAIN, 3)
    assert not [row for row in files.changes if row["url"].endswith("/kettle")]


async def test_a_bound_that_is_lowered_removes_nothing(deps: Deps) -> None:
    """The policy changed, and not the shop."""
    await reported_to(deps, CHAIN, 25)
    files = await reported_to(deps, CHAIN, 2)
    assert files.changes == [], pretty(files.changes)


async def test_the_deepest_level_may_link_to_what_is_known(deps: Deps) -> None:
    """Links back are no addresses beyond the bound: what leaves the site then is removed."""
    await reported_to(deps, CHAIN, 3)
    papers = {**CHAIN, "/2": Paper(links=["/"])}
    del papers["/kettle"]
    files = await reported_to(deps, papers, 2)
    told = {(row["entity"], row["change_type"]) for row in files.changes}
    assert told >= {("page", "removed"), ("product", "removed")}, pretty(files.changes)
