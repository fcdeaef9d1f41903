"""The account of a tree of sitemaps."""

import json

import pytest

from parser.pages.sitemaps.census import CensusFacts, Found, SitemapCensus, Visit
from parser.pages.sitemaps.records import (
    Flaw,
    FlawCount,
    ReadingMode,
    SitemapKind,
    SitemapSummary,
    Stop,
)

ROOT = "https://shop.ru/sitemap.xml"


def summary(**facts: object) -> SitemapSummary:
    """A summary with some numbers set."""
    whole: dict[str, object] = {
        "kind": SitemapKind.URLSET,
        "mode": ReadingMode.STRICT,
        "encoding": "utf-8",
        "read": 0,
        "salvaged": 0,
        "children": 0,
        "duplicates": 0,
        "received_bytes": 0,
        "text_bytes": 0,
    }
    return SitemapSummary(**{**whole, **facts})  # type: ignore[arg-type] # a test's shorthand


def visit(census: SitemapCensus) -> Visit:
    """The next visit, which must be there."""
    taken = census.take()
    assert taken is not None
    return taken


def test_a_tree_is_walked_in_the_order_of_finding() -> None:
    """Roots first, then children; every sitemap once, cycles and repetitions counted."""
    census = SitemapCensus.of([ROOT, "HTTPS://SHOP.ru:443/sitemap.xml#x"])
    root = visit(census)
    assert census.found("https://shop.ru/a.xml", parent=root) is Found.ADDED
    assert census.found(ROOT, parent=root) is Found.SEEN_AGAIN
    assert census.found("https://shop.ru/a.xml", parent=root) is Found.SEEN_AGAIN
    assert census.found("mailto:x", parent=root) is Found.NOT_FETCHABLE
    census.read(root, summary(kind=SitemapKind.INDEX, read=3, children=3))
    child = visit(census)
    assert (child.url, child.depth) == ("https://shop.ru/a.xml", 1)
    assert not census.is_finished
    census.read(child, summary(read=10, salvaged=4, mode=ReadingMode.REPAIRED, duplicates=2))
    assert census.take() is None
    assert census.is_finished
    assert census.facts() == CensusFacts(
        known=2,
        read=2,
        indexes=1,
        damaged=1,
        addresses=10,
        salvaged=4,
        duplicates=2,
        seen_again=3,
        not_fetchable=1,
    )


def test_depth_and_number_are_bounded() -> None:
    """A chain that never ends and an index that names too many are cut and counted."""
    census = SitemapCensus.of([ROOT], max_depth=2)
    for depth in range(3):
        parent = visit(census)
        outcome = census.found(f"https://shop.ru/{depth}.xml", parent=parent)
        census.read(parent, summary(kind=SitemapKind.INDEX, read=1, children=1))
    assert outcome is Found.TOO_DEEP
    assert census.is_finished
    small = SitemapCensus(max_sitemaps=1)
    assert small.found(ROOT) is Found.ADDED
    assert small.found("https://shop.ru/2.xml") is Found.TOO_MANY
    assert (census.facts().too_deep, small.facts().too_many) == (1, 1)


def test_every_sitemap_ends_in_one_bucket() -> None:
    """Read, unusable, missing, failed or waiting: the sum is what is known; the odd ones by address."""
    census = SitemapCensus.of(f"https://shop.ru/{number}.xml" for number in range(6))
    census.read(visit(census), summary(read=5))
    census.read(visit(census), summary(kind=SitemapKind.HTML))
    census.failed(visit(census), "http_403")
    census.failed(visit(census), "http_404")
    census.read(visit(census), summary(read=5, mode=ReadingMode.SALVAGED))
    facts = census.facts()
    assert (facts.read, facts.unusable, facts.missing, facts.failed) == (2, 1, 1, 1)
    assert (facts.waiting, facts.known) == (1, 6)
    assert facts.failures == {"https://shop.ru/2.xml": "http_403"}
    assert facts.partial == {
        "https://shop.ru/1.xml": "no-sitemap",
        "https://shop.ru/3.xml": "missing",
        "https://shop.ru/4.xml": "cut",
    }


def test_a_repaired_file_may_be_whole() -> None:
    """Only what hides addresses makes a file a cut one: an end that is missing, bytes that are lost."""
    flaw = FlawCount(flaw=Flaw.NOT_WELL_FORMED, count=1)
    assert summary(mode=ReadingMode.REPAIRED, flaws=(flaw,)).is_whole
    for loss in (Flaw.CUT_SHORT, Flaw.BAD_BYTES, Flaw.GZIP_TRUNCATED, Flaw.OVERSIZED_ENTRY):
        lost = FlawCount(flaw=loss, count=1)
        assert not summary(mode=ReadingMode.REPAIRED, flaws=(lost,)).is_whole
    assert not summary(mode=ReadingMode.SALVAGED).is_whole
    assert not summary(stop=Stop.TOO_LARGE).is_whole


def test_a_guess_that_fails_counts_nothing() -> None:
    """Nobody named it: all that is known is that somebody looked, and what he found."""
    census = SitemapCensus()
    found = {"/a.xml": "http_404", "/b.xml": "no-sitemap", "/c.xml": "http_403"}
    for path, reason in found.items():
        census.guess(f"https://shop.ru{path}")
        taken = visit(census)
        assert census.is_guess(taken)
        census.absent(taken, reason)
        assert census.has_met(taken.url)
    assert census.is_finished
    assert list(census.facts().guesses.values()) == ["missing", "no-sitemap", "http_403"]
    assert census.facts() == CensusFacts(guesses=census.facts().guesses)


def test_a_guess_that_is_read_counts_like_a_named_one() -> None:
    """Only that it was guessed is remembered beside it, and it survives the way through JSON."""
    census = SitemapCensus()
    census.guess(ROOT)
    census = SitemapCensus.from_json(json.loads(json.dumps(census.to_json())))
    census.read(visit(census), summary(read=2, images=3, alternates=4))
    facts = census.facts()
    assert (facts.read, facts.images, facts.alternates) == (1, 3, 4)
    assert facts.guesses == {ROOT: "read"}
    assert census.has_read(ROOT)


def test_a_second_report_of_a_visit_counts_nothing() -> None:
    """Two workers that both think they have it do not double the numbers."""
    census = SitemapCensus.of([ROOT])
    root = visit(census)
    census.read(root, summary(read=5))
    census.read(root, summary(read=5))
    census.failed(root, "timeout")
    assert (census.facts().addresses, census.facts().failed) == (5, 0)


def flaws(**counts: int) -> tuple[FlawCount, ...]:
    """What was wrong with a file, by the names of the flaws."""
    return tuple(FlawCount(flaw=Flaw[name], count=count) for name, count in counts.items())


def test_flaws_are_summed_and_files_over_the_protocols_limits_named() -> None:
    """Such a file is read, but a search engine may not read it: its owner is told which it is."""
    census = SitemapCensus.of([ROOT, "https://shop.ru/2.xml"])
    large = flaws(BAD_LASTMOD=3, TOO_MANY_URLS=1, TOO_LARGE=1)
    census.read(visit(census), summary(read=60_000, flaws=large))
    census.read(visit(census), summary(read=50_000, flaws=flaws(BAD_LASTMOD=2)))
    facts = census.facts()
    assert (facts.read, facts.oversized) == (2, 1)
    assert facts.over_limits == {ROOT: "over-50000-urls, over-50-mb"}
    assert facts.flaws == {"bad-lastmod": 5, "over-50000-urls": 1, "over-50-mb": 1}


def test_it_is_remembered_where_a_sitemap_was_read() -> None:
    """A cut one was there; a failure, a page and what was never asked for were not."""
    paths = ("whole", "cut", "page", "down", "waiting")
    roots = dict(zip(paths, (f"https://shop.ru/{path}.xml" for path in paths), strict=True))
    census = SitemapCensus.of(roots.values())
    census.read(visit(census), summary(read=1))
    census.read(visit(census), summary(read=1, flaws=flaws(CUT_SHORT=1)))
    census.read(visit(census), summary(kind=SitemapKind.HTML))
    census.failed(visit(census), "timeout")
    assert {path for path, url in roots.items() if census.has_read(url)} == {"whole", "cut"}


def test_the_census_survives_a_change_of_worker() -> None:
    """Through JSON nothing is lost, and what was out waits again, first."""
    large = "https://shop.ru/large.xml"
    census = SitemapCensus.of([large, ROOT, "https://shop.ru/2.xml"], max_depth=3)
    census.read(visit(census), summary(read=60_000, flaws=flaws(TOO_MANY_URLS=1)))
    root = visit(census)
    census.found("https://shop.ru/a.xml", parent=root)
    census.failed(visit(census), "timeout")
    restored = SitemapCensus.from_json(json.loads(json.dumps(census.to_json())))
    assert restored.facts() == census.facts()
    assert visit(restored) == root
    assert visit(restored) == Visit(url="https://shop.ru/a.xml", depth=1)
    assert restored.found("https://shop.ru/2.xml") is Found.SEEN_AGAIN
    assert restored.take() is None
    assert restored.to_json() == SitemapCensus.from_json(restored.to_json()).to_json()


@pytest.mark.parametrize("reason", ["http-500", "dns"])
def test_only_a_hundred_failures_keep_their_reason(reason: str) -> None:
    """The rest are counted: a dead host with a thousand sitemaps stays small."""
    census = SitemapCensus.of(f"https://shop.ru/{number}.xml" for number in range(150))
    for _ in range(150):
        census.failed(visit(census), reason)
    assert (census.facts().failed, len(census.facts().failures)) == (150, 100)
