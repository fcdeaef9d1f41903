"""The columns of full.csv: one product a row, under the names that feeds use."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from parser.pages.records import Product
from runner.reports.comparable import percent, plain_text
from runner.reports.table import Field, field, field_of
from storage import json_bytes
from storage.report_files.cells import fits
from storage.report_files.columns import Cell, Kind, Mark
from storage.report_rows import ProductLine

_UNKNOWN = "unknown"
_AVAILABILITY_MARKS = {
    "OutOfStock": Mark.BAD,
    "SoldOut": Mark.BAD,
    "Discontinued": Mark.BAD,
    "LimitedAvailability": Mark.DOUBTFUL,
}
#: a row's confidence is that of the less certain of these fields
_DECISIVE = ("name", "price")
#: left out of a record's hash: how it was read, and what changes with every visitor
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
    """A hash of what the shop says about the product; changes only if that does."""
    said = {name: value for name, value in stored.items() if name not in _NOT_HASHED}
    return blake2b(json_bytes.dump(said, sort_keys=True), digest_size=16).hexdigest()


def discount(product: Product) -> Decimal | None:
    """Percent off the old price, to a tenth; None if either price is missing."""
    old, new = product.old_price, product.price
    if old is None or new is None or old <= 0:
        return None
    return percent(old - new, old, _PERCENT)


def confidence(product: Product) -> float | None:
    """From 0 to 1, by the least certain of the fields that matter most."""
    known = [product.confidence[name] for name in _DECISIVE if name in product.confidence]
    return min(known, default=None)


def warnings(line: ProductLine) -> str:
    """Doubts of the reading, other addresses of the same product, and a key that several share."""
    found = [*line.product.warnings]
    if line.copies:
        found.append(f"duplicate_addresses: {line.copies} ({line.copy_url})")
    if line.shared_key:
        found.append("shared_key: the product's own number stands on different products")
    return ";".join(found)


def _line(row: FullRow) -> ProductLine:
    return row.line


def _product(row: FullRow) -> Product:
    return row.line.product


def _words(name: str) -> Callable[[Product], Cell]:
    """A text of the product, on one line."""
    read: Callable[[Product], str | None] = attrgetter(name)

    def value(product: Product) -> str | None:
        text = read(product)
        return plain_text(text) if text else None

    return value


def _categories(product: Product) -> str:
    return " > ".join(map(plain_text, product.category_path))


def _images(product: Product) -> str:
    urls = [url.replace(";", "%3B") for url in product.images]
    while not fits(text := ";".join(urls)):
        urls.pop()
    return text


def _attributes(product: Product) -> str | None:
    """The attributes as JSON; the longest are dropped until it fits, since cut JSON is not valid."""
    if not product.attributes:
        return None
    kept = dict(product.attributes)
    while not fits(text := json.dumps(kept, ensure_ascii=False, sort_keys=True)):
        kept.pop(max(kept, key=lambda name: len(name) + len(kept[name])))
    return text


def _sources(product: Product) -> str:
    return ";".join([f"{name}={source}" for name, source in sorted(product.sources.items())])


FIELDS: tuple[Field[FullRow], ...] = (
    field("run_id", lambda row: row.run_id, Kind.ID, width=8),
    field("site", lambda row: row.site),
    field_of(_line, "scraped_at", lambda line: line.fetched_at, Kind.MOMENT, width=17),
    field_of(_line, "http_status", lambda line: line.status_code, Kind.WHOLE, width=9),
    field_of(_line, "product_key", lambda line: line.product_key, Kind.CODE, width=22),
    field_of(_product, "sku", _words("sku"), Kind.CODE, width=16),
    field_of(_product, "mpn", _words("mpn"), Kind.CODE),
    field_of(_product, "gtin", _words("gtin"), Kind.CODE, width=16),
    field_of(_product, "gtin_type", _words("gtin_type"), width=9),
    field_of(_product, "name", _words("name"), width=48),
    field_of(_product, "brand", _words("brand"), width=16),
    field_of(_product, "category_path", _categories, width=34),
    field_of(_line, "url", lambda line: line.url, Kind.LINK, width=52),
    field_of(_line, "canonical_url", lambda line: line.canonical_url, width=30),
    field_of(_product, "price", attrgetter("price"), Kind.MONEY, width=11),
    field_of(_product, "old_price", attrgetter("old_price"), Kind.MONEY, width=11),
    field_of(_product, "discount_pct", discount, Kind.PERCENT, width=9),
    field_of(_product, "price_min", attrgetter("price_min"), Kind.MONEY, width=11),
    field_of(_product, "price_max", attrgetter("price_max"), Kind.MONEY, width=11),
    field_of(_product, "unit_price", _words("unit_price"), width=12),
    field_of(_product, "currency", _words("currency"), width=9),
    field_of(_product, "price_raw", _words("price_raw"), Kind.CODE),
    field_of(
        _product,
        "availability",
        lambda product: product.availability or _UNKNOWN,
        width=16,
        marks=_AVAILABILITY_MARKS,
    ),
    field_of(_product, "availability_raw", _words("availability_raw"), width=20),
    field_of(_product, "stock_qty", attrgetter("stock_quantity"), Kind.WHOLE, width=9),
    field_of(_product, "condition", _words("condition")),
    field_of(_product, "image", lambda product: next(iter(product.images), None), width=30),
    field_of(_product, "images", _images, width=30),
    field_of(_product, "images_count", lambda product: len(product.images), Kind.WHOLE, width=9),
    field_of(_product, "description", _words("description"), width=50),
    field_of(
        _product,
        "description_len",
        lambda product: len(plain_text(product.description or "")),
        Kind.WHOLE,
        width=11,
    ),
    field_of(_product, "rating", attrgetter("rating"), Kind.NUMBER, width=8),
    field_of(_product, "review_count", attrgetter("review_count"), Kind.WHOLE, width=9),
    field_of(_product, "seller", _words("seller"), width=18),
    field_of(_product, "group_id", _words("group_id"), Kind.CODE),
    field_of(_product, "variant_id", _words("variant_id"), Kind.CODE),
    field_of(_product, "color", _words("color")),
    field_of(_product, "size", _words("size"), Kind.CODE),
    field_of(_product, "material", _words("material")),
    field_of(_product, "attributes_json", _attributes, width=40),
    field_of(_product, "source_map", _sources, width=30),
    field_of(_product, "confidence", confidence, Kind.NUMBER, width=10),
    field_of(_line, "warnings", warnings, width=30),
    field_of(_line, "first_seen", lambda line: line.first_seen, Kind.MOMENT, width=17),
    field_of(_line, "last_seen", lambda line: line.fetched_at, Kind.MOMENT, width=17),
    field_of(_line, "content_hash", lambda line: content_hash(line.stored), Kind.CODE, width=16),
)
