"""The head of a page: title, description, robots, canonical, languages, OpenGraph, JSON-LD."""

from html import escape

from playground.shops.plan.site import Page, PageKind, ProductBody, Site, Syntax
from playground.shops.render.structured import json_ld, open_graph


def head(site: Site, page: Page) -> str:
    """Everything in `<head>` that is the page's own."""
    lines = [f"<title>{escape(title)}</title>" for title in page.titles]
    lines += [_meta("description", text) for text in page.descriptions]
    if page.viewport:
        lines.append(_meta("viewport", "width=device-width, initial-scale=1"))
    if page.robots_meta:
        lines.append(_meta("robots", page.robots_meta))
    if page.canonical:
        lines.append(f'<link rel="canonical" href="{escape(site.url(page.canonical))}">')
    lines += [
        f'<link rel="alternate" hreflang="{code}" href="{escape(site.url(target))}">'
        for code, target in page.hreflang
    ]
    if _tells_graph(site, page):
        lines += open_graph(site, page)
    if site.profile.markup == Syntax.JSON_LD and page.kind is not PageKind.ERROR:
        lines.append(json_ld(site, page))
    return "\n".join(lines)


def _tells_graph(site: Site, page: Page) -> bool:
    """Shops with JSON-LD have OpenGraph everywhere, a plain one only on some products."""
    if isinstance(page.body, ProductBody) and page.body.markup.syntax is Syntax.OPEN_GRAPH:
        return True
    return site.profile.markup == Syntax.JSON_LD


def _meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{escape(content)}">'
