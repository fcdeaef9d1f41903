"""Text that no spreadsheet calculates, and that XML can hold."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.report_files.cells import (
    MOST_CHARACTERS,
    fitting,
    for_xml,
    is_calculated,
    neutralised,
    plain_money,
    plain_number,
    serial,
)
from tests.unit.storage.report_files.corpora import cases

#: as spreadsheets read it: ECMA-376, ST_Xstring
_escape = re.compile("_x([0-9A-Fa-f]{4})_")


def original(cell: str) -> str:
    """What a CSV cell was before it was made safe."""
    return cell[1:] if cell.startswith("'") and is_calculated(cell[1:]) else cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u200b=1",
        "\ufeff=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20A1", "\tplain", "\rplain", 'DDE("cmd")',
        'dde ("cmd";"/C calc")', "-2+3+cmd|' /C calc'!A0", "+7 call me", "=", "@", "'=1+1", "''=1+1",
        "+1-800-555-1234", "+7-495-123-45-67", "+7-(495)-123-45-67", "+1 - 800 - 555 - 1234", "+1-800-555.1234",
        "- item", "-2-3", "+1-800-FLOWERS",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(text: str) -> None:
    """Formulas, however they are disguised, become text; the apostrophe can be taken off again."""
    assert neutralised(text) == f"'{text}"
    assert original(neutralised(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "", "-5", "+5", "-12.50", "-1 299,90", "-1\u00a0299,90", "-1,299.50", "-0.5", "+.5", "-1E+02", "-15%",
        "+7 (999) 123-45-67", "+7 999 123-45-67", "+79991234567", "+44 20 7946 0958", "+7 (495) 123-45-67", "+7(495)123-45-67", "+1 (800) 555-1234", "+1 800-555-1234",
        "+49 30 123456", "+1.800.555.1234", "8-800-555-35-35", "5-10", "1+1",
        "a=b", "user@example.com", "\u22125", "\u2013", "Dde", "d", "'quoted'", "300=400", "\u041f\u0440\u043e\u0432\u043e\u0434",
    ],
)  # fmt: skip
def test_numbers_telephones_and_plain_text_stay_as_they_are(text: str) -> None:
    """Nothing is spoiled that no spreadsheet would calculate to anything else."""
    assert neutralised(text) == text


@given(st.text())
def test_the_apostrophe_can_always_be_taken_off(text: str) -> None:
    """Whatever the text, the original comes back, and a safe cell is never calculated."""
    cell = neutralised(text)
    assert original(cell) == text
    if cell != text:
        assert cell[0] == "'"


def test_the_corpus_of_formulas_is_disarmed() -> None:
    """No payload stays a formula, and what is harmless is not touched."""
    for case in cases("csv_injection"):
        cell = neutralised(case["input"])
        if case["dangerous"]:
            assert cell == "'" + case["input"], case
        elif case["dangerous"] is False or "must stay readable" in case.get("note", ""):
            assert cell == case["input"], case


@given(st.text() | st.text("_x05F"))
@example("_x005F_x0041_")
def test_any_text_makes_well_formed_xml(text: str) -> None:
    """An XML parser and a spreadsheet behind it read back the text, but for what XML cannot hold."""
    read = ET.fromstring(f"<t>{for_xml(text)}</t>").text or ""  # noqa: S314 - our own text
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in kept if char in "\n\t" or char.isprintable() or _is_xml(char))
    assert _escape.sub(lambda found: chr(int(found[1], 16)), read) == kept


def _is_xml(char: str) -> bool:
    point = ord(char)
    return point >= 0x20 and not 0xD800 <= point <= 0xDFFF and point not in {0xFFFE, 0xFFFF}


def test_excels_own_escapes_are_escaped() -> None:
    """Excel reads `_x000D_` in a cell as a carriage return: a text that looks so must not become one."""
    assert for_xml("a_x000D_b") == "a_x005F_x000D_b"
    assert for_xml("a_x00_b_xyz_") == "a_x00_b_xyz_"


def test_a_long_text_is_cut_to_what_a_cell_holds() -> None:
    """Excel counts UTF-16 units: a smile is two, and is never cut in half."""
    assert fitting("a" * MOST_CHARACTERS) == "a" * MOST_CHARACTERS
    cut = fitting("\U0001f600" * MOST_CHARACTERS)
    assert len(cut.encode("utf-16-le")) // 2 <= MOST_CHARACTERS
    assert cut.rstrip("\u2026").strip("\U0001f600") == ""
    assert len(for_xml("b" * 100_000)) == MOST_CHARACTERS


def test_numbers_have_no_powers_of_ten() -> None:
    """Neither a Decimal nor a text in scientific form reaches a file as such."""
    assert plain_number(Decimal("1E+3")) == "1000"
    assert plain_number("1e-7") == "0.0000001"
    assert plain_number("12.50") == "12.50"
    assert plain_number(Decimal("0.10")) == "0.10"


def test_moments_are_counted_in_days() -> None:
    """Excel's day 1 is 1 January 1900, and it believes that year to be a leap year."""
    assert serial(datetime(2026, 1, 1, 12, tzinfo=UTC)) == 46023.5


@pytest.mark.parametrize(
    ("amount", "written"),
    [("3740", "3740.00"), ("3740.0", "3740.00"), ("3740.90", "3740.90"), ("0.12500", "0.125"),
     (Decimal("1E+3"), "1000.00"), (Decimal("-448.8"), "-448.80"), ("0.0000001", "0.0000001"),
     (Decimal(0), "0.00")],
)  # fmt: skip
def test_money_has_two_digits_behind_the_dot(amount: str | Decimal, written: str) -> None:
    """However the shop writes it: a column of prices has one form, and loses nothing."""
    assert plain_money(amount) == written
    assert Decimal(written) == Decimal(amount)
