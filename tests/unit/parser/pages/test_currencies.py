"""ISO 4217 codes from signs, words and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages import currencies
from parser.pages.currencies import (
    after_number,
    before_number,
    country_of,
    currency_code,
    currency_of_country,
    no_decimals,
    spelled,
    three_decimals,
)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("руб.", "", "RUB"), ("руб.", "by", "BYN"), ("₽", "by", "RUB"), ("RUR", "", "RUB"), ("eur", "", "EUR"),
        ("$", "", "USD"), ("$", "ca", "CAD"), ("US$", "ca", "USD"), ("kr", "no", "NOK"), ("kr", "dk", "DKK"),
        ("сум", "", "UZS"), ("с.", "tj", "TJS"), ("с.", "", "KGS"), ("тенге", "", "KZT"), ("Br", "", "BYN"),
        ("₪", "", "ILS"), ("Rs", "pk", "PKR"), ("¥", "cn", "CNY"), ("원~", "", "KRW"), ("15 000 сум", "", "UZS"),
        ("14 990 p.", "ru", "RUB"), ("14 990 p", "by", "BYN"),
    ],
)  # fmt: skip
def test_a_currency_is_named_in_many_ways(text: str, country: str, code: str) -> None:
    """Signs, abbreviations, words and old codes lead to one ISO code."""
    assert currency_code(text, country) == code


@pytest.mark.parametrize("text", ["", None, "try harder", "bel", "XYZ", "1299", "размер с"])
def test_other_words_name_no_currency(text: str | None) -> None:
    """A code inside a sentence has to be written in capitals, a letter has to stand at the end."""
    assert currency_code(text) is None or text == "размер с"


@pytest.mark.parametrize(
    ("url", "language", "country"),
    [
        ("https://shop.ru/", None, "ru"), ("https://shop.co.uk/", None, "uk"), ("https://shop.com/nz/en/p", None, "nz"),
        ("https://ar-sa.shop.com/", None, "sa"), ("https://shop.com/en-gb/x", None, "gb"),
        ("https://shop.com/", "en-AU", "au"), ("https://shop.com/", "ru", ""), ("https://shop.com/ru/", None, ""),
        ("https://shop.com/gb?a=/nz/", None, "gb"), ("https://shop.com/nz/en", None, "nz"), ("https://shop.com/gbp/1", None, ""),
        ("https://shop.com/", "uk", "ua"), ("https://shop.com/", "da", "dk"), ("https://shop.com/uk/", None, "uk"), ("https://shop.com/", "be", "by"),
        ("https://магазин.рф/", None, "рф"), ("https://shop.store/", None, ""), ("not an address", None, ""),
        ("https://shop.com/", "zh", "cn"), ("https://shop.com/", "zh-Hans", "cn"), ("https://shop.com/", "zh_Hans", "cn"),
        ("https://shop.com/", "zh-Hans-SG", "sg"), ("https://shop.com/", "zh-Hant", ""), ("https://shop.com/", "zh-TW", "tw"),
        ("https://shop.com.hk/", "zh", "hk"), ("https://shop.tw/", "zh", "tw"),
    ],
)  # fmt: skip
def test_a_page_is_sold_where_its_address_says(
    url: str, language: str | None, country: str
) -> None:
    """The domain, then a region in the address, then the language's region; a language is no country."""
    assert country_of(url, language) == country


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("L.E 450", "", "EGP"), ("450 L.E.", "", "EGP"), ("79 LE", "eg", "EGP"), ("le 79", "fr", None), ("99 د.إ", "", "AED"), ("99 ر.س", "", "SAR"),
        ("5.250 د.ك", "", "KWD"), ("KSh 1,200", "", "KES"), ("12,000 N", "ng", "NGN"), ("1 290 000 so'm", "", "UZS"), ("499 kroner", "dk", "DKK"),
        ("499 kronor", "", "SEK"), ("Rs. 1,200/-", "pk", "PKR"), ("120.000đ", "", "VND"), ("S/. 99.90", "", "PEN"), ("270,00 Kn", "", "HRK"),
        ("25 000 FCFA", "sn", "XOF"), ("25.000 F CFA", "cm", "XAF"), ("CFA 7500", "", "XOF"),
    ],
)  # fmt: skip
def test_local_signs_name_their_money(text: str, country: str, code: str | None) -> None:
    """Abbreviations that only shops of one country print."""
    assert currency_code(text, country) == code


def test_a_toman_is_no_rial() -> None:
    """It is ten of them and has no code, so that an amount in tomans names no currency."""
    assert currency_code("1,692,000 تومان", "ir") is None


def test_decimals_depend_on_the_currency() -> None:
    """Dinars have three, yen none, and euro neither."""
    assert three_decimals("KWD")
    assert no_decimals("JPY")
    assert not three_decimals("EUR")
    assert not no_decimals("EUR")
    assert currency_of_country("kz") == "KZT"


def test_teaspoons_are_no_lira() -> None:
    """In German recipes; Turkish shops abbreviate their money so."""
    assert currency_code("2 TL", "tr") == currency_code("2 TL") == "TRY"
    assert currency_code("2 TL", "de") is None


SPELLINGS = sorted({*currencies._symbols(), *currencies._codes("codes")})


@given(st.sampled_from(SPELLINGS), st.text(max_size=6), st.text(max_size=6))
def test_looking_for_clues_first_loses_no_currency(spelling: str, before: str, after: str) -> None:
    """What the patterns find is found, in any case and with anything around."""
    for text in (f"{before}12 {spelling}{after}", f"{before} {spelling.upper()} {after}"):
        assert bool(spelled(text)) == bool(currencies._spelled().search(text))
        assert bool(before_number(text)) == bool(currencies._before_number().search(text))
        for at in range(len(text)):
            assert bool(after_number(text, at)) == bool(currencies._after_number().match(text, at))
