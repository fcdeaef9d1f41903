"""Which pages robots.txt forbids, and by which line."""

import base64
import gzip
import json
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parser.pages.robots import MAX_BYTES, Robots, RobotsAccess, policy_of

CORPUS = Path(__file__).parents[5] / "shared/corpora/robots/google_spec_test.jsonl"
#: rows that want an address not normalised before it is compared, against RFC 9309 2.2.2; the
#: corpus itself calls them optional
UNNORMALISED = {f"correctness/non-ascii-paths.textproto#{row}" for row in (1, 2, 3)}

LINES = [
    *(b"User-agent: *", b"User-agent: Progon", b"user-agent:a", b"Disallow: /", b"Allow: /a"),
    *(b"Disallow:", b"Disallow: /*x*$", b"Crawl-delay: 2", b"Sitemap: /s", b"# c", b"\xef\xbb\xbf"),
    *(b"Disallow: /\xcf\xf0", b"noise", b":", b"Allow /b", b"Disallow: " + b"*a" * 40 + b"$"),
]


def allowed(rules: str, path: str, agent: str = "Progon") -> bool:
    """Whether these rules let the agent fetch the path."""
    return Robots.parse(rules.encode()).verdict(path, agent).allowed


@pytest.mark.skipif(not CORPUS.exists(), reason="Google's conformance suite is not here")
def test_googles_conformance_suite_passes() -> None:
    """400 expectations hold but three, which contradict the RFC."""
    rows = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    missed = {
        row["id"]
        for row in rows
        for robots in [Robots.parse(base64.b64decode(row["robots_b64"]))]
        if robots.verdict(row["url"], row["user_agent"]).allowed is not row["allowed"]
    }
    assert len(rows) == 400
    assert missed <= UNNORMALISED


def test_a_quoted_line_is_a_text_that_a_database_can_hold() -> None:
    """Zero bytes in a comment do not break the crawl of a site whose pages the line forbids."""
    verdict = Robots.parse(b"User-agent: *\nDisallow: /x # \0 a").verdict("/x", "Progon")
    assert (verdict.allowed, verdict.line) == (False, "Disallow: /x # ? a")


def test_the_line_that_decides_is_quoted() -> None:
    """A verdict names the line of the file, counted over every kind of line end."""
    robots = Robots.parse(
        "# товары\r\nUser-agent: *\rAllow: /\n\n Disallow: /корзина # нет\n".encode()
    )
    refused = robots.verdict("https://shop.ru/корзина/1", "Progon")
    assert (refused.allowed, refused.line_number) == (False, 5)
    assert refused.line == "Disallow: /корзина # нет"
    assert robots.verdict("/x", "Progon").line == "Allow: /"
    assert Robots.parse(b"").verdict("/x", "Progon").line is None


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /",
        b"\xef\xbbUser-agent: *\nDisallow: /",
        b"\xefUser-agent: *\nDisallow: /",
        "User-agent: *\nDisallow: /".encode("utf-16"),
        "# Правила\nUser-agent: *\nDisallow: /".encode("utf-16-le"),
        "User-agent: *\nDisallow: /".encode("utf-16-be"),
        gzip.compress(b"User-agent: *\nDisallow: /", mtime=0),
        "# Правила сайта\nUser-agent: *\nDisallow: /".encode("cp1251"),
        b"User-agent *\nDisallow /",
        b"USERAGENT: * any\ndissalow:/",
        b"User-agent: Progon\rDisallow: /",
        b"User-agent: PROGON/2.0\nDisallow: /",
        b"User-agent: Progon Bot\nDisallow: /",
        b"User-agent: Progon\nCrawl-delay: 1\nUser-agent: other\nDisallow: /",
        b"User-agent: Progon\nSitemap: /s\n\nUser-agent: other\nDisallow: /",
        b"User-agent: Progon\nDisallow: /x\nUser-agent: o\nDisallow:\nUser-agent: progon\nDisallow: /p",
    ],
)
def test_rules_are_not_lost_to_the_form_of_the_file(body: bytes) -> None:
    """Marks, charsets, line ends, typos and the order of lines never open what is closed."""
    assert not Robots.parse(body).verdict("/page", "Progon").allowed


@pytest.mark.parametrize(
    ("rules", "path", "verdict"),
    [
        ("Disallow: /p\nAllow: /p", "/page", True),
        ("Allow: /\nDisallow: /page", "/page", False),
        ("Disallow: /page\nAllow: /page/a", "/page/a/b", True),
        ("Disallow:", "/page", True),
        ("Disallow: *", "/page", False),
        ("Disallow: /*.php$", "/a.php", False),
        ("Disallow: /*.php$", "/a.php?x", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a$b", "/a$b/", False),
        ("Disallow: /*a*b*c", "/xaxbxc", False),
        ("Disallow: /*ab*ab$", "/ab", True),
        ("Disallow: /a*$", "/a", False),
        ("Disallow: /x%2Fy", "/x/y", True),
        ("Disallow: /x-%2A", "/x-*", False),
        ("Disallow: /%7eme", "/~me", False),
        ("Disallow: /*?f[", "/?f%5bcolor%5d=1", False),
        ("Disallow: /товар", "/%D1%82%D0%BE%D0%B2%D0%B0%D1%80/1", False),
        ("Disallow: /%D1%82%d0%be", "https://shop.ru/товар", False),
        ("Disallow: /p", "https://shop.ru/a/../p", False),
        ("Disallow: /\nAllow: /index.html", "/", True),
        ("Disallow: /p", "page", False),
        ("Disallow: p", "/page", True),
    ],
)
def test_the_longest_pattern_wins(rules: str, path: str, *, verdict: bool) -> None:
    """Stars, the dollar, escapes and ties are read as Google reads them."""
    assert allowed("User-agent: *\n" + rules, path) is verdict


def test_a_group_of_its_own_replaces_the_rules_for_everyone() -> None:
    """The most specific group alone holds, all its parts together, even if it forbids nothing."""
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: progon\nDisallow:\n"
    assert allowed(rules, "/x", "Progon")
    assert allowed(rules, "/x", "Progon/1.0")
    assert not allowed(rules, "/x", "ProgonBot")
    assert allowed("Disallow: /\nUser-agent: *\nDisallow: /y", "/x")


def test_patterns_in_windows_1251_hold_in_both_readings() -> None:
    """An address may carry the letters as UTF-8 or as the site's own bytes."""
    robots = Robots.parse("User-agent: *\nDisallow: /каталог".encode("cp1251"))
    assert not robots.verdict("/каталог/1", "Progon").allowed
    assert not robots.verdict("/%EA%E0%F2%E0%EB%EE%E3/1", "Progon").allowed


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 0.5", 0.5),
        ("User-agent: *\nCrawl-delay: 1,5 # s", 1.5),
        ("User-agent: *\nCrawl-delay: .25s", 0.25),
        ("User-agent: *\nCrawl-delay: 2\nUser-agent: progon\nCrawl-delay: 3\nCrawl-delay: 1", 3.0),
        ("User-agent: *\nCrawl-delay: 2\nUser-agent: progon\nDisallow: /x", None),
        ("User-agent: bingbot\nCrawl-delay: 30\n\nUser-agent: *\nDisallow: /x", None),
        ("User-agent: *\nCrawl-delay: 9\n\nUser-agent: progon\nCrawl-delay: 1\nDisallow: /", 1.0),
        ("User-agent: *\nUser-agent: progon\nDisallow: /x\nCrawl-delay: 4", 4.0),
        ("User-agent: *\nCrawl-delay: 2\nDisallow:\nUser-agent: progon\nDisallow: /x", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: ", None),
        ("User-agent: *\nCrawl-delay: 99999999", 86400.0),
        ("Crawl-delay: 5", None),
    ],
)
def test_the_crawl_delay_keeps_its_fraction(rules: str, delay: float | None) -> None:
    """The longest of those below the agent's name counts, none above it; what is no number is ignored."""
    assert Robots.parse(rules.encode()).crawl_delay("Progon") == delay


def test_sitemaps_are_listed_as_written_and_once() -> None:
    """They belong to no group, and comments are cut off."""
    body = "Sitemap: https://shop.ru/s.xml\nUser-agent: *\nsite-map: /карта # x\nSITEMAP:https://shop.ru/s.xml\nSitemap:"
    assert Robots.parse(body.encode()).sitemaps == ("https://shop.ru/s.xml", "/карта")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_nothing_is_read_beyond_500_kib(encoding: str) -> None:
    """The line at the limit is dropped whole: half of an Allow could open the site."""
    head, allow = "User-agent: *\nDisallow: /\nDisallow: /open\n", "Allow: /open-to-all\n"
    room = MAX_BYTES - len(f"{head}Allow: /open-".encode(encoding))
    filler = "#" * (room // (2 if encoding == "utf-16" else 1) - 1) + "\n"
    body = (head + filler + allow).encode(encoding)
    for read in (body, body[: MAX_BYTES + 1]):  # a crawler reads no more
        assert not Robots.parse(read).verdict("/x", "Progon").allowed
        assert not Robots.parse(read).verdict("/open-to-all", "Progon").allowed


def test_a_line_counts_up_to_16663_bytes() -> None:
    """Google's limit: the rest of the line is as if it were not there."""
    line = b"Disallow: /" + b"x" * 20_000
    robots = Robots.parse(b"User-agent: *\n" + line)
    assert not robots.verdict("/" + "x" * 16_652, "Progon").allowed
    assert robots.verdict("/" + "x" * 16_651, "Progon").allowed


def test_hostile_patterns_take_linear_time() -> None:
    """Half a megabyte of stars against a long path is a matter of milliseconds, not of years."""
    rule = b"Disallow: /" + b"*a" * 8000 + b"b$\n"
    robots = Robots.parse(b"User-agent: *\n" + rule * 30)
    assert robots.verdict("/" + "a" * 8000, "Progon").allowed


def test_many_names_with_many_delays_take_linear_time() -> None:
    """17,576 robots named before 14,000 delays: not each delay is told to each of them."""
    names = "".join(f"User-agent:{''.join(name)}x\n" for name in product(ascii_lowercase, repeat=3))
    body = f"{names}User-agent: *\n" + "Crawl-delay:1\n" * 14_000
    assert Robots.parse(body.encode()).crawl_delay("Progon") == 1.0


def test_a_closed_robots_forbids_everything() -> None:
    """While robots.txt cannot be had there is no line to quote."""
    verdict = Robots.closed().verdict("https://shop.ru/x", "Progon")
    assert (verdict.allowed, verdict.line_number, verdict.line) == (False, None, None)


@pytest.mark.parametrize(
    ("status", "redirects", "access"),
    [
        (200, 0, RobotsAccess.READ),
        (204, 5, RobotsAccess.READ),
        (301, 0, RobotsAccess.FOLLOW),
        (308, 4, RobotsAccess.FOLLOW),
        (302, 5, RobotsAccess.NO_RULES),
        (304, 0, RobotsAccess.NO_RULES),
        (401, 0, RobotsAccess.NO_RULES),
        (403, 0, RobotsAccess.NO_RULES),
        (404, 3, RobotsAccess.NO_RULES),
        (429, 0, RobotsAccess.CLOSED),
        (500, 0, RobotsAccess.CLOSED),
        (503, 0, RobotsAccess.CLOSED),
        (999, 0, RobotsAccess.CLOSED),
        (100, 0, RobotsAccess.CLOSED),
        (None, 0, RobotsAccess.CLOSED),
    ],
)
def test_no_answer_closes_and_a_missing_file_opens(
    status: int | None, redirects: int, access: RobotsAccess
) -> None:
    """RFC 9309 2.3.1: 4xx is no rules, 5xx, 429 and a dead network is no leave."""
    assert policy_of(status, redirects=redirects) is access


@given(st.binary() | st.lists(st.sampled_from(LINES)).map(b"\n".join), st.text(), st.text())
def test_any_bytes_are_a_robots_txt(body: bytes, url: str, agent: str) -> None:
    """Nothing fails, and what is forbidden is forbidden by a line that is there."""
    robots = Robots.parse(body)
    robots.crawl_delay(agent)
    for verdict in (robots.verdict(url, agent), robots.verdict("https://shop.ru/" + url, "Progon")):
        assert verdict.allowed or (verdict.line_number or 0) > 0
