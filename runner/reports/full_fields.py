"""The columns of full.csv: one product a row, under the names that feeds use."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from parser.pages.records import Product
from runner.reports.comparable import plain_text
from runner.reports.table import Field, field
from storage.report_files.columns import Cell, Kind, Mark
from storage.report_rows import ProductLine

_UNKNOWN = "unknown"
_AVAILABILITY_MARKS = {
    "OutOfStock": Mark.BAD,
    "SoldOut": Mark.BAD,
    "Discontinued": Mark.BAD,
    "LimitedAvailability": Mark.DOUBTFUL,
}
#: how much the row as a whole may be trusted is how much its name and its price may
_DECISIVE = ("name", "price")
#: what the hash of a record leaves out: how it was read, and what changes with every visitor
_NOT_HASHED = frozenset(
    {"sources", "confidence", "warnings", "price_raw", "availability_raw", "rating", "review_count"}
)
_PERCENT = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class FullRow:
    """A product and the run that saw it."""

    line: ProductLine
    run_id: int
    site: str


def content_hash(stored: Mapping[str, Any]) -> str:
    """Of what the shop says of the product; equal as long as it says the same."""
    said = {name: value for name, value in stored.items() if name not in _NOT_HASHED}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def discount(product: Product) -> Decimal | None:
    """Percent off the old price."""
    old, new = product.old_price, product.price
    if old is None or new is None or old <= 0:
        return None
    return (100 * (old - new) / old).quantize(_PERCENT)


def confidence(product: Product) -> float | None:
    """From 0 to 1, by the least certain of the fields that matter most."""
    known = [product.confidence[name] for name in _DECISIVE if name in product.confidence]
    return min(known, default=None)


def warnings(line: ProductLine) -> str:
    """What the reading doubted, and what became of other addresses with the same product."""
    found = [*line.product.warnings]
    if line.copies:
        found.append(f"duplicate_addresses: {line.copies} ({line.copy_url})")
    if line.shared_key:
        found.append("shared_key: the product's own number stands on different products")
    return ";".join(found)


def _of_line(read: Callable[[ProductLine], Cell]) -> Callable[[FullRow], Cell]:
    return lambda row: read(row.line)


def _of_product(read: Callable[[Product], Cell]) -> Callable[[FullRow], Cell]:
    return lambda row: read(row.line.product)


def _words(name: str) -> Callable[[FullRow], Cell]:
    """A text of the product, on one line."""

    def value(row: FullRow) -> str | None:
        text = getattr(row.line.product, name)
        return plain_text(text) if text else None

    return value


def _as_is(name: str) -> Callable[[FullRow], Cell]:
    def value(row: FullRow) -> Cell:
        cell: Cell = getattr(row.line.product, name)
        return cell

    return value


def _categories(product: Product) -> str:
    return " > ".join(map(plain_text, product.category_path))


def _images(product: Product) -> str:
    return ";".join(url.replace(";", "%3B") for url in product.images)


def _attributes(product: Product) -> str | None:
    if not product.attributes:
        return None
    return json.dumps(dict(product.attributes), ensure_ascii=False, sort_keys=True)


def _sources(product: Product) -> str:
    return ";".join([f"{name}={source}" for name, source in sorted(product.sources.items())])


FIELDS: tuple[Field[FullRow], ...] = (
    field("run_id", lambda row: row.run_id, Kind.ID, width=8),
    field("site", lambda row: row.site),
    field("scraped_at", _of_line(lambda line: line.fetched_at), Kind.MOMENT, width=17),
    field("http_status", _of_line(lambda line: line.status_code), Kind.WHOLE, width=9),
    field("product_key", _of_line(lambda line: line.product_key), Kind.CODE, width=22),
    field("sku", _words("sku"), Kind.CODE, width=16),
    field("mpn", _words("mpn"), Kind.CODE),
    field("gtin", _words("gtin"), Kind.CODE, width=16),
    field("gtin_type", _words("gtin_type"), width=9),
    field("name", _words("name"), width=48),
    field("brand", _words("brand"), width=16),
    field("category_path", _of_product(_categories), width=34),
    field("url", _of_line(lambda line: line.url), Kind.LINK, width=52),
    field("canonical_url", _of_line(lambda line: line.canonical_url), width=30),
    field("price", _as_is("price"), Kind.MONEY, width=11),
    field("old_price", _as_is("old_price"), Kind.MONEY, width=11),
    field("discount_pct", _of_product(discount), Kind.NUMBER, width=9),
    field("price_min", _as_is("price_min"), Kind.MONEY, width=11),
    field("price_max", _as_is("price_max"), Kind.MONEY, width=11),
    field("unit_price", _words("unit_price"), width=12),
    field("currency", _words("currency"), width=9),
    field("price_raw", _words("price_raw"), Kind.CODE),
    field(
        "availability",
        _of_product(lambda product: product.availability or _UNKNOWN),
        width=16,
        marks=_AVAILABILITY_MARKS,
    ),
    field("availability_raw", _words("availability_raw"), width=20),
    field("stock_qty", _as_is("stock_quantity"), Kind.WHOLE, width=9),
    field("condition", _words("condition")),
    field("image", _of_product(lambda product: next(iter(product.images), None)), width=30),
    field("images", _of_product(_images), width=30),
    field("images_count", _of_product(lambda product: len(product.images)), Kind.WHOLE, width=9),
    field("description", _words("description"), width=50),
    field(
        "description_len",
        _of_product(lambda product: len(plain_text(product.description or ""))),
        Kind.WHOLE,
        width=11,
    ),
    field("rating", _as_is("rating"), Kind.NUMBER, width=8),
    field("review_count", _as_is("review_count"), Kind.WHOLE, width=9),
    field("seller", _words("seller"), width=18),
    field("group_id", _words("group_id"), Kind.CODE),
    field("variant_id", _words("variant_id"), Kind.CODE),
    field("color", _words("color")),
    field("size", _words("size"), Kind.CODE),
    field("material", _words("material")),
    field("attributes_json", _of_product(_attributes), width=40),
    field("source_map", _of_product(_sources), width=30),
    field("confidence", _of_product(confidence), Kind.NUMBER, width=10),
    field("warnings", _of_line(warnings), width=30),
    field("first_seen", _of_line(lambda line: line.first_seen), Kind.MOMENT, width=17),
    field("last_seen", _of_line(lambda line: line.fetched_at), Kind.MOMENT, width=17),
    field("content_hash", _of_line(lambda line: content_hash(line.stored)), Kind.CODE, width=16),
)
