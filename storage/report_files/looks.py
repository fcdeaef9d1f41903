"""How cells look: fonts, fills and number formats, as indexes into the styles that openpyxl writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from storage.report_files.columns import Kind, Mark

FONT = "Calibri"
INK, PAPER, SHADE, LINK = "1F3864", "FFFFFF", "EEF2F8", "0563C1"
_FORMATS = {
    Kind.TEXT: "General",
    Kind.CODE: "@",
    Kind.LINK: "General",
    Kind.WHOLE: "#,##0",
    Kind.ID: "0",
    Kind.NUMBER: "General",
    Kind.PERCENT: '0.00"%"',  # quoted, so that the number stays the one of the CSV file
    Kind.DIFFERENCE: "#,##0.00",
    Kind.MONEY: "#,##0.00",
    Kind.FLAG: '"TRUE";"TRUE";"FALSE"',  # LibreOffice may show 1 without it; Excel heeds none
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.DATE: "yyyy-mm-dd hh:mm",
}
#: of a date that a site states without a time
_DAY = "yyyy-mm-dd"
#: shown at the right, a little away from the text of the next column
_NUMBERS = frozenset(_FORMATS) - {Kind.TEXT, Kind.CODE, Kind.LINK, Kind.FLAG}
_COLOURS = {
    Mark.BAD: ("9C0006", "FFC7CE"),
    Mark.DOUBTFUL: ("7F6000", "FFEB9C"),
    Mark.GOOD: ("006100", "C6EFCE"),
}


@dataclass(frozen=True, kw_only=True)
class Looks:
    """Style indexes for the rows that are written without openpyxl."""

    head: int
    plain: Mapping[Kind, int]
    day: int  #: a date without a time
    #: text that begins like a formula: Excel's own sign that it is text, should somebody edit it
    quoted: int
    link: int  #: a cell with a hyperlink
    marked: Mapping[Mark, int]


def looks_of(sheet: Worksheet) -> Looks:
    """Registers the styles with a workbook, by way of the first cell of one of its sheets."""
    cell = sheet.cell(row=1, column=1)

    def style(*, look: str = "General", font: Font | None = None, **more: object) -> int:
        cell.style = "Normal"
        cell.number_format = look
        cell.font = font or Font(name=FONT, size=10)
        for name, value in more.items():
            setattr(cell, name, value)
        return int(cell.style_id)

    top = Alignment(vertical="top")
    right = Alignment(vertical="top", horizontal="right", indent=1)
    found = Looks(
        head=style(
            font=Font(name=FONT, size=10, bold=True, color=PAPER),
            fill=PatternFill("solid", start_color=INK),
            alignment=Alignment(vertical="center", wrap_text=True),
            border=Border(right=Side(style="thin", color="8EA9DB")),
        ),
        plain={
            kind: style(look=look, alignment=right if kind in _NUMBERS else top)
            for kind, look in _FORMATS.items()
        },
        day=style(look=_DAY, alignment=right),
        quoted=style(alignment=top, quotePrefix=True),
        link=style(font=Font(name=FONT, size=10, color=LINK, underline="single"), alignment=top),
        marked={
            mark: style(
                font=Font(name=FONT, size=10, color=ink),
                fill=PatternFill("solid", start_color=paper),
                alignment=top,
            )
            for mark, (ink, paper) in _COLOURS.items()
        },
    )
    cell.style = "Normal"
    return found
