"""One sentence in, one archive out, as a newcomer does it: `echo "..." | progon run`, twice."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from playground.shops.content.profiles import shop_ids
from playground.shops.truth.changes import changes
from tests.acceptance.archive import CHANGING, DOWN, shops_of, untruths
from tests.acceptance.conftest import Job
from tests.acceptance.console import SCALE, SEED, progon
from tests.integration.runner.reports.test_changes import promised, told

UP = tuple(shop_id for shop_id in shop_ids() if shop_id != DOWN)


@pytest.fixture(scope="module")
async def second(undisturbed: Job) -> Job:
    """The next start over the same data, in English."""
    ended = await progon(undisturbed.place, "run", lines=["run all sites"])
    return Job(ended=ended, place=undisturbed.place)


def test_it_ends_well_and_names_the_archive_last(undisturbed: Job) -> None:
    """Code 0, no complaint, the sentence repeated, and at the end a table and the path of the zip."""
    assert (undisturbed.ended.code, undisturbed.ended.err) == (0, "")
    assert undisturbed.ended.out.startswith("> прогони все площадки\n")
    path = Path(undisturbed.ended.last_line)
    assert path.is_absolute()
    assert path.name == "reports.zip"
    table = undisturbed.ended.out.split()
    assert undisturbed.archive.names <= set(table)


def test_each_shop_that_is_up_has_its_four_files(undisturbed: Job) -> None:
    """full.csv, seo.csv, diff.csv and the workbook, and nothing for the shop that is down."""
    expected = {
        f"{site}/{name}"
        for site in UP
        for name in ("full.csv", "seo.csv", "diff.csv", f"{site}.xlsx")
    }
    assert {name for name in undisturbed.archive.names if "/" in name} == expected


def test_the_summary_has_a_row_for_each_shop(undisturbed: Job) -> None:
    """Also for the one that is down, with the reason."""
    summary = undisturbed.archive.summary
    assert summary.keys() == {*UP, DOWN}
    assert {summary[site]["Status"] for site in UP} == {"completed"}
    assert (summary[DOWN]["Status"], summary[DOWN]["Reason"]) == ("failed", "unreachable")


@pytest.mark.parametrize("which", ["undisturbed", "second"])
def test_products_are_as_the_shops_have_them(which: str, request: pytest.FixtureRequest) -> None:
    """Every product, price, currency and availability of both runs is the truth of its day."""
    job: Job = request.getfixturevalue(which)
    shops = shops_of(
        job.data_dir, edition=1 if which == "undisturbed" else 2, scale=SCALE, seed=SEED
    )
    assert shops.keys() == set(UP)
    wrong = [words for name, shop in shops.items() for words in untruths(job.archive, name, shop)]
    assert wrong == []
    assert all(job.archive.rows(f"{site}/full.csv") for site in UP)


def test_the_second_run_tells_the_change_and_invents_none(second: Job) -> None:
    """diff.csv of the shop that changed is the change it made; those of the others are empty."""
    assert (second.ended.code, second.ended.err) == (0, "")
    before, after = (
        shops_of(second.data_dir, edition=edition, scale=SCALE, seed=SEED)[CHANGING].truth
        for edition in (1, 2)
    )
    found = told(SimpleNamespace(changes=second.archive.changes(CHANGING)))
    assert found == promised(changes(before, after))
    for site in UP:
        assert site == CHANGING or second.archive.changes(site) == []


def test_the_second_run_is_answered_in_the_language_it_was_asked_in(second: Job) -> None:
    """An English sentence gets English answers."""
    assert "Run #2" in second.ended.out
