"""A product as a site's configuration tells where to look: the most trusted source.

A selector that matches nothing says nothing and is reported, as pages change under a configuration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import SelectolaxError

from parser.pages import availability, prices
from parser.pages.currencies import currency_code
from parser.pages.document import Document, text_of
from parser.pages.products import cleaning
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.records import Source

_TEXTS: Mapping[str, Callable[[str], Any]] = {
    "name": cleaning.name,
    "sku": cleaning.identifier,
    "mpn": cleaning.identifier,
    "brand": cleaning.brand,
    "description": lambda text: text[: cleaning.MAX_DESCRIPTION],
    "rating": cleaning.decimal,
    "review_count": cleaning.count,
    "stock_quantity": cleaning.count,
    "seller": cleaning.name,
    "condition": cleaning.condition,
    "color": cleaning.name,
    "size": cleaning.name,
    "material": cleaning.name,
    "group_id": cleaning.identifier,
    "variant_id": cleaning.identifier,
    "unit_price": cleaning.name,
}


#: what a selector can be given for
FIELDS = frozenset(
    {*_TEXTS, "price", "old_price", "currency", "availability", "gtin", "images", "category_path"}
)


#: what no page shows but a product's: a heading or a picture is found on every page
_TELLING = frozenset(
    {"price", "old_price", "availability", "sku", "mpn", "gtin", "stock_quantity", "variant_id"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """What one selector of a configuration finds in a page."""

    field: str
    selector: str
    values: tuple[str, ...] | None  #: in document order; None if the selector is no CSS


def is_product(claims: Claims) -> bool:
    """Whether the configured places make the page a product's by themselves."""
    return not _TELLING.isdisjoint(claims.values)


def found(document: Document, selectors: Mapping[str, str]) -> tuple[Selected, ...]:
    """What each selector finds, in the order of the configuration."""
    return tuple(
        Selected(
            field=field,
            selector=selector,
            values=None if (values := _values(document, selector)) is None else tuple(values),
        )
        for field, selector in selectors.items()
    )


def read(document: Document, selectors: Mapping[str, str], page: PageContext) -> Claims:
    """What the configured places say."""
    claims = Claims(source=Source.SELECTOR)
    for field, selector in selectors.items():
        values = _values(document, selector)
        if field not in FIELDS:
            claims.warnings.append(f"selector_unknown_field: {field}")
        elif values is None:
            claims.warnings.append(f"selector_invalid: {field}")
        elif not values:
            claims.warnings.append(f"selector_found_nothing: {field}")
        else:
            _take(field, values, claims, page, document)
    return claims


def _values(document: Document, selector: str) -> list[str] | None:
    """Texts, or values of the attribute after "@"; None if the selector is no CSS."""
    css, _, attribute = selector.partition("@")
    try:
        nodes = document.select(css.strip())
    except (SelectolaxError, ValueError):
        return None
    found = [
        (node.attributes.get(attribute) or "").strip() if attribute else text_of(node)
        for node in nodes
    ]
    return [value for value in found if value]


def _take(
    field: str, values: list[str], claims: Claims, page: PageContext, document: Document
) -> None:
    first = values[0]
    if field in {"price", "old_price"}:
        _price(field, first, claims, page)
    elif field == "currency":
        claims.put("currency", currency_code(first, page.country))
    elif field == "availability":
        claims.put("availability_raw", first)
        claims.put("availability", availability.from_markup(first))
        claims.put("stock_quantity", availability.quantity(first))
    elif field == "gtin":
        if number := cleaning.gtin(values[:1], claims.warnings, isbn=True):
            claims.put("gtin", number.value)
            claims.put("gtin_type", number.type)
    elif field == "images":
        claims.put("images", tuple(dict.fromkeys(filter(None, map(document.resolve, values)))))
    elif field == "category_path":
        claims.put(
            "category_path",
            cleaning.without_home(values) if len(values) > 1 else cleaning.category_path(first),
        )
    elif field in _TEXTS:
        claims.put(field, _TEXTS[field](first))


def _price(field: str, text: str, claims: Claims, page: PageContext) -> None:
    shown = prices.read_shown(text, page.country)
    if shown is None:
        return
    claims.put(field, shown.price)
    if field == "price":
        claims.put("price_raw", text)
        claims.put("currency", shown.currency)
        claims.put("old_price", shown.old_price)
        claims.put("unit_price", shown.unit_price)
