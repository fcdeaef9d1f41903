"""What is known about a page before its product is read."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PageContext:
    """The page around a product: what it is called elsewhere on the page, and where it is sold."""

    url: str
    canonical_url: str | None
    country: str  #: lower case, empty if unknown
    title: str  #: of the document
    headings: tuple[str, ...]  #: level one, in document order
    currency: str | None = None  #: the site's own, from its configuration
