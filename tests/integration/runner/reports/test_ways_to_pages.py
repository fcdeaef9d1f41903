"""Which ways lead to a page: links, clicks from the home page, sitemaps; on sites written by hand."""

from itertools import pairwise

from playground.shops.shop import Shop
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Answer
from runner.deps import Deps
from storage.model.ledger import Address
from tests.integration.runner.reports.crawled import answer_of
from tests.integration.runner.reports.files import reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved


async def test_sitemaps_and_links_are_held_against_each_other(deps: Deps) -> None:
    """An orphan, a page no sitemap names, and listed addresses that should not be."""
    site = hand_made(
        {
            "/": Paper(links=["/linked", "/only-linked", "/old", "/mailing"]),
            "/linked": Paper(),
            "/orphan": Paper(links=["/orphan"]),
            "/only-linked": Paper(),
            "/old": moved("/by-redirect"),
            "/by-redirect": Paper(),
            "/mailing": moved("/by-marked-redirect?utm_source=mail"),
            "/by-marked-redirect": Paper(),
            "/hidden": Paper(head='<meta name="robots" content="noindex">'),
        },
        sitemap=[
            "/",
            "/linked",
            "/orphan",
            "/by-redirect",
            "/by-marked-redirect",
            "/hidden",
            "/gone",
            "/closed/a",
            "/old",
        ],
    )
    files = await reported(deps, site)
    assert set(found(files, "orphan")) == {"/orphan", "/hidden"}
    assert set(found(files, "sitemap_missing")) == {"/only-linked"}
    assert {target: detail for target, (detail, _) in found(files, "sitemap_noindex").items()} == {
        "/hidden": "noindex",
        "/gone": "404",
        "/old": "redirect 301",
    }
    assert set(found(files, "sitemap_blocked")) == {"/closed/a"}
    assert row(files, "/")["In Sitemap"] == "TRUE"
    assert row(files, "/")["Sitemap URL"] == f"{BASE}/sitemap.xml"
    assert row(files, "/orphan")["Crawl Depth"] == ""
    assert row(files, "/linked")["Crawl Depth"] == "1"
    assert row(files, "/by-redirect")["Crawl Depth"] == "2"


async def test_depth_is_counted_in_clicks_from_home(deps: Deps) -> None:
    """A chain of links: the fifth click is too deep, however early a sitemap names the page."""
    chain = [f"/{number}" for number in range(1, 7)]
    papers = {target: Paper(links=[after]) for target, after in pairwise(chain)}
    site = hand_made(
        {"/": Paper(links=["/1"]), **papers, "/6": Paper()}, sitemap=["/", *reversed(chain)]
    )
    files = await reported(deps, site)
    assert [row(files, target)["Crawl Depth"] for target in chain] == list("123456")
    assert set(found(files, "depth_high")) == {"/5", "/6"}


async def test_pages_that_link_to_each_other_alone_are_orphans(deps: Deps) -> None:
    """Products taken off their category still link to each other; Screaming Frog calls them orphans."""
    islands = {"/i": Paper(links=["/j", "/"]), "/j": Paper(links=["/i"])}
    papers = {"/": Paper(links=["/a"]), "/a": Paper(), **islands}
    site = hand_made(papers, sitemap=[*papers])
    told = ("no clicks from the home page", f"{BASE}/sitemap.xml")
    assert found(await reported(deps, site), "orphan") == {"/i": told, "/j": told}
    bare = hand_made({**papers, "/": Paper()}, sitemap=[*papers])
    assert set(found(await reported(deps, bare), "orphan")) == {"/a"}


async def test_nothing_is_concluded_from_a_way_that_was_not_seen(deps: Deps) -> None:
    """A page that timed out may be the short way, or the only one; its absence mends nothing either."""

    def hubless(shop: Shop, address: Address) -> Answer:
        if address.url.endswith("/hub"):
            raise FetchFailed("timeout", "", permanent=True)
        return answer_of(shop, address)

    chain = [f"/{number}" for number in range(1, 7)]
    papers = {target: Paper(links=[after]) for target, after in pairwise([*chain, "/"])}
    papers |= {f"/page/{number}": Paper() for number in range(110)}
    papers |= {"/i": Paper(links=["/j"]), "/j": Paper(links=["/i"])}
    papers["/"] = Paper(links=["/1", "/hub"])
    papers["/hub"] = Paper(links=[*papers, "/6"])
    site = hand_made(papers, sitemap=[*papers])
    assert not found(await reported(deps, site), "depth_high")
    few = {target: papers[target] for target in ("/", "/hub", *chain)}
    small = hand_made(few, sitemap=[*few])
    assert not found(await reported(deps, small, answers=hubless), "depth_high")
    cut = hand_made({**papers, "/hub": Paper(links=[f"/page/{n}" for n in range(110)])}, [*papers])
    assert {"/i", "/j"} <= set(found(await reported(deps, cut), "orphan"))
    files = await reported(deps, cut, answers=hubless)
    assert not {"/i", "/j"} & set(found(files, "orphan"))


async def test_what_one_robot_may_not_follow_is_a_click_for_others(deps: Deps) -> None:
    """The crawl goes on behind a nofollow for Googlebot, so there is a depth, with and without sitemaps."""
    papers = {
        "/": Paper(links=["/a", "/c"], head='<meta name="googlebot" content="nofollow">'),
        "/a": Paper(links=["/b"], headers={"X-Robots-Tag": "otherbot: none, googlebot: none"}),
        "/b": Paper(),
        "/c": Paper(links=["/d"], head='<meta name="progonbot" content="none">'),
        "/d": Paper(),
    }
    depths = {"/a": "1", "/b": "2", "/c": "1"}
    by_links = await reported(deps, hand_made(papers))
    assert {one: row(by_links, one)["Crawl Depth"] for one in depths} == depths
    by_sitemap = await reported(deps, hand_made(papers, sitemap=[*papers]))
    assert {one: row(by_sitemap, one)["Crawl Depth"] for one in depths} == depths
    assert set(found(by_sitemap, "orphan")) == {"/d"}
