"""One site on loopback, and Anna who orders runs of it."""

from config.policies import Policy
from config.sites import Catalogue, Site
from runner.access import Actor
from runner.control import Request, start_run
from runner.deps import Deps
from runner.plan import RunOrder, plan_run
from storage.model.run import Place
from tests.integration.runner.loopback import Loopback

ANNA = 11
POLICY = Policy(requests_per_second=1000, retry_pause=0.02)
ALL_PAGES = RunOrder()


def request(key: str) -> Request:
    """Anna asks."""
    return Request(
        actor=Actor(user_id=ANNA, chat_id=ANNA), place=Place(chat_id=ANNA), key=key, said=key
    )


async def begin(
    deps: Deps,
    web: Loopback,
    policy: Policy = POLICY,
    *,
    key: str = "1",
    order: RunOrder = ALL_PAGES,
) -> int:
    """A run of the site."""
    site = Site(id="shop", url=web.root, allow_private=True)
    plan = plan_run(order, Catalogue(sites={"shop": site}), {"default": policy})
    return await start_run(deps, request(key), order, plan)
