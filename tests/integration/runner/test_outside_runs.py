"""Outside checks from run to run and from slice to slice: cancel, pause, retry, and the life of what they find."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from config.policies import Policy
from config.settings import Settings
from runner.control import cancel_run, pause_run, retry_run
from runner.deps import Deps
from runner.plan import RunOrder
from runner.stores import Endpoints
from storage import artifacts, outside_checks, site_jobs
from storage.database import Connection, LeaseLost
from storage.model.artifact import ArtifactKind
from storage.model.outside import OutsideAnswer, Verdict
from storage.model.run import Claim, SiteJob
from storage.model.states import Phase, RunStatus, SiteStatus
from tests.integration.runner.hostile import in_turn, listed, robots
from tests.integration.runner.loopback import Asked, Loopback, answer, page
from tests.integration.runner.one_site import ANNA, POLICY, begin, request
from tests.integration.runner.outside_site import (
    LINKS,
    PNG,
    answers,
    home,
    ran,
    told,
)
from tests.integration.runner.reports.crawled import crawl, new_site_job
from tests.integration.runner.reports.hand_made import Paper, hand_made
from tests.world import finished, rows, working


async def test_issues_live_on_where_nobody_looked_and_are_fixed_where_they_are_gone(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Neither a run that does not ask mends a link, nor a wall where the error was, nor a closed robots.txt."""
    gone = other.url("/late")
    home(web, gone, other.url("/wall"))
    other.acts["/wall"] = answer(status=403)
    code = "links_broken_external"
    first = await ran(deps, web, LINKS, "1")
    assert first.life(code) == "new"
    assert (await ran(deps, web, POLICY, "2")).life(code) is None
    other.acts["/late"] = answer(status=403)
    assert (await ran(deps, web, LINKS, "3")).life(code) is None
    other.acts["/robots.txt"] = answer(status=503)
    assert (await ran(deps, web, LINKS, "4")).life(code) is None
    del other.acts["/robots.txt"], other.acts["/late"]
    again = await ran(deps, web, LINKS, "5")
    assert again.life(code) == "persisting"
    assert again.issues[code, "/"]["First Seen Run"] == str(first.run_id)
    other.acts["/late"] = answer(b"here again")
    assert (await ran(deps, web, LINKS, "6")).life(code) == "fixed"
    assert (await ran(deps, web, LINKS, "7")).life(code) is None


async def test_pictures_and_redirects_live_as_long_as_nobody_can_tell(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """A wall, a size that is not told, and runs that ask for something else mend neither."""
    heavy, light = (answer(b"x" * size, content_type=PNG) for size in (200_000, 10))
    other.acts |= {
        "/heavy.png": heavy,
        "/moved": answer(status=301, headers={"Location": "/end"}),
        "/end": answer(b"end"),
    }
    shown = "".join(f'<img src="{other.url(name)}">' for name in ("/heavy.png", "/gone.png"))
    home(web, other.url("/moved"), body=shown)
    both = LINKS.model_copy(update={"also_check": ("external_links", "images")})
    codes = ("image_large", "image_broken", "links_external_redirect")

    async def lives(key: str, policy: Policy) -> list[str | None]:
        found = await ran(deps, web, policy, key)
        return [found.life(code) for code in codes]

    assert await lives("1", both) == ["new"] * 3
    untold = (
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    wall = answer(status=403)
    other.acts |= {"/heavy.png": untold, "/gone.png": wall, "/moved": wall}
    assert await lives("2", both) == [None] * 3
    assert await lives("3", LINKS) == [None] * 3
    other.acts["/heavy.png"] = wall
    assert await lives("4", both) == [None] * 3
    other.acts |= {"/heavy.png": heavy, "/moved": answer(b"here")}
    del other.acts["/gone.png"]
    assert await lives("5", both) == ["persisting", "persisting", "fixed"]
    other.acts |= {"/heavy.png": light, "/gone.png": light}
    assert await lives("6", both) == ["fixed", "fixed", None]


async def test_what_was_broken_is_asked_again_before_others(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """However many links come to the site, the bound does not hide that one was mended."""
    home(web, other.url("/z"))
    bounded = LINKS.model_copy(update={"max_outside": 2})
    assert (await ran(deps, web, bounded, "1")).life("links_broken_external") == "new"
    home(web, *(other.url(f"/{name}") for name in "abcdefz"))
    other.acts |= {f"/{name}": answer(b"well") for name in "abcdefz"}
    other.asked.clear()
    assert (await ran(deps, web, bounded, "2")).life("links_broken_external") == "fixed"
    assert sorted(other.targets()) == ["/a", "/robots.txt", "/z"]


async def test_a_page_that_is_gone_has_no_broken_links(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Its issues are fixed whether or not links are asked in that run; a link taken off the page is, too."""
    listed(web, "/a", "/b")
    for target in ("/a", "/b"):
        web.acts[target] = answer(page(target, [other.url("/gone")]))
    code = "links_broken_external"
    await ran(deps, web, LINKS, "1")
    web.acts["/a"] = answer(page("Gone"), status=404)
    web.acts["/b"] = answer(page("/b"))
    found = await ran(deps, web, LINKS, "2")
    assert (found.life(code, "/a"), found.life(code, "/b")) == ("fixed", "fixed")


async def test_the_setting_changes_nothing_in_the_changes(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Switched on and off again, diff.csv has the same base and no row; unchanged pages are read for pictures."""
    etag = {"ETag": '"1"'}
    body = page("Home", [other.url("/gone")]) + b'<img src="/gone.png">'

    async def unless_known(asked: Asked, writer: asyncio.StreamWriter) -> None:
        known = asked.headers.get("if-none-match") == '"1"'
        writer.write(answer(status=304, headers=etag) if known else answer(body, headers=etag))
        await writer.drain()

    web.acts |= {"/robots.txt": robots("User-agent: *\nDisallow:"), "/": unless_known}
    both = LINKS.model_copy(update={"also_check": ("external_links", "images")})
    order = RunOrder(skip_existing=True)
    outcomes = []
    for number, policy in enumerate((POLICY, both, both, POLICY)):
        run_id = await begin(deps, web, policy, key=str(number), order=order)
        found = await told(deps, web, run_id)
        [diff] = [
            file
            for file in await artifacts.of_run(deps.db, run_id)
            if file.kind is ArtifactKind.DIFF
        ]
        assert diff.facts["changes"] == 0
        assert diff.facts["with_base"] is (number > 0)
        outcomes += [row["outcome"] for row in await rows(
            deps, "select outcome from addresses a join bulk_job_sites s on s.id = a.site_job_id"
            " where s.bulk_job_id = $1", run_id,
        )]  # fmt: skip
        assert (found.life("image_broken") is not None) is (policy is both)
    assert outcomes == ["fetched", "fetched", "not_modified", "not_modified"]


async def when(deps: Deps, run_id: int, holds: Callable[[SiteJob], bool]) -> SiteJob:
    """Waits until something holds of the site job."""
    async with asyncio.timeout(30):
        while True:
            [job] = await site_jobs.of_run(deps.db, run_id)
            if holds(job):
                return job
            await asyncio.sleep(0.02)


def is_checking(job: SiteJob) -> bool:
    """Whether a few addresses were answered."""
    return job.phase is Phase.CHECK and job.outside_done > 0


def many(web: Loopback, other: Loopback, count: int) -> None:
    """A page with so many links to another host, each of them gone."""
    home(web, *(other.url(f"/{number}") for number in range(count)))


async def test_a_run_that_is_made_again_knows_what_the_others_found(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Run 2 found the link broken; run 1, made again after it, cannot tell: that mends nothing."""
    home(web, other.url("/late"))
    other.acts["/late"] = answer(b"here")
    first = await ran(deps, web, LINKS, "1")
    other.acts["/late"] = answer(status=404)
    assert (await ran(deps, web, LINKS, "2")).life("links_broken_external") == "new"
    other.acts["/late"] = answer(status=403)
    await retry_run(deps, request("again"), first.run_id, everything=True)
    assert (await told(deps, web, first.run_id)).life("links_broken_external") is None


async def test_a_cancel_ends_the_checks_and_tells_what_was_found(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """All pages were read, so the site is complete and a base; a retry by name asks for the other links alone."""
    many(web, other, 60)
    slow = LINKS.model_copy(update={"requests_per_second": 20})
    run_id = await begin(deps, web, slow)
    await when(deps, run_id, is_checking)
    await cancel_run(deps, request("stop"), run_id)
    found = await told(deps, web, run_id)
    assert (await finished(deps, run_id)).status is RunStatus.CANCELLED
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert job.status is SiteStatus.COMPLETED
    assert await rows(deps, "select complete from bulk_job_sites") == [{"complete": True}]
    asked = len([one for one in (await answers(deps)).values() if one[0]])
    assert 0 < asked < 60
    assert found.seo["/"]["Broken External Links"] == str(asked)
    assert found.facts["outside"]["waiting"] == 60 - asked
    heads = [one.target for one in other.asked if one.method == "HEAD"]
    await deps.db.execute(
        "update bulk_job_sites set config = jsonb_set(config, '{policy,requests_per_second}', '900')"
    )
    assert await retry_run(deps, request("again"), run_id, sites=["shop"]) == ["shop"]
    found = await told(deps, web, run_id)
    assert found.seo["/"]["Broken External Links"] == "60"
    after = [one.target for one in other.asked if one.method == "HEAD"][len(heads) :]
    assert len(set(after)) == len(after)
    assert len(after) <= 60 - asked


async def test_what_a_cancel_left_of_a_mistake_is_nothing(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """A start that is taken back makes no site complete, and leaves no file, though its pages were read."""
    many(web, other, 60)
    run_id = await begin(deps, web, LINKS.model_copy(update={"requests_per_second": 20}))
    await when(deps, run_id, is_checking)
    await cancel_run(deps, request("oops"), run_id, take_back=True)
    await finished(deps, run_id)
    [job] = await site_jobs.of_run(deps.db, run_id)
    assert job.status is SiteStatus.CANCELLED
    assert not await artifacts.of_run(deps.db, run_id)


async def test_a_pause_holds_the_checks_back(deps: Deps, web: Loopback, other: Loopback) -> None:
    """They go on where they were when the run does."""
    many(web, other, 60)
    slow = LINKS.model_copy(update={"requests_per_second": 20})
    run_id = await begin(deps, web, slow)
    await when(deps, run_id, is_checking)
    await pause_run(deps, request("hold"), run_id, go_on=False)
    job = await when(deps, run_id, lambda job: job.status is SiteStatus.QUEUED)
    assert job.phase is Phase.CHECK
    assert 0 < job.outside_done < 60
    await pause_run(deps, request("go"), run_id, go_on=True)
    found = await told(deps, web, run_id)
    assert found.seo["/"]["Broken External Links"] == "60"


async def test_checks_of_many_slices_ask_nothing_twice(
    make_settings: Callable[..., Settings], endpoints: Endpoints, web: Loopback, other: Loopback
) -> None:
    """A slice of a second ends long before the links do; the next one goes on where it ended."""
    settings = make_settings(allowed_users=str(ANNA), slice_seconds=1)
    async with working(settings, endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        many(web, other, 50)
        found = await ran(deps, web, LINKS.model_copy(update={"requests_per_second": 25}))
        assert found.seo["/"]["Broken External Links"] == "50"
        heads = [one.target for one in other.asked if one.method == "HEAD"]
        assert len(heads) == len(set(heads)) == 50
        assert other.targets().count("/robots.txt") > 1


async def test_whoever_lost_the_lease_writes_no_answer(deps: Deps) -> None:
    """The epoch is proved in the transaction of the answers, of what is gathered and of what is given up."""
    site = hand_made({"/": Paper(links=["http://other.example/"])})
    claim = await new_site_job(deps, site, policy=LINKS)
    await crawl(deps, site, claim)
    late = replace(claim, epoch=claim.epoch - 1)
    ending = OutsideAnswer(verdict=Verdict.BROKEN)

    async def gather(db: Connection, claim: Claim) -> None:
        await outside_checks.gather(db, claim, links=True, pictures=True, most=10, large=1)

    async def answer(db: Connection, claim: Claim) -> None:
        found = await outside_checks.waiting(
            db, claim.site_job_id, "other.example", after=outside_checks.FIRST, limit=9
        )
        await outside_checks.answer(db, claim, [(one, ending) for one in found])

    async def give_up(db: Connection, claim: Claim) -> None:
        await outside_checks.give_up(db, claim, "other.example", ending)

    async with deps.db.acquire() as connection:
        for write in (gather, answer, give_up):
            before = await rows(deps, "select * from outside_checks")
            with pytest.raises(LeaseLost):
                async with connection.transaction():
                    await write(connection, late)
            assert await rows(deps, "select * from outside_checks") == before
            if write is gather:
                async with connection.transaction():
                    await write(connection, claim)
        assert await outside_checks.census(connection, claim.site_job_id) == {"waiting": 1}


async def test_a_retry_asks_again_where_nobody_could_tell(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """What answered is not asked for again; what was silent is."""
    home(web, other.url("/gone"), other.url("/wall"))
    other.acts["/wall"] = in_turn(answer(status=429, headers={"Retry-After": "0"}), answer(b"well"))
    run_id = await begin(deps, web, LINKS)
    await finished(deps, run_id)
    assert (await answers(deps))["/wall"][0] == "refused"
    asked = other.targets().count("/gone")
    assert await retry_run(deps, request("again"), run_id, sites=["shop"]) == ["shop"]
    await told(deps, web, run_id)
    assert (await answers(deps))["/wall"][0] == "well"
    assert other.targets().count("/gone") == asked
