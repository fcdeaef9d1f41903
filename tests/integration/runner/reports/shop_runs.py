"""A small shop as it is from run to run, and the rows of diff.csv that each run has to give.

A row is written as "entity kind [field] path @run", where the run is that of the sequence it compares
with. What stays out of the comparison is noise of these hand-made pages: their texts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.model.run import ALL_REPORTS, ReportKind
from tests.integration.runner.reports.hand_made import Paper
from tests.integration.runner.reports.test_out_of_sight import kettle

Papers = Mapping[str, Paper]

DOWN, BUSY, REFUSED = Paper(status=500), Paper(status=429), Paper(status=403)
GONE, MISSING = Paper(status=410), Paper(status=404)
PDF = Paper(headers={"Content-Type": "application/pdf"})
HIDDEN_PDF = Paper(headers={"Content-Type": "application/pdf", "X-Robots-Tag": "noindex"})
SEO_ONLY, PRODUCTS_ONLY = (ReportKind.SEO,), (ReportKind.FULL,)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What the site is at the time of a run, and the rows that it gives."""

    papers: Papers
    told: frozenset[str] | None  #: None where the run was not asked for its changes
    listed: Sequence[str] = ()  #: in the sitemap; empty where there is none
    closed: str = "/closed"  #: the path that robots.txt closes
    too_large: str = ""  #: a path that answers more than anybody reads
    reports: tuple[ReportKind, ...] = ALL_REPORTS
    before: str = ""  #: SQL that is executed before
    notes: Sequence[str] = ()  #: beginnings or parts of notes that have to be there


def run(papers: Papers, *told: str, **options: Any) -> Run:
    """The same in less words."""
    return Run(papers=papers, told=frozenset(told), **options)


def silent(papers: Papers, reports: tuple[ReportKind, ...]) -> Run:
    """A run that was asked for other reports."""
    return Run(papers=papers, told=None, reports=reports)


def both(kind: str, path: str, base: int = 1, *, name: str = "") -> tuple[str, str]:
    """The rows of a product's page and of its product."""
    words = f"{kind} {name} {path}" if name else f"{kind} {path}"
    return f"page {words} @{base}", f"product {words} @{base}"


def shop(**changes: Paper | None) -> dict[str, Paper]:
    """Home, two categories, four products and a page about it; `_1` is the first product."""
    papers = {
        "/": Paper(links=["/a", "/b", "/about"]),
        "/a": Paper(links=["/1", "/2"]),
        "/b": Paper(links=["/3", "/4"]),
        "/about": Paper(),
        **{f"/{number}": kettle(f"K-{number}") for number in range(1, 5)},
    }
    for name, paper in changes.items():
        path = "/" if name == "home" else "/" + name.lstrip("_")
        if paper is None:
            del papers[path]
        else:
            papers[path] = paper
    return papers


ALL = shop()
LISTED = tuple(ALL)
WITHOUT_1 = tuple(path for path in LISTED if path != "/1")
HOME = ALL["/"]
DEAR = kettle("K-1", price="12")
A_WITHOUT_1 = Paper(links=["/2"])


def listed(papers: Papers, *told: str, **options: Any) -> Run:
    """A run of the shop with a sitemap that names the same pages each time."""
    return run(papers, *told, listed=LISTED, **options)
