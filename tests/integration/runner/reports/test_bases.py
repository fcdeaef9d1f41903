"""Which run a run is compared with, on sites written by hand."""

import pytest

from runner.deps import Deps
from storage.model.run import ReportKind
from tests.integration.runner.reports.files import Files, pretty, reported
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved
from tests.integration.runner.reports.test_out_of_sight import kettle

SHOP = {
    "/": Paper(links=["/kettle", "/about"]),
    "/kettle": kettle(),
    "/pot": kettle("P-1"),
    "/about": Paper(),
}


async def test_a_run_that_told_no_changes_takes_none_from_the_next(deps: Deps) -> None:
    """What changed before a run that was asked for SEO only is told by the next full one, once."""
    await reported(deps, hand_made(SHOP, list(SHOP)))
    after = hand_made({**SHOP, "/kettle": kettle("K-2"), "/about": Paper(status=404)}, list(SHOP))
    seo = await reported(deps, after, reports=(ReportKind.SEO,))
    files = await reported(deps, after)
    assert files.notes[0].startswith("base: run 1 ")
    told = {(row["change_type"], row["field"], row["url"]) for row in files.changes}
    assert told >= {
        ("removed", "", f"{BASE}/about"),
        ("changed", "sku", f"{BASE}/kettle"),
    }, pretty(files.changes)
    broken = [row for row in files.issues if row["Address"] == f"{BASE}/about"]
    assert {row["First Seen Run"] for row in broken} == {str(seo.claim.run_id)}
    files = await reported(deps, after)
    assert files.changes == []


async def test_a_run_that_told_no_changes_is_better_than_no_base(deps: Deps) -> None:
    """Where no run told any, the last complete one is compared with."""
    shop = hand_made(SHOP, list(SHOP))
    await reported(deps, shop, reports=(ReportKind.FULL,))
    files = await reported(deps, shop)
    assert files.notes[0].startswith("base: run 1 ")


FAILED = Paper(status=500)
LISTED = list(SHOP)


async def after_a_failure(deps: Deps, now: dict[str, Paper], *, failures: int = 1) -> Files:
    """The shop is read, the kettle fails for some runs that are bases all the same, then the shop is so."""
    await reported(deps, hand_made(SHOP, LISTED))
    for _ in range(failures):
        await reported(deps, hand_made({**SHOP, "/kettle": FAILED}, LISTED))
        await deps.db.execute("update bulk_job_sites set complete = true")
    return await reported(deps, hand_made(now, list(now)))


def told(files: Files) -> set[tuple[str, str, str, str]]:
    """Rows by entity, kind and field, each with the run it compares with."""
    return {
        (row["entity"], row["change_type"], row["field"], row["base_run_id"])
        for row in files.changes
        if row["field"] not in {"content_hash", "in_sitemap", "description"}
    }


@pytest.mark.parametrize("failures", [1, 2])
@pytest.mark.parametrize(
    ("now", "kind", "field"),
    [
        ({**SHOP, "/kettle": Paper(status=410)}, "removed", ""),
        ({**SHOP, "/kettle": moved("/about")}, "changed", "http_status"),
        ({"/": Paper(links=["/about"]), "/pot": kettle("P-1"), "/about": Paper()}, "removed", ""),
        ({**SHOP, "/": Paper(links=["/new"]), "/kettle": moved("/new"), "/new": kettle()}, "moved", "url"),
    ],
    ids=["410", "redirect", "absent", "moved"],
)  # fmt: skip
async def test_what_became_of_a_page_that_failed_is_told_by_the_run_that_sees_it(
    deps: Deps, now: dict[str, Paper], kind: str, field: str, failures: int
) -> None:
    """Against the last run that saw it: the base, which did not, had said that nobody knows."""
    files = await after_a_failure(deps, now, failures=failures)
    assert {("page", kind, field, "1"), ("product", kind, field, "1")} <= told(files), pretty(
        files.changes
    )
    assert not {"added", "back"} & {row["change_type"] for row in files.changes}
    base = str(files.claim.run_id - 1)
    note = f"1 pages that run {base} did not see are compared with the last run"
    assert any(one.startswith(note) for one in files.notes)
    again = await reported(deps, hand_made(now, list(now)))
    assert again.changes == [], pretty(again.changes)


async def test_what_changed_on_a_page_that_failed_is_told(deps: Deps) -> None:
    """A price, too; and nothing of what stayed as it was."""
    files = await after_a_failure(deps, {**SHOP, "/kettle": kettle("K-1", price="12")})
    assert told(files) == {
        ("product", "changed", "price", "1"),
        ("product", "changed", "schema_price", "1"),
    }
    assert {row["old_value"] for row in files.changes} == {"10.00"}


async def test_a_page_that_goes_on_failing_is_told_once(deps: Deps) -> None:
    """That nobody knows was said by the run that asked in vain first."""
    files = await after_a_failure(deps, {**SHOP, "/kettle": FAILED})
    assert files.changes == []
    await reported(deps, hand_made({**SHOP, "/kettle": Paper(status=404)}, LISTED))
    for told_of in ({("page", "changed", "http_status", str(files.claim.run_id + 1))}, set()):
        files = await reported(deps, hand_made({**SHOP, "/kettle": Paper(status=403)}, LISTED))
        assert told(files) == told_of
        await deps.db.execute("update bulk_job_sites set complete = true")


async def test_what_an_earlier_run_read_otherwise_is_not_blamed_on_the_shop(deps: Deps) -> None:
    """The stand-in was read by another version than the base: its differences could be our doing."""
    await reported(deps, hand_made(SHOP, LISTED))
    await deps.db.execute("update artifacts set facts = jsonb_set(facts, '{extractor}', '0')")
    await reported(deps, hand_made({**SHOP, "/kettle": FAILED, "/pot": FAILED}, LISTED))
    now = {**SHOP, "/kettle": kettle("K-1", price="12"), "/pot": Paper(status=410)}
    assert told(await reported(deps, hand_made(now, LISTED))) == {
        ("product", "extractor_changed", "price", "1"),
        ("product", "extractor_changed", "schema_price", "1"),
        ("page", "removed", "", "1"),
        ("product", "removed", "", "1"),
    }


@pytest.mark.parametrize(
    "trouble",
    [
        {"/sitemap.xml": Paper(status=500)},
        {target: Paper(status=503) for target in ("/kettle", "/pot", "/pan")},
    ],
    ids=["sitemap", "pages"],
)
async def test_two_troubles_in_a_row_are_no_smaller_shop(
    deps: Deps, trouble: dict[str, Paper]
) -> None:
    """Products out of sight, and then a night of maintenance: neither is what the shop is now."""
    shop = {"/": Paper()} | {f"/{name}": kettle(name) for name in ("kettle", "pot", "pan")}
    await reported(deps, hand_made(shop, list(shop)))
    await reported(deps, hand_made({**shop, **trouble}, list(shop)))
    await reported(deps, hand_made(dict.fromkeys(shop, Paper(title="Back soon")), list(shop)))
    files = await reported(deps, hand_made(shop, list(shop)))
    assert files.notes[0].startswith("base: run 1 ")
    assert files.changes == []
