"""The files of a site job as a reader gets them from the object store."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook

from playground.shops.shop import Shop
from runner.deps import Deps
from runner.reports.site_reports import write_reports
from storage import artifacts
from storage.model.artifact import Artifact, ArtifactKind
from storage.model.run import ALL_REPORTS, Claim, ReportKind
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import Answers, answer_of, crawl, ended, new_site_job

Rows = list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class Files:
    """What one site job left: bytes by kind, and their records."""

    contents: Mapping[ArtifactKind, bytes]
    records: Mapping[ArtifactKind, Artifact]
    claim: Claim

    def rows(self, kind: ArtifactKind) -> Rows:
        """A CSV file as a reader sees it."""
        text = self.contents[kind].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    @property
    def products(self) -> Rows:
        """full.csv."""
        return self.rows(ArtifactKind.FULL)

    @property
    def seo(self) -> dict[str, dict[str, str]]:
        """seo.csv by the encoded address."""
        return {row["URL Encoded Address"]: row for row in self.rows(ArtifactKind.SEO)}

    @property
    def issues(self) -> Rows:
        """issues.csv."""
        return self.rows(ArtifactKind.ISSUES)

    @property
    def changes(self) -> Rows:
        """diff.csv without its notes."""
        return [row for row in self.rows(ArtifactKind.DIFF) if row["change_type"] != "note"]

    @property
    def notes(self) -> list[str]:
        """The notes at the head of diff.csv."""
        rows = self.rows(ArtifactKind.DIFF)
        return [row["note"] for row in rows if row["change_type"] == "note"]

    @property
    def skipped(self) -> Rows:
        """skipped.csv."""
        return self.rows(ArtifactKind.SKIPPED)

    @property
    def workbook(self) -> Workbook:
        """The workbook, values and styles."""
        return load_workbook(io.BytesIO(self.contents[ArtifactKind.XLSX]))


async def files_of(deps: Deps, claim: Claim) -> Files:
    """Everything on record for a run of one site."""
    found = {file.kind: file for file in await artifacts.of_run(deps.db, claim.run_id)}
    contents = {
        kind: b"".join([piece async for piece in deps.objects.get(file.key)])
        for kind, file in found.items()
    }
    return Files(contents=contents, records=found, claim=claim)


async def reported(
    deps: Deps,
    shop: Shop,
    *,
    answers: Answers = answer_of,
    status: SiteStatus = SiteStatus.COMPLETED,
    reports: tuple[ReportKind, ...] = ALL_REPORTS,
) -> Files:
    """A run of a shop from its first address to its files."""
    claim = await new_site_job(deps, shop, reports=reports)
    await crawl(deps, shop, claim, answers=answers)
    await write_reports(deps, claim, status)
    await ended(deps, claim, status)
    return await files_of(deps, claim)


def pretty(value: object) -> str:
    """For messages of failing tests."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)
