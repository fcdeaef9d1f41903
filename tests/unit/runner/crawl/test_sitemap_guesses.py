"""Where sitemaps are looked for that nobody names."""

import pytest

from parser.pages.robots import Robots
from parser.pages.sitemaps.census import CensusFacts
from runner.crawl.sitemap_guesses import PATHS, guesses, next_guess

SITE = "https://shop.example/"
ALL = ["https://shop.example" + path for path in PATHS]


def test_the_usual_places_are_at_the_root_of_the_host() -> None:
    """Whatever folder the site is configured with."""
    assert guesses("https://shop.example/ru/", None) == ALL


def test_what_rules_close_is_left_out() -> None:
    """Rules that are not obeyed close nothing."""
    rules = Robots.parse(b"User-agent: *\nDisallow: /*.gz\nDisallow: /sitemap.xml$\n")
    assert guesses(SITE, rules) == ALL[1:3]
    assert guesses(SITE, None) == ALL


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, ALL[0]),
        ({"read": 1}, None),
        ({"missing": 1, "unusable": 1}, ALL[0]),
        ({"failures": {"https://shop.example/a.xml": "http_403"}}, ALL[0]),
        ({"failures": {"https://shop.example/a.xml": "redirects"}}, ALL[0]),
        ({"failures": {"https://shop.example/a.xml": "http_503"}}, None),
        ({"failures": {"https://www.shop.example/a.xml": "timeout"}}, None),
        ({"failures": {"https://shop.example/a.xml": "http_429"}}, None),
        ({"failures": {"https://dead.example/a.xml": "timeout"}}, ALL[0]),
        ({"guesses": {ALL[0]: "missing", ALL[1]: "no-sitemap", ALL[2]: "http_410"}}, ALL[0]),
        ({"guesses": {ALL[0]: "timeout"}}, None),
        ({"guesses": {ALL[0]: "http_500"}}, None),
    ],
)
def test_a_guess_is_made_where_nothing_is_to_be_had(
    facts: dict[str, object], found: str | None
) -> None:
    """Not beside a sitemap, not in place of one that is silent for now, not after trouble."""
    account = CensusFacts(**facts)  # type: ignore[arg-type] # a test's shorthand
    assert next_guess(account, ALL, site=SITE, looked_at=()) == found


def test_each_guess_is_made_once() -> None:
    """In their order, until none is left."""
    assert next_guess(CensusFacts(), ALL, site=SITE, looked_at=ALL[:2]) == ALL[2]
    assert next_guess(CensusFacts(), ALL, site=SITE, looked_at=ALL) is None
