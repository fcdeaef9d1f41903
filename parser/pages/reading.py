"""Reads one HTML page: one parse of its bytes, then its product, its SEO record, its links, its issues.

`read_page` is the entry point, `read_ways` a smaller one. Both are pure and never raise, whatever the
bytes; decision 0030 shows where the time of a reading goes.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from parser.pages import (
    http_headers,
    issues,
    links,
    outline,
    page_type,
    pictures,
    seo,
    structured_data_rules,
    text,
)
from parser.pages.currencies import country_of, country_with, currency_of_country
from parser.pages.document import Document
from parser.pages.issues import PageFacts
from parser.pages.markup import json_ld, microdata, rdfa
from parser.pages.markup.json_ld import BrokenBlock
from parser.pages.markup.things import Graph
from parser.pages.outline import Outline
from parser.pages.products import reading as products
from parser.pages.products.context import PageContext
from parser.pages.records import PageReading, PageType, Ways
from parser.pages.site_rules import SiteRules

__all__ = ["SiteRules", "read_page", "read_ways"]

_NO_RULES = SiteRules()
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def read_page(
    body: bytes,
    *,
    url: str,
    status: int = 200,
    headers: Mapping[str, str] = _NO_HEADERS,
    rules: SiteRules = _NO_RULES,
    asked_at: datetime | None = None,
) -> PageReading:
    """Everything that the page alone shows; `url` is where the body came from, after redirects.

    `asked_at` is when it was fetched; dates that the page names are only judged if it is given.
    """
    told = http_headers.of_page(headers)
    document = Document(body, url=url, content_type=told.get("content-type"))
    graph, broken = _graph(document)
    found = outline.read(document)
    page_links = links.read(document, rules.root)
    shown = pictures.read(document) if rules.pictures else None
    document.hide_unseen()
    goods = products.read(document, graph, _context(document, found, rules), rules)
    main = text.measure(document.main_text)
    suspicion = page_type.suspicion(
        document, found, status=status, words=main.words, has_product=goods.product is not None
    )
    record = seo.read(
        document,
        found,
        told,
        main=main,
        verdict=structured_data_rules.check(graph, broken, goods.stated),
        suspicion=suspicion,
        asked_at=asked_at,
    )
    kind = _kind(document, graph, goods, status)
    facts = PageFacts(
        url=document.url,
        status=status,
        size=len(body),
        headers=told if headers else None,
        page_type=kind,
        seo=record,
        product=goods.product,
        links=page_links,
        has_lorem_ipsum=text.has_placeholder(document.main_text),
    )
    return PageReading(
        page_type=kind,
        seo=record,
        product=goods.product,
        links=page_links,
        issues=issues.of_page(facts),
        encoding=document.encoding,
        pictures=shown,
    )


def read_ways(
    body: bytes,
    *,
    url: str,
    headers: Mapping[str, str] = _NO_HEADERS,
    rules: SiteRules = _NO_RULES,
) -> Ways:
    """Where `read_page` would find that the page leads, if it need not be read again."""
    told = http_headers.of_page(headers)
    document = Document(body, url=url, content_type=told.get("content-type"))
    return Ways(
        links=links.read(document, rules.root),
        references=seo.of_relations(document, told).references,
    )


def _graph(document: Document) -> tuple[Graph, list[BrokenBlock]]:
    """The structured data of all syntaxes, and the JSON-LD blocks that are not valid JSON."""
    graph = Graph()
    broken = json_ld.read(document, graph)
    microdata.read(document, graph)
    rdfa.read(document, graph)
    return graph, broken


def _kind(document: Document, graph: Graph, goods: products.Findings, status: int) -> PageType:
    return page_type.page_type(
        document,
        graph,
        status=status,
        has_product=goods.product is not None,
        is_listing=goods.is_listing,
    )


def _context(document: Document, found: Outline, rules: SiteRules) -> PageContext:
    canonical = next(
        (
            link.href
            for link in found.links
            if "canonical" in link.relations and not link.is_other_version
        ),
        None,
    )
    country = (rules.country or "").lower() or country_of(document.url, document.language)
    if rules.currency and not rules.country and currency_of_country(country) != rules.currency:
        country = country_with(rules.currency)
    return PageContext(
        url=document.url,
        canonical_url=document.resolve(canonical),
        country=country,
        title=next(iter(document.titles), ""),
        headings=tuple(text for level, text, _ in found.headings if level == 1),
        currency=rules.currency,
    )
