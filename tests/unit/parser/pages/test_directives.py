"""What robots are told, and which of them."""

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


def test_directives_are_kept_by_robot() -> None:
    """Without the values that some carry."""
    found = read({"robots": ["nosnippet"]}, "googlebot: noindex, max-snippet:20, otherbot: none")
    assert found.by_agent == {
        "robots": {"nosnippet"},
        "googlebot": {"noindex", "max-snippet"},
        "otherbot": {"none"},
    }


@given(st.text())
def test_any_header_can_be_read(header: str) -> None:
    """Nothing raises."""
    read({}, header)
