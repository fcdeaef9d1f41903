"""CSV files as a spreadsheet and as Python read them."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.report_files.cells import neutralised
from storage.report_files.columns import Column, Kind, Row
from storage.report_files.csv_file import csv_file
from tests.unit.storage.report_files.corpora import cases
from tests.unit.storage.report_files.test_cells import original

MOSCOW = ZoneInfo("Europe/Moscow")
TEXTS = [Column(name="one"), Column(name="two")]
#: texts of the signs that need care
PRONE = st.none() | st.text(alphabet="ab =-\"',;\t\r\n", max_size=4)


def written(path: Path, columns: list[Column], rows: list[Row], separator: str = ",") -> bytes:
    """The bytes of a file with these rows."""
    with csv_file(path, columns, separator=separator, zone=MOSCOW) as file:
        file.write(rows)
        assert file.rows == len(rows)
    return path.read_bytes()


def read(data: bytes, separator: str = ",") -> list[list[str]]:
    """What a reader makes of it, without the head."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.reader(text, delimiter=separator))[1:]


def test_the_form_is_the_one_excel_expects(tmp_path: Path) -> None:
    """A byte order mark, CRLF, and quotes only where they are needed."""
    data = written(tmp_path / "f.csv", TEXTS, [("plain", 'a,"b"\nc')])
    assert data == b'\xef\xbb\xbfone,two\r\nplain,"a,""b""\nc"\r\n'


def test_no_cell_is_longer_than_excel_takes(tmp_path: Path) -> None:
    """It makes another row of the rest; keywords of a hundred thousand characters end in an ellipsis."""
    rows: list[Row] = [
        ("a" * 40_000, '"' * 32_767),
        ("\U0001f600" * 20_000, "=" * 32_767),
        ("b", "c"),
    ]
    (long, quotes), (wide, formula), short = read(written(tmp_path / "f.csv", TEXTS, rows))
    assert long == "a" * 32_766 + "\u2026"
    assert quotes == '"' * 32_767
    assert wide == "\U0001f600" * 16_383 + "\u2026"
    assert formula == "'" + "=" * 32_765 + "\u2026"
    assert short == ["b", "c"]


def test_every_kind_of_value_has_one_form(tmp_path: Path) -> None:
    """Exact decimals, whole numbers, flags, moments in the team's zone, nothing for nothing."""
    kinds = [Kind.MONEY, Kind.NUMBER, Kind.WHOLE, Kind.FLAG, Kind.MOMENT, Kind.CODE, Kind.TEXT]
    columns = [Column(name=kind.name, kind=kind) for kind in kinds]
    moment = datetime(2026, 11, 21, 10, 0, 0, 123, tzinfo=UTC)
    rows: list[Row] = [
        (Decimal("1E+3"), 0.5, 12, True, moment, "0046", "text"),
        ("12.50", Decimal(-3), 0, False, None, None, ""),
    ]
    assert read(written(tmp_path / "f.csv", columns, rows)) == [
        ["1000.00", "0.5", "12", "TRUE", "2026-11-21T13:00:00+03:00", "0046", "text"],
        ["12.50", "-3", "0", "FALSE", "", "", ""],
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@settings(max_examples=60)
@given(rows=st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, separator: str, rows: list[tuple[str, str]]
) -> None:
    """Whatever the cells hold, a reader gets it back; lone surrogates and U+0000 are no text."""
    path = tmp_path_factory.mktemp("csv") / "f.csv"
    found = read(written(path, TEXTS, list(rows), separator), separator)
    expected = [
        [cell.replace("\x00", "").encode("utf-8", "replace").decode() for cell in row]
        for row in rows
    ]
    assert [[original(cell) for cell in row] for row in found] == expected


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@settings(max_examples=60)
@given(rows=st.lists(st.tuples(PRONE, PRONE), min_size=1, max_size=5), width=st.integers(1, 2))
def test_the_bytes_are_those_of_pythons_own_writer(
    tmp_path_factory: pytest.TempPathFactory,
    separator: str,
    rows: list[tuple[str | None, str | None]],
    width: int,
) -> None:
    """Quotes stand where `csv` puts them, also in place of the only cell of a row."""
    columns, cells = TEXTS[:width], [row[:width] for row in rows]
    expected = io.StringIO(newline="")
    writer = csv.writer(expected, delimiter=separator)
    writer.writerow([column.name for column in columns])
    writer.writerows([[cell and neutralised(cell) for cell in row] for row in cells])
    data = written(tmp_path_factory.mktemp("csv") / "f.csv", columns, list(cells), separator)
    assert data.decode("utf-8-sig") == expected.getvalue()


def test_naughty_strings_survive_as_names(tmp_path: Path) -> None:
    """The whole corpus at once: every string is a cell, and no row is lost."""
    texts = [case["input"] for case in cases("naughty")]
    found = read(written(tmp_path / "f.csv", TEXTS, [(text, "end") for text in texts]))
    assert [[original(first), second] for first, second in found] == [
        [text.replace("\x00", ""), "end"] for text in texts
    ]


def test_formulas_of_the_corpus_are_text_in_the_file(tmp_path: Path) -> None:
    """No cell of the file begins as a formula does."""
    texts = [case["input"] for case in cases("csv_injection") if case["dangerous"]]
    for first, _ in read(written(tmp_path / "f.csv", TEXTS, [(text, "") for text in texts])):
        assert first.startswith("'")


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Moscow", "Pacific/Kiritimati"])
def test_a_day_is_the_same_day_everywhere(tmp_path: Path, zone: str) -> None:
    """A site states days and moments; only a moment has a time that zones show differently."""
    columns = [Column(name="n", kind=Kind.WHOLE), Column(name="stated", kind=Kind.DATE)]
    day = datetime(2026, 11, 21, tzinfo=UTC)
    moment = datetime(2026, 11, 21, 0, 0, 1, tzinfo=UTC)
    path = tmp_path / "f.csv"
    with csv_file(path, columns, separator=",", zone=ZoneInfo(zone)) as file:
        file.write([(1, day), (2, day.astimezone(ZoneInfo(zone))), (3, moment), (4, None)])
    first, second, third, nothing = [cells[1] for cells in read(path.read_bytes())]
    assert first == second == "2026-11-21"
    assert datetime.fromisoformat(third) == moment
    assert nothing == ""
