"""Odd ways in which sitemaps name languages, each a page or two of one site, in one run of it."""

from collections.abc import AsyncIterator

import pytest

from runner.deps import Deps
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import robots
from tests.integration.runner.loopback import Loopback, answer, loopback, page
from tests.integration.runner.whole_run import run

#: entries of the sitemap; `R` is the address of the site without its last slash
ENTRIES = """
<url><loc>R/plain</loc><L="en" href="R/plain"/><L="x-default" href="R/plain"/></url>
<url><loc>R/relative</loc><L="en" href="/relative"/><L="x-default" href="relative"/></url>
<url><loc>R/spaces</loc><L="en" href="
   R/spaces "/><L=" x-default " href=" R/spaces"/></url>
<url><loc>R/marks?utm_source=a</loc><L="en" href="R/marks?gclid=1"/><L="x-default" href="R/marks"/></url>
<url><loc>R/fragment</loc><L="en" href="R/fragment#top"/><L="x-default" href="R/fragment"/></url>
<url><loc>R/query?a=1&amp;b=2</loc><L="en" href="R/query?a=1&amp;b=2"/><L="x-default" href="R/"/></url>
<url><loc>R/caf\u00e9</loc><L="fr" href="R/caf%c3%a9"/><L="x-default" href="R/caf\u00e9"/></url>
<url><loc>R/twice</loc><L="en" href="R/twice"/></url>
<url><loc>R/twice</loc><L="x-default" href="R/twice"/></url>
<url><loc>R/same</loc><L="en" href="R/same"/><L="en" href="R/same"/><L="x-default" href="R/same"/></url>
<url><loc>R/late</loc></url>
<url><loc>R/late?utm_source=b</loc><L="en" href="R/late"/><L="x-default" href="R/late"/></url>
<url><loc>R/media</loc><xhtml:link rel="alternate" media="only screen" href="R/m"/></url>
<url><loc>R/canonical</loc><xhtml:link rel="canonical" hreflang="qq" href="R/m"/></url>
<url><loc>R/nothing</loc><L="" href="R/m"/><L="en" href=""/><L="en" href="mailto:x"/></url>
<url><loc>R/image</loc><image:image><image:loc>R/i</image:loc><L="qq" href="R/m"/></image:image></url>
<url><loc>R/shouting</loc><XHTML:LINK REL="Alternate" HREFLANG="qq" HREF="R/m"/></url>
<url><loc>R/default</loc><L="x-default" href="R/default"/></url>
<url><loc>R/elsewhere</loc><L="en" href="R/elsewhere"/><L="de" href="http://other.example/"/><L="x-default" href="R/elsewhere"/></url>
<url><loc>http://other.example/page</loc><L="qq" href="R/not-asked-for"/></url>
<url><loc>R/to-closed</loc><L="en" href="R/to-closed"/><L="de" href="R/closed/de"/><L="x-default" href="R/"/></url>
<url><loc>R/to-redirect</loc><L="en" href="R/to-redirect"/><L="de" href="R/redirect"/><L="x-default" href="R/"/></url>
<url><loc>R/to-canonical</loc><L="en" href="R/to-canonical"/><L="de" href="R/copy"/><L="x-default" href="R/"/></url>
<url><loc>R/inconsistent</loc><L="en" href="R/inconsistent"/><L="x-default" href="R/other-word"/></url>
<url><loc>R/other-word</loc><L="en-GB" href="R/inconsistent"/><L="x-default" href="R/other-word"/></url>
<url><loc>R/script</loc><L="zh-Hant-TW" href="R/script"/><L="sr-Latn" href="R/script"/><L="x-default" href="R/script"/></url>
<url><loc>R/region</loc><L="en-UK" href="R/region"/><L="x-default" href="R/region"/></url>
<url><loc>R/underscore</loc><L="en_GB" href="R/underscore"/><L="x-default" href="R/underscore"/></url>
<url><loc>R/long</loc><L="LONG" href="R/long"/><L="x-default" href="R/long"/></url>
<url><loc>R/many</loc>MANY<L="x-default" href="R/many"/></url>
<url><loc>R/json</loc><L='"}],\\' href="R/json"/><L="x-default" href="R/json"/></url>
"""
#: pages that are asked for though no entry is theirs
BESIDE = ("/other-word", "/copy", "/redirect", "/target")
FOUND = {
    "/query?a=1&b=2": {"hreflang_no_return"},
    "/to-closed": {"hreflang_to_non_200", "hreflang_no_return"},
    "/to-redirect": {"hreflang_to_non_200", "hreflang_no_return"},
    "/to-canonical": {"hreflang_to_non_canonical", "hreflang_no_return", "hreflang_unlinked"},
    "/inconsistent": {"hreflang_inconsistent"},
    "/region": {"hreflang_bad_code"},
    "/underscore": {"hreflang_bad_code"},
    "/long": {"hreflang_bad_code"},
    "/many": {"hreflang_bad_code", "hreflang_no_return"},
    "/json": {"hreflang_bad_code"},
}


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """The site: a home page that links to what is listed."""
    async with loopback() as served:
        root = served.root.rstrip("/")
        many = "".join(f'<L="q{number}" href="R/plain"/>' for number in range(900))
        entries = ENTRIES.replace("MANY", many).replace("LONG", "x" * 5000)
        entries = entries.replace("<L=", '<xhtml:link rel="alternate" hreflang=').replace(
            "R/", f"{root}/"
        )
        served.acts["/robots.txt"] = robots(
            f"User-agent: *\nDisallow: /closed\nSitemap: {root}/sitemap.xml"
        )
        served.acts["/sitemap.xml"] = answer(
            f'<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml">{entries}</urlset>'.encode(),
            content_type="application/xml",
        )
        listed = [
            line.split("<loc>R")[1].split("</loc>")[0]
            for line in ENTRIES.split("\n<url>")[1:]
            if "<loc>R" in line
        ]
        paths = [
            path.replace("&amp;", "&").split("?utm")[0].replace("\u00e9", "%C3%A9")
            for path in listed
        ]
        for path in ("/", *paths, *BESIDE):
            served.acts[path] = answer(page(f"Page {path}", paths if path == "/" else ()))
        served.acts["/redirect"] = answer(status=301, headers={"Location": "/target"})
        canonical = f'<link rel="canonical" href="{root}/target">'
        served.acts["/copy"] = answer(page("Copy", head=canonical))
        yield served


async def test_each_is_read_as_it_is_meant(deps: Deps, web: Loopback) -> None:
    """The faults that there are, and no others; what is asked for, and what is not."""
    files = await run(deps, web)
    found = dict(files.codes("hreflang"))
    assert found == FOUND
    assert not {"/m", "/i", "/not-asked-for", "/en"} & set(web.targets())
    assert "/closed/de" not in web.targets()
    assert files.seo["/closed/de"]["Status"] == "Blocked by robots.txt"
    for path in ("/nothing", "/media", "/canonical", "/image"):
        assert files.seo[path]["Hreflang"] == "", path
    assert {row["Address"] for row in files.tables[ArtifactKind.SKIPPED]} >= {
        "http://other.example/page"
    }
