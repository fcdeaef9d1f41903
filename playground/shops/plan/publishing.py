"""What a shop publishes for crawlers: robots.txt and honest sitemaps."""

from collections.abc import Iterable

from playground.shops.plan.draft import Draft
from playground.shops.plan.editions import edition_date
from playground.shops.plan.robots import Robots
from playground.shops.plan.site import File, Page, SitemapFile
from playground.shops.plan.sitemaps import entry, gzipped, index, urlset

XML = "application/xml"
GZIP = "application/gzip"


def publish_robots(draft: Draft, *lines: str, sitemap: str | None = None) -> None:
    """Put a robots.txt with these lines, and a Sitemap line if there is a sitemap."""
    named = ("", f"Sitemap: {draft.order.base}{sitemap}") if sitemap else ()
    text = "\n".join((*lines, *named)) + "\n"
    draft.robots = Robots(text)
    draft.others["/robots.txt"] = File(content=text.encode(), content_type="text/plain")


def listed_pages(draft: Draft) -> list[Page]:
    """The pages that belong in a sitemap: found, allowed, indexable."""
    return [
        page
        for page in draft.pages.values()
        if not page.robots_meta
        and page.canonical in (None, page.target)
        and draft.robots.verdict(page.target).allowed
    ]


def page_entries(draft: Draft, pages: Iterable[Page]) -> list[str]:
    """Sitemap entries of pages, each with the date of its last change."""
    base = draft.order.base
    return [entry(base + page.target, edition_date(page.changed)) for page in pages]


def publish_sitemap(draft: Draft, target: str, *, encoding: str = "UTF-8") -> None:
    """Put one plain sitemap of everything that belongs in it."""
    pages = listed_pages(draft)
    changed = newest(pages)
    content = urlset(page_entries(draft, pages), encoding=encoding)
    put_sitemap(draft, target, content, pages, changed=changed)


def publish_gzip_index(draft: Draft, target: str, groups: dict[str, list[Page]]) -> None:
    """Put a compressed index and its compressed children, one for each named group."""
    base = draft.order.base
    changed = newest(page for pages in groups.values() for page in pages)
    for child, pages in groups.items():
        content = gzipped(urlset(page_entries(draft, pages)))
        put_sitemap(draft, child, content, pages, changed=newest(pages), content_type=GZIP)
    content = gzipped(index([base + child for child in groups], edition_date(changed)))
    draft.others[target] = File(content=content, content_type=GZIP, changed=changed)
    draft.sitemaps.insert(
        0, SitemapFile(target=target, state="ok", locs=(), children=tuple(groups))
    )


def put_sitemap(
    draft: Draft,
    target: str,
    content: bytes,
    pages: Iterable[Page],
    *,
    changed: int = 1,
    content_type: str = XML,
    state: str = "ok",
) -> None:
    """Put one sitemap file and note which pages can be read from it."""
    draft.others[target] = File(content=content, content_type=content_type, changed=changed)
    locs = tuple(draft.order.base + page.target for page in pages)
    draft.sitemaps.append(SitemapFile(target=target, state=state, locs=locs))


def newest(pages: Iterable[Page]) -> int:
    """The edition of the youngest page."""
    return max((page.changed for page in pages), default=1)
