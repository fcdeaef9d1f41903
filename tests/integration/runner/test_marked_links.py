"""Links with tracking parameters, in a run that follows none."""

from runner.deps import Deps
from tests.integration.runner.hostile import POLICY, listed
from tests.integration.runner.loopback import Loopback, answer, page
from tests.integration.runner.whole_run import run


async def test_a_run_of_sitemaps_alone_knows_what_marked_links_lead_to(
    deps: Deps, web: Loopback
) -> None:
    """The ledger has no line of them, yet they count as links to the plain address."""
    web.acts["/"] = answer(page("Home", ["/a?utm_source=menu", "/gone?gclid=1"]))
    listed(web, "/", "/a", "/gone")
    del web.acts["/gone"]
    told = await run(deps, web, policy=POLICY.model_copy(update={"discover": "sitemap"}))
    assert told.codes("orphan") == {}
    assert told.codes("links_broken") == {"/": {"links_broken_internal"}}
    assert told.seo["/a"]["Crawl Depth"] == "1"
