"""What one pair of looks at a product says."""

from dataclasses import replace
from decimal import Decimal

import pytest

from parser.pages.records import Availability, Product, Seo, Variant
from runner.reports.change import Change, ChangeType, Severity
from runner.reports.changes import Circumstances, changes_of
from runner.reports.coverage import Coverage
from storage.report_rows import Fate, PairLine, Side
from storage.report_work import OutOfSight

URL = "https://shop.example/p"
SEEN = Coverage(
    percent=100,
    sitemaps_read=True,
    links_known=True,
    all_read=True,
    absence_from_sitemaps_tells=True,
    absence_of_links_tells=True,
)
KNOWN = Circumstances(
    base_run=7,
    root="https://shop.example/",
    seen=SEEN,
    extractor_changed=False,
    reconfigured=frozenset(),
    sitemaps_known=True,
    hidden=OutOfSight(unread=0, fresh=0),
)
PRODUCT = Product(
    name="Kettle",
    sku="1",
    price=Decimal("100.00"),
    currency="EUR",
    availability=Availability.IN_STOCK,
    images=("https://shop.example/a.jpg?v=1",),
    schema_price=Decimal(100),
    price_min=Decimal(100),
    attributes={"Weight": "1 kg", "Colour": "red"},
    confidence={"price": 0.9},
)


def side(product: Product | None = PRODUCT, state: str = "page") -> Side:
    """A look at the product's page."""
    return Side(
        url=URL,
        state=state,
        status_code=200,
        redirect_url=None,
        indexable=True,
        in_sitemap=True,
        origin="sitemap",
        page_type="product",
        product_key="sku:1",
        seo=None,
        product=product,
    )


def fate(state: str, status_code: int | None = None, detail: str | None = None) -> Fate:
    """What became of the address."""
    return Fate(
        state=state, status_code=status_code, outcome=None, detail=detail, redirect_url=None
    )


def pair(now: Side | None, base: Side | None, became: Fate | None = None) -> PairLine:
    """A product's two sides."""
    return PairLine(
        entity="product",
        key="sku:1",
        url=URL,
        how="key",
        now=now,
        base=base,
        fate=became,
        known_before=None,
        first_run=None,
    )


def told(known: Circumstances = KNOWN, **fields: object) -> list[Change]:
    """The changes when these fields of the product are others."""
    return changes_of(pair(side(replace(PRODUCT, **fields)), side()), known)  # type: ignore[arg-type] # fields by name


def lost(became: Fate, known: Circumstances = KNOWN) -> list[Change]:
    """The changes when the base's page has this fate."""
    return changes_of(pair(None, side(), became), known)


def test_a_price_that_fell_is_told_with_its_delta() -> None:
    """Old, new, difference, percent, severity and how far the reading is trusted."""
    (change,) = told(price=Decimal("69.00"))
    assert (change.field, change.old, change.new) == ("price", "100.00", "69.00")
    assert (change.delta, change.delta_percent) == (Decimal("-31.00"), Decimal("-31.00"))
    assert (change.severity, change.confidence) == (Severity.CRITICAL, 0.9)
    assert told(price=Decimal(70))[0].severity is Severity.WARNING


@pytest.mark.parametrize(
    "fields",
    [
        {"price": Decimal(100)},
        {"price": Decimal("100.09")},
        {"schema_price": Decimal("100.09"), "price_min": Decimal("99.95")},
        {"name": " Kettle\u00a0"},
        {"images": ("http://shop.example/a.jpg?v=2",)},
        {"images": ("https://cdn2.shop.example/a.jpg",)},
        {"price_raw": "100"},
    ],
)
def test_what_differs_for_no_reason_is_not_told(fields: dict[str, object]) -> None:
    """Zeros behind the point, a thousandth of the price, spaces, cache breakers, raw texts."""
    assert told(**fields) == []


def test_amounts_of_two_currencies_are_not_compared() -> None:
    """The currency's change is the change."""
    (change,) = told(price=Decimal(9000), currency="RUB")
    assert (change.field, change.severity) == ("currency", Severity.CRITICAL)
    assert change.note == "price 100.00 EUR > 9000 RUB"


def test_losing_a_sale_is_critical_and_regaining_it_is_not() -> None:
    """Both directions of the same field."""
    assert told(availability=Availability.OUT_OF_STOCK)[0].severity is Severity.CRITICAL
    sold_out = side(replace(PRODUCT, availability=Availability.SOLD_OUT))
    assert changes_of(pair(side(), sold_out), KNOWN)[0].severity is Severity.WARNING


def test_a_changed_reading_takes_the_blame() -> None:
    """The same difference is ours where the version of the reading changed."""
    (change,) = told(replace(KNOWN, extractor_changed=True), brand="Acme")
    assert (change.type, change.severity) == (ChangeType.EXTRACTOR_CHANGED, Severity.INFO)


@pytest.mark.parametrize(
    ("became", "kind"),
    [
        (fate("client_error", 404), ChangeType.REMOVED),
        (fate("client_error", 410), ChangeType.REMOVED),
        (fate("absent"), ChangeType.REMOVED),
        (fate("client_error", 403), ChangeType.UNREACHABLE),
        (fate("server_error", 500), ChangeType.UNREACHABLE),
        (fate("no_response"), ChangeType.UNREACHABLE),
        (fate("bot_wall", 200), ChangeType.UNREACHABLE),
        (fate("other", 304), ChangeType.UNREACHABLE),
        (fate("file", 200), ChangeType.UNREACHABLE),
        (fate("blocked"), ChangeType.BLOCKED),
        (fate("outside"), ChangeType.OUT_OF_SCOPE),
        (fate("redirect", 301), ChangeType.CHANGED),
        (fate("page", 200), ChangeType.CHANGED),
    ],
)
def test_each_fate_has_its_word(became: Fate, kind: ChangeType) -> None:
    """What happened to the address decides; only answers and known absences are removals."""
    (change,) = lost(became)
    assert change.type is kind


@pytest.mark.parametrize("state", ["unasked", "duplicate"])
def test_what_was_not_asked_is_not_mentioned(state: str) -> None:
    """Beyond a limit, cancelled, another spelling: nobody looked."""
    assert lost(fate(state)) == []


@pytest.mark.parametrize(
    "known",
    [
        replace(KNOWN, hidden=OutOfSight(unread=1, fresh=1)),
        replace(KNOWN, seen=replace(SEEN, absence_from_sitemaps_tells=False)),
    ],
)
def test_an_absence_tells_nothing_where_something_is_out_of_sight(known: Circumstances) -> None:
    """A product may have moved; a sitemap may have named it."""
    assert lost(fate("absent"), known) == []


@pytest.mark.parametrize("target", ["https://other.example/kettle", "http://m.shop.example/k"])
def test_a_redirect_to_another_host_leads_out_of_the_site(target: str) -> None:
    """As critical as any other status, with both of them."""
    became = replace(fate("redirect", 301), redirect_url=target)
    (change,) = lost(became)
    assert (change.type, change.severity) == (ChangeType.OUT_OF_SCOPE, Severity.CRITICAL)
    assert (change.field, change.old, change.new) == ("http_status", "200", "301")
    assert change.note == f"redirects to {target}"
    hop = replace(became, redirect_url="https://shop.example/hop", redirect_end=target)
    (change,) = lost(hop)
    assert change.type is ChangeType.OUT_OF_SCOPE
    assert change.note == f"redirects to https://shop.example/hop, and in the end to {target}"
    (change,) = lost(replace(became, redirect_url="https://shop.example/other"))
    assert change.type is ChangeType.CHANGED


def test_what_only_heads_name_is_not_new_where_the_base_did_not_look_for_it() -> None:
    """An extraction of another version may not have asked for canonicals that nobody links to."""
    line = pair(replace(side(), origin="reference"), None)
    (change,) = changes_of(line, KNOWN)
    assert change.type is ChangeType.ADDED
    assert changes_of(line, replace(KNOWN, extractor_changed=True)) == []


def test_what_the_base_could_not_see_is_not_new() -> None:
    """A product on a page that was beyond the base's limit is neither added nor back."""
    line = replace(pair(side(), None), known_before=fate("unasked"))
    assert changes_of(line, KNOWN) == []
    (change,) = changes_of(replace(line, known_before=None), KNOWN)
    assert change.type is ChangeType.ADDED
    (change,) = changes_of(replace(line, known_before=None, first_run=3), KNOWN)
    assert (change.type, change.note) == (ChangeType.BACK, "first seen in run 3")


@pytest.mark.parametrize(
    "then", [fate("client_error", 403), fate("client_error", 429), fate("server_error", 500)]
)
def test_what_was_asked_for_in_vain_is_neither_new_nor_back(then: Fate) -> None:
    """A base that was refused an answer did not see that the product was missing."""
    line = replace(pair(side(), None), known_before=then)
    assert changes_of(line, KNOWN) == []
    assert changes_of(replace(line, first_run=3), KNOWN) == []


def test_a_product_behind_closed_doors_is_not_new() -> None:
    """The base was not to look there: it may be back, and never added."""
    line = replace(pair(side(), None), known_before=fate("blocked"))
    assert changes_of(line, KNOWN) == []
    (change,) = changes_of(replace(line, first_run=3), KNOWN)
    assert change.type is ChangeType.BACK


def page_that_was(then: Fate) -> PairLine:
    """An address that is a page now and was something else in the base."""
    before = replace(side(None), state=then.state, status_code=then.status_code)
    line = pair(side(None), before, fate("page", 200))
    return replace(line, entity="page", key=URL, known_before=then)


def test_a_file_that_became_a_page_changed_its_type_and_not_its_status() -> None:
    """It answered 200 then and now."""
    file = replace(fate("file", 200), outcome="wrong_type", content_type="application/pdf")
    (change,) = changes_of(page_that_was(file), KNOWN)
    assert (change.field, change.old, change.new) == (
        "content_type",
        "application/pdf",
        "text/html",
    )


def test_a_page_that_was_too_large_to_be_read_is_not_mentioned() -> None:
    """Nobody knows what was in it."""
    assert changes_of(page_that_was(replace(fate("file", 200), outcome="too_large")), KNOWN) == []


def test_the_note_on_attributes_names_those_that_changed() -> None:
    """One that differs in its spaces alone is not among them."""
    (change,) = told(attributes={"Weight": "1\u00a0kg", "Colour": "blue"})
    assert (change.field, change.note) == ("attributes", "Colour")


def robots(meta: str | None) -> Side:
    """A page that tells robots so."""
    return replace(side(None), seo=Seo(robots_meta=meta))


@pytest.mark.parametrize(
    ("old", "new", "severity"),
    [
        ("index, follow", "FOLLOW,INDEX", None),
        ("max-snippet: -1", "max-snippet:-1", None),
        (None, "index, follow", Severity.INFO),
        ("index, nofollow", "nofollow", Severity.INFO),
        (None, "nosnippet", Severity.CRITICAL),
        ("noindex, follow", "index, follow", Severity.CRITICAL),
    ],
)
def test_robots_directives_are_compared_by_what_they_say(
    old: str | None, new: str | None, severity: Severity | None
) -> None:
    """Order, case and spaces are no change; a permission that holds anyway is no alarm."""
    line = replace(pair(robots(new), robots(old), fate("page", 200)), entity="page", key=URL)
    found = [one for one in changes_of(line, KNOWN) if one.field == "meta_robots"]
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert [(one.old, one.new) for one in found] == ([(old, new)] if severity else [])


def sends_on(target: str | None) -> Side:
    """A page whose meta refresh leads there."""
    return replace(side(None), seo=Seo(meta_refresh="0", refresh_url=target))


@pytest.mark.parametrize(
    ("old", "new"),
    [(None, "https://shop.example/"), ("https://shop.example/", "https://other.example/")],
)
def test_a_page_that_sends_its_visitors_elsewhere_is_told(old: str | None, new: str) -> None:
    """A visitor sees another page, though the address answers as before; marks of advertisers aside."""
    line = replace(pair(sends_on(new), sends_on(old), fate("page", 200)), entity="page", key=URL)
    (change,) = changes_of(line, KNOWN)
    assert (change.field, change.old, change.new) == ("meta_refresh", old, new)
    assert change.severity is Severity.CRITICAL
    same = replace(line, base=sends_on(f"{new}?utm_source=mail"))
    assert changes_of(same, KNOWN) == []


def test_a_new_selector_takes_the_blame_for_its_field_alone() -> None:
    """The other fields are read as before, and so are pages."""
    known = replace(KNOWN, reconfigured=frozenset({"brand", "product"}))
    found = {one.field: one for one in told(known, brand="Acme", price=Decimal(60))}
    assert found["brand"].type is ChangeType.EXTRACTOR_CHANGED
    assert (found["price"].type, found["price"].severity) == (
        ChangeType.CHANGED,
        Severity.CRITICAL,
    )
    line = replace(pair(side(), None), known_before=fate("page", 200))
    (turned_up,) = changes_of(line, known)
    assert turned_up.type is ChangeType.EXTRACTOR_CHANGED


def test_a_new_selector_may_make_a_page_one_of_a_product() -> None:
    """Its type is then our doing as much as the product on it."""
    was = replace(side(None), page_type="other")
    line = replace(pair(side(), was, fate("page", 200)), entity="page", key=URL)
    for fields, kind in (
        (frozenset({"name", "page_type"}), ChangeType.EXTRACTOR_CHANGED),
        (frozenset[str](), ChangeType.CHANGED),
    ):
        (change,) = changes_of(line, replace(KNOWN, reconfigured=fields))
        assert (change.field, change.type) == ("page_type", kind)


def test_a_currency_goes_with_its_price() -> None:
    """The price that is not told any more is the change; a currency that cannot be told is no other one."""
    assert [one.field for one in told(price=None, currency=None)] == ["price"]
    (change,) = told(currency=None)
    assert (change.field, change.severity) == ("currency", Severity.WARNING)


def test_every_row_of_a_product_says_how_far_it_is_to_be_trusted() -> None:
    """Where the reading does not, the statement is as sure as the two values."""
    assert [one.confidence for one in told(price_min=Decimal(90), price=Decimal(90))] == [0.9, 1.0]


def test_the_order_of_variants_is_no_change() -> None:
    """The price and the colour of a product with variants are those of the one that stands first."""
    red = Variant(sku="R", color="red", price=Decimal(10))
    blue = Variant(sku="B", color="blue", price=Decimal(12))
    one = replace(PRODUCT, price=red.price, color="red", variants=(red, blue))
    other = replace(PRODUCT, price=blue.price, color="blue", variants=(blue, red))
    assert changes_of(pair(side(other), side(one)), KNOWN) == []
    dear = replace(other, price=Decimal(13), variants=(replace(blue, price=Decimal(13)), red))
    price, variants = changes_of(pair(side(dear), side(other)), KNOWN)
    assert (price.field, price.old, price.new) == ("price", "12.00", "13.00")
    assert (variants.field, variants.note) == ("variants", "B")


def test_a_variant_that_changed_behind_the_first_is_told() -> None:
    """Sold out, or at another price within the range: no field of the product says so."""
    small = Variant(sku="S", price=Decimal(10), availability=Availability.IN_STOCK)
    middle = replace(small, sku="M", price=Decimal("20.0"))
    large = replace(small, sku="L", price=Decimal(30))
    before = replace(PRODUCT, price=Decimal(10), variants=(small, middle, large))
    sold = replace(middle, availability=Availability.OUT_OF_STOCK)
    after = replace(before, price=Decimal(30), variants=(large, sold, small))
    (change,) = changes_of(pair(side(after), side(before)), KNOWN)
    assert (change.field, change.note, change.severity) == ("variants", "M", Severity.WARNING)
    assert change.old == "L: 30.00 InStock; M: 20.00 InStock; S: 10.00 InStock"
    assert change.new == "L: 30.00 InStock; M: 20.00 OutOfStock; S: 10.00 InStock"
    for price in ("20", "20.01"):
        same = replace(before, variants=(small, replace(middle, price=Decimal(price)), large))
        assert changes_of(pair(side(same), side(before)), KNOWN) == []
    without = replace(before, variants=())
    assert changes_of(pair(side(without), side(before)), KNOWN) == []


def test_a_price_that_no_variant_has_is_told_in_any_order() -> None:
    """Sizes often have no prices of their own."""
    small, large = Variant(size="S"), Variant(size="L")
    before = replace(PRODUCT, price=Decimal(10), variants=(small, large))
    for variants in ((small, large), (large, small)):
        after = replace(before, price=Decimal(9), variants=variants)
        (price,) = changes_of(pair(side(after), side(before)), KNOWN)
        assert (price.field, price.old, price.new) == ("price", "10.00", "9.00")


@pytest.mark.parametrize("length", [10, 999, 1000, 1001, 5000])
def test_long_texts_are_shown_where_they_differ(length: int) -> None:
    """A thousand characters at most; the first difference is among them."""
    before, after = f"{'a' * length}one{'b' * 3000}", f"{'a' * length}two"
    line = pair(
        side(replace(PRODUCT, description=after)), side(replace(PRODUCT, description=before))
    )
    (change,) = changes_of(line, KNOWN)
    assert change.old is not None
    assert change.new is not None
    assert len(change.old) <= 1000
    assert len(change.new) <= 1000
    assert "one" in change.old
    assert "two" in change.new


def test_a_move_from_an_address_that_failed_is_doubtful() -> None:
    """The product may be at both."""
    was = replace(side(), url=f"{URL}-old")
    (certain,) = changes_of(pair(side(), was, fate("client_error", 404)), KNOWN)
    (doubtful,) = changes_of(pair(side(), was, fate("no_response")), KNOWN)
    assert (certain.type, certain.confidence) == (ChangeType.MOVED, 1.0)
    assert (doubtful.type, doubtful.confidence) == (ChangeType.MOVED, 0.5)
    assert doubtful.note is not None
