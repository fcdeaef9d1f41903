"""Which products a page shows beside its own matter, and since which edition it has shown them.

A page's Last-Modified must move whenever its bytes do, and in a changing shop a page changes too
when a neighbour gets another price, leaves or returns. So each choice here walks the products in a
fixed order, passes over those that are away, and remembers the newest change of everything it
looked at, whether it was taken or passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from playground.shops.content.catalogue import Category, Department
from playground.shops.content.goods import Product


class Neighbours:
    """The products of one edition, by where they stand."""

    def __init__(self, ever: Sequence[Product], gone: Mapping[int, int]) -> None:
        self._ever = ever
        self._gone = gone
        self._by_category: dict[int, list[Product]] = {}
        self._place: dict[int, int] = {}
        for product in ever:
            shelf = self._by_category.setdefault(product.category.number, [])
            self._place[product.number] = len(shelf)
            shelf.append(product)

    def live(self) -> list[Product]:
        """The products that are there, by number."""
        return [product for product in self._ever if product.number not in self._gone]

    def featured(self, count: int) -> tuple[list[Product], int]:
        """The first products of the shop."""
        return self._take(self._ever, count)

    def of_department(self, department: Department, count: int) -> tuple[list[Product], int]:
        """The first products of a department, each category in turn."""
        shelves = [
            shelf
            for shelf in self._by_category.values()
            if shelf[0].category.department is department
        ]
        longest = max(map(len, shelves), default=0)
        rows = (shelf[place] for place in range(longest) for shelf in shelves if place < len(shelf))
        return self._take(rows, count)

    def of_category(self, category: Category) -> tuple[list[Product], int]:
        """All products of a category."""
        shelf = self._by_category.get(category.number, [])
        return self._take(shelf, len(shelf))

    def of_product(self, product: Product, count: int) -> tuple[list[Product], int]:
        """The products that follow this one on its shelf, in a ring, and then those of others."""
        shelf = self._by_category[product.category.number]
        place = self._place[product.number]
        strangers = (each for each in self._ever if each.category is not product.category)
        ring = chain(shelf[place + 1 :], shelf[:place], strangers)
        shown, changed = self._take(ring, count)
        return shown, max(changed, product.changed)

    def _take(self, products: Iterable[Product], count: int) -> tuple[list[Product], int]:
        taken: list[Product] = []
        changed = 1
        for product in products:
            if len(taken) == count:
                break
            changed = max(changed, self._gone.get(product.number, product.changed))
            if product.number not in self._gone:
                taken.append(product)
        return taken, changed
