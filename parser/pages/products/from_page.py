"""A product as the page shows it to a visitor, without any markup."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize
from urllib.parse import urlsplit

from parser.pages import availability, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node
from parser.pages.products import (
    address_code,
    cleaning,
    crumbs,
    labels,
    page_brand,
    page_code,
    page_controls,
    page_description,
    page_properties,
    page_rating,
    page_signs,
    page_stock,
    page_variants,
    shown_price,
    zone,
)
from parser.pages.products.amount_place import Place
from parser.pages.products.claims import Claims
from parser.pages.products.context import PageContext
from parser.pages.products.heading import name_of
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.page_controls import Ordering
from parser.pages.products.zone import Zone
from parser.pages.records import Availability, Source
from parser.pages.text import without_icons

_FEW_ROWS = 3  # of tables: properties may stand in rows that are none
_NEAR_LINES = 40  # after the heading, where a page without a price tells why
_LABELLED_LINES = 80  # in which the product's own number is told
_MANY = 4  # labels of numbers; one thing has an article's, a maker's and a barcode's
MAX_LINE = 80  #: characters; a number in a longer line is part of a sentence
_SHORTEST_HOST = 3  # letters and digits; a shorter name is in a host by chance


@dataclass(kw_only=True, slots=True)
class Seen:
    """What a visitor sees of the product."""

    name: str
    names: list[str]  #: the heading and the titles of the page
    brand: tuple[str, float] | None
    code: str | None  #: in an element or in brackets beside the heading
    price: Place | None
    ordering: Ordering
    rows: list[tuple[str, str]]  #: of tables of properties
    trail: tuple[str, ...]  #: of categories
    zone: Zone
    around: Neighbourhood
    #: as a visitor sees it; a working button beats a refusal that may be of one size or one shop
    stock: Stock | None
    told_stock: Stock | None  #: or would see it after a click, or beside another product
    claims: Claims

    @property
    def is_listing(self) -> bool:
        """Whether the best price is only one of many equal ones, or stands in another's card."""
        return self.price is not None and (self.price.repeated or self.price.foreign)

    @property
    def is_plainly_refused(self) -> bool:
        """Whether one line near the heading says that it cannot be bought, and nothing else."""
        return _refuses(self.told_stock) and self._stock_lines == 1

    @property
    def is_told_of_several(self) -> bool:
        """Whether more than one line near the heading says the same of the stock, as in a list."""
        return self._stock_lines > 1

    @property
    def _stock_lines(self) -> int:
        """How many lines near the heading say nothing but what is told of the stock."""
        plain = self.told_stock.raw.casefold() if self.told_stock else ""
        lines = [
            without_icons(line).casefold().strip(" .!") for line in self.zone.after[:_NEAR_LINES]
        ]
        return lines.count(plain)

    @property
    def is_named_for_stock(self) -> bool:
        """Whether the heading names a list by its state: "Out of Stock Items"."""
        told = self.told_stock.raw if self.told_stock else ""
        return bool(told) and told in self.name and len(self.name.replace(told, "").split()) <= 1

    @property
    def is_on_request(self) -> bool:
        """Whether a line near the heading says that its price is told who asks."""
        return _is_on_request(self.zone)

    @property
    def is_labelled(self) -> bool:
        """Whether an article number or an item code is told near the heading."""
        lines = (*self.zone.after[:_LABELLED_LINES], *self.zone.before)
        return any(map(labels.is_number_label, lines))

    @property
    def is_numbered_often(self) -> bool:
        """Whether below the heading as many article numbers are told as in a list."""
        return sum(map(labels.is_number_label, self.zone.after[:_LABELLED_LINES])) >= _MANY


def look(
    document: Document,
    heading: Node | None,
    page: PageContext,
    expected: Collection[Decimal],
    open_fields: Collection[str],
    *,
    is_refused: bool = False,
) -> Seen:
    """Reads the visible page around the heading: first the tree, then its main text.

    `expected` are the prices that markup states, `open_fields` the fields that it leaves open,
    `is_refused` tells that by markup nobody can buy.
    """
    around = Neighbourhood(document, heading, is_stated=bool(expected))
    host = urlsplit(page.url).hostname or ""
    name = name_of(heading, page.title, document.meta("og:site_name") or "", host)
    names = [name, document.meta("og:title") or "", page.title]
    is_open = "availability" in open_fields
    price = shown_price.find(document, around, page.country, expected)
    brand = page_brand.find(document, around, names) if "brand" in open_fields else None
    code = page_code.find(document, around) if "sku" in open_fields else None
    placed = page_stock.by_place(document, around) if is_open else None
    is_unsaid = is_open and placed is None
    ordering = page_controls.ordering(
        document, around, is_open=is_open, is_unsaid=is_unsaid, is_refused=is_refused
    )
    sign = _sign(document, around, ordering) if is_unsaid and price is not None else None
    rows = labels.rows(document)
    trail = crumbs.read(document, heading, name) if "category_path" in open_fields else ()
    offer = _offer(price, ordering)
    area = zone.read(document, heading)
    told, stock = ordering.refusal, ordering.refusal
    if told is None:
        told, stock = _stock(
            document, around, placed, sign, area, offer, is_open=is_open, is_refused=is_refused
        )
    if price is not None and _is_anothers(price, stock, area, ordering, around):
        price = None
    seen = Seen(
        name=name,
        names=names,
        brand=brand,
        code=code,
        price=price,
        ordering=ordering,
        rows=rows,
        trail=trail,
        zone=area,
        around=around,
        stock=stock,
        told_stock=told,
        claims=Claims(source=Source.HEURISTIC),
    )
    seen.claims.put("name", cleaning.name(name))
    _claim_price(seen)
    _claim_stock(seen)
    return seen


def look_closer(
    document: Document, seen: Seen, page: PageContext, open_fields: Collection[str], name: str = ""
) -> None:
    """Reads labels and numbers, as far as `open_fields` are still unknown; `name` is the markup's."""
    claims = seen.claims
    address = labels.compact(page.url)
    rows = seen.rows
    if len(rows) < _FEW_ROWS:
        rows = [*rows, *page_properties.find(document, seen.around)]
    labels.read_rows(rows, seen.name, address, claims)
    wanted = {"sku", "brand", "gtin", "condition", "seller"} & set(open_fields)
    if not claims.values.keys() >= wanted:
        labels.read_lines(document, seen.zone, seen.name, address, claims)
    if _is_shop_itself(claims.get("seller"), document):
        del claims.values["seller"]
    is_unbranded = "brand" in wanted and claims.get("brand") is None
    if is_unbranded and (brand := _brand(document, seen, page, name)):
        claims.put("brand", *brand)
    if "sku" in wanted:
        claims.put("sku", seen.code or page_code.beside(seen.zone), 0.6)
        claims.put("sku", address_code.find(document, seen.zone, seen.name, address), 0.6)
    claims.put("category_path", seen.trail)
    if "description" in open_fields:
        price = seen.price.node if seen.price else None
        claims.put("description", page_description.find(document, seen.around, price), 0.5)
    claims.put("description", document.meta("description"), 0.3)
    if "rating" in open_fields:
        rating = page_rating.find(document, seen.around, seen.zone)
        claims.put("rating", rating.value, 0.5)
        claims.put("review_count", rating.count, 0.5)
    if "variants" in open_fields:
        claims.put("variants", page_variants.find(document, seen.around, page.country), 0.5)


def _is_shop_itself(seller: str | None, document: Document) -> bool:
    """Whether the name of a seller is that of the site or of its host."""
    name = _letters(seller or "")
    if name and name == _letters(document.meta("og:site_name") or ""):
        return True
    return len(name) >= _SHORTEST_HOST and name in _letters(urlsplit(document.url).hostname or "")


def _letters(name: str) -> str:
    """The letters and digits of a name, in lower case, of any alphabet, without accents."""
    return "".join(filter(str.isalnum, normalize("NFKD", name).casefold()))


def _brand(
    document: Document, seen: Seen, page: PageContext, name: str
) -> tuple[str, float] | None:
    """The brand by the surest of the ways that need no label; fewer where markup states the product without."""
    stated = seen.around.is_stated
    return (
        seen.brand
        or page_brand.beside(seen.zone, seen.names, page.url)
        or page_brand.in_trail(seen.name or name, seen.trail)
        or (None if stated else page_brand.linked(document.source, seen.name or name))
        or page_brand.in_name(seen.name or name)
    )


def _sign(document: Document, around: Neighbourhood, ordering: Ordering) -> Stock | None:
    """What stands in place of words on a page whose controls tell nothing."""
    is_told = ordering.by_control or ordering.refusal is not None
    return None if is_told else page_signs.find(document, around)


def _offer(price: Place | None, ordering: Ordering) -> page_stock.Offer:
    """Where the page sells the product: at a price, by a control, in one of several choices."""
    if price is None:
        return page_stock.Offer(None, None)
    seller = ordering.control if ordering.by_control else None
    return page_stock.Offer(seller, page_stock.label_around(price.node))


def _stock(
    document: Document,
    around: Neighbourhood,
    placed: Stock | None,
    sign: Stock | None,
    area: Zone,
    offer: page_stock.Offer,
    *,
    is_open: bool,
    is_refused: bool,
) -> tuple[Stock | None, Stock | None]:
    """What the page tells of the stock, and what of that is left as a visitor sees it.

    `placed` stands in an element made for it, a `sign` in place of words; `is_open` markup says nothing,
    `is_refused` it refuses.
    """
    lines = area.after
    told = page_stock.find(placed, lines, known=not is_open)
    if told is None:
        return sign, sign
    if not _refuses(told):
        return told, told
    if not is_refused:
        lines = page_stock.open_lines(document, around, lines, offer.chosen)
    stock = page_stock.find(placed, lines, known=not is_open)
    seller = offer.seller
    if seller is not None and _refuses(stock) and not zone.is_below_related(seller, around):
        stock = _beside_control(document, around, stock, lines, seller, is_open=is_open)
    return told, stock


def _beside_control(
    document: Document,
    around: Neighbourhood,
    stock: Stock | None,
    lines: list[str],
    seller: Node,
    *,
    is_open: bool,
) -> Stock | None:
    """What is left of a refusal on a page with a control that buys: it may be of one size or shop.

    Against markup (not `is_open`) it takes more than a line that refuses.
    """
    plain = lines if is_open else []
    if page_stock.is_labelled(lines) or page_stock.has_badge(document, around, plain, seller):
        return stock
    return page_stock.besides(page_stock.by_place(document, around, refusals=False), lines)


def _is_anothers(
    price: Place, stock: Stock | None, area: Zone, ordering: Ordering, around: Neighbourhood
) -> bool:
    """Whether an amount is not this product's: what can't be bought, or has no price, is followed by what can."""
    if _refuses(stock) or (price.foreign and page_controls.is_by_button(ordering, around)):
        return price.is_told or price.foreign or not price.is_plain
    return price.is_told or (price.foreign and _is_on_request(area))


def _is_on_request(area: Zone) -> bool:
    words = lexicon.pattern("products", "price_on_request")
    return any(words.match(line) for line in area.after[:_NEAR_LINES] if len(line) <= MAX_LINE)


def _refuses(stock: Stock | None) -> bool:
    return stock is not None and availability.refuses(stock.availability)


def _claim_price(seen: Seen) -> None:
    if seen.price is None:
        return
    shown, claims = seen.price.shown, seen.claims
    certainty = max(0.3, min(0.8, seen.price.score / 12))
    for field in ("price", "old_price", "currency", "price_min", "price_max", "unit_price"):
        claims.put(field, getattr(shown, "price" if field == "price" else field), certainty)
    claims.put("price_raw", shown.raw)


def _claim_stock(seen: Seen) -> None:
    """Words, then the data of controls, then what a working button promises, then that there may be one."""
    claims, stock = seen.claims, seen.stock
    if stock is not None:
        claims.put("availability", stock.availability, 0.65)
        claims.put("availability_raw", stock.raw)
        claims.put("stock_quantity", stock.quantity)
    elif seen.ordering.is_sold_out:
        claims.put("availability", Availability.OUT_OF_STOCK, 0.6)
    elif seen.ordering.by_control and (seen.price is not None or not seen.is_on_request):
        claims.put("availability", seen.ordering.promise, 0.6)
    elif seen.price is not None and seen.ordering.is_denied:
        claims.put("availability", Availability.OUT_OF_STOCK, 0.4)
    elif seen.price is not None and seen.ordering.perhaps:
        claims.put("availability", Availability.IN_STOCK, 0.35)
