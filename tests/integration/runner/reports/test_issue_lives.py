"""An issue that lies at the other end of a reference is not fixed because that end did not answer."""

from itertools import pairwise

import pytest

from runner.deps import Deps
from storage.model.run import ALL_REPORTS, ReportKind
from tests.integration.runner.reports.crawled import without
from tests.integration.runner.reports.files import Files, reported
from tests.integration.runner.reports.findings import CODES
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved, prose
from tests.integration.runner.reports.shop_runs import Run
from tests.integration.runner.reports.test_sequences import site_of

SAME = "The very same title on two pages"
#: which issue, of which page, whose other end
ENDS = [
    ("links_broken_internal", "/src", "/gone"),
    ("links_to_redirect", "/src", "/old"),
    ("redirect_chain", "/far", "/old"),
    ("canonical_to_error", "/copy", "/gone"),
    ("hreflang_no_return", "/en", "/de"),
    ("pagination_sequence", "/1", "/2"),
    ("title_duplicate", "/a", "/b"),
    ("content_duplicate", "/a", "/b"),
    ("content_near_duplicate", "/n1", "/n2"),
]
TWINS = ["/1", "/2", "/a", "/b", "/n1", "/n2"]
WORDS = [f"word{number}" for number in range(300)]


def faulty(pages: int) -> dict[str, Paper]:
    """A site with each of the faults, and so many other pages that one more or less is no great loss."""
    others = {f"/page/{number}": Paper() for number in range(pages)}
    german = f'<link rel="alternate" hreflang="de" href="{BASE}/de">'
    return {
        "/": Paper(links=[*others, "/src", "/far", "/copy", "/en", "/de", *TWINS]),
        **others,
        "/src": Paper(links=["/gone", "/old"]),
        "/far": moved("/old"),
        "/old": moved("/page/1"),
        "/copy": Paper(head=f'<link rel="canonical" href="{BASE}/gone">'),
        "/en": Paper(head=german),
        "/de": Paper(),
        "/1": Paper(head='<link rel="next" href="/2">', links=["/2"]),
        "/2": Paper(),
        "/a": Paper(title=SAME, heading=SAME, body=prose("same")),
        "/b": Paper(title=SAME, heading=SAME, body=prose("same")),
        "/n1": Paper(heading="Near", body=" ".join(WORDS)),
        "/n2": Paper(heading="Near", body=" ".join([*WORDS[:-1], "another"])),
    }


#: what of a faulty site is changed to mend it
MENDED = {
    "/src": Paper(links=["/page/1"]),
    "/far": moved("/page/1"),
    "/copy": Paper(),
    "/en": Paper(),
    "/2": Paper(head='<link rel="prev" href="/1">'),
    "/b": Paper(),
    "/n2": Paper(),
}


def lives(files: Files) -> dict[tuple[str, str], tuple[str, str]]:
    """Status and first run of each issue of each page."""
    return {
        (CODES[row["Issue Name"]], row["Address"].removeprefix(BASE)): (
            row["Status"],
            row["First Seen Run"],
        )
        for row in files.issues
    }


async def test_what_did_not_answer_mends_no_reference_to_it(deps: Deps) -> None:
    """One address of a large site is down in each run: the pages that refer to it keep their issues."""
    site = hand_made(faulty(110))
    first = await reported(deps, site)
    run = str(first.claim.run_id)
    for code, page, _ in ENDS:
        assert lives(first)[code, page] == ("new", run)
    for target in sorted({end for _, _, end in ENDS}):
        found = lives(await reported(deps, site, answers=without(target)))
        fixed = {code for (code, _), (status, _) in found.items() if status == "fixed"}
        assert fixed.isdisjoint(code for code, _, _ in ENDS), target
    last = lives(await reported(deps, site))
    for code, page, _ in ENDS:
        assert last[code, page] == ("persisting", run)


async def test_a_page_that_was_not_read_may_hold_the_link_still(deps: Deps) -> None:
    """The only way to a deep page, or a link that is not to be followed, may stand on what is down."""
    chain = [f"/deep/{number}" for number in range(1, 7)]
    papers = faulty(110) | {one: Paper(links=[after]) for one, after in pairwise(chain)}
    papers["/"] = Paper(links=[*papers["/"].links, chain[0], "/held"])
    papers["/held"] = Paper(body='<a rel="nofollow" href="/page/1">x</a>')
    papers[chain[-1]] = Paper()
    site = hand_made(papers, sitemap=[*papers])
    first = await reported(deps, site)
    ends = [("depth_high", chain[-1], chain[2]), ("links_follow_mixed", "/page/1", "/held")]
    for code, page, end in ends:
        assert lives(first)[code, page][0] == "new"
        down = await reported(deps, site, answers=without(end))
        assert (code, page) not in lives(down)
    mended = papers | {"/": Paper(links=[*papers["/"].links, chain[-1]]), "/held": Paper()}
    last = lives(await reported(deps, hand_made(mended, sitemap=[*papers])))
    for code, page, _ in ends:
        assert last[code, page][0] == "fixed"


async def test_a_redirect_whose_target_is_down_may_be_a_chain_still(deps: Deps) -> None:
    """On a small site, too: where the second step did not answer, nobody knows how many there are."""
    site = hand_made(
        {"/": Paper(links=["/a"]), "/a": moved("/b"), "/b": moved("/c"), "/c": Paper()}
    )
    await reported(deps, site)
    files = await reported(deps, site, answers=without("/b"))
    assert ("redirect_chain", "/a") not in lives(files)


async def test_a_mended_reference_is_fixed(deps: Deps) -> None:
    """What answers otherwise now is told as fixed, though something else is down."""
    papers = faulty(110)
    await reported(deps, hand_made(papers))
    files = await reported(deps, hand_made(papers | MENDED), answers=without("/page/7"))
    for code, page, _ in ENDS:
        assert lives(files)[code, page][0] == "fixed"


async def test_a_small_site_with_broken_pages_is_mended_all_the_same(deps: Deps) -> None:
    """Where several of some twenty pages never answer, what was looked at again still counts."""
    papers = faulty(5) | {f"/down/{number}": Paper(status=500) for number in range(3)}
    papers["/"] = Paper(links=[*papers["/"].links, *(path for path in papers if "down" in path)])
    first = await reported(deps, hand_made(papers))
    again = lives(await reported(deps, hand_made(papers), answers=without("/b", "/gone", "/de")))
    assert {again.get((code, page), ("", ""))[0] for code, page, _ in ENDS} <= {"", "persisting"}
    files = await reported(deps, hand_made(papers | MENDED))
    for code, page, _ in ENDS:
        assert lives(files)[code, page] == ("fixed", str(first.claim.run_id))


async def test_an_orphan_beside_a_broken_page_is_one(deps: Deps) -> None:
    """What always fails shows nobody a link; when something else fails, nothing is concluded."""
    papers = {f"/page/{number}": Paper() for number in range(30)} | {"/broken": Paper(status=500)}
    papers |= {"/": Paper(links=[*papers]), "/alone": Paper()}
    site = hand_made(papers, sitemap=["/alone"])
    first = await reported(deps, site)
    run = str(first.claim.run_id)
    assert lives(first)["orphan", "/alone"] == ("new", run)
    assert lives(await reported(deps, site))["orphan", "/alone"] == ("persisting", run)
    down = await reported(deps, site, answers=without("/page/7"))
    assert ("orphan", "/alone") not in lives(down)
    assert lives(await reported(deps, site))["orphan", "/alone"] == ("persisting", run)


async def test_a_twin_behind_a_page_that_is_down_is_a_twin_still(deps: Deps) -> None:
    """No sitemap names it, and the only page that links to it gives no answer: it may be as it was."""
    papers = faulty(5) | {"/hub": Paper(links=["/twin"])}
    papers["/"] = Paper(links=[*papers["/"].links, "/hub"])
    twin = Paper(title="The same title as its twin has", heading=SAME, body=prose("t"))
    papers["/page/1"] = papers["/twin"] = twin
    site = hand_made(papers)
    ends = [
        ("title_duplicate", "/page/1"),
        ("content_duplicate", "/page/1"),
    ]
    found = lives(await reported(deps, site))
    assert [found[end][0] for end in ends] == ["new"] * len(ends)
    down = lives(await reported(deps, site, answers=without("/hub")))
    assert [down.get(end) for end in ends] == [None] * len(ends)
    found = lives(await reported(deps, site))
    assert [found[end][0] for end in ends] == ["persisting"] * len(ends)


async def test_a_run_that_found_nothing_is_a_base_as_well(deps: Deps) -> None:
    """What it no longer found is not fixed a second time, and is new when it comes back."""
    page = hand_made({"/": Paper()})
    document = hand_made({"/": Paper(headers={"Content-Type": "application/pdf"})})
    await reported(deps, page)
    fixed = lives(await reported(deps, document))
    assert {status for status, _ in fixed.values()} == {"fixed"}
    assert lives(await reported(deps, document)) == {}
    again = await reported(deps, page)
    assert set(lives(again).values()) == {("new", str(again.claim.run_id))}


async def test_what_a_run_that_is_no_base_found_first_was_first_seen_by_it(deps: Deps) -> None:
    """It is new in the next run, whose base did not have it, with the run that found it."""
    others = {f"/page/{number}": Paper() for number in range(20)}
    well = hand_made({"/": Paper(links=[*others]), **others})
    hidden = {**others, "/page/7": Paper(head='<meta name="robots" content="noindex">')}
    ill = hand_made({"/": Paper(links=[*others]), **hidden})
    await reported(deps, well)
    down = [f"/page/{number}" for number in range(8, 20)]
    second = await reported(deps, ill, answers=without(*down))
    found = [lives(await reported(deps, ill))["noindex", "/page/7"] for _ in range(2)]
    run = str(second.claim.run_id)
    assert found == [("new", run), ("persisting", run)]


HOME = Paper(links=["/hub", "/other"])
SHOP = {
    "/": HOME,
    "/hub": Paper(links=["/ill"]),
    "/ill": Paper(head='<meta name="robots" content="noindex">'),
    "/other": Paper(),
}
ILL = ("noindex", "/ill")


async def lives_of(
    deps: Deps, *runs: dict[str, Paper], issue: tuple[str, str] = ILL
) -> list[tuple[str, str] | None]:
    """What becomes of an issue from run to run; None where nothing is said of it."""
    return [lives(await reported(deps, hand_made(papers))).get(issue) for papers in runs]


@pytest.mark.parametrize(
    "trouble",
    [Paper(status=500), Paper(status=403), Paper(head='<meta name="robots" content="nofollow">')],
    ids=["500", "403", "nofollow"],
)
async def test_an_issue_behind_a_page_that_does_not_lead_there_any_more(
    deps: Deps, trouble: Paper
) -> None:
    """While the way there is out of sight it is not fixed, however long; gone for two runs, it is."""
    blind = {**SHOP, "/hub": trouble}
    found = await lives_of(deps, SHOP, blind, blind, SHOP, SHOP)
    if trouble.status == 200:
        assert found == [("new", "1"), None, ("fixed", "1"), ("new", "4"), ("persisting", "4")]
    else:
        assert found == [("new", "1"), None, None, ("persisting", "1"), ("persisting", "1")]


async def test_an_issue_of_a_page_that_leaves_while_the_way_there_is_out_of_sight(
    deps: Deps,
) -> None:
    """It is fixed in the run after the first that does not find the page and could have, and once."""
    down = {**SHOP, "/hub": Paper(status=500)}
    left = {"/": HOME, "/hub": Paper(), "/other": Paper()}
    found = await lives_of(deps, SHOP, down, down, left, left, left)
    assert found == [("new", "1"), None, None, None, ("fixed", "1"), None]


GONE = {"/": Paper(links=["/other", "/third"]), "/other": Paper(), "/third": Paper()}
WITH_HUB = {
    **GONE,
    "/": Paper(links=["/other", "/third", "/hub"]),
    "/hub": Paper(head=SHOP["/ill"].head),
}


async def test_issues_of_a_page_that_left_are_fixed_when_the_next_run_confirms_it(
    deps: Deps,
) -> None:
    """Removed without confirmation is not yet fixed; and if the page comes back, it has its issues."""
    runs = (WITH_HUB, GONE, GONE, GONE, WITH_HUB, GONE, WITH_HUB)
    found = await lives_of(deps, *runs, issue=("noindex", "/hub"))
    fixed = [("new", "1"), None, ("fixed", "1"), None]
    assert found == [*fixed, ("new", "5"), None, ("persisting", "5")]


async def test_what_is_new_is_added_though_issues_of_what_left_are_kept(deps: Deps) -> None:
    """An address that waits to be confirmed is not one that the base could not read."""
    grown = {**GONE, "/new": Paper(links=["/newer"]), "/newer": Paper()}
    for papers in (WITH_HUB, GONE):
        await reported(deps, hand_made(papers, [*papers]))
    files = await reported(deps, hand_made(grown, [*GONE, "/new"]))
    added = {row["url"].removeprefix(BASE) for row in files.changes}
    assert added == {"/new", "/newer"}


async def test_a_page_that_left_is_not_confirmed_by_a_run_that_could_not_look(deps: Deps) -> None:
    """The link may stand on what is down now."""
    down = {**GONE, "/other": Paper(status=500)}
    found = await lives_of(deps, WITH_HUB, GONE, down, GONE, issue=("noindex", "/hub"))
    assert found == [("new", "1"), None, None, None]


@pytest.mark.parametrize(
    "trouble", [Paper(status=403), Paper(status=401), Paper(status=500)], ids=["403", "401", "500"]
)
async def test_an_answer_that_refuses_us_fixes_nothing(deps: Deps, trouble: Paper) -> None:
    """As for diff.csv the page is unreachable then; and its issues are there when it answers again."""
    refusing = {**SHOP, "/ill": trouble}
    found = await lives_of(deps, SHOP, refusing, SHOP)
    assert found == [("new", "1"), None, ("persisting", "1")]


async def test_an_address_that_is_gone_has_no_issues(deps: Deps) -> None:
    """404 and 410 are answers, and so is another way of refusing to what an error of the server was."""
    assert await lives_of(deps, SHOP, {**SHOP, "/ill": Paper(status=410)}) == [
        ("new", "1"),
        ("fixed", "1"),
    ]
    await reported(deps, hand_made({**SHOP, "/ill": Paper(status=500)}))
    found = lives(await reported(deps, hand_made({**SHOP, "/ill": Paper(status=403)})))
    assert found["response_5xx", "/ill"][0] == "fixed"


async def test_a_twin_that_is_not_found_or_refuses_is_a_twin_still(deps: Deps) -> None:
    """Whose title stands on another page as well is told otherwise when that page is known to be gone."""
    papers = faulty(110)
    refusing = {**papers, "/b": Paper(status=403)}
    lost = {**papers, "/": Paper(links=[one for one in papers["/"].links if one != "/b"])}
    del lost["/b"]
    runs = (papers, refusing, lost, lost, lost)
    found = await lives_of(deps, *runs, issue=("title_duplicate", "/a"))
    assert found == [("new", "1"), None, None, ("fixed", "1"), None]


async def test_an_issue_behind_a_page_that_robots_txt_closes_is_not_fixed(deps: Deps) -> None:
    """Nobody looks there any more, so nobody can say."""
    way = {"/": Paper(links=["/closed"]), "/closed": Paper(links=["/ill"]), "/ill": SHOP["/ill"]}
    found = []
    for closed in ("/nothing", "/closed", "/closed", "/nothing"):
        shop = site_of("hand", Run(papers=way, told=None, closed=closed))
        found.append(lives(await reported(deps, shop)).get(ILL))
    assert found == [("new", "1"), None, None, ("persisting", "1")]


async def test_runs_of_other_reports_neither_end_an_issue_nor_begin_it_anew(deps: Deps) -> None:
    """Products alone look for no issues; SEO alone does, and the full run goes on from there."""
    found = []
    for reports in (ALL_REPORTS, (ReportKind.FULL,), ALL_REPORTS, (ReportKind.SEO,), ALL_REPORTS):
        files = await reported(deps, hand_made(SHOP), reports=reports)
        if ReportKind.SEO in reports:
            found.append(lives(files)[ILL])
    assert found == [("new", "1")] + 3 * [("persisting", "1")]


BARE = Paper(head='<meta name="robots" content="noindex">')
SMALL = {"/": Paper(links=["/a", "/b"]), "/a": Paper(links=["/1"]), "/b": Paper(), "/1": Paper()}
WITH_NEW = {**SMALL, "/a": Paper(links=["/1", "/new"]), "/new": BARE}


async def test_issues_of_a_page_that_only_a_run_of_seo_knew_are_fixed_with_it(deps: Deps) -> None:
    """The changes are told against the run before it, the issues against this one."""
    await reported(deps, hand_made(SMALL))
    await reported(deps, hand_made(WITH_NEW), reports=(ReportKind.SEO,))
    missing = lives(await reported(deps, hand_made(SMALL)))
    assert not [path for _, path in missing if path == "/new"]
    files = await reported(deps, hand_made(SMALL))
    told = {code: life for (code, path), life in lives(files).items() if path == "/new"}
    assert told
    assert {*told.values()} == {("fixed", "2")}
    assert not [row for row in files.changes if row["url"].endswith("/new")]
    again = lives(await reported(deps, hand_made(SMALL)))
    assert not [path for _, path in again if path == "/new"]


async def test_issues_of_such_a_page_wait_while_it_is_out_of_sight(deps: Deps) -> None:
    """Its category is down: nobody knows; when it is seen again its issues are as old as they are."""
    await reported(deps, hand_made(SMALL))
    await reported(deps, hand_made(WITH_NEW), reports=(ReportKind.SEO,))
    hidden = lives(await reported(deps, hand_made({**WITH_NEW, "/a": Paper(status=500)})))
    assert not [path for _, path in hidden if path == "/new"]
    files = await reported(deps, hand_made(WITH_NEW))
    told = {code: life for (code, path), life in lives(files).items() if path == "/new"}
    assert told
    assert {*told.values()} == {("persisting", "2")}
