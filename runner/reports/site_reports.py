"""The reports of a site job."""

from runner.deps import Deps
from storage.model.run import Claim
from storage.model.states import SiteStatus


async def write_reports(deps: Deps, claim: Claim, status: SiteStatus) -> None:
    """Not written yet."""
