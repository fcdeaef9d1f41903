"""What a reading key has in it: an upgrade of whatever reads pages must not keep old readings."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import parser.pages
import runner.crawl.visit
from runner.crawl.reading_key import LIBRARIES, sources

OURS = frozenset({"parser", "storage", "runner", "config"})


def imported(path: Path) -> Iterator[str]:
    """The packages that a module imports, by their first names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_the_code_of_a_page_is_part_of_the_key() -> None:
    """Whatever of our own the visit asks for what it stores, but for what is told of the answer alone."""
    told = {"fetch_failure", "http", "patience", "reading_key", "way_on"}
    visit = Path(runner.crawl.visit.__file__)
    asked = {
        node.module.rpartition(".")[2]
        for node in ast.walk(ast.parse(visit.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("runner.crawl.")
    }
    assert asked - told <= {path.stem for path in sources()}


def test_every_library_that_reads_pages_is_part_of_the_key() -> None:
    """price-parser says what a price is, and rapidfuzz whether two names are one."""
    modules = {
        name for path in Path(parser.pages.__file__).parent.rglob("*.py") for name in imported(path)
    }
    foreign = modules - OURS - sys.stdlib_module_names
    installed = packages_distributions()
    wanted = {name.lower() for module in foreign for name in installed[module]}
    assert wanted >= {"selectolax", "price-parser"}
    assert wanted <= {*LIBRARIES}
