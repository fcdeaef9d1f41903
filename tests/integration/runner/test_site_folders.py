"""A site whose address names a folder is that folder, however its addresses are found."""

from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.plan import plan_run
from storage.model.artifact import ArtifactKind
from tests.integration.runner.loopback import Loopback, answer, page, sitemap
from tests.integration.runner.one_site import ALL_PAGES, POLICY, request
from tests.integration.runner.whole_run import Told, told
from tests.world import finished, rows

XML = "application/xml"


async def run(deps: Deps, web: Loopback, path: str, key: str = "1") -> Told:
    """A run of the site whose address is this path of the host."""
    site = Site(id="shop", url=web.url(path), allow_private=True)
    plan = plan_run(ALL_PAGES, Catalogue(sites={"shop": site}), {"default": POLICY})
    run_id = await start_run(deps, request(key), ALL_PAGES, plan)
    await finished(deps, run_id)
    return await told(deps, web, run_id)


def bilingual(web: Loopback) -> None:
    """A host with two folders, whose sitemap names both; its pages link and redirect across."""
    named = ["/ru/a", "/ru/moved", "/en/a", "/ru/b", "/en/b"]
    web.acts |= {target: answer(page(f"Page {target}")) for target in (*named, "/ru/c")}
    web.acts |= {
        "/": answer(page("Choose", ["/ru/", "/en/"])),
        "/ru/": answer(page("Russian", ["/ru/c", "/en/c", "/"])),
        "/ru/moved": answer(status=301, headers={"Location": "/en/a"}),
        "/sitemap.xml": answer(sitemap([web.url(one) for one in named]), content_type=XML),
    }


async def test_sitemaps_links_and_redirects_stay_in_the_folder(deps: Deps, web: Loopback) -> None:
    """What a sitemap names beside it has its line in the ledger, and is not asked for."""
    bilingual(web)
    found = await run(deps, web, "/ru/")
    assert set(found.seo) == {"/ru/", "/ru/a", "/ru/b", "/ru/c", "/ru/moved"}
    outside = {
        "/" + row["Address"].removeprefix(web.root): row["Reason"]
        for row in found.tables[ArtifactKind.SKIPPED]
        if row["Outcome"] == "out_of_scope"
    }
    assert outside == {"/en/a": "another folder", "/en/b": "another folder"}
    assert not [one for one in web.targets() if one.startswith("/en/") or one == "/"]
    assert found.job["total_urls"] == found.job["processed_count"] == 7


async def test_a_site_that_becomes_a_folder_has_lost_nothing(deps: Deps, web: Loopback) -> None:
    """The pages beside it are out of scope, once: whether sitemaps or links named them."""
    bilingual(web)
    web.acts["/en/c"] = answer(page("Page /en/c"))
    web.acts["/en/"] = answer(page("English", ["/en/c"]))
    await run(deps, web, "/")
    found = await run(deps, web, "/ru/", "2")
    lost = {path for kind, _, path in found.changes if kind == "out_of_scope"}
    assert lost == {"/", "/en/", "/en/a", "/en/b", "/en/c"}
    assert not [row for row in found.changes if row[0] in {"removed", "unreachable"}]
    assert not [row for row in (await run(deps, web, "/ru/", "3")).changes if row[0] != "changed"]


async def test_a_home_page_that_leaves_the_folder_is_told(deps: Deps, web: Loopback) -> None:
    """Nothing of the folder could be read: the site has moved, and where to is said."""
    web.acts["/ru/"] = answer(status=301, headers={"Location": "/"})
    web.acts["/"] = answer(page("Home"))
    await run(deps, web, "/ru/")
    [job] = await rows(deps, "select failure, failure_detail from bulk_job_sites")
    assert job == {"failure": "moved_away", "failure_detail": web.root}


async def test_a_folder_that_redirects_to_itself_without_the_slash_is_read(
    deps: Deps, web: Loopback
) -> None:
    """Many sites spell it so."""
    web.acts["/ru/"] = answer(status=301, headers={"Location": "/ru"})
    web.acts["/ru"] = answer(page("Home", ["/ru/a", "/rust"]))
    web.acts["/ru/a"] = answer(page("A"))
    found = await run(deps, web, "/ru/")
    assert set(found.seo) == {"/ru/", "/ru", "/ru/a"}
