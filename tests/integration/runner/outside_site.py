"""A site whose links and pictures are asked for, and what its runs tell of them."""

from dataclasses import dataclass
from typing import Any

from config.policies import Policy
from parser.pages.issue_catalogue import CATALOGUE
from runner.deps import Deps
from storage import artifacts
from storage.model.artifact import ArtifactKind
from tests.integration.runner import whole_run
from tests.integration.runner.hostile import robots
from tests.integration.runner.loopback import Loopback, answer, page
from tests.integration.runner.one_site import POLICY, begin
from tests.world import finished, rows

LINKS = POLICY.model_copy(
    update={"also_check": ("external_links",), "connect_timeout": 1, "page_timeout": 1}
)
PICTURES = LINKS.model_copy(update={"also_check": ("images",)})
CODES = {check.name: check.code for check in CATALOGUE.values()}
PNG = "image/png"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the files of a run say."""

    issues: dict[tuple[str, str], whole_run.Row]  #: by code and path
    seo: dict[str, whole_run.Row]  #: by path
    run_id: int
    facts: dict[str, Any]

    def life(self, code: str, path: str = "/") -> str | None:
        """What has become of an issue."""
        row = self.issues.get((code, path))
        return row["Status"] if row else None


async def told(deps: Deps, web: Loopback, run_id: int) -> Told:
    """Waits for the run and reads its files."""
    await finished(deps, run_id)
    tables = (await whole_run.told(deps, web, run_id)).tables
    files = {file.kind: file for file in await artifacts.of_run(deps.db, run_id)}

    def path(address: str) -> str:
        return "/" + address.removeprefix(web.root)

    return Told(
        issues={
            (CODES[row["Issue Name"]], path(row["Address"])): row
            for row in tables[ArtifactKind.ISSUES]
        },
        seo={path(row["Address"]): row for row in tables[ArtifactKind.SEO]},
        run_id=run_id,
        facts=dict(files[ArtifactKind.ISSUES].facts),
    )


async def ran(deps: Deps, web: Loopback, policy: Policy, key: str = "1") -> Told:
    """A run of the site, and what it told."""
    return await told(deps, web, await begin(deps, web, policy, key=key))


async def answers(deps: Deps) -> dict[str, tuple[Any, ...]]:
    """What is stored of each address by its path: verdict, cause, first and last status."""
    found = await rows(deps, 'select * from outside_checks order by site_job_id, url collate "C"')
    return {
        "/" + row["url"].split("/", 3)[3]: (
            row["verdict"], row["cause"], row["status_code"], row["final_status"],
        )
        for row in found
    }  # fmt: skip


def home(web: Loopback, *links: str, body: str = "") -> None:
    """A site of one page with these links."""
    web.acts["/robots.txt"] = robots("User-agent: *\nDisallow:")
    web.acts["/"] = answer(page("Home", links) + body.encode())
