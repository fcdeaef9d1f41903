"""A document that came in the chat: saved, and its contents as a table."""

import csv
import io
import zipfile
from pathlib import Path

from rich.console import Console
from rich.table import Table


def save(directory: Path, message_id: int, name: str, content: bytes) -> Path:
    """Saves the zip as reports.zip in a folder of its own; returns its whole path."""
    folder = directory / f"{name.removesuffix('.zip')}-{message_id}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "reports.zip"
    path.write_bytes(content)
    return path.resolve()


def contents(content: bytes) -> Table:
    """What is in the zip: a row a file."""
    table = Table("file", "rows", "bytes", box=None)
    for column in table.columns[1:]:
        column.justify = "right"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            rows = _rows(archive, info) if info.filename.endswith(".csv") else ""
            table.add_row(info.filename, rows, f"{info.file_size:,}")
    return table


def show(console: Console, path: Path, content: bytes) -> None:
    """The table, and below it the path alone on its line, unbroken."""
    console.print(contents(content))
    console.print(str(path), soft_wrap=True, highlight=False, markup=False)


def _rows(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """Lines below the header; cells may hold line breaks, so a reader of CSV counts."""
    with archive.open(info) as raw:
        reader = csv.reader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        return f"{max(0, sum(1 for _ in reader) - 1):,}"
