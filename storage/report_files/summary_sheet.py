"""The first sheet of a workbook: what a person wants to know before opening any table, with charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from parser.pages.urls import normalise
from storage.report_files.cells import storable
from storage.report_files.looks import FONT, INK, LINK, PAPER, SHADE

_WIDTHS = {"A": 46, "B": 12, "C": 12, "D": 12, "E": 12, "F": 3}
_CHART_COLUMN = "G"
_CHART_ROWS = 14  # what a chart is high
_CHART_SIZE = (14.0, 6.6)  # cm
_LINE = Side(style="thin", color="B4C2DC")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A small table; the first column names, the second counts. `colours` go with the rows."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | float | None]]
    chart: bool = False  #: drawn as bars beside itself
    colours: Sequence[str] = ()
    total: bool = False  #: the last row is the sum of the others


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The contents of the sheet."""

    title: str
    facts: Sequence[tuple[str, str | int | float]]
    tables: Sequence[Table]
    alarm: str | None = None  #: what to know before believing any number


def draw(sheet: Worksheet, summary: Summary) -> None:
    """Fills the sheet from top to bottom."""
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = "548235"
    for letters, width in _WIDTHS.items():
        sheet.column_dimensions[letters].width = width
    _title(sheet, summary.title)
    row = 2
    if summary.alarm:
        _alarm(sheet, row, summary.alarm)
        row += 1
    for label, value in summary.facts:
        row += 1
        _fact(sheet, row, label, value)
    row += 2
    for table in summary.tables:
        row = _table(sheet, row, table)
    _for_paper(sheet)


def _title(sheet: Worksheet, text: str) -> None:
    cell = sheet["A1"]
    _put(cell, text)
    cell.font = Font(name=FONT, size=16, bold=True, color=INK)
    sheet.row_dimensions[1].height = 26


def _alarm(sheet: Worksheet, row: int, text: str) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=5)
    cell = sheet.cell(row=row, column=1)
    _put(cell, text)
    cell.font = Font(name=FONT, size=11, bold=True, color="9C0006")
    cell.fill = PatternFill("solid", start_color="FFC7CE")
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[row].height = 15 * (1 + len(text) // 80) + 6


def _fact(sheet: Worksheet, row: int, label: str, value: str | float) -> None:
    name, cell = sheet.cell(row=row, column=1), sheet.cell(row=row, column=2)
    _put(name, label)
    _put(cell, value)
    name.font = Font(name=FONT, size=10, color="7F7F7F")
    cell.font = Font(name=FONT, size=10)
    cell.alignment = Alignment(horizontal="left")
    if isinstance(value, int):
        cell.number_format = "#,##0"
    elif isinstance(value, str) and (target := normalise(value)) is not None:
        cell.hyperlink = target
        cell.font = Font(name=FONT, size=10, color=LINK, underline="single")


def _table(sheet: Worksheet, row: int, table: Table) -> int:
    """Draws a table; returns the row where the next one begins."""
    title = sheet.cell(row=row, column=1)
    _put(title, table.title)
    title.font = Font(name=FONT, size=12, bold=True, color=INK)
    head = row + 1
    for column, text in enumerate(table.heads, start=1):
        cell = sheet.cell(row=head, column=column)
        _put(cell, text)
        cell.font = Font(name=FONT, size=10, bold=True, color=PAPER)
        cell.fill = PatternFill("solid", start_color=INK)
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
    for number, values in enumerate(table.rows, start=1):
        is_sum = table.total and number == len(table.rows)
        _values(sheet, head + number, values, shaded=number % 2 == 0, bold=is_sum)
    if table.chart and any(values[1] for values in table.rows):
        sheet.add_chart(_chart(sheet, head, table), f"{_CHART_COLUMN}{row}")
        return max(head + len(table.rows), row + _CHART_ROWS) + 2
    return head + len(table.rows) + 2


def _values(
    sheet: Worksheet,
    row: int,
    values: Sequence[str | float | None],
    *,
    shaded: bool,
    bold: bool,
) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row=row, column=column)
        _put(cell, value)
        cell.font = Font(name=FONT, size=10, bold=bold)
        cell.border = Border(bottom=_LINE)
        if shaded:
            cell.fill = PatternFill("solid", start_color=SHADE)
        if isinstance(value, int | float):
            cell.number_format = "#,##0" if isinstance(value, int) else "0.0"
        elif column > 1:
            cell.alignment = Alignment(horizontal="right")


def _chart(sheet: Worksheet, head: int, table: Table) -> BarChart:
    last = head + len(table.rows)
    chart = BarChart()
    chart.type = "bar"
    chart.title = table.title
    chart.legend = None
    chart.gapWidth = 40
    chart.width, chart.height = _CHART_SIZE  # type: ignore[assignment] # centimetres, with a fraction
    chart.x_axis.delete = False
    chart.y_axis.delete = True
    chart.y_axis.majorGridlines = None
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.add_data(Reference(sheet, min_col=2, min_row=head, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=head + 1, max_row=last))
    for place, colour in enumerate(table.colours[: len(table.rows)]):
        point = DataPoint(idx=place)
        point.graphicalProperties.solidFill = colour
        chart.series[0].dPt.append(point)
    labels = DataLabelList()
    labels.showVal = True
    labels.showSerName = labels.showCatName = labels.showLegendKey = labels.showPercent = False
    chart.dataLabels = labels
    return chart


def _put(cell: object, value: str | float | None) -> None:
    """A value that is never a formula. People name their sites, so a text may hold any character."""
    if isinstance(value, str):
        cell.value = storable(value)  # type: ignore[attr-defined] # a cell of openpyxl, which has no public type
        cell.data_type = "s"  # type: ignore[attr-defined] # the same
    else:
        cell.value = value  # type: ignore[attr-defined] # the same


def _for_paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
