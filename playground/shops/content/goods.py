"""The products of a shop: each one a pure function of the shop's dice, its number and its category.

A product holds what its page prints, nothing that is hidden: a shop that prints no GTIN has
products without one, so that truth and page cannot disagree about what could have been read.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from playground.shops.content.catalogue import Catalogue, Category, address, slug_of
from playground.shops.content.dice import Dice
from playground.shops.content.prose import Slots
from playground.shops.content.vocabulary import Noun, agreed, capitalised

_GTIN_PREFIX = {"ru": "460", "en": "539"}
_ROUND_FROM = 100  # dearer things cost round tens
_ENDINGS = ("00", "00", "00", "50", "90", "99")
#: cumulative shares of a hundred products
_AVAILABILITY = (
    (78, "InStock"),
    (90, "OutOfStock"),
    (95, "PreOrder"),
    (100, "LimitedAvailability"),
)


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product as its page shows it. Money is in the shop's currency."""

    number: int
    name: str
    brand: str
    model: str
    noun: Noun
    adjective: str
    category: Category
    slug: str
    target: str
    price: Decimal
    old_price: Decimal | None
    availability: str  #: schema.org's word
    availability_text: str
    stock: int | None
    sku: str
    mpn: str | None
    gtin: str | None  #: as printed; `gtin_valid` tells whether its check digit is right
    lead: str
    images: tuple[str, ...]
    specs: tuple[tuple[str, str], ...]
    rating: Decimal | None
    reviews: int | None
    money: str  #: the form in which its page prints money
    changed: int = 1  #: the edition in which it last became what it is
    retitled: bool = False  #: its page has the other form of title

    @property
    def slots(self) -> Slots:
        """What a sentence about it may speak of."""
        phrase = f"{self.adjective} {self.noun.word}"
        return {
            "noun": phrase,
            "Noun": capitalised(phrase),
            "noun_of": self.noun.of,
            "name": self.name,
            "brand": self.brand,
            "model": self.model,
            "plural": self.category.words.plural,
            "category_of": self.category.words.of,
        }


def make_products(shelves: Catalogue, dice: Dice, count: int) -> list[Product]:
    """The first `count` products of a shop."""
    places = shelves.places(count)
    return [make_product(shelves, dice, n, place) for n, place in enumerate(places, start=1)]


def make_product(shelves: Catalogue, dice: Dice, number: int, category: Category) -> Product:
    """One product of a shop."""
    own = dice.at("product", number)
    profile, words = shelves.profile, shelves.language
    noun = own.pick(category.words.nouns, "noun")
    adjective = words.adjective(own.pick(category.words.adjectives, "adjective"), noun.gender)
    brand = own.pick(shelves.theme.brands, "brand")
    model = f"{brand[0]}-{100 + number}"
    price = _price(own, category)
    sku = profile.sku.format(n=number + 100)
    product = Product(
        number=number,
        name=_name(shelves, noun, adjective, brand, model),
        brand=brand,
        model=model,
        noun=noun,
        adjective=adjective,
        category=category,
        slug="",
        target="",
        price=price,
        old_price=_old_price(own, price),
        availability="InStock",
        availability_text="",
        stock=None,
        sku=sku,
        mpn=_mpn(shelves, brand, number) if "mpn" in profile.prints else None,
        gtin=_gtin(own, profile.language) if "gtin" in profile.prints else None,
        lead="",
        images=_images(profile.id, number, own.whole(1, 4, "images")),
        specs=_specs(shelves, own),
        rating=None,
        reviews=None,
        money=own.pick(profile.money, "money"),
    )
    return _told(shelves, own, _rated(shelves, own, addressed(shelves, product)))


def addressed(shelves: Catalogue, product: Product, suffix: str = "") -> Product:
    """The product at the address that its name (and the suffix) gives."""
    profile = shelves.profile
    slug = slug_of(profile, shelves.language, f"{product.name}{suffix}")
    target = address(
        profile, "product", slug=slug, number=product.number, category=product.category.slug
    )
    return replace(product, slug=slug, target=target)


def renamed(shelves: Catalogue, product: Product, adjective: str) -> Product:
    """The product with another adjective in its name, at the old address."""
    agreed_word = shelves.language.adjective(adjective, product.noun.gender)
    name = _name(shelves, product.noun, agreed_word, product.brand, product.model)
    return replace(product, name=name, adjective=agreed_word)


def stocked(shelves: Catalogue, product: Product, availability: str, stock: int) -> Product:
    """The product with this availability; the stock is kept where the shop prints one."""
    printed = stock if "stock" in shelves.profile.prints and availability != "PreOrder" else None
    texts = shelves.language.availability[availability]
    text = agreed(texts[product.number % len(texts)], product.noun.gender)
    return replace(product, availability=availability, availability_text=text, stock=printed)


def listed_before(price: Decimal, percent: int) -> Decimal:
    """A price that is `percent` of the given one, in whole units, always above it."""
    return Decimal(f"{int(price * percent / 100) + 1}.00")


def gtin_valid(gtin: str) -> bool:
    """Whether the last digit is the check digit of the others (GS1 General Specifications 7.9)."""
    return _check_digit(gtin[:-1]) == gtin[-1]


def wrong_gtin(gtin: str) -> str:
    """The same digits with a check digit that is off by one."""
    return gtin[:-1] + str((int(gtin[-1]) + 1) % 10)


def _name(shelves: Catalogue, noun: Noun, adjective: str, brand: str, model: str) -> str:
    pattern = shelves.language.name
    return capitalised(
        pattern.format(noun=noun.word, adjective=adjective, brand=brand, model=model)
    )


def _images(shop_id: str, number: int, count: int) -> tuple[str, ...]:
    return tuple(f"/images/{shop_id}-{number}-{place}.png" for place in range(1, count + 1))


def _told(shelves: Catalogue, own: Dice, product: Product) -> Product:
    pattern = own.pick(shelves.language.lists["lead"], "lead")
    lead = agreed(pattern, product.noun.gender).format_map(product.slots)
    return replace(product, lead=lead)


def _rated(shelves: Catalogue, own: Dice, product: Product) -> Product:
    prints = shelves.profile.prints
    roll = own.whole(1, 100, "availability")
    availability = next(word for share, word in _AVAILABILITY if roll <= share)
    if availability == "LimitedAvailability" and "stock" not in prints:
        availability = "InStock"
    stock = {"OutOfStock": 0, "LimitedAvailability": own.whole(1, 3, "few")}.get(
        availability, own.whole(4, 90, "stock")
    )
    product = stocked(shelves, product, availability, stock)
    if "rating" not in prints or own.share("rated") < 1 / 6:
        return product
    rating = Decimal(own.whole(36, 50, "rating")) / 10
    return replace(product, rating=rating, reviews=own.whole(1, 240, "reviews"))


def _price(own: Dice, category: Category) -> Decimal:
    low, high = category.words.low, category.words.high
    whole = low + int((high - low) * own.share("price") ** 2)
    if whole >= _ROUND_FROM:
        whole -= whole % 10
    return Decimal(f"{whole}.{own.pick(_ENDINGS, 'cents')}")


def _old_price(own: Dice, price: Decimal) -> Decimal | None:
    if own.share("sale") >= 1 / 4:
        return None
    return listed_before(price, own.whole(110, 160, "discount"))


def _mpn(shelves: Catalogue, brand: str, number: int) -> str:
    letters = shelves.language.slug(brand).replace("-", "").upper()[:3]
    return f"{letters}{number * 37 % 10_000:04}"


def _gtin(own: Dice, language: str) -> str:
    body = _GTIN_PREFIX[language] + f"{own.whole(0, 999_999_999, 'gtin'):09}"
    return body + _check_digit(body)


def _check_digit(body: str) -> str:
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def _specs(shelves: Catalogue, own: Dice) -> tuple[tuple[str, str], ...]:
    return tuple((name, own.pick(values, f"spec {name}")) for name, values in shelves.theme.specs)
