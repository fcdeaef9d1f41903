"""What the files say of one page of a site written by hand."""

from parser.pages.issue_catalogue import CATALOGUE
from tests.integration.runner.reports.files import Files
from tests.integration.runner.reports.hand_made import BASE

CODES = {check.name: check.code for check in CATALOGUE.values()}


def found(files: Files, code: str) -> dict[str, tuple[str, str]]:
    """Detail and evidence of an issue by the path it is told of."""
    return {
        row["Address"].removeprefix(BASE): (row["Detail"], row["Evidence"])
        for row in files.issues
        if CODES[row["Issue Name"]] == code
    }


def row(files: Files, target: str) -> dict[str, str]:
    """The row of seo.csv of a path."""
    return files.seo[BASE + target]
