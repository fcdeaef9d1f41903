"""The small set of fields that every contender of the small comparison reads, by selectolax.

This folder runs in an environment of its own, beside none of our packages.
"""

import json
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

COLUMNS = (
    "url", "status", "bytes", "title", "description", "canonical", "robots", "language", "h1", "h1_count",
    "words", "links", "images", "name", "sku", "brand", "price", "currency", "availability",
)  # fmt: skip


def read(body: bytes, url: str, status: int) -> dict[str, Any]:
    """The fields of one page."""
    tree = LexborHTMLParser(body)
    headings = tree.css("h1")
    blocks = [node.text() for node in tree.css('script[type="application/ld+json"]')]
    row = {
        "url": url,
        "status": status,
        "bytes": len(body),
        "title": _text(tree, "title"),
        "description": _attribute(tree, 'meta[name="description"]', "content"),
        "canonical": _attribute(tree, 'link[rel="canonical"]', "href"),
        "robots": _attribute(tree, 'meta[name="robots"]', "content"),
        "language": _attribute(tree, "html", "lang"),
        "h1": headings[0].text(strip=True) if headings else None,
        "h1_count": len(headings),
        "links": len(tree.css("a[href]")),
        "images": len(tree.css("img")),
        **product(blocks),
    }
    tree.strip_tags(["script", "style"])
    row["words"] = len(tree.body.text(separator=" ").split()) if tree.body else 0
    return row


def product(blocks: list[str]) -> dict[str, Any]:
    """The first product of the page's JSON-LD."""
    found = next((thing for thing in _things(blocks) if thing.get("@type") == "Product"), {})
    offer, brand = found.get("offers") or {}, found.get("brand") or {}
    return {
        "name": found.get("name"),
        "sku": found.get("sku"),
        "brand": brand.get("name"),
        "price": offer.get("price"),
        "currency": offer.get("priceCurrency"),
        "availability": offer.get("availability"),
    }


def _things(blocks: list[str]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        try:
            thing = json.loads(block)
        except ValueError:
            continue
        if isinstance(thing, dict):
            yield thing


def _text(tree: LexborHTMLParser, selector: str) -> str | None:
    node = tree.css_first(selector)
    return node.text(strip=True) if node else None


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    return node.attributes.get(name) if node else None
