import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.telegram.text.entities import (
    PREFORMATTED,
    QUOTES,
    STYLES,
    Entity,
    Kind,
    limited,
    merged,
    utf16_length,
    utf16_offsets,
    well_nested,
)
from playground.telegram.text.formatted import EMPTY, TextError, formatted

_AUTHORS = [*STYLES, *QUOTES, *PREFORMATTED, Kind.TEXT_LINK, Kind.CUSTOM_EMOJI]


def _entity(kind: Kind, offset: int, length: int) -> Entity:
    return Entity(kind=kind, offset=offset, length=length)


def _shown(entities: list[Entity] | tuple[Entity, ...]) -> list[tuple[str, int, int]]:
    return [(e.kind.value, e.offset, e.length) for e in entities]


def test_styles_are_cut_at_links() -> None:
    """A bold text with a link in it becomes three bold pieces."""
    nested = well_nested([_entity(Kind.BOLD, 0, 9), _entity(Kind.TEXT_LINK, 3, 3)])
    assert _shown(nested) == [
        ("bold", 0, 3),
        ("text_link", 3, 3),
        ("bold", 3, 3),
        ("bold", 6, 3),
    ]


def test_styles_that_cross() -> None:
    """Of two styles that cross, the one open is cut where the other begins."""
    nested = well_nested([_entity(Kind.BOLD, 0, 5), _entity(Kind.ITALIC, 3, 5)])
    assert _shown(nested) == [("bold", 0, 3), ("italic", 3, 5), ("bold", 3, 2)]


def test_styles_that_touch() -> None:
    """Two bold pieces that touch or overlap are one."""
    nested = well_nested([_entity(Kind.BOLD, 0, 3), _entity(Kind.BOLD, 3, 2)])
    assert _shown(nested) == [("bold", 0, 5)]


def test_no_style_in_code() -> None:
    """Code takes no styles, and what is around it keeps them."""
    nested = well_nested([_entity(Kind.BOLD, 0, 9), _entity(Kind.CODE, 3, 3)])
    assert _shown(nested) == [("bold", 0, 3), ("code", 3, 3), ("bold", 6, 3)]


def test_links_that_overlap() -> None:
    """Of two links that overlap the first stays."""
    nested = well_nested([_entity(Kind.TEXT_LINK, 0, 5), _entity(Kind.TEXT_LINK, 3, 5)])
    assert _shown(nested) == [("text_link", 0, 5)]


def test_quotes() -> None:
    """A quote holds links but does not cross one, and does not nest."""
    nested = well_nested(
        [
            _entity(Kind.BLOCKQUOTE, 0, 6),
            _entity(Kind.BLOCKQUOTE, 2, 2),
            _entity(Kind.TEXT_LINK, 1, 2),
            _entity(Kind.CODE, 5, 3),
        ]
    )
    assert _shown(nested) == [("blockquote", 0, 6), ("text_link", 1, 2)]


def test_detected_gives_way() -> None:
    """What the server detects gives way to what the author marked, but may stand beside it."""
    detected = [_entity(Kind.URL, 0, 4), _entity(Kind.MENTION, 6, 4), _entity(Kind.URL, 12, 2)]
    marked = [_entity(Kind.CODE, 1, 2), _entity(Kind.CODE, 10, 2), _entity(Kind.CODE, 14, 1)]
    assert _shown(merged(marked, detected)) == [
        ("code", 1, 2),
        ("mention", 6, 4),
        ("code", 10, 2),
        ("url", 12, 2),
        ("code", 14, 1),
    ]


def test_hundred_entities() -> None:
    """No more than a hundred of the author's entities are kept; detected ones are free."""
    links = [_entity(Kind.TEXT_LINK, 2 * i, 1) for i in range(80)]
    bold = [_entity(Kind.BOLD, 2 * i, 1) for i in range(80)]
    urls = [_entity(Kind.URL, 1000 + i, 1) for i in range(50)]
    kept = limited([*bold, *links, *urls])
    assert sum(e.kind is Kind.TEXT_LINK for e in kept) == 80
    assert sum(e.kind is Kind.BOLD for e in kept) == 20
    assert sum(e.kind is Kind.URL for e in kept) == 50


_ENTITIES = st.lists(
    st.builds(_entity, st.sampled_from(_AUTHORS), st.integers(0, 20), st.integers(0, 10)),
    max_size=8,
)


@given(_ENTITIES)
def test_nesting_twice_is_once(entities: list[Entity]) -> None:
    """What is well nested stays as it is."""
    once = well_nested(entities)
    assert well_nested(once) == once


@given(_ENTITIES)
def test_nesting_laws(entities: list[Entity]) -> None:
    """Entities nest or lie apart; only styles and quotes hold others; code holds nothing."""
    for outer, inner in itertools.combinations(well_nested(entities), 2):
        apart = outer.end <= inner.offset
        inside = outer.offset <= inner.offset and inner.end <= outer.end
        assert apart or inside
        assert apart or outer.kind not in PREFORMATTED
        assert apart or outer.kind is not inner.kind


@given(st.text(max_size=30), _ENTITIES)
def test_formatting_any_text(text: str, entities: list[Entity]) -> None:
    """A formatted text is trimmed at its end, its entities lie in it, and it is stable."""
    try:
        made = formatted(text, entities)
    except TextError:
        return
    assert made.text == made.text.rstrip(" \n")
    borders = set(utf16_offsets(made.text))
    assert all({e.offset, e.end} <= borders and e.length > 0 for e in made.entities)
    given_again = [e for e in made.entities if e.kind in _AUTHORS]
    assert formatted(made.text, given_again).text == made.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  \n a b \n ", "a b"),
        ("a\r\nb\tc\x07d", "a\nb c d"),
        ("a\u202eb\u2028c", "abc"),
        (" \u200b\u3164\n", ""),
        ("А\u0308", "А\u0308"),
    ],
)
def test_cleaning(text: str, kept: str) -> None:
    """White space is trimmed, control characters and direction marks do not get through."""
    assert formatted(text).text == kept


def test_nothing_visible() -> None:
    """A text with nothing to see is the empty text."""
    assert formatted(" \n\u200b") == EMPTY


def test_no_trimming_inside_an_entity() -> None:
    """Space at the beginning stays if an entity marks it, and moves none if it goes."""
    assert formatted("  a", [_entity(Kind.CODE, 0, 3)]).text == "  a"
    trimmed = formatted("  a b", [_entity(Kind.BOLD, 4, 1)])
    assert (trimmed.text, _shown(trimmed.entities)) == ("a b", [("bold", 2, 1)])


def test_entity_over_the_trimmed_end() -> None:
    """An entity that reaches into the trimmed end is shortened."""
    made = formatted("ab  ", [_entity(Kind.BOLD, 1, 3)])
    assert (made.text, _shown(made.entities)) == ("ab", [("bold", 1, 1)])


@pytest.mark.parametrize(
    ("entity", "error"),
    [
        (_entity(Kind.BOLD, -1, 2), "Receive an entity with incorrect offset -1"),
        (_entity(Kind.BOLD, 0, -2), "Receive an entity with incorrect length -2"),
        (
            _entity(Kind.BOLD, 9, 1),
            "Entity begins after the end of the text at UTF-16 offset 9",
        ),
        (
            _entity(Kind.BOLD, 4, 1),
            "Entity begins after the end of the text at UTF-16 offset 4",
        ),
        (
            _entity(Kind.BOLD, 1, 9),
            "Entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10",
        ),
        (
            _entity(Kind.BOLD, 2, 1),
            "Entity begins in a middle of a UTF-16 symbol at byte offset 5",
        ),
        (
            _entity(Kind.BOLD, 0, 2),
            "Entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5",
        ),
    ],
)
def test_entities_outside(entity: Entity, error: str) -> None:
    """An entity that lies outside the text or cuts a character is refused."""
    with pytest.raises(TextError) as caught:
        formatted("a😀b", [entity])
    assert str(caught.value) == error


def test_utf16() -> None:
    """Characters beyond the basic plane count twice."""
    assert utf16_length("a😀Ж") == 4
    assert utf16_offsets("a😀b") == [0, 1, 3, 4]
