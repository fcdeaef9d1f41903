"""Cleaned strings, words, sentences, and the hash of what a page says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.text import has_placeholder, measure, plain_text, tidy
from runner.reports.near_duplicates import MOST_BITS


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("a<br>b &amp; c\u200b\n\n d", "a b & c d"), ("&lt;b&gt; 3 &lt; 4", "<b> 3 < 4"), ("x < y", "x < y"),
        ("the &lt;strong&gt;Kettle&lt;/strong&gt; &amp;amp; lid&lt;br /&gt;2 l", "the Kettle & lid 2 l"),
        ("\u00a0a\u00a0 b ", "a b"), ("\ud83d ok", "ok"), ("<p>Крем</p><p>50&nbsp;мл</p>", "Крем 50 мл"), ("", ""),
    ],
)  # fmt: skip
def test_a_value_loses_tags_entities_and_invisible_characters(value: str, plain: str) -> None:
    """Only what a reader sees is left, with single spaces."""
    assert plain_text(value) == plain


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", None), ("\u0c15\u0c4d\u200c\u0c37", None),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f466", None), ("\u2764\ufe0f\u200d\U0001f525", None),
        ("A\u200dB \u200cx\u200d", "AB x"), ("\u062c\u200c \u062c\u200cx", "\u062c \u062cx"),
    ],
)  # fmt: skip
def test_joiners_are_spelling_in_some_scripts(value: str, plain: str | None) -> None:
    """Persian, Telugu and families of emoji are written with them; elsewhere they are dust."""
    assert tidy(value) == (value if plain is None else plain)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello — world", 2),
        ("Чай, кофе и 3 печенья.", 5),
        ("", 0),
        ("— • |", 0),
        ("今日は良い天気です。明日は雨。", 13),
        ("价格 库存\n(红色)\niPhone手机壳 15", 2 + 2 + 2 + 4 + 1),
        ("Купить 中文 чайник", 4),
        ("안녕하세요 세계입니다", 2),
        ("人々 𠮷野家", 5),
        ("定価1,299円、Wi-Fi付", 2 + 1 + 1 + 1 + 1),
        ("ฉันชอบกินข้าวผัด", 4),
        ("เคสiPhone15 ราคา1,299บาท", 1 + 1 + 2 + 1 + 1),
        ("ខ្ញុំចូលចិត្តញ៉ាំបាយ", 4),
        ("ຂ້ອຍມັກກິນເຂົ້າ ๑๒", 4 + 1),
        ("ကျွန်တော် ထမင်းစားသည်", 1 + 2),
    ],
)
def test_words_are_what_holds_a_letter_or_digit(text: str, words: int) -> None:
    """Punctuation on its own is none; a script without spaces counts by characters, or three letters each."""
    assert measure(text).words == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", 4),
        ("Это т. е. пример. Город Москва.", 2),
        ("Без точки", 1),
        ("", 0),
        ("По 5 шт. в коробке.", 1),
        ("你好。再见！", 2),
        ("مرحبا؟ كيف حالك؟ أنا بخير.", 3),
        ("यह एक परीक्षण है। यह दूसरा है।", 2),
    ],
)
def test_sentences_end_before_a_capital(text: str, sentences: int) -> None:
    """An abbreviation in the middle ends none."""
    assert measure(text).sentences == sentences


def test_tokens_and_times_do_not_hide_a_duplicate() -> None:
    """Two copies that differ in a session token, a clock and spacing have one hash; a price makes two."""
    one = measure("Чайник 1 299 ₽ csrf 8f14e45fceea167a5a36dedd4bea2543x  12:30:45")
    other = measure("Чайник\n1 299 ₽ csrf c9f0f895fb98ab9159f51fd0297e236d1y 12:31:00")
    dearer = measure("Чайник 1 399 ₽ csrf c9f0f895fb98ab9159f51fd0297e236d1y 12:31:00")
    assert one.content_hash == other.content_hash
    assert one.content_hash != dearer.content_hash


def test_texts_without_spaces_are_alike_if_most_of_their_characters_are() -> None:
    """One character in a sentence of Chinese is no other text; another thing in the same words is one."""
    text = (
        "這款白色茶壺由上等瓷器製成容量八百毫升適合家庭使用。壺身線條流暢握感舒適倒水順暢不易滴漏。"
        "附贈精美禮盒送禮自用兩相宜。全國免運七天鑑賞期內可無條件退貨請保持商品完整。"
    )
    other = (
        text[:60].replace("茶壺", "炒鍋").replace("瓷器", "鑄鐵") + "清洗後請擦乾並塗上薄油存放。"
    )
    near, far = (_distance(text, one) for one in (text.replace("八百", "九百"), other))
    assert near <= MOST_BITS < far


def _distance(one: str, other: str) -> int:
    first, second = (
        int(f"{found.simhash % 2**64:x}{found.simhash_rest}", 16)
        for found in (measure(one), measure(other))
        if found.simhash is not None
    )
    return (first ^ second).bit_count()


def test_a_text_without_words_has_no_fingerprint() -> None:
    """So that empty pages are not duplicates of one another."""
    empty = measure(" \n — ")
    assert (empty.content_hash, empty.simhash) == (None, None)


def test_dummy_text_is_recognised() -> None:
    """The typesetters' text is, in either case; a description is not."""
    assert has_placeholder("Lorem ipsum dolor sit amet")
    assert has_placeholder("Lorem Ipsum Dolor")
    assert has_placeholder("Lorem\n    ipsum dolor")  # as templates break their lines
    assert has_placeholder("LOREM\u00a0IPSUM")
    assert not has_placeholder("Lorem\nGypsum")
    assert not has_placeholder("Описание товара")


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    """And leaves no line breaks and no double spaces."""
    once = tidy(text)
    assert tidy(once) == once
    assert "  " not in once
    assert "\n" not in once


@given(st.text())
def test_any_text_can_be_measured(text: str) -> None:
    """Nothing raises; the SimHash fits a signed 64-bit column."""
    found = measure(plain_text(text)).simhash
    assert found is None or -(2**63) <= found < 2**63
