"""What is kept of robots.txt between two slices of a crawl."""

import pytest

from parser.pages.robots import RobotsAccess
from runner.crawl.known_robots import KnownRobots, RobotsAnswer, robots_address

ROOT = "https://shop.example/ru/"
HOME = "https://shop.example/robots.txt"
WWW = "https://www.shop.example/robots.txt"


def answered(url: str, text: str) -> RobotsAnswer:
    """A file with these rules."""
    return RobotsAnswer(access=RobotsAccess.READ, status=200, url=url, body=text.encode())


def test_what_is_kept_is_what_was_known() -> None:
    """The next slice, on any worker, judges each address as this one."""
    known = KnownRobots(ROOT, answered(HOME, "User-agent: *\nDisallow: /a\nCrawl-delay: 1"))
    known.learn(WWW, answered(HOME, "User-agent: *\nDisallow: /b\nCrawl-delay: 3"))
    gone = RobotsAnswer(access=RobotsAccess.CLOSED, status=None, url=HOME, why="refused: nobody")
    known.learn("http://shop.example/robots.txt", gone)
    again = KnownRobots.from_json(ROOT, known.as_json())
    assert again.as_json() == known.as_json()
    assert again.crawl_delay() == 3.0
    for host, path, allowed in [("", "/a", False), ("www.", "/a", True), ("www.", "/b", False)]:
        told = again.of(f"https://{host}shop.example{path}")
        assert told is not None
        assert told.rules.verdict(path, "ProgonBot").allowed is allowed
    closed = again.of("http://shop.example/a")
    assert closed is not None
    assert (closed.answer.is_closed, closed.answer.why) == (True, "refused: nobody")
    assert again.of("http://www.shop.example/") is None


def test_what_was_kept_before_there_were_other_hosts_is_read() -> None:
    """A run that was under way goes on."""
    kept = {"access": "no-rules", "status": 404, "url": HOME, "body": ""}
    known = KnownRobots.from_json(ROOT, kept)
    assert known.as_json() == kept
    assert known.crawl_delay() == 0.0


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://shop.example/a/b?c=/d", HOME),
        ("http://shop.example:8080/", "http://shop.example:8080/robots.txt"),
        ("http://[::1]/x", "http://[::1]/robots.txt"),
    ],
)
def test_rules_are_at_the_root_of_a_host(url: str, address: str) -> None:
    """One address for each scheme, name and port."""
    assert robots_address(url) == address
