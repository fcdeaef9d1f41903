"""Guessed sitemaps and feeds in odd places and forms, in whole runs."""

import gzip
from collections.abc import AsyncIterator, Callable

import pytest

from config.settings import Settings
from config.sites import Catalogue, Site
from runner.control import start_run
from runner.crawl.sitemap_guesses import PATHS
from runner.deps import Deps
from runner.plan import plan_run
from runner.stores import Endpoints
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import NOT_NOW, POLICY, XML, robots
from tests.integration.runner.loopback import (
    Act,
    Loopback,
    answer,
    breaking,
    dripping,
    page,
    sitemap,
)
from tests.integration.runner.one_site import ALL_PAGES, ANNA, begin, request
from tests.integration.runner.unlisted_site import listing, unlisted_site
from tests.integration.runner.whole_run import run, told
from tests.world import finished, working

SITEMAP, INDEX, WORDPRESS, PACKED = PATHS
G = 'xmlns:g="http://base.google.com/ns/1.0"'


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site of which no sitemap is named."""
    async with unlisted_site() as served:
        yield served


def tried(web: Loopback) -> list[str]:
    """Which of the usual places were asked, each once, in order."""
    return list(dict.fromkeys(target for target in web.targets() if target in PATHS))


@pytest.mark.parametrize(
    ("first", "goes_on"),
    [
        (answer(b"", content_type=XML), True),
        (answer(b"not found"), True),
        (answer(b'{"error": 404}', content_type="application/json"), True),
        (answer(status=401), True),
        (answer(status=451), True),
        (answer(status=301, headers={"Location": "/"}), True),
        (answer(status=301, headers={"Location": "http://169.254.169.254/s.xml"}), True),
        (answer(status=302), True),
        (answer(status=204), True),
        (answer(b"<urlset/>", content_type=XML), False),
        (answer(status=500), False),
        (NOT_NOW, False),
        (dripping, False),
        (breaking, False),
    ],
    ids=[
        *(
            "empty",
            "text",
            "json",
            "401",
            "451",
            "home",
            "metadata",
            "nowhere",
            "204",
            "no-entries",
        ),
        *("500", "503", "drip", "cut"),
    ],
)
async def test_what_the_first_guess_brings(
    deps: Deps, web: Loopback, first: Act, *, goes_on: bool
) -> None:
    """What is answered leads to the next guess, trouble ends the guessing; nothing is a fault."""
    web.acts[SITEMAP] = first
    web.acts[INDEX] = listing(web, "/orphan")
    files = await run(deps, web)
    assert ("/orphan" in files.seo) is goes_on
    assert files.job["complete"]
    assert (files.facts["failed"], files.facts["missing"], files.facts["unusable"]) == (0, 0, 0)
    assert "sitemap" not in (files.job["failure_detail"] or "")


async def test_a_guess_that_is_moved_is_followed(deps: Deps, web: Loopback) -> None:
    """The usual address redirects to the real one, which is an index."""
    web.acts[SITEMAP] = answer(status=301, headers={"Location": "/maps/all.xml"})
    web.acts["/maps/all.xml"] = listing(web, "/maps/1.xml", tag="sitemapindex")
    web.acts["/maps/1.xml"] = listing(web, "/orphan")
    files = await run(deps, web)
    assert (tried(web), files.seo["/orphan"]["Sitemap URL"]) == ([SITEMAP], web.url("/maps/1.xml"))


async def test_children_of_a_guessed_index_count_like_all_others(deps: Deps, web: Loopback) -> None:
    """One that fails makes the look incomplete; one that is named twice is read once."""
    web.acts[INDEX] = listing(web, "/a.xml", "/b.xml", "/a.xml", INDEX, tag="sitemapindex")
    web.acts["/a.xml"] = listing(web, "/orphan")
    web.acts["/b.xml"] = NOT_NOW
    files = await run(deps, web)
    assert (files.facts["failed"], files.facts["read"], files.job["complete"]) == (1, 2, False)
    assert web.targets().count("/a.xml") == 1


async def test_a_guess_that_was_named_is_not_asked_twice(deps: Deps, web: Loopback) -> None:
    """robots.txt names two of the usual places, both gone."""
    lines = "".join(f"Sitemap: {web.url(path)}\n" for path in (SITEMAP, PACKED))
    web.acts["/robots.txt"] = robots(lines)
    web.acts[WORDPRESS] = listing(web, "/orphan")
    files = await run(deps, web)
    assert [target for target in web.targets() if target in PATHS] == [
        *(SITEMAP, PACKED, INDEX, WORDPRESS)
    ]
    assert (files.facts["missing"], files.facts["read"]) == (2, 1)


async def test_a_sitemap_of_the_configuration_counts_as_named(deps: Deps, web: Loopback) -> None:
    """Where it is gone, the usual places are tried; where it is there, they are not."""
    for key, path in (("1", "/gone.xml"), ("2", "/mine.xml")):
        web.asked.clear()
        web.acts |= {"/mine.xml": listing(web, "/orphan"), SITEMAP: listing(web, "/orphan")}
        site = Site(id="shop", url=web.root, allow_private=True, sitemaps=(web.url(path),))
        plan = plan_run(ALL_PAGES, Catalogue(sites={"shop": site}), {"default": POLICY})
        await finished(deps, await start_run(deps, request(key), ALL_PAGES, plan))
        assert tried(web) == ([SITEMAP] if path == "/gone.xml" else [])


async def test_nothing_is_guessed_where_links_alone_are_followed(deps: Deps, web: Loopback) -> None:
    """The policy wants no sitemaps."""
    policy = POLICY.model_copy(update={"discover": "links"})
    await finished(deps, await begin(deps, web, policy))
    assert tried(web) == []


async def test_a_host_that_wants_silence_is_not_guessed_at(deps: Deps, web: Loopback) -> None:
    """A named sitemap is answered with 429 each time: whatever is left is not asked for."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/named.xml')}")
    web.acts["/named.xml"] = answer(status=429)
    await run(deps, web)
    assert tried(web) == []


async def test_guessing_goes_on_in_the_next_slice(
    make_settings: Callable[..., Settings], endpoints: Endpoints, web: Loopback
) -> None:
    """Each place is asked for once, however short the slices are."""
    web.acts[PACKED] = answer(gzip.compress(sitemap([web.url("/orphan")])))
    policy = POLICY.model_copy(update={"requests_per_second": 2})
    async with working(make_settings(allowed_users=str(ANNA), slice_seconds=1), endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        run_id = await begin(deps, web, policy)
        await finished(deps, run_id)
        assert "/orphan" in (await told(deps, web, run_id)).seo
    assert [target for target in web.targets() if target in PATHS] == list(PATHS)


@pytest.mark.parametrize("name", ["rss", "atom"])
async def test_a_feed_of_products_is_a_sitemap(deps: Deps, web: Loopback, name: str) -> None:
    """Google's Merchant Center in either form; the dates of its items are shown."""
    item = f"<g:id>1</g:id><g:link>{web.url('/orphan')}?utm_source=google&amp;v=1</g:link>"
    feeds = {
        "rss": f"<rss {G}><channel><link>{web.root}</link><item>{item}"
        "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>",
        "atom": f'<feed {G}><link href="{web.root}"/><entry>{item}'
        "<updated>2026-11-21T10:00:00Z</updated></entry></feed>",
    }
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/feed.xml')}")
    web.acts["/feed.xml"] = answer(feeds[name].encode(), content_type=XML)
    web.acts["/orphan?v=1"] = answer(page("Product"))
    files = await run(deps, web)
    assert files.seo["/orphan?v=1"]["Sitemap Lastmod"] == "2026-11-21T13:00:00+03:00"
    [skipped] = [row for row in files.tables[ArtifactKind.SKIPPED] if row["Outcome"] == "duplicate"]
    assert "utm_source" in skipped["Address"]
    assert files.facts["flaws"] == {}


async def test_a_day_is_shown_as_that_day(
    make_settings: Callable[..., Settings], endpoints: Endpoints, web: Loopback
) -> None:
    """A team west of Greenwich reads the same date as the sitemap has."""
    stated = {"/linked": "2026-11-21", "/orphan": "2026-11-21T00:30:00Z"}
    urls = "".join(
        f"<url><loc>{web.url(path)}</loc><lastmod>{day}</lastmod></url>"
        for path, day in stated.items()
    )
    web.acts[SITEMAP] = answer(f"<urlset>{urls}</urlset>".encode(), content_type=XML)
    settings = make_settings(allowed_users=str(ANNA), timezone="America/New_York")
    async with working(settings, endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        files = await run(deps, web)
    shown = {path: files.seo[path]["Sitemap Lastmod"] for path in stated}
    assert shown == {"/linked": "2026-11-21", "/orphan": "2026-11-20T19:30:00-05:00"}
