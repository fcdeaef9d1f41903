"""The columns that specialists' sheets look up by name and place."""

from textwrap import wrap

from runner.reports.full_fields import FIELDS as FULL
from runner.reports.seo_fields import FIELDS as SEO

#: internal_all.csv of Screaming Frog, without what needs a browser or another service
SCREAMING_FROG = """
Address|Content Type|Status Code|Status|Indexability|Indexability Status|Title 1|Title 1 Length|
Title 1 Pixel Width|Meta Description 1|Meta Description 1 Length|Meta Description 1 Pixel Width|
Meta Keywords 1|Meta Keywords 1 Length|H1-1|H1-1 Length|H1-2|H1-2 Length|H2-1|H2-1 Length|H2-2|
H2-2 Length|Meta Robots 1|X-Robots-Tag 1|Meta Refresh 1|Canonical Link Element 1|rel="next" 1|
rel="prev" 1|HTTP rel="next" 1|HTTP rel="prev" 1|amphtml Link Element|Size (bytes)|
Transferred (bytes)|Word Count|Sentence Count|Average Words Per Sentence|Text Ratio|Crawl Depth|
Folder Depth|Inlinks|Unique Inlinks|% of Total|Outlinks|Unique Outlinks|External Outlinks|
Unique External Outlinks|Closest Near Duplicate Match|No. Near Duplicates|Hash|Response Time|
Last Modified|Redirect URL|Redirect Type|Cookies|Language|HTTP Version|URL Encoded Address|
Crawl Timestamp
""".replace("\n", "").split("|")


def test_seo_csv_begins_as_screaming_frogs_export() -> None:
    """The same names in the same order; what is ours comes after them."""
    names = [field.column.name for field in SEO]
    assert names[: len(SCREAMING_FROG)] == SCREAMING_FROG
    assert names[len(SCREAMING_FROG)] == "Run ID"


def test_no_column_has_two_meanings() -> None:
    """Names are unique in a file, whatever the case: readers look up by them."""
    for fields in (FULL, SEO):
        names = [field.column.name.casefold() for field in fields]
        assert len(set(names)) == len(names)


def test_heads_are_read_whole() -> None:
    """A head has two lines in a sheet, and a button beside them."""
    for field in (*FULL, *SEO):
        column = field.column
        assert len(wrap(column.name, column.width - 3)) <= 2, column.name
