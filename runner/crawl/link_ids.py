"""The ids that a page keeps of what it links to and names, as the ledger of its run has them."""

from collections.abc import Iterable
from functools import lru_cache

from parser.pages.records import Link
from parser.pages.urls import address_id, without_tracking

#: pages of a site name the same addresses again and again; some 2 MB
_id_of = lru_cache(maxsize=1 << 13)(address_id)


def id_of_link(link: Link, *, follows: bool) -> int:
    """The id of a link of a page; `follows`: whether its links are followed at all.

    A spelling with tracking parameters has a line of its own only if it is followed, so that reports
    know what it stands for; any other link counts as one to the plain address.
    """
    is_named = follows and not link.nofollow
    return _id_of(link.url if is_named else without_tracking(link.url))


def ids_beside(references: Iterable[str], inner: tuple[int, ...]) -> tuple[int, ...]:
    """The ids of what a page names and does not link to as well, each once."""
    ids = dict.fromkeys(map(_id_of, references))
    return tuple(ids.keys() - set(inner)) if ids else ()
