"""What reading one page costs, as multiples of parsing it and nothing more.

Times of a machine that others use say little; ratios to a bare parse of the same bytes in the same
minute say more. For the parts, each page's best of several rounds counts, the contenders in turn. A
crawl reads every page once, though, when what is remembered knows the site and not the page: that
first reading costs more and is measured on its own.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from selectolax.lexbor import LexborHTMLParser

from parser.pages import links, outline, text
from parser.pages.document import Document
from parser.pages.markup import json_ld, microdata, rdfa
from parser.pages.markup.things import Graph
from parser.pages.reading import read_page
from playground.shops.benchmark import benchmark_site

pytestmark = pytest.mark.benchmark

BASE = "https://bench.example"
PAGES = 60
ROUNDS = 10
SEEN_BEFORE = 60  # pages after which the memory knows the site
MOST = 9.0  # times a parse: 1.4 times of what was measured, so that only a real regression fails
MOST_AT_FIRST = 11.0  # the same for a page that was never read


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """Product pages of 60 to 100 KB with about 65 links and 1,200 elements."""
    return _site(tmp_path_factory.mktemp("shop"), PAGES, 7)


def _site(directory: Path, count: int, seed: int) -> list[tuple[str, bytes]]:
    benchmark_site(count, seed, directory=directory, base_url=BASE)
    files = sorted((directory / "p").rglob("*.html"))
    return [(f"{BASE}/{file.relative_to(directory)}", file.read_bytes()) for file in files]


def test_reading_costs_a_few_parses(
    pages: list[tuple[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole reading and its parts, each against a bare parse."""
    steps: dict[str, Callable[[str, bytes], object]] = {
        "parse": lambda _, body: LexborHTMLParser(body, scripting=True, options=1),
        "document": lambda url, body: Document(body, url=url),
        "document, head and links": _head_and_links,
        "document and markup": _markup,
        "document and text": lambda url, body: text.measure(Document(body, url=url).main_text),
        "read_page": lambda url, body: read_page(body, url=url),
    }
    best = {name: [float("inf")] * len(pages) for name in steps}
    for _ in range(ROUNDS):
        for place, (url, body) in enumerate(pages):
            for name, step in steps.items():
                started = time.process_time()
                step(url, body)
                best[name][place] = min(best[name][place], time.process_time() - started)
    parse = median(best["parse"])
    size = median(len(body) for _, body in pages) / 1000
    lines = [f"\n{len(pages)} pages, median {size:.0f} KB"]
    for name, times in best.items():
        lines.append(
            f"{name:26} {median(times) * 1e6:7.0f} us  {median(times) / parse:5.2f} x parse"
        )
    with capsys.disabled():
        print("\n".join(lines))  # noqa: T201 - what a benchmark is for
    assert median(best["read_page"]) < MOST * parse


def test_a_first_reading_costs_little_more(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page once, as in a crawl, after enough others of its site."""
    readings, parses = [], []
    for url, body in _site(tmp_path, 3 * SEEN_BEFORE, 11):
        started = time.process_time()
        read_page(body, url=url)
        read = time.process_time()
        LexborHTMLParser(body, scripting=True, options=1)
        parses.append(time.process_time() - read)
        readings.append(read - started)
    reading, parse = median(readings[SEEN_BEFORE:]), median(parses[SEEN_BEFORE:])
    with capsys.disabled():
        print(f"\nfirst reading {reading * 1e6:7.0f} us  {reading / parse:5.2f} x parse")  # noqa: T201 - what a benchmark is for
    assert reading < MOST_AT_FIRST * parse


def _head_and_links(url: str, body: bytes) -> None:
    document = Document(body, url=url)
    outline.read(document)
    links.read(document, None)


def _markup(url: str, body: bytes) -> None:
    document, graph = Document(body, url=url), Graph()
    json_ld.read(document, graph)
    microdata.read(document, graph)
    rdfa.read(document, graph)
