"""Which of a page's products is the page's: the others are related, viewed before, or a list.

What a page is about is said by its heading, its title and its address; the product that agrees with
them is the main one. Products that markup itself calls related are never candidates.
"""

import re
from functools import lru_cache

from parser.pages.markup.things import Graph, Thing
from parser.pages.products.context import PageContext
from parser.pages.records import Source
from parser.pages.urls import without_tracking

PRODUCT_TYPES = (
    "product", "productgroup", "productmodel", "individualproduct", "someproducts", "vehicle", "car",
    "book", "dietarysupplement", "drug", "softwareapplication", "mobileapplication", "videogame",
)  # fmt: skip
_ALWAYS_PRODUCTS = PRODUCT_TYPES[:7]
_RELATED = frozenset(
    {
        "isrelatedto", "issimilarto", "isaccessoryorsparepartfor", "isconsumablefor", "itemreviewed",
        "hasvariant", "model", "isvariantof", "subjectof", "about", "mentions", "review",
        "itemlistelement", "containsproduct", "ispartof", "predecessorof", "successorof",
    }
)  # fmt: skip
_ARTICLES = ("article", "newsarticle", "blogposting", "techarticle")
_NUMBERS = ("sku", "mpn", "productid", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "isbn")
_LISTS = ("itemlist", "offercatalog", "collectionpage", "searchresultspage", "productcollection")
MAX_CANDIDATES = 400
_words = re.compile(r"[^\W_]+").findall
_MANY = 4  # products that make a list
_FULLY = 0.9  # agreement of a name that is the heading
_ABOUT = 1.0  # below the best score, to agree about as well
_SURE = 2.0  # a score that needs agreement with the heading or the address


def find(graph: Graph, page: PageContext, source: Source) -> Thing | None:
    """The main product that one syntax states; None if there is none, or a list without a main one."""
    candidates = [
        thing for thing in graph.things if thing.source is source and _is_candidate(graph, thing)
    ]
    candidates = candidates[:MAX_CANDIDATES]
    if not candidates:
        return None
    is_article = any(graph.of_type(*_ARTICLES))
    if len(candidates) == 1 and not is_article:
        return candidates[0]
    scored = [(_score(graph, thing, page), -order, thing) for order, thing in enumerate(candidates)]
    best, _, thing = max(scored, key=lambda entry: entry[:2])
    if best >= _SURE:
        return None if _is_one_of_many(graph, page, thing, scored) else thing
    names = {graph.text(one, "name") for one in candidates}
    return thing if len(names) == 1 and not is_article else None


def loose(graph: Graph) -> Thing | None:
    """The product whose properties stand in the scope of no thing; None if they tell of several.

    Templates lose the element that should hold them; browsers show the page all the same.
    """
    thing = graph.loose
    told = [set(graph.texts(thing, name)) for name in ("name", "price", "sku")]
    offers = graph.things_of(thing, "offers")
    if len(offers) > 1 or any(len(values) > 1 for values in told):
        return None
    return thing if offers or told[1] else None


def forms_of(graph: Graph, product: Thing) -> list[Thing]:
    """Other top-level products of the same name: one block for each size of one thing."""
    name = graph.text(product, "name")
    return [
        thing
        for thing in graph.things
        if thing is not product
        and thing.source is product.source
        and thing.parent is None
        and name
        and _is_candidate(graph, thing)
        and graph.text(thing, "name") == name
    ][:MAX_CANDIDATES]


def is_listing(graph: Graph) -> bool:
    """Whether markup tells of many products of equal weight, or calls the page a list."""
    if any(graph.of_type(*_LISTS[1:])):
        return True
    return len(names(graph)) >= _MANY


def is_range(graph: Graph, thing: Thing) -> bool:
    """Whether a thing without a number of its own offers nothing but a range of offers.

    Comparisons of shops state one thing so, and shops their categories.
    """
    offers = graph.things_of(thing, "offers")
    if not offers or any(graph.values(thing, *_NUMBERS)):
        return False
    return all(one.is_a("aggregateoffer") and not graph.values(one, "offers") for one in offers)


def is_offered(graph: Graph, thing: Thing) -> bool:
    """Whether a thing states how many offer it: a comparison of shops, which says no more of the stock."""
    offers = graph.things_of(thing, "offers")
    counts = (graph.text(one, "offercount") or "" for one in offers if one.is_a("aggregateoffer"))
    return any(count.isdecimal() and int(count) > 0 for count in counts)


def names(graph: Graph) -> set[str]:
    """How all the products are called that markup tells of."""
    told = (graph.text(thing, "name") for thing in graph.of_type(*_ALWAYS_PRODUCTS))
    return {name for name in told if name}


def agreement(one: str, other: str) -> float:
    """How much two names speak of the same, 0 to 1: shared words of the shorter and of both."""
    left, right = _word_set(one), _word_set(other)
    shared = len(left & right)
    if not shared:
        return 0.0
    return (shared / min(len(left), len(right)) + shared / len(left | right)) / 2


@lru_cache(maxsize=2048)
def _word_set(text: str) -> frozenset[str]:
    return frozenset(_words(text.casefold()))


def _is_one_of_many(
    graph: Graph, page: PageContext, main: Thing, scored: list[tuple[float, int, Thing]]
) -> bool:
    """Whether others agree about as well: on a list of shoes, all names have the heading's word."""
    if len(scored) < _MANY:
        return False
    name = graph.text(main, "name") or ""
    if max((agreement(name, text) for text in page.headings), default=0.0) >= _FULLY:
        return False
    least = max(score for score, _, _ in scored) - _ABOUT
    return len({graph.text(thing, "name") for score, _, thing in scored if score >= least}) >= _MANY


def _is_candidate(graph: Graph, thing: Thing) -> bool:
    if not thing.is_a(*PRODUCT_TYPES) or thing.via in _RELATED:
        return False
    if not thing.is_a(*_ALWAYS_PRODUCTS) and not graph.values(thing, "offers"):
        return False
    return not any(above.via in _RELATED or above.is_a(*_LISTS) for above in thing.above())


def _score(graph: Graph, thing: Thing, page: PageContext) -> float:
    name = graph.text(thing, "name") or ""
    heading = max((agreement(name, text) for text in page.headings), default=0.0)
    score = 3 * heading + 2 * agreement(name, page.title)
    addresses = {
        graph.text(thing, "url"),
        thing.id or None,
        graph.text(graph.thing_of(thing, "offers"), "url"),
    }
    stated = {without_tracking(address).partition("#")[0] for address in addresses if address}
    if stated & {without_tracking(page.url), page.canonical_url}:
        score += 3
    if thing.via in {"mainentity", "mainentityofpage"}:
        score += 2
    if graph.values(thing, "offers"):
        score += 1
    return score + (0.5 if thing.parent is None else 0)
