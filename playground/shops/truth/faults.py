"""The faults of a shop, told from its plan.

For the keys below the list is complete: a fault is where it is told and nowhere else. Keys are the
filter names that SEO crawlers use. Unless it says otherwise, a key speaks only of *indexable*
pages: answered 200, reached over followed links, redirects or the sitemap, allowed by robots.txt,
without noindex, and canonical to themselves or to nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType

from playground.shops.content.goods import gtin_valid
from playground.shops.plan.site import (
    Form,
    ImageFault,
    ListBody,
    Page,
    ProductBody,
    Site,
    Syntax,
    TextBody,
)
from playground.shops.truth.records import FaultTruth, Indexability, Outcome
from playground.shops.truth.walk import Walk, redirects_from, step_at

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "title_missing": "no title",
        "title_multiple": "more than one title",
        "title_duplicate": "another indexable page has the same first title",
        "title_over_60_characters": "the first title is longer than 60 characters",
        "title_below_30_characters": "the first title is shorter than 30 characters",
        "title_same_as_h1": "the first title equals the first H1",
        "description_missing": "no meta description",
        "description_duplicate": "another indexable page has the same first description",
        "description_over_155_characters": "the first description is longer than 155 characters",
        "description_below_70_characters": "the first description is shorter than 70 characters",
        "h1_missing": "no H1",
        "h1_multiple": "more than one H1",
        "h1_duplicate": "another indexable page has the same first H1",
        "h1_over_70_characters": "the first H1 is longer than 70 characters",
        "canonical_missing": "no canonical",
        "canonicalised": "any fetched page whose canonical is another address (detail)",
        "canonical_to_error": "any fetched page whose canonical answers 4xx (detail)",
        "canonical_to_redirect": "any fetched page whose canonical redirects (detail)",
        "noindex": "any fetched page with a robots meta that says noindex",
        "noindex_in_sitemap": "a sitemap names a page that says noindex",
        "non_canonical_in_sitemap": "a sitemap names a page whose canonical is another address",
        "blocked_in_sitemap": "a sitemap names an address that robots.txt forbids (detail: line)",
        "redirect_in_sitemap": "a sitemap names an address that redirects",
        "error_in_sitemap": "a sitemap names an address that answers 4xx",
        "orphan": "a sitemap names a page that no followed link leads to",
        "broken_internal_link": "any fetched page that links to an address with 4xx (detail)",
        "link_to_redirect": "any fetched page that links to an address that redirects (detail)",
        "nofollow_internal": "any fetched page with a nofollow link inside the shop (detail)",
        "redirect_chain": "a linked or listed address with two redirects or more (detail: the end)",
        "redirect_loop": "a linked or listed address whose redirects go round",
        "hreflang_missing_return_link": "any fetched page whose alternate does not name it (detail)",
        "thin_content": "fewer than 200 words in all",
        "exact_duplicate": "another indexable page has the same main text",
        "soft_404": "a page that says it does not exist and answers 200",
        "image_missing_alt_attribute": "a picture without the alt attribute",
        "image_missing_alt_text": "a picture with an empty alt",
        "viewport_missing": "no meta viewport",
        "structured_data_missing": "neither JSON-LD nor microdata",
        "structured_data_parse_error": "a JSON-LD block that is no JSON (detail: what is wrong)",
        "structured_data_missing_required": "a Product without a required property (detail)",
        "price_mismatch": "the price in the markup is not the one shown (detail: markup, shown)",
        "gtin_invalid": "a printed GTIN with a wrong check digit (detail)",
    }
)

_TITLE = (30, 60)
_DESCRIPTION = (70, 155)
_H1_LIMIT = 70
_THIN_POOLS = frozenset({"thin", "soft_404"})
_BROKEN_FORMS = frozenset({Form.TRAILING_COMMA, Form.HTML_WRAPPED, Form.BESIDE_BROKEN})
_WAYS_IN = frozenset({"home", "link", "redirect"})
_ERRORS = (Outcome.NOT_FOUND, Outcome.GONE)
_REDIRECTS = (Outcome.REDIRECT, Outcome.REDIRECT_LOOP)


def faults(walk: Walk) -> tuple[FaultTruth, ...]:
    """Every fault of the shop, in the order of keys and addresses."""
    site = walk.site
    found: list[FaultTruth] = []
    indexable: list[tuple[str, Page]] = []
    for url, page in walk.fetched():
        found += _of_fetched(walk, url, page)
        if indexability(site, url, page) is Indexability.INDEXABLE:
            indexable.append((url, page))
            found += _of_text(url, page)
            found += _of_content(url, page)
            found += _of_markup(site, url, page)
    found += _duplicates(indexable)
    found += _of_sitemaps(walk)
    found += _of_redirects(walk)
    order = {key: place for place, key in enumerate(FAULTS)}
    return tuple(sorted(found, key=lambda each: (order[each.key], each.url, each.detail or "")))


def indexability(site: Site, url: str, page: Page) -> Indexability:
    """Whether the page at this address may be listed."""
    target = site.target_of(url)
    if target is not None and not site.robots.verdict(target).allowed:
        return Indexability.BLOCKED
    if page.robots_meta and "noindex" in page.robots_meta:
        return Indexability.NOINDEX
    if page.canonical and site.url(page.canonical) != url:
        return Indexability.CANONICALISED
    return Indexability.INDEXABLE


def _of_text(url: str, page: Page) -> Iterator[FaultTruth]:
    yield from _counted("title", url, page.titles)
    yield from _counted("description", url, page.descriptions)
    yield from _counted("h1", url, page.h1s)
    if page.titles:
        size = len(page.titles[0])
        yield from _if(size > _TITLE[1], "title_over_60_characters", url)
        yield from _if(size < _TITLE[0], "title_below_30_characters", url)
        yield from _if(page.titles[:1] == page.h1s[:1], "title_same_as_h1", url)
    if page.descriptions:
        size = len(page.descriptions[0])
        yield from _if(size > _DESCRIPTION[1], "description_over_155_characters", url)
        yield from _if(size < _DESCRIPTION[0], "description_below_70_characters", url)
    if page.h1s:
        yield from _if(len(page.h1s[0]) > _H1_LIMIT, "h1_over_70_characters", url)


def _counted(what: str, url: str, values: tuple[str, ...]) -> Iterator[FaultTruth]:
    yield from _if(not values, f"{what}_missing", url)
    yield from _if(len(values) > 1 and what != "description", f"{what}_multiple", url)


def _of_content(url: str, page: Page) -> Iterator[FaultTruth]:
    pool = page.body.pool if isinstance(page.body, TextBody) else ""
    yield from _if(pool in _THIN_POOLS, "thin_content", url)
    yield from _if(pool == "soft_404", "soft_404", url)
    alt_attribute = page.image_fault is ImageFault.ALT_ATTRIBUTE
    yield from _if(alt_attribute, "image_missing_alt_attribute", url)
    yield from _if(page.image_fault is ImageFault.ALT_TEXT, "image_missing_alt_text", url)
    yield from _if(not page.viewport, "viewport_missing", url)
    yield from _if(page.canonical is None, "canonical_missing", url)


def _of_markup(site: Site, url: str, page: Page) -> Iterator[FaultTruth]:
    if not isinstance(page.body, ProductBody):
        yield from _if(site.profile.markup != Syntax.JSON_LD, "structured_data_missing", url)
        return
    product, markup = page.body.product, page.body.markup
    machine_read = markup.syntax in (Syntax.JSON_LD, Syntax.MICRODATA)
    yield from _if(not machine_read, "structured_data_missing", url)
    broken = markup.form in _BROKEN_FORMS
    yield from _if(broken, "structured_data_parse_error", url, markup.form)
    no_price = machine_read and markup.price is None
    yield from _if(no_price, "structured_data_missing_required", url, "offers.price")
    if markup.price is not None and markup.price != product.price:
        yield FaultTruth(key="price_mismatch", url=url, detail=f"{markup.price} {product.price}")
    if product.gtin and not gtin_valid(product.gtin):
        yield FaultTruth(key="gtin_invalid", url=url, detail=product.gtin)


def _of_fetched(walk: Walk, url: str, page: Page) -> Iterator[FaultTruth]:
    site = walk.site
    noindex = bool(page.robots_meta) and "noindex" in (page.robots_meta or "")
    yield from _if(noindex, "noindex", url)
    if page.canonical and (canonical := site.url(page.canonical)) != url:
        outcome = step_at(site, canonical).outcome
        yield FaultTruth(key="canonicalised", url=url, detail=canonical)
        yield from _if(outcome in _ERRORS, "canonical_to_error", url, canonical)
        yield from _if(outcome in _REDIRECTS, "canonical_to_redirect", url, canonical)
    yield from _of_links(walk, url)
    for _, target in page.hreflang:
        other = site.answer(target)
        named = isinstance(other, Page) and page.target in {back for _, back in other.hreflang}
        yield from _if(not named, "hreflang_missing_return_link", url, site.url(target))


def _of_links(walk: Walk, url: str) -> Iterator[FaultTruth]:
    seen: set[tuple[str, str]] = set()
    for link in walk.links[url]:
        outcome = walk.steps[link.url].outcome
        kinds = {
            "nofollow_internal": link.nofollow and outcome is not Outcome.FOREIGN,
            "broken_internal_link": outcome in _ERRORS,
            "link_to_redirect": outcome in _REDIRECTS,
        }
        for key, present in kinds.items():
            if present and (key, link.url) not in seen:
                seen.add((key, link.url))
                yield FaultTruth(key=key, url=url, detail=link.url)


def _duplicates(indexable: list[tuple[str, Page]]) -> Iterator[FaultTruth]:
    measures: dict[str, Callable[[Page], Hashable]] = {
        "title_duplicate": lambda page: page.titles[:1],
        "description_duplicate": lambda page: page.descriptions[:1],
        "h1_duplicate": lambda page: page.h1s[:1],
        "exact_duplicate": _content,
    }
    for key, measure in measures.items():
        groups: defaultdict[Hashable, list[str]] = defaultdict(list)
        for url, page in indexable:
            groups[measure(page)].append(url)
        for value, urls in groups.items():
            if value != () and len(urls) > 1:
                yield from (FaultTruth(key=key, url=url) for url in urls)


def _content(page: Page) -> Hashable:
    match page.body:
        case ProductBody(product=product):
            return ("product", product.number, page.h1s, page.links)
        case ListBody(cards=cards, text=text):
            return ("list", text.name, tuple(card.href for card in cards), page.h1s, page.links)
        case TextBody(name=name, pool=pool):
            return ("text", pool, name, page.h1s, page.links)


def _of_sitemaps(walk: Walk) -> Iterator[FaultTruth]:
    for url in sorted(walk.site.in_sitemap):
        step = walk.steps[url]
        blocked = step.outcome is Outcome.ROBOTS_DISALLOWED
        yield from _if(blocked, "blocked_in_sitemap", url, step.detail)
        yield from _if(step.outcome in _REDIRECTS, "redirect_in_sitemap", url)
        yield from _if(step.outcome in _ERRORS, "error_in_sitemap", url)
        if step.page:
            state = indexability(walk.site, url, step.page)
            yield from _if(state is Indexability.NOINDEX, "noindex_in_sitemap", url)
            canonicalised = state is Indexability.CANONICALISED
            yield from _if(canonicalised, "non_canonical_in_sitemap", url)
            yield from _if(not walk.found_by[url] & _WAYS_IN, "orphan", url)


def _of_redirects(walk: Walk) -> Iterator[FaultTruth]:
    for url, step in walk.steps.items():
        if step.outcome not in _REDIRECTS or not walk.found_by[url] & {"link", "sitemap"}:
            continue
        passed, loops = redirects_from(walk.site, url)
        if loops:
            yield FaultTruth(key="redirect_loop", url=url)
        elif len(passed) > 1:
            yield FaultTruth(key="redirect_chain", url=url, detail=passed[-1])


def _if(
    present: bool,  # noqa: FBT001 - reads as a sentence: if present, this key
    key: str,
    url: str,
    detail: str | None = None,
) -> Iterator[FaultTruth]:
    if present:
        yield FaultTruth(key=key, url=url, detail=detail)
