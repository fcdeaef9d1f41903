"""Whether the product can be bought, as the words of the page tell a visitor.

They count where they stand near the heading: in an element made for them ("stock", "availability"),
or alone on a short line. What its buttons tell is the matter of `page_controls`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise, starmap
from typing import NamedTuple

from parser.pages import availability, currencies, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node, ancestors
from parser.pages.products.nearness import Neighbourhood, names_of
from parser.pages.products.unopened import is_unopened
from parser.pages.records import Availability

MAX_PLACES = 40
MAX_LINE = 90  #: characters
_LINES = 100  # after the heading
_FIRST_LINES = 30
_BESIDE = 1  # steps farther, where a badge hangs beside the block with the button
_NEAR = 8  # steps from the heading to the block that holds both
#: elements in which a size, a colour or a shop is chosen
_CHOICES = frozenset({"li", "ul", "option", "select", "label", "td", "tr", "a", "button", "input"})
_CHOICE_DEPTH = 4  # steps up within which one is such a choice
_SHORT_ANSWER = 12  # characters behind a label: "no", "17"
_COLONS = " :\uff1a"
_WHOLE = 0.6  # of a badge that its words are
_MOST = 0.4  # of a line that a refusal has to be
#: what a sentence may say by the way
_SAID_ANYHOW = frozenset({Availability.IN_STOCK, Availability.LIMITED, Availability.IN_STORE_ONLY})
_LATER = frozenset({Availability.PRE_ORDER, Availability.BACK_ORDER})
_clauses = re.compile(r"(?<=[.,!;])\s+").split
_STOPS = frozenset(".,:;!?()-\u2013\u2014\u2026")  # what may stand behind one that begins its line


class Offer(NamedTuple):
    """Where the page sells the product."""

    seller: Node | None  #: a control that buys at a price
    chosen: Node | None  #: the label of the choice that has the price


def find(placed: Stock | None, lines: list[str], *, known: bool) -> Stock | None:
    """What the lines from the heading on say; None if they say nothing.

    A refusal on a line right under the heading counts more than a place (`placed`) that may speak of
    another shop. Where markup tells the stock (`known`), only such a line can add anything, and no
    clause of a description. A promise to send it soon counts where nothing tells the stock.
    """
    first = _by_lines(lines[:_FIRST_LINES], whole=known)
    if first is not None and availability.refuses(first.availability):
        return _in_shops(lines[:_FIRST_LINES]) or first
    if known:
        return None if first is None or first.is_promised else first
    told = (one for one in (placed, first) if one is not None and not one.is_promised)
    return next(told, None) or placed or first or _by_lines(lines[_FIRST_LINES:_LINES])


def _in_shops(lines: list[str]) -> Stock | None:
    """What shops have, where all that is refused is what is sold online; its label may stand before."""
    refusals = [f"{before} {line}" for before, line in pairwise(["", *lines]) if _refuses(line)]
    if not all(map(availability.is_of_website, refusals)):
        return None
    found = (availability.in_shops(line) for line in lines if len(line) <= MAX_LINE)
    return next(filter(None, found), None)


def besides(placed: Stock | None, lines: list[str]) -> Stock | None:
    """What else is said, where a refusal is not the product's: "only on order"."""
    others = [line for line in lines[:_FIRST_LINES] if not _refuses(line)]
    return find(placed, others, known=False)


def open_lines(
    document: Document, around: Neighbourhood, lines: list[str], chosen: Node | None = None
) -> list[str]:
    """The lines without those refusals that no visitor sees at first, or only of other products.

    Nor with those in labels of other choices ("used", "as a file") than the `chosen`, which has the price.
    """
    refusals = {line for line in lines[:_LINES] if _refuses(line)}
    seen = set()
    body = document.body
    for node in body.traverse(include_text=True, skip_empty=True) if body else ():
        text = (node.text_content or "").strip() if node.is_text_node else ""
        if not refusals.isdisjoint(pieces := text.split("\n")) and not (
            is_unopened(node) or _is_anothers(node, around) or _is_of_other_label(node, chosen)
        ):
            seen.update(pieces)
    return [line for line in lines if line not in refusals or line in seen]


def label_around(node: Node) -> Node | None:
    """The label of a field that an element stands in: that of a choice."""
    return next((one for one in ancestors(node, _CHOICE_DEPTH) if one.tag == "label"), None)


def _is_of_other_label(node: Node, chosen: Node | None) -> bool:
    label = label_around(node) if chosen is not None else None
    return label is not None and chosen is not None and label.mem_id != chosen.mem_id


def is_labelled(lines: list[str]) -> bool:
    """Whether a refusal has the stock's label: then it is the product's, whatever its buttons do."""
    return any(
        _has_label(line) and _refuses(line)
        for line in starmap(_with_label, pairwise(["", *lines[:_FIRST_LINES]]))
    )


def by_place(document: Document, around: Neighbourhood, *, refusals: bool = True) -> Stock | None:
    """What the first element near the heading that is made for it says; one without `refusals` if asked.

    A promise to send it soon, and what waits for another state of the page, comes after all others.
    """
    unsure = None
    for node in document.named(lexicon.table("products")["stock_places"])[:MAX_PLACES]:
        text = node.text(separator=" ", strip=True, skip_empty=True)
        found = _told_in(node, text) if 0 < len(text) <= 2 * MAX_LINE else None
        if found is None or not around.is_near(node, _NEAR):
            continue
        if availability.refuses(found.availability):
            if refusals and not is_unopened(node) and not _is_of_size(node):
                return found
        elif found.is_promised or is_unopened(node):
            unsure = unsure or found
        else:
            return found
    return unsure


def _told_in(node: Node, text: str) -> Stock | None:
    """What an element made for the stock says; where it is called the stock's, a mere "no" is enough."""
    found = _words(text)
    if found is None and len(text) <= _SHORT_ANSWER and text.isalpha():
        answered = availability.answer("stock", text)
        found = answered if answered is not None and _is_named("stock_counts", node) else None
    return found


def _is_of_size(node: Node) -> bool:
    """Whether it is an entry of a list in which a size or a colour is chosen, by the list's name."""
    if node.tag != "li" or node.parent is None:
        return False
    words = lexicon.table("products")["choice_places"]
    names = names_of(node.parent).split()
    return any(word in name for word in words for name in names)


def has_badge(document: Document, around: Neighbourhood, lines: list[str], seller: Node) -> bool:
    """Whether an element near the heading says nothing but that nobody can buy the product now.

    It is made for that, or holds one of the `lines` that refuse. One in a list, a table or a choice is
    of a size or a shop; beside one that lets buy, it is too. One farther from the heading than the
    control that buys (`seller`) is another product's.
    """
    position = around.position(seller)
    most = min(_NEAR, position.near + _BESIDE) if position is not None else _NEAR
    found = False
    places = document.named(lexicon.table("products")["stock_places"])[:MAX_PLACES]
    for node in chain(places, _refusing(document, lines[:_FIRST_LINES])):
        text = node.text(separator=" ", strip=True, skip_empty=True)
        stock = _words(text) if 0 < len(text) <= MAX_LINE else None
        if stock is None or stock.is_promised or not around.is_near(node, most):
            continue
        if _is_anothers(node, around) or _is_named("stock_alarms", node):
            continue
        if not availability.refuses(stock.availability):
            return False
        shown = _is_whole(stock.raw, text) and not _is_choice(node) and not is_unopened(node)
        found = found or (shown and not any(map(_waits_for_its_state, _wrappers(node, text))))
    return found


def _is_whole(words: str, text: str) -> bool:
    """Whether a text says nothing else, or says it of "this item", and not of a size or a colour."""
    if len(words) >= _WHOLE * len(text):
        return True
    is_said = lexicon.pattern("availability", "subjects").match(text)
    return bool(is_said) and not lexicon.pattern("availability", "choices").search(text)


def _refusing(document: Document, lines: list[str]) -> Iterator[Node]:
    """The elements around those lines that say nothing but a refusal, whatever they are called."""
    refusals = {line for line in lines if _refuses(line)}
    body = document.body
    for node in body.traverse(include_text=True, skip_empty=True) if body and refusals else ():
        text = (node.text_content or "").strip() if node.is_text_node else ""
        if text in refusals and node.parent is not None:
            yield node.parent


def _wrappers(node: Node, text: str) -> Iterator[Node]:
    """An element and those around it that hold nothing else: a badge's name may stand on the outer one."""
    yield node
    for above in ancestors(node, _CHOICE_DEPTH):
        if above.text(separator=" ", strip=True, skip_empty=True) != text:
            return
        yield above


def _waits_for_its_state(node: Node) -> bool:
    """Whether it is named for its state beside one named for another: a sheet of style shows the true one.

    Templates print "Sale" and "Sold out" side by side and name the block around for what is true.
    """
    if not _is_named("refusing_names", node) or node.parent is None:
        return False
    beside = (one for one in node.parent.iter() if one.mem_id != node.mem_id)
    return any(_is_named("other_state_names", one) for one in beside) and not any(
        _is_named("refusing_names", above) for above in ancestors(node, _CHOICE_DEPTH)
    )


def _is_named(kind: str, node: Node) -> bool:
    return bool(lexicon.pattern("products", kind).search(names_of(node)))


def _is_anothers(node: Node, around: Neighbourhood) -> bool:
    position = around.position(node)
    return position is not None and position.foreign


def _is_choice(node: Node) -> bool:
    return any(above.tag in _CHOICES for above in (node, *ancestors(node, _CHOICE_DEPTH)))


def _refuses(line: str) -> bool:
    found = _words(line) if len(line) <= MAX_LINE else None
    return found is not None and availability.refuses(found.availability)


def _by_lines(lines: list[str], *, whole: bool = False) -> Stock | None:
    """The first line that speaks of stock; a refusal or an order in advance has to be of the page's thing.

    Else the first that promises to send it soon. `whole` lines count, not their clauses.
    """
    promise = None
    for before, line, behind in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        if 0 < len(behind) <= _SHORT_ANSWER and (told := availability.answer(line, behind)):
            return told
        found = _words(line) if len(line) <= MAX_LINE else None
        if found is None and len(line) <= _SHORT_ANSWER and not currencies.is_named(line):
            found = _words(_with_label(before, line))
        if found is None:
            continue
        if found.is_promised:
            promise = promise or found
        elif found.availability in _SAID_ANYHOW or _is_of_page(
            found.availability, found.raw, line, whole=whole
        ):
            return found
    return promise


def _is_of_page(state: Availability, words: str, line: str, *, whole: bool) -> bool:
    """Whether words on stock are of the page's own product: most of their line, or of one on "this item".

    A size, a colour or a shop stands before its own; "Sold out. Back in May" begins with them. That it
    is made to order, or comes later, may be one clause of several, unless the `whole` line is asked.
    """
    is_by_clause = state in _LATER and not whole
    if len(words) >= _MOST * len(_clause(words, line) if is_by_clause else line):
        return True
    if line.startswith(words):
        return line[len(words) :].lstrip()[:1] in _STOPS
    subject = lexicon.pattern("availability", "subjects")
    return bool(subject.match(line)) or _has_label(line)


def _clause(words: str, line: str) -> str:
    """The clause of a line that has some words; the line if they reach over several."""
    return next((one for one in _clauses(line) if words in one), line)


def _with_label(before: str, line: str) -> str:
    """A line with the label that stands alone on the one before it: "Availability:", "no"."""
    is_label = lexicon.pattern("availability", "labels").fullmatch(before) or (
        availability.answer(before, line)
    )
    return f"{before.rstrip(_COLONS)}: {line}" if is_label else line


def _has_label(line: str) -> bool:
    """Whether a line begins with the stock's label, or asks for it and answers."""
    if lexicon.pattern("availability", "labels").match(line):
        return True
    label, colon, told = line.partition(":")
    return bool(colon) and availability.answer(label, told) is not None


@lru_cache(maxsize=4096)
def _words(text: str) -> Stock | None:
    """The pages of a site repeat their lines, so most of them are read once."""
    return availability.from_words(text)
