"""A look of a run whose ledger is gone: nobody knows what else that run could see, so less is told."""

import pytest

from runner.deps import Deps
from tests.integration.runner.reports.files import pretty, reported
from tests.integration.runner.reports.hand_made import Paper
from tests.integration.runner.reports.retained import prune_all
from tests.integration.runner.reports.shop_runs import (
    A_WITHOUT_1,
    ALL,
    DOWN,
    GONE,
    LISTED,
    REFUSED,
    WITHOUT_1,
    Run,
    listed,
    run,
    shop,
)
from tests.integration.runner.reports.test_out_of_sight import kettle
from tests.integration.runner.reports.test_sequences import NOISE, site_of, worded

#: the first product leaves while it is down, after the run that saw it was pruned
LEFT = shop(a=A_WITHOUT_1, _1=None)
UNFOLLOWED = Paper(links=["/a", "/about"], body='<a rel="nofollow" href="/b">b</a>')


async def told(deps: Deps, step: Run, *, prune: bool) -> set[str]:
    """What a run of the shop tells, after which the old ledgers may go."""
    files = await reported(deps, site_of("looks", step))
    if prune:
        await prune_all(deps)
    return {worded(row, 1) for row in files.changes if row["field"] not in NOISE}


@pytest.mark.parametrize("prune", [True, False])
async def test_a_product_that_may_be_where_nobody_could_look_is_not_removed(
    deps: Deps, *, prune: bool
) -> None:
    """It moved while it was down, to an address that has not answered yet."""
    names = (*WITHOUT_1, "/5")
    await told(deps, listed(ALL), prune=prune)
    down = run(shop(_1=DOWN, _5=DOWN), listed=(*LISTED, "/5"))
    await told(deps, down, prune=prune)
    hidden = run({**LEFT, "/5": DOWN}, listed=names)
    for _ in range(2):
        assert await told(deps, hidden, prune=prune) == set()
    seen = await told(deps, run({**LEFT, "/5": kettle("K-1")}, listed=names), prune=prune)
    assert seen == {"page moved url /5 @1", "product moved url /5 @1"}, pretty(sorted(seen))


@pytest.mark.parametrize(("prune", "tells"), [(True, False), (False, True)])
async def test_beside_an_address_that_never_answers_an_absence_is_told_by_its_answer_alone(
    deps: Deps, *, prune: bool, tells: bool
) -> None:
    """The run that saw the product could not see that address either; with its ledger this is forgotten."""
    names = (*LISTED, "/wall")
    await told(deps, run({**ALL, "/wall": REFUSED}, listed=names), prune=prune)
    await told(deps, run({**shop(_1=DOWN), "/wall": REFUSED}, listed=names), prune=prune)
    await told(deps, run({**shop(_1=DOWN), "/wall": REFUSED}, listed=names), prune=prune)
    left = run({**LEFT, "/wall": REFUSED}, listed=(*WITHOUT_1, "/wall"))
    removed = {"page removed /1 @1", "product removed /1 @1"}
    assert await told(deps, left, prune=prune) == (removed if tells else set())
    gone = run({**shop(_1=GONE), "/wall": REFUSED}, listed=names)
    assert await told(deps, gone, prune=prune) == (set() if tells else removed)


@pytest.mark.parametrize("prune", [True, False])
async def test_a_page_that_is_only_linked_to_may_hold_a_link(deps: Deps, *, prune: bool) -> None:
    """The product was last seen by a run that could read the category which nobody follows now."""
    await told(deps, run(ALL), prune=prune)
    for _ in range(2):
        await told(deps, run(shop(_1=DOWN)), prune=prune)
    unfollowed = shop(home=UNFOLLOWED, a=A_WITHOUT_1, _1=None)
    assert await told(deps, run(unfollowed), prune=prune) == set()
