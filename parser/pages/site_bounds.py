"""What belongs to a site: its host, and only a folder of it if the site's address names one.

`https://shop.example/ru/` is the folder `/ru/`; without the last slash, or with a file's name there, the
address is that of the folder above. The host is that of `urls.same_site`.
"""

from functools import lru_cache

from parser.pages.urls import normalise, site_prefixes


def belongs(url: str, root: str) -> bool:
    """Whether a canonical address belongs to the site whose address is `root`.

    The folder's own address does so without its last slash, too: many sites redirect there.
    """
    return is_within(url, bounds(root))


def is_within(url: str, inside: tuple[str, ...]) -> bool:
    """The same for the `bounds` of a site."""
    return url.startswith(inside) or f"{url}/" in inside


@lru_cache(maxsize=256)
def bounds(root: str) -> tuple[str, ...]:
    """What the canonical addresses of the site begin with."""
    canonical = normalise(root)
    path = canonical.partition("://")[2].partition("/")[2].partition("?")[0] if canonical else ""
    folder = path[: path.rfind("/") + 1]
    ends = (folder, f"{folder[:-1]}?") if folder else ("",)
    return tuple(prefix + end for prefix in site_prefixes(root) for end in ends)
