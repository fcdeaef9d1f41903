"""reports.zip as its reader sees it, and what must be in it by the shops' truth."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.urls import normalise
from playground.shops.plan.draft import Order
from playground.shops.shop import Shop, open_shop

Rows = list[dict[str, str]]

#: what differs between two runs over the very same pages: moments, and how long things took
VOLATILE = {
    "scraped_at",
    "first_seen",
    "last_seen",
    "Crawl Timestamp",
    "Response Time",
    "TTFB (ms)",
    "Seconds",
}
#: and the issues that tell how long
_SLOW = {
    code: CATALOGUE[code].name for code in ("ttfb_slow", "response_slow", "response_very_slow")
}


class Archive:
    """One reports.zip."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)

    @property
    def names(self) -> set[str]:
        """The files in it."""
        return set(self._zip.namelist())

    @cached_property
    def summary(self) -> Mapping[str, dict[str, str]]:
        """summary.csv by site."""
        return {row["Site"]: row for row in self.rows("summary.csv")}

    def rows(self, name: str) -> Rows:
        """A CSV file."""
        text = self._zip.read(name).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def changes(self, site: str) -> Rows:
        """diff.csv of a site, without its notes."""
        return [row for row in self.rows(f"{site}/diff.csv") if row["change_type"] != "note"]

    def lasting(self) -> dict[str, Rows]:
        """All CSV files without what is different each time."""
        return {
            name: [
                {field: cell for field, cell in row.items() if field not in VOLATILE}
                for row in map(self._without_slow, self.rows(name))
                if row.get("Issue Name") not in _SLOW.values()
            ]
            for name in sorted(self.names)
            if name.endswith(".csv")
        }

    @cached_property
    def _slow_answers(self) -> Mapping[str, int]:
        """How many issues of each site tell that something was slow."""
        slow = (row for row in self.rows("issues.csv") if row["Issue Name"] in _SLOW.values())
        return Counter(row["Site"] for row in slow)

    def _without_slow(self, row: dict[str, str]) -> dict[str, str]:
        """A page's row of an audit, or a site's of the summary, without such issues."""
        if "Issue Count" in row:
            codes = row["Issues"].split(";")
            lasting = [code for code in codes if code not in _SLOW]
            count = int(row["Issue Count"] or 0) - len(codes) + len(lasting)
            return {**row, "Issues": ";".join(lasting), "Issue Count": str(count)}
        if "High Priority Issues" in row and row["Issues"]:
            return {**row, "Issues": str(int(row["Issues"]) - self._slow_answers[row["Site"]])}
        return row


def differences(one: Archive, other: Archive) -> list[str]:
    """Where two archives of the same pages are not the same, in words."""
    if one.names != other.names:
        return [f"files: {sorted(one.names ^ other.names)}"]
    mine, theirs = one.lasting(), other.lasting()
    return [
        f"{name}: {detail}" for name in mine for detail in _rows_apart(mine[name], theirs[name])
    ]


def shops_of(data_dir: Path, *, edition: int, scale: float, seed: int) -> dict[str, Shop]:
    """The demo shops that a `progon run` over this directory serves, but the one that is down."""
    ports = json.loads((data_dir / "playground" / "shop-ports.json").read_text(encoding="utf-8"))
    return {
        shop_id: open_shop(
            Order(
                shop_id=shop_id,
                base=f"http://127.0.0.1:{port}",
                seed=seed,
                edition=edition if shop_id == CHANGING else 1,
                scale=scale,
            )
        )
        for shop_id, port in ports.items()
        if shop_id != DOWN
    }


CHANGING, DOWN = "peremenchik", "molchun"


def untruths(archive: Archive, shop_id: str, shop: Shop) -> Iterator[str]:
    """Products of full.csv that are not as the shop has them, in words."""
    reached = {row["URL Encoded Address"] for row in archive.rows(f"{shop_id}/seo.csv")}
    found = {row["sku"]: row for row in archive.rows(f"{shop_id}/full.csv")}
    expected = {
        product.sku: product
        for product in shop.truth.products
        if product.robots_allowed and _plain(product.url) in reached
    }
    yield from (f"{shop_id}: {sku} is missing" for sku in expected.keys() - found.keys())
    yield from (f"{shop_id}: {sku} is invented" for sku in found.keys() - expected.keys())
    for sku in expected.keys() & found.keys():
        row, product = found[sku], expected[sku]
        told = (_amount(row["price"]), row["currency"], row["availability"], row["url"])
        true = (product.price, product.currency, product.availability, _plain(product.url))
        if told != true:
            yield f"{shop_id}: {sku}: {told} is not {true}"


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _plain(url: str) -> str:
    return normalise(url) or url


def _rows_apart(mine: Rows, theirs: Rows) -> Iterator[str]:
    if len(mine) != len(theirs):
        yield f"{len(mine)} and {len(theirs)} rows"
        return
    for number, (row, other) in enumerate(zip(mine, theirs, strict=True), start=1):
        for field, cell in row.items():
            if cell != other[field]:
                yield f"row {number}: {field}: {cell[:80]!r} and {other[field][:80]!r}"
