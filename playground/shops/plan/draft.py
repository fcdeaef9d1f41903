"""A shop under construction: the outline fills it, a nature bends it, `site` freezes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from playground.shops.content.catalogue import Catalogue, Category, Department, catalogue
from playground.shops.content.dice import Dice
from playground.shops.content.goods import Product
from playground.shops.content.profiles import Profile, profile
from playground.shops.content.prose import Slots
from playground.shops.plan.robots import Robots
from playground.shops.plan.site import (
    Anchor,
    Answer,
    Card,
    File,
    Missing,
    Page,
    PageKind,
    ProductBody,
    Redirect,
    Site,
    SitemapFile,
)


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which shop is wanted: all that its bytes depend on."""

    shop_id: str
    base: str  #: scheme, host and port, without a slash at the end
    seed: int = 1
    edition: int = 1
    scale: float = 1.0


@dataclass(kw_only=True)
class Draft:
    """The parts of a shop while they are being put together."""

    order: Order
    profile: Profile
    dice: Dice
    count: int  #: products in the first edition
    pages: dict[str, Page] = field(default_factory=dict)
    others: dict[str, Redirect | File | Missing] = field(default_factory=dict)
    header: list[Anchor] = field(default_factory=list)
    footer: list[Anchor] = field(default_factory=list)
    sitemaps: list[SitemapFile] = field(default_factory=list)
    robots: Robots = field(default_factory=lambda: Robots(None))
    dynamic: Callable[[str], Answer | None] | None = None

    @cached_property
    def shelves(self) -> Catalogue:
        """The departments and categories; a shop without addresses has none and never asks."""
        return catalogue(self.profile)

    @property
    def each(self) -> int:
        """How many pages get each fault: two in a small shop, two in a hundred in a big one."""
        return max(2, self.count // 50)

    def slots(self, of: Category | Department | None = None) -> Slots:
        """What a sentence of the shop may speak of, in a category or in general."""
        cities = self.shelves.language.lists["cities"]
        name = f"{of.target}" if of else "shop"
        values = {
            "shop": self.profile.name,
            "slogan": self.profile.slogan,
            "city": self.dice.pick(cities, f"city {name}"),
        }
        if of:
            values |= {"plural": of.words.plural, "category_of": of.words.of}
        return values

    def written(self, target: str) -> str:
        """A target as the shop writes it in its links: native letters stay as they are."""
        return unquote(target) if self.profile.slugs == "native" else target

    def anchor(self, target: str, text: str) -> Anchor:
        """A link to one of the shop's targets, written the shop's way."""
        return Anchor(href=self.written(target), text=text)

    def card(self, product: Product) -> Card:
        """A product as lists show it."""
        return Card(product=product, href=self.written(product.target))

    def add(self, *pages: Page) -> None:
        """Put pages at their targets."""
        for page in pages:
            if page.target in self.pages:
                raise ValueError(f"two pages at {page.target}")
            self.pages[page.target] = page

    def change(self, target: str, **changes: Any) -> Page:
        """Replace fields of the page at a target."""
        self.pages[target] = replace(self.pages[target], **changes)
        return self.pages[target]

    def link_from(self, target: str, *anchors: Anchor) -> None:
        """Add links to the "see also" of a page."""
        self.change(target, links=(*self.pages[target].links, *anchors))

    def of_kind(self, kind: PageKind, matter: str = "victims") -> Iterator[Page]:
        """The pages of a kind in an order of chance, each once: who gets the next fault."""
        found = [page for page in self.pages.values() if page.kind is kind]
        return iter(self.dice.shuffled(found, f"{matter} {kind}"))

    def product_pages(self) -> Iterator[tuple[Page, ProductBody]]:
        """Product pages in an order of chance, with their bodies."""
        for page in self.of_kind(PageKind.PRODUCT):
            if isinstance(page.body, ProductBody):
                yield page, page.body

    def site(self) -> Site:
        """The finished plan."""
        return Site(
            profile=self.profile,
            base=self.order.base,
            dice=self.dice,
            edition=self.order.edition,
            pages=self.pages,
            robots=self.robots,
            header=tuple(self.header),
            footer=tuple(self.footer),
            others=self.others,
            sitemaps=tuple(self.sitemaps),
            dynamic=self.dynamic,
        )


def new_draft(order: Order) -> Draft:
    """An empty draft for an order. Raises UnknownShopError."""
    shop = profile(order.shop_id)
    return Draft(
        order=order,
        profile=shop,
        dice=Dice(f"{order.seed}/{shop.id}"),
        count=max(shop.at_least, round(shop.products * order.scale)),
    )
