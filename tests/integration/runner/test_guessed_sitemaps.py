"""Sitemaps that nobody names: where they are looked for, at what cost, and what runs conclude."""

import gzip
from collections.abc import AsyncIterator

import pytest

from runner.crawl.sitemap_guesses import PATHS
from runner.deps import Deps
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import NOT_NOW, XML, robots
from tests.integration.runner.loopback import Act, Loopback, answer, page, sitemap
from tests.integration.runner.unlisted_site import listing, unlisted_site
from tests.integration.runner.whole_run import run

GONE = answer(page("Nothing"), status=404)
DEAD = "http://127.0.0.1:1/sitemap.xml"


@pytest.fixture
async def web() -> AsyncIterator[Loopback]:
    """A site of which no sitemap is named."""
    async with unlisted_site() as served:
        yield served


def tried(web: Loopback) -> list[str]:
    """Which of the usual places were asked, in order."""
    return [target for target in web.targets() if target in PATHS]


@pytest.mark.parametrize("path", PATHS)
async def test_each_of_the_usual_places_is_found(deps: Deps, web: Loopback, path: str) -> None:
    """One request for each place before it, and none after it."""
    web.acts[path] = listing(web, "/", "/orphan")
    if path.endswith(".gz"):
        packed = gzip.compress(sitemap([web.root, web.url("/orphan")]))
        web.acts[path] = answer(packed, content_type="application/gzip")
    files = await run(deps, web)
    assert tried(web) == list(PATHS[: PATHS.index(path) + 1])
    assert files.seo["/orphan"]["Sitemap URL"] == web.url(path)
    assert (files.facts["known"], files.facts["failed"], files.facts["missing"]) == (1, 0, 0)
    assert files.job["complete"]


@pytest.mark.parametrize(
    ("named", "is_there", "guessed"),
    [
        ("/old.xml", GONE, True),
        ("/old.xml", answer(status=410), True),
        ("/old.xml", answer(status=403), True),
        ("/old.xml", answer(page("Home")), True),
        ("/old.xml", answer(status=301, headers={"Location": "/old.xml"}), True),
        (DEAD, None, True),
        ("/old.xml", NOT_NOW, False),
        ("/old.xml", answer(sitemap([]), content_type=XML), False),
    ],
    ids=["404", "410", "403", "page", "loop", "dead-host", "503", "empty"],
)
async def test_a_named_one_that_is_of_no_use_is_replaced(
    deps: Deps, web: Loopback, named: str, is_there: Act | None, *, guessed: bool
) -> None:
    """But not one that is silent for now, nor one that is a sitemap without entries."""
    web.acts["/robots.txt"] = robots(f"Sitemap: {named if is_there is None else web.url(named)}")
    web.acts["/sitemap_index.xml"] = listing(web, "/orphan")
    if is_there is not None:
        web.acts[named] = is_there
    files = await run(deps, web)
    assert tried(web) == (list(PATHS[:2]) if guessed else [])
    assert ("/orphan" in files.seo) is guessed
    assert files.facts["known"] == 1 + guessed


async def test_guesses_that_lead_nowhere_are_no_fault(deps: Deps, web: Loopback) -> None:
    """Four requests, nothing in the summary, no issue and a run that is complete."""
    files = await run(deps, web)
    assert tried(web) == list(PATHS)
    assert files.facts["known"] == files.facts["failed"] == files.facts["missing"] == 0
    assert set(files.facts["guesses"].values()) == {"missing"}
    assert files.codes("sitemap") == {}
    assert files.job["complete"]


async def test_a_shell_that_answers_everything_is_no_sitemap(deps: Deps, web: Loopback) -> None:
    """The same page for every address, 200: each guess is one request and nothing more."""
    web.acts |= dict.fromkeys(PATHS, answer(page("Shell")))
    files = await run(deps, web)
    assert tried(web) == list(PATHS)
    assert set(files.facts["guesses"].values()) == {"no-sitemap"}
    assert files.job["complete"]


async def test_trouble_ends_the_guessing(deps: Deps, web: Loopback) -> None:
    """A host that answers a guess with 503 is asked for no other."""
    web.acts["/sitemap.xml"] = NOT_NOW
    files = await run(deps, web)
    assert set(tried(web)) == {"/sitemap.xml"}
    assert files.facts["guesses"] == {web.url("/sitemap.xml"): "http_503"}
    assert files.job["complete"]


async def test_what_robots_txt_closes_is_not_guessed(deps: Deps, web: Loopback) -> None:
    """Nobody invited us there; the other places are tried."""
    web.acts["/robots.txt"] = robots("User-agent: *\nDisallow: /sitemap")
    web.acts["/wp-sitemap.xml"] = listing(web, "/orphan")
    assert "/orphan" in (await run(deps, web)).seo
    assert tried(web) == ["/wp-sitemap.xml"]


async def test_what_was_guessed_once_is_tried_first(deps: Deps, web: Loopback) -> None:
    """The second run asks for it at once; when it is silent, that is the silence of a sitemap."""
    web.acts["/wp-sitemap.xml"] = listing(web, "/", "/orphan")
    await run(deps, web)
    web.asked.clear()
    second = await run(deps, web, "2")
    assert (tried(web), second.changes) == (["/wp-sitemap.xml"], set())
    web.acts["/wp-sitemap.xml"] = NOT_NOW
    third = await run(deps, web, "3")
    assert (third.facts["failed"], third.job["complete"], third.changes) == (1, False, set())
    web.acts["/wp-sitemap.xml"] = GONE
    fourth = await run(deps, web, "4")
    assert (fourth.facts["missing"], fourth.changes) == (1, set())


async def test_a_guess_in_place_of_a_named_one_adds_and_removes_nothing(
    deps: Deps, web: Loopback
) -> None:
    """What the one names and what the other names are two lists, and neither run saw both."""
    web.acts |= {path: answer(page(f"Page {path}")) for path in ("/named", "/guessed")}
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/named.xml')}")
    web.acts["/sitemap.xml"] = listing(web, "/guessed")
    whole = web.acts["/named.xml"] = listing(web, "/named")
    await run(deps, web)
    web.acts["/named.xml"] = GONE
    second = await run(deps, web, "2")
    assert "/guessed" in second.seo
    web.acts["/named.xml"] = whole
    third = await run(deps, web, "3")
    assert "/guessed" not in third.seo
    assert (second.changes, third.changes) == (set(), set())
    assert (await run(deps, web, "4")).changes == set()


async def test_a_guess_that_a_line_confirms_later_is_no_news(deps: Deps, web: Loopback) -> None:
    """The same file, guessed at first and then named: nothing was added or removed."""
    web.acts["/sitemap.xml"] = listing(web, "/", "/orphan")
    await run(deps, web)
    web.acts["/robots.txt"] = robots(f"Sitemap: {web.url('/sitemap.xml')}")
    web.acts["/orphan"] = GONE
    web.acts["/sitemap.xml"] = listing(web, "/", "/new")
    web.acts["/new"] = answer(page("New"))
    second = await run(deps, web, "2")
    assert {(kind, path) for kind, _, path in second.changes} == {
        ("added", "/new"),
        ("removed", "/orphan"),
    }


async def test_a_first_sitemap_in_a_place_that_was_looked_at_is_news(
    deps: Deps, web: Loopback
) -> None:
    """The base asked there and found nothing, so what it names now was not named then."""
    await run(deps, web)
    web.acts["/sitemap.xml"] = listing(web, "/", "/linked", "/orphan")
    second = await run(deps, web, "2")
    assert ("added", "", "/orphan") in second.changes
    assert ArtifactKind.DIFF in second.tables
