"""docs/reports.md says what the code does: the same columns in the same order, every issue, every word."""

import re
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from parser.pages.issue_catalogue import CATALOGUE
from parser.pages.sitemaps.census import CensusFacts
from runner.reports import diff_fields, full_fields, issue_fields, ledger_fields, seo_fields
from runner.reports.change import ChangeType, Severity
from runner.reports.ledger_fields import WAITING
from runner.reports.overview import COLUMNS
from storage.model.ledger import Outcome

DOC = Path(__file__).parents[4] / "docs" / "reports.md"
REPORTS = {
    "full.csv": full_fields.FIELDS,
    "seo.csv": seo_fields.FIELDS,
    "issues.csv": issue_fields.FIELDS,
    "diff.csv": diff_fields.FIELDS,
    "skipped.csv": ledger_fields.FIELDS,
}
_ESCAPED = "\0"  # stands for a bar within a cell


def tables(heading: str) -> list[list[list[str]]]:
    """The tables below a heading, up to the next one; rows of cells, without their heads."""
    text = DOC.read_text(encoding="utf-8").replace("\\|", _ESCAPED)
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    blocks = re.findall(r"(?:^\|.*\n?)+", found[1], re.MULTILINE)
    return [[_cells(line) for line in block.splitlines()[2:]] for block in blocks]


def _cells(line: str) -> list[str]:
    return [cell.strip().replace(_ESCAPED, "|") for cell in line.strip("|").split(" | ")]


def names(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first cells, without their backticks."""
    return [row[0].strip().strip("`") for row in rows]


@pytest.mark.parametrize("name", REPORTS)
def test_every_column_is_described_in_its_place(name: str) -> None:
    """Names, order and types of the columns are those of the code, and each has a meaning."""
    table, columns = tables(name)[0], REPORTS[name]
    assert names(table) == [field.column.name for field in columns]
    assert [row[1] for row in table] == [field.column.kind.name.lower() for field in columns]
    assert all(row[2] for row in table)


def test_the_overview_is_described() -> None:
    """summary.csv has the columns that are described."""
    (table,) = tables("summary.csv")
    assert tuple(names(table)) == COLUMNS


def test_every_issue_type_is_described() -> None:
    """Code, name, type and priority are those of the catalogue; a rule names its threshold."""
    (table,) = tables("Issue types")
    assert [row[:4] for row in table] == [
        [f"`{check.code}`", check.name, check.kind.value, check.priority.value]
        for check in CATALOGUE.values()
    ]
    for row, check in zip(table, CATALOGUE.values(), strict=True):
        rule = row[4].replace(",", "")
        assert rule.endswith(".")
        if check.threshold is not None and check.threshold > 1 and "Not checked" not in rule:
            assert f"{check.threshold:.0f}" in rule, check.code


def test_every_word_of_the_files_is_described() -> None:
    """Kinds of changes, severities and outcomes are those of the code, in its order."""
    assert names(tables("Change types")[0]) == [kind.value for kind in ChangeType]
    assert names(tables("What is compared")[0]) == [one.value for one in Severity]
    assert names(tables("skipped.csv")[1]) == [*(one.value for one in Outcome), WAITING]


def test_every_number_of_the_sitemaps_is_described() -> None:
    """The manifest gives them under the names of the code."""
    text = DOC.read_text(encoding="utf-8").partition("## manifest.json")[2]
    described = set(re.findall(r"`(\w+)`", text))
    assert {field.name for field in fields(CensusFacts)} <= described
