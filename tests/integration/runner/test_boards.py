"""The message of a run when a retry comes while its end is being shown."""

from config.sites import Catalogue, Site
from runner.control import start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from storage import boards
from tests.integration.runner.one_site import POLICY, request


async def test_the_end_of_a_message_left_behind_closes_no_board(deps: Deps) -> None:
    """What was on its way to the old message neither ends nor redraws the new one."""
    shop = Site(id="shop", url="http://127.0.0.1:9/", allow_private=True)
    plan = plan_run(RunOrder(), Catalogue(sites={"shop": shop}), {"default": POLICY})
    run_id = await start_run(deps, request("1"), RunOrder(), plan)
    await boards.shown(deps.db, run_id, 2, "the end", 100)
    await boards.reopen(deps.db, run_id)
    await boards.redrawn(deps.db, run_id, 2, "late", 100)
    await boards.close(deps.db, run_id, 2)
    (board,) = await boards.to_show(deps.db)
    assert (board.run_id, board.message_id, board.frame) == (run_id, None, None)
    await boards.shown(deps.db, run_id, 6, "the end", 100)
    await boards.close(deps.db, run_id, 6)
    assert await boards.to_show(deps.db) == []
