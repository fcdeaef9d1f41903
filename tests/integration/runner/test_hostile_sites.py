"""Sites that answer oddly, each crawled to its end by a real worker: what the ledger says of them.

All of them are one run, so that the tests only look.
"""

import gzip
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from config.policies import Policy
from config.settings import load_settings
from config.sites import Catalogue, Site
from runner.access import Actor
from runner.control import Request, start_run
from runner.plan import RunOrder, plan_run
from runner.stores import Endpoints
from storage import site_jobs
from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer
from storage.model.run import Place, SiteJob
from storage.model.states import SiteStatus
from tests.integration.runner.loopback import Asked, Loopback, answer, loopback, page, sitemap
from tests.integration.runner.test_fetching import breaking, dripping
from tests.servers import fresh_database
from tests.world import finished, rows, working

BOSS = 11
POLICY = Policy(
    host_concurrency=2,
    requests_per_second=1000,
    retry_pause=0.05,
    connect_timeout=2,
    read_timeout=2,
    page_timeout=1,
    max_page_bytes=20_000,
)
POLICIES = {
    "default": POLICY,
    "unasked": POLICY.model_copy(update={"obey_robots": False, "reason": "our own site"}),
}
TEXT = "text/plain; charset=utf-8"
XML = "application/xml"
NOT_NOW = answer(b"busy", status=503, content_type="text/html")


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A site after the run."""

    web: Loopback
    job: SiteJob
    lines: Mapping[str, Mapping[str, Any]]  #: of the ledger, by path
    sitemaps: Mapping[str, Any]  #: the facts that are kept of them

    def outcome(self, path: str) -> str | None:
        """The bucket of an address."""
        return str(self.lines[path]["outcome"])

    def detail(self, path: str) -> str:
        """And its reason."""
        return str(self.lines[path]["detail"] or "")


def in_turn(*answers: bytes) -> Any:
    """One answer after the other; the last one stays."""

    async def act(asked: Asked, writer: Any) -> None:
        writer.write(answers[min(asked.number, len(answers) - 1)])
        await writer.drain()

    return act


def robots(text: str = "", *, raw: bytes | None = None, **more: Any) -> bytes:
    """A robots.txt."""
    return answer(text.encode() if raw is None else raw, content_type=TEXT, **more)


def listed(web: Loopback, *targets: str) -> None:
    """A site whose sitemap names these paths, each of them a page unless a test says otherwise."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts["/sitemap.xml"] = answer(sitemap([web.url(one) for one in targets]), content_type=XML)
    for target in ("/", *targets):
        web.acts.setdefault(target, answer(page(f"Page {target}")))


def soon() -> str:
    """A date for Retry-After, a second from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)


async def busy_with_a_date(asked: Asked, writer: Any) -> None:
    """429 with a date at first, rules then."""
    if asked.number:
        writer.write(robots("User-agent: *\nDisallow: /closed"))
    else:
        writer.write(answer(status=429, headers={"Retry-After": soon()}))
    await writer.drain()


def make_robots_503(web: Loopback) -> None:
    """Rules that are not to be had."""
    web.acts |= {"/robots.txt": NOT_NOW, "/": answer(page("Home"))}


def make_robots_later(web: Loopback) -> None:
    """Rules after two failures."""
    rules = robots("User-agent: *\nDisallow: /closed")
    web.acts["/robots.txt"] = in_turn(NOT_NOW, NOT_NOW, rules)
    web.acts["/"] = answer(page("Home", ["/closed", "/open"]))
    web.acts["/open"] = answer(page("Open"))


def make_robots_429(web: Loopback) -> None:
    """Rules after the patience that was asked for."""
    web.acts |= {"/robots.txt": busy_with_a_date, "/": answer(page("Home", ["/closed"]))}


def make_robots_loop(web: Loopback) -> None:
    """Rules that redirect to themselves: no rules."""
    web.acts["/robots.txt"] = answer(status=301, headers={"Location": "/robots.txt"})
    web.acts["/"] = answer(page("Home"))


def make_robots_cut(web: Loopback) -> None:
    """Rules whose line breaks each time."""
    web.acts |= {"/robots.txt": breaking, "/": answer(page("Home"))}


def make_robots_bom(web: Loopback) -> None:
    """Everything closed, behind a byte order mark."""
    web.acts["/robots.txt"] = robots(raw=b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n")


def make_robots_1251(web: Loopback) -> None:
    """Everything closed, after a comment that is not UTF-8."""
    comment = "# \u0437\u0430\u043a\u0440\u044b\u0442\u043e\n".encode("cp1251")
    web.acts["/robots.txt"] = robots(raw=comment + b"User-agent: *\nDisallow: /\n")


def make_redirects(web: Loopback) -> None:
    """All kinds of redirects."""
    listed(web, "/loop-a", "/self", "/chain/1", "/metadata", "/elsewhere", "/nowhere", "/to-page")
    targets = {
        "/loop-a": "/loop-b",
        "/loop-b": "/loop-a",
        "/self": "/self",
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/elsewhere": "https://elsewhere.example/",
        "/to-page": "/page?utm_source=redirect",
    }
    for path, target in targets.items():
        web.acts[path] = answer(status=302, headers={"Location": target})
    for number in range(1, 60):
        web.acts[f"/chain/{number}"] = answer(
            status=301, headers={"Location": f"/chain/{number + 1}"}
        )
    web.acts["/nowhere"] = answer(status=301)
    web.acts["/page"] = answer(page("Reached"))


def make_pages(web: Loopback) -> None:
    """All kinds of answers."""
    listed(
        web,
        *("/empty", "/untyped", "/not-modified", "/reset", "/drip", "/large", "/large-file"),
        *("/file", "/busy", "/broken", "/forbidden", "/teapot", "/twice?utm_source=a", "/twice"),
    )
    web.acts |= {
        "/empty": answer(b""),
        "/untyped": answer(page("Untyped"), content_type=""),
        "/not-modified": b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\n\r\n",
        "/reset": breaking,
        "/drip": dripping,
        "/large": answer(page("Large") + b"x" * 30_000),
        "/large-file": answer(b"x" * 30_000, content_type="application/zip"),
        "/file": answer(b"%PDF", content_type="application/pdf"),
        "/busy": in_turn(answer(status=429, headers={"Retry-After": "1"}), answer(page("Busy"))),
        "/broken": answer(status=500),
        "/forbidden": answer(status=403),
        "/teapot": answer(status=418),
        "/twice": answer(page("Twice")),
    }


def make_cycle(web: Loopback) -> None:
    """Indexes that name each other and themselves, and children that are no addresses of ours."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/i.xml')}")
    mine = [web.url("/i.xml"), web.url("/j.xml"), web.url("/k.xml")]
    odd = ["http://xn--a.com/s.xml", "file:///etc/passwd", "http://" + "a" * 9000 + "/"]
    web.acts["/i.xml"] = answer(sitemap([*odd, *mine], tag="sitemapindex"), content_type=XML)
    web.acts["/j.xml"] = answer(sitemap(mine, tag="sitemapindex"), content_type=XML)
    web.acts["/k.xml"] = answer(sitemap([web.url("/p")]), content_type=XML)
    web.acts |= {"/": answer(page("Home")), "/p": answer(page("P"))}


def make_guess(web: Loopback) -> None:
    """No robots.txt; the guessed index is there, but one of its children is not."""
    children = [web.url("/a.xml"), web.url("/b.xml")]
    web.acts["/sitemap.xml"] = answer(sitemap(children, tag="sitemapindex"), content_type=XML)
    web.acts["/a.xml"] = answer(sitemap([web.url("/p")]), content_type=XML)
    web.acts["/b.xml"] = NOT_NOW
    web.acts |= {"/": answer(page("Home")), "/p": answer(page("P"))}


def broken_off(web: Loopback, *, at: int) -> Any:
    """A sitemap whose line breaks the first `at` times."""
    body = sitemap([web.url(f"/p{number}") for number in range(2000)])

    async def act(asked: Asked, writer: Any) -> None:
        whole = answer(body, content_type=XML)
        if asked.number >= at:
            writer.write(whole)
            await writer.drain()
            return
        writer.write(whole[: len(whole) * 3 // 4])
        await writer.drain()
        writer.transport.abort()

    return act


def make_cut_once(web: Loopback) -> None:
    """A sitemap whose line breaks at the first attempt."""
    listed(web)
    web.acts["/robots.txt"] = robots(
        f"Sitemap: {web.url('/sitemap.xml')}\nUser-agent: *\nDisallow: /p"
    )
    web.acts["/sitemap.xml"] = broken_off(web, at=1)


def make_cut_always(web: Loopback) -> None:
    """A sitemap whose line breaks at every attempt."""
    make_cut_once(web)
    web.acts["/sitemap.xml"] = broken_off(web, at=99)


def make_odd_sitemaps(web: Loopback) -> None:
    """Encodings, compressions, and files that are none."""
    names = ("utf16", "gz", "gz-cut", "page", "drip", "busy", "repaired", "moved", "gone", "coded")
    told = "\n".join(f"Sitemap: {web.url(f'/{name}.xml')}" for name in names)
    web.acts["/robots.txt"] = robots(told)

    def naming(name: str) -> bytes:
        return sitemap([web.url(f"/{name}-{number}") for number in range(3)])

    packed = b"".join(gzip.compress(naming("gz")[at : at + 100]) for at in range(0, 500, 100))
    web.acts |= {
        "/": answer(page("Home")),
        "/utf16.xml": answer(
            naming("utf16").replace(b'version="1.0"', b'version="1.0" encoding="utf-16"')
            .decode().encode("utf-16"), content_type=XML),
        "/gz.xml": answer(packed, content_type="application/gzip"),
        "/gz-cut.xml": answer(gzip.compress(naming("gz-cut"))[:-12], content_type=XML),
        "/coded.xml": answer(
            gzip.compress(naming("coded"))[:-12], headers={"Content-Encoding": "gzip"}, content_type=XML
        ),
        "/page.xml": answer(page("Not found, but 200")),
        "/drip.xml": dripping,
        "/busy.xml": in_turn(
            answer(status=429, headers={"Retry-After": "1"}), answer(naming("busy"), content_type=XML)
        ),
        "/repaired.xml": answer(naming("repaired").replace(b"repaired-1", b"x?a=1&b=2"), content_type=XML),
        "/moved.xml": answer(status=302, headers={"Location": "/elsewhere.xml"}),
        "/elsewhere.xml": answer(naming("moved"), content_type=XML),
    }  # fmt: skip


def make_blocked_sitemaps(web: Loopback) -> None:
    """Nothing but a 503 for the sitemap: what can be found by links is."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts |= {
        "/sitemap.xml": NOT_NOW,
        "/": answer(page("Home", ["/a"])),
        "/a": answer(page("A")),
    }


SITES: Mapping[str, Callable[[Loopback], None]] = {
    "robots-503": make_robots_503,
    "robots-503-unasked": make_robots_503,
    "robots-later": make_robots_later,
    "robots-429": make_robots_429,
    "robots-loop": make_robots_loop,
    "robots-cut": make_robots_cut,
    "robots-bom": make_robots_bom,
    "robots-1251": make_robots_1251,
    "redirects": make_redirects,
    "pages": make_pages,
    "cycle": make_cycle,
    "guess": make_guess,
    "cut-once": make_cut_once,
    "cut-always": make_cut_always,
    "odd-sitemaps": make_odd_sitemaps,
    "blocked-sitemaps": make_blocked_sitemaps,
}


@pytest.fixture(scope="module")
async def sites(
    postgres: PostgresServer, valkey: ValkeyServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Mapping[str, Ended]]:
    """All sites, crawled once."""
    settings = load_settings(
        _env_file=None,
        data_dir=tmp_path_factory.mktemp("hostile"),
        admin_ids=str(BOSS),
        bulk_max_concurrency=len(SITES),
    )
    async with AsyncExitStack() as stack:
        dsn = await stack.enter_async_context(fresh_database(postgres, "progon_template"))
        webs = {name: await stack.enter_async_context(loopback()) for name in SITES}
        for name, make in SITES.items():
            make(webs[name])
        endpoints = Endpoints(database_url=dsn, redis_url=valkey.url_of(3))
        deps = await stack.enter_async_context(working(settings, endpoints))
        await deps.db.execute("insert into people (id, name) values (11, 'Anna')")
        plan = plan_run(RunOrder(), _catalogue(webs), POLICIES)
        request = Request(
            actor=Actor(user_id=BOSS, chat_id=BOSS), place=Place(chat_id=BOSS), key="1"
        )
        run_id = await start_run(deps, request, RunOrder(), plan)
        await finished(deps, run_id, within=60)
        jobs = await site_jobs.of_run(deps.db, run_id)
        yield {job.site: await _ended(deps, job, webs[job.site]) for job in jobs}


def _catalogue(webs: Mapping[str, Loopback]) -> Catalogue:
    found = [
        Site(
            id=name,
            url=web.root,
            allow_private=True,
            policy="unasked" if name.endswith("unasked") else "default",
        )
        for name, web in webs.items()
    ]
    return Catalogue(sites={site.id: site for site in found})


async def _ended(deps: Any, job: SiteJob, web: Loopback) -> Ended:
    lines = await rows(
        deps, "select url, outcome, detail, tries from addresses where site_job_id = $1", job.id
    )
    [kept] = await rows(deps, "select sitemaps from bulk_job_sites where id = $1", job.id)
    return Ended(
        web=web,
        job=job,
        lines={"/" + row["url"].removeprefix(web.root): row for row in lines},
        sitemaps=kept["sitemaps"] or {},
    )


def test_the_sums_of_every_ledger_match(sites: Mapping[str, Ended]) -> None:
    """Each address has one outcome, the counters are those of the lines, and no site broke us."""
    for name, site in sites.items():
        outcomes = [line["outcome"] for line in site.lines.values()]
        assert None not in outcomes, name
        assert outcomes, name
        assert site.job.total_urls == site.job.processed == len(outcomes), name
        assert site.job.failed == outcomes.count("failed"), name
        assert site.job.failure not in {"crashes", "trouble"}, (name, site.job.failure_detail)


@pytest.mark.parametrize(
    ("name", "failure"), [("robots-503", "robots_closed"), ("robots-cut", "unreachable")]
)
def test_rules_that_are_not_to_be_had_close_the_site(
    sites: Mapping[str, Ended], name: str, failure: str
) -> None:
    """After some attempts the site fails with that reason; its home page is on record, and not asked for."""
    site = sites[name]
    assert (site.job.status, site.job.failure) == (SiteStatus.FAILED, failure)
    assert set(site.web.targets()) == {"/robots.txt"}
    assert len(site.web.asked) == 4
    assert site.outcome("/") == "failed"
    assert site.detail("/").startswith(f"{failure}: ")


def test_a_policy_that_asks_no_robots_goes_on_without_rules(sites: Mapping[str, Ended]) -> None:
    """The same 503 where the profile says that robots.txt is not asked."""
    site = sites["robots-503-unasked"]
    assert site.job.status is SiteStatus.COMPLETED
    assert site.outcome("/") == "fetched"


@pytest.mark.parametrize("name", ["robots-later", "robots-429"])
def test_rules_that_come_late_are_obeyed(sites: Mapping[str, Ended], name: str) -> None:
    """A 503 or a 429 with a date at first: asked again, and the line that closes is quoted."""
    site = sites[name]
    assert site.job.status is SiteStatus.COMPLETED
    assert (site.outcome("/closed"), site.detail("/closed")) == (
        "robots",
        "line 2: Disallow: /closed",
    )
    assert "/closed" not in site.web.targets()


def test_rules_that_redirect_for_ever_are_none(sites: Mapping[str, Ended]) -> None:
    """Five redirects, and it is as if there were no file (RFC 9309 2.3.1.2)."""
    site = sites["robots-loop"]
    assert site.job.status is SiteStatus.COMPLETED
    assert site.web.targets().count("/robots.txt") == 6


@pytest.mark.parametrize("name", ["robots-bom", "robots-1251"])
def test_no_encoding_opens_a_closed_site(sites: Mapping[str, Ended], name: str) -> None:
    """A byte order mark or a comment in windows-1251 changes nothing of `Disallow: /`."""
    site = sites[name]
    assert (site.job.status, site.job.failure) == (SiteStatus.FAILED, "no_pages")
    assert site.outcome("/") == "robots"
    assert site.detail("/").endswith("Disallow: /")
    assert "/" not in site.web.targets()


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/loop-a", "redirect", "/loop-b"),
        ("/loop-b", "redirect", "/loop-a"),
        ("/self", "redirect", "/self"),
        ("/metadata", "redirect", "http://169.254.169.254/latest/meta-data/"),
        ("/elsewhere", "redirect", "https://elsewhere.example/"),
        ("/nowhere", "failed", "bad_redirect"),
        ("/to-page", "redirect", "/page?utm_source=redirect"),
        ("/page?utm_source=redirect", "duplicate", "/page"),
        ("/page", "fetched", ""),
    ],
)
def test_a_redirect_ends_where_it_leads(
    sites: Mapping[str, Ended], path: str, outcome: str, detail: str
) -> None:
    """The target has a line of its own if it is of the site; what is not is never asked for."""
    site = sites["redirects"]
    assert site.outcome(path) == outcome
    assert site.detail(path).replace(site.web.root, "/") == detail


def test_redirects_to_ever_new_addresses_end(sites: Mapping[str, Ended]) -> None:
    """After twenty steps a chain is given up, as browsers do."""
    followed = [path for path in sites["redirects"].lines if path.startswith("/chain/")]
    assert len(followed) == 20
    assert sites["redirects"].web.targets().count("/loop-a") == 1


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/empty", "fetched", ""),
        ("/untyped", "fetched", ""),
        ("/not-modified", "failed", "http_304"),
        ("/reset", "failed", "cut_off: "),
        ("/drip", "failed", "timeout: "),
        ("/large", "too_large", "over 20000 bytes"),
        ("/large-file", "wrong_type", "application/zip"),
        ("/file", "wrong_type", "application/pdf"),
        ("/busy", "fetched", ""),
        ("/broken", "failed", "http_500"),
        ("/forbidden", "failed", "http_403"),
        ("/teapot", "failed", "http_418"),
        ("/twice", "fetched", ""),
        ("/twice?utm_source=a", "duplicate", "/twice"),
    ],
)
def test_an_odd_answer_has_its_bucket(
    sites: Mapping[str, Ended], path: str, outcome: str, detail: str
) -> None:
    """Each answer ends in the bucket that says what it was."""
    site = sites["pages"]
    assert site.outcome(path) == outcome
    assert site.detail(path).replace(site.web.root, "/").startswith(detail)


def test_what_may_pass_is_tried_again_and_what_will_not_is_not(sites: Mapping[str, Ended]) -> None:
    """Errors of the line and of the server get three attempts, refusals one."""
    asked = sites["pages"].web.targets()
    assert [asked.count(path) for path in ("/reset", "/broken", "/drip")] == [3, 3, 3]
    assert [asked.count(path) for path in ("/forbidden", "/teapot", "/not-modified")] == [1, 1, 1]


def test_sitemaps_that_name_each_other_are_read_once(sites: Mapping[str, Ended]) -> None:
    """A cycle ends, and children that are no addresses break nothing."""
    site = sites["cycle"]
    asked = site.web.targets()
    assert [asked.count(f"/{name}.xml") for name in "ijk"] == [1, 1, 1]
    assert site.outcome("/p") == "fetched"
    facts = site.sitemaps["facts"]
    assert (facts["known"], facts["read"], facts["failed"]) == (3, 3, 0)
    assert facts["seen_again"] == 4


def test_a_child_of_a_guessed_index_that_fails_is_missed(sites: Mapping[str, Ended]) -> None:
    """The index was only guessed, but it said that its child is there."""
    kept = sites["guess"].sitemaps
    assert not kept["whole"]
    assert (kept["facts"]["known"], kept["facts"]["read"], kept["facts"]["failed"]) == (3, 2, 1)
    assert [*kept["facts"]["failures"].values()] == ["http_503"]


def test_a_sitemap_that_nobody_named_may_be_absent(sites: Mapping[str, Ended]) -> None:
    """A guess that fails is no failure."""
    kept = sites["robots-loop"].sitemaps
    assert kept["whole"]
    assert kept["facts"]["known"] == 0


def test_a_sitemap_whose_line_breaks_is_read_again(sites: Mapping[str, Ended]) -> None:
    """At the second attempt it is whole, and each address stands once, where it would have stood."""
    site = sites["cut-once"]
    facts = site.sitemaps["facts"]
    assert (facts["read"], facts["cut"], facts["addresses"]) == (1, 0, 2000)
    assert site.sitemaps["usable"] == 2000
    assert site.job.total_urls == 2001


def test_a_sitemap_whose_line_always_breaks_gives_what_it_has(sites: Mapping[str, Ended]) -> None:
    """What came at the last attempt is kept, and the file is known to be cut."""
    site = sites["cut-always"]
    facts = site.sitemaps["facts"]
    assert facts["cut"] == 1
    assert 1000 < facts["addresses"] < 2000
    assert [*facts["partial"].values()] == ["cut"]
    assert site.web.targets().count("/sitemap.xml") == 3


def test_odd_sitemaps_are_read_or_named(sites: Mapping[str, Ended]) -> None:
    """UTF-16, several gzip members, a redirect, a 429; what is cut, a page, dripping or gone."""
    site = sites["odd-sitemaps"]
    named = {path.partition("-")[0] for path in site.lines if path[-2:] in {"-0", "-1", "-2"}}
    assert named >= {"/utf16", "/gz", "/busy", "/repaired", "/moved"}
    assert "/x?a=1&b=2" in site.lines
    facts = site.sitemaps["facts"]
    assert facts["known"] == 10
    assert "/coded-0" in site.lines
    assert {url.removeprefix(site.web.root): why for url, why in facts["failures"].items()} == {
        "drip.xml": "timeout",
    }
    assert {url.removeprefix(site.web.root): why for url, why in facts["partial"].items()} == {
        "coded.xml": "cut",
        "gone.xml": "missing",
        "gz-cut.xml": "cut",
        "page.xml": "no-sitemap",
    }


def test_links_stand_in_for_sitemaps_that_are_not_to_be_had(sites: Mapping[str, Ended]) -> None:
    """The site is crawled by its links, and the account says that a sitemap is missing."""
    site = sites["blocked-sitemaps"]
    assert site.outcome("/a") == "fetched"
    assert not site.sitemaps["whole"]
