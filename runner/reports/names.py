"""Where files lie in the object store, and what they are called inside a zip."""

from storage.model.artifact import ArtifactKind

_ROOT = "bulk_runs"


def report_key(run_id: int, site: str, kind: ArtifactKind) -> str:
    """bulk_runs/14/romashka/full.csv; the workbook is named after its site."""
    name = f"{site}.xlsx" if kind is ArtifactKind.XLSX else f"{kind.value}.csv"
    return f"{_ROOT}/{run_id}/{site}/{name}"


def archive_key(run_id: int) -> str:
    """bulk_runs/14/reports.zip."""
    return f"{_ROOT}/{run_id}/reports.zip"


def part_key(run_id: int, number: int) -> str:
    """bulk_runs/14/reports.part2.zip."""
    return f"{_ROOT}/{run_id}/reports.part{number}.zip"


def member_name(key: str) -> str:
    """The name inside the zip: romashka/full.csv."""
    return key.split("/", 2)[2]


def document_name(run_id: int, number: int = 1, of: int = 1) -> str:
    """The name of the document in the chat."""
    part = f"-part{number}" if of > 1 else ""
    return f"progon-{run_id}{part}-reports.zip"
