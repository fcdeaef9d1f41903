"""The heading of the page's own product: where its price, stock and numbers stand nearby.

It is the level-one heading that agrees with the page's title, as pages give level one to logins,
baskets and related products too. Where none agrees, another element that reads like the title.
"""

from parser.pages.document import Document, Node, text_of
from parser.pages.products.main_thing import agreement

_AGREES = 0.35
_AGREES_ELSEWHERE = 0.5
_WORDS = ("title", "product-name", "heading")
_ELSEWHERE = ("h2", "h3", '[itemprop="name"]')
MAX_LENGTH = 400  #: characters; a longer text is no heading
MAX_TRIED = 80


def find(document: Document, titles: list[str]) -> Node | None:
    """The element that names what the page is about; None if nothing does."""
    titles = [title for title in titles if title]
    best = _best(document.nodes("h1"), titles, _AGREES if titles else 0.0)
    if best is None and titles:
        best = _best(document.named(_WORDS, *_ELSEWHERE), titles, _AGREES_ELSEWHERE)
    if best is None and len(document.nodes("h1")) == 1:
        return document.nodes("h1")[0]
    return best


def _best(nodes: list[Node], titles: list[str], least: float) -> Node | None:
    best, found = least, None
    for node in nodes[:MAX_TRIED]:
        text = node.text(separator=" ")
        if (
            not text.strip()
            or len(text) > 4 * MAX_LENGTH
            or len(text := text_of(node)) > MAX_LENGTH
        ):
            continue
        score = max((agreement(text, title) for title in titles), default=0.1)
        if score > best:
            best, found = score, node
    return found
