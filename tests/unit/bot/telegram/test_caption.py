"""The words at the end of a run that has no archive."""

import pytest

from bot.telegram.caption import summary
from bot.telegram.texts import texts
from storage.model.states import RunStatus
from tests.unit.bot.telegram.made_up_run import JOB, view


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_archive_that_could_not_be_made_is_explained(language: str) -> None:
    """The reason, and how to get the reports that exist; the reason is no markup."""
    run = view(JOB, status=RunStatus.FAILED, failure="<seo.csv> is gone")
    said = summary(run, texts(language))
    assert "&lt;seo.csv&gt; is gone" in said
    assert "/report 14 SEO" in said


def test_a_run_without_any_report_says_so() -> None:
    """Nothing is promised that is not there."""
    assert "/report" not in summary(view(JOB, status=RunStatus.FAILED), texts("en"))
