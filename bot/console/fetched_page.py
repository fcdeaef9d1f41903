"""One page from the network for `progon inspect`, as a run would get it, redirects included."""

import sys
from collections.abc import Iterator

from bot.console.exits import UNAVAILABLE, StartError
from config.policies import Policy
from parser.pages.address_guard import Danger
from parser.pages.http_headers import REDIRECTS, may_be_page
from runner.crawl.cookies import Walk
from runner.crawl.fetch_failure import FetchFailed
from runner.crawl.http import MOST_REDIRECTS, Answer, Fetcher, open_fetcher


async def fetched(url: str, *, contact: str, allow_private: bool) -> tuple[Answer, str]:
    """The final answer and its address. Warnings go to stderr.

    Raises:
        StartError: nobody answered, or redirects did not end.
    """
    async with open_fetcher(Policy(), contact=contact, allow_private=allow_private) as fetcher:
        walk = fetcher.walk(url)
        answer = await _asked(fetcher, url, walk)
        for _ in range(MOST_REDIRECTS):
            if answer.leads_to is None:
                break
            if _only_reloads(answer) and walk.came_back:
                return answer, url  # the cookie does not help: people shall see the wall
            walk.on(url, answer.headers, answer.leads_to)
            url = answer.leads_to
            print(f"{answer.status} -> {url}", file=sys.stderr)
            answer = await _asked(fetcher, url, walk)
    if answer.leads_to is not None:
        raise StartError(f"inspect: {url}: more than {MOST_REDIRECTS} redirects", UNAVAILABLE)
    for doubt in _doubts(answer):
        print(f"inspect: {doubt}", file=sys.stderr)
    return answer, url


async def _asked(fetcher: Fetcher, url: str, walk: Walk) -> Answer:
    try:
        return await fetcher.get(url, walk=walk)
    except FetchFailed as failure:
        hint = ""
        if failure.cause == "forbidden_address" and failure.detail != Danger.METADATA:
            hint = "; give --site of a site that has allow_private"
        raise StartError(f"inspect: {url}: {failure}{hint}", UNAVAILABLE) from None


def _only_reloads(answer: Answer) -> bool:
    return answer.leads_to is not None and answer.status not in REDIRECTS


def _doubts(answer: Answer) -> Iterator[str]:
    """Why a run would not read this answer as a page."""
    if answer.status != 200:  # noqa: PLR2004 - HTTP's own
        yield f"the server answered {answer.status}"
    stated = answer.headers.get("content-type", "")
    if not may_be_page(stated):
        yield f"a run would not read it: {stated} is no HTML"
    elif answer.too_large:
        yield "a run would not read it: it is too large; what follows is of its beginning"
