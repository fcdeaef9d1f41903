"""One table of many sites."""

import csv
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings
from runner.reports import issue_fields, ledger_fields
from runner.reports.merged import merge
from runner.reports.table import Field

HEAD = ["Site", "Address", "Evidence"]
ODD = ["one", "https://a.example/?x=1,2;3", 'two "lines",\r\nand a tab\t; more', ""]
SIGNS = (",", ";", "\t")


def table(path: Path, rows: Sequence[Sequence[str]], separator: str) -> Path:
    """A file as the reports write it."""
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text, delimiter=separator).writerows([HEAD, *rows])
    return path


def rows_of(site: str) -> list[list[str]]:
    """Rows with signs in their cells."""
    return [[site, *pair] for pair in combinations(ODD, 2)]


@pytest.mark.parametrize("separator", SIGNS)
@pytest.mark.parametrize("before", SIGNS)
def test_all_rows_have_the_separator_of_today(tmp_path: Path, separator: str, before: str) -> None:
    """A site that was retried after the setting changed is joined with one that was not."""
    parts = [
        table(tmp_path / "1", rows_of("a"), before),
        table(tmp_path / "2", rows_of("b"), separator),
        table(tmp_path / "3", [], before),
    ]
    merge(parts, tmp_path / "joined", separator=separator)
    whole = table(tmp_path / "whole", [*rows_of("a"), *rows_of("b")], separator)
    assert (tmp_path / "joined").read_bytes() == whole.read_bytes()


@pytest.mark.parametrize("fields", [issue_fields.FIELDS, ledger_fields.FIELDS])
def test_the_names_of_columns_hold_no_separator(fields: Sequence[Field[Any]]) -> None:
    """So the head tells which one a file has."""
    names = "".join(one.column.name for one in fields)
    assert not set(names) & {*SIGNS, "\n"}


def test_every_separator_of_the_settings_is_known() -> None:
    """One that is not would be taken for a single column."""
    told = Settings.model_fields["csv_separator"].annotation
    assert getattr(told, "__args__", ()) == SIGNS
