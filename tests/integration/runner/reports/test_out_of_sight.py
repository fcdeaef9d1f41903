"""What was out of sight is never said to be removed, on sites written by hand."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from playground.shops.responses import Response
from playground.shops.shop import Shop
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import crawl, ended, new_site_job, without
from tests.integration.runner.reports.files import Files, files_of, pretty, reported
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made


def kettle(sku: str = "K-1", *, price: str = "10") -> Paper:
    """A product's page."""
    data = (
        '{"@context":"https://schema.org","@type":"Product","name":"Kettle '
        f'{sku}","sku":"{sku}","offers":{{"@type":"Offer","price":"{price}","priceCurrency":"EUR"}}}}'
    )
    return Paper(head=f'<script type="application/ld+json">{data}</script>')


def instead(shop: Shop, files: Mapping[str, Response]) -> Shop:
    """The same shop with other answers for robots.txt or the sitemap."""
    site: Any = SimpleNamespace(
        profile=shop.profile,
        site=shop.site,
        page=lambda target: files[target] if target in files else shop.page(target),
    )
    return cast("Shop", site)


def kinds(files: Files, *, entity: str | None = None) -> set[tuple[str, str]]:
    """Kinds of changes with the paths they are told of."""
    return {
        (row["change_type"], row["url"].removeprefix(BASE))
        for row in files.changes
        if entity in {None, row["entity"]} and not row["field"]
    }


LEFT_OUT = {"/listed": Paper(), "/left-out": Paper()}
MISSING_IN_SITEMAP = "Sitemaps: URLs Not In Sitemap"
LISTED = ["/", "/old", "/gone", "/about"]
BEFORE = {"/": Paper(), "/old": kettle(), "/gone": kettle("G-1"), "/about": Paper()}


async def test_a_product_may_have_moved_to_an_address_that_failed(deps: Deps) -> None:
    """As long as one new address was not seen, no product is called removed for its absence."""
    await reported(deps, hand_made(BEFORE, LISTED))
    after = hand_made({"/": Paper(), "/new": kettle(), "/about": Paper()}, ["/", "/new", "/about"])
    files = await reported(deps, after, answers=without("/new"))
    assert kinds(files) == set(), pretty(files.changes)
    assert any(note.startswith("2 pages of the base were not found") for note in files.notes)
    files = await reported(deps, after)
    assert {(row["change_type"], row["entity"]) for row in files.changes} >= {
        ("moved", "product"),
        ("removed", "product"),
    }


async def test_a_plain_page_that_no_sitemap_names_any_more_is_removed(deps: Deps) -> None:
    """A page without a product has nowhere to move; its absence from whole sitemaps tells."""
    await reported(deps, hand_made(BEFORE, LISTED))
    after = hand_made({**BEFORE, "/new": Paper()}, ["/", "/old", "/gone", "/new"])
    files = await reported(deps, after, answers=without("/new"))
    assert kinds(files) == {("removed", "/about")}


async def test_an_answer_of_410_is_certain_for_the_page_alone(deps: Deps) -> None:
    """The page is gone; its product may be at a new address that was not seen."""
    await reported(deps, hand_made(BEFORE, LISTED))
    after = hand_made({**BEFORE, "/old": Paper(status=410), "/new": kettle()}, [*LISTED, "/new"])
    files = await reported(deps, after, answers=without("/new"))
    told = {row["entity"]: row for row in files.changes if row["change_type"] == "removed"}
    assert (told["page"]["confidence"], told["page"]["note"]) == ("1.0", "answers 410")
    assert told["product"]["confidence"] == "0.5"
    assert "may have moved" in told["product"]["note"]


CUT = Response(
    headers={"Content-Type": "text/xml"},
    body=f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{BASE}/</loc></url>'
    f"<url><loc>{BASE}/ol".encode(),
)
PAGE = Response(headers={"Content-Type": "text/html"}, body=b"<html><body>Back soon</body></html>")
ERROR = Response(status=500, headers={"Content-Type": "text/plain"}, body=b"")
MISSING = Response(status=404, headers={"Content-Type": "text/plain"}, body=b"")


@pytest.mark.parametrize("sitemap", [CUT, PAGE, ERROR, MISSING], ids=["cut", "page", "500", "404"])
async def test_an_unreadable_sitemap_removes_nothing(deps: Deps, sitemap: Response) -> None:
    """A sitemap that is cut, answers with a page or not at all says nothing of what it named."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, shop)
    files = await reported(deps, instead(shop, {"/sitemap.xml": sitemap}))
    assert "removed" not in {row["change_type"] for row in files.changes}
    assert "in_sitemap" not in {row["field"] for row in files.changes}
    assert MISSING_IN_SITEMAP not in {
        row["Issue Name"] for row in files.issues if row["Status"] != "fixed"
    }


@pytest.mark.parametrize("sitemap", [CUT, PAGE, MISSING], ids=["cut", "page", "404"])
async def test_what_a_sitemap_lacks_is_not_mended_by_losing_the_sitemap(
    deps: Deps, sitemap: Response
) -> None:
    """However long no run could read it, and whatever the base could: nobody saw the page in a sitemap."""
    shop = hand_made({"/": Paper(links=["/listed", "/left-out"])} | LEFT_OUT, ["/", "/listed"])
    await reported(deps, shop)
    blind = instead(shop, {"/sitemap.xml": sitemap})
    for _ in range(3):
        files = await reported(deps, blind)
        assert MISSING_IN_SITEMAP not in {row["Issue Name"] for row in files.issues}
    shop = hand_made(
        {"/": Paper(links=["/listed", "/left-out"])} | LEFT_OUT, ["/", "/listed", "/left-out"]
    )
    files = await reported(deps, shop)
    told = [row for row in files.issues if row["Issue Name"] == MISSING_IN_SITEMAP]
    assert [(row["Address"], row["Status"]) for row in told] == [(f"{BASE}/left-out", "fixed")]


async def test_links_of_a_page_that_robots_closes_now_are_out_of_sight(deps: Deps) -> None:
    """The only page that links to a product is closed: the page is blocked, the product not removed."""
    shop = hand_made({"/": Paper(links=["/hub"]), "/hub": Paper(links=["/old"]), "/old": kettle()})
    await reported(deps, shop)
    robots = Response(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nDisallow: /hub")
    files = await reported(deps, instead(shop, {"/robots.txt": robots}))
    assert kinds(files) == {("blocked", "/hub")}


async def test_what_the_page_limit_left_out_is_neither_lost_nor_new(deps: Deps) -> None:
    """A new page pushes another one beyond the limit, and back again: only what was seen is told."""

    async def limited(listed: Sequence[str]) -> Files:
        shop = hand_made({target: kettle(target) for target in listed}, listed)
        claim = await new_site_job(deps, shop, page_limit=3)
        await crawl(deps, shop, claim)
        await write_reports(deps, claim, SiteStatus.COMPLETED)
        await ended(deps, claim)
        return await files_of(deps, claim)

    await limited(["/", "/1", "/2", "/3"])
    files = await limited(["/", "/new", "/1", "/2", "/3"])
    assert kinds(files) == {("added", "/new")}
    files = await limited(["/", "/1", "/2", "/3"])
    assert ("added", "/2") not in kinds(files)
    assert {kind for kind, url in kinds(files)} <= {"removed"}


async def test_a_sitemap_that_was_repaired_wholly_tells_of_removals(deps: Deps) -> None:
    """A bare ampersand hides nothing: what the file does not name any more is removed."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, shop)
    body = shop.page("/sitemap.xml").body
    body = body.replace(f"{BASE}/about".encode(), f"{BASE}/old?a=1&b=2".encode())
    repaired = Response(headers={"Content-Type": "text/xml"}, body=body)
    files = await reported(deps, instead(shop, {"/sitemap.xml": repaired}))
    assert ("removed", "/about") in kinds(files), pretty(files.changes)


@pytest.mark.parametrize("sitemap", [CUT, PAGE, MISSING], ids=["cut", "page", "404"])
async def test_what_the_base_had_no_sitemap_for_is_not_added(deps: Deps, sitemap: Response) -> None:
    """The base could not read the sitemap that names these pages: they may have been there."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, instead(shop, {"/sitemap.xml": sitemap}))
    files = await reported(deps, shop)
    assert kinds(files) == set(), pretty(files.changes)
    assert any("did not read all sitemaps" in note for note in files.notes)
    files = await reported(deps, hand_made({**BEFORE, "/new": Paper()}, [*LISTED, "/new"]))
    assert kinds(files) == {("added", "/new")}


async def test_a_page_that_was_refused_is_not_back_and_one_that_was_gone_is(deps: Deps) -> None:
    """429 and 403 say nothing of a page, 404 does: the run after tells of the latter alone."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, shop)
    refused = {"/old": Paper(status=403), "/about": Paper(status=429), "/gone": Paper(status=404)}
    await reported(deps, hand_made({**BEFORE, **refused}, LISTED))
    await deps.db.execute("update bulk_job_sites set complete = true")
    files = await reported(deps, shop)
    assert kinds(files, entity="page") == {("back", "/gone")}, pretty(files.changes)
    assert kinds(files, entity="product") == {("back", "/gone")}
    assert {row["note"] for row in files.changes} == {"first seen in run 1"}
    assert any(note.startswith("2 pages that run 2 did not see") for note in files.notes)


WALL = Paper(title="Just a moment...", heading="Checking your browser", body="Please wait")


async def test_a_run_that_a_protection_answered_is_no_base(deps: Deps) -> None:
    """A page that asks whether one is a robot answers 200: what it hid is compared with the run before."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, shop)
    files = await reported(deps, hand_made({**BEFORE, "/old": WALL, "/gone": WALL}, LISTED))
    assert kinds(files) == {("unreachable", "/old"), ("unreachable", "/gone")}
    assert any("this run: completed, coverage 50 %" in note for note in files.notes)
    files = await reported(deps, hand_made({**BEFORE, "/gone": Paper(status=410)}, LISTED))
    assert kinds(files) == {("removed", "/gone")}
    assert any(note.startswith("base: run 1 ") for note in files.notes)


async def test_what_two_runs_could_not_see_is_not_confirmed_to_be_gone(deps: Deps) -> None:
    """A sitemap that is cut twice names too little twice: nobody ever said that the rest is removed."""
    shop = hand_made(BEFORE, LISTED)
    cut = instead(shop, {"/sitemap.xml": CUT})
    await reported(deps, shop)
    await reported(deps, cut)
    files = await reported(deps, cut)
    assert not [note for note in files.notes if "confirmed" in note]


@pytest.mark.parametrize("listed", [True, False], ids=["sitemap", "links"])
async def test_an_absence_from_two_whole_runs_is_confirmed(deps: Deps, *, listed: bool) -> None:
    """Once for the first run that does not find the page, and once for the second, in a note."""
    whole = {"/": Paper(links=["/about", "/old"]), "/about": Paper(), "/old": kettle()}
    less = {"/": Paper(links=["/old"]), "/old": kettle()}
    await reported(deps, hand_made(whole, list(whole) if listed else ()))
    shop = hand_made(less, list(less) if listed else ())
    files = await reported(deps, shop)
    assert kinds(files) == {("removed", "/about")}
    files = await reported(deps, shop)
    assert [note for note in files.notes if note.startswith("1 pages that run")]


async def test_a_page_that_always_fails_does_not_keep_a_site_from_being_compared(
    deps: Deps,
) -> None:
    """What it misses is not compared; the rest is, from the second run on."""
    shop = hand_made({**BEFORE, "/cart": Paper(status=403)}, [*LISTED, "/cart"])
    await reported(deps, shop)
    files = await reported(deps, shop)
    assert files.notes[0].startswith("base: run 1 ")
    assert files.changes == []


async def test_what_a_cut_sitemap_did_not_name_is_not_new_in_it(deps: Deps) -> None:
    """The base found the pages by links: whether its sitemap named them, nobody knows."""
    linked = {**BEFORE, "/": Paper(links=[target for target in BEFORE if target != "/"])}
    shop = hand_made(linked, LISTED)
    await reported(deps, instead(shop, {"/sitemap.xml": CUT}))
    files = await reported(deps, shop)
    assert files.changes == [], pretty(files.changes)


async def test_products_that_were_lost_for_one_run_are_compared_with_the_run_before(
    deps: Deps,
) -> None:
    """All of them are missing once: the next run tells of a price, and not that all are back."""
    shop = hand_made(BEFORE, LISTED)
    await reported(deps, shop)
    empty = hand_made({**BEFORE, "/old": Paper(), "/gone": Paper()}, LISTED)
    files = await reported(deps, empty)
    assert files.notes[0].startswith("suspect: 0 products")
    assert (await reported(deps, shop)).changes == []
    for _ in range(2):
        files = await reported(deps, empty)
        assert {row["field"] for row in files.changes} >= {"product"}
    assert (await reported(deps, empty)).changes == []
