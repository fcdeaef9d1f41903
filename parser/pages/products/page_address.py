"""What the address alone tells of a page: that it lists or collects products, never that it is one."""

from functools import lru_cache
from urllib.parse import unquote

from parser.pages import lexicon


@lru_cache(maxsize=1024)
def is_of_list(url: str) -> bool:
    """Whether an address is that of a search, a basket or a comparison."""
    local = unquote(url.partition("://")[2].partition("/")[2])
    return bool(lexicon.pattern("products", "list_address").search("/" + local.lower()))
