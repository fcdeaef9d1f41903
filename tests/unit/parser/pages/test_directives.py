"""What robots are told, and which of them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.directives import read


@pytest.mark.parametrize(
    ("metas", "header", "found"),
    [
        ({"robots": ["NOINDEX, follow"]}, None, (True, False)), ({"robots": ["none"]}, None, (True, True)),
        ({"robots": ["index, follow"]}, "noindex", (True, False)), ({"googlebot": ["noindex"]}, None, (True, False)),
        ({"yandex": ["noindex"]}, None, (True, False)), ({"bingbot": ["noindex"]}, None, (False, False)),
        ({}, "otherbot: noindex, nofollow", (False, False)), ({}, "googlebot: noindex, otherbot: nofollow", (True, False)),
        ({"robots": ["noindex nofollow"]}, None, (True, True)), ({"robots": ["max-image-preview:large"]}, None, (False, False)),
        ({"robots": ["index, max-image-preview:none, max-snippet: -1"]}, None, (False, False)),
        ({}, "max-image-preview: none, nofollow", (False, True)),
        ({"robots": ["index, follow, max-image-preview:none"]}, None, (False, False)), ({"robots": ["max-image-preview: none, nofollow"]}, None, (False, True)),
        ({}, "googlebot: max-image-preview:none, noindex", (True, False)), ({"robots": ["max-snippet:-1, noindex"]}, None, (True, False)),
        ({}, "otherbot: noarchive\nnoindex", (True, False)), ({}, "noarchive\notherbot: noindex", (False, False)),
        ({"description": ["noindex"]}, None, (False, False)), ({}, None, (False, False)),
        ({"robots": ["index"], "googlebot": ["nofollow"]}, "unavailable_after: 25 Jun 2030 15:00:00 PST", (False, True)),
    ],
)  # fmt: skip
def test_the_strictest_of_all_counts(
    metas: dict[str, list[str]], header: str | None, found: tuple[bool, bool]
) -> None:
    """Metas and header together; what is told to other robots does not concern the main ones."""
    directives = read(metas, header)
    assert (directives.noindex, directives.nofollow) == found


@pytest.mark.parametrize("told", ["max-snippet:0", "MAX-SNIPPET : 0", "max-snippet: 0, noindex"])
def test_a_snippet_of_no_letters_is_none(told: str) -> None:
    """As Google says; any other length is a snippet."""
    assert read({"robots": [told]}, None).has("nosnippet")
    assert read({}, told).has("nosnippet")
    assert not read({"robots": ["max-snippet:-1, max-snippet:10"]}, None).has("nosnippet")


def test_directives_are_kept_by_robot() -> None:
    """Without the values that some carry."""
    found = read({"robots": ["nosnippet"]}, "googlebot: noindex, max-snippet:20, otherbot: none")
    assert found.by_agent == {
        "robots": {"nosnippet"},
        "googlebot": {"noindex", "max-snippet"},
        "otherbot": {"none"},
    }


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "is_over"),
    [
        ("25 Jun 2010 15:00:00 PST", True), ("25-Aug-2007 15:00:00 EST", True), ("Friday, 25-Jun-10 15:00:00 GMT", True),
        ("Fri, 25 Jun 2010 15:00 GMT", True), ("2010-06-25", True), ("2010-06-25T15:00:00Z", True), ("25 June 2010", True),
        ("2026-11-21 11:59", True), ("2026-11-21T13:30:00+02:00", True), ("2026-11-21T11:30:00.5-0500", False),
        ("2026-11-20", True), ("2026-11-21", False), ("21 Nov 2026", False), ("21 Nov 2026 04:30:00 PST", False),
        ("21 Nov 2026 03:30:00 PST", True), ("25 Jun 2030 15:00:00 PST", False), ("Sunday, 25-Jun-30 15:00:00 GMT", False),
        ("2010-02-31", False), ("soon", False), ("", False), ("0001-01-01T00:00:00+14:00", True),
    ],
)  # fmt: skip
def test_a_page_that_is_over_says_noindex(date: str, *, is_over: bool) -> None:
    """From the moment that it names, or the end of its day, judged by when it was fetched."""
    told = f"max-snippet:5, Unavailable_After: {date}, nosnippet"
    for found in (
        read({"robots": [told]}, None, asked_at=NOW),
        read({}, told, asked_at=NOW),
        read({}, f"otherbot: noarchive, googlebot: {told}", asked_at=NOW),
    ):
        assert found.noindex is is_over
        assert found.has("unavailable_after")
        assert found.has("nosnippet")
    assert not read({}, f"otherbot: {told}", asked_at=NOW).noindex
    assert not read({}, told).noindex


@given(st.text() | st.text("unavailable_after: 0123456789-:TZ").map("unavailable_after: ".__add__))
def test_any_header_can_be_read(header: str) -> None:
    """Nothing raises."""
    read({"robots": [header]}, header, asked_at=NOW)
