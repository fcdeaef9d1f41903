"""What the address alone tells of a page: that it is about no product, never that it is about one."""

from functools import cache, lru_cache
from urllib.parse import parse_qsl, unquote

from parser.pages import lexicon

_EXTENSION = 5  # letters at most
MAX_ADDRESS = 2000  #: characters that are looked at


@lru_cache(maxsize=1024)
def is_of_list(url: str) -> bool:
    """Whether an address is that of a search, a basket or a comparison."""
    local = unquote(url.partition("://")[2].partition("/")[2])
    return bool(lexicon.pattern("products", "list_address").search("/" + local.lower()))


@lru_cache(maxsize=16)
def is_front(url: str) -> bool:
    """Whether it is the first page of a host, or of one of its languages."""
    path, _, query = _local(url).partition("?")
    return not query and bool(lexicon.pattern("purposes", "front").fullmatch(path))


@lru_cache(maxsize=16)
def is_of_service(url: str) -> bool:
    """Whether a name in it, or a parameter that chooses the page, is of an account, a contact, a checkout."""
    path, _, query = _local(url).partition("?")
    chosen = lexicon.table("purposes")["address"]["parameters"]
    values = [value for key, value in parse_qsl(query) if key in chosen]
    *sections, last = path.rstrip("/").split("/")
    names = [last, *"/".join(values).split("/")]
    return any(_consists(name, "words") for name in names) or any(
        _consists(name, "sections") for name in sections
    )


def _local(url: str) -> str:
    """Path and query in lower case."""
    path, _, query = url[:MAX_ADDRESS].partition("://")[2].partition("?")
    return f"/{unquote(path.partition('/')[2])}?{query}".lower().rstrip("?")


@lru_cache(maxsize=4096)
def _consists(name: str, kind: str) -> bool:
    """Whether a name consists of words of a kind and fillers: "customer-login.php", not "login-t-shirt"."""
    stem, mark, extension = name.rpartition(".")
    if mark and len(extension) <= _EXTENSION:
        name = stem
    words = set(name.replace("_", "-").replace(".", "-").split("-"))
    return not words.isdisjoint(_words(kind)) and words <= _words("words") | _words("fillers")


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(lexicon.table("purposes")["address"][kind].split())
