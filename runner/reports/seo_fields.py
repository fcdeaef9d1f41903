"""The columns of seo.csv: Screaming Frog's names in its order, then ours.

Specialists' sheets look columns up by name and place, so the first block is never changed.
"""

from collections.abc import Sequence

from parser.pages.records import Hreflang, Seo
from parser.pages.simhash import LONG_BITS
from parser.pages.urls import Base, normalise, without_tracking
from runner.reports import seo_row as of
from runner.reports.indexability import indexability, status_text
from runner.reports.near_duplicates import similarity
from runner.reports.seo_row import PRIORITY_MARKS, SeoRow, of_line, of_seo
from runner.reports.site_checks import all_hreflang
from runner.reports.table import Field, field
from storage.report_files.columns import Cell, Kind, Mark
from storage.report_rows import PageLine, money

LINK, WHOLE, NUMBER, PERCENT, MONEY, FLAG, MOMENT, CODE = (
    Kind.LINK, Kind.WHOLE, Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.FLAG, Kind.MOMENT, Kind.CODE,
)  # fmt: skip


def _nth(values: Sequence[str], place: int) -> str | None:
    return values[place] if place < len(values) else None


def _length(values: Sequence[str], place: int) -> int | None:
    if place < len(values):
        return len(values[place])
    return 0 if place == 0 else None


def _per_sentence(seo: Seo) -> float | None:
    return round(seo.word_count / seo.sentence_count, 1) if seo.sentence_count else None


def _canonical(line: PageLine) -> str | None:
    """The canonical with its tracking parameters if it resolves as written, else as it was read."""
    if (seo := line.seo) is None:
        return None
    written = _nth((*seo.canonicals, *seo.canonicals_ignored), 0)
    if not written or seo.canonical_url is None:
        return (normalise(written) if written else None) or seo.canonical_url or written
    url = Base(line.url).resolve(written)  # a `<base href>` may make it another one
    return url if url and without_tracking(url) == seo.canonical_url else seo.canonical_url


def _share(row: SeoRow) -> float | None:
    return round(100 * row.line.inlink_pages / row.site_pages, 2) if row.site_pages else None


def _closest(line: PageLine) -> float | None:
    distance = line.near_distance
    return None if distance is None else round(similarity(distance, LONG_BITS), 1)


def _seconds(line: PageLine) -> float | None:
    return None if line.response_ms is None else line.response_ms / 1000


def _told(languages: Sequence[Hreflang]) -> str:
    return "; ".join([f"{one.language} {of.shown(one.url)}" for one in languages])


def _hreflang(line: PageLine) -> str | None:
    return None if line.seo is None else _told(all_hreflang(line))


def _sitemap_hreflang(line: PageLine) -> str | None:
    return _told(line.sitemap_hreflang) if line.seo is not None else None


def _if_page(line: PageLine, value: int | None) -> Cell:
    return None if line.seo is None else value or 0


_SCREAMING_FROG: tuple[Field[SeoRow], ...] = (
    field("Address", lambda row: row.address, LINK, width=60),
    of_line("Content Type", lambda line: line.content_type, width=22),
    of_line("Status Code", lambda line: line.status_code or 0, WHOLE, 9),
    of_line("Status", status_text, width=18),
    field(
        "Indexability",
        lambda row: indexability(row.line)[0],
        marks={"Non-Indexable": Mark.DOUBTFUL},
    ),
    of_line("Indexability Status", lambda line: indexability(line)[1], width=20),
    of_seo("Title 1", lambda seo: _nth(seo.titles, 0), width=40),
    of_seo("Title 1 Length", lambda seo: _length(seo.titles, 0), WHOLE, 9),
    of_seo("Title 1 Pixel Width", lambda seo: seo.title_pixels, WHOLE, 9),
    of_seo("Meta Description 1", lambda seo: _nth(seo.descriptions, 0), width=40),
    of_seo("Meta Description 1 Length", lambda seo: _length(seo.descriptions, 0), WHOLE, 12),
    of_seo("Meta Description 1 Pixel Width", lambda seo: seo.description_pixels, WHOLE, 12),
    of_seo("Meta Keywords 1", lambda seo: seo.keywords, width=20),
    of_seo("Meta Keywords 1 Length", lambda seo: len(seo.keywords or ""), WHOLE, 10),
    of_seo("H1-1", lambda seo: _nth(seo.h1, 0), width=36),
    of_seo("H1-1 Length", lambda seo: _length(seo.h1, 0), WHOLE, 9),
    of_seo("H1-2", lambda seo: _nth(seo.h1, 1), width=20),
    of_seo("H1-2 Length", lambda seo: _length(seo.h1, 1), WHOLE, 9),
    of_seo("H2-1", lambda seo: _nth(seo.h2, 0), width=24),
    of_seo("H2-1 Length", lambda seo: _length(seo.h2, 0), WHOLE, 9),
    of_seo("H2-2", lambda seo: _nth(seo.h2, 1), width=24),
    of_seo("H2-2 Length", lambda seo: _length(seo.h2, 1), WHOLE, 9),
    of_seo("Meta Robots 1", lambda seo: seo.robots_meta, width=18),
    of_line("X-Robots-Tag 1", lambda line: line.robots_header, width=16),
    of_seo("Meta Refresh 1", lambda seo: seo.meta_refresh, width=16),
    of_line("Canonical Link Element 1", lambda line: of.shown(_canonical(line)), width=40),
    of_seo('rel="next" 1', lambda seo: of.shown(seo.rel_next), width=24),
    of_seo('rel="prev" 1', lambda seo: of.shown(seo.rel_prev), width=24),
    of_seo('HTTP rel="next" 1', lambda seo: of.shown(seo.http_rel_next), width=20),
    of_seo('HTTP rel="prev" 1', lambda seo: of.shown(seo.http_rel_prev), width=20),
    of_seo("amphtml Link Element", lambda seo: of.shown(seo.amp_url), width=24),
    of_line("Size (bytes)", lambda line: line.size_bytes, WHOLE, 11),
    of_line("Transferred (bytes)", lambda line: line.wire_bytes, WHOLE, 12),
    of_seo("Word Count", lambda seo: seo.word_count, WHOLE, 9),
    of_seo("Sentence Count", lambda seo: seo.sentence_count, WHOLE, 10),
    of_seo("Average Words Per Sentence", _per_sentence, NUMBER, 13),
    of_seo("Text Ratio", lambda seo: seo.text_ratio, PERCENT, 9),
    of_line("Crawl Depth", lambda line: line.depth, WHOLE, 9),
    of_line("Folder Depth", of.folder_depth, WHOLE, 9),
    of_line("Inlinks", lambda line: line.inlinks, WHOLE, 9),
    of_line("Unique Inlinks", lambda line: line.inlink_pages, WHOLE, 9),
    field("% of Total", _share, PERCENT, width=9),
    of_line("Outlinks", of.outlinks, WHOLE, 9),
    of_line("Unique Outlinks", of.unique_outlinks, WHOLE, 9),
    of_line("External Outlinks", lambda line: _if_page(line, line.outer_count), WHOLE, 9),
    of_line("Unique External Outlinks", lambda line: _if_page(line, line.outer_pages), WHOLE, 10),
    of_line("Closest Near Duplicate Match", _closest, PERCENT, 12),
    of_line("No. Near Duplicates", lambda line: line.near_pages, WHOLE, 11),
    of_line("Hash", lambda line: line.body_md5, CODE, 16),
    of_line("Response Time", _seconds, NUMBER, 10),
    of_line("Last Modified", lambda line: line.last_modified, width=28),
    of_line("Redirect URL", lambda line: of.shown(line.redirect_url), width=40),
    of_line("Redirect Type", of.redirect_type, width=16),
    of_line("Cookies", lambda line: _if_page(line, line.cookies), WHOLE, 9),
    of_seo("Language", lambda seo: seo.html_lang, width=10),
    of_line("HTTP Version", lambda line: line.http_version, CODE, 9),
    of_line("URL Encoded Address", lambda line: line.url, width=40),
    of_line("Crawl Timestamp", lambda line: line.fetched_at, MOMENT, 17),
)

_OURS: tuple[Field[SeoRow], ...] = (
    field("Run ID", lambda row: row.run_id, Kind.ID, width=8),
    field("Site", lambda row: row.site),
    of_line("Page Type", lambda line: line.page_type, width=11),
    of_line("Final URL", of.final_url, width=40),
    of_line("Redirect Chain", of.chain, width=40),
    of_line("Redirect Hops", lambda line: len(line.chain or ()), WHOLE, 9),
    of_line("Redirect Loop", lambda line: line.loops, FLAG, 9),
    of_line("TTFB (ms)", lambda line: line.ttfb_ms, WHOLE, 9),
    of_line("Crawl Error", of.crawl_error),
    of_line("Blocked Suspected", of.is_suspicious, FLAG, 10),
    of_line("In Sitemap", of.in_sitemap, FLAG, 9),
    of_line("Sitemap URL", lambda line: of.shown(line.sitemap), width=30),
    of_line("Sitemap Lastmod", lambda line: line.lastmod, Kind.DATE, 17),
    field("Robots.txt Allowed", of.robots_allowed, FLAG, width=10),
    of_line(
        "Robots.txt Matched Line",
        lambda line: line.detail if line.state == "blocked" else None,
        width=26,
    ),
    of_line("Canonical Status", of.canonical_status, width=11),
    of_line("Canonical Target Status", of.canonical_target_status, width=12),
    of_seo("Titles", lambda seo: len(seo.titles), WHOLE, 8),
    of_seo("Meta Descriptions", lambda seo: len(seo.descriptions), WHOLE, 11),
    of_seo("H1s", lambda seo: len(seo.h1), WHOLE, 8),
    of_line("Duplicate Title Count", lambda line: of.others(line.title), WHOLE, 10),
    of_line("Duplicate Description Count", lambda line: of.others(line.description), WHOLE, 11),
    of_line("Duplicate H1 Count", lambda line: of.others(line.h1), WHOLE, 10),
    of_line("Content Hash", lambda line: line.content_hash, CODE, 16),
    of_line("Exact Duplicate Group", of.exact_group, CODE),
    of_line("Hreflang", _hreflang, width=30),
    of_line("Sitemap Hreflang", _sitemap_hreflang, width=30),
    field("Hreflang Issues", lambda row: of.codes(row, "hreflang"), width=20),
    of_seo("Html Lang", lambda seo: seo.html_lang, width=9),
    of_seo("Viewport", lambda seo: seo.viewport, width=22),
    of_seo("Images", lambda seo: seo.images, WHOLE, 8),
    of_seo("Images Missing Alt Attribute", lambda seo: seo.images_missing_alt_attribute, WHOLE, 12),
    of_seo("Images Missing Alt Text", lambda seo: seo.images_missing_alt_text, WHOLE, 11),
    of_seo("Images Missing Size Attributes", lambda seo: seo.images_missing_size, WHOLE, 12),
    of_seo("Structured Data Types", lambda seo: ";".join(seo.structured_data_types), width=26),
    of_seo("Structured Data Errors", lambda seo: len(seo.structured_data_errors), WHOLE, 11),
    of_seo("Structured Data Warnings", lambda seo: len(seo.structured_data_warnings), WHOLE, 11),
    of_seo(
        "Product Missing Required", lambda seo: ";".join(seo.product_missing_required), width=20
    ),
    of_seo(
        "Product Missing Recommended",
        lambda seo: ";".join(seo.product_missing_recommended),
        width=24,
    ),
    of_line("Schema Price", lambda line: money(line.schema_price), MONEY, 11),
    of_line("Page Price", lambda line: money(line.page_price), MONEY, 11),
    field("Price Mismatch", of.price_mismatch, FLAG, width=9),
    of_seo("OG Title", lambda seo: seo.og_title, width=30),
    of_seo("OG Image", lambda seo: seo.og_image, width=30),
    of_seo("Mixed Content", lambda seo: seo.mixed_content, WHOLE, 9),
    of_line("Broken Internal Links", lambda line: _if_page(line, line.broken), WHOLE, 10),
    of_line("Broken External Links", lambda line: line.broken_outside, WHOLE, 10),
    of_line("Links To Redirects", lambda line: _if_page(line, line.moved), WHOLE, 10),
    field("Issues", of.codes, width=40),
    field("Issue Count", lambda row: len(row.issues), WHOLE, width=8),
    field("Max Priority", lambda row: of.priority(row.issues), width=10, marks=PRIORITY_MARKS),
)

FIELDS = _SCREAMING_FROG + _OURS
