"""Pages that nothing but another page's head or headers names: they are asked for, and judged."""

from collections.abc import AsyncIterator

import pytest

from runner.deps import Deps
from runner.plan import RunOrder
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import POLICY, XML, robots
from tests.integration.runner.loopback import Loopback, answer, loopback, page, sitemap
from tests.integration.runner.whole_run import Told, run

NAMED = {
    "/noindex": page("Noindex", head='<meta name="robots" content="noindex">'),
    "/moved": None,
    "/alone": page("Alone", ["/behind"]),
    "/behind": page("Behind"),
    "/de": page("German"),
    "/2": page("Two"),
    "/3": page("Three"),
    "/sent": page("Sent"),
}


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A home page that links to pages, each of which names another one that nobody links to."""
    async with loopback() as served:

        def naming(target: str, relation: str = 'rel="canonical"') -> bytes:
            return page(target, head=f'<link {relation} href="{served.url(target)}">')

        heads = {
            "/to-gone": naming("/gone"),
            "/to-moved": naming("/moved"),
            "/to-noindex": naming("/noindex"),
            "/to-closed": naming("/closed/x"),
            "/to-alone": naming("/alone"),
            "/en": naming("/de", 'rel="alternate" hreflang="de"'),
            "/1": naming("/2", 'rel="next"'),
            "/4": naming("/3", 'rel="prev"'),
            "/elsewhere": page("E", head='<link rel="canonical" href="http://other.example/">'),
        }
        served.acts = {path: answer(body) for path, body in (heads | NAMED).items() if body}
        served.acts["/"] = answer(page("Home", [*heads, "/a.pdf"]))
        served.acts["/robots.txt"] = robots("User-agent: *\nDisallow: /closed")
        served.acts["/moved"] = answer(status=301, headers={"Location": "/1"})
        link = {"Link": f'<{served.url("/sent")}>; rel="canonical"'}
        served.acts["/a.pdf"] = answer(b"%PDF", content_type="application/pdf", headers=link)
        yield served


def sources(told: Told) -> set[str]:
    """How what was not read was found."""
    return {row["Source"] for row in told.tables[ArtifactKind.SKIPPED]}


async def test_what_only_heads_name_is_asked_for(deps: Deps, web: Loopback) -> None:
    """Canonicals, languages and neighbours are judged by what they answer; no other host is asked."""
    told = await run(deps, web)
    assert set(NAMED) < set(told.seo)
    assert told.codes("canonical_to") == {
        "/to-gone": {"canonical_to_error"},
        "/to-moved": {"canonical_to_redirect"},
        "/to-noindex": {"canonical_to_non_indexable"},
        "/to-closed": {"canonical_to_non_indexable"},
    }
    unlinked = ("/to-gone", "/to-moved", "/to-noindex", "/to-closed", "/to-alone", "/a.pdf")
    assert told.codes("canonical_unlinked") == {path: {"canonical_unlinked"} for path in unlinked}
    assert told.codes("hreflang_unlinked") == {"/en": {"hreflang_unlinked"}}
    assert set(told.codes("pagination_unlinked")) == {"/1", "/4"}
    assert set(told.codes("pagination_sequence")) == {"/1", "/4"}
    assert told.seo["/to-gone"]["Canonical Target Status"] == "404"
    assert told.seo["/to-closed"]["Canonical Target Status"] == "Blocked by robots.txt"
    assert "reference" in sources(told)
    assert not any("other.example" in path for path in told.seo)


async def test_a_name_is_no_click(deps: Deps, web: Loopback) -> None:
    """Such a page has no inlink and no depth, and neither has what only it links to."""
    told = await run(deps, web)
    for path in ("/alone", "/behind", "/de", "/2"):
        assert told.seo[path]["Crawl Depth"] == "", path
    assert told.seo["/alone"]["Inlinks"] == "0"
    assert told.seo["/behind"]["Inlinks"] == "1"
    assert told.seo["/to-alone"]["Crawl Depth"] == "1"


@pytest.mark.parametrize("order", [RunOrder(), RunOrder(skip_existing=True)])
async def test_the_next_run_asks_for_them_again(deps: Deps, web: Loopback, order: RunOrder) -> None:
    """Whether its pages come again byte by byte, or are said not to have changed."""
    before = await run(deps, web)
    after = await run(deps, web, "2", order=order)
    assert set(after.seo) == set(before.seo)
    assert after.changes == set()


async def test_what_is_named_no_more_is_missed(deps: Deps, web: Loopback) -> None:
    """As what is linked to no more; and what is named for the first time is new."""
    await run(deps, web)
    head = f'<link rel="alternate" hreflang="fr" href="{web.url("/fr")}">'
    web.acts |= {"/en": answer(page("/de", head=head)), "/fr": answer(page("French"))}
    told = await run(deps, web, "2")
    assert {("removed", "", "/de"), ("added", "", "/fr")} < told.changes


async def test_a_run_of_sitemaps_alone_asks_for_nothing_else(deps: Deps, web: Loopback) -> None:
    """And does not call removed what its pages still name."""
    listed = [web.url(path) for path in ("/", "/en", "/1", "/to-alone")]
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts["/sitemap.xml"] = answer(sitemap(listed), content_type=XML)
    await run(deps, web)
    policy = POLICY.model_copy(update={"discover": "sitemap"})
    told = await run(deps, web, "2", policy=policy)
    assert not set(NAMED) & set(told.seo)
    assert not {row for row in told.changes if row[0] == "removed" and row[2] != "/behind"}


async def test_names_without_end_end_with_the_clicks(deps: Deps, web: Loopback) -> None:
    """A relative canonical that answers at any depth names a deeper page each time."""
    trap = "/trap"
    for _ in range(30):
        web.acts[trap] = answer(page(trap, head='<link rel="canonical" href="deeper/x">'))
        trap = trap[: trap.rindex("/")] + "/deeper/x"
    web.acts["/"] = answer(page("Home", ["/trap"]))
    policy = POLICY.model_copy(update={"max_depth": 5})
    told = await run(deps, web, policy=policy)
    assert len(told.seo) == 6
    [limit] = [row for row in told.tables[ArtifactKind.SKIPPED] if row["Outcome"] == "limit"]
    assert limit["Source"] == "reference"


async def test_references_that_give_no_answer_hide_nothing_else(deps: Deps, web: Loopback) -> None:
    """A template that names an error as the canonical of each page: the run is a base, and sees orphans."""
    paths = [f"/p/{number}" for number in range(12)]
    for path in (*paths, "/orphan"):
        head = f'<link rel="canonical" href="{web.url("/error" + path)}">'
        web.acts[path] = answer(page(path, head=head))
        web.acts["/error" + path] = answer(status=500)
    web.acts["/"] = answer(page("Home", paths))
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    listed = [web.url(path) for path in ("/", *paths, "/orphan")]
    web.acts["/sitemap.xml"] = answer(sitemap(listed), content_type=XML)
    policy = POLICY.model_copy(update={"attempts": 1})
    first = await run(deps, web, policy=policy)
    assert first.codes("orphan") == {"/orphan": {"orphan"}}
    assert len(first.codes("canonical_to_error")) == len(paths) + 1
    web.acts[paths[0]] = answer(page("Another title"))
    second = await run(deps, web, "2", policy=policy)
    assert ("changed", "title", paths[0]) in second.changes
    assert second.codes("orphan", "persisting") == {"/orphan": {"orphan"}}
