"""`skip_existing`: what did not change is not fetched again, and nothing of it is lost."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from config.policies import Policy
from runner.deps import Deps
from runner.plan import RunOrder
from tests.integration.runner.loopback import Asked, Loopback, answer, loopback, page, sitemap
from tests.integration.runner.one_site import POLICY, begin
from tests.world import finished, rows

PAGES = {"/": ["/a", "/b"], "/a": ["/c"], "/b": [], "/c": []}


def unless_known(body: bytes, tag: str) -> Any:
    """The page with its ETag, or 304 for those who have it."""

    async def act(asked: Asked, writer: Any) -> None:
        if asked.headers.get("if-none-match") == tag:
            writer.write(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
        else:
            writer.write(answer(body, headers={"ETag": tag}))
        await writer.drain()

    return act


def unless_since(body: bytes, known: bytes) -> Any:
    """The one answer, or the other for those who have asked before."""

    async def act(asked: Asked, writer: Any) -> None:
        writer.write(known if "if-modified-since" in asked.headers else body)
        await writer.drain()

    return act


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A small site whose pages know whether they changed."""
    async with loopback() as served:
        for target, links in PAGES.items():
            served.acts[target] = unless_known(page(f"Page {target}", links), f'"{target}"')
        yield served


async def run(
    deps: Deps, web: Loopback, key: str, *, skip_existing: bool, policy: Policy = POLICY
) -> dict[str, str]:
    """A run of the site; the outcomes by path."""
    run_id = await begin(deps, web, policy, key=key, order=RunOrder(skip_existing=skip_existing))
    await finished(deps, run_id)
    found = await rows(
        deps,
        "select url, outcome from addresses a join bulk_job_sites s on s.id = a.site_job_id"
        " where s.bulk_job_id = $1",
        run_id,
    )
    return {"/" + row["url"].removeprefix(web.root): row["outcome"] for row in found}


@pytest.mark.parametrize("with_sitemap", [True, False], ids=["sitemap", "links"])
async def test_unchanged_pages_are_taken_over(
    deps: Deps, web: Loopback, *, with_sitemap: bool
) -> None:
    """Every address of the first run is in the second, as unchanged; nothing is called removed."""
    if with_sitemap:
        body = sitemap([web.url(target) for target in PAGES])
        web.acts["/sitemap.xml"] = answer(body, content_type="text/xml")
    assert await run(deps, web, "1", skip_existing=True) == dict.fromkeys(PAGES, "fetched")
    assert await run(deps, web, "2", skip_existing=True) == dict.fromkeys(PAGES, "not_modified")
    [facts] = await rows(
        deps, "select facts from artifacts where kind = 'diff' order by id desc limit 1"
    )
    assert facts["facts"]["with_base"]
    assert facts["facts"]["by_type"] == {}
    pages = await rows(
        deps, "select seo from pages order by site_job_id desc, address_id limit $1", len(PAGES)
    )
    assert all(page["seo"]["body_md5"] for page in pages)


async def test_pages_that_would_be_read_otherwise_now_are_fetched_again(
    deps: Deps, web: Loopback
) -> None:
    """What another version of our reading, or another configuration, made of a page is not taken over."""
    await run(deps, web, "1", skip_existing=True)
    await deps.db.execute("update artifacts set facts = jsonb_set(facts, '{extractor}', '0')")
    assert await run(deps, web, "2", skip_existing=True) == dict.fromkeys(PAGES, "fetched")
    await deps.db.execute(
        "update bulk_job_sites set config = jsonb_set(config, '{site,selectors}', $1)",
        {"price": ".price"},
    )
    assert await run(deps, web, "3", skip_existing=True) == dict.fromkeys(PAGES, "fetched")
    assert await run(deps, web, "4", skip_existing=True) == dict.fromkeys(PAGES, "not_modified")


async def test_a_page_that_names_its_end_is_fetched_again(deps: Deps, web: Loopback) -> None:
    """It says another thing when the day has come, without any change."""
    ends = page("Sale", head='<meta name="robots" content="unavailable_after: 2099-12-31">')
    web.acts["/c"] = unless_known(ends, '"c"')
    await run(deps, web, "1", skip_existing=True)
    outcomes = await run(deps, web, "2", skip_existing=True)
    assert (outcomes["/c"], outcomes["/a"]) == ("fetched", "not_modified")


async def test_what_was_not_read_is_not_called_unchanged(deps: Deps, web: Loopback) -> None:
    """A file and a page beyond the limit say in each run why nothing is told of them."""
    web.acts["/"] = answer(page("Home", ["/a", "/large", "/file"]))
    since = {"Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
    bodies = {
        "/large": (b"<p>" + b"x" * 20_000, "text/html"),
        "/file": (b"%PDF", "application/pdf"),
    }
    for target, (body, kind) in bodies.items():
        known = b"HTTP/1.1 304 Not Modified\r\n\r\n"
        web.acts[target] = unless_since(answer(body, headers=since, content_type=kind), known)
    policy = POLICY.model_copy(update={"max_page_bytes": 10_000})
    for key in ("1", "2", "3"):
        outcomes = await run(deps, web, key, skip_existing=True, policy=policy)
        assert (outcomes["/large"], outcomes["/file"]) == ("too_large", "wrong_type")
    assert outcomes["/a"] == "not_modified"
