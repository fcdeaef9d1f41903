"""The history of the changing shop, edition by edition.

Each edition deals its changes to different products: so many get dearer, so many go on sale, so
many leave. Counts follow the size of the shop but are never zero, and a product has at most one
change per edition, so that even a tiny shop shows every kind of change and each can be told apart.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil

from playground.shops.content.catalogue import Catalogue
from playground.shops.content.dice import Dice
from playground.shops.content.goods import (
    Product,
    addressed,
    listed_before,
    make_product,
    make_products,
    renamed,
    stocked,
)

_FIRST_EDITION = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
_LEAVING, _MOVING, _ARRIVING = 0.02, 0.01, 0.01  # shares of the products, per edition
_AWAY_FOR = 2  # editions after which every second product that left comes back


@dataclass(kw_only=True)
class History:
    """The products of a shop up to one edition."""

    ever: list[Product]  #: by number; those away as they last were
    gone: dict[int, int] = field(default_factory=dict)  #: number -> edition in which it left
    former: dict[str, int] = field(default_factory=dict)  #: old target -> number of the product


def history(shelves: Catalogue, dice: Dice, count: int, edition: int) -> History:
    """What became of the first `count` products, and of later ones, by this edition."""
    state = History(ever=make_products(shelves, dice, count))
    for current in range(2, edition + 1):
        _turn(shelves, dice, state, count, current)
    return state


def edition_date(edition: int) -> datetime:
    """When what an edition changed came to be: a day per edition, long past on any clock."""
    return _FIRST_EDITION + timedelta(days=edition - 1)


def status_when_gone(number: int) -> int:
    """What the address of a product that left answers: 404 or 410, by its number."""
    return 410 if number % 2 else 404


@dataclass(frozen=True)
class _Turn:
    """What the changes of one edition need to know."""

    shelves: Catalogue
    dice: Dice
    edition: int


_Change = Callable[[_Turn, Product], Product]


def _turn(shelves: Catalogue, dice: Dice, state: History, count: int, edition: int) -> None:
    turn = _Turn(shelves, dice.at("edition", edition), edition)
    _return(turn, state)
    live = [
        product
        for product in state.ever
        if product.number not in state.gone and product.changed != edition
    ]
    waiting = turn.dice.shuffled(live, "who")
    size = len(waiting)
    for product in _taken(waiting, size, _LEAVING):
        state.gone[product.number] = edition
    for product in _taken(waiting, size, _MOVING):
        moved = addressed(shelves, product, f" {edition}")
        state.former[product.target] = product.number
        state.ever[product.number - 1] = replace(moved, changed=edition)
    for share, change in _CHANGES:
        for product in _taken(waiting, size, share):
            state.ever[product.number - 1] = replace(change(turn, product), changed=edition)
    _arrive(turn, state, max(1, round(count * _ARRIVING)))


def _taken(waiting: list[Product], size: int, share: float) -> list[Product]:
    """The next products in line: a share of all, at least one."""
    number = min(len(waiting), max(1, ceil(size * share)))
    taken, waiting[:] = waiting[:number], waiting[number:]
    return taken


def _return(turn: _Turn, state: History) -> None:
    for number, left in list(state.gone.items()):
        if turn.edition - left == _AWAY_FOR and turn.dice.share(f"return {number}") < 1 / 2:
            del state.gone[number]
            product = state.ever[number - 1]
            state.ever[number - 1] = replace(product, changed=turn.edition)


def _arrive(turn: _Turn, state: History, count: int) -> None:
    first = len(state.ever) + 1
    places = turn.shelves.places(first - 1 + count)
    for number in range(first, first + count):
        product = make_product(turn.shelves, turn.dice, number, places[number - 1])
        state.ever.append(replace(product, changed=turn.edition))


def _dearer(turn: _Turn, product: Product) -> Product:
    percent = turn.dice.whole(103, 145, f"dearer {product.number}")
    return replace(product, price=listed_before(product.price, percent), old_price=None)


def _on_sale(turn: _Turn, product: Product) -> Product:
    percent = turn.dice.whole(55, 93, f"sale {product.number}")
    price = (product.price * percent / 100).quantize(Decimal("0.01"))
    return replace(product, price=price, old_price=product.price)


def _cheaper(turn: _Turn, product: Product) -> Product:
    percent = turn.dice.whole(80, 97, f"cheaper {product.number}")
    return replace(product, price=(product.price * percent / 100).quantize(Decimal("0.01")))


def _in_or_out(turn: _Turn, product: Product) -> Product:
    if product.availability == "OutOfStock":
        stock = turn.dice.whole(4, 90, f"stock {product.number}")
        return stocked(turn.shelves, product, "InStock", stock)
    return stocked(turn.shelves, product, "OutOfStock", 0)


def _counted(turn: _Turn, product: Product) -> Product:
    """Another number in stock; what has no number gets cheaper instead."""
    if not product.stock or product.availability != "InStock":
        return _cheaper(turn, product)
    stock = 4 + (product.stock - 4 + turn.dice.whole(1, 85, f"count {product.number}")) % 87
    return stocked(turn.shelves, product, "InStock", stock)


def _retitled(_: _Turn, product: Product) -> Product:
    return replace(product, retitled=not product.retitled)


def _renamed(turn: _Turn, product: Product) -> Product:
    adjectives = product.category.words.adjectives
    word = turn.dice.pick(adjectives, f"name {product.number}")
    other = renamed(turn.shelves, product, word)
    if other.name != product.name:
        return other
    return renamed(turn.shelves, product, adjectives[adjectives.index(word) - 1])


#: a share of the products and what happens to it
_CHANGES: tuple[tuple[float, _Change], ...] = (
    (0.03, _dearer),
    (0.015, _on_sale),
    (0.01, _cheaper),
    (0.02, _in_or_out),
    (0.02, _counted),
    (0.01, _retitled),
    (0.01, _renamed),
)
