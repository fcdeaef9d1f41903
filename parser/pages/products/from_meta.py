"""A product as `<meta>` tags state it: Open Graph, its product namespace, and their relatives."""

from parser.pages import availability, prices
from parser.pages.currencies import currency_code
from parser.pages.document import Document
from parser.pages.products import cleaning, labels
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.records import Source

_PRICE = (
    "product:sale_price:amount",
    "product:price:amount",
    "og:price:amount",
    "product:price",
    "og:price",
    "price",
)
_CURRENCY = (
    "product:sale_price:currency",
    "product:price:currency",
    "og:price:currency",
    "og:currency",
    "product:currency",
)
_OLD = ("product:original_price:amount", "og:price:standard_amount", "og:original_price:amount")
_STATE = ("product:availability", "og:availability", "availability", "product:stock")
_GTINS = (
    "product:ean",
    "product:gtin",
    "product:upc",
    "product:gtin13",
    "gtin",
    "ean",
    "product:isbn",
    "books:isbn",
    "og:upc",
)

_CARDS = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
_SPACES = (
    "product:",
    "og:price",
    "og:avail",
    "og:brand",
    "og:cond",
    "og:upc",
    "og:color",
    "og:size",
    "og:material",
    "books:",
)
_ALONE = frozenset({"price", "brand", "sku", "gtin", "ean", "availability"})


def read(document: Document, page: PageContext) -> Claims:
    """What the tags say; empty if the page does not call itself a product and names no price."""
    claims = Claims(source=Source.OPEN_GRAPH)
    kind = (document.meta("og:type") or "").lower()
    if "product" not in kind and document.meta(*_PRICE) is None:
        return claims
    claims.put("name", cleaning.name(document.meta("og:title")))
    claims.put("description", document.meta("og:description"))
    claims.put("images", _images(document))
    claims.put("brand", cleaning.brand(document.meta("product:brand", "og:brand", "brand")))
    claims.put("brand", cleaning.brand(_labelled(document, "brand")))
    if not any(name.startswith(_SPACES) or name in _ALONE for name in document.metas.all):
        return claims
    _money(document, page, claims)
    claims.put(
        "sku", cleaning.identifier(document.meta("product:retailer_item_id", "product:sku", "sku"))
    )
    claims.put("mpn", cleaning.identifier(document.meta("product:mfr_part_no", "product:mpn")))
    numbers = [value for name in _GTINS if (value := document.meta(name))]
    if number := cleaning.gtin(numbers, claims.warnings, isbn=True):
        claims.put("gtin", number.value)
        claims.put("gtin_type", number.type)
    claims.put("availability_raw", document.meta(*_STATE))
    claims.put("availability", availability.from_markup(document.meta(*_STATE)))
    claims.put("condition", cleaning.condition(document.meta("product:condition", "og:condition")))
    claims.put("category_path", cleaning.category_path(document.meta("product:category")))
    for name in ("color", "size", "material"):
        claims.put(name, cleaning.name(document.meta(f"product:{name}", f"og:{name}")))
    claims.put("group_id", cleaning.identifier(document.meta("product:item_group_id")))
    return claims


def _money(document: Document, page: PageContext, claims: Claims) -> None:
    currency = currency_code(document.meta(*_CURRENCY), page.country)
    for name in _PRICE:
        text = document.meta(name)
        if not text:
            continue
        if not currency and (shown := prices.read_shown(text, page.country)):
            currency = shown.currency
        amount = prices.read_markup(text, currency, page.country)
        if amount is not None and amount > 0:
            claims.put("price", amount)
            claims.put("price_raw", text)
            break
    claims.put("currency", currency if claims.get("price") is not None else None)
    old = prices.read_markup(document.meta(*_OLD), currency, page.country)
    price = claims.get("price")
    claims.put("old_price", old if old and price and old > price else None)


def _labelled(document: Document, field: str) -> str | None:
    """What a card for Twitter shows behind the label of a field."""
    for label, value in _CARDS:
        if labels.field_of(document.meta(label) or "") == field:
            return document.meta(value)
    return None


def _images(document: Document) -> tuple[str, ...]:
    metas = document.metas.all
    stated = [*metas.get("og:image", ()), *metas.get("og:image:secure_url", ())]
    found = [document.resolve(address) for address in stated[: cleaning.MAX_IMAGES]]
    return tuple(dict.fromkeys(address for address in found if address))
