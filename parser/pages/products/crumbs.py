"""The path of categories that a page shows a visitor, where markup states none."""

from parser.pages.document import Document, Node, text_of
from parser.pages.products.cleaning import without_home

_TRAIL = '[aria-label*="breadcrumb" i]'
_MOST = 12
MAX_CRUMB = 100  #: characters


def read(document: Document, name: str) -> tuple[str, ...]:
    """The links of the first trail, without the shop itself and without the product."""
    for trail in document.named(["breadcrumb", "crumbs"], _TRAIL):
        crumbs = without_home(_texts(trail))
        if len(crumbs) > 1 or (crumbs and crumbs[0] != name):
            return without_product(crumbs, name)
    return ()


def without_product(crumbs: tuple[str, ...], name: str) -> tuple[str, ...]:
    """A trail often ends with the page itself, sometimes cut short."""
    if not crumbs or not name:
        return crumbs
    last, whole = crumbs[-1].casefold().rstrip(". \u2026"), name.casefold()
    is_page = last == whole or (len(last) > 15 and (whole.startswith(last) or last.startswith(whole)))  # noqa: PLR2004 - shorter ones may be a category that begins the name
    return crumbs[:-1] if is_page else crumbs


def _texts(trail: Node) -> list[str]:
    items = trail.css("a")
    if len(items) > 1 and trail.css("li"):
        items = trail.css("li")
    texts = [text_of(item) for item in items[:_MOST]]
    return [text for text in texts if text and len(text) <= MAX_CRUMB]
