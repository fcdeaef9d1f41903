"""All demo shops of one installation: their ports, the edition, and plans made on demand.

The edition is remembered in the directory, so that a restart goes on where it was. The plans asked
for last are kept, enough for all shops in the present edition and a few others.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from playground.shops.content.profiles import profile
from playground.shops.errors import EditionError, UnknownShopError
from playground.shops.plan.draft import Order
from playground.shops.ports import ShopPorts
from playground.shops.shop import Shop, open_shop
from playground.shops.sites import base_url
from playground.shops.truth.changes import changes
from playground.shops.truth.records import ChangeTruth, ShopTruth

FILE = "shop-world.json"
LAST_EDITION = 365
_KEPT_PLANS = 32


@dataclass(kw_only=True)
class World:
    """The demo shops of one directory."""

    directory: Path
    ports: ShopPorts
    seed: int = 1
    scale: float = 1.0
    _edition: int = field(init=False)
    _lock: Lock = field(init=False, default_factory=Lock)  #: truths are told in threads
    _plans: OrderedDict[tuple[str, int], Shop] = field(init=False, default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._edition = _remembered(self.directory / FILE)

    @property
    def edition(self) -> int:
        """The edition that the shops show now."""
        return self._edition

    def set_edition(self, edition: int) -> None:
        """Show another edition from now on and remember it. Raises EditionError.

        Set it while no crawl is under way: a crawl that sees two editions has no truth.
        """
        _check(edition)
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / FILE
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps({"edition": edition}) + "\n", encoding="utf-8")
        fresh.replace(path)
        self._edition = edition

    def shop(self, shop_id: str, edition: int | None = None) -> Shop:
        """A shop in the present edition or another one. Raises UnknownShopError, EditionError."""
        if shop_id not in self.ports:
            raise UnknownShopError(shop_id)
        wanted = self._edition if edition is None else _check(edition)
        effective = wanted if profile(shop_id).nature == "changing" else 1
        key = (shop_id, effective)
        with self._lock:
            plan = self._plans.get(key)
        if plan is None:
            plan = open_shop(self._order(shop_id, effective))
        self._keep(key, plan)
        return plan

    def truth(self, shop_id: str, edition: int | None = None) -> ShopTruth:
        """The truth about a shop in the present edition or another one."""
        wanted = self._edition if edition is None else edition
        return replace(self.shop(shop_id, wanted).truth, edition=wanted)

    def changes(self, shop_id: str, before: int, after: int) -> tuple[ChangeTruth, ...]:
        """What is different in the later of two editions."""
        return changes(self.truth(shop_id, before), self.truth(shop_id, after))

    def _keep(self, key: tuple[str, int], plan: Shop) -> None:
        with self._lock:
            self._plans[key] = plan
            self._plans.move_to_end(key)
            if len(self._plans) > _KEPT_PLANS:
                self._plans.popitem(last=False)

    def _order(self, shop_id: str, edition: int) -> Order:
        return Order(
            shop_id=shop_id,
            base=base_url(self.ports[shop_id]),
            seed=self.seed,
            edition=edition,
            scale=self.scale,
        )


def _check(edition: int) -> int:
    if not 1 <= edition <= LAST_EDITION:
        raise EditionError(edition, LAST_EDITION)
    return edition


def _remembered(path: Path) -> int:
    if not path.exists():
        return 1
    return _check(int(json.loads(path.read_text(encoding="utf-8"))["edition"]))
