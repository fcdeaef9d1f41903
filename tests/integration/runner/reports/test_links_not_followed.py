"""A page that is linked to, and was not asked for, has not left the site."""

import pytest

from runner.deps import Deps
from tests.integration.runner.reports.files import Files, pretty, reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import Paper, hand_made
from tests.integration.runner.reports.shop_runs import ALL, GONE, shop
from tests.integration.runner.reports.test_out_of_sight import kettle

NOFOLLOW = '<meta name="robots" content="nofollow">'
HELD = Paper(links=["/2"], body='<a rel="nofollow" href="/1">the first</a> and some other words')
CLOSED_WAYS = {
    "the whole category": shop(a=Paper(links=["/1", "/2"], head=NOFOLLOW)),
    "one link": shop(a=HELD),
}


def told(files: Files) -> set[tuple[str, str, str]]:
    """Rows of products, and of pages that come and go."""
    return {
        (row["entity"], row["change_type"], row["field"])
        for row in files.changes
        if row["entity"] == "product" or row["change_type"] != "changed"
    }


@pytest.mark.parametrize("way", CLOSED_WAYS)
async def test_a_link_that_is_not_to_be_followed_removes_nothing(deps: Deps, way: str) -> None:
    """Neither now nor later, and when the way is open again nothing is added or back."""
    await reported(deps, hand_made(ALL))
    for _ in range(2):
        files = await reported(deps, hand_made(CLOSED_WAYS[way]))
        assert told(files) == set(), pretty(files.changes)
    assert (
        sum(files.records["skipped"].facts["outcomes"].values())
        == len(files.workbook["Ledger"]["A"]) - 1
    )
    assert told(await reported(deps, hand_made(ALL))) == set()


async def test_what_leaves_behind_such_a_link_is_told_when_it_is_seen(deps: Deps) -> None:
    """Against the last run that saw it."""
    await reported(deps, hand_made(ALL))
    await reported(deps, hand_made(shop(a=HELD)))
    files = await reported(deps, hand_made(shop(_1=GONE)))
    assert told(files) == {("page", "removed", ""), ("product", "removed", "")}
    assert {row["base_run_id"] for row in files.changes if row["change_type"] == "removed"} == {"1"}


async def test_what_no_link_names_any_more_is_removed(deps: Deps) -> None:
    """Not even one that is not to be followed."""
    await reported(deps, hand_made(ALL))
    files = await reported(deps, hand_made(shop(a=Paper(links=["/2"]), _1=None)))
    assert told(files) == {("page", "removed", ""), ("product", "removed", "")}


async def test_a_page_that_sitemaps_drop_is_there_while_it_is_linked_to(deps: Deps) -> None:
    """One that moved to another spelling moved all the same."""
    listed = [*ALL, "/5"]
    await reported(deps, hand_made({**ALL, "/5": kettle("K-5")}, listed))
    held = {**ALL, "/about": Paper(links=["/5"], head=NOFOLLOW), "/5": kettle("K-5")}
    assert told(await reported(deps, hand_made(held, list(ALL)))) == set()
    moved = {**held, "/5/": held["/5"]}
    files = await reported(deps, hand_made(moved, [*ALL, "/5/"]))
    assert {row[1] for row in told(files)} - {"changed"} == {"moved"}, pretty(files.changes)


async def test_tracking_parameters_hide_no_link_that_is_not_followed(deps: Deps) -> None:
    """A banner's link counts, and holds its page, whether or not the ledger has a line of its spelling."""
    banner = '<a rel="nofollow" href="/sale?utm_source=banner">the sale</a> and some other words'
    papers = {"/": Paper(links=["/a"]), "/a": Paper(body=banner), "/sale": Paper()}
    files = await reported(deps, hand_made(papers, sitemap=[*papers]))
    assert set(found(files, "orphan")) == {"/sale"}, "no click leads there"
    assert row(files, "/sale")["Inlinks"] == "1"
    assert found(files, "orphan")["/sale"][0] == "no clicks from the home page"
    files = await reported(deps, hand_made(papers, sitemap=["/", "/a"]))
    assert told(files) == set(), pretty(files.changes)
