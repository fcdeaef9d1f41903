"""A site of which nothing can be read any more: its pages and products are unreachable, not gone."""

import pytest

from runner.deps import Deps
from runner.plan import RunOrder
from storage.model.artifact import ArtifactKind
from storage.model.run import ReportKind
from tests.integration.runner.hostile import POLICY, listed, robots
from tests.integration.runner.loopback import Loopback, answer, page
from tests.integration.runner.whole_run import Told, run
from tests.world import rows

DOWN = answer(b"<p>down", status=500)
OFFER = (
    '<script type="application/ld+json">{"@type": "Product", "name": "Kettle", "sku": "K-1",'
    ' "offers": {"@type": "Offer", "price": "10", "priceCurrency": "EUR"}}</script>'
)
QUICK = POLICY.model_copy(update={"attempts": 1})


def shop(web: Loopback) -> None:
    """Three pages that a sitemap names, one of them with a product, and one that only a link names."""
    listed(web, "/a", "/kettle")
    web.acts["/"] = answer(page("Home", ["/linked"]))
    web.acts["/kettle"] = answer(page("Kettle", head=OFFER))
    web.acts["/linked"] = answer(page("Linked"))


def down(web: Loopback) -> None:
    """The home page and the sitemap fail."""
    web.acts["/"] = web.acts["/sitemap.xml"] = DOWN


def moved(web: Loopback) -> None:
    """The home page leads elsewhere, and the sitemap is gone."""
    web.acts["/"] = answer(status=301, headers={"Location": "http://elsewhere.example/"})
    del web.acts["/sitemap.xml"]


def closed(web: Loopback) -> None:
    """The rules cannot be had."""
    web.acts["/robots.txt"] = DOWN


def kinds(found: Told) -> dict[tuple[str, str], str]:
    """Kind of change by entity and path."""
    return {
        (row["entity"], "/" + row["url"].removeprefix(found.root)): row["change_type"]
        for row in found.tables[ArtifactKind.DIFF]
        if row["entity"] != "run"
    }


PAGES = [("page", path) for path in ("/", "/a", "/kettle", "/linked")]


@pytest.mark.parametrize(
    ("trouble", "failure"),
    [(down, "no_pages"), (moved, "moved_away"), (closed, "robots_closed")],
)
async def test_all_that_the_base_had_is_unreachable(
    deps: Deps, web: Loopback, trouble: object, failure: str
) -> None:
    """Each page and product has its row; when the site is back, nothing has changed."""
    shop(web)
    before = {**web.acts}
    await run(deps, web, "1", policy=QUICK)
    assert callable(trouble)
    trouble(web)
    found = await run(deps, web, "2", policy=QUICK)
    assert found.job["failure"] == failure
    told = kinds(found)
    if trouble is moved:
        assert told.pop(("page", "/")) == "out_of_scope"
    assert told == {one: "unreachable" for one in [*PAGES, ("product", "/kettle")] if one in told}
    assert len(told) == 5 - (trouble is moved)
    notes = [row["note"] for row in found.tables[ArtifactKind.DIFF] if row["entity"] == "run"]
    assert notes[1].startswith(f"no page of the site could be read ({failure}")
    assert set(found.tables) == {ArtifactKind.DIFF, ArtifactKind.SKIPPED}
    query = "select facts from artifacts where kind = 'archive' and bulk_job_id = $1"
    [archive] = await rows(deps, query, found.job["bulk_job_id"])
    assert "changes" not in archive["facts"]  # the caption counts changes of shops
    web.acts = before
    assert (await run(deps, web, "3", policy=QUICK)).changes == set()


async def test_what_nobody_asked_for_is_not_told(deps: Deps, web: Loopback) -> None:
    """A run without diff.csv leaves none; and a site without a base has nothing to compare with."""
    shop(web)
    down(web)
    await run(deps, web, "1", policy=QUICK)
    web.acts["/"] = answer(page("Home"))
    web.acts["/robots.txt"] = robots()
    await run(deps, web, "2", policy=QUICK)
    web.acts["/"] = DOWN
    only_seo = RunOrder(reports=(ReportKind.SEO,))
    await run(deps, web, "3", policy=QUICK, order=only_seo)
    found = await rows(
        deps, "select bulk_job_id, kind from artifacts where site_job_id is not null"
    )
    assert {one["bulk_job_id"] for one in found} == {2}
