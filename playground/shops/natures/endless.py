"""The shop without end: hundreds of thousands of tiny pages, for tests of size.

Pages and sitemaps are made when asked; nothing is listed anywhere. Page `i` links to the ten pages
from `10 i + 1` on, so every address is a few clicks from home.
"""

import re
from dataclasses import replace

from playground.shops.content.profiles import Profile
from playground.shops.plan.draft import Draft
from playground.shops.plan.publishing import XML, publish_robots
from playground.shops.plan.site import Answer, File, Site
from playground.shops.plan.sitemaps import entry, index, urlset

_PAGE = re.compile(r"/n/([1-9]\d{0,8})$")
_SITEMAP = re.compile(r"/sitemap-([1-9]\d{0,3})\.xml$")
_PER_SITEMAP = 50_000  # the limit of sitemaps.org
_FAN = 10
_HTML = "text/html; charset=utf-8"


def shape(draft: Draft) -> Site:
    """A shop of as many pages as its profile says, whatever the scale."""
    publish_robots(draft, "User-agent: *", "Disallow:", sitemap="/sitemap.xml")
    base, profile = draft.order.base, draft.profile
    draft.dynamic = lambda target: _answer(base, profile, target)
    return replace(draft.site(), endless=True)


def _answer(base: str, profile: Profile, target: str) -> Answer | None:
    last = profile.products
    if target == "/":
        return _page(profile, 0)
    if match := _PAGE.match(target):
        number = int(match[1])
        return _page(profile, number) if number <= last else None
    files = -(-last // _PER_SITEMAP)
    if target == "/sitemap.xml":
        names = [f"{base}/sitemap-{number}.xml" for number in range(1, files + 1)]
        return File(content=index(names), content_type=XML)
    if (match := _SITEMAP.match(target)) and int(match[1]) <= files:
        start = (int(match[1]) - 1) * _PER_SITEMAP
        numbers = range(start + 1, min(start + _PER_SITEMAP, last) + 1)
        content = urlset(entry(f"{base}/n/{number}") for number in numbers)
        return File(content=content, content_type=XML)
    return None


def _page(profile: Profile, number: int) -> File:
    name = f"{profile.name} {number}"
    following = range(_FAN * number + 1, _FAN * number + _FAN + 1)
    links = "".join(
        f'<li><a href="/n/{each}">{each}</a></li>' for each in following if each <= profile.products
    )
    text = (
        f'<!doctype html><html lang="{profile.language}"><head><meta charset="utf-8">'
        f"<title>{name}</title></head><body><h1>{name}</h1><ul>{links}</ul></body></html>"
    )
    return File(content=text.encode(), content_type=_HTML)
