"""What may be concluded from what was not found."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from runner.reports.coverage import (
    coverage,
    has_read_sitemaps,
    is_worth_comparing,
    percent,
    told_of_sitemaps,
)
from storage.model.states import SiteStatus
from storage.site_report import Base, ReportSite

WHOLE: Mapping[str, Any] = {
    "whole": True,
    "usable": 5,
    "discovery": {"follow_links": True},
    "facts": {"damaged": 0, "cut": 0, "unusable": 0, "partial": {}},
}
SEEN = {"fetched": 100, "redirect": 5}


def site(
    now: Mapping[str, Any] | None, base: Mapping[str, Any] | None, **census: int
) -> ReportSite:
    """A site job with these sitemaps, and its base."""
    return ReportSite(
        site_job_id=2,
        run_id=2,
        site="s",
        config={},
        scope="all",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        started_at=None,
        robots=None,
        sitemaps=now,
        census={**SEEN, **census},
        answers={**SEEN, **census},
        base=Base(
            site_job_id=1,
            run_id=1,
            finished_at=None,
            older_id=None,
            older_sitemaps=base,
            extractor=1,
            config={},
            sitemaps=base,
            answers=SEEN,
        ),
        issue_base_id=1,
        last_look_id=None,
        usual_products=None,
    )


def test_absence_tells_where_everything_was_seen() -> None:
    """Two runs that read all sitemaps and all pages."""
    seen = coverage(site(WHOLE, WHOLE), SiteStatus.COMPLETED)
    assert seen.absence_tells("sitemap")
    assert seen.absence_tells("link")


@pytest.mark.parametrize(
    "change",
    [
        {"whole": False},
        {"usable": 0},
        {"facts": {"unusable": 1, "partial": {"a.xml": "no-sitemap"}}},
        {"facts": {"unusable": 150, "partial": {}}},
        {"facts": {"damaged": 1, "cut": 1, "partial": {"a.xml": "cut"}}},
    ],
)
def test_absence_tells_nothing_where_sitemaps_were_read_worse(change: dict[str, Any]) -> None:
    """One sitemap that failed, was cut or was a page is enough."""
    seen = coverage(site({**WHOLE, **change}, WHOLE), SiteStatus.COMPLETED)
    assert not seen.absence_tells("sitemap")
    assert not seen.absence_tells("link")


def test_a_sitemap_that_was_repaired_wholly_is_as_good_as_a_sound_one() -> None:
    """A stray ampersand hides nothing: removals are told, and checks of sitemaps are made."""
    repaired = {**WHOLE, "facts": {"damaged": 1, "cut": 0}}
    seen = coverage(site(repaired, WHOLE), SiteStatus.COMPLETED)
    assert seen.absence_tells("sitemap")
    assert seen.sitemaps_read


def test_two_cuts_are_two_different_places() -> None:
    """A file that was cut in the base, too, may have been cut further on."""
    cut = {**WHOLE, "facts": {"damaged": 1, "cut": 1, "partial": {"a.xml": "cut"}}}
    seen = coverage(site(cut, cut), SiteStatus.COMPLETED)
    assert not seen.absence_tells("sitemap")
    assert not seen.base_would_know


def unusable(*urls: str) -> dict[str, Any]:
    """Sitemaps of which these answered with a page."""
    facts = {"unusable": len(urls), "partial": dict.fromkeys(urls, "no-sitemap")}
    return {**WHOLE, "facts": facts}


def test_a_page_in_place_of_a_sitemap_proves_nothing_where_it_was_one_before() -> None:
    """The same file as before named nothing then; another one did."""
    same = coverage(site(unusable("a.xml"), unusable("a.xml")), SiteStatus.COMPLETED)
    assert same.absence_tells("sitemap")
    assert same.base_would_know
    assert not same.sitemaps_read
    other = coverage(site(unusable("b.xml"), unusable("a.xml")), SiteStatus.COMPLETED)
    assert not other.absence_tells("sitemap")
    assert not other.base_would_know


def failing(*urls: str, **facts: int) -> dict[str, Any]:
    """Sitemaps of which these gave no answer."""
    failures = dict.fromkeys(urls, "http_403")
    return {
        **WHOLE,
        "whole": False,
        "facts": {"failed": len(urls), "failures": failures, "partial": {}, **facts},
    }


def test_a_sitemap_that_fails_each_time_is_no_reason_never_to_compare() -> None:
    """What fails as it did in the run before hides no more than then; a new failure may."""
    assert has_read_sitemaps(WHOLE, None)
    assert not has_read_sitemaps(failing("a.xml"), None)
    assert not has_read_sitemaps(failing("a.xml"), WHOLE)
    assert has_read_sitemaps(failing("a.xml"), failing("a.xml", "b.xml"))
    assert not has_read_sitemaps(failing("a.xml", "b.xml"), failing("a.xml"))
    assert not has_read_sitemaps(failing("a.xml", failed=150), failing("a.xml", failed=150))
    assert not has_read_sitemaps(failing("a.xml", stopped=1), failing("a.xml", stopped=1))


def test_a_sitemap_that_failed_in_the_base_too_named_nothing_there() -> None:
    """Absence from the others tells; what it may name now is not new; checks of sitemaps are not made."""
    same = coverage(site(failing("a.xml"), failing("a.xml")), SiteStatus.COMPLETED)
    assert same.absence_tells("sitemap")
    assert same.absence_tells("link")
    assert same.base_would_know
    assert not same.sitemaps_read
    mended = coverage(site(WHOLE, failing("a.xml")), SiteStatus.COMPLETED)
    assert mended.absence_tells("sitemap")
    assert not mended.base_would_know
    other = coverage(site(failing("b.xml"), failing("a.xml")), SiteStatus.COMPLETED)
    assert not other.absence_tells("sitemap")


@pytest.mark.parametrize("lack", [{"whole": False}, unusable("a.xml")])
def test_what_the_base_could_not_read_is_not_new(lack: dict[str, Any]) -> None:
    """A sitemap that failed in the base may have named what is named now."""
    seen = coverage(site(WHOLE, {**WHOLE, **lack}), SiteStatus.COMPLETED)
    assert not seen.base_would_know
    assert coverage(site({**WHOLE, **lack}, WHOLE), SiteStatus.COMPLETED).base_would_know


@pytest.mark.parametrize("status", [SiteStatus.CANCELLED, SiteStatus.FAILED])
def test_a_run_that_did_not_end_by_itself_tells_nothing(status: SiteStatus) -> None:
    """Neither absence nor missing links mean anything."""
    seen = coverage(site(WHOLE, WHOLE), status)
    assert not seen.absence_tells("sitemap")
    assert not seen.absence_tells("link")
    assert not seen.links_known


def test_one_unseen_page_may_hold_the_link() -> None:
    """Absence of links needs every page; a check of links bears one in a hundred."""
    seen = coverage(site(WHOLE, WHOLE, failed=1), SiteStatus.COMPLETED)
    assert seen.absence_tells("sitemap")
    assert not seen.absence_tells("link")
    assert seen.links_known
    assert not coverage(site(WHOLE, WHOLE, failed=2), SiteStatus.COMPLETED).links_known


def test_what_is_always_broken_hides_no_link() -> None:
    """It shows nobody any; but where it is a good part of the site, that is an outage."""

    def known(failed: int, before: int) -> bool:
        again = replace(site(WHOLE, WHOLE, failed=failed), failed_in_base=before)
        return coverage(again, SiteStatus.COMPLETED).links_known

    assert known(4, before=4)
    assert known(5, before=4)
    assert not known(4, before=2)
    assert known(6, before=6)
    assert not known(9, before=9)
    assert not known(30, before=30)


def test_a_few_broken_pages_of_a_new_site_hide_no_link() -> None:
    """Nobody knows yet that they are always broken; nearly every site has some."""

    def known(fetched: int, failed: int, walls: int = 0) -> bool:
        new = replace(site(WHOLE, None, fetched=fetched, failed=failed), base=None, bot_walls=walls)
        return coverage(new, SiteStatus.COMPLETED).links_known

    assert known(55, 3)
    assert known(15, 1)
    assert known(100, 5)
    assert not known(25, 4)
    assert not known(300, 6)
    assert not known(55, 3, walls=2)


def test_links_that_are_not_followed_any_more_tell_nothing() -> None:
    """The base followed links, this run did not."""
    other = {**WHOLE, "discovery": {"follow_links": False}}
    assert not coverage(site(other, WHOLE), SiteStatus.COMPLETED).absence_tells("link")


def test_percent_counts_what_was_to_be_asked() -> None:
    """What robots.txt closes or another host has was not to be asked."""
    assert percent({}) == 100
    assert percent({"fetched": 1, "failed": 2, "robots": 50, "out_of_scope": 9}) == 33.3


def test_coverage_is_never_rounded_up() -> None:
    """One page of 3,000 was missed: that is not all of them."""
    assert percent({"fetched": 2999, "failed": 1}) == 99.9
    assert percent({"fetched": 3000}) == 100


def test_what_stands_on_a_page_that_is_too_large_is_not_known() -> None:
    """It was answered, so the run is whole; a link that only it holds makes no orphan."""
    seen = coverage(site(WHOLE, WHOLE, too_large=1), SiteStatus.COMPLETED)
    assert (seen.percent, seen.links_known, seen.all_read) == (100, True, False)
    assert not coverage(site(WHOLE, WHOLE, too_large=2), SiteStatus.COMPLETED).links_known


def test_pages_of_a_protection_are_not_covered() -> None:
    """They were fetched, and show nothing of the site."""
    assert percent({"fetched": 100}, 40) == 60
    walled = replace(site(WHOLE, WHOLE), bot_walls=3)
    assert not coverage(walled, SiteStatus.COMPLETED).links_known


def test_a_run_that_saw_most_of_what_it_asked_for_is_one_to_compare_with() -> None:
    """What robots.txt closes, what is beyond a limit and other spellings were not asked for."""
    assert is_worth_comparing({"fetched": 90, "failed": 10})
    assert is_worth_comparing({"fetched": 51, "failed": 49})
    assert not is_worth_comparing({"fetched": 50, "failed": 50})
    assert not is_worth_comparing({"fetched": 40, "failed": 60, "robots": 900, "duplicate": 900})
    assert is_worth_comparing({"fetched": 100, "limit": 900})
    assert not is_worth_comparing({"fetched": 100}, bot_walls=50)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, ""),
        ({"known": 6, "read": 6, "too_deep": 2, "too_many": 1}, "6 of 6 read, 3 more too deep or too many to be followed"),
        ({"known": 1}, "0 of 1 read"),
        ({"known": 3, "read": 2, "cut": 1, "salvaged": 7}, "2 of 3 read, 1 of them in part, 7 addresses salvaged"),
        ({"known": 9, "read": 2, "failed": 7, "not_asked": 4}, "2 of 9 read, 4 not asked for, as their host was silent or busy"),
        ({"known": 1, "read": 1, "oversized": 1}, "1 of 1 read, 1 over the limit of 50,000 addresses or 50 MB"),
    ],
)  # fmt: skip
def test_people_are_told_how_well_the_sitemaps_could_be_read(
    facts: Mapping[str, int], told: str
) -> None:
    """How many of how many, what is missing of them, what is too much, what was saved."""
    assert told_of_sitemaps({"facts": facts}) == told
