"""The configuration of a site that affects the reading of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRules:
    """What a site's configuration tells about its pages. All of it may be left out.

    `selectors` maps a field of `Product` to a CSS selector, or to `selector@attribute` for a value
    that is not in the text. `currency` is for pages that name none, `country` (ISO 3166) for signs that
    mean different money in different places. `root` is the address that bounds "internal" links
    (default: the page's own host); a folder in it bounds them to that folder. `pictures` asks for the
    addresses of the pictures.
    """

    selectors: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    country: str | None = None
    root: str | None = None
    pictures: bool = False
