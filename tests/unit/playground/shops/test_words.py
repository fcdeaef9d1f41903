"""Words agree, names fit, numbers are right."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.shops.content.dice import Dice
from playground.shops.content.goods import gtin_valid, wrong_gtin
from playground.shops.content.profiles import profile, profiles, shop_ids
from playground.shops.content.vocabulary import agreed, language, theme
from playground.shops.errors import UnknownShopError
from playground.shops.render.money import discount, printed


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("заварочный", ("заварочная", "заварочное", "заварочные")),
        ("складной", ("складная", "складное", "складные")),
        ("большой", ("большая", "большое", "большие")),
        ("лёгкий", ("лёгкая", "лёгкое", "лёгкие")),
        ("зимний", ("зимняя", "зимнее", "зимние")),
        ("нескользящий", ("нескользящая", "нескользящее", "нескользящие")),
        ("городской", ("городская", "городское", "городские")),
        ("круговой", ("круговая", "круговое", "круговые")),
    ],
)
def test_adjectives_take_the_gender_of_their_noun(word: str, forms: tuple[str, ...]) -> None:
    """Every declension of the vocabulary has its endings."""
    words = language("ru")
    assert tuple(words.adjective(word, gender) for gender in "fnp") == forms
    assert words.adjective(word, "m") == word


def test_every_adjective_of_the_vocabulary_can_be_declined() -> None:
    """No theme has an adjective without a known ending, and none looks undeclined."""
    words = language("ru")
    for each in profiles().values():
        if each.language != "ru":
            continue
        for department in theme(each.theme).departments:
            for category in department.categories:
                for adjective in category.adjectives:
                    assert words.adjective(adjective, "f")[-2:] in {"ая", "яя"}


@pytest.mark.parametrize(
    ("gender", "text"),
    [
        ("m", "он готов ждёт"),
        ("f", "она готова ждёт"),
        ("n", "оно готово ждёт"),
        ("p", "они готовы ждут"),
    ],
)
def test_choices_follow_gender_and_number(gender: str, text: str) -> None:
    """Four options are chosen by gender, two by number."""
    pattern = "[он|она|оно|они] [готов|готова|готово|готовы] [ждёт|ждут]"
    assert agreed(pattern, gender) == text


def test_no_choice_or_slot_is_left_in_a_sentence() -> None:
    """Every sentence of every pool has choices of two or four and balanced slots."""
    for code in ("ru", "en"):
        for name, pool in language(code).lists.items():
            for sentence in pool:
                for gender in "mfnp":
                    plain = agreed(sentence, gender)
                    assert not set("[]|") & set(plain), (name, sentence)


def test_the_two_languages_have_the_same_words() -> None:
    """English has every interface word, title, description and pool that Russian has."""
    russian, english = language("ru"), language("en")
    assert russian.ui.keys() == english.ui.keys()
    assert russian.titles.keys() == english.titles.keys()
    assert russian.descriptions.keys() == english.descriptions.keys()
    assert russian.lists.keys() == english.lists.keys()
    assert russian.availability.keys() == english.availability.keys()


def test_the_vocabulary_is_wide_enough() -> None:
    """Nouns, adjectives and brands together are some hundreds of different words."""
    words: set[str] = set()
    for each in profiles().values():
        goods = theme(each.theme)
        words |= set(goods.brands)
        for department in goods.departments:
            for category in department.categories:
                words |= {noun.word for noun in category.nouns} | set(category.adjectives)
    assert len(words) >= 250


@pytest.mark.parametrize(
    ("form", "amount", "text"),
    [
        ("nbsp", "1299.90", "1\u00a0299,90\u00a0₽"),
        ("narrow", "1299.00", "1\u202f299\u202f₽"),
        ("thin", "1234567.05", "1\u2009234\u2009567,05\u2009₽"),
        ("words", "990.00", "990 руб."),
        ("dotted", "2540.50", "2 540.50 руб."),
    ],
)
def test_roubles_are_printed_in_many_ways(form: str, amount: str, text: str) -> None:
    """Groups of three, a comma or a point, no cents for whole amounts."""
    assert printed(Decimal(amount), language("ru").money[form]) == text


def test_euros_keep_their_cents() -> None:
    """European prices have a point for thousands and always two places after the comma."""
    assert printed(Decimal("1299.00"), language("en").money["euro"]) == "1.299,00 €"


def test_discounts_are_rounded_down_with_a_real_minus() -> None:
    """2 499 down to 1 299 is -48 %."""
    assert discount(Decimal(1299), Decimal(2499)) == "\N{MINUS SIGN}48%"


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_check_digit_is_right_for_one_digit_only(body: str) -> None:
    """Of the ten GTINs with the same body exactly one is valid, and a wrong one is never it."""
    valid = [body + digit for digit in "0123456789" if gtin_valid(body + digit)]
    assert len(valid) == 1
    assert not gtin_valid(wrong_gtin(valid[0]))


def test_gtin_check_digits_are_those_of_gs1() -> None:
    """A published example of the standard is accepted."""
    assert gtin_valid("6291041500213")
    assert gtin_valid("96385074")


@given(st.integers(1, 60), st.integers(0, 70), st.text(max_size=5))
def test_some_of_a_sequence_are_different_ones(size: int, count: int, matter: str) -> None:
    """`some` never repeats an item and gives all when asked for more than there are."""
    items = list(range(size))
    taken = Dice("test").some(items, count, matter)
    assert len(taken) == len(set(taken)) == min(count, size)
    assert sorted(Dice("test").shuffled(items, matter)) == items


def test_shop_ids_leave_the_endless_one_out() -> None:
    """The endless shop appears only when asked for, and an unknown id is an error that names it."""
    assert "beskray" not in shop_ids()
    assert shop_ids(endless=True)[-1] == "beskray"
    with pytest.raises(UnknownShopError, match="nowhere"):
        profile("nowhere")
