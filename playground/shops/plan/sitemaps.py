"""Sitemap files as bytes (sitemaps.org), whole ones and damaged ones."""

import gzip
import re
import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LOC = re.compile(rb"<loc>([^<]*)</loc>")


def entry(loc: str, changed: datetime | None = None, *, raw: bool = False) -> str:
    """One `<url>`; `raw` writes the address as it is, with bare ampersands."""
    lastmod = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
    return f"<url><loc>{loc if raw else escape(loc)}</loc>{lastmod}</url>"


def urlset(entries: Iterable[str], *, encoding: str = "UTF-8", comment: str = "") -> bytes:
    """A sitemap with these entries."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'
    note = f"<!-- {comment} -->\n" if comment else ""
    rows = "\n".join(entries)
    return f"{head}{note}<urlset {_NAMESPACE}>\n{rows}\n</urlset>\n".encode(encoding)


def index(urls: Sequence[str], changed: datetime | None = None) -> bytes:
    """A sitemap index that names these files."""
    lastmod = f"<lastmod>{changed:%Y-%m-%d}</lastmod>" if changed else ""
    rows = "\n".join(f"<sitemap><loc>{escape(url)}</loc>{lastmod}</sitemap>" for url in urls)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{head}<sitemapindex {_NAMESPACE}>\n{rows}\n</sitemapindex>\n".encode()


def gzipped(content: bytes) -> bytes:
    """The content as a .gz file, without a time in its header: equal contents, equal bytes."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def locs_before_cut(truncated: bytes) -> int:
    """How many whole `<loc>` elements can be read from the start of a .gz file that was cut."""
    readable = zlib.decompressobj(wbits=31).decompress(truncated)
    return len(_LOC.findall(readable))
