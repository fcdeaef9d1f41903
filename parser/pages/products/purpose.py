"""Whether a page without product markup is for something else than one product.

Amounts stand on most pages of a shop: "free shipping above 49" on the page to sign in, the offer of the
day on the front page, a salary, the price of a house. So before an amount beside a heading makes a
product, the page is asked what it is for: by its address, its heading, a form that asks for a password,
and the labels that only offers of work and houses have.
"""

from collections.abc import Iterable
from functools import cache, lru_cache

from parser.pages import lexicon
from parser.pages.document import Document
from parser.pages.markup.things import Graph
from parser.pages.products import page_address
from parser.pages.products.amount_place import Place
from parser.pages.products.from_page import Seen
from parser.pages.products.main_thing import agreement
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.unopened import is_unopened

_NEAR = 6  # steps from the heading to the block that holds both it and a form
_LINES = 80  # after the heading, for labels
_NEWS = ("newsarticle", "blogposting", "liveblogposting", "reportagenewsarticle", "howto")
_SAME = 0.7  # agreement of a headline with the heading
MAX_LABEL = 60  #: characters
_JOB, _HOUSE = "salary", 2  # labels that tell: this one, or so many different ones
MAX_HEADING = 150  #: characters


def is_another(document: Document, graph: Graph, seen: Seen) -> bool:
    """Whether it is the page of an account, a contact, an article, an offer of work, a house."""
    return (
        page_address.is_of_service(document.url)
        or names_service(seen.name)
        or _is_of_template(document, "others")
        or (_is_of_template(document, "articles") and not seen.ordering.by_control)
        or (not seen.ordering.by_control and _asks_password(document, seen.price, seen.around))
        or (_is_article(document) and not seen.ordering.by_control and not seen.is_labelled)
        or _is_news(graph, seen.name)
        or (seen.around.stands_in("article") and _names_review(seen.name))
        or _is_job_or_house(seen.zone.after[:_LINES])
    )


def _is_of_template(document: Document, kind: str) -> bool:
    """Whether a shop system names the template of the page in its body, and it is not that of a product."""
    attributes = document.body.attributes if document.body is not None else {}
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    return not _templates(kind).isdisjoint(names)


@cache
def _templates(kind: str) -> frozenset[str]:
    return frozenset(lexicon.table("purposes")["templates"][kind].split())


def _is_article(document: Document) -> bool:
    """Whether the page calls itself one; blogs' software calls products so, too, if told nothing else."""
    return (document.meta("og:type") or "").casefold() in lexicon.table("page_types")["og_types"][
        "article"
    ]


def _is_news(graph: Graph, heading: str) -> bool:
    """Whether markup states a recipe, or the news or the post whose title the heading is.

    Its links to shops are controls that buy, so these do not make it a product's page.
    """
    if any(not thing.via for thing in graph.of_type("recipe")):
        return True
    return any(
        not thing.via and agreement(graph.text(thing, "headline", "name") or "", heading) >= _SAME
        for thing in graph.of_type(*_NEWS)
    )


@lru_cache(maxsize=1024)
def _names_review(heading: str) -> bool:
    """Whether a heading is that of a review or of a round-up; books may be called so, too."""
    return bool(lexicon.pattern("purposes", "reviews").fullmatch(heading[:MAX_HEADING].strip()))


@lru_cache(maxsize=1024)
def names_service(heading: str) -> bool:
    """Whether a heading is that of an account, a contact, a checkout, or only the caption of a button."""
    plain = heading[:MAX_HEADING].strip(" .!:\u2026\u00bb>")
    if lexicon.pattern("purposes", "headings").fullmatch(plain):
        return True
    return bool(lexicon.pattern("availability", "buy_words").fullmatch(plain))


def _asks_password(document: Document, price: Place | None, around: Neighbourhood) -> bool:
    """Whether a field for a password is nearer to the heading than the price; shops have one in their tops too."""
    nearest = min(_NEAR, price.near if price is not None else _NEAR)
    for node in document.nodes("input") if around.has_heading else ():
        if (node.attributes.get("type") or "").lower() == "password" and not is_unopened(node):
            place = around.position(node)
            if place is not None and place.near < nearest:
                return True
    return False


def _is_job_or_house(lines: list[str]) -> bool:
    """Whether a line begins with the label of a salary, or two lines with different labels of houses."""
    told = {_labelled_as(line) for line in lines if len(line) <= MAX_LABEL} - {None}
    return _JOB in told or len(told) >= _HOUSE


@lru_cache(maxsize=4096)
def _labelled_as(line: str) -> str | None:
    """What only an offer of work or of a house tells so; the pages of a site repeat their lines."""
    if lexicon.pattern("purposes", "labels").match(line) is None:
        return None
    kinds: Iterable[str] = lexicon.table("purposes")["labels"]
    return next(kind for kind in kinds if lexicon.pattern("purposes", "labels", kind).match(line))
