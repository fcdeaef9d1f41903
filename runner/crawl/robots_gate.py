"""robots.txt of a site: asked for once per attempt, kept for all its slices, closed when in doubt.

No answer and 5xx mean "closed", not "everything is allowed" (RFC 9309 2.3.1.4): after a few attempts
the site fails with that reason. Only a policy that does not ask robots.txt goes on without its rules.
"""

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.policies import Policy
from parser.pages.robots import MAX_BYTES, Robots, RobotsAccess, policy_of
from parser.pages.urls import Base
from runner.crawl.http import AGENT, Answer, Fetcher, FetchFailed, location_of
from runner.crawl.patience import back_off, retry_after
from runner.crawl.trouble import SiteFailed
from runner.deps import Deps
from storage import site_jobs
from storage.model.run import Claim

#: a busy server is asked for its rules a few times more than for a page
_ATTEMPTS = 4
#: of what the server asks for; the site holds its slot meanwhile
_MOST_PATIENCE = 60.0


@dataclass(frozen=True, kw_only=True)
class RobotsAnswer:
    """What /robots.txt said."""

    access: RobotsAccess
    status: int | None
    url: str
    body: bytes = b""
    patience: float = 0.0  #: seconds that a busy server asks for

    @property
    def robots(self) -> Robots:
        """The rules; none where there is no file, and all closed where it is not to be had."""
        is_closed = self.access is RobotsAccess.CLOSED
        return Robots.closed() if is_closed else Robots.parse(self.body)

    def as_json(self) -> dict[str, Any]:
        """To be kept with the site job."""
        body = b64encode(self.body).decode("ascii")
        return {"access": self.access.value, "status": self.status, "url": self.url, "body": body}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "RobotsAnswer":
        """As it was kept."""
        return cls(
            access=RobotsAccess(kept["access"]),
            status=kept["status"],
            url=kept["url"],
            body=b64decode(kept["body"]),
        )


async def know_robots(
    deps: Deps, claim: Claim, fetcher: Fetcher, policy: Policy, root: str
) -> Robots:
    """The rules of the site, asked for or remembered.

    Raises:
        SiteFailed: nobody answers, or the server is in trouble.
    """
    if claim.robots is not None:
        return RobotsAnswer.from_json(claim.robots).robots
    answer = await _ask(fetcher, policy, root, deps.random)
    await site_jobs.save_robots(deps.db, claim, answer.as_json())
    return answer.robots


def step_seconds(policy: Policy, robots: Robots) -> float:
    """How long between two requests: the policy's pace, or a slower Crawl-delay within its bound."""
    delay = robots.crawl_delay(AGENT) or 0.0
    return max(1 / policy.requests_per_second, min(delay, policy.max_crawl_delay))


async def _ask(
    fetcher: Fetcher, policy: Policy, root: str, random: Callable[[], float]
) -> RobotsAnswer:
    why, patience = SiteFailed("robots_closed"), 0.0
    closed: RobotsAnswer | None = None
    for attempt in range(_ATTEMPTS):
        if attempt:
            pause = back_off(policy.retry_pause, attempt - 1, random())
            await asyncio.sleep(max(pause, min(patience, _MOST_PATIENCE)))
        try:
            answer = await _follow(fetcher, root)
        except FetchFailed as failure:
            why, closed, patience = SiteFailed("unreachable", str(failure)), None, 0.0
            if failure.permanent:
                break
            continue
        if answer.access is not RobotsAccess.CLOSED:
            return answer
        closed, patience = answer, answer.patience
        why = SiteFailed("robots_closed", f"robots.txt answers {answer.status}")
    if closed is not None and not policy.obey_robots:
        return closed
    raise why


async def _follow(fetcher: Fetcher, root: str) -> RobotsAnswer:
    url = Base(root).resolve("/robots.txt")
    assert url is not None  # noqa: S101 - the root is an address
    redirects = 0
    while True:
        answer = await fetcher.get(url, limit=MAX_BYTES + 1)
        access = policy_of(answer.status, redirects=redirects)
        target = _target(url, answer) if access is RobotsAccess.FOLLOW else None
        if target is None:
            body = answer.body if access is RobotsAccess.READ else b""
            if access is RobotsAccess.FOLLOW:
                access = RobotsAccess.NO_RULES
            patience = retry_after(answer.headers, answer.fetched_at) or 0.0
            return RobotsAnswer(
                access=access, status=answer.status, url=url, body=body, patience=patience
            )
        url, redirects = target, redirects + 1


def _target(url: str, answer: Answer) -> str | None:
    location = location_of(answer.headers)
    return Base(url).resolve(location) if location else None
