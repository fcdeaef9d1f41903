"""The way of a polite crawler through a shop, taken over the plan and not over HTTP.

It starts at home and at the sitemaps, follows links that are not nofollow to addresses that
robots.txt allows, follows redirects, and never leaves the host. A page's link to itself leads
nowhere. Addresses that only a nofollow link, a canonical or an hreflang names are found too, but
nothing is read from them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from playground.shops.plan.site import File, Missing, Page, Redirect, Site, without_parameters
from playground.shops.truth.records import AddressTruth, Outcome


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of a fetched page, resolved."""

    url: str
    nofollow: bool


@dataclass(frozen=True, kw_only=True)
class Step:
    """What an address turned out to be."""

    outcome: Outcome
    status: int | None = None
    detail: str | None = None
    page: Page | None = None


@dataclass(kw_only=True)
class Walk:
    """Everything that the crawler finds."""

    site: Site
    steps: dict[str, Step] = field(default_factory=dict)
    found_by: dict[str, set[str]] = field(default_factory=dict)
    links: dict[str, tuple[Link, ...]] = field(default_factory=dict)  #: of pages it went through
    depths: Mapping[str, int] = field(default_factory=dict)

    def addresses(self) -> tuple[AddressTruth, ...]:
        """Every address found, in the order of finding."""
        return tuple(self._address(url, step) for url, step in self.steps.items())

    def fetched(self) -> Iterator[tuple[str, Page]]:
        """The pages it went through, with the address of each."""
        for url in self.links:
            page = self.steps[url].page
            if page is not None:
                yield url, page

    def _address(self, url: str, step: Step) -> AddressTruth:
        target = self.site.target_of(url)
        plain = self.site.url(without_parameters(target)) if target and "?" in target else url
        return AddressTruth(
            url=url,
            outcome=step.outcome,
            status=step.status,
            detail=step.detail,
            found_by=tuple(sorted(self.found_by[url])),
            depth=self.depths.get(url),
            same_as=plain if plain != url else None,
        )


def walk(site: Site) -> Walk:
    """Go through the whole shop."""
    found = Walk(site=site)
    queue: deque[str] = deque()
    home = site.url("/")
    _find(found, queue, [home], "home")
    _find(found, queue, (loc for each in site.sitemaps for loc in each.locs), "sitemap")
    while queue:
        url = queue.popleft()
        step = found.steps[url]
        if step.outcome in (Outcome.REDIRECT, Outcome.REDIRECT_LOOP) and step.detail:
            _find(found, queue, [step.detail], "redirect")
        if step.page:
            found.links[url] = links = _links(site, step.page)
            onward = (link.url for link in links if not link.nofollow and link.url != url)
            _find(found, queue, onward, "link")
    _name_the_rest(found)
    found.depths = _depths(found, home)
    return found


def step_at(site: Site, url: str) -> Step:
    """What a polite crawler gets at an address."""
    target = site.target_of(url)
    if target is None:
        return Step(outcome=Outcome.FOREIGN)
    verdict = site.robots.verdict(target)
    if not verdict.allowed:
        return Step(outcome=Outcome.ROBOTS_DISALLOWED, detail=verdict.line)
    return _answered(site, url, target)


def redirects_from(site: Site, url: str) -> tuple[list[str], bool]:
    """The addresses a visitor passes after this one, and whether they go round in a ring."""
    passed: list[str] = []
    seen = {url}
    while (target := site.target_of(url)) is not None:
        answer = site.answer(target)
        if not isinstance(answer, Redirect):
            break
        following = site.resolve(target, answer.location)
        if following is None:
            break
        passed.append(following)
        if following in seen:
            return passed, True
        seen.add(following)
        url = following
    return passed, False


def _answered(site: Site, url: str, target: str) -> Step:
    match site.answer(target):
        case Page() as page:
            return Step(outcome=Outcome.FETCHED, status=200, detail="text/html", page=page)
        case File(content_type=content_type):
            return Step(outcome=Outcome.NOT_HTML, status=200, detail=content_type)
        case Redirect(status=status, location=location):
            _, loops = redirects_from(site, url)
            outcome = Outcome.REDIRECT_LOOP if loops else Outcome.REDIRECT
            return Step(outcome=outcome, status=status, detail=site.resolve(target, location))
        case Missing(status=status):
            gone = status == HTTPStatus.GONE
            return Step(outcome=Outcome.GONE if gone else Outcome.NOT_FOUND, status=status)


def _find(found: Walk, queue: deque[str], urls: Iterable[str], how: str) -> None:
    """Note the addresses; those not seen before are waited for."""
    for url in urls:
        if url not in found.steps:
            found.steps[url] = step_at(found.site, url)
            queue.append(url)
        found.found_by.setdefault(url, set()).add(how)


def _links(site: Site, page: Page) -> tuple[Link, ...]:
    links = []
    for anchor in site.links(page):
        url = site.resolve(page.target, anchor.href)
        if url is not None:
            links.append(Link(url=url, nofollow=anchor.nofollow))
    return tuple(links)


def _name_the_rest(found: Walk) -> None:
    """Add what is only named: nofollow links, canonicals and other languages."""
    nowhere: deque[str] = deque()
    for url, page in list(found.fetched()):
        unfollowed = (link.url for link in found.links[url] if link.nofollow)
        _find(found, nowhere, unfollowed, "nofollow")
        if page.canonical and (canonical := found.site.url(page.canonical)) != url:
            _find(found, nowhere, [canonical], "canonical")
        others = (found.site.url(target) for _, target in page.hreflang)
        _find(found, nowhere, others, "hreflang")


def _depths(found: Walk, home: str) -> dict[str, int]:
    """Clicks from home: the breadth-first distance, a redirect counting as a click."""
    depths = {home: 0}
    queue = deque([home])
    while queue:
        url = queue.popleft()
        for following in _onward(found, url):
            if following not in depths:
                depths[following] = depths[url] + 1
                queue.append(following)
    return depths


def _onward(found: Walk, url: str) -> Iterator[str]:
    step = found.steps[url]
    if step.outcome in (Outcome.REDIRECT, Outcome.REDIRECT_LOOP) and step.detail:
        yield step.detail
    yield from (link.url for link in found.links.get(url, ()) if not link.nofollow)
