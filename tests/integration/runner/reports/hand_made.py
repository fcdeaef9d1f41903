"""A site written by hand: a page is a few words about it, so that a test shows what matters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from playground.shops.responses import Response
from playground.shops.shop import Shop

BASE = "http://hand.example"
_WORDS = "wood iron glass clay wool silk salt sand rain wind fire snow leaf root seed bark"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One address: a page, or whatever else it answers."""

    title: str = ""
    links: Sequence[str] = ()
    head: str = ""
    body: str = ""
    heading: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def html(self, target: str) -> bytes:
        """The page as bytes; every page has a text of its own unless `body` says otherwise."""
        anchors = " ".join(f'<a href="{link}">to {link}</a>' for link in self.links)
        text = self.body or prose(target)
        heading = self.heading or f"Head of {target}"
        title = self.title or f"Title of the page {target}"
        return (
            f'<!doctype html><html lang="en"><head><title>{title}</title>'
            f'<meta name="description" content="About {target}">{self.head}</head>'
            f"<body><main><h1>{heading}</h1><p>{text}</p></main><nav>{anchors}</nav></body></html>"
        ).encode()


def prose(seed: str, length: int = 120) -> str:
    """A text that no other seed gives."""
    return " ".join(f"{word}{seed.strip('/')}" for word in (_WORDS.split() * length)[:length])


def hand_made(papers: Mapping[str, Paper], sitemap: Sequence[str] = ()) -> Shop:
    """A site of these pages; without a sitemap its links are followed alone.

    A paper at the address of the sitemap is what is answered there.
    """
    robots = "User-agent: *\nDisallow: /closed\n"
    if sitemap:
        robots += f"Sitemap: {BASE}/sitemap.xml\n"
    locs = "".join(f"<url><loc>{BASE}{target}</loc></url>" for target in sitemap)
    urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>'
    files = {
        "/robots.txt": Response(headers={"Content-Type": "text/plain"}, body=robots.encode()),
        "/sitemap.xml": Response(headers={"Content-Type": "text/xml"}, body=urlset.encode()),
    }

    def page(target: str) -> Response:
        if target in files and target not in papers:
            return files[target]
        paper = papers.get(target, Paper(status=404))
        headers = {"Content-Type": "text/html; charset=utf-8", **paper.headers}
        return Response(status=paper.status, headers=headers, body=paper.html(target))

    site: Any = SimpleNamespace(
        profile=SimpleNamespace(id="hand", name="Hand made"),
        site=SimpleNamespace(base=BASE, url=lambda target: BASE + target),
        page=page,
    )
    return cast("Shop", site)


def moved(target: str, status: int = 301) -> Paper:
    """A redirect."""
    return Paper(status=status, headers={"Location": target})
