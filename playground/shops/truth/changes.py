"""The exact difference between two editions of a shop.

Products are known by their sku: the same sku at another address has moved, it is not a new one.
Pages are known by their address, and a product's page moves with its product.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

from playground.shops.truth.records import (
    ChangeTruth,
    ChangeType,
    PageTruth,
    ProductTruth,
    ShopTruth,
)

#: what is compared; of everything else the editions make no promise
PRODUCT_FIELDS = (
    "name", "mpn", "gtin", "brand", "category_path", "price", "old_price", "markup_price",
    "currency", "availability", "stock_quantity", "images", "description", "rating",
    "review_count",
)  # fmt: skip
PAGE_FIELDS = (
    "kind", "titles", "descriptions", "h1s", "canonical", "robots_meta", "indexability",
    "in_sitemap", "robots_allowed",
)  # fmt: skip

Truth = TypeVar("Truth", ProductTruth, PageTruth)


def changes(before: ShopTruth, after: ShopTruth) -> tuple[ChangeTruth, ...]:
    """Everything that is different in the later edition."""
    old_products = {product.sku: product for product in before.products}
    new_products = {product.sku: product for product in after.products}
    moved = {
        new.url: old_products[sku].url
        for sku, new in new_products.items()
        if sku in old_products and old_products[sku].url != new.url
    }
    old_pages = {page.url: page for page in before.pages}
    new_pages = {moved.get(page.url, page.url): page for page in after.pages}
    return (
        *_compared("product", old_products, new_products, PRODUCT_FIELDS),
        *_compared("page", old_pages, new_pages, PAGE_FIELDS),
    )


def _compared(
    entity: str, before: Mapping[str, Truth], after: Mapping[str, Truth], fields: Sequence[str]
) -> Iterator[ChangeTruth]:
    for key, old in before.items():
        if key not in after:
            yield ChangeTruth(entity=entity, key=key, url=old.url, change=ChangeType.REMOVED)
    for key, new in after.items():
        if key not in before:
            yield ChangeTruth(entity=entity, key=key, url=new.url, change=ChangeType.ADDED)
        else:
            yield from _altered(entity, key, before[key], new, fields)


def _altered(
    entity: str, key: str, old: Truth, new: Truth, fields: Sequence[str]
) -> Iterator[ChangeTruth]:
    if old.url != new.url:
        yield ChangeTruth(
            entity=entity,
            key=key,
            url=new.url,
            change=ChangeType.MOVED,
            field="url",
            old=old.url,
            new=new.url,
        )
    for field in fields:
        was, now = _text(getattr(old, field)), _text(getattr(new, field))
        if was != now:
            yield ChangeTruth(
                entity=entity,
                key=key,
                url=new.url,
                change=ChangeType.CHANGED,
                field=field,
                old=was,
                new=now,
            )


def _text(value: object) -> str | None:
    """A value as a report prints it: nothing stays nothing, several are joined."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return " | ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
