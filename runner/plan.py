"""Turns an order into a plan: which sites, under which policies. Pure: files are read elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from config.policies import Policy
from config.sites import Catalogue, Site
from parser.pages.urls import host_key
from storage.model.run import ALL_REPORTS, NewSiteJob, ReportKind


@dataclass(frozen=True, kw_only=True)
class RunOrder:
    """What to run, as a command asks for it."""

    sites: tuple[str, ...] | Literal["all"] = "all"
    except_sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    page_limit: int | None = None
    concurrency: int | None = None
    skip_existing: bool = False
    dry_run: bool = False
    reports: tuple[ReportKind, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """For storage with a run or a schedule."""
        return {
            "sites": self.sites if self.sites == "all" else list(self.sites),
            "except": list(self.except_sites),
            "tags": list(self.tags),
            "limit": self.page_limit,
            "concurrency": self.concurrency,
            "skip_existing": self.skip_existing,
            "dry_run": self.dry_run,
            "reports": None if self.reports is None else [kind.value for kind in self.reports],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "RunOrder":
        """The inverse of `as_json`."""
        sites, reports = kept["sites"], kept["reports"]
        return cls(
            sites="all" if sites == "all" else tuple(sites),
            except_sites=tuple(kept["except"]),
            tags=tuple(kept["tags"]),
            page_limit=kept["limit"],
            concurrency=kept["concurrency"],
            skip_existing=kept["skip_existing"],
            dry_run=kept["dry_run"],
            reports=None if reports is None else tuple(ReportKind(kind) for kind in reports),
        )


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a run will do."""

    sites: tuple[Site, ...]
    left_out: tuple[Site, ...]  #: excluded by "except"; shown to people
    needs_admin: tuple[str, ...]  #: sites whose policy only an admin may use
    jobs: tuple[NewSiteJob, ...]
    reports: tuple[ReportKind, ...]


class PlanError(Exception):
    """The order cannot be planned. The faces word `code` with `facts`."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def plan_run(order: RunOrder, catalogue: Catalogue, policies: Mapping[str, Policy]) -> Plan:
    """The plan of a run.

    Raises:
        PlanError: "unknown_site", "nothing_left" or "unknown_policy".
    """
    chosen = select_sites(order, catalogue)
    kept = tuple(site for site in chosen if site.id not in order.except_sites)
    if not kept:
        raise PlanError("nothing_left")
    return Plan(
        sites=kept,
        left_out=tuple(site for site in chosen if site.id in order.except_sites),
        needs_admin=tuple(site.id for site in kept if _policy(site, policies).needs_admin),
        jobs=tuple(_job(site, _policy(site, policies)) for site in kept),
        reports=order.reports or ALL_REPORTS,
    )


def select_sites(order: RunOrder, catalogue: Catalogue) -> Sequence[Site]:
    """The sites an order means, exceptions included, in the order of the catalogue.

    Sites named and sites tagged are added together: "ozon and electronics". Tags alone choose among all.

    Raises:
        PlanError: "unknown_site".
    """
    named = set() if order.sites == "all" else {*order.sites}
    for site_id in (*sorted(named), *order.except_sites):
        if site_id not in catalogue.sites:
            raise PlanError("unknown_site", site=site_id)
    everything, tags = order.sites == "all" and not order.tags, set(order.tags)
    sites = catalogue.sites.values()
    return [site for site in sites if everything or site.id in named or tags & set(site.tags)]


def _policy(site: Site, policies: Mapping[str, Policy]) -> Policy:
    try:
        return policies[site.policy]
    except KeyError:
        raise PlanError("unknown_policy", site=site.id, policy=site.policy) from None


def _job(site: Site, policy: Policy) -> NewSiteJob:
    config = {"site": site.model_dump(mode="json"), "policy": policy.model_dump(mode="json")}
    host = host_key(site.url).removeprefix("www.")  # both names are one server, with one gate
    return NewSiteJob(site=site.id, host=host, config=config)
