"""diff.csv between editions of a shop, and what it says where it could not look."""

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from parser.pages.urls import normalise
from playground.shops.shop import Shop
from playground.shops.truth.changes import changes
from playground.shops.truth.records import ChangeTruth, ChangeType
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import Answer
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from storage import addresses
from storage.model.artifact import ArtifactKind
from storage.model.ledger import Address, Outcome
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import (
    answer_of,
    crawl,
    ended,
    new_site_job,
    small_shop,
)
from tests.integration.runner.reports.files import Files, files_of, pretty, reported
from tests.integration.runner.reports.hand_made import Paper, hand_made

#: how our report calls the fields of the truth
PRODUCT_FIELDS = {"markup_price": "schema_price", "stock_quantity": "stock_qty"}
PAGE_FIELDS = {
    "kind": "page_type",
    "titles": "title",
    "descriptions": "meta_description",
    "h1s": "h1",
    "robots_meta": "meta_robots",
}
#: what the truth makes no promise of
OURS_ALONE = {
    "product": {"attributes", "color", "size", "material", "condition", "price_min", "price_max"},
    "page": {"content_hash", "structured_data_types", "hreflang", "x_robots_tag"},
}

Told = tuple[str, str, str, str, str, str]


def plain(url: str) -> str:
    """The spelling of the ledger."""
    return normalise(url) or url


async def editions(deps: Deps, *numbers: int) -> list[tuple[Shop, Files]]:
    """The changing shop, run once in each of these editions."""
    return [
        (shop, await reported(deps, shop))
        for shop in [small_shop("peremenchik", edition=number) for number in numbers]
    ]


def promised(truth: tuple[ChangeTruth, ...]) -> set[Told]:
    """The truth's differences in the words of our report."""
    return {
        (
            change.entity,
            f"sku:{change.key}" if change.entity == "product" else plain(change.key),
            plain(change.url),
            change.change.value,
            _field(change),
            _value(change.field, change.new) if change.change is ChangeType.CHANGED else "",
        )
        for change in truth
    }


def _field(change: ChangeTruth) -> str:
    names = PRODUCT_FIELDS if change.entity == "product" else PAGE_FIELDS
    return names.get(change.field or "", change.field or "")


def _value(field: str | None, text: str | None) -> str:
    if text is None:
        return ""
    if field in {"price", "old_price", "markup_price"}:
        return str(Decimal(text).normalize())
    return plain(text) if field == "canonical" else text


def told(files: Files) -> set[Told]:
    """Our report's differences, as far as the truth promises any."""
    return {
        (
            row["entity"],
            row["key"],
            row["url"],
            "added" if row["change_type"] == "back" else row["change_type"],
            row["field"],
            ""
            if row["change_type"] != "changed"
            else str(Decimal(row["new_value"]).normalize())
            if row["field"] in {"price", "old_price", "schema_price"} and row["new_value"]
            else row["new_value"],
        )
        for row in files.changes
        if row["field"] not in OURS_ALONE[row["entity"]]
    }


async def test_the_changes_between_editions_are_told_exactly(deps: Deps) -> None:
    """Every change of products and pages is a row, with the new value, and there is no other row."""
    runs = await editions(deps, 1, 2, 3)
    for (before, _), (after, files) in pairwise(runs):
        expected = promised(changes(before.truth, after.truth))
        found = told(files)
        assert found == expected, pretty(
            {"missing": sorted(expected - found), "invented": sorted(found - expected)}
        )
        facts = files.records[ArtifactKind.DIFF].facts
        assert facts["changes"] == len(files.changes)
        assert (facts["with_base"], facts["suspect"]) == (True, False)
        assert facts["base_run"] == files.claim.run_id - 1


async def test_old_values_are_those_of_the_base_and_not_of_the_first_run(deps: Deps) -> None:
    """With three runs, the old price is the second run's."""
    _, (second, _), (third, files) = await editions(deps, 1, 2, 3)
    prices = {product.sku: product.price for product in second.truth.products}
    rows = [row for row in files.changes if row["field"] == "price"]
    assert rows
    for row in rows:
        assert Decimal(row["old_value"]) == prices[row["key"].removeprefix("sku:")]
        assert Decimal(row["delta"]) == Decimal(row["new_value"]) - Decimal(row["old_value"])
    assert third.truth.edition == 3


async def test_the_first_run_has_a_note_and_no_changes(deps: Deps) -> None:
    """A run without a base gives a head and a note, not an error and not thousands of additions."""
    ((_, files),) = await editions(deps, 1)
    assert files.changes == []
    assert len(files.notes) == 1
    assert files.notes[0].startswith("no base")
    facts = files.records[ArtifactKind.DIFF].facts
    assert (facts["with_base"], facts["base_run"], facts["changes"]) == (False, None, 0)


async def test_the_same_pages_give_no_changes(deps: Deps) -> None:
    """Two runs over the same edition differ in nothing."""
    _, (_, files) = await editions(deps, 1, 1)
    assert files.changes == []
    assert "coverage 100 %" in files.notes[0]


async def test_pages_that_fail_are_unreachable_and_never_removed(deps: Deps) -> None:
    """A tenth of the addresses times out, another tenth answers 500: not one is said to be gone."""

    def flaky(shop: Shop, address: Address) -> Answer:
        fate = address.address_id % 10
        if fate == 3 and address.depth != 0:
            raise FetchFailed("timeout", "over 60 s", permanent=True)
        answer = answer_of(shop, address)
        return replace(answer, status=500, body=b"") if fate == 7 else answer

    shop = small_shop("peremenchik")
    await reported(deps, shop)
    files = await reported(deps, shop, answers=flaky)
    kinds = Counter((row["entity"], row["change_type"]) for row in files.changes)
    failed = {row["Address"] for row in files.skipped if row["Outcome"] == "failed"}
    assert failed
    assert kinds["page", "unreachable"] == len(failed)
    assert {kind for _, kind in kinds} == {"unreachable"}
    assert all(row["note"] for row in files.changes)


@pytest.mark.parametrize("residue", range(0, 10, 3))
async def test_a_tenth_that_fails_makes_nothing_of_the_rest_untrue(
    deps: Deps, residue: int
) -> None:
    """The shop changes and a tenth of it fails: each change told is one of the truth, above all removals."""

    def flaky(shop: Shop, address: Address) -> Answer:
        if address.address_id % 10 == residue and address.depth != 0:
            raise FetchFailed("timeout", "over 60 s", permanent=True)
        return answer_of(shop, address)

    before, after = (small_shop("peremenchik", edition=number) for number in (1, 2))
    await reported(deps, before)
    files = await reported(deps, after, answers=flaky)
    expected = promised(changes(before.truth, after.truth))
    certain = {one for one in told(files) if one[3] in {"added", "removed", "changed", "moved"}}
    assert certain <= expected, pretty(sorted(certain - expected))
    assert len(certain) > len(expected) / 2


async def test_a_cancelled_run_says_nothing_of_what_it_did_not_look_at(deps: Deps) -> None:
    """Half of the addresses were never asked for: no row speaks of them, and a note says why."""
    await editions(deps, 1, 2)
    shop = small_shop("peremenchik")
    claim = await new_site_job(deps, shop)
    await crawl(deps, shop, claim)
    await deps.db.execute(
        "update addresses set outcome = null where site_job_id = $1 and address_id % 2 = 0",
        claim.site_job_id,
    )
    async with deps.db.acquire() as connection, connection.transaction():
        await addresses.close_rest(connection, claim.site_job_id, Outcome.CANCELLED, None)
    await write_reports(deps, claim, SiteStatus.CANCELLED)
    await ended(deps, claim, SiteStatus.CANCELLED)
    files = await files_of(deps, claim)
    cancelled = {row["Address"] for row in files.skipped if row["Outcome"] == "cancelled"}
    assert cancelled
    assert not cancelled & {row["url"] for row in files.changes}
    assert "removed" not in {row["change_type"] for row in files.changes}
    assert any("nothing is said" in note for note in files.notes)


async def test_a_page_that_answers_404_is_removed_for_certain(deps: Deps) -> None:
    """An answer that says so needs no second run; an absence does, and says so."""

    def gone(shop: Shop, address: Address) -> Answer:
        answer = answer_of(shop, address)
        lost = "/product/" in address.url and address.address_id % 5 == 0
        return replace(answer, status=410, body=b"gone") if lost else answer

    shop = small_shop("peremenchik")
    await reported(deps, shop)
    files = await reported(deps, shop, answers=gone)
    removed = [row for row in files.changes if row["change_type"] == "removed"]
    assert {row["entity"] for row in removed} == {"page", "product"}
    assert {row["note"] for row in removed} == {"answers 410"}
    assert {row["severity"] for row in removed} == {"critical"}
    assert {float(row["confidence"]) for row in removed} == {1.0}


async def test_an_absence_is_unconfirmed_at_first_and_confirmed_by_the_next_run(deps: Deps) -> None:
    """The second run that does not find a page either says so; a page that returns is `back`."""
    runs = await editions(deps, 1, 2, 3, 4)
    second, third, fourth = (files for _, files in runs[1:])
    absent = [row for row in second.changes if row["change_type"] == "removed"]
    assert absent
    assert all(row["note"].startswith("unconfirmed") for row in absent)
    pages = sum(row["entity"] == "page" for row in absent)
    assert any(note.startswith(f"{pages} pages that run") for note in third.notes)
    back = [row for row in fourth.changes if row["change_type"] == "back"]
    assert {row["entity"] for row in back} == {"page", "product"}
    assert all("first seen in run" in row["note"] for row in back)


async def test_first_seen_is_kept_from_run_to_run(deps: Deps) -> None:
    """full.csv knows when each product was first seen, and that it was seen just now."""
    (_, first), (_, second) = await editions(deps, 1, 2)
    before = {row["product_key"]: row for row in first.products}
    for row in second.products:
        assert row["last_seen"] == row["scraped_at"]
        known = before.get(row["product_key"])
        assert row["first_seen"] == (known or row)["scraped_at"]


async def test_issues_live_from_run_to_run(deps: Deps) -> None:
    """An issue is new, then persisting with the run that found it, then fixed."""

    def untitled(shop: Shop, address: Address) -> Answer:
        answer = answer_of(shop, address)
        if not address.url.endswith("k-103/"):
            return answer
        head, _, rest = answer.body.partition(b"<title>")
        return replace(answer, body=head + rest.partition(b"</title>")[2])

    shop = small_shop("peremenchik")
    first = await reported(deps, shop, answers=untitled)
    second = await reported(deps, shop, answers=untitled)
    third = await reported(deps, shop)
    lives = [
        [
            (row["Status"], row["First Seen Run"])
            for row in files.issues
            if row["Issue Name"] == "Page Titles: Missing"
        ]
        for files in (first, second, third)
    ]
    run = str(first.claim.run_id)
    assert lives == [[("new", run)], [("persisting", run)], [("fixed", run)]]


async def test_issues_of_pages_that_failed_are_not_fixed(deps: Deps) -> None:
    """What could not be looked at is neither persisting nor fixed."""

    def down(shop: Shop, address: Address) -> Answer:
        if "/product/" in address.url:
            raise FetchFailed("refused", "", permanent=True)
        return answer_of(shop, address)

    shop = small_shop("peremenchik")
    await reported(deps, shop)
    files = await reported(deps, shop, answers=down)
    fixed = {row["Address"] for row in files.issues if row["Status"] == "fixed"}
    assert not [url for url in fixed if "/product/" in url]


async def test_issues_that_nobody_looked_for_are_not_fixed(deps: Deps) -> None:
    """A noindex hides the faults of a page, and a sitemap that failed what it lacks; both stay."""
    papers = {"/": Paper(links=["/1", "/2"]), "/1": Paper(), "/2": Paper()}
    sitemap = ["/", "/1"]
    first = await reported(deps, hand_made(papers, sitemap))
    assert "URLs Not In Sitemap" in str(first.issues)
    hidden = Paper(head='<meta name="robots" content="noindex">')
    worse = {**papers, "/1": hidden, "/sitemap.xml": Paper(status=503)}
    files = await reported(deps, hand_made(worse, sitemap))
    assert "Directives: Noindex" in str(files.issues)
    assert not [row for row in files.issues if row["Status"] == "fixed"]


async def test_an_issue_outlives_a_run_that_could_not_look(deps: Deps) -> None:
    """The page failed in between: its issue is not new when it is seen again."""

    def down(shop: Shop, address: Address) -> Answer:
        if address.url.endswith("k-103/"):
            raise FetchFailed("timeout", "over 60 s", permanent=True)
        return answer_of(shop, address)

    shop = small_shop("peremenchik")
    first = await reported(deps, shop)
    second = await reported(deps, shop, answers=down)
    await deps.db.execute("update bulk_job_sites set complete = true")
    third = await reported(deps, shop)
    lives = [
        {
            (row["Issue Name"], row["Status"], row["First Seen Run"])
            for row in files.issues
            if row["Address"].endswith("k-103/") and row["Issue Name"].startswith("Security")
        }
        for files in (first, second, third)
    ]
    assert lives[0]
    assert not lives[1]
    assert lives[2] == {(name, "persisting", since) for name, _, since in lives[0]}


async def test_a_mass_change_marks_the_run_as_suspect(deps: Deps) -> None:
    """Every price doubles: the rows are there, and the first thing one reads is a warning."""

    def dear(shop: Shop, address: Address) -> Answer:
        answer = answer_of(shop, address)
        return replace(answer, body=re.sub(rb'("price":\s*"?)', rb"\g<1>1", answer.body))

    shop = small_shop("peremenchik")
    await reported(deps, shop)
    files = await reported(deps, shop, answers=dear)
    facts = files.records[ArtifactKind.DIFF].facts
    assert facts["suspect"] is True
    assert files.notes[0].startswith("suspect: ")
    assert files.workbook["Summary"]["A2"].value.startswith(
        files.notes[0].removeprefix("suspect: ")[:20]
    )


async def test_a_changed_reading_is_not_blamed_on_the_shop(deps: Deps) -> None:
    """Where the base was read by another version, changes of what is read are `extractor_changed`."""
    ((_, first),) = await editions(deps, 1)
    await deps.db.execute(
        "update artifacts set facts = jsonb_set(facts, '{extractor}', '0') where bulk_job_id = $1",
        first.claim.run_id,
    )
    ((_, files),) = await editions(deps, 2)
    kinds = Counter(row["change_type"] for row in files.changes)
    assert not kinds["changed"]
    assert kinds["extractor_changed"]
    assert kinds["moved"]
    assert any("version 0" in note for note in files.notes)


async def test_a_retry_makes_a_run_end_later_and_not_its_pages_younger(deps: Deps) -> None:
    """What failed in the first run was asked for again after the second, which stays the base."""
    (_, first), (_, second) = await editions(deps, 1, 2)
    await deps.db.execute(
        "update bulk_job_sites set finished_at = now() where id = $1", first.claim.site_job_id
    )
    ((_, files),) = await editions(deps, 2)
    assert files.changes == []
    assert files.notes[0].startswith(f"base: run {second.claim.run_id} ")
