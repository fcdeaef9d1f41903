"""Sequences of runs of a shop that gives several products the same number."""

from dataclasses import replace

from tests.integration.runner.reports.hand_made import Paper
from tests.integration.runner.reports.shop_runs import GONE, Run, both, run, shop
from tests.integration.runner.reports.test_out_of_sight import kettle


def named(name: str) -> Paper:
    """A product of the common number."""
    paper = kettle("K-0")
    return replace(paper, head=paper.head.replace("Kettle K-0", name))


ALIKE = shop(_1=named("Pot"), _2=named("Pan"), _3=None, b=Paper(links=["/4"]))

NUMBERS: dict[str, list[Run]] = {
    "products of one number, one of them away for a run": [
        run(ALIKE),
        run({**ALIKE, "/1": GONE}, *both("removed", "/1")),
        run(ALIKE, "page back /1 @2", "product back /1 @2"),
    ],
    "another product of the same number": [
        run({**ALIKE, "/1": Paper()}),
        run({**ALIKE, "/1": Paper()}),
        run(
            ALIKE,
            "page changed page_type /1 @2",
            "page changed structured_data_types /1 @2",
            "product added /1 @2",
        ),
    ],
}
