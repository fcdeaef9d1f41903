"""The product of a page: collects what every source claims, decides whether there is a product, merges."""

from dataclasses import dataclass

from parser.pages import availability
from parser.pages.currencies import currency_of_country
from parser.pages.document import Document
from parser.pages.markup.things import Graph, Thing
from parser.pages.products import (
    address_code,
    cleaning,
    embedded_state,
    from_markup,
    from_meta,
    from_page,
    from_selectors,
    heading,
    main_thing,
    page_address,
    page_controls,
    page_pictures,
    purpose,
    shown_price,
)
from parser.pages.products.amount_place import Place
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.products.from_page import Seen
from parser.pages.products.merging import Merger
from parser.pages.records import Availability, Product, Source
from parser.pages.site_rules import SiteRules
from parser.pages.text import tidy

_WANTED = frozenset(
    {"availability", "sku", "brand", "gtin", "category_path", "description", "rating"}
)
_UNSTATED = _WANTED | {"condition", "seller", "variants"}  # where no markup names the product
_SYNTAXES = (Source.JSON_LD, Source.MICRODATA, Source.RDFA)
_LITTLE_TRUST = 0.3
_LOOSE = 0.55  # trust in markup that its template has put in the wrong place
_LOOKS_LIKE = 0.7  # agreement of the words of an address with the heading


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """The product and what its search showed about the page."""

    product: Product | None
    stated: tuple[Thing, ...]  #: the main products that markup names
    is_listing: bool  #: many products of equal weight


def read(document: Document, graph: Graph, page: PageContext, rules: SiteRules) -> Findings:
    """Reads the page's own product, if it has one. Takes the document's visible text."""
    main = {
        source: thing for source in _SYNTAXES if (thing := main_thing.find(graph, page, source))
    }
    loose = None if main else main_thing.loose(graph)
    if page_address.is_front(document.url) and len(main_thing.names(graph)) > 1:
        main, loose = {}, None
    things = [*main.values(), *filter(None, [loose])]
    claims = [_from_thing(graph, thing, page, document) for thing in things]
    meta = from_meta.read(document, page)
    configured = from_selectors.read(document, rules.selectors, page) if rules.selectors else None
    is_configured = configured is not None and from_selectors.is_product(configured)
    stated = bool(things) or meta.get("price") is not None or is_configured
    if not stated and main_thing.is_listing(graph):
        return Findings(product=None, stated=(), is_listing=True)
    known = {name for one in (*claims, *filter(None, [configured])) for name in one.values}
    is_refused = any(availability.refuses(one.get("availability")) for one in (*claims, meta))
    seen = _look(document, page, claims, _WANTED - known, is_refused=is_refused)
    if things and _is_category(document, graph, things, seen, page):
        return Findings(product=None, stated=tuple(main.values()), is_listing=True)
    if not stated and not _is_sold(document, graph, seen, meta, page):
        state = embedded_state.exactly(document, seen.name, page.country)
        if state is None:
            return Findings(product=None, stated=(), is_listing=seen.is_listing)
        seen.claims.values.update(state.values)
    claims = [*filter(None, [configured]), *claims, meta, seen.claims]
    _fill_gaps(document, graph, things, claims, seen, page)
    product = Merger(claims, seen.zone, page).product()
    return Findings(product=product, stated=tuple(main.values()), is_listing=False)


def _from_thing(graph: Graph, thing: Thing, page: PageContext, document: Document) -> Claims:
    return from_markup.read(graph, thing, main_thing.forms_of(graph, thing), page, document.base)


def _look(
    document: Document,
    page: PageContext,
    claims: list[Claims],
    open_fields: frozenset[str],
    *,
    is_refused: bool,
) -> Seen:
    names = [str(one.get("name")) for one in claims if one.get("name")]
    title = heading.find(document, [*names, document.meta("og:title") or "", page.title])
    expected = [one.get("price") for one in claims if one.get("price") is not None]
    return from_page.look(document, title, page, expected, open_fields, is_refused=is_refused)


def _is_category(
    document: Document, graph: Graph, things: list[Thing], seen: Seen, page: PageContext
) -> bool:
    """Whether markup calls a list one product, for the sake of the prices in a search's results.

    Then the page shows the lowest price at best among its cards, and no control outside of them.
    """
    if not all(main_thing.is_range(graph, one) for one in things):
        return False
    around, control, price = seen.around.unstated(), seen.ordering.control, seen.price
    if seen.ordering.by_control and (control is None or not around.is_anothers(control)):
        return False
    if price is not None and not price.is_in_sentence and not around.is_anothers(price.node):
        return False
    return shown_price.are_many(document, around, page.country)


def _is_sold(document: Document, graph: Graph, seen: Seen, meta: Claims, page: PageContext) -> bool:
    """Whether a page without product markup shows one product, and is for nothing else.

    Without a price, which scripts may show, a button that buys needs a field for how many beside it.
    """
    url = document.url
    if not seen.claims.get("name") or page_address.is_of_list(url) or page_address.is_front(url):
        return False
    is_said = bool(meta.values)
    if seen.price is None:
        is_sold = _is_counted(document, seen) or _is_priceless(
            document, seen, page, is_said=is_said
        )
        is_sold = is_sold and not seen.is_named_for_stock
    else:
        is_sold = _is_offered(seen, seen.price, is_said=is_said)
    return is_sold and (is_said or not purpose.is_another(document, graph, seen))


def _is_counted(document: Document, seen: Seen) -> bool:
    by_button = page_controls.is_by_button(seen.ordering, seen.around)
    return by_button and page_controls.is_counted(document, seen.around)


def _is_priceless(document: Document, seen: Seen, page: PageContext, *, is_said: bool) -> bool:
    """Whether it is a product without a price: sold out, or beside a sign of a product its stock is told.

    Or that the price is told who asks. Above many cards with numbers and prices, "in stock" is a filter's.
    """
    if seen.is_plainly_refused and page_pictures.is_shown(document, seen.name):
        return True
    if seen.told_stock is None:
        return seen.is_on_request and (seen.is_labelled or bool(seen.rows))
    if is_said:
        return True
    if not (seen.ordering.by_control or seen.is_labelled) or seen.is_told_of_several:
        return False
    is_list = seen.is_numbered_often and shown_price.are_many(document, seen.around, page.country)
    return not is_list


def _is_offered(seen: Seen, price: Place, *, is_said: bool) -> bool:
    """Whether the price is the page's own, and the page has a way to buy or another sign of a product.

    An amount right beside the heading is enough where no word stands with it that makes it something
    else; elsewhere it takes a control that buys, the number of an article, or an element that calls
    itself a price's and a line that refuses.
    """
    if seen.is_listing:
        return False
    if seen.ordering.by_control or is_said:
        return True
    if price.is_of_price_list:
        return False
    if price.is_clear and (price.is_plain or seen.told_stock is not None):
        return True
    if seen.is_labelled or seen.ordering.is_held or seen.ordering.refusal is not None:
        return True
    return seen.is_plainly_refused and price.is_called_price


def _fill_gaps(
    document: Document,
    graph: Graph,
    things: list[Thing],
    claims: list[Claims],
    seen: Seen,
    page: PageContext,
) -> None:
    """The slower sources, asked only for what the faster ones left open; `things` are the stated products."""
    wanted = _WANTED if things else _UNSTATED
    known = {name for one in claims for name in one.values}
    name = next((one.get("name") for one in claims if one.get("name")), "")
    if trail := from_markup.breadcrumbs(graph, name):
        claims.insert(0, trail)  # before what the same source calls a category
        known.add("category_path")
    hidden = _hidden(claims, seen)
    from_page.look_closer(document, seen, page, wanted - known | hidden, name)
    if not known >= {"price", "currency", "availability"}:
        embedded_state.read(document, [seen.name, name, page.title], page.country, seen.claims)
    if "sku" not in known:
        seen.claims.put("sku", _loose_number(graph), _LOOSE)
        seen.claims.put("sku", address_code.alone(page.url), _LITTLE_TRUST)
    if "availability" not in known and any(main_thing.is_offered(graph, one) for one in things):
        seen.claims.put("availability", Availability.IN_STOCK, _LITTLE_TRUST)
    if not any(one.get("images") for one in claims if one.source is not Source.OPEN_GRAPH):
        _claim_pictures(document, claims, seen, name)
    _prefer_heading(claims, seen, page.url)
    if "currency" not in known and any(one.get("price") is not None for one in claims):
        default = page.currency or currency_of_country(page.country)
        seen.claims.put("currency", default, 0.95 if page.currency else _LITTLE_TRUST)


def _loose_number(graph: Graph) -> str | None:
    """The one number that markup states beside the element of its product instead of inside."""
    told = set(graph.texts(graph.loose, "sku"))
    return cleaning.identifier(told.pop()) if len(told) == 1 else None


def _claim_pictures(document: Document, claims: list[Claims], seen: Seen, name: str) -> None:
    """Open Graph names one picture; the page shows the others."""
    pictures = page_pictures.find(document, seen.around, seen.name or name)
    for one in claims:
        if images := one.get("images"):
            one.values["images"] = tuple(dict.fromkeys([*images, *pictures]))
            return
    seen.claims.put("images", pictures)


def _prefer_heading(claims: list[Claims], seen: Seen, url: str) -> None:
    """Open Graph's title has the shop behind the name, or is another page's; the heading has not.

    Microdata whose name is the heading has words that only screen readers have: "Details about Kettle".
    """
    is_own = main_thing.agreement(heading.address_words(url), seen.name) >= _LOOKS_LIKE
    whole = tidy(seen.around.name)
    for one in claims:
        if seen.name and seen.name in whole and one.get("name") == whole:
            one.values["name"] = seen.name
        if one.source is not Source.OPEN_GRAPH or not seen.name:
            continue
        if is_own or main_thing.agreement(one.get("name") or "", seen.name) > 0:
            one.values.pop("name", None)


def _hidden(claims: list[Claims], seen: Seen) -> set[str]:
    """Numbers and brands that markup states but the page does not show: others may be shown."""
    text = seen.zone.text
    return {
        field
        for field in ("sku", "brand")
        if (value := next((one.get(field) for one in claims if one.get(field)), None))
        and value not in text
    }
