"""Turns an address that was named somewhere into lines of the ledger."""

from datetime import datetime

from parser.pages.site_bounds import belongs
from parser.pages.urls import address_id, same_site, without_tracking
from storage.model.ledger import Address, Origin, Outcome


def named(
    url: str,
    *,
    root: str,
    origin: Origin,
    position: int,
    depth: int | None = None,
    sitemap: str | None = None,
    lastmod: datetime | None = None,
    redirected_from: str | None = None,
) -> list[Address]:
    """The lines of one normalised address.

    Another site's address is out of scope, and so is one beside the site's folder. One with tracking
    parameters or a session id is a duplicate of the plain address, which gets a line of its own; but if
    the plain address redirected here (`redirected_from`), the page exists only here, and its only line
    is no duplicate.
    """

    def line(url: str, outcome: Outcome | None = None, detail: str | None = None) -> Address:
        return Address(
            address_id=address_id(url),
            url=url,
            position=position,
            origin=origin,
            depth=depth,
            sitemap=sitemap,
            lastmod=lastmod,
            outcome=outcome,
            detail=detail,
        )

    if not belongs(url, root):
        why = "another folder" if same_site(url, root) else "another host"
        return [line(url, Outcome.OUT_OF_SCOPE, why)]
    plain = without_tracking(url)
    if plain in {url, redirected_from}:
        return [line(url)]
    return [line(plain), line(url, Outcome.DUPLICATE, plain)]
