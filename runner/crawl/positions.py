"""Positions: one number that orders the whole ledger of a site job, the same in every attempt.

The seed comes first, then sitemaps in the order they are named, then pages that sitemaps name only as
other languages of a page, then links level by level. Within a level, links are ordered by the page
that names them, then by their place on it. The order does not depend on which page happened to answer
first, so a page limit takes the same pages each time.
"""

from collections.abc import Iterator
from itertools import chain, repeat

_LEVEL_BITS = 44
_LINK_BITS = 14
_LAST_LINK = (1 << _LINK_BITS) - 1
_SITEMAP_BITS = 24
#: beyond the last address of the last sitemap; the bits that order links are high as well, so that the
#: links of these pages come after those of others
_ALTERNATES = (1 << 43) + (1 << 30) - (1 << 24)
_REDIRECT = 1 << 60

SEED = 0
#: first position of links; the seed and the sitemaps come before it
FIRST_LEVEL = 1 << _LEVEL_BITS


def sitemap_position(sitemap: int, number: int) -> int:
    """The `number`-th address of the `sitemap`-th file, both from 0."""
    most = (1 << _SITEMAP_BITS) - 1
    return ((sitemap + 1) << _SITEMAP_BITS) + min(number, most)


def alternate_position(number: int) -> int:
    """The `number`-th page, from 0, that sitemaps name only as another language of a page."""
    return _ALTERNATES + number


def level_start(depth: int) -> int:
    """Where the links of this depth begin."""
    return depth << _LEVEL_BITS


def link_position(parent: int, depth: int, number: int) -> int:
    """The `number`-th link of the page at `parent`.

    When a level begins its pages are numbered anew without gaps (`addresses.compact`), so that the
    parent's place within its level fits its bits.
    """
    place = parent & ((1 << (_LEVEL_BITS - _LINK_BITS)) - 1)
    return level_start(depth) + (place << _LINK_BITS) + min(number, _LAST_LINK)


def link_positions(parent: int, depth: int) -> Iterator[int]:
    """`link_position` of all links of a page in turn, without an end."""
    first = link_position(parent, depth, 0)
    return chain(range(first, first + _LAST_LINK), repeat(first + _LAST_LINK))


def redirect_position(parent: int) -> int:
    """The target of a redirect from `parent`: it comes after everything that was named directly."""
    return _REDIRECT | parent
