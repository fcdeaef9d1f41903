"""The demo shops as data: names, sizes, addresses and habits, from `words/shops.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from playground.shops.content.vocabulary import read_words
from playground.shops.errors import UnknownShopError


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One shop: who it is, how big, and how its server behaves."""

    id: str
    nature: str  #: the module of `playground.shops.natures` that shapes it
    name: str
    english: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    slogan: str
    language: str
    theme: str
    layout: str = "modern"
    encoding: str = "utf-8"
    markup: str = "json-ld"
    currency: str = "RUB"
    money: tuple[str, ...] = ("nbsp",)
    slugs: str = "latin"  #: or "native": addresses in the shop's own letters
    sku: str = "{n}"
    prints: frozenset[str] = frozenset()
    addresses: Mapping[str, str] = field(default_factory=dict)
    products: int = 0  #: at scale 1.0
    at_least: int = 0  #: at any scale: fewer would not hold the shop's faults
    per_page: int = 12
    articles: int = 0
    info_pages: int = 0
    related: int = 6
    listens: bool = True
    crawl_delay: float | None = None  #: seconds, as robots.txt asks
    latency: tuple[float, float] | None = None  #: seconds each answer takes, from and to
    robots_failures: int = 0  #: how many first requests of robots.txt are answered 503


@cache
def profiles() -> Mapping[str, Profile]:
    """All demo shops by id, the test-only endless one last."""
    return {key: _profile(key, data) for key, data in read_words("shops.yaml").items()}


def profile(shop_id: str) -> Profile:
    """The shop with this id. Raises UnknownShopError."""
    try:
        return profiles()[shop_id]
    except KeyError:
        raise UnknownShopError(shop_id) from None


def shop_ids(*, endless: bool = False) -> tuple[str, ...]:
    """The ids of the demo shops; the endless one only when asked for."""
    return tuple(key for key, each in profiles().items() if endless or each.nature != "endless")


def _profile(shop_id: str, data: dict[str, Any]) -> Profile:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
    }
    values["prints"] = frozenset(data.get("prints", ()))
    return Profile(id=shop_id, **values)
