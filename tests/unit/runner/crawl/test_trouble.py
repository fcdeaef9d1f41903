"""Why a site without a page failed."""

import pytest

from runner.crawl.trouble import nothing_read

ROOT = "https://shop.example/"


@pytest.mark.parametrize(
    ("home", "code", "detail"),
    [
        (("redirect", "https://new.example/"), "moved_away", "https://new.example/"),
        (("redirect", "http://www.shop.example/a"), "no_pages", "home page redirect (http://www.shop.example/a); redirect: 2"),
        (("failed", "http_403"), "no_pages", "home page failed (http_403); redirect: 2"),
        (("wrong_type", None), "no_pages", "home page wrong_type; redirect: 2"),
        ((None, None), "no_pages", "home page; redirect: 2"),
    ],
)  # fmt: skip
def test_people_are_told_what_became_of_the_home_page(
    home: tuple[str | None, str | None], code: str, detail: str
) -> None:
    """That of a site which has moved says where; a redirect within the site is no move."""
    failed = nothing_read(ROOT, home, {"redirect": 2})
    assert (failed.code, failed.detail) == (code, detail)
