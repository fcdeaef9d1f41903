"""Which run a run is compared with, on sites written by hand."""

from runner.deps import Deps
from storage.model.run import ReportKind
from tests.integration.runner.reports.files import pretty, reported
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made
from tests.integration.runner.reports.test_out_of_sight import kettle

SHOP = {"/": Paper(links=["/kettle", "/about"]), "/kettle": kettle(), "/about": Paper()}


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
