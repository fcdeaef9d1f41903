"""What an https: page loads over http:, which browsers block or warn about.

It is found in elements, in the candidates of `srcset` (which browsers do not upgrade, unlike `src`:
https://www.w3.org/TR/mixed-content/) and in styles, both in sheets of the page and in attributes. A
link to an http: page does not count: nothing is loaded before a visitor follows it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from parser.pages.document import Document

_SOURCES = (
    ("img", "src"), ("iframe", "src"), ("audio", "src"), ("video", "src"), ("video", "poster"), ("source", "src"), ("track", "src"),
    ("embed", "src"), ("object", "data"), ("input", "src"),
)  # fmt: skip
_CANDIDATES = ("img", "source")
_in_style = re.compile(
    r"(?:\burl\(|@import)\s*+[\"']?\s*+(http://[^\s\"'()]{0,300}+)", re.IGNORECASE
).findall
#: a namespace is a name, whatever it looks like
_loads_nothing = partial(
    re.compile(r"/\*.*?(?:\*/|\Z)|@namespace[^;]*", re.DOTALL | re.IGNORECASE).sub, ""
)
#: an attribute may escape its quotes; this only says whether attributes are worth a walk through the tree
_may_be_in_attribute = re.compile(rb"url\((?:['\"\s]|&[^\s&;]{1,6};)*+http://").search


def found(document: Document, linked: Iterable[str]) -> Sequence[str]:
    """The parts of an https: page that come over http:; `linked` are those of its `<link>`."""
    if not document.url.startswith("https:"):
        return ()
    sources = [node.attrs.get(name) for tag, name in _SOURCES for node in document.nodes(tag)]
    sources += [attributes.get("src") for attributes, _ in document.scripts]
    sources += linked
    candidates = [
        srcset for node in document.nodes(*_CANDIDATES) if (srcset := node.attrs.get("srcset"))
    ]
    if document.base is not None and document.base.url.startswith("http:"):
        sources += [source for srcset in candidates for source in _of_srcset(srcset)]
        plain = [source for source in sources if source and leads_to_http(document, source)]
    else:
        for srcset in candidates:
            if "http:" in srcset:
                sources += _of_srcset(srcset)
        plain = [source for source in sources if source and _is_insecure(source)]
    return plain + _by_styles(document)


def leads_to_http(document: Document, address: str) -> bool:
    """Whether an address of a page is one of http:, by itself or by the page's `<base>`."""
    return (document.resolve(address) or "").startswith("http:")


def _is_insecure(source: str) -> bool:
    """The same where the base is secure: most addresses are relative, and need not be resolved."""
    return source[0] != "/" and source.lstrip()[:7].lower() == "http://"


def _of_srcset(srcset: str) -> Iterator[str]:
    """The addresses, without what says when each is meant; a comma within one does no harm here."""
    return (words[0] for part in srcset.split(",") if (words := part.split()))


def _by_styles(document: Document) -> list[str]:
    texts = [text for text in document.styles if "http://" in text]
    if _may_be_in_attribute(document.source):
        texts += [node.attrs.get("style") or "" for node in document.select("[style*='http://']")]
    return [one for text in texts for one in _in_style(_loads_nothing(text))]
