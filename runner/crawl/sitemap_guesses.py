"""Where to look for a sitemap that nothing names. Pure.

A guess may be a wasted request, so it is made only if there is no sitemap to read: none was named, or
all that were named are gone, forbidden, not sitemaps, or on another host that is down. If one of the
site's own fails for a while (503, a timeout), the next run tries it again and nothing is guessed: a
sitemap found in its place could be years old.
"""

from collections.abc import Collection, Sequence

from parser.pages.robots import Robots
from parser.pages.sitemaps.census import MISSING, NO_SITEMAP, CensusFacts
from parser.pages.urls import Base, same_site
from runner.crawl.http import AGENT

#: the usual place, the index of Yoast and other plugins, WordPress's own, and the gzipped form
PATHS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap.xml.gz")
_FINAL = frozenset({MISSING, NO_SITEMAP, "redirects", "forbidden_address", "bad_address"})
_BUSY = ("http_429", "http_5")


def guesses(site: str, robots: Robots | None) -> list[str]:
    """The addresses to try, in order, without those that `robots` disallows."""
    base = Base(site)
    urls = [url for path in PATHS if (url := base.resolve(path)) is not None]
    return [url for url in urls if robots is None or robots.verdict(url, AGENT).allowed]


def next_guess(
    facts: CensusFacts, candidates: Sequence[str], *, site: str, looked_at: Collection[str]
) -> str | None:
    """The guess to try now; None if a sitemap was read, may come back by itself, or none is left."""
    silent = [url for url, why in facts.failures.items() if not _is_final(why)]
    is_waited_for = any(same_site(url, site) for url in silent)
    in_trouble = any(not _is_final(why) for why in facts.guesses.values())
    if facts.read or is_waited_for or in_trouble:
        return None
    return next((url for url in candidates if url not in looked_at), None)


def _is_final(why: str) -> bool:
    """Whether a retry would fail in the same way."""
    is_answer = why.startswith("http_") and not why.startswith(_BUSY)
    return is_answer or why in _FINAL
