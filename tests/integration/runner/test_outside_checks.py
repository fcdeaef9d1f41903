"""Outside checks: links to other hosts and pictures are asked where the policy says so, and only there."""

import asyncio
from collections.abc import Callable

import pytest

from config.settings import Settings
from runner.deps import Deps
from runner.plan import RunOrder
from runner.stores import Endpoints
from storage import site_jobs
from storage.model.run import ReportKind
from tests.integration.runner.hostile import listed, robots
from tests.integration.runner.loopback import Asked, Loopback, answer, page
from tests.integration.runner.one_site import ANNA, POLICY, begin
from tests.integration.runner.outside_site import (
    LINKS,
    PICTURES,
    PNG,
    answers,
    home,
    ran,
)
from tests.world import finished, free_ports, rows, working


async def test_what_other_hosts_answer_is_told_of_the_pages_that_link_to_them(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """404 is broken, a redirect is a redirect, and a wall against robots is neither."""
    other.acts |= {
        "/fine": answer(b"fine"),
        "/moved": answer(status=301, headers={"Location": "/fine"}),
        "/moved-away": answer(status=302, headers={"Location": "/gone"}),
        "/wall": answer(status=403),
        "/linkedin": answer(status=999),
        "/down": answer(status=500),
    }
    targets = ("/fine", "/gone", "/moved", "/moved-away", "/wall", "/linkedin", "/down")
    home(web, *map(other.url, targets))
    found = await ran(deps, web, LINKS)
    assert await answers(deps) == {
        "/fine": ("well", None, 200, 200),
        "/gone": ("broken", "http_404", 404, 404),
        "/moved": ("moved", None, 301, 200),
        "/moved-away": ("broken", "http_404", 302, 404),
        "/wall": ("refused", "http_403", 403, 403),
        "/linkedin": ("refused", "http_999", 999, 999),
        "/down": ("broken", "http_500", 500, 500),
    }
    assert found.seo["/"]["Broken External Links"] == "3"
    assert found.issues["links_broken_external", "/"]["Evidence"].split(" | ") == [
        f"302 {other.url('/moved-away')} > {other.url('/gone')} (http_404)",
        f"404 {other.url('/gone')}",
        f"500 {other.url('/down')}",
    ]
    moved = found.issues["links_external_redirect", "/"]
    assert (moved["Detail"], moved["Evidence"]) == (
        "1", f"301 {other.url('/moved')} > {other.url('/fine')}",
    )  # fmt: skip
    [job] = await site_jobs.of_run(deps.db, found.run_id)
    assert (job.total_urls, job.processed, job.outside_total, job.outside_done) == (1, 1, 7, 7)
    assert found.facts["outside"] == {
        "named": 7, "left_out": 0, "broken": 3, "moved": 1, "refused": 2, "well": 1,
        "cut_off": False,
    }  # fmt: skip


async def test_a_run_asks_no_other_host_unless_told(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """By default neither links nor pictures are asked for, and the column is empty."""
    home(web, other.url("/gone"), body=f'<img src="{other.url("/gone.png")}">')
    found = await ran(deps, web, POLICY)
    assert other.asked == []
    assert found.seo["/"]["Broken External Links"] == ""
    assert await rows(deps, "select pictures from pages") == [{"pictures": None}]
    assert "outside" not in found.facts


async def test_a_run_that_tells_nothing_of_links_asks_none(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Where only products were asked for, other hosts are left alone."""
    home(web, other.url("/gone"))
    order = RunOrder(reports=(ReportKind.FULL,))
    await finished(deps, await begin(deps, web, LINKS, order=order))
    assert other.asked == []


async def test_each_address_is_asked_once_and_by_head(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """However many pages link to it; robots.txt of its host is asked for first."""
    listed(web, "/a", "/b", "/c")
    other.acts["/fine"] = answer(b"fine")
    for target in ("/", "/a", "/b", "/c"):
        web.acts[target] = answer(page(target, [other.url("/fine"), other.url("/fine")]))
    await ran(deps, web, LINKS)
    assert [(one.method, one.target) for one in other.asked] == [
        ("GET", "/robots.txt"), ("HEAD", "/fine"),
    ]  # fmt: skip
    assert "ProgonBot" in other.asked[1].headers["user-agent"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
async def test_a_refused_head_is_asked_again_by_get(
    deps: Deps, web: Loopback, other: Loopback, status: int
) -> None:
    """Of the answer only the head is read: a body without an end holds up nobody."""

    async def by_method(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.method == "HEAD":
            writer.write(answer(status=status))
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegun")
        await writer.drain()
        await writer.wait_closed()

    other.acts["/"] = by_method
    home(web, other.root)
    await ran(deps, web, LINKS)
    assert (await answers(deps))["/"] == ("well", None, 200, 200)


async def test_redirects_that_go_round_are_broken_unless_a_cookie_would_end_them(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """A wall sends round whoever comes without its cookie, and lets people through."""
    other.acts |= {
        "/a": answer(status=302, headers={"Location": "/b"}),
        "/b": answer(status=302, headers={"Location": "/a"}),
        "/consent": answer(status=302, headers={"Location": "/consent", "Set-Cookie": "seen=1"}),
        "/nowhere": answer(status=302),
    }
    for number in range(30):
        there = f"/far/{number + 1}"
        other.acts[f"/far/{number}"] = answer(status=302, headers={"Location": there})
    home(web, *map(other.url, ("/a", "/consent", "/nowhere", "/far/0")))
    evidence = (await ran(deps, web, LINKS)).issues["links_broken_external", "/"]["Evidence"]
    assert f"302 {other.url('/nowhere')} (bad_redirect)" in evidence.split(" | ")
    assert await answers(deps) == {
        "/a": ("broken", "redirect_loop", 302, 302),
        "/consent": ("refused", "redirect_loop", 302, 302),
        "/nowhere": ("broken", "bad_redirect", 302, 302),
        "/far/0": ("broken", "redirect_loop", 302, 302),
    }
    assert "/far/20" in other.targets()
    assert "/far/21" not in other.targets()


async def silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Hears, and says nothing."""
    await writer.wait_closed()


async def test_a_host_that_does_not_answer_is_not_asked_for_each_of_its_links(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Two hundred links to a host that hears and is silent, and as many to one where nobody listens."""
    [closed] = free_ports(("closed",)).values()
    links = [other.url(f"/{number}") for number in range(200)]
    dead = [f"http://127.0.0.1:{closed}/dead/{number}" for number in range(200)]
    other.acts |= {f"/{number}": silent for number in range(200)}
    home(web, *links, *dead)
    found = await ran(deps, web, LINKS)
    assert len([one for one in other.asked if one.target != "/robots.txt"]) == 2 * 3
    assert found.seo["/"]["Broken External Links"] == "400"
    ends = await rows(deps, "select distinct verdict, cause from outside_checks order by cause")
    assert [tuple(row.values()) for row in ends] == [
        ("no_response", "refused"), ("no_response", "timeout"),
    ]  # fmt: skip
    assert (
        f"no response (refused) {dead[0]}" in found.issues["links_broken_external", "/"]["Evidence"]
    )


async def test_a_host_that_grows_silent_breaks_only_what_it_was_asked_for(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """It answered before, so it is there: of what was not asked any more nobody knows."""
    count = 40
    answered: list[str] = []

    async def growing_silent(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if asked.target in answered or len(answered) < 5:
            answered.append(asked.target)
            writer.write(answer(b"", status=200))
        else:
            await writer.wait_closed()

    other.acts |= {f"/{number}": growing_silent for number in range(count)}
    home(web, *(other.url(f"/{number}") for number in range(count)))
    found = await ran(deps, web, LINKS)
    assert found.seo["/"]["Broken External Links"] == "3"
    assert found.facts["outside"]["refused"] == count - 5 - 3


async def test_where_no_host_answers_the_links_are_not_to_blame(deps: Deps, web: Loopback) -> None:
    """Behind a firewall that lets us to the site alone every link would be broken."""
    ports = free_ports(tuple("abcde"))
    home(web, *(f"http://127.0.0.1:{port}/{name}" for name, port in ports.items()))
    found = await ran(deps, web, LINKS)
    assert set((await answers(deps)).values()) == {("no_response", "refused", None, None)}
    assert found.facts["outside"]["cut_off"]
    assert found.seo["/"]["Broken External Links"] == ""
    assert ("links_broken_external", "/") not in found.issues


async def test_a_busy_host_is_left_alone_and_not_called_broken(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """429 with a long Retry-After: the rest of its links are not asked, and nobody waits for them."""
    busy = answer(status=429, headers={"Retry-After": "600"})
    other.acts |= {f"/{number}": busy for number in range(50)}
    home(web, *(other.url(f"/{number}") for number in range(50)))
    found = await ran(deps, web, LINKS)
    assert len([one for one in other.asked if one.target != "/robots.txt"]) == 1
    assert set((await answers(deps)).values()) == {
        ("refused", "http_429", 429, 429), ("refused", "busy", None, None),
    }  # fmt: skip
    assert found.seo["/"]["Broken External Links"] == ""
    assert ("links_broken_external", "/") not in found.issues


async def test_robots_txt_of_other_hosts_is_obeyed_also_on_the_way(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """A forbidden address is not asked for, nor one that a redirect leads to; nobody calls it broken."""
    other.acts["/robots.txt"] = robots("User-agent: *\nDisallow: /closed")
    other.acts["/way"] = answer(status=302, headers={"Location": "/closed/2"})
    home(web, other.url("/closed/1"), other.url("/way"))
    await ran(deps, web, LINKS)
    assert await answers(deps) == {
        "/closed/1": ("robots", "line 2: Disallow: /closed", None, None),
        "/way": ("robots", "line 2: Disallow: /closed", 302, 302),
    }
    assert [one for one in other.targets() if "closed" in one] == []


async def test_a_policy_speaks_for_the_robots_txt_of_its_own_site_alone(
    make_settings: Callable[..., Settings], endpoints: Endpoints, web: Loopback, other: Loopback
) -> None:
    """Where it is not obeyed the site's pictures are asked for all the same, and those of others are not."""
    closed = robots("User-agent: *\nDisallow: /img")
    home(web, body=f'<img src="/img/own.png"><img src="{other.url("/img/theirs.png")}">')
    web.acts["/robots.txt"] = other.acts["/robots.txt"] = closed
    policy = PICTURES.model_copy(update={"obey_robots": False, "reason": "our own site"})
    async with working(make_settings(admin_ids=str(ANNA)), endpoints) as deps:
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        await ran(deps, web, policy)
        assert await answers(deps) == {
            "/img/own.png": ("broken", "http_404", 404, 404),
            "/img/theirs.png": ("robots", "line 2: Disallow: /img", None, None),
        }


async def test_no_address_of_a_cloud_is_asked_directly_or_by_redirect(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """Whatever the site may be, its links do not lead us to where credentials are given out."""
    metadata = "http://169.254.169.254/latest/"
    other.acts["/trap"] = answer(status=302, headers={"Location": metadata})
    home(web, metadata, other.url("/trap"))
    found = await ran(deps, web, LINKS)
    assert await answers(deps) == {
        "/latest/": ("forbidden", "forbidden_address", None, None),
        "/trap": ("forbidden", "forbidden_address", 302, 302),
    }
    assert found.seo["/"]["Broken External Links"] == ""


async def test_pictures_are_told_broken_and_heavy(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """On any host, those that load late among them; their sizes are what the servers say."""
    web.acts["/heavy.png"] = answer(b"x" * 204_800, content_type=PNG)
    web.acts["/light.png"] = answer(b"x" * 102_400, content_type=PNG)
    other.acts["/late.jpg"] = answer(b"x" * 150_000, content_type="image/jpeg")
    shown = (
        '<img src="/heavy.png"><img src="/light.png"><img src="/gone.png"><img src="/gone.png">'
        f'<img src="data:image/gif;base64,R0lGOD" data-src="{other.url("/late.jpg")}">'
    )
    home(web, other.url("/not-asked"), body=shown)
    found = await ran(deps, web, PICTURES)
    broken, large = found.issues["image_broken", "/"], found.issues["image_large", "/"]
    assert (broken["Detail"], broken["Evidence"]) == ("1", f"404 {web.url('/gone.png')}")
    assert large["Detail"] == "2, the largest 204800 > 102400 bytes"
    assert large["Evidence"].split(" | ") == [
        f"204800 {web.url('/heavy.png')}", f"150000 {other.url('/late.jpg')}",
    ]  # fmt: skip
    assert "/not-asked" not in other.targets()
    assert web.targets().count("/robots.txt") == 1
    assert found.seo["/"]["Broken External Links"] == ""
    [kept] = await rows(deps, "select * from outside_checks where url like '%/late.jpg'")
    assert (kept["size_bytes"], kept["content_type"]) == (150_000, "image/jpeg")


async def test_what_most_pages_name_is_asked_within_the_bound(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """The rest is left out, which the summary tells."""
    listed(web, "/a")
    links = [other.url(f"/{number}") for number in range(9)]
    web.acts["/"] = answer(page("Home", links))
    web.acts["/a"] = answer(page("A", links[7:]))
    found = await ran(deps, web, LINKS.model_copy(update={"max_outside": 3}))
    assert sorted(await answers(deps)) == ["/0", "/7", "/8"]
    assert found.facts["outside"] == {
        "named": 9, "left_out": 6, "broken": 3, "cut_off": False,
    }  # fmt: skip


async def test_a_server_that_sends_a_body_with_a_head_spoils_nothing_else(
    deps: Deps, web: Loopback, other: Loopback
) -> None:
    """What comes behind the head is no answer to the next question."""

    async def talkative(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(page("Not found"), status=200))
        await writer.drain()

    other.acts |= {f"/{number}": talkative for number in range(6)}
    home(web, *(other.url(f"/{number}") for number in range(6)))
    await ran(deps, web, LINKS)
    assert set((await answers(deps)).values()) == {("well", None, 200, 200)}
