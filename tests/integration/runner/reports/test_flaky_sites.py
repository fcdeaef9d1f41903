"""A shop that changes while something else of it fails in each run, against what a reader of diff.csv believes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import pytest

from runner.deps import Deps
from storage.model.run import ReportKind
from tests.integration.runner.reports.files import Files, pretty, reported
from tests.integration.runner.reports.hand_made import BASE, Paper
from tests.integration.runner.reports.shop_runs import GONE, Run
from tests.integration.runner.reports.test_out_of_sight import WALL, kettle
from tests.integration.runner.reports.test_sequences import site_of

CATEGORIES = [f"/c{number}" for number in range(4)]
FAILURES = [Paper(status=500), Paper(status=403), WALL]
#: rows by which a product is known to be lost, though not removed
LOST = frozenset({"http_status", "content_type", "product"})
REPORTS = (ReportKind.FULL, ReportKind.DIFF)


@dataclass(kw_only=True)
class Item:
    """A product on sale."""

    path: str
    price: int
    categories: list[str]


@dataclass(kw_only=True)
class FlakyShop:
    """Its truth, and how it changes."""

    random: Random
    items: dict[str, Item] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)  #: addresses that answer 410 and are linked to

    def add(self) -> None:
        """A new product."""
        number = len(self.items) + len(self.gone) + self.random.randrange(1 << 20)
        home = self.random.sample(CATEGORIES, self.random.choice([1, 1, 2]))
        self.items[f"K-{number}"] = Item(path=f"/p{number}", price=10, categories=home)

    def change(self) -> None:
        """What a night brings: prices, a removal with or without an answer, another category."""
        for name, item in [*self.items.items()]:
            match self.random.randrange(25):
                case 0 | 1:
                    item.price += 5
                case 2:
                    del self.items[name]
                    self.gone += [item.path] * self.random.randrange(2)
                case 3:
                    item.categories = self.random.sample(CATEGORIES, 1)
        self.add()

    def papers(self, failing: float) -> dict[str, Paper]:
        """The site now, of which a share fails."""
        linked = {
            category: [one.path for one in self.items.values() if category in one.categories]
            for category in CATEGORIES
        }
        papers = {path: Paper(links=[*links, *self.gone]) for path, links in linked.items()}
        papers |= {one.path: kettle(name, price=str(one.price)) for name, one in self.items.items()}
        papers |= dict.fromkeys(self.gone, GONE)
        down = [path for path in papers if self.random.random() < failing]
        papers |= {path: self.random.choice(FAILURES) for path in down}
        return {"/": Paper(links=CATEGORIES)} | papers


def believed(files: Files, belief: dict[str, str | None], shop: FlakyShop) -> None:
    """Takes the rows of a run: none says what is not so, and none says what was said before."""
    for row in files.changes:
        name, kind = row["key"].removeprefix("sku:"), row["change_type"]
        if kind == "removed":
            on_sale = {f"{BASE}{item.path}" for item in shop.items.values()}
            assert row["url"] not in on_sale, pretty(row)
        if row["entity"] == "page":
            continue
        if kind == "removed" or row["field"] in LOST:
            assert belief[name] is not None, pretty(row)
            belief[name] = None
        elif kind in {"added", "back"}:
            assert belief.get(name) is None, pretty(row)
        elif row["field"] == "price":
            assert belief[name] == row["old_value"], pretty(row)
            belief[name] = row["new_value"]


def compared(files: Files, belief: dict[str, str | None]) -> None:
    """Every product that was seen costs what the reader believes; a new one he learns from full.csv."""
    told = {row["key"] for row in files.changes}
    for row in files.products:
        key, name = row["product_key"], row["product_key"].removeprefix("sku:")
        if belief.get(name) is None:
            assert name not in belief or key in told, pretty(row)
            belief[name] = row["price"]
        assert belief[name] == row["price"], pretty({"row": row, "changes": files.changes})


@pytest.mark.parametrize("listed", [True, False], ids=["sitemap", "links"])
@pytest.mark.parametrize("seed", range(2))
async def test_a_reader_of_every_diff_knows_the_shop(
    shared_deps: Deps, seed: int, *, listed: bool
) -> None:
    """A tenth fails in each run; after one good run he believes of each product what is so."""
    shop = FlakyShop(random=Random(seed))
    for _ in range(12):
        shop.add()
    belief: dict[str, str | None] = {}

    async def look(failing: float) -> Files:
        papers: Mapping[str, Paper] = shop.papers(failing)
        names = tuple(path for path in papers if path not in shop.gone) if listed else ()
        site = site_of(
            f"flaky-{seed}-{listed}".lower(), Run(papers=papers, told=None, listed=names)
        )
        files = await reported(shared_deps, site, reports=REPORTS)
        believed(files, belief, shop)
        compared(files, belief)
        return files

    await look(0.1)
    for _ in range(5):
        shop.change()
        await look(0.1)
    await look(0)
    assert {name for name, price in belief.items() if price is not None} == {*shop.items}
    assert (await look(0)).changes == []
