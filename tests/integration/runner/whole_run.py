"""What a whole run of a site on loopback told: its files by the paths of their addresses."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.policies import Policy
from parser.pages.issue_catalogue import CATALOGUE
from runner.deps import Deps
from runner.plan import RunOrder
from storage import artifacts
from storage.model.artifact import ArtifactKind
from tests.integration.runner.hostile import POLICY
from tests.integration.runner.loopback import Loopback
from tests.integration.runner.one_site import ALL_PAGES, begin
from tests.world import finished, rows

Row = Mapping[str, str]
_CODES = {check.name: check.code for check in CATALOGUE.values()}


@dataclass(frozen=True, kw_only=True)
class Told:
    """The files of a run of one site."""

    root: str
    tables: Mapping[ArtifactKind, list[Row]]
    job: Mapping[str, Any]  #: the row of the site job

    @property
    def seo(self) -> Mapping[str, Row]:
        """seo.csv by path."""
        found = self.tables[ArtifactKind.SEO]
        return {self._path(row["URL Encoded Address"]): row for row in found}

    @property
    def facts(self) -> Mapping[str, Any]:
        """The account of the sitemaps in numbers."""
        facts: Mapping[str, Any] = self.job["sitemaps"]["facts"]
        return facts

    @property
    def changes(self) -> set[tuple[str, str, str]]:
        """Rows of diff.csv: kind, field and path of each; its notes left out."""
        return {
            (row["change_type"], row["field"], self._path(row["url"]))
            for row in self.tables[ArtifactKind.DIFF]
            if row["change_type"] != "note"
        }

    def codes(self, prefix: str, *status: str) -> Mapping[str, set[str]]:
        """Codes of issues by path, of these statuses; without any, of those that are there."""
        found: dict[str, set[str]] = {}
        for row in self.tables[ArtifactKind.ISSUES]:
            code = _CODES[row["Issue Name"]]
            if code.startswith(prefix) and row["Status"] in (status or ("new", "persisting")):
                found.setdefault(self._path(row["Address"]), set()).add(code)
        return found

    def evidence(self, code: str) -> Mapping[str, str]:
        """What shows an issue, by path."""
        return {
            self._path(row["Address"]): row["Evidence"].replace(self.root, "/")
            for row in self.tables[ArtifactKind.ISSUES]
            if _CODES[row["Issue Name"]] == code
        }

    def _path(self, url: str) -> str:
        return "/" + url.removeprefix(self.root)


async def told(deps: Deps, web: Loopback, run_id: int) -> Told:
    """Reads what a finished run left."""
    [job] = await rows(deps, "select * from bulk_job_sites where bulk_job_id = $1", run_id)
    tables: dict[ArtifactKind, list[Row]] = {}
    for file in await artifacts.of_run(deps.db, run_id):
        if file.site is not None and file.key.endswith(".csv"):
            text = b"".join([piece async for piece in deps.objects.get(file.key)])
            reader = csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
            tables[file.kind] = list(reader)
    return Told(root=web.root, tables=tables, job=job)


async def run(
    deps: Deps,
    web: Loopback,
    key: str = "1",
    *,
    order: RunOrder = ALL_PAGES,
    policy: Policy = POLICY,
) -> Told:
    """A run to its end."""
    run_id = await begin(deps, web, policy, key=key, order=order)
    await finished(deps, run_id)
    return await told(deps, web, run_id)
