"""Offers in markup: which of many is the page's, what it asks, whether it can be bought.

schema.org lets a price stand in the offer, in one price specification or in a list of them (the
list price beside the sale price, the price of a kilogram), and in the ends of an AggregateOffer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from parser.pages import availability as stock
from parser.pages import prices
from parser.pages.currencies import currency_code
from parser.pages.markup.things import Graph, Thing
from parser.pages.products import cleaning
from parser.pages.products.context import PageContext
from parser.pages.records import Availability
from parser.pages.urls import without_tracking

MAX_OFFERS = 300
_LIST_PRICES = (
    "listprice",
    "strikethroughprice",
    "srp",
    "msrp",
    "regularprice",
    "minimumadvertisedprice",
)
#: from the state that says most that it can be bought
_BEST_FIRST = (
    Availability.IN_STOCK,
    Availability.LIMITED,
    Availability.ONLINE_ONLY,
    Availability.IN_STORE_ONLY,
    Availability.PRE_ORDER,
    Availability.BACK_ORDER,
    Availability.OUT_OF_STOCK,
    Availability.SOLD_OUT,
    Availability.DISCONTINUED,
)


@dataclass(kw_only=True, slots=True)
class Offer:
    """One offer, read."""

    thing: Thing
    price: Decimal | None = None
    old_price: Decimal | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    unit_price: str | None = None
    currency: str | None = None
    raw: str | None = None
    availability: Availability | None = None
    availability_raw: str | None = None
    url: str | None = None


def offers_of(graph: Graph, product: Thing, page: PageContext) -> list[Offer]:
    """The offers of a product, those inside an AggregateOffer after it."""
    found: list[Thing] = []
    is_itself = "price" in product.properties and "offers" not in product.properties
    stated = [product] if is_itself else graph.things_of(product, "offers", "offer", "offerdetails")
    for thing in stated:
        found.append(thing)
        if thing.is_a("aggregateoffer"):
            found += graph.things_of(thing, "offers", "offer")
    return [_read(graph, thing, page) for thing in found[:MAX_OFFERS]]


def main_offer(offers: list[Offer], page: PageContext) -> Offer | None:
    """The offer of the page's own address, else the first that can be bought, else the first."""
    priced = [offer for offer in offers if offer.price is not None] or offers
    here = {without_tracking(page.url), page.canonical_url}
    own = [offer for offer in priced if offer.url and without_tracking(offer.url) in here]
    if len(own) == 1 and "?" in page.url:
        return own[0]
    return next(
        (one for one in priced if not stock.refuses(one.availability)), next(iter(priced), None)
    )


def best_availability(states: Iterable[Availability | None]) -> Availability | None:
    """What a buyer can get at best: one size in stock is in stock."""
    known = set(states)
    return next((state for state in _BEST_FIRST if state in known), None)


def _read(graph: Graph, thing: Thing, page: PageContext) -> Offer:
    currency = graph.text(thing, "pricecurrency", "currency")
    raw_state = graph.values(thing, "availability")
    state = next((str(one) for one in raw_state if not isinstance(one, Thing)), None)
    offer = Offer(
        thing=thing,
        currency=currency_code(currency, page.country),
        availability=stock.from_markup(raw_state[0]) if raw_state else None,
        availability_raw=state,
        url=graph.text(thing, "url"),
    )
    _state_price(graph, offer, thing, page)
    for specification in graph.things_of(thing, "pricespecification"):
        _specify(graph, offer, specification, page)
    offer.price_min = _amount(graph, offer, thing, page, "lowprice", "minprice")
    offer.price_max = _amount(graph, offer, thing, page, "highprice", "maxprice")
    if offer.price is None:
        offer.price = offer.price_min or offer.price_max
    if offer.old_price is not None and (offer.price is None or offer.old_price <= offer.price):
        offer.price = offer.price or offer.old_price
        offer.old_price = None
    return offer


def _state_price(graph: Graph, offer: Offer, thing: Thing, page: PageContext) -> None:
    for value in graph.values(thing, "price"):
        if isinstance(value, Thing):
            _specify(graph, offer, value, page)
            continue
        if not offer.currency and isinstance(value, str):
            shown = prices.read_shown(value, page.country)
            offer.currency = shown.currency if shown else None
        offer.price = _positive(prices.read_markup(value, offer.currency, page.country))
        if offer.price is not None:
            offer.raw = str(value).strip()
            return


def _specify(graph: Graph, offer: Offer, thing: Thing, page: PageContext) -> None:
    """Takes a price specification for the price, for the list price or for the price of a measure."""
    offer.currency = offer.currency or currency_code(
        graph.text(thing, "pricecurrency"), page.country
    )
    amount = _amount(graph, offer, thing, page, "price", "minprice")
    kind = (graph.text(thing, "pricetype") or "").rstrip("/").rpartition("/")[2].casefold()
    if amount is None or graph.values(thing, "validformembertier"):
        return
    if graph.values(thing, "referencequantity") and offer.price is not None:
        offer.unit_price = f"{amount} / {_quantity(graph, thing)}"
    elif kind in _LIST_PRICES:
        offer.old_price = max(offer.old_price or amount, amount)
    elif offer.price is None or kind == "saleprice":
        offer.price, offer.raw = amount, str(amount)


def _quantity(graph: Graph, thing: Thing) -> str:
    quantity = graph.thing_of(thing, "referencequantity")
    value = graph.text(quantity, "value") or "1"
    return f"{value} {graph.text(quantity, 'unittext', 'unitcode') or ''}".strip()


def _amount(
    graph: Graph, offer: Offer, thing: Thing, page: PageContext, *names: str
) -> Decimal | None:
    for value in graph.values(thing, *names):
        if not isinstance(value, Thing):
            return _positive(prices.read_markup(value, offer.currency, page.country))
    return None


def _positive(amount: Decimal | None) -> Decimal | None:
    """Nought is what templates print for a price on request; Google refuses it as well."""
    return amount if amount is not None and amount > 0 else None


def condition_of(graph: Graph, things: Iterable[Thing | None]) -> str | None:
    """The first condition that the offers or the product state."""
    texts = (graph.text(thing, "itemcondition") for thing in things)
    return next((word for word in map(cleaning.condition, texts) if word), None)
