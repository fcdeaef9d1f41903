"""Where the pictures of a page are: for checks that ask for each of them."""

from parser.pages.document import Document, Node

MAX_PICTURES = 1000  #: of one page
#: scripts that load pictures late keep the address in one of these, and a placeholder in `src`
_LATE = ("data-src", "data-original", "data-lazy-src", "data-lazy")

_BEGINNING = 30  #: characters of what is no address but the picture itself


def read(document: Document) -> tuple[str, ...]:
    """The addresses of all `<img>`, absolute, normalised, each once, in document order."""
    found: dict[str, None] = {}
    for node in document.nodes("img")[:MAX_PICTURES]:
        attributes = node.attrs
        late = _late(node)
        for written in (attributes.get("src"), late):
            if not written or written.lstrip().startswith("data:"):
                continue  # a picture within the page, often a long one
            url = document.resolve(written)
            if url is not None:
                found[url] = None
    return tuple(found)


def source(node: Node) -> str:
    """The address of a picture as written; of a data: URL only the beginning."""
    written = _late(node) or node.attrs.get("src") or ""
    return (
        f"{written[:_BEGINNING]}\N{HORIZONTAL ELLIPSIS}" if written.startswith("data:") else written
    )


def _late(node: Node) -> str | None:
    return next(filter(None, map(node.attrs.get, _LATE)), None)
