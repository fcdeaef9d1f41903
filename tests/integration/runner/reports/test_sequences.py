"""Every row of diff.csv, run by run, against the truth of sequences of three to ten runs."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest

from playground.shops.responses import Response
from playground.shops.shop import Shop
from runner.crawl.http import Answer
from runner.deps import Deps
from storage.model.artifact import ArtifactKind
from storage.model.ledger import Address
from tests.integration.runner.reports.crawled import answer_of
from tests.integration.runner.reports.files import Files, pretty, reported
from tests.integration.runner.reports.hand_made import BASE, hand_made
from tests.integration.runner.reports.sequences import SEQUENCES
from tests.integration.runner.reports.shop_runs import Run

#: what differs between these hand-made pages beside what they are about
NOISE = frozenset(
    {"content_hash", "description", "schema_price", "in_sitemap", "title", "h1", "meta_description"}
)


def worded(change: Mapping[str, str], first: int) -> str:
    """A row as the sequences write it; `first` is the number of their first run."""
    words = (change["entity"], change["change_type"], change["field"])
    path = change["url"].removeprefix(BASE)
    return " ".join(word for word in (*words, path) if word) + (
        f" @{int(change['base_run_id']) - first + 1}"
    )


def site_of(name: str, step: Run) -> Shop:
    """The site under a name of its own, so that sequences do not see each other."""
    shop = hand_made(step.papers, step.listed)

    def page(target: str) -> Response:
        answer = shop.page(target)
        if target != "/robots.txt":
            return answer
        body = answer.body.replace(b"Disallow: /closed", f"Disallow: {step.closed}".encode())
        return Response(headers=answer.headers, body=body)

    profile = SimpleNamespace(id=name, name=name)
    site: Any = SimpleNamespace(profile=profile, site=shop.site, page=page)
    return cast("Shop", site)


def cut_short(shop: Shop, address: Address, *, path: str) -> Answer:
    """What the site answers, of which at `path` too much comes."""
    answer = answer_of(shop, address)
    return replace(answer, too_large=bool(path) and address.url == BASE + path)


def checked(files: Files, step: Run, first: int) -> None:
    """The rows, the notes and the counts of one run."""
    assert step.told is not None
    found = [worded(row, first) for row in files.changes if row["field"] not in NOISE]
    difference = {
        "missing": sorted(step.told - {*found}),
        "invented": sorted({*found} - step.told),
        "notes": files.notes,
    }
    assert sorted(found) == sorted(step.told), pretty(difference)
    for beginning in step.notes:
        assert any(note.startswith(beginning) for note in files.notes), pretty(difference)
    facts = files.records[ArtifactKind.DIFF].facts
    assert facts["changes"] == len(files.changes)
    assert sum(facts["by_type"].values()) == len(files.changes)


@pytest.mark.parametrize("name", SEQUENCES)
async def test_each_run_tells_what_happened_and_nothing_else(shared_deps: Deps, name: str) -> None:
    """No row is missing, none is invented, and each says with which run it compares."""
    site = f"sequence-{[*SEQUENCES].index(name)}"
    first = 0
    for step in SEQUENCES[name]:
        if step.before:
            await shared_deps.db.execute(step.before, site)
        shop = site_of(site, step)
        answers = partial(cut_short, path=step.too_large)
        files = await reported(shared_deps, shop, answers=answers, reports=step.reports)
        first = first or files.claim.run_id
        if step.told is not None:
            checked(files, step, first)
