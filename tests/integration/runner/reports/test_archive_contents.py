"""reports.zip of a run: which files, and whether the manifest tells the truth about them."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from runner.crawl.version import EXTRACTOR_VERSION
from runner.deps import Deps
from runner.reports.archive import build_archive
from runner.reports.site_reports import write_reports
from storage import runs, site_jobs
from storage.model.artifact import ArtifactKind
from storage.model.run import ALL_REPORTS, Claim, ReportKind
from storage.model.states import SiteStatus
from tests.integration.runner.reports.crawled import crawl, ended, new_site_job, small_shop
from tests.integration.runner.reports.files import files_of

TOP = ["summary.csv", "issues.csv", "skipped.csv", "manifest.json"]


async def made(deps: Deps, reports: tuple[ReportKind, ...]) -> tuple[Claim, zipfile.ZipFile]:
    """A run of two sites, one of which is down, and its archive."""
    shop = small_shop("plutanitsa")
    claim = await new_site_job(deps, shop, reports=reports)
    await deps.db.execute(
        """insert into bulk_job_sites (bulk_job_id, site, host, config, status, failure, failure_detail,
                                       finished_at)
           select bulk_job_id, 'molchun', 'down', config, 'failed', 'unreachable', '=refused', now()
             from bulk_job_sites where id = $1""",
        claim.site_job_id,
    )
    await crawl(deps, shop, claim)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    await ended(deps, claim)
    run = await runs.get(deps.db, claim.run_id)
    assert run is not None
    archive = await build_archive(deps, run, await site_jobs.of_run(deps.db, claim.run_id))
    assert archive is not None
    content = b"".join([piece async for piece in deps.objects.get(archive.key)])
    assert hashlib.sha256(content).hexdigest() == archive.sha256
    return claim, zipfile.ZipFile(io.BytesIO(content))


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    """A CSV file of the archive."""
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_a_whole_archive(deps: Deps) -> None:
    """Four tables on top, four files for the site that was read, and a row for the one that is down."""
    claim, archive = await made(deps, ALL_REPORTS)
    folder = ["full.csv", "seo.csv", "diff.csv", "plutanitsa.xlsx"]
    assert sorted(archive.namelist()) == sorted([*TOP, *(f"plutanitsa/{name}" for name in folder)])
    up, down = table(archive, "summary.csv")
    assert (up["Site"], up["Status"], up["Reason"]) == ("plutanitsa", "completed", "")
    assert int(up["Issues"]) == len(table(archive, "issues.csv"))
    assert (down["Site"], down["Status"], down["Reason"]) == ("molchun", "failed", "unreachable")
    assert (down["Detail"], down["Issues"], down["Changes"]) == ("'=refused", "", "")
    assert (down["Addresses"], down["Processed"], down["Failed"]) == ("1", "1", "1")
    outcomes, of_down = (site["outcomes"] for site in manifest(archive)["sites"])
    skipped = table(archive, "skipped.csv")
    assert of_down == {"failed": 1}
    assert len(skipped) == sum(outcomes.values()) - outcomes["fetched"] + 1
    assert {**skipped[-1], "Site": ""} == {
        "Site": "",
        "Address": down["URL"],
        "Outcome": "failed",
        "Reason": "unreachable: =refused",
        "Source": "seed",
        "Sitemap URL": "",
        "Sitemap Lastmod": "",
        "Crawl Depth": "0",
        "Attempts": "0",
    }
    assert claim.run_id == manifest(archive)["run"]


async def test_a_run_of_which_every_site_is_down_has_an_archive_too(deps: Deps) -> None:
    """It says of each site why there is nothing, by address; the sums are those of the ledgers."""
    claim = await new_site_job(deps, small_shop("plutanitsa"))
    await ended(deps, claim, SiteStatus.FAILED)
    run = await runs.get(deps.db, claim.run_id)
    assert run is not None
    packed = await build_archive(deps, run, await site_jobs.of_run(deps.db, run.id))
    assert packed is not None
    assert set(packed.facts) == {"parts"}
    content = b"".join([piece async for piece in deps.objects.get(packed.key)])
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.namelist() == [name for name in TOP if name != "issues.csv"]
    [summary], [skipped] = table(archive, "summary.csv"), table(archive, "skipped.csv")
    assert (summary["Status"], summary["Addresses"]) == ("failed", "1")
    assert (skipped["Address"], skipped["Outcome"]) == (summary["URL"], "failed")
    assert [site["outcomes"] for site in manifest(archive)["sites"]] == [{"failed": 1}]


async def test_a_run_that_was_cancelled_before_anything_has_no_archive(deps: Deps) -> None:
    """Nobody waits for it, and there is nothing to tell."""
    claim = await new_site_job(deps, small_shop("plutanitsa"))
    await ended(deps, claim, SiteStatus.CANCELLED)
    run = await runs.get(deps.db, claim.run_id)
    assert run is not None
    assert await build_archive(deps, run, await site_jobs.of_run(deps.db, run.id)) is None


def manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """manifest.json."""
    found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


async def test_the_manifest_knows_each_file(deps: Deps) -> None:
    """Sizes, hashes and rows are those of the files; the configuration has a hash, the reading a version."""
    _, archive = await made(deps, ALL_REPORTS)
    document = manifest(archive)
    assert document["extractor"] == EXTRACTOR_VERSION
    assert all(len(site["config_sha256"]) == 64 for site in document["sites"])
    assert [site["status"] for site in document["sites"]] == ["completed", "failed"]
    told = {file["name"]: file for file in document["files"]}
    assert set(told) == set(archive.namelist()) - {"manifest.json"}
    for name, file in told.items():
        content = archive.read(name)
        assert file["size"] == len(content)
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        if name.endswith(".csv"):
            assert file["rows"] == len(table(archive, name))


@pytest.mark.parametrize("kind", list(ReportKind))
async def test_a_run_has_only_the_reports_it_was_asked_for(deps: Deps, kind: ReportKind) -> None:
    """One kind gives one file in the folder; issues.csv comes with seo.csv alone."""
    _, archive = await made(deps, (kind,))
    name = "plutanitsa.xlsx" if kind is ReportKind.XLSX else f"{kind.value}.csv"
    top = [one for one in TOP if one != "issues.csv" or kind is ReportKind.SEO]
    assert sorted(archive.namelist()) == sorted([*top, f"plutanitsa/{name}"])


async def test_reports_made_twice_are_the_same_bytes(deps: Deps) -> None:
    """A second making, after a crash or for no reason, puts the same files in the same places."""
    shop = small_shop("plutanitsa")
    claim = await new_site_job(deps, shop)
    await crawl(deps, shop, claim)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    first = await files_of(deps, claim)
    await write_reports(deps, claim, SiteStatus.COMPLETED)
    second = await files_of(deps, claim)
    assert set(first.contents) == set(ArtifactKind) - {ArtifactKind.ARCHIVE}
    assert first.contents == second.contents
    assert not list(deps.scratch.iterdir())


async def test_an_archive_has_one_separator(deps: Deps) -> None:
    """Files of a site that was not retried were written before the setting changed."""
    claim, before = await made(deps, ALL_REPORTS)
    semicolon = deps.settings.model_copy(update={"csv_separator": ";"})
    run = await runs.get(deps.db, claim.run_id)
    assert run is not None
    jobs = await site_jobs.of_run(deps.db, claim.run_id)
    archive = await build_archive(replace(deps, settings=semicolon), run, jobs)
    assert archive is not None
    content = b"".join([piece async for piece in deps.objects.get(archive.key)])
    after = zipfile.ZipFile(io.BytesIO(content))
    assert after.namelist() == before.namelist()
    for name in filter(lambda name: name.endswith(".csv"), after.namelist()):
        text = io.StringIO(after.read(name).decode("utf-8-sig"), newline="")
        assert list(csv.DictReader(text, delimiter=";")) == table(before, name), name
    told = json.loads(after.read("manifest.json"))["files"]
    for one in told:
        assert hashlib.sha256(after.read(one["name"])).hexdigest() == one["sha256"]
