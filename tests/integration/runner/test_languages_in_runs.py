"""Languages that sitemaps name, through all kinds of runs: limits, slices, retries, older accounts."""

from collections.abc import AsyncIterator

import pytest

from runner.access import Actor
from runner.control import Request, retry_run
from runner.deps import Deps
from runner.plan import RunOrder
from storage.model.artifact import ArtifactKind
from storage.model.run import Place
from tests.integration.runner.hostile import NOT_NOW, POLICY, robots
from tests.integration.runner.loopback import Loopback, answer, loopback, page
from tests.integration.runner.named_languages import PAIR, links, listing
from tests.integration.runner.one_site import ANNA, begin
from tests.integration.runner.whole_run import Told, run, told
from tests.world import finished, rows


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A pair of pages, and a third in French that only the sitemap's languages name."""
    async with loopback() as served:
        served.acts["/robots.txt"] = robots(f"Sitemap: {served.url('/sitemap.xml')}")
        served.acts["/"] = answer(page("Home", ["/en", "/de"]))
        for target in ("/en", "/de", "/fr"):
            served.acts[target] = answer(page(f"Page {target}"))
        listing(served, {"/en": {**PAIR, "fr": "/fr"}, "/de": PAIR})
        yield served


async def kept(deps: Deps, files: Told) -> dict[str, int]:
    """How many languages are kept, by the path of the page."""
    query = (
        "select url, jsonb_array_length(alternates) as n from sitemap_alternates"
        " join addresses using (site_job_id, address_id) where site_job_id = $1"
    )
    found = await rows(deps, query, files.job["id"])
    return {"/" + row["url"].removeprefix(files.root): row["n"] for row in found}


async def test_a_page_limit_takes_what_is_listed_first(deps: Deps, web: Loopback) -> None:
    """The French page is beyond it, in the ledger, and its silence is no fault."""
    files = await run(deps, web, order=RunOrder(page_limit=3))
    assert {"/en", "/de"} <= set(files.seo)
    [row] = [row for row in files.tables[ArtifactKind.SKIPPED] if row["Address"].endswith("/fr")]
    assert (row["Outcome"], row["Source"], row["Sitemap URL"]) == ("limit", "sitemap", "")
    assert files.codes("hreflang") == {}


async def test_a_dry_run_counts_it(deps: Deps, web: Loopback) -> None:
    """It would be asked for."""
    run_id = await begin(deps, web, POLICY, order=RunOrder(dry_run=True))
    await finished(deps, run_id)
    [job] = await rows(deps, "select * from bulk_job_sites where bulk_job_id = $1", run_id)
    assert (job["total_urls"], web.targets()) == (4, ["/robots.txt", "/sitemap.xml"])


@pytest.mark.parametrize(
    ("discover", "asks"), [("sitemap", True), ("both", True), ("links", False)]
)
async def test_it_belongs_to_the_sitemaps(
    deps: Deps, web: Loopback, discover: str, *, asks: bool
) -> None:
    """A site that is read by links alone has no sitemaps, and none of their languages."""
    policy = POLICY.model_copy(update={"discover": discover})
    files = await run(deps, web, policy=policy)
    assert ("/fr" in web.targets()) is asks
    assert bool(await kept(deps, files)) is asks


async def test_a_retry_of_everything_reads_the_sitemap_anew(deps: Deps, web: Loopback) -> None:
    """What it names no more is forgotten, and what it names anew is not doubled."""
    run_id = await begin(deps, web, POLICY)
    await finished(deps, run_id)
    assert await kept(deps, await told(deps, web, run_id)) == {"/en": 4, "/de": 3}
    listing(web, {"/en": PAIR})
    again = Request(
        actor=Actor(user_id=ANNA, chat_id=ANNA), place=Place(chat_id=ANNA), key="2", said="2"
    )
    assert await retry_run(deps, again, run_id, everything=True) == ["shop"]
    await finished(deps, run_id)
    files = await told(deps, web, run_id)
    assert await kept(deps, files) == {"/en": 3}
    assert "/fr" not in files.seo
    assert files.evidence("hreflang_no_return") == {"/en": "/de"}


async def test_unchanged_pages_keep_their_languages(deps: Deps, web: Loopback) -> None:
    """A 304 brings the page of the base; what sitemaps say of it is read in each run."""

    async def unless_known(asked: object, writer: object) -> None:
        known = "if-none-match" in asked.headers  # type: ignore[attr-defined]
        body = answer(page("En", head=links(web, {"fr": "/fr"}, "link")), headers={"ETag": '"1"'})
        unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'
        writer.write(unchanged if known else body)  # type: ignore[attr-defined]
        await writer.drain()  # type: ignore[attr-defined]

    web.acts["/en"] = unless_known
    first = await run(deps, web)
    second = await run(deps, web, "2", order=RunOrder(skip_existing=True))
    assert first.codes("hreflang") == second.codes("hreflang")
    assert first.seo["/en"]["Hreflang"] == second.seo["/en"]["Hreflang"]
    assert second.changes == set()


async def test_a_base_that_did_not_look_misses_nothing(deps: Deps, web: Loopback) -> None:
    """Its account is of an older version, which knew nothing of languages: none of them is news."""
    listing(web, {"/en": PAIR, "/de": PAIR})
    first = await run(deps, web)
    await deps.db.execute("delete from sitemap_alternates")
    await deps.db.execute(
        "update bulk_job_sites set sitemaps = sitemaps #- '{facts,alternates}' where id = $1",
        first.job["id"],
    )
    listing(web, {"/en": {**PAIR, "fr": "/fr"}, "/de": PAIR})
    second = await run(deps, web, "2")
    assert "/fr" in second.seo
    assert second.changes == set()


async def test_a_language_that_comes_and_goes_is_told(deps: Deps, web: Loopback) -> None:
    """A page that is named for the first time is added; one that is named no more may be gone."""
    listing(web, {"/en": PAIR, "/de": PAIR})
    await run(deps, web)
    listing(web, {"/en": {**PAIR, "fr": "/fr"}, "/de": PAIR})
    second = await run(deps, web, "2")
    assert second.changes == {("added", "", "/fr"), ("changed", "hreflang", "/en")}
    listing(web, {"/en": PAIR, "/de": PAIR, "/fr": {}})
    third = await run(deps, web, "3")
    assert third.changes == {
        ("changed", "hreflang", "/en"),
        ("changed", "in_sitemap", "/fr"),
    }
    listing(web, {"/en": PAIR, "/de": PAIR})
    assert ("removed", "", "/fr") in (await run(deps, web, "4")).changes


async def test_many_languages_of_many_pages_are_written_in_batches(
    deps: Deps, web: Loopback
) -> None:
    """More than a batch holds, in one file and of one page."""
    names = {f"q{number}": "/en" for number in range(600)}
    listing(web, {"/en": names, **{f"/p{number}": names for number in range(20)}})
    policy = POLICY.model_copy(update={"discover": "sitemap"})
    files = await run(deps, web, policy=policy)
    assert set((await kept(deps, files)).values()) == {600}
    assert files.facts["alternates"] == 600 * 21


async def test_other_spellings_of_the_host_are_of_the_site(deps: Deps, web: Loopback) -> None:
    """An alternate by https is an address of its own; nobody answers there, and that is told."""
    secure = web.root.replace("http:", "https:") + "fr"
    listing(web, {"/en": {"en": "/en", "fr": secure, "x-default": "/en"}})
    files = await run(deps, web)
    assert secure in {row["Address"] for row in files.tables[ArtifactKind.SEO]}
    assert files.codes("hreflang") == {"/en": {"hreflang_to_non_200"}}


async def test_a_dead_line_beside_the_sitemap_hides_a_return_only_at_first(
    deps: Deps, web: Loopback
) -> None:
    """Nobody knows what it would name; once a base has failed at it, too, it names nothing."""
    lines = ("http://127.0.0.1:1/dead.xml", web.url("/sitemap.xml"))
    web.acts["/robots.txt"] = robots("".join(f"Sitemap: {url}\n" for url in lines))
    listing(web, {"/en": PAIR})
    first, second, third = [await run(deps, web, key) for key in "123"]
    assert first.codes("hreflang") == second.codes("hreflang") == {}
    assert third.codes("hreflang") == {"/en": {"hreflang_no_return"}}
    assert third.changes == set()


async def test_a_sitemap_that_is_cut_or_gone_for_a_run_changes_nothing(
    deps: Deps, web: Loopback
) -> None:
    """What its lost part says of languages, and the page it names, are out of sight meanwhile."""
    first = await run(deps, web)
    whole = web.acts["/sitemap.xml"]
    assert isinstance(whole, bytes)
    body = whole.partition(b"\r\n\r\n")[2]
    for key, silence in (("2", answer(body[: len(body) * 2 // 3])), ("4", answer(status=404))):
        web.acts["/sitemap.xml"] = silence
        meanwhile = await run(deps, web, key)
        web.acts["/sitemap.xml"] = whole
        after = await run(deps, web, str(int(key) + 1))
        assert meanwhile.codes("hreflang", "fixed") == {}
        assert meanwhile.changes == after.changes == set()
        assert after.codes("hreflang", "persisting") == first.codes("hreflang")


async def test_a_language_that_does_not_answer_is_not_mended(deps: Deps, web: Loopback) -> None:
    """Its faults persist over the run in which it is silent; that it is silent is told."""
    first = await run(deps, web)
    assert first.codes("hreflang") == {"/en": {"hreflang_no_return", "hreflang_unlinked"}}
    there, web.acts["/fr"] = web.acts["/fr"], NOT_NOW
    second = await run(deps, web, "2")
    assert second.codes("hreflang") == {"/en": {"hreflang_to_non_200"}}
    assert second.codes("hreflang", "fixed") == {}
    assert second.changes == {("unreachable", "", "/fr")}
    web.acts["/fr"] = there
    third = await run(deps, web, "3")
    assert third.codes("hreflang", "persisting") == first.codes("hreflang")
    assert third.changes == set()
