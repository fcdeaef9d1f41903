"""Product data that a page carries for its own scripts: framework states and analytics layers.

Pages that draw themselves in the browser hold their price nowhere else. Any object is taken whose
name agrees with the page's heading and that has a price; which framework wrote it does not matter.
Only looked at when markup and the visible page leave gaps, as these texts are long.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from parser.pages import availability, lexicon, prices
from parser.pages.currencies import currency_code
from parser.pages.document import Document
from parser.pages.markup.loose_json import read_at
from parser.pages.products import cleaning
from parser.pages.products.claims import Claims
from parser.pages.products.main_thing import agreement
from parser.pages.records import Source

MAX_SCRIPT = 3_000_000  #: characters
MAX_OBJECTS = 20_000
MAX_LITERALS = 12  #: object literals tried in one script
_AGREES = 0.6
_TRUST = 0.55
_LEAST_NAME = 4  # characters; shorter headings are those of lists
_literal = re.compile(
    r"(?:dataLayer\.push\(|\.push\(|[\w\]\"']\s*=|\breturn|JSON\.parse\()\s*(?=[{\[])"
)


def read(document: Document, names: list[str], country: str, claims: Claims) -> None:
    """Puts into `claims` what the object that best agrees with one of `names` says."""
    names = [name for name in names if name]
    best, found = _AGREES, None
    for candidate in _objects(document):
        name = candidate.get("name")
        if isinstance(name, str) and "price" in candidate:
            score = max((agreement(name, one) for one in names), default=0.0)
            if score > best:
                best, found = score, candidate
    if found:
        _claim(found, country, claims)


def exactly(document: Document, name: str, country: str) -> Claims | None:
    """What an object says that bears the heading's very name and has a price in some currency."""
    spellings = (name, json.dumps(name)[1:-1])
    for candidate in _objects(document, spellings) if len(name) >= _LEAST_NAME else ():
        if (
            isinstance(stated := candidate.get("name"), str)
            and stated.strip().casefold() == name.casefold()
            and "price" in candidate
            and candidate.get("currency")
        ):
            claims = Claims(source=Source.HEURISTIC)
            _claim(candidate, country, claims)
            return claims if claims.get("price") is not None else None
    return None


def _objects(document: Document, mentioned: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Every object of every script that mentions a price, its keys turned into our fields.

    With `mentioned`, only of scripts that hold one of these texts: reading one takes long.
    """
    left = MAX_OBJECTS
    for attributes, text in document.scripts:
        if "ld+json" in (attributes.get("type") or "") or len(text) > MAX_SCRIPT:
            continue
        lowered = text.lower()
        if "price" not in lowered and "amount" not in lowered:
            continue
        if mentioned and not any(one in text for one in mentioned):
            continue
        for root in _roots(text, attributes.get("type") or ""):
            for mapping in _walk(root):
                left -= 1
                if left < 0:
                    return
                yield _as_fields(mapping)


def _roots(text: str, kind: str) -> Iterator[Any]:
    if "json" in kind:
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            return
        return
    at = 0
    for _ in range(MAX_LITERALS):
        match = _literal.search(text, at)
        if match is None:
            return
        value, at = read_at(text, match.end())
        if isinstance(value, dict | list) and value:
            yield value


def _walk(root: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value[:500])


def _as_fields(mapping: Mapping[str, Any]) -> dict[str, Any]:
    lowered = {key.lower(): value for key, value in mapping.items()}
    fields = {}
    for field, keys in lexicon.table("products")["state_keys"].items():
        for key in keys:
            value = _plain(lowered.get(key))
            if value not in (None, ""):
                fields[field] = value
                break
    return fields


def _plain(value: Any) -> Any:
    """A scalar, or the scalar that a small object wraps: {"value": 10}, {"name": "X"}."""
    if isinstance(value, dict):
        inner = (value.get(key) for key in ("value", "amount", "price", "current", "name", "title"))
        value = next((one for one in inner if isinstance(one, str | int | float)), None)
    return value if isinstance(value, str | int | float) else None


def _claim(found: dict[str, Any], country: str, claims: Claims) -> None:
    currency = currency_code(str(found.get("currency") or ""), country)
    price = prices.read_markup(found["price"], currency, country)
    if price is not None and price > 0:
        claims.put("price", price, _TRUST)
        claims.put("price_raw", str(found["price"]))
        claims.put("currency", currency, _TRUST)
        old = prices.read_markup(found.get("old_price"), currency, country)
        claims.put("old_price", old if old and old > Decimal(price) else None, _TRUST)
    claims.put("name", cleaning.name(str(found["name"])), _TRUST)
    claims.put("sku", cleaning.identifier(found.get("sku")), _TRUST)
    claims.put("brand", cleaning.brand(str(found.get("brand") or "")), _TRUST)
    if number := cleaning.gtin([found["gtin"]] if found.get("gtin") else [], []):
        claims.put("gtin", number.value, _TRUST)
        claims.put("gtin_type", number.type)
    claims.put("availability", availability.from_markup(found.get("availability")), _TRUST)
