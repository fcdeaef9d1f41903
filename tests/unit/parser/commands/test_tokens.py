"""Cutting a message into tokens."""

import pytest

from parser.commands.tokens import MAX_TOKENS, TokenKind, tokenise


def kinds(text: str) -> list[tuple[str, str]]:
    """Kinds and folded texts."""
    return [(token.kind.value, token.text) for token in tokenise(text)]


def test_words_are_folded() -> None:
    """Letters lose their case, and one letter stands for its variants."""
    assert kinds("Ещё ВСЁ") == [("word", "еще"), ("word", "все")]


def test_a_hyphen_inside_a_word_leaves_no_token() -> None:
    """The word "dry-run" is two words, the second glued to the first."""
    first, second = tokenise("dry-run")
    assert (first.text, second.text, second.glued) == ("dry", "run", True)


def test_digits_part_from_letters() -> None:
    """The string "100стр" is a number and a word."""
    assert kinds("100стр") == [("number", "100"), ("word", "стр")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("20:30", "clock"),
        ("25.11.2026", "date"),
        ("2026-11-25", "date"),
        ("1.5", "number"),
        ("/run@bot", "slash"),
        ("@progon_bot", "mention"),
        ("https://ozon.ru/?a=1", "url"),
    ],
)
def test_shapes(text: str, kind: str) -> None:
    """Some tokens are known by their shape alone."""
    assert [token.kind.value for token in tokenise(text)] == [kind]


def test_a_dot_inside_a_name_ends_no_sentence() -> None:
    """The name "ozon.ru" holds a joint, "ozon. ru" a sentence's end."""
    assert tokenise("ozon.ru")[1].kind is TokenKind.JOINT
    assert tokenise("ozon. ru")[1].kind is TokenKind.BREAK


def test_a_minus_belongs_to_the_word_after_it() -> None:
    """A hyphen after a space and before a word is a sign, a dash with spaces is a pause."""
    assert tokenise("all -ozon")[1].kind is TokenKind.SIGN
    assert tokenise("all - ozon")[1].kind is TokenKind.PAUSE


def test_emoji_and_invisible_marks_are_dropped() -> None:
    """What carries no meaning leaves no token."""
    assert kinds("🚀 run\u200b all\ufe0f") == [("word", "run"), ("word", "all")]


def test_an_emoji_after_words_ends_a_sentence() -> None:
    """A picture after two words parts what is said before it from what is said after it."""
    assert kinds("coffee break ☕\ufe0f run №5 👩\u200d💻 all") == [
        ("word", "coffee"),
        ("word", "break"),
        ("break", "☕"),
        ("word", "run"),
        ("number", "5"),
        ("break", "👩"),
        ("word", "all"),
    ]


def test_quoted_tokens_know_it() -> None:
    """Tokens between paired marks are quoted, an unpaired mark quotes nothing."""
    assert [token.quoted for token in tokenise("a «b c» d")] == [
        False, False, True, True, False, False,
    ]  # fmt: skip
    assert not any(token.quoted for token in tokenise('a "b c'))


def test_lookalike_letters_are_put_right() -> None:
    """Latin letters inside a Cyrillic word become the Cyrillic ones they look like."""
    assert kinds("всe") == [("word", "все")]  # the last letter is Latin


def test_a_flood_is_not_cut() -> None:
    """More tokens than an order can have give none."""
    assert tokenise("a " * (MAX_TOKENS + 1)) == ()
    assert tokenise("a" * 100_000) == ()
