"""What a worker does beside its sites."""

import asyncio

from runner.deps import Deps


async def test_a_worker_prunes_beside_its_other_duties(deps: Deps) -> None:
    """Every worker tries; one at a time gets the right to."""
    assert deps.settings.keep_ledgers_days == 90
    duties = {getattr(task.get_coro(), "__name__", "") for task in asyncio.all_tasks()}
    assert {"keep_pruning", "keep_present"} <= duties
