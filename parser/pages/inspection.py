"""A reading turned outwards: the JSON object of the contract, and where each value came from.

The command line prints the one or words the other; nothing here prints or words anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from parser.pages.records import PageReading, Product, Source

#: the product's keys in the contract, in its order
PRODUCT_KEYS = (
    "name", "price", "old_price", "currency", "availability", "sku", "mpn", "gtin", "brand", "category_path",
    "images", "description", "rating", "review_count", "condition", "seller", "variants", "attributes", "sources",
    "confidence", "warnings",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where one value of a product came from."""

    field: str
    value: str  #: as text, long ones cut
    source: Source
    confidence: float  #: 0 to 1


MAX_VALUE = 120  #: characters of a value in an `Origin`


def as_contract(reading: PageReading, url: str) -> dict[str, Any]:
    """The JSON form: amounts are decimal strings, enums their words, nothing is left out."""
    product = reading.product
    return {
        "url": url,
        "product": {key: _plain(getattr(product, key)) for key in PRODUCT_KEYS}
        if product
        else None,
        "seo": _plain(reading.seo),
    }


def origins(product: Product) -> tuple[Origin, ...]:
    """Every filled field that a source was found for, in the record's order."""
    return tuple(
        Origin(
            field=item.name,
            value=_short(getattr(product, item.name)),
            source=product.sources[item.name],
            confidence=product.confidence.get(item.name, 0.0),
        )
        for item in fields(product)
        if item.name in product.sources
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    return value


def _short(value: Any) -> str:
    plain = _plain(value)
    text = ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "\u2026"
