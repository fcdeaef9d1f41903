"""Workbooks as openpyxl, a zip reader and LibreOffice read them."""

import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from storage.report_files.columns import Column, Kind, Mark, Row
from storage.report_files.sheet_xml import MOST_LINKS
from storage.report_files.summary_sheet import Summary, Table
from storage.report_files.workbook_file import Limits, workbook_file
from tests.unit.storage.report_files.corpora import cases

MOSCOW = ZoneInfo("Europe/Moscow")
MOMENT = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC)
COLUMNS = [
    Column(name="url", kind=Kind.LINK, width=40),
    Column(name="name", width=30),
    Column(name="gtin", kind=Kind.CODE),
    Column(name="price", kind=Kind.MONEY),
    Column(name="count", kind=Kind.WHOLE),
    Column(name="share", kind=Kind.NUMBER),
    Column(name="flag", kind=Kind.FLAG),
    Column(name="at", kind=Kind.MOMENT, width=18),
    Column(name="priority", marks={"High": Mark.BAD}),
]
SUMMARY = Summary(
    title="Romashka",
    alarm="suspect: price changed on 60 of 100 products",
    facts=[("Site", "=1+1"), ("Run", 14), ("Address", "https://shop.example/=1+1")],
    tables=[
        Table(title="Pages", heads=("Status", "Pages"), rows=[("200", 5), ("404", 1)], chart=True),
        Table(title="Empty", heads=("Status", "Pages"), rows=[("200", 0)], chart=True, total=True),
    ],
)


def row(number: int) -> Row:
    """A row of all kinds of cells."""
    url = f"https://shop.example/{number}"
    return (url, f"Name {number}", "04607004014402", "1299.90", number, 0.5, True, MOMENT, "High")


def made(path: Path, rows: list[Row], limits: Limits | None = None) -> Path:
    """A workbook with one table."""
    with workbook_file(path, title="T", made_at=MOMENT, zone=MOSCOW, limits=limits) as book:
        with book.sheet("Products", COLUMNS, frozen_columns=1) as sheet:
            sheet.write(rows)
        book.finish(SUMMARY)
    return path


def texts(path: Path, sheet: str = "Texts") -> list[str | None]:
    """The first column of a sheet, None for an empty cell; each cell must be text."""
    book = load_workbook(path)
    cells = [cells[0] for cells in book[sheet].iter_rows(min_row=2)]
    assert all(cell.data_type == "s" or cell.value is None for cell in cells)
    return [cell.value or None for cell in cells]


def with_texts(path: Path, values: list[str]) -> Path:
    """A workbook whose only table is a column of texts."""
    with workbook_file(path, title="T", made_at=MOMENT, zone=MOSCOW) as book:
        with book.sheet("Texts", [Column(name="text"), Column(name="n", kind=Kind.WHOLE)]) as sheet:
            sheet.write([(value, 1) for value in values])
        book.finish(SUMMARY)
    return path


def as_stored(text: str) -> str | None:
    """What a cell can keep of a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text) or None


def test_values_keep_their_types(tmp_path: Path) -> None:
    """Numbers are numbers, moments are moments of the team's zone, codes are text with their zeros."""
    book = load_workbook(made(tmp_path / "b.xlsx", [row(7)]))
    cells = next(book["Products"].iter_rows(min_row=2))
    assert [cell.value for cell in cells] == [
        "https://shop.example/7", "Name 7", "04607004014402", 1299.9, 7, 0.5, True,
        datetime(2026, 11, 21, 13, 0, 0), "High",  # noqa: DTZ001 - a sheet has no zones
    ]  # fmt: skip
    assert [cell.number_format for cell in cells][2:5] == ["@", "#,##0.00", "#,##0"]
    assert cells[7].number_format == "yyyy-mm-dd hh:mm"
    assert cells[0].hyperlink.target == "https://shop.example/7"
    assert cells[8].fill.start_color.rgb == "00FFC7CE"


def test_differences_and_percentages_look_like_what_they_are(tmp_path: Path) -> None:
    """Two places, and a sign behind a percentage; the numbers are those of the CSV file."""
    columns = [
        Column(name="delta", kind=Kind.DIFFERENCE),
        Column(name="delta_pct", kind=Kind.PERCENT),
    ]
    with workbook_file(tmp_path / "b.xlsx", title="T", made_at=MOMENT, zone=MOSCOW) as book:
        with book.sheet("Changes", columns) as sheet:
            sheet.write([(Decimal("-1234.5"), Decimal("-50.00"))])
        book.finish(SUMMARY)
    cells = next(load_workbook(tmp_path / "b.xlsx")["Changes"].iter_rows(min_row=2))
    assert [(cell.value, cell.number_format) for cell in cells] == [
        (-1234.5, "#,##0.00"),
        (-50, '0.00"%"'),
    ]
    assert [cell.alignment.horizontal for cell in cells] == ["right", "right"]


def test_a_sheet_is_ready_for_work(tmp_path: Path) -> None:
    """The head is frozen, styled and has filters; columns have their widths; the summary stands first."""
    book = load_workbook(made(tmp_path / "b.xlsx", [row(1), row(2)]))
    sheet = book["Products"]
    assert book.sheetnames == ["Summary", "Products"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:I3"
    assert sheet.column_dimensions["A"].width == 40
    assert sheet["A1"].font.bold
    assert sheet.print_title_rows == "$1:$1"
    assert len(book["Summary"]._charts) == 1
    front = book["Summary"]
    assert front["B4"].data_type == "s"
    assert front["B4"].hyperlink is None
    assert front["B6"].hyperlink.target == "https://shop.example/=1+1"
    sums = [
        cell.value
        for (cell, *_) in front.iter_rows(min_row=7)
        if cell.font.bold and cell.font.size == 10
    ]
    assert sums == ["Status", "Status", "200"]


def test_a_wide_table_is_printed_on_pages_that_can_be_read(tmp_path: Path) -> None:
    """Some pages beside each other, each with the frozen columns; the number of a run is no amount."""
    columns = [Column(name="url", width=60), Column(name="run", kind=Kind.ID)]
    columns += [Column(name=f"c{number}", width=20) for number in range(40)]
    path = tmp_path / "b.xlsx"
    with workbook_file(path, title="T", made_at=MOMENT, zone=MOSCOW) as book:
        with book.sheet("Wide", columns, frozen_columns=1) as sheet:
            sheet.write([("a", 12_345, *["x"] * 40)])
        book.finish(SUMMARY)
    wide = load_workbook(path)["Wide"]
    assert (wide.page_setup.fitToWidth, wide.page_setup.fitToHeight) == (4, 0)
    assert (wide.print_title_rows, wide.print_title_cols) == ("$1:$1", "$A:$A")
    assert (wide["B2"].value, wide["B2"].number_format) == (12_345, "0")
    assert (wide["B2"].alignment.horizontal, wide["B2"].alignment.indent) == ("right", 1)


def test_a_table_goes_on_in_another_sheet_where_one_is_full(tmp_path: Path) -> None:
    """Each part has the head, its filters and its links; no row is lost."""
    path = made(tmp_path / "b.xlsx", [row(number) for number in range(95)], Limits(rows=41))
    book = load_workbook(path)
    assert book.sheetnames == ["Summary", "Products", "Products (2)", "Products (3)"]
    parts = [book[name] for name in book.sheetnames[1:]]
    assert [part.max_row for part in parts] == [41, 41, 16]
    numbers = [cell.value for part in parts for cell in part["E"][1:]]
    assert numbers == list(range(95))
    assert [part.auto_filter.ref for part in parts] == ["A1:I41", "A1:I41", "A1:I16"]
    assert parts[2]["A16"].hyperlink.target == "https://shop.example/94"


def test_a_sheet_has_no_more_links_than_excel_takes(tmp_path: Path) -> None:
    """Rows of one address share a link; beyond the limit, and for what is no address, there is none."""
    columns = [Column(name="url", kind=Kind.LINK), Column(name="n", kind=Kind.WHOLE)]
    urls = [f"http://a.example/{number}" for number in range(MOST_LINKS + 5)]
    path = tmp_path / "b.xlsx"
    with workbook_file(path, title="T", made_at=MOMENT, zone=MOSCOW) as book:
        with book.sheet("Many", columns) as sheet:
            sheet.write([(url, 1) for url in urls])
        with book.sheet("Few", columns) as sheet:
            long = "http://a.example/" + "x" * 2100
            cells = ["http://a.example/1"] * 3 + ["no address", long, "http://a.example/2?a=1&b=2"]
            sheet.write([(cell, 1) for cell in cells])
        book.finish(SUMMARY)
    with zipfile.ZipFile(path) as package:
        many = package.read("xl/worksheets/sheet2.xml").decode()
        few = package.read("xl/worksheets/sheet3.xml").decode()
        targets = package.read("xl/worksheets/_rels/sheet3.xml.rels").decode()
    assert many.count("<hyperlink ") == MOST_LINKS
    assert re.findall(r'<hyperlink ref="([^"]+)"', few) == ["A2:A4", "A7"]
    found = [one.attrib["Target"] for one in ET.fromstring(targets)]  # noqa: S314 - our own file
    assert found == ["http://a.example/1", "http://a.example/2?a=1&b=2"]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """No part of the file holds the time of its making."""
    one = made(tmp_path / "one.xlsx", [row(number) for number in range(5)])
    other = made(tmp_path / "other.xlsx", [row(number) for number in range(5)])
    assert one.read_bytes() == other.read_bytes()


@settings(max_examples=40)
@given(values=st.lists(st.text(max_size=40), min_size=1, max_size=6))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    """A cell gives back its text, but for what XML cannot hold; it is never a formula."""
    path = with_texts(tmp_path_factory.mktemp("x") / "b.xlsx", values)
    assert texts(path) == [as_stored(value) for value in values]


def test_naughty_strings_and_formulas_survive(tmp_path: Path) -> None:
    """Both corpora at once: all are text; control characters that XML does not know are left out."""
    values = [case["input"] for name in ("naughty", "csv_injection") for case in cases(name)]
    assert texts(with_texts(tmp_path / "b.xlsx", values)) == [as_stored(value) for value in values]


def test_a_text_is_cut_to_what_a_cell_holds(tmp_path: Path) -> None:
    """A description of a book's length does not damage the file."""
    (cell,) = texts(with_texts(tmp_path / "b.xlsx", ["x" * 40_000]))
    assert cell is not None
    assert len(cell) == 32_767


@pytest.mark.parametrize("name", ["a\x0bb", "\x07", "a\ufffeb", "\ud83d", "=1\r\n2", "x" * 40_000])
def test_a_summary_holds_any_name_of_a_site(tmp_path: Path, name: str) -> None:
    """A name copied from a presentation may have a vertical tab in it; the workbook is made all the same."""
    path = tmp_path / "b.xlsx"
    with workbook_file(path, title=name, made_at=MOMENT, zone=MOSCOW) as book:
        book.finish(Summary(title=name, facts=[("Site", name)], tables=[], alarm=name))
    read = load_workbook(path)
    expected = (as_stored(name) or "")[:32_767]
    assert (read["Summary"]["A1"].value or "")[:32_766] == expected[:32_766]
    assert (read.properties.title or "")[:32_766] == expected[:32_766]


def test_an_interrupted_workbook_leaves_nothing_open(tmp_path: Path) -> None:
    """An error in the middle of a sheet comes through as it is."""
    with pytest.raises(ZeroDivisionError):
        _interrupted(tmp_path / "b.xlsx")


def _interrupted(path: Path) -> None:
    with (
        workbook_file(path, title="T", made_at=MOMENT, zone=MOSCOW) as book,
        book.sheet("Products", COLUMNS) as sheet,
    ):
        sheet.write([row(1)])
        raise ZeroDivisionError


def test_libreoffice_opens_it_and_keeps_everything(tmp_path: Path) -> None:
    """Another program reads the same cells, the same sheets and the chart."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    rows = [row(number) for number in range(30)]
    rows[0] = [None if value is True else value for value in rows[0]]
    path = made(tmp_path / "b.xlsx", rows, Limits(rows=21))
    subprocess.run(  # noqa: S603 - a program of this machine on a file of ours
        [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "ods",
         "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "b.ods") as package:
        content = package.read("content.xml").decode()
        charts = [name for name in package.namelist() if name.endswith("content.xml")]
    assert re.findall(r'<table:table table:name="([^"]+)"', content)[:3] == [
        "Summary",
        "Products",
        "Products (2)",
    ]
    assert content.count('xlink:href="https://shop.example/') == 30 + 1  # the site's own
    assert content.count("04607004014402") >= 30
    # without a format of their own, flags below an empty cell are shown as 1
    assert content.count('office:boolean-value="true"') == 29
    assert len(charts) >= 2


def test_every_style_is_known_to_the_workbook(tmp_path: Path) -> None:
    """The indexes that our rows use exist in the styles that openpyxl writes."""
    path = made(tmp_path / "b.xlsx", [row(1), ("x", "=1", "1", 1, 1, 1, False, None, "Low")])
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
        styles = package.read("xl/styles.xml").decode()
    known = int(re.search(r'<cellXfs count="(\d+)"', styles)[1])  # type: ignore[index] # it is there
    assert max(map(int, re.findall(r' s="(\d+)"', sheet))) < known
    assert 'quotePrefix="1"' in styles
    assert isinstance(load_workbook(path), Workbook)


def test_a_day_that_a_site_states_is_that_day(tmp_path: Path) -> None:
    """West of Greenwich midnight UTC is the evening before; a day without a time is not."""
    path, zone = tmp_path / "f.xlsx", ZoneInfo("America/New_York")
    moments = [datetime(2026, 11, 21, tzinfo=UTC), MOMENT]
    with workbook_file(path, title="T", made_at=MOMENT, zone=zone) as book:
        with book.sheet("Dates", [Column(name="stated", kind=Kind.DATE)]) as sheet:
            sheet.write([(moment,) for moment in moments])
        book.finish(SUMMARY)
    cells = [cells[0] for cells in load_workbook(path)["Dates"].iter_rows(min_row=2)]
    assert [cell.number_format for cell in cells] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    shown = [cell.value for cell in cells]
    assert shown == [datetime(2026, 11, 21), datetime(2026, 11, 21, 5)]  # noqa: DTZ001 - as a sheet has them
