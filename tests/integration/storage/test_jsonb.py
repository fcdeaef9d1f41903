"""What pages say, in columns of jsonb."""

import pytest

from storage.database import Pool


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("plain", "plain"),
        ("a\x00b\x00\x00", "ab"),
        (r"a\u0000x", r"a\u0000x"),
        ("\\\\u0000x", "\\\\u0000x"),
        ("\\\x00z\x00\\u0000\x00q", r"\z\u0000q"),
        ("\ud800 half a pair", "? half a pair"),
    ],
)
async def test_any_text_of_a_page_can_be_stored(db: Pool, said: str, kept: str) -> None:
    """U+0000 is left out; a page that spells its escape is taken at its word, and breaks nothing."""
    found = await db.fetchval("select $1::jsonb", {said: [said]})
    assert found == {kept: [kept]}
