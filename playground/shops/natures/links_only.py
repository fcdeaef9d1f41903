"""The tangled shop: no sitemap, only links, and all the tangles that links can make.

Sessions and tracking in addresses, redirects in chains and in a ring, pages that are twice there,
canonicals that point nowhere, a page that claims not to exist, and a calendar without an end that
only robots.txt keeps a crawler out of.
"""

import re
from dataclasses import replace
from datetime import MAXYEAR

from playground.shops.content.dice import hash64
from playground.shops.content.goods import make_products
from playground.shops.content.pictures import paper
from playground.shops.natures.extras import add_text_page, label, some, some_pairs
from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import describe, outline, text_page
from playground.shops.plan.publishing import publish_robots
from playground.shops.plan.site import (
    Anchor,
    Answer,
    File,
    ListBody,
    Missing,
    Page,
    PageKind,
    Redirect,
    Site,
    TextBody,
)

_MONTH = re.compile(r"/events/(\d{4})-(0[1-9]|1[0-2])$")
_FIRST_MONTH = "/events/2025-01"
_ABOUT, _DELIVERY = "/help/about", "/help/delivery"
_NOWHERE, _TAKEN = "/goods/no-such-thing", "/goods/taken-away"
_CHAIN = ("/old/1", "/old/2", "/old/3")
_RING = ("/ring/a", "/ring/b")


def shape(draft: Draft) -> Site:
    """A shop that can only be found by following links."""
    outline(draft, make_products(draft.shelves, draft.dice, draft.count))
    _relative_pagers(draft)
    _sessions_and_tracking(draft)
    _redirects(draft)
    _odd_pages(draft)
    _odd_canonicals(draft)
    _odd_links(draft)
    _calendar(draft)
    about = draft.footer[0]
    host = draft.order.base.partition(":")[2]
    draft.footer[0] = replace(about, href=f"{host}{_ABOUT}")
    publish_robots(draft, "User-agent: *", "Disallow: /events/2", "Disallow: /staff")
    return draft.site()


def _relative_pagers(draft: Draft) -> None:
    """Later pages are linked as `?page=2`: relative to the page they stand on."""
    for page in list(draft.pages.values()):
        if isinstance(page.body, ListBody) and page.body.pager:
            pager = tuple(
                replace(anchor, href=anchor.href[anchor.href.index("?") :])
                if "?" in anchor.href
                else anchor
                for anchor in page.body.pager
            )
            draft.change(page.target, body=replace(page.body, pager=pager))


def _sessions_and_tracking(draft: Draft) -> None:
    """The first card of each list carries a session, the front page has tracked links."""
    for page in list(draft.pages.values()):
        if page.kind is PageKind.CATEGORY and isinstance(page.body, ListBody) and page.body.cards:
            first, *rest = page.body.cards
            session = f"{hash64(page.target):016x}"
            carrying = replace(first, href=f"{first.href}?sid={session}")
            draft.change(page.target, body=replace(page.body, cards=(carrying, *rest)))
    for category in draft.shelves.categories[:3]:
        tracked = f"{category.target}?utm_source=front&utm_medium=banner"
        draft.link_from("/", Anchor(href=tracked, text=category.words.name))


def _redirects(draft: Draft) -> None:
    goal = draft.shelves.categories[0].target
    for here, there in zip(_CHAIN, (*_CHAIN[1:], goal), strict=True):
        draft.others[here] = Redirect(location=there)
    for here, there in zip(_RING, (*_RING[1:], _RING[0]), strict=True):
        draft.others[here] = Redirect(location=there, status=302)
    moved = draft.order.base + draft.shelves.departments[0].target
    draft.others["/d-old"] = Redirect(location=moved, status=308)
    trap = label(draft, "trap")
    draft.link_from(_ABOUT, *(Anchor(href=each, text=trap) for each in ("/d-old", *_CHAIN[:1])))
    draft.link_from(_ABOUT, Anchor(href=_RING[0], text=trap))


def _odd_pages(draft: Draft) -> None:
    """A duplicate, a thin page, a soft 404, noindex, and two that only nofollow links name."""
    printed = f"{_DELIVERY}-print"
    draft.add(replace(draft.pages[_DELIVERY], target=printed, canonical=printed))
    add_text_page(draft, "/soon", "soon", pool="thin", sentences=1)
    add_text_page(draft, "/catalog-2019", "lost", pool="soft_404", sentences=1)
    add_text_page(draft, "/survey", "survey")
    draft.change("/survey", robots_meta="noindex")
    add_text_page(draft, "/staff", "staff")
    draft.link_from(_ABOUT, Anchor(href=printed, text=label(draft, "printed")))
    for target, key in {"/soon": "soon", "/catalog-2019": "lost", "/survey": "survey"}.items():
        draft.link_from("/", Anchor(href=target, text=label(draft, key)))
    draft.link_from(_ABOUT, Anchor(href="/staff", text=label(draft, "staff")))
    for target, key in {"/login": "login", "/compare": "compare"}.items():
        add_text_page(draft, target, key)
        draft.change(target, robots_meta="noindex")
        draft.link_from("/", Anchor(href=target, text=label(draft, key), nofollow=True))


def _odd_canonicals(draft: Draft) -> None:
    victims = draft.product_pages()
    for (page, _), (other, _) in some_pairs(draft, victims):
        draft.change(page.target, canonical=other.target)
    for page, _ in some(draft, victims):
        draft.change(page.target, canonical=_NOWHERE)
    for page, _ in some(draft, victims):
        draft.change(page.target, canonical=_CHAIN[-1])


def _odd_links(draft: Draft) -> None:
    """Links to nothing, to what is gone, to other hosts, to papers and pictures."""
    draft.others[_TAKEN] = Missing(status=410)
    draft.others["/files/price-list.pdf"] = File(
        content=paper("Price list"), content_type="application/pdf"
    )
    for page, target in zip(draft.of_kind(PageKind.ARTICLE), (_NOWHERE, _TAKEN), strict=False):
        draft.link_from(page.target, Anchor(href=target, text=label(draft, "trap")))
    draft.link_from(
        "/help/contacts",
        Anchor(href="https://partner.example/", text=label(draft, "partner")),
        Anchor(href="http://mirror.example/shop?id=7#top", text=label(draft, "mirror")),
        Anchor(href="/files/price-list.pdf", text=label(draft, "price_list")),
        Anchor(href="/images/poster.png", text=label(draft, "poster")),
        Anchor(href="#top", text=draft.shelves.language.ui["up"]),
        Anchor(href="mailto:help@plutanitsa.example", text=draft.shelves.language.ui["email"]),
    )


def _calendar(draft: Draft) -> None:
    page = add_text_page(draft, "/events", "events")
    draft.header.append(Anchor(href="/events", text=page.h1s[0]))
    draft.link_from("/events", Anchor(href=_FIRST_MONTH, text=_month_name(draft, 2025, 1)))
    draft.dynamic = lambda target: _month_page(draft, target)


def _month_page(draft: Draft, target: str) -> Answer | None:
    """Any month there is, each with a link to the one before and the one after."""
    match = _MONTH.match(target)
    if not match:
        return None
    year, month = int(match[1]), int(match[2])
    name = _month_name(draft, year, month)
    body = TextBody(name=target, pool="calendar", sentences=1, slots=draft.slots())
    title = draft.shelves.language.titles["calendar"][0].format(month=name, shop=draft.profile.name)
    page: Page = text_page(draft, target, title, name, body)
    around = (year * 12 + month - 2, year * 12 + month)
    links = tuple(
        Anchor(
            href=f"/events/{place // 12:04}-{place % 12 + 1:02}",
            text=_month_name(draft, place // 12, place % 12 + 1),
        )
        for place in around
        if 1 <= place // 12 <= MAXYEAR
    )
    return replace(page, links=links, descriptions=(describe(draft, "calendar", month=name),))


def _month_name(draft: Draft, year: int, month: int) -> str:
    return f"{draft.shelves.language.lists['months'][month - 1]} {year}"
