"""The product's description where no markup states it: as the page shows it.

It stands in an element made for it, or below a title such as "Description". Of a short and a long one
the short is taken, as shops' software does that states one in markup (WooCommerce's
`WC_Structured_Data::generate_product_data`).
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from parser.pages import lexicon
from parser.pages.document import HEADINGS, Document, Node, ancestors, text_of
from parser.pages.products import cleaning
from parser.pages.products.nearness import Neighbourhood, names_of
from parser.pages.products.zone import MAX_HEADING, is_below_related, own_part

_NEAR = 12  # steps from the heading to the block that holds both: a tab lies far below
_LEAST = 25  #: characters; less is a caption
_BEGINNING = 300  #: characters
_LONG = 2000  #: characters; a longer text is not only links
MAX_PLACES = 40
MAX_TITLES = 10
_CONTROLS = "form,button,select,textarea,input:not([type=hidden])"
_TITLES = (*HEADINGS[1:], "summary", "dt", "button", "a", "label")
_PARAGRAPH = "p"  # asked last, as there are many
_TITLE = ("products", "description_title")
_WRAPPERS = 3  # steps up from a title to the element behind which its text stands


def find(document: Document, around: Neighbourhood, price: Node | None) -> str | None:
    """The text on one line, cut at `MAX_DESCRIPTION` characters; None if the page shows none.

    An element that holds the price is the box of the product, whatever it calls itself.
    """
    boxes = {node.mem_id for node in ancestors(price)} if price is not None else set()
    is_short = lexicon.pattern("products", "description_short").search
    places = [
        node for node in _places(document) if node.mem_id not in boxes and _may_hold(node, around)
    ]
    short_first = sorted(places, key=lambda node: not is_short(names_of(node)))
    told = chain(
        ([node] for node in short_first),
        _titled(document, around, document.nodes(*_TITLES)),
        _titled(document, around, document.nodes(_PARAGRAPH)),
    )
    return next(filter(None, map(_text, told)), None)


def _places(document: Document) -> list[Node]:
    """The elements whose class or id is a description's."""
    is_place = lexicon.pattern("products", "description_place").search
    named = document.named(lexicon.table("products")["description_places"])
    return [node for node in named if is_place(names_of(node))][:MAX_PLACES]


def _titled(
    document: Document, around: Neighbourhood, titles: Iterable[Node]
) -> Iterator[list[Node]]:
    """For each title of a description the elements below it, or the one that such a tab opens."""
    for title in islice(filter(_is_title, titles), MAX_TITLES):
        opened = _opened(document, title)
        below = [opened] if opened is not None else _below(title)
        yield [node for node in below if _may_hold(node, around)]


def _is_title(node: Node) -> bool:
    text = node.text(separator=" ", strip=True, skip_empty=True).rstrip(" :")
    return 0 < len(text) < MAX_HEADING and bool(lexicon.pattern(*_TITLE).fullmatch(text))


def _opened(document: Document, tab: Node) -> Node | None:
    """What a tab opens: the element that it names by id."""
    attributes = tab.attributes
    href = attributes.get("href") or ""
    target = href[1:] if href.startswith("#") else attributes.get("aria-controls") or ""
    named = document.select("[id]") if target else []
    return next((node for node in named if node.id == target), None)


def _below(title: Node) -> list[Node]:
    """The elements between a title and the next one; the title may stand alone in a block or two."""
    own = title.text(strip=True).rstrip(":")
    for node in (title, *ancestors(title, _WRAPPERS)):
        if node.text(strip=True).rstrip(":") != own:
            break
        most = 1 if title.tag == _PARAGRAPH else MAX_PLACES
        following = list(islice(_following(node, title.tag), most))
        if any(map(_is_text, following)):
            return following
    return []


def _following(node: Node, title: str | None) -> Iterator[Node]:
    """What stands behind a title or its block, to the next of its tag; paragraphs part no text."""
    ends = HEADINGS if title == _PARAGRAPH else (title, *HEADINGS)
    beside = node.next
    while beside is not None and beside.tag not in ends:
        if beside.is_element_node or text_of(beside):
            yield beside
        beside = beside.next


def _is_text(node: Node) -> bool:
    """Whether it is more than a colon behind a title, or an empty line."""
    return len(text_of(node)) > 1


def _may_hold(node: Node, around: Neighbourhood) -> bool:
    """Whether an element is the product's own and is for reading only."""
    if not node.is_element_node:
        return True  # beside a title that was asked
    return (
        not around.holds_heading(node)
        and node.css_first(_CONTROLS) is None
        and around.is_near(node, _NEAR)
        and not is_below_related(node, around, headings=True)
        and not _leads_on(node)
    )


def _leads_on(node: Node) -> bool:
    """Whether more than half of a short text is links: to collections, to what others asked."""
    told = len(node.text(strip=True))
    if told > _LONG:
        return False
    return 2 * sum(len(link.text(strip=True)) for link in node.css("a[href]")) > told


def _text(nodes: list[Node]) -> str:
    """The text of some elements without their titles; empty if it is too little to be a description."""
    text, title = own_part(" ".join(map(text_of, nodes))), lexicon.pattern(*_TITLE)
    while (match := title.match(text)) and (rest := _behind(text, match.end())):
        text = rest
    if len(text) < _LEAST or lexicon.pattern("products", "specifications").match(text):
        return ""
    if "cookie" in text[:_BEGINNING].casefold():
        return ""  # a consent banner calls its text a description, too
    return text[: cleaning.MAX_DESCRIPTION]


def _behind(text: str, end: int) -> str:
    """What follows a title; empty if a sentence begins like one: "Overview of all parts"."""
    rest = text[end:].lstrip(" :")
    return "" if text[end : end + 1] not in {" ", ":"} or rest[:1].islower() else rest
