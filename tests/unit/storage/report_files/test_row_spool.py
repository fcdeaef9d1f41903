"""Rows that wait on disk."""

from decimal import Decimal
from pathlib import Path

from storage.report_files.row_spool import RowSpool


def test_rows_come_back_in_stretches_as_often_as_wanted(tmp_path: Path) -> None:
    """What was written is read in its order; exact decimals come back as their text, half a character as `?`."""
    spool = RowSpool(tmp_path / "rows")
    spool.write([["a", 1, None], ["b\n", True, 2.5]])
    spool.write([])
    spool.write([["c", Decimal("1.50"), "\ud800"]])
    expected = [[["a", 1, None], ["b\n", True, 2.5]], [["c", "1.50", "?"]]]
    assert list(spool.stretches()) == expected
    assert list(spool.stretches()) == expected
    assert spool.rows == 3


def test_a_spool_that_nothing_was_written_to_is_empty(tmp_path: Path) -> None:
    """No file is no error."""
    assert list(RowSpool(tmp_path / "none").stretches()) == []
