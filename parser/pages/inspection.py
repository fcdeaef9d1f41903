"""A reading turned outwards for `progon inspect`: what was read from one page, from where, and why.

Three forms of the same: `as_contract` for other programs, one object a line; `as_report` for a
person who wants everything as JSON; `origins`, `seo_values` and `findings` as rows to be worded and
printed. Nothing here prints, words, or opens a file, and nothing raises for any bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from itertools import chain
from typing import Any

from parser.pages.document import Document
from parser.pages.issue_catalogue import CATALOGUE, Kind, Priority
from parser.pages.products import from_selectors
from parser.pages.products.from_selectors import Selected
from parser.pages.reading import read_page
from parser.pages.records import PageReading, Product, Seo, Source
from parser.pages.site_rules import SiteRules
from parser.pages.sitemaps.findings import Findings, Stopped
from parser.pages.sitemaps.records import SitemapLimits
from parser.pages.sitemaps.unpacking import Unpacker

MAX_PAGE = 20_000_000  #: bytes of an unpacked page; what is beyond is cut off
MAX_VALUE = 120  #: characters of a value in a row
_FIRST = ("name", "price", "currency", "availability", "sku", "mpn", "gtin", "brand")
#: the product's keys in the contract, in its order: what every program asks for, then all the rest
PRODUCT_KEYS = (
    *_FIRST,
    *(item.name for item in fields(Product) if item.name not in _FIRST),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where one value of a product came from."""

    field: str
    value: str  #: as text, long ones cut
    source: Source
    confidence: float  #: 0 to 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One issue of the page with its row of the catalogue."""

    code: str
    name: str
    kind: Kind
    priority: Priority
    detail: str
    evidence: str


def inspect(data: bytes, *, url: str, rules: SiteRules | None = None) -> PageReading:
    """Reads the bytes of a saved page, packed with gzip or not, as an answer with status 200."""
    return read_page(unpacked(data), url=url, rules=rules or SiteRules())


def selected(data: bytes, *, url: str, rules: SiteRules) -> tuple[Selected, ...]:
    """What the configured selectors find in a saved page, whether or not it shows a product."""
    if not rules.selectors:
        return ()
    document = Document(unpacked(data), url=url)
    document.hide_unseen()
    return from_selectors.found(document, rules.selectors)


def unpacked(data: bytes) -> bytes:
    """A page without its gzip; of a broken or endless archive, what can be had."""
    unpacker = Unpacker(Findings(), SitemapLimits())
    parts: list[bytes] = []
    size = 0
    try:
        for part in chain(unpacker.feed(data), unpacker.close()):
            parts.append(part)
            size += len(part)
            if size >= MAX_PAGE:
                break
    except Stopped:  # a bomb: the beginning is page enough
        pass
    return b"".join(parts)[:MAX_PAGE]


def as_contract(reading: PageReading, url: str) -> dict[str, Any]:
    """The agreed object: `url`, `product` (or None) and `seo`.

    Amounts are decimal strings, currencies ISO 4217, availability a word of schema.org.
    """
    product = reading.product
    return {
        "url": _text(url),
        "product": {key: _plain(getattr(product, key)) for key in PRODUCT_KEYS}
        if product
        else None,
        "seo": _plain(reading.seo),
    }


def as_report(reading: PageReading, url: str) -> dict[str, Any]:
    """The contract and what else the page told: its kind, encoding, issues, and number of links."""
    internal = sum(link.internal for link in reading.links)
    return {
        **as_contract(reading, url),
        "page_type": reading.page_type.value,
        "encoding": reading.encoding,
        "issues": [_plain(finding) for finding in findings(reading)],
        "links": {"internal": internal, "external": len(reading.links) - internal},
    }


def origins(product: Product) -> tuple[Origin, ...]:
    """Every filled field that a source was found for, in the contract's order."""
    return tuple(
        Origin(
            field=name,
            value=short(getattr(product, name)),
            source=product.sources[name],
            confidence=product.confidence.get(name, 0.0),
        )
        for name in PRODUCT_KEYS
        if name in product.sources
    )


def seo_values(seo: Seo) -> tuple[tuple[str, str], ...]:
    """Every field of the SEO record that says something, as text, in the record's order."""
    said = ((item.name, getattr(seo, item.name)) for item in fields(seo))
    return tuple((name, short(value)) for name, value in said if value not in (None, "", (), {}))


def findings(reading: PageReading) -> tuple[Finding, ...]:
    """The issues of the page, the most urgent first."""
    urgency = list(Priority)
    found = [
        Finding(
            code=check.code,
            name=check.name,
            kind=check.kind,
            priority=check.priority,
            detail=issue.detail,
            evidence=issue.evidence,
        )
        for issue in reading.issues
        if (check := CATALOGUE.get(issue.code)) is not None
    ]
    return tuple(sorted(found, key=lambda one: urgency.index(one.priority)))


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    """A text that every encoding can hold: markup may escape half of a surrogate pair."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def short(value: Any) -> str:
    """A value in a row: on one line's worth of characters."""
    plain = _plain(value)
    if isinstance(plain, dict):
        plain = [f"{key}: {item}" for key, item in plain.items()]
    text = ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "\u2026"
