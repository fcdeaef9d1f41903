"""Why a site failed, in the words of the chat."""

from bot.telegram.texts import Texts
from parser.pages.urls import readable
from storage.model.run import SiteJob


def failure(job: SiteJob, texts: Texts) -> str:
    """One line; the code itself if there are no words for it."""
    host = readable(job.failure_detail or "").partition("://")[2].partition("/")[0]
    code = job.failure or "?"
    return texts.either(f"failure-{job.failure}", "failure-other", code=code, where=host)
