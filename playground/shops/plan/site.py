"""A shop as a plan: what stands at each address before anything is rendered.

Pages are values: what a page says of itself (title, canonical, robots) and what it shows (a body).
The renderer turns a page into bytes and the walk reads the same page for the truth, so neither has
to parse the other's work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from playground.shops.content.catalogue import encoded
from playground.shops.content.dice import Dice
from playground.shops.content.goods import Product
from playground.shops.content.pictures import picture
from playground.shops.content.profiles import Profile
from playground.shops.content.prose import Slots
from playground.shops.plan.robots import Robots

#: parameters that lead to the same page: tracking, sessions, the order of a list
IGNORED_PARAMETERS = frozenset(
    {"utm_source", "utm_medium", "utm_campaign", "sid", "ref", "sort", "view"}
)


class PageKind(StrEnum):
    """What a page is for."""

    PRODUCT = "product"
    CATEGORY = "category"
    ARTICLE = "article"
    OTHER = "other"
    ERROR = "error"


class Syntax(StrEnum):
    """The kind of structured data on a product's page."""

    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    OPEN_GRAPH = "og"
    NONE = "none"


class Form(StrEnum):
    """How the structured data is written down."""

    PLAIN = "plain"
    GRAPH = "graph"  #: one block with @graph
    TRAILING_COMMA = "trailing_comma"
    HTML_WRAPPED = "html_wrapped"  #: the block stands inside an HTML comment
    BESIDE_BROKEN = "beside_broken"  #: a block that cannot be read precedes the good one
    TEXT_PRICE = "text_price"  #: microdata whose price is only the printed text


class ImageFault(StrEnum):
    """What the page's first picture lacks."""

    NONE = "none"
    ALT_ATTRIBUTE = "alt_attribute"
    ALT_TEXT = "alt_text"


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A link as written in the page."""

    href: str
    text: str
    nofollow: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """A product in a list, with the link as written."""

    product: Product
    href: str


@dataclass(frozen=True, kw_only=True)
class Markup:
    """What a product's page tells machines."""

    syntax: Syntax
    price: Decimal | None  #: None where the markup has no price
    form: Form = Form.PLAIN


@dataclass(frozen=True, kw_only=True)
class ProductBody:
    """A product and what is shown beside it."""

    product: Product
    related: tuple[Card, ...]
    markup: Markup


@dataclass(frozen=True, kw_only=True)
class ListBody:
    """A list of products with links to its other pages and some text."""

    cards: tuple[Card, ...]
    text: "TextBody"
    pager: tuple[Anchor, ...] = ()
    sorting: tuple[Anchor, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TextBody:
    """Sentences of one pool; the same name and pool give the same text on every page."""

    name: str
    pool: str
    sentences: int
    slots: Slots


Body: TypeAlias = ProductBody | ListBody | TextBody


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page before rendering."""

    target: str  #: path and query, percent-encoded
    kind: PageKind
    body: Body
    titles: tuple[str, ...]
    descriptions: tuple[str, ...]
    h1s: tuple[str, ...]
    canonical: str | None  #: a target of this shop; None where the page names none
    crumbs: tuple[Anchor, ...] = ()
    links: tuple[Anchor, ...] = ()  #: "see also", in the main part
    status: int = 200  #: another one only for pages of kind ERROR, which are never listed
    robots_meta: str | None = None
    viewport: bool = True
    language: str = ""  #: the `lang` of the page where it is not the shop's
    hreflang: tuple[tuple[str, str], ...] = ()  #: language and target
    image_fault: ImageFault = ImageFault.NONE
    changed: int = 1  #: the edition in which it last became what it is


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """An address that sends the visitor on; the location is written as the server sends it."""

    location: str
    status: int = 301


@dataclass(frozen=True, kw_only=True)
class File:
    """Bytes that are not a rendered page."""

    content: bytes
    content_type: str
    changed: int = 1


@dataclass(frozen=True, kw_only=True)
class SitemapFile:
    """What a reader of one sitemap should find."""

    target: str
    state: str  #: ok, not_found, truncated or damaged
    locs: tuple[str, ...]  #: absolute, repaired, in document order
    children: tuple[str, ...] = ()  #: targets, for an index


@dataclass(frozen=True, kw_only=True)
class Missing:
    """An address without a page: 404, or 410 for what was taken away for good."""

    status: int = 404


Answer: TypeAlias = Page | Redirect | File | Missing


@dataclass(frozen=True, kw_only=True)
class Site:
    """Everything that one edition of a shop serves."""

    profile: Profile
    base: str  #: scheme, host and port, without a slash at the end
    dice: Dice
    edition: int
    pages: Mapping[str, Page]
    robots: Robots
    header: tuple[Anchor, ...] = ()
    footer: tuple[Anchor, ...] = ()
    others: Mapping[str, Redirect | File | Missing] = field(default_factory=dict)
    sitemaps: tuple[SitemapFile, ...] = ()
    #: pages and files beyond the listed ones, such as a calendar without end
    dynamic: Callable[[str], Answer | None] | None = None
    endless: bool = False  #: too many addresses to tell the truth about each

    def answer(self, target: str) -> Answer:
        """What stands at a path and query, in whatever encoding the client wrote it."""
        wanted = encoded(unquote(target)) if "%" in target or not target.isascii() else target
        found = self._listed(wanted)
        if found is None and "?" in wanted:
            found = self._listed(without_parameters(wanted))
        return found or _shared(wanted) or Missing()

    def url(self, target: str) -> str:
        """The absolute address of one of the shop's targets."""
        return self.base + target

    def resolve(self, page_target: str, href: str) -> str | None:
        """The absolute, encoded address a link leads to; None for `mailto:` and its like."""
        if href.startswith("/") and not href.startswith("//"):
            return self.base + encoded(href.partition("#")[0])
        absolute = urljoin(self.base + page_target, href).partition("#")[0]
        return encoded_url(absolute) if absolute.startswith(("http://", "https://")) else None

    def target_of(self, url: str) -> str | None:
        """The path and query of an address of this shop; None for another host."""
        if not url.startswith(self.base):
            return None
        target = url[len(self.base) :]
        return target if target.startswith("/") else None

    def links(self, page: Page) -> tuple[Anchor, ...]:
        """Every link of a page, in document order."""
        return (*self.header, *page.crumbs, *_body_links(page.body), *page.links, *self.footer)

    @cached_property
    def in_sitemap(self) -> frozenset[str]:
        """The addresses that a careful reader finds in the sitemaps."""
        return frozenset(loc for each in self.sitemaps for loc in each.locs)

    def _listed(self, target: str) -> Answer | None:
        found: Answer | None = self.pages.get(target) or self.others.get(target)
        return found or (self.dynamic(target) if self.dynamic else None)


def _shared(target: str) -> File | None:
    """What every shop has besides its pages: pictures of goods, an icon, a style sheet."""
    path = target.partition("?")[0]
    if path.startswith(("/images/", "/assets/")) and path.endswith(".png"):
        return File(content=picture(path), content_type="image/png")
    if path == "/assets/site.css":
        return File(content=b"/* the page brings its own style */\n", content_type="text/css")
    return None


def without_parameters(target: str) -> str:
    """The target without the parameters that lead to the same page."""
    path, _, query = target.partition("?")
    kept = [
        (k, v) for k, v in parse_qsl(query, keep_blank_values=True) if k not in IGNORED_PARAMETERS
    ]
    return f"{path}?{urlencode(kept)}" if kept else path


def encoded_url(url: str) -> str:
    """An absolute address as it travels (RFC 3986), with at least a slash for a path."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return f"{parts.scheme}://{parts.netloc}{encoded(target)}"


def _body_links(body: Body) -> tuple[Anchor, ...]:
    match body:
        case ProductBody(related=related):
            return tuple(Anchor(href=card.href, text=card.product.name) for card in related)
        case ListBody(cards=cards, pager=pager, sorting=sorting):
            shown = tuple(Anchor(href=card.href, text=card.product.name) for card in cards)
            return (*sorting, *shown, *pager)
        case TextBody():
            return ()
