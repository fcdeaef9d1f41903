"""Amounts of money as pages print them, and as markup states them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.amounts import Role, read_amounts
from parser.pages.prices import read_markup, read_shown

#: text, price, currency
PLAIN = [
    ("1 299,00 ₽", "1299.00", "RUB"),
    ("1\u00a0299\u202f₽", "1299", "RUB"),
    ("12 990 р.", "12990", "RUB"),
    ("1 000 000 ₽", "1000000", "RUB"),
    ("1500руб.", "1500", "RUB"),
    ("1 299 руб. 50 коп.", "1299.50", "RUB"),
    ("9 990 ₸", "9990", "KZT"),
    ("5 990,00 тенге", "5990.00", "KZT"),
    ("25 BYN", "25", "BYN"),
    ("BYN 25,50", "25.50", "BYN"),
    ("12 345,6 грн", "12345.6", "UAH"),
    ("15 000 сум", "15000", "UZS"),
    ("450 с.", "450", "KGS"),
    ("100 лари", "100", "GEL"),
    ("1’299.00 CHF", "1299.00", "CHF"),
    ("CHF 29.–", "29", "CHF"),
    ("1299,- Kč", "1299", "CZK"),
    ("1.234,56 zł", "1234.56", "PLN"),
    (",89 €", "0.89", "EUR"),
    ("35€99", "35.99", "EUR"),
    ("35 € 99", "35.99", "EUR"),
    ("1 849€ 95", "1849.95", "EUR"),
    ("1.849€95 TTC", "1849.95", "EUR"),
    ("1 849 € 24 mois", "1849", "EUR"),
    ("Socket AM4 299,-", "299", None),  # the 4 ends a word
    ("Чехол Galaxy S9 1 290 ₽", "1290", "RUB"),
    ("MacBook Air M2 129 990 ₽", "129990", "RUB"),
    ("M2 1 129 990 ₽", "1129990", "RUB"),
    ("Rs4 299", "4299", "INR"),
    ("Online Price MzI5Ljk5 $ 20", "20", "USD"),  # the 5 ends a code
    ("kr4 299,00", "4299.00", "SEK"),
    ("12 99 €", "12.99", "EUR"),
    ("$12 99", "12.99", "USD"),
    ("$1,234.5", "1234.5", "USD"),
    ("R$1.759,99", "1759.99", "BRL"),
    ("Rs. 2,433", "2433", "INR"),
    ("1,23,456.00 Rs", "123456.00", "INR"),
    ("34.000 KWD", "34.000", "KWD"),
    ("0.500 KWD", "0.500", "KWD"),
    ("34.000 €", "34000", "EUR"),
    ("30,000원~", "30000", "KRW"),
    ("ر.س 99", "99", "SAR"),
    ("٩٩ ر.س", "99", "SAR"),
    ("1.299.00", "1299.00", None),
    ("1299", "1299", None),
    ("69. 99", "69.99", None),  # the cents are raised, in an element of their own
    ("69, 99 *", "69.99", None),
    ("€ 69. 99", "69.99", "EUR"),
    ("4,5 млн ₽", "4500000", "RUB"),
    ("12,5 тыс. руб.", "12500", "RUB"),
    ("12 тысяч рублей 50 копеек", "12000.5", "RUB"),
    ("1,2 млрд сум", "1200000000", "UZS"),
    ("$1.5B", "1500000000", "USD"),
    ("US$ 20k", "20000", "USD"),
    ("12 Mio. €", "12000000", "EUR"),
    ("₹5 lakh", "500000", "INR"),
    ("¥3億", "300000000", "JPY"),
    ("€ 20 m", "20", "EUR"),  # a letter that stands apart is a measure, or nothing
    ("$20m2", "20", "USD"),
    ("£5M&S", "5", "GBP"),
]


@pytest.mark.parametrize(("text", "price", "currency"), PLAIN)
def test_one_amount_is_read_with_its_currency(text: str, price: str, currency: str | None) -> None:
    """Spaces, points, commas and apostrophes mean what they mean where the currency is used."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.currency) == (Decimal(price), currency)


#: text, price, old price
CHOSEN = [
    ("2 499 ₽ −48% 1 299 ₽", "1299", "2499"),
    ("1 299₽ 2 499₽", "1299", "2499"),
    ("1 299 ₽ Старая цена: 1 999 ₽ Выгода 700 ₽", "1299", "1999"),
    ("цена без скидки 2 499 ₽ 1 999 ₽", "1999", "2499"),
    ("UVP € 149,99 -21% € 119,01 inkl. MwSt.", "119.01", "149.99"),
    ("was $50 now $40", "40", "50"),
    ("de R$ 100,00 por R$ 80,00", "80.00", "100.00"),
    ("99 € 79 €", "79", "99"),
    ("12 шт по 450 ₽", "450", None),
    ("save $10 $90", "90", None),
    ("20% off €39.30", "39.30", None),
    ("12 990 ₽ или 1 083 ₽ × 12 мес", "12990", None),
    ("12,44 € + 6,99 € Livraison", "12.44", None),
    ("1 299 ₽ доставка 300 ₽", "1299", None),
    ("доставка 300 ₽ 1 500 ₽", "1500", None),
    ("Цена со скидкой 1 299 ₽", "1299", None),
    ("£5,100.00 shipping Approximately EUR 5,663.94", "5100.00", None),
    ("$399.99 Save 20%", "399.99", None),
    ("900 ₽ Выгода 100 ₽", "900", None),
    ("$499.99 $399.99 Save: 20% off", "399.99", "499.99"),
    ("39,90 € Rabatt 10%", "39.90", None),
    ("69,95 € * 89,95 € * (22,23% gespart)", "69.95", "89.95"),
    ("69 € * 89 € *", "69", "89"),
    ("R$ 1 . 249 , 90", "1249.90", None),
    ("254 .50 ₽", "254.50", None),
    ("A partir de R$ 99", "99", None),
    ("$45.000,00 $39.900,00 3 cuotas sin interés de $13.300,00", "39900.00", "45000.00"),
]


@pytest.mark.parametrize(("text", "price", "old"), CHOSEN)
def test_of_several_amounts_the_one_to_pay_is_the_price(
    text: str, price: str, old: str | None
) -> None:
    """Struck prices, savings, instalments, shipping and counts of pieces are not what is asked."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.old_price) == (Decimal(price), Decimal(old) if old else None)


@pytest.mark.parametrize(
    "text",
    ["325 ₽/мес", "4 платежа по 325 ₽", "3x de R$ 59,90", "-200 ₽", "50% off", "Бесплатно от 3000 ₽",
     "5 шт", "4006381333931", "Free", "", "₽", "0 ₽", "Gadgets under $2", "Meno di 10€",
     "case for the iPhone 3G/3GS", "Online Price MzI5Ljk5 $", "Frete grátis acima de R$ 199", "Desconto de R$ 10", "845 ₽ × 4", "-100 ₽ скидка"],
)  # fmt: skip
def test_a_text_that_asks_nothing_has_no_price(text: str) -> None:
    """A part of a price, a discount, a threshold and a number of an article are no prices."""
    assert read_shown(text) is None


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [
        ("от 1 299 ₽", "1299", None),
        ("1 299 – 2 499 ₽", "1299", "2499"),
        ("от 990 до 1 990 ₽", "990", "1990"),
        ("from $10 to $20", "10", "20"),
        ("$10-$20", "10", "20"),
    ],
)
def test_a_range_costs_its_lower_end(text: str, lowest: str, highest: str | None) -> None:
    """Both ends are kept; the price is the lower one and nothing is called old."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.price_min) == (Decimal(lowest), Decimal(lowest))
    assert shown.price_max == (Decimal(highest) if highest else None)
    assert shown.old_price is None


def test_a_price_of_a_measure_stands_beside_the_price() -> None:
    """The price for 100 g is kept as text and is the price only where there is no other."""
    beside = read_shown("350 ₽ 85 ₽/100 г")
    alone = read_shown("1290 ₽/м²")
    assert beside is not None
    assert alone is not None
    assert (beside.price, beside.unit_price) == (Decimal(350), "85 ₽/100 г")
    assert alone.price == Decimal(1290)
    piece = read_shown("450 ₽/шт")
    assert piece is not None
    assert piece.unit_price is None


def test_a_lone_old_price_is_marked_as_such() -> None:
    """With nothing beside it, a "regular price" may be the price, and says that it was called old."""
    shown = read_shown("Regular price $20.00")
    assert shown is not None
    assert shown.struck


def test_an_amount_without_a_currency_needs_a_text_known_to_be_a_price() -> None:
    """In a price tag a bare number is a price, in a sentence it is a number."""
    assert read_shown("1 299", bare=True) is not None
    assert read_shown("1 299", bare=False) is None


def test_the_same_sign_is_another_currency_elsewhere() -> None:
    """The country of the page decides about dollars, crowns and "р."."""
    assert [read_shown("10 $", country).currency for country in ("", "ca", "au")] == [
        "USD",
        "CAD",
        "AUD",
    ]  # type: ignore[union-attr] # each is a price
    assert read_shown("25,50 р.", "by").currency == "BYN"  # type: ignore[union-attr] # a price


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("\u06f1\u06f2\u066c\u06f3\u06f4\u06f5 ریال", "12345", "IRR"), ("৳ ১,২৯৯", "1299", "BDT"),
        ("₹ १,२९९.५०", "1299.50", "INR"), ("฿๑,๒๙๙", "1299", "THB"), ("￥１２，９８０", "12980", "JPY"),
        ("１２，９８０円", "12980", "JPY"), ("\u0661\u066c\u0662\u0669\u0669\u066b\u0665\u0660 ر.س", "1299.50", "SAR"),
    ],
)  # fmt: skip
def test_digits_of_other_scripts_are_digits(text: str, price: str, currency: str) -> None:
    """Shops of Iran, Bangladesh, India, Thailand and Japan print their own."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.currency) == (Decimal(price), currency)
    assert read_markup(text) == Decimal(price)


@pytest.mark.parametrize(
    ("value", "currency", "amount"),
    [
        ("1299.00", "RUB", "1299.00"), ("1,299.00", "USD", "1299.00"), ("26,00 €", None, "26.00"),
        ("34.000", "KWD", "34.000"), ("34.000", "EUR", "34.000"), ("34.000", None, "34.000"),
        ("1.299", "EUR", "1299"), ("1.299", "RUB", "1299"), ("12.9900", "USD", "12.9900"),
        (1299, None, "1299"), (12.5, None, "12.5"), ("0", None, "0"),
    ],
)  # fmt: skip
def test_markup_writes_a_point_before_its_decimals(
    value: object, currency: str | None, amount: str
) -> None:
    """So "34.000" is thirty-four; three digits that cannot be decimals are thousands."""
    assert read_markup(value, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (1299.8999999999999, "1299.90"), ("1299.9000000000001", "1299.90"), ("19.989999771118164", "19.99"),
        (0.30000000000000004, "0.30"), ("12.344999313354492", "12.345"), ("1299.900000", "1299.90"),
        ("0.00012345", "0.00012345"), ("12.34567", "12.34567"), ("0.0125", "0.0125"),
        ("1e3", "1000"), ("1.2990E+3", "1299.0"), ("5E-1", "0.5"), (1.2e3, "1200.0"), ("1E+99", None),
    ],
)  # fmt: skip
def test_what_a_computer_printed_is_read_as_it_was_meant(value: object, amount: str | None) -> None:
    """Fractions that binary numbers leave are rounded away, powers of ten are multiplied out."""
    read = read_markup(value)
    assert (None if read is None else f"{read:f}") == amount


@pytest.mark.parametrize(
    "value", [None, True, "", "NaN", float("nan"), float("inf"), "9" * 40, "n/a", [], {}]
)
def test_markup_that_states_no_amount_is_none(value: object) -> None:
    """Booleans, infinities, placeholders and absurd sizes are no money."""
    assert read_markup(value) is None


def test_each_amount_has_its_own_role() -> None:
    """One line can hold a new price, an old one, a saving and an instalment."""
    roles = [one.role for one in read_amounts("990 ₽, было 1 290 ₽, выгода 300 ₽, или 248 ₽/мес")]
    assert roles == [Role.PRICE, Role.OLD, Role.DISCOUNT, Role.INSTALMENT]


@given(st.text())
def test_any_text_can_be_asked_for_a_price(text: str) -> None:
    """Nothing raises, and what is found is a finite amount above zero."""
    shown = read_shown(text)
    assert shown is None or (shown.price.is_finite() and shown.price > 0)


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(9_999_999), places=2))
def test_a_russian_price_is_read_back(amount: Decimal) -> None:
    """What is printed with spaces between the thousands and a comma comes back as it was."""
    printed = f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",") + " ₽"
    shown = read_shown(printed)
    assert shown is not None
    assert (shown.price, shown.currency) == (amount, "RUB")


#: text, country, price, currency, whether a tax is added to it
TAXED = [
    ("743,73 eksklusiv MVA 594,98", "no", "743.73", None, False),
    ("1 119 kr inkl. moms ex moms 895 kr", "se", "1119", "SEK", False),
    ("100 € ex VAT 120 € inc VAT", "", "120", "EUR", False),
    ("ex VAT £80 inc VAT £100", "", "100", "GBP", False),
    ("£80 +VAT £96 inc VAT", "", "96", "GBP", False),
    ("12 000 руб. без НДС 14 400 руб. с НДС", "", "14400", "RUB", False),
    ("с НДС: 14 400 ₽ без НДС: 12 000 ₽", "", "14400", "RUB", False),
    ("19,90 € HT 23,88 € TTC", "", "23.88", "EUR", False),
    ("1 573 Kč 1 299 Kč bez DPH", "", "1573", "CZK", False),
    ("10 zł netto 12,30 zł brutto", "", "12.30", "PLN", False),
    ("100,00 € zzgl. MwSt.", "", "100.00", "EUR", True),
    ("£80.00 + VAT", "", "80.00", "GBP", True),
    ("119,00 € inkl. MwSt. zzgl. Versand", "", "119.00", "EUR", False),
    ("Netto 500 g 12,90 zł", "", "12.90", "PLN", False),
    ("HT 23 pliers £5", "", "5", "GBP", False),
]


@pytest.mark.parametrize(
    ("text", "price", "old"),
    [
        ("4,000円（税込4,400円）", "4400", None),
        ("税込4,400円 4,000円", "4400", None),
        ("£82.50 (£99.00 inc VAT)", "99.00", None),
        ("3,960円（税込） 4,400円", "3960", None),
        ("100 – 120 € inkl. MwSt.", "100", None),
        ("80 € 100 € inkl. MwSt.", "80", "100"),
        ("90 € 100 € inkl. MwSt.", "90", "100"),
    ],
)
def test_beside_an_amount_with_tax_the_lower_one_is_without(
    text: str, price: str, old: str | None
) -> None:
    """If the rate between them is a tax's; a discount and a range have another."""
    shown = read_shown(text, "jp")
    assert shown is not None
    assert (shown.price, shown.old_price) == (Decimal(price), Decimal(old) if old else None)


@pytest.mark.parametrize(("text", "country", "price", "currency", "untaxed"), TAXED)
def test_the_price_is_the_one_with_tax(
    text: str, country: str, price: str, currency: str | None, *, untaxed: bool
) -> None:
    """Between two amounts "ex VAT" belongs to the smaller; alone, an amount without tax is the price."""
    shown = read_shown(text, country)
    assert shown is not None
    assert (shown.price, shown.currency, shown.untaxed) == (Decimal(price), currency, untaxed)


@pytest.mark.parametrize(
    ("text", "country", "price", "currency"),
    [
        ("249:-", "", "249", "SEK"),
        ("249:- 249 kronor 83 kr/l 83 kronor per liter", "se", "249", "SEK"),
        ("Pris 249:- Jämförpris: 83:-/l", "se", "249", "SEK"),
        ("1 299,-", "no", "1299", "NOK"),
        ("249,-", "", "249", None),
        ("249,– €", "de", "249", "EUR"),
        ("1 299.–", "ch", "1299", "CHF"),
        ("x5 £3.50", "uk", "3.50", "GBP"),
        ("100 € 200 €", "", "100", "EUR"),
        ("£5.00 (£0.50 per unit)", "uk", "5.00", "GBP"),
        ("£3.50 / unit", "uk", "3.50", "GBP"),
        ("3 for £10 £4.00", "", "4.00", "GBP"),
        ("20% off €39", "", "39", "EUR"),
    ],
)
def test_marks_and_measures_leave_the_price(
    text: str, country: str, price: str, currency: str | None
) -> None:
    """Marks for no cents, prices of a measure, and a sign that belongs to the number behind it."""
    shown = read_shown(text, country)
    assert shown is not None
    assert (shown.price, shown.currency) == (Decimal(price), currency)


def test_what_is_saved_is_no_price() -> None:
    """Not behind a percentage of something else either."""
    assert read_shown("70cl / 47% Save £5") is None


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ("1 189,000 TND", "1189", "TND"),
        ("1.189,000 KWD", "1189", "KWD"),
        ("1 299,000 €", "1299", "EUR"),
        ("1 299 000 ₽", "1299000", "RUB"),
        ("1.299.000 ₫", "1299000", "VND"),
    ],
)
def test_three_digits_behind_another_mark_are_decimals(
    text: str, price: str, currency: str
) -> None:
    """A dinar has three; what parts the thousands does not part the decimals."""
    shown = read_shown(text)
    assert shown is not None
    assert (shown.price, shown.currency) == (Decimal(price), currency)
