"""The shop's own number of a product where its address tells it too."""

import re

from parser.pages.document import Document
from parser.pages.products import cleaning, labels
from parser.pages.products.zone import Zone

_token = re.compile(
    r"(?<![\w./-])(?=[A-Za-z./_-]*\d[A-Za-z./_-]*\d[A-Za-z./_-]*\d)[A-Za-z0-9][\w./-]{3,34}(?![\w/-])",
    re.ASCII,
)
_measure = re.compile(
    r"\d+\s?(?:x|\u00d7)\s?\d+|^(?:19|20)\d\d$|^\d+(?:[.,]\d{1,2})?$(?<!\d{5})|(?:cm|mm|ml|kg|gb|mah)$",
    re.IGNORECASE,
)
_address_code = re.compile(
    r"(?<![a-z0-9])(?:[a-z]{0,3})?(\d{5,14})(?![a-z0-9])(?!-[^\W\d])|(?<![^/])([A-Z0-9]{8,16})(?![^/])"
)
_CODES = (
    '[data-sku],[data-product-sku],[data-product-code],[data-article],[data-product-id],input[name="sku" i],'
    'input[name="product_id" i],input[name="add-to-cart" i],[itemprop="sku"],[itemprop="productID" i]'
)
_CODE_ATTRIBUTES = (
    "data-sku", "data-product-sku", "data-product-code", "data-article", "content", "value", "data-product-id",
)  # fmt: skip
_FIRST_LINES = 150
MAX_LINE = 80  #: characters; a number in a longer line is part of a sentence
_SHORTEST = 5  # letters and digits; shorter ones meet an address by chance


def find(document: Document, zone: Zone, name: str, address: str) -> str | None:
    """A number that the `address` and the page name, or that the page's own controls carry.

    The address is compact, as `labels.compact` makes it; what is part of the product's `name` is none.
    """
    name = labels.compact(name)
    for line in [*zone.after[:_FIRST_LINES], *zone.before]:
        for match in _token.finditer(line) if len(line) <= MAX_LINE else ():
            code = match[0].strip("./-")
            if _is_own(code, address, name):
                return cleaning.identifier(code)
    return _carried_code(document, address)


def alone(url: str) -> str | None:
    """The number that the address alone gives the page: the last long one of its path or query."""
    found = [
        match[1] or match[2]
        for match in _address_code.finditer(url.partition("://")[2].partition("/")[2])
    ]
    codes = [code for code in found if any(map(str.isdigit, code))]
    return codes[-1] if codes else None


def _is_own(code: str, address: str, name: str) -> bool:
    """Whether a token is the number of the page's address, and no part of the product's name."""
    plain = labels.compact(code)
    return (
        len(plain) >= _SHORTEST
        and plain in address
        and plain not in name
        and not _measure.search(code)
    )


def _carried_code(document: Document, address: str) -> str | None:
    """A code in the attributes of the page's controls that its address names too."""
    for node in document.select(_CODES)[:40]:
        attributes = node.attributes
        for name in _CODE_ATTRIBUTES:
            value = (attributes.get(name) or "").strip()
            if (
                _SHORTEST <= len(value) <= cleaning.MAX_IDENTIFIER
                and labels.compact(value) in address
            ):
                return cleaning.identifier(value)
    return None
