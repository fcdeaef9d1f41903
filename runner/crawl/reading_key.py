"""What the reading of a page depends on, in sixteen bytes: answers with the same key are read alike.

So a page that comes again byte by byte is not read again (decision 0071). `EXTRACTOR_VERSION` is raised
by hand and may be forgotten, which here would keep an old mistake for as long as the page stays as it
is; therefore the key has the code itself in it.
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
from runner.crawl.http import Answer

_BYTES = 16
#: what turns an answer into a stored page, beside all of `parser.pages`
_CODE = (storage.records.__file__, storage.model.page.__file__)
_VISIT = Path(__file__).with_name("visit.py")  # it imports this module
#: all that the code above stands on, as it is called where it comes from
LIBRARIES = (
    "chardet", "idna", "msgspec", "price-parser", "pyyaml", "rapidfuzz", "selectolax",
)  # fmt: skip
_VALIDATORS = ("etag", "last-modified")


def reading_key(url: str, answer: Answer, rules: SiteRules, beside: Mapping[str, Any]) -> bytes:
    """`beside` is what is kept with the record and not read from the page: the MD5 of the body among it.

    MD5 is enough: a site that makes up two bodies with one sum deceives nobody but its owner.
    Of validators it counts whether there are any: a page that is taken over has this answer's.
    """
    depends_on = (
        url,
        answer.status,
        of_page(answer.page_headers),
        [name in answer.headers for name in _VALIDATORS],
        rules,
        beside,
    )
    return blake2b(repr(depends_on).encode(), key=_reader(), digest_size=_BYTES).digest()


@cache
def _reader() -> bytes:
    """The code that reads pages, with what it stands on."""
    told = blake2b(sys.version.encode(), digest_size=_BYTES)
    for name in LIBRARIES:
        told.update(f"{name}=={version(name)}\n".encode())
    for path in _sources():
        told.update(path.read_bytes())
    return told.digest()


def _sources() -> Iterator[Path]:
    pages = Path(parser.pages.__file__).parent
    yield from sorted(path for path in pages.rglob("*") if path.suffix in {".py", ".yaml"})
    yield from map(Path, _CODE)
    yield _VISIT
