"""Sites that answer oddly, each crawled to its end by a real worker: what the ledger says of them.

All of them are one run, so that the tests only look.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from config.settings import load_settings
from config.sites import Catalogue, Site
from runner.access import Actor
from runner.control import Request, start_run
from runner.crawl.sitemap_guesses import PATHS
from runner.plan import RunOrder, plan_run
from runner.stores import Endpoints
from storage import site_jobs
from storage.embedded.postgres import PostgresServer
from storage.embedded.valkey import ValkeyServer
from storage.model.run import Place, SiteJob
from storage.model.states import SiteStatus
from tests.integration.runner.hostile import POLICIES, SITES
from tests.integration.runner.loopback import Loopback, loopback
from tests.servers import fresh_database
from tests.world import finished, rows, working

BOSS = 11


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


def test_rules_are_not_asked_for_earlier_than_the_server_wants(sites: Mapping[str, Ended]) -> None:
    """Five minutes are too long to hold a slot: the site fails, and says what it was asked for."""
    site = sites["robots-patience"]
    assert site.web.targets() == ["/robots.txt"]
    assert site.detail("/") == "robots_closed: robots.txt answers 429, and asks to wait 300 s"


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
    assert site.web.targets() == ["/robots.txt"]


def test_a_closed_site_that_names_its_sitemap_is_told_address_by_address(
    sites: Mapping[str, Ended],
) -> None:
    """The line in robots.txt invites to the sitemap; what it names stays closed."""
    site = sites["closed-but-named"]
    assert site.web.targets() == ["/robots.txt", "/sitemap.xml"]
    assert (site.outcome("/p"), site.detail("/p")) == ("robots", "line 2: Disallow: /")


@pytest.mark.parametrize(
    ("path", "outcome", "detail"),
    [
        ("/loop-a", "redirect", "/loop-b"),
        ("/loop-b", "redirect", "/loop-a"),
        ("/self", "redirect", "/self"),
        ("/metadata", "redirect", "http://169.254.169.254/latest/meta-data/"),
        ("/elsewhere", "redirect", "https://elsewhere.example/"),
        ("/nowhere", "failed", "bad_redirect: no Location"),
        ("/to-page", "redirect", "/page?utm_source=redirect"),
        ("/page?utm_source=redirect", "duplicate", "/page"),
        ("/page", "fetched", ""),
        ("/to-session", "redirect", "/to-session;jsessionid=1"),
        ("/to-session;jsessionid=1", "fetched", ""),
    ],
)
def test_a_redirect_ends_where_it_leads(
    sites: Mapping[str, Ended], path: str, outcome: str, detail: str
) -> None:
    """The target has a line of its own if it is of the site; what is not is never asked for."""
    site = sites["redirects"]
    assert site.outcome(path) == outcome
    assert site.detail(path).replace(site.web.root, "/") == detail


def test_a_session_in_every_link_is_no_trap(sites: Mapping[str, Ended]) -> None:
    """Each page gives new spellings of the same three addresses; each of these is asked for once."""
    site = sites["sessions"]
    assert sorted(set(site.web.targets()) - set(PATHS)) == ["/", "/a", "/b", "/c", "/robots.txt"]
    assert len(site.web.targets()) == 5 + len(PATHS)
    outcomes = [line["outcome"] for line in site.lines.values()]
    assert (outcomes.count("fetched"), outcomes.count("duplicate")) == (4, 12)


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
    """A guess that fails, or is a page like all others, is no failure and no sitemap."""
    for name in ("robots-loop", "shell"):
        kept = sites[name].sitemaps
        assert kept["whole"]
        assert (kept["facts"]["known"], kept["facts"].get("unusable", 0)) == (0, 0), name


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
