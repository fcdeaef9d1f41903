"""What only the whole site tells, on sites written by hand."""

from dataclasses import replace
from urllib.parse import quote

from config.policies import Policy
from playground.shops.shop import Shop
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Answer
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from storage.model.ledger import Address
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import answer_of, crawl, new_site_job
from tests.integration.runner.reports.files import files_of, reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved, prose


async def test_redirects_are_followed_to_their_end(deps: Deps) -> None:
    """Chain, hops, loop and the end of each redirect; only where it begins is it called a chain."""
    site = hand_made(
        {
            "/": Paper(links=["/a", "/round", "/page", "/self"]),
            "/a": moved("/b"),
            "/b": moved("/c", 302),
            "/c": Paper(),
            "/round": moved("/round2"),
            "/round2": moved("/round"),
            "/self": moved("/self"),
            "/page": Paper(links=["/a", "/a", "/c"]),
        }
    )
    files = await reported(deps, site)
    assert row(files, "/a")["Redirect Chain"] == f"{BASE}/a > {BASE}/b > {BASE}/c"
    assert row(files, "/a")["Redirect Hops"] == "2"
    assert row(files, "/a")["Final URL"] == f"{BASE}/c"
    assert row(files, "/a")["Redirect Type"] == "HTTP Redirect"
    assert row(files, "/a")["Indexability Status"] == "Redirected"
    assert row(files, "/c")["Final URL"] == f"{BASE}/c"
    assert row(files, "/c")["Crawl Depth"] == "2"
    assert row(files, "/b")["Status"] == "Found"
    assert row(files, "/round")["Redirect Loop"] == "TRUE"
    assert row(files, "/round")["Final URL"] == ""
    assert row(files, "/self")["Redirect Loop"] == "TRUE"
    assert set(found(files, "redirect_chain")) == {"/a"}
    assert set(found(files, "redirect_loop")) == {"/round", "/self"}
    assert found(files, "links_to_redirect")["/page"] == ("1", f"301 {BASE}/a")
    assert row(files, "/")["Links To Redirects"] == "3"


def refreshing(target: str) -> Paper:
    """A page that only sends its visitors on."""
    return Paper(head=f'<meta http-equiv="refresh" content="0; url={target}">')


async def test_a_meta_refresh_is_a_redirect(deps: Deps) -> None:
    """It is followed from a home page that is nothing else, and its way is told like another's."""
    site = hand_made(
        {
            "/": refreshing("/en/"),
            "/en/": Paper(links=["/old", "/round", "/moved"]),
            "/old": refreshing("/older"),
            "/older": refreshing("/new"),
            "/new": Paper(),
            "/round": refreshing("/round2"),
            "/round2": moved("/round"),
            "/moved": moved("/stub"),
            "/stub": refreshing("http://other.example/"),
        },
        sitemap=["/", "/old"],
    )
    files = await reported(deps, site)
    old = row(files, "/old")
    assert (old["Status Code"], old["Indexability"]) == ("200", "Non-Indexable")
    assert old["Indexability Status"] == "Redirected"
    assert (old["Redirect URL"], old["Redirect Type"]) == (f"{BASE}/older", "Meta Refresh Redirect")
    assert (old["Redirect Hops"], old["Final URL"]) == ("2", f"{BASE}/new")
    assert row(files, "/stub")["Final URL"] == "http://other.example/"
    assert row(files, "/moved")["Redirect Hops"] == "2"
    assert row(files, "/en/")["Crawl Depth"] == "1"
    assert row(files, "/new")["Crawl Depth"] == "4"
    assert set(found(files, "meta_refresh")) == {"/", "/old", "/older", "/round", "/stub"}
    assert set(found(files, "redirect_chain")) == {"/old", "/moved"}
    assert set(found(files, "redirect_loop")) == {"/round"}
    assert set(found(files, "sitemap_noindex")) == {"/", "/old"}
    assert not found(files, "orphan")
    assert "/old" not in found(files, "links_none")


async def test_a_file_says_in_its_headers_whether_it_may_be_listed(deps: Deps) -> None:
    """X-Robots-Tag and a canonical are made for what has no head; the columns of pages stay empty."""

    def pdf(**headers: str) -> Paper:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Paper(headers={"Content-Type": "application/pdf", **named})

    site = hand_made(
        {
            "/": Paper(links=["/open.pdf", "/secret.pdf", "/other.pdf", "/copy.pdf"]),
            "/open.pdf": pdf(X_Robots_Tag="noarchive"),
            "/secret.pdf": pdf(X_Robots_Tag="googlebot: noindex, nofollow"),
            "/other.pdf": pdf(X_Robots_Tag="otherbot: noindex"),
            "/copy.pdf": pdf(Link='</>; rel="canonical"'),
        },
        sitemap=["/secret.pdf", "/copy.pdf"],
    )
    files = await reported(deps, site)
    closed = row(files, "/secret.pdf")
    assert closed["X-Robots-Tag 1"] == "googlebot: noindex, nofollow"
    assert (closed["Indexability"], closed["Indexability Status"]) == ("Non-Indexable", "noindex")
    assert (closed["Title 1 Length"], closed["Word Count"], closed["Page Type"]) == ("", "", "")
    assert row(files, "/open.pdf")["Indexability"] == "Indexable"
    assert row(files, "/other.pdf")["Indexability"] == "Indexable"
    assert row(files, "/copy.pdf")["Indexability Status"] == "Canonicalised"
    assert set(found(files, "noindex")) == {"/secret.pdf"}
    assert set(found(files, "noarchive")) == {"/open.pdf"}
    assert set(found(files, "sitemap_noindex")) == {"/secret.pdf"}
    assert set(found(files, "sitemap_non_canonical")) == {"/copy.pdf"}
    assert set(found(files, "title_missing")) == set()


async def test_links_are_counted_as_occurrences_and_as_pages(deps: Deps) -> None:
    """Inlinks, unique inlinks and their share; a link with an advertiser's mark is one to the page."""
    site = hand_made(
        {
            "/": Paper(links=["/a", "/a", "/a?utm_source=mail", "/b"]),
            "/a": Paper(links=["/", "/b", "http://other.example/", "http://other.example/x"]),
            "/b": Paper(links=["/b", "/gone", "/gone", "/closed/x"]),
        }
    )
    files = await reported(deps, site)
    a, b, gone = row(files, "/a"), row(files, "/b"), row(files, "/gone")
    assert (a["Inlinks"], a["Unique Inlinks"], a["% of Total"]) == ("3", "1", "33.33")
    assert (b["Inlinks"], b["Unique Inlinks"], b["% of Total"]) == ("3", "3", "100.0")
    assert (a["Outlinks"], a["Unique Outlinks"]) == ("2", "2")
    assert (a["External Outlinks"], a["Unique External Outlinks"]) == ("2", "2")
    assert (b["Broken Internal Links"], gone["Status Code"]) == ("1", "404")
    assert gone["Indexability Status"] == "Client Error"
    assert found(files, "links_broken_internal") == {"/b": ("1", f"404 {BASE}/gone")}
    closed = row(files, "/closed/x")
    assert (closed["Status Code"], closed["Status"]) == ("0", "Blocked by robots.txt")
    assert closed["Robots.txt Matched Line"].endswith("Disallow: /closed")


async def test_links_to_a_page_are_followed_here_and_not_there(deps: Deps) -> None:
    """Screaming Frog's "Follow & Nofollow Internal Inlinks To Page"; what a page says of itself does not count."""

    def held(*targets: str) -> str:
        return prose("held") + "".join(f'<a rel="nofollow" href="{one}">x</a>' for one in targets)

    papers = {
        "/": Paper(
            links=["/mixed?utm_source=menu", "/plain", "/own", "/other"],
            body=held("/closed-off", "/both"),
        ),
        "/other": Paper(
            links=["/both", "/"], body=held("/mixed?utm_source=menu", "/mixed", "/closed-off")
        ),
        "/mixed": Paper(),
        "/both": Paper(),
        "/plain": Paper(links=["/plain"]),
        "/own": Paper(body=held("/own")),
        "/closed-off": Paper(links=["/closed-off"]),
    }
    files = await reported(deps, hand_made(papers, sitemap=[*papers]))
    assert found(files, "links_follow_mixed") == {
        "/mixed": ("2 of 3 are nofollow", f"{BASE}/other"),
        "/both": ("1 of 2 are nofollow", f"{BASE}/"),
    }


async def test_a_link_that_is_not_followed_is_no_click(deps: Deps) -> None:
    """Whether sitemaps name the pages or not: depth is told by links that a crawler follows."""
    papers = {
        "/": Paper(
            links=["/a", "/twice"],
            body='<a rel="nofollow" href="/b">b</a> <a rel="nofollow" href="/twice">2</a>',
        ),
        "/a": Paper(links=["/b"], body='<a rel="nofollow" href="/c">c</a>'),
        "/b": Paper(),
        "/c": Paper(),
        "/twice": Paper(),
    }
    depths = {"/a": "1", "/b": "2", "/twice": "1"}
    by_links = await reported(deps, hand_made(papers))
    assert {one: row(by_links, one)["Crawl Depth"] for one in depths} == depths
    by_sitemap = await reported(deps, hand_made(papers, sitemap=[*papers]))
    assert {one: row(by_sitemap, one)["Crawl Depth"] for one in depths} == depths
    assert row(by_sitemap, "/c")["Crawl Depth"] == ""
    assert found(by_sitemap, "orphan") == {
        "/c": ("no clicks from the home page", f"{BASE}/sitemap.xml")
    }


async def test_a_marked_link_is_as_broken_as_its_plain_address(deps: Deps) -> None:
    """A link with an advertiser's mark to an error or a redirect counts once with the plain one."""
    marked = ["/gone?utm_source=menu", "/old?utm_source=menu", "/gone"]
    site = hand_made({"/": Paper(links=marked), "/old": moved("/new"), "/new": Paper()})
    files = await reported(deps, site)
    assert found(files, "links_broken_internal") == {"/": ("1", f"404 {BASE}/gone")}
    assert found(files, "links_to_redirect") == {"/": ("1", f"301 {BASE}/old")}


async def test_evidence_is_written_in_letters(deps: Deps) -> None:
    """Cyrillic addresses are told as people read them, like those in the column of addresses."""
    site = hand_made({"/": Paper(links=["/чай", "/нет"]), quote("/чай"): moved("/")})
    files = await reported(deps, site)
    assert found(files, "links_broken_internal") == {"/": ("1", f"404 {BASE}/нет")}
    assert found(files, "links_to_redirect") == {"/": ("1", f"301 {BASE}/чай")}


async def test_duplicates_are_told_of_indexable_pages_alone(deps: Deps) -> None:
    """Equal titles and texts count among pages that may be found; copies with a canonical do not."""
    same = prose("same")
    site = hand_made(
        {
            "/": Paper(links=["/1", "/2", "/3", "/4"]),
            "/1": Paper(title="One and the same title of pages", heading="Same", body=same),
            "/2": Paper(title="One and the same title of pages", heading="Same", body=same),
            "/3": Paper(
                title="One and the same title of pages",
                heading="Same",
                body=same,
                head='<meta name="robots" content="noindex">',
            ),
            "/4": Paper(
                title="One and the same title of pages",
                heading="Same",
                body=same,
                head=f'<link rel="canonical" href="{BASE}/1">',
            ),
        }
    )
    files = await reported(deps, site)
    assert found(files, "title_duplicate") == {
        "/1": ("2 pages", f"{BASE}/2"),
        "/2": ("2 pages", f"{BASE}/1"),
    }
    assert set(found(files, "content_duplicate")) == {"/1", "/2"}
    assert row(files, "/1")["Exact Duplicate Group"] == row(files, "/2")["Exact Duplicate Group"]
    assert row(files, "/1")["Duplicate Title Count"] == "1"
    assert row(files, "/3")["Duplicate Title Count"] == ""
    assert row(files, "/3")["Indexability Status"] == "noindex"
    assert row(files, "/4")["Canonical Status"] == "other"
    assert row(files, "/4")["Canonical Target Status"] == "200"
    assert not found(files, "content_near_duplicate")


async def test_empty_texts_are_missing_and_no_duplicates(deps: Deps) -> None:
    """Two pages with an empty title and a heading of a picture alone have no title in common."""

    def empty(target: str) -> Paper:
        logo = '<img src="/logo.png">'
        return Paper(title=" ", heading=logo, body=f"<h2>{logo}</h2>{prose(target)}")

    site = hand_made({"/": Paper(links=["/1", "/2"]), "/1": empty("/1"), "/2": empty("/2")})
    files = await reported(deps, site)
    assert set(found(files, "title_missing")) == set(found(files, "h1_missing")) == {"/1", "/2"}
    for code in ("title_duplicate", "h1_duplicate", "h2_duplicate"):
        assert not found(files, code)
    assert row(files, "/1")["Duplicate Title Count"] == ""


async def test_nearly_equal_texts_are_near_duplicates(deps: Deps) -> None:
    """Two texts that differ in one word of many; a third one that differs in most is none."""
    words = [f"word{number}" for number in range(300)]
    site = hand_made(
        {
            "/": Paper(links=["/1", "/2", "/3"]),
            "/1": Paper(heading="Near", body=" ".join(words)),
            "/2": Paper(heading="Near", body=" ".join([*words[:-1], "another"])),
            "/3": Paper(body=" ".join([*words[:80], *(f"strange{word}" for word in words[:220])])),
        }
    )
    files = await reported(deps, site)
    near = found(files, "content_near_duplicate")
    assert set(near) == {"/1", "/2"}
    assert near["/1"][1] == f"{BASE}/2"
    assert float(row(files, "/1")["Closest Near Duplicate Match"]) >= 90
    assert row(files, "/1")["No. Near Duplicates"] == "1"


async def test_texts_of_a_few_words_are_not_nearly_equal(deps: Deps) -> None:
    """Two of eight words in which one differs have not 90 % in common, whatever a hash of so few says."""
    few = {
        f"/{number}": Paper(heading="Товар", body=f"Купить товар {number} цена 100 в наличии")
        for number in range(12)
    }
    site = hand_made({"/": Paper(links=[*few]), **few})
    assert not found(await reported(deps, site), "content_near_duplicate")


async def test_what_did_not_answer_is_told_with_its_cause(deps: Deps) -> None:
    """Timeouts, refusals, errors and slow answers; an untried address has no row."""

    def line(shop: Shop, address: Address) -> Answer:
        target = address.url.removeprefix(BASE)
        causes = {"/timeout": "timeout", "/dns": "dns", "/refused": "refused", "/tls": "tls"}
        if target in causes:
            raise FetchFailed(causes[target], "why", permanent=True)
        answer = answer_of(shop, address)
        return replace(answer, ttfb_ms=900, response_ms=3500) if target == "/slow" else answer

    targets = ["/timeout", "/dns", "/refused", "/tls", "/slow", "/error", "/teapot", "/paper.pdf"]
    site = hand_made(
        {
            "/": Paper(links=targets),
            "/slow": Paper(),
            "/error": Paper(status=500),
            "/teapot": Paper(status=403),
            "/paper.pdf": Paper(headers={"Content-Type": "application/pdf"}),
        }
    )
    claim = await new_site_job(deps, site, policy=Policy(attempts=1))
    await crawl(deps, site, claim, answers=line)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    files = await files_of(deps, claim)
    assert set(found(files, "response_timeout")) == {"/timeout"}
    assert set(found(files, "response_dns")) == {"/dns"}
    assert set(found(files, "response_refused")) == {"/refused"}
    assert set(found(files, "response_tls")) == {"/tls"}
    assert found(files, "response_5xx") == {"/error": ("500", "")}
    assert found(files, "response_4xx") == {"/teapot": ("403", "")}
    assert set(found(files, "ttfb_slow")) == set(found(files, "response_very_slow")) == {"/slow"}
    assert not found(files, "response_slow")
    timeout = row(files, "/timeout")
    assert (timeout["Status Code"], timeout["Crawl Error"]) == ("0", "timeout")
    assert timeout["Status"] == "Connection Timeout"
    assert row(files, "/error")["Indexability Status"] == "Server Error"
    assert row(files, "/teapot")["Blocked Suspected"] == "TRUE"
    assert row(files, "/paper.pdf")["Indexability"] == "Indexable"
    assert row(files, "/paper.pdf")["Title 1 Length"] == ""


async def test_nothing_is_concluded_from_what_was_not_seen(deps: Deps) -> None:
    """Where many pages failed, no page is called an orphan or unlinked."""

    def half(shop: Shop, address: Address) -> Answer:
        if address.url.endswith("/hub"):
            raise FetchFailed("timeout", "", permanent=True)
        return answer_of(shop, address)

    site = hand_made(
        {"/": Paper(links=["/hub"]), "/hub": Paper(links=["/leaf"]), "/leaf": Paper()},
        sitemap=["/", "/hub", "/leaf"],
    )
    assert not found(await reported(deps, site, answers=half), "orphan")
    assert not found(await reported(deps, site), "orphan")


async def test_one_product_on_many_addresses_is_one_row(deps: Deps) -> None:
    """The canonical page wins, the others are told of; a key that means nothing does not merge."""

    def product(sku: str, name: str, canonical: str | None = None) -> Paper:
        link = f'<link rel="canonical" href="{BASE}{canonical}">' if canonical else ""
        data = (
            f'{{"@context":"https://schema.org","@type":"Product","name":"{name}","sku":"{sku}",'
            '"offers":{"@type":"Offer","price":"10.00","priceCurrency":"EUR"}}'
        )
        return Paper(head=f'{link}<script type="application/ld+json">{data}</script>')

    site = hand_made(
        {
            "/": Paper(links=["/kettle?sid=1", "/kettle", "/cup", "/plate", "/bowl"]),
            "/kettle": product("K-1", "Kettle", "/kettle"),
            "/kettle?sid=1": product("K-1", "Kettle", "/kettle"),
            "/cup": product("STOCK", "Cup"),
            "/plate": product("STOCK", "Plate"),
            "/bowl": product("B-1", "Bowl"),
        }
    )
    files = await reported(deps, site)
    rows = {one["name"]: one for one in files.products}
    assert set(rows) == {"Kettle", "Cup", "Plate", "Bowl"}
    assert rows["Kettle"]["url"] == f"{BASE}/kettle"
    assert f"duplicate_addresses: 1 ({BASE}/kettle?sid=1)" in rows["Kettle"]["warnings"]
    assert rows["Cup"]["product_key"] == f"url:{BASE}/cup"
    assert "shared_key" in rows["Cup"]["warnings"]
    assert rows["Bowl"]["product_key"] == "sku:B-1"
    assert len(files.products) == 4


async def test_a_redirect_to_nowhere_says_what_it_was_told(deps: Deps) -> None:
    """Nobody can repair an address that is not shown: in the issue, the ledger and seo.csv alike."""
    said = {"/mail": "mailto:shop@example.com", "/script": "javascript:go()", "/none": ""}
    odd = {path: Paper(status=301, headers={"Location": told}) for path, told in said.items()}
    files = await reported(deps, hand_made({"/": Paper(links=[*odd]), **odd}))
    assert found(files, "redirect") == {
        "/mail": ("301", "bad_redirect: mailto:shop@example.com"),
        "/script": ("301", "bad_redirect: javascript:go()"),
        "/none": ("301", "bad_redirect: no Location"),
    }
    assert {row(files, path)["Crawl Error"] for path in odd} == {"bad_redirect"}


async def test_addresses_can_be_looked_up_in_each_other(deps: Deps) -> None:
    """A canonical, a target, a neighbour are spelt as the column Address spells them, in letters."""
    tea = f"{BASE}/{quote('чай')}"
    head = "".join(
        f'<link rel="{relation}" href="{tea}">'
        for relation in ("canonical", "next", "prev", "amphtml", 'alternate" hreflang="ru')
    )
    pages = {"/чай": Paper(head=head), "/кофе": moved(tea), "/none": moved("mailto:x%40y.example")}
    site = hand_made(
        {"/": Paper(links=[*pages]), **{quote(path): one for path, one in pages.items()}}
    )
    files = await reported(deps, site)
    told = row(files, quote("/чай"))
    assert told["Address"] == f"{BASE}/чай" == told["Final URL"] == told["Canonical Link Element 1"]
    assert told["URL Encoded Address"] == tea
    for name in ('rel="next" 1', 'rel="prev" 1', "amphtml Link Element"):
        assert told[name] == f"{BASE}/чай"
    assert told["Hreflang"] == f"ru {BASE}/чай"
    coffee = row(files, quote("/кофе"))
    assert coffee["Redirect URL"] == coffee["Final URL"] == f"{BASE}/чай"
    assert coffee["Redirect Chain"] == f"{BASE}/кофе > {BASE}/чай"
    reasons = {line["Address"].removeprefix(BASE): line["Reason"] for line in files.skipped}
    assert reasons == {"/кофе": f"{BASE}/чай", "/none": "bad_redirect: mailto:x%40y.example"}


async def test_a_redirect_that_ends_in_an_error_says_so(deps: Deps) -> None:
    """However many steps away: visitors end there, and no link to the error itself shows it."""
    pages = {
        "/well": moved("/page"),
        "/gone": moved("/nothing"),
        "/far": moved("/gone"),
        "/broken": moved("/error"),
        "/page": Paper(),
        "/error": Paper(status=500),
    }
    files = await reported(
        deps, hand_made({"/": Paper(links=["/well", "/far", "/broken"]), **pages})
    )
    assert {path: detail for path, (detail, _) in found(files, "redirect").items()} == {
        "/well": "301",
        "/gone": "301, ends in a client error",
        "/far": "301, ends in a client error",
        "/broken": "301, ends in a server error",
    }
