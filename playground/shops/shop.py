"""One edition of a demo shop: a pure function from an address to a response, and its truth.

`open_shop` makes the plan; `Shop.page` renders one address on demand and keeps nothing.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

from playground.shops.content.dice import hash64
from playground.shops.content.profiles import Profile
from playground.shops.content.vocabulary import language
from playground.shops.natures import (
    broken_sitemap,
    changing,
    clean,
    down,
    endless,
    english,
    links_only,
    old_encoding,
    plain_html,
    slow,
)
from playground.shops.plan.draft import Draft, Order, new_draft
from playground.shops.plan.site import File, Missing, Page, PageKind, Redirect, Site, TextBody
from playground.shops.render.pages import Renderer
from playground.shops.responses import Response, stamped
from playground.shops.truth.records import ShopTruth
from playground.shops.truth.telling import tell

_NATURES: Mapping[str, Callable[[Draft], Site]] = {
    "clean": clean.shape,
    "old_encoding": old_encoding.shape,
    "slow": slow.shape,
    "broken_sitemap": broken_sitemap.shape,
    "links_only": links_only.shape,
    "changing": changing.shape,
    "down": down.shape,
    "plain_html": plain_html.shape,
    "english": english.shape,
    "endless": endless.shape,
}


class Shop:
    """A shop in one edition."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._renderer = Renderer(site)

    @property
    def profile(self) -> Profile:
        """Who the shop is."""
        return self.site.profile

    @cached_property
    def truth(self) -> ShopTruth:
        """Everything that is true about this edition."""
        return tell(self.site)

    def page(self, target: str) -> Response:
        """The full answer to GET for a path and query: no conditions, no compression yet."""
        match self.site.answer(target):
            case Page() as page:
                return self._html(page)
            case Redirect(location=location, status=status):
                body = f'<html><body><a href="{location}">{location}</a></body></html>'.encode()
                headers = {"Location": location, "Content-Type": "text/html; charset=utf-8"}
                return Response(status=status, headers=headers, body=body)
            case File(content=content, content_type=kind, changed=changed):
                return stamped(Response(headers={"Content-Type": kind}, body=content), changed)
            case Missing(status=status):
                return self._html(_missing_page(self.site, target, status))

    def _html(self, page: Page) -> Response:
        encoding = self.profile.encoding
        in_header, in_meta = _declared(encoding, page.target)
        text = self._renderer.page(page, charset_meta=in_meta)
        kind = f"text/html; charset={encoding}" if in_header else "text/html"
        body = text.encode(encoding, "xmlcharrefreplace")
        response = Response(status=page.status, headers={"Content-Type": kind}, body=body)
        return response if page.kind is PageKind.ERROR else stamped(response, page.changed)


def open_shop(order: Order) -> Shop:
    """The shop as ordered. Raises UnknownShopError."""
    draft = new_draft(order)
    return Shop(_NATURES[draft.profile.nature](draft))


def _declared(encoding: str, target: str) -> tuple[bool, bool]:
    """Whether a page's encoding is named in the header and in the page.

    An old shop names it in one place only, and not always in the same.
    """
    if encoding == "utf-8":
        return True, True
    in_header = hash64(target) % 2 == 0
    return in_header, not in_header


def _missing_page(site: Site, target: str, status: int) -> Page:
    words = language(site.profile.language)
    slots = {"shop": site.profile.name}
    return Page(
        target=target,
        kind=PageKind.ERROR,
        body=TextBody(name="missing", pool="soft_404", sentences=1, slots=slots),
        titles=(words.titles["missing"][0].format_map(slots),),
        descriptions=(),
        h1s=(words.ui["not_found"],),
        canonical=None,
        status=status,
        robots_meta="noindex",
    )
