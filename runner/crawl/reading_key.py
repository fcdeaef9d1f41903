"""A hash of everything the reading of a page depends on: answers with the same key read alike.

So a page with identical bytes is not read again (decision 0071). `EXTRACTOR_VERSION` is raised by hand
and may be forgotten, which here would keep an old mistake until the page changes; therefore the key
includes the code itself.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import parser.pages
import storage.model.page
import storage.records
from parser.pages.http_headers import of_page
from parser.pages.site_rules import SiteRules
from runner.crawl import link_ids
from runner.crawl.http import Answer

_BYTES = 16
#: the code that turns an answer into a stored page, besides all of `parser.pages`
_CODE = (storage.records.__file__, storage.model.page.__file__, link_ids.__file__)
_VISIT = Path(__file__).with_name("visit.py")  # it imports this module
#: distribution names of all libraries the code above depends on
LIBRARIES = (
    "chardet", "idna", "msgspec", "price-parser", "pyyaml", "rapidfuzz", "selectolax",
)  # fmt: skip
_VALIDATORS = ("etag", "last-modified")


def reading_key(
    url: str, answer: Answer, rules: SiteRules, beside: Mapping[str, Any], *, follows: bool
) -> bytes:
    """The 16-byte key. `follows`: whether links are followed, on which their ids depend. `beside` is stored with the record but not read from the page: the body's MD5, too.

    MD5 is enough: a site that forges a collision deceives only its owner. Of validators only their
    presence counts: a page that is taken over gets those of this answer.
    """
    depends_on = (
        url,
        answer.status,
        of_page(answer.page_headers),
        [name in answer.headers for name in _VALIDATORS],
        rules,
        beside,
        follows,
    )
    return blake2b(repr(depends_on).encode(), key=_reader(), digest_size=_BYTES).digest()


@cache
def _reader() -> bytes:
    """A hash of the code that reads pages, and of the versions of what it depends on."""
    told = blake2b(sys.version.encode(), digest_size=_BYTES)
    for name in LIBRARIES:
        told.update(f"{name}=={version(name)}\n".encode())
    for path in sources():
        told.update(path.read_bytes())
    return told.digest()


def sources() -> Iterator[Path]:
    """All modules of ours that turn an answer into a stored page."""
    pages = Path(parser.pages.__file__).parent
    yield from sorted(path for path in pages.rglob("*") if path.suffix in {".py", ".yaml"})
    yield from map(Path, _CODE)
    yield _VISIT
