"""Languages that sitemaps name (hreflang), in whole runs: what is checked, asked for and compared."""

from collections.abc import AsyncIterator

import pytest

from runner.deps import Deps
from tests.integration.runner.hostile import NOT_NOW, robots
from tests.integration.runner.loopback import Loopback, answer, loopback, page
from tests.integration.runner.named_languages import PAIR, links, listing
from tests.integration.runner.whole_run import run
from tests.world import rows


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A home page that links to an English and a German page; the sitemap is a test's own."""
    async with loopback() as served:
        served.acts["/robots.txt"] = robots(f"Sitemap: {served.url('/sitemap.xml')}")
        served.acts["/"] = answer(page("Home", ["/en", "/de"]))
        for target in ("/en", "/de"):
            served.acts[target] = answer(page(f"Page {target}"))
        yield served


async def test_languages_of_sitemaps_alone_are_sound(deps: Deps, web: Loopback) -> None:
    """Nothing is missing where the sitemap names it, and the columns show it."""
    listing(web, {"/en": PAIR, "/de": PAIR})
    files = await run(deps, web)
    assert files.codes("hreflang") == {}
    named = f"en {web.url('/en')}; de {web.url('/de')}; x-default {web.url('/en')}"
    assert files.seo["/en"]["Hreflang"] == files.seo["/en"]["Sitemap Hreflang"] == named
    assert files.seo["/"]["Hreflang"] == ""
    assert files.facts["alternates"] == 6


async def test_faults_of_sitemap_languages_are_told(deps: Deps, web: Loopback) -> None:
    """No return, no self, no default, a code that is none, two pages of a language, a 404, a noindex."""
    listing(
        web,
        {
            "/": {"en": "/en", "uk-UK": "/gone", "fr": "/hidden"},
            "/en": {"en": "/en", "EN": "/de", "x-default": "/en"},
            "/de": {"de": "/de", "x-default": "/de"},
        },
    )
    web.acts["/hidden"] = answer(page("Hidden", head='<meta name="robots" content="noindex">'))
    files = await run(deps, web)
    assert files.codes("hreflang") == {
        "/": {
            "hreflang_bad_code",
            "hreflang_no_self",
            "hreflang_no_default",
            "hreflang_no_return",
            "hreflang_to_noindex",
            "hreflang_to_non_200",
            "hreflang_unlinked",
        },
        "/en": {"hreflang_multiple", "hreflang_no_return"},
    }


async def test_pages_and_sitemaps_complete_each_other(deps: Deps, web: Loopback) -> None:
    """One page names its language itself, the other in its header, the sitemap names the rest."""
    web.acts["/en"] = answer(page("En", head=links(web, {"de": "/de"}, "link")))
    sent = f'<{web.url("/en")}>; rel="alternate"; hreflang="en"'
    web.acts["/de"] = answer(page("De"), headers={"Link": sent})
    rest = {"en": "/en", "de": "/de", "x-default": "/en"}
    listing(web, {"/en": {"en": "/en", "x-default": "/en"}, "/de": rest})
    files = await run(deps, web)
    assert files.codes("hreflang") == {}
    assert files.seo["/de"]["Hreflang"].count(web.url("/en")) == 2
    assert files.seo["/en"]["Sitemap Hreflang"].startswith("en ")


async def test_what_page_and_sitemap_say_alike_is_no_fault(deps: Deps, web: Loopback) -> None:
    """Twice the same is once; two addresses of one language are told whoever says them."""
    for target in ("/en", "/de"):
        web.acts[target] = answer(page(target, head=links(web, PAIR, "link")))
    web.acts["/other"] = answer(page("Other"))
    web.acts["/"] = answer(page("Home", ["/en", "/de", "/other"]))
    listing(web, {"/en": PAIR, "/de": {"DE": "/other"}, "/other": {"de": "/de"}})
    files = await run(deps, web)
    assert files.evidence("hreflang_multiple") == {"/de": "de"}
    assert files.seo["/en"]["Hreflang"].count("; ") == 2


async def test_another_language_named_there_alone_is_asked_for(deps: Deps, web: Loopback) -> None:
    """It is a page of the site that no sitemap lists, and no link leads to it."""
    web.acts["/fr"] = answer(page("Fr"))
    pair = {"en": "/en", "fr": "/fr?utm_source=sitemap", "x-default": "/en"}
    listing(web, {"/en": pair, "/de": {"de": "/de", "fr": "http://elsewhere.example/fr"}})
    files = await run(deps, web)
    assert files.seo["/fr"]["In Sitemap"] == "FALSE"
    assert files.codes("")["/fr"] >= {"sitemap_missing"}
    assert files.evidence("hreflang_no_return") == {"/en": "/fr"}
    assert files.evidence("hreflang_unlinked") == {"/en": "/fr"}
    assert files.job["total_urls"] == 4


async def test_other_languages_come_after_what_is_listed_and_before_links(
    deps: Deps, web: Loopback
) -> None:
    """In the order of the pages that name them, whatever the order of their own names."""
    web.acts["/"] = answer(page("Home", ["/link"]))
    targets = [f"/{code}" for code in ("zz", "aa", "mm")]
    web.acts |= {target: answer(page(target)) for target in (*targets, "/link")}
    listing(web, {"/en": {"fr": targets[0], "it": targets[1]}, "/de": {"es": targets[2]}})
    files = await run(deps, web)
    query = "select url from addresses where site_job_id = $1 order by position"
    ledger = [line["url"] for line in await rows(deps, query, files.job["id"])]
    assert ledger == [web.url(path) for path in ("/", "/en", "/de", *targets, "/link")]


@pytest.mark.parametrize("silence", [NOT_NOW, answer(status=403)], ids=["503", "403"])
async def test_a_sitemap_that_is_silent_may_name_the_return(
    deps: Deps, web: Loopback, silence: bytes
) -> None:
    """Its half of the pairs is out of sight: nothing is missing, fixed or changed meanwhile."""
    named = "".join(f"Sitemap: {web.url(path)}\n" for path in ("/en.xml", "/de.xml"))
    web.acts["/robots.txt"] = robots(named)
    bad = {"en": "/en", "de": "/de", "xx": "/en", "x-default": "/en"}
    listing(web, {"/en": PAIR}, "/en.xml")
    listing(web, {"/de": bad}, "/de.xml")
    first = await run(deps, web)
    assert first.codes("hreflang") == {"/de": {"hreflang_bad_code"}}
    whole, web.acts["/de.xml"] = web.acts["/de.xml"], silence
    second = await run(deps, web, "2")
    assert second.codes("hreflang") == second.codes("hreflang", "fixed") == {}
    assert second.changes == set()
    web.acts["/de.xml"] = whole
    third = await run(deps, web, "3")
    assert third.codes("hreflang", "persisting") == {"/de": {"hreflang_bad_code"}}
    assert third.changes == set()
    listing(web, {"/de": PAIR}, "/de.xml")
    fourth = await run(deps, web, "4")
    assert fourth.codes("hreflang", "fixed") == {"/de": {"hreflang_bad_code"}}
    assert fourth.changes == {("changed", "hreflang", "/de")}


async def test_languages_that_move_into_a_sitemap_are_no_change(deps: Deps, web: Loopback) -> None:
    """For Google the page and the sitemap say the same."""
    listing(web, {"/en": {}, "/de": {}})
    for target in ("/en", "/de"):
        web.acts[target] = answer(page(f"Page {target}", head=links(web, PAIR, "link")))
    await run(deps, web)
    for target in ("/en", "/de"):
        web.acts[target] = answer(page(f"Page {target}"))
    listing(web, {"/en": PAIR, "/de": PAIR})
    second = await run(deps, web, "2")
    assert (second.codes("hreflang"), second.changes) == ({}, set())


async def test_several_sitemaps_name_the_languages_of_a_page(deps: Deps, web: Loopback) -> None:
    """A file for each language, or an index of them: all that they say counts."""
    files = {"/en.xml": {"en": "/en", "x-default": "/en"}, "/de.xml": {"de": "/de", "en": "/en"}}
    index = "".join(f"<sitemap><loc>{web.url(path)}</loc></sitemap>" for path in files)
    web.acts["/sitemap.xml"] = answer(f"<sitemapindex>{index}</sitemapindex>".encode())
    for path, languages in files.items():
        listing(web, {"/en": languages, "/de": languages}, path)
    told_of = await run(deps, web)
    assert told_of.codes("hreflang") == {}
    assert told_of.seo["/de"]["Sitemap Hreflang"].count("; ") == 2


async def test_a_page_that_may_not_be_listed_is_not_judged(deps: Deps, web: Loopback) -> None:
    """A copy with its canonical, a noindex page and a redirect have no languages of their own."""
    web.acts["/copy"] = answer(page("Copy", head=f'<link rel="canonical" href="{web.url("/en")}">'))
    web.acts["/hidden"] = answer(page("Hidden", head='<meta name="robots" content="noindex">'))
    web.acts["/moved"] = answer(status=301, headers={"Location": "/en"})
    web.acts["/file"] = answer(b"%PDF", content_type="application/pdf")
    one = {"qq": "/gone"}
    listing(web, dict.fromkeys(("/copy", "/hidden", "/moved", "/file", "/gone"), one))
    files = await run(deps, web)
    assert files.codes("hreflang") == {}
    assert files.seo["/moved"]["Hreflang"] == files.seo["/file"]["Sitemap Hreflang"] == ""
