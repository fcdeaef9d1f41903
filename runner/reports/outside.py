"""The results of a site's outside checks, for summary.csv, the workbook and the manifest."""

from collections.abc import Mapping
from typing import Any

from storage.model.outside import Verdict
from storage.outside_checks import Strangers
from storage.site_report import OutsideCensus

_BROKEN = (Verdict.BROKEN, Verdict.NO_RESPONSE)
_UNKNOWN = (Verdict.REFUSED, Verdict.ROBOTS, Verdict.FORBIDDEN)
_WAITING = "waiting"
#: this many silent hosts and none that answers mean that our own connection is down
_SILENT_HOSTS = 5


def is_cut_off(strangers: Strangers) -> bool:
    """Whether our own connection is down: at least _SILENT_HOSTS were silent, and none answered."""
    return not strangers.answered and strangers.silent >= _SILENT_HOSTS


def outside_facts(census: OutsideCensus | None) -> dict[str, Any]:
    """Facts to be kept with the files; empty if there were no outside checks."""
    if census is None:
        return {}
    left_out = max(0, census.named - census.total)
    counts = {"named": census.named, "left_out": left_out, **census.verdicts}
    return {"outside": {**counts, "cut_off": is_cut_off(census.strangers)}}


def told_of_outside(facts: Mapping[str, Any]) -> str:
    """One line for people; empty if there were no outside checks."""
    counts = facts.get("outside")
    if counts is None:
        return ""
    asked = sum(counts.get(verdict, 0) for verdict in Verdict)
    unknown = sum(counts.get(one, 0) for one in _UNKNOWN)
    broken = sum(counts.get(one, 0) for one in _BROKEN)
    if counts["cut_off"]:
        silent = counts.get(Verdict.NO_RESPONSE, 0)
        broken, unknown = broken - silent, unknown + silent
    told = [f"{asked} asked, {broken} of them broken"]
    if counts["cut_off"]:
        told.append("no other host could be reached")
    if unknown:
        told.append(f"{unknown} of them could not be judged")
    if waiting := counts.get(_WAITING, 0):
        told.append(f"{waiting} not asked before the end")
    if left_out := counts["left_out"]:
        told.append(f"{left_out} more left out by the limit")
    return ", ".join(told)
