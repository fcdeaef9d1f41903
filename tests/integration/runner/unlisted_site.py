"""A site with a page that only a sitemap can name, for tests of where sitemaps are looked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.integration.runner.hostile import XML
from tests.integration.runner.loopback import Loopback, answer, loopback, page, sitemap


@asynccontextmanager
async def unlisted_site() -> AsyncIterator[Loopback]:
    """A home page, `/linked`, to which it links, and `/orphan`; no sitemap, and no robots.txt."""
    async with loopback() as served:
        served.acts["/"] = answer(page("Home", ["/linked"]))
        served.acts |= {path: answer(page(f"Page {path}")) for path in ("/linked", "/orphan")}
        yield served


def listing(web: Loopback, *targets: str, tag: str = "urlset") -> bytes:
    """A sitemap of these pages."""
    return answer(sitemap([web.url(target) for target in targets], tag=tag), content_type=XML)
