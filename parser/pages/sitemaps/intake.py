"""Drafts into entries: addresses made absolute and judged, dates read, duplicates and limits kept."""

import re

from parser.pages.records import Hreflang
from parser.pages.sitemaps.entries import Draft
from parser.pages.sitemaps.findings import Findings, Stopped
from parser.pages.sitemaps.lastmod import parse_lastmod
from parser.pages.sitemaps.records import Flaw, SitemapEntry, SitemapLimits, Stop
from parser.pages.urls import Base, host_key, normalise, same_site, without_tracking

_ABSOLUTE = ("http://", "https://")
_host = re.compile(r"[\w-]+(?:\.[\w-]+)+(?=[/?:]|$)").match
_line_breaks = re.compile(r"\s*[\r\n]\s*").sub


class Intake:
    """Collects the entries of one file until they are drawn."""

    def __init__(self, url: str, site: str, limits: SitemapLimits, findings: Findings) -> None:
        self.read = self.salvaged = self.children = 0
        self.images = self.videos = self.news = self.alternates = 0
        self.salvaging = False
        self._limits = limits
        self._findings = findings
        self._base = Base(url)
        self._folder = self._base.url[: self._base.url.partition("?")[0].rindex("/") + 1]
        self._scheme = self._base.url[: self._base.url.index("/")]
        self._host = host_key(url).partition(":")[0].removeprefix("www.")
        self._site = Base(site).url
        self._site_start = self._site[: self._site.index("/", 8) + 1]
        self._seen: set[int] = set()
        self._entries: list[SitemapEntry] = []

    def draw(self) -> list[SitemapEntry]:
        """What has come since the last time."""
        drawn, self._entries = self._entries, []
        return drawn

    def accept(self, draft: Draft) -> None:
        """Takes an entry of an XML file. Raises Stopped at the hard limit."""
        loc = draft.loc
        if loc is None:
            self._findings.add(Flaw.MISSING_LOC, draft.fallback or "")
            if draft.fallback and self._is_absolute(draft.fallback):
                self._take(self._resolved(draft.fallback), draft.fallback, draft)
        elif loc.startswith(_ABSOLUTE) and "\n" not in loc:
            self._take(normalise(loc), loc, draft)
        else:
            self._take(self._resolved(loc), loc, draft)

    def accept_line(self, line: str) -> None:
        """Takes a line of a text file, which is an address only if it looks like one."""
        is_address = line.startswith("/") or self._is_absolute(line)
        self._take(self._resolved(line) if is_address else None, line, Draft(child=False))

    def _is_absolute(self, text: str) -> bool:
        return text[:8].lower().startswith(_ABSOLUTE) or self._names_host(text)

    def _names_host(self, text: str) -> bool:
        """An address without its scheme: www.shop.example/page, shop.example/page."""
        match = _host(text)
        if match is None:
            return False
        host = match[0].lower()
        return host.startswith("www.") or host == self._host

    def _resolved(self, text: str) -> str | None:
        text = _line_breaks("", text)
        if text.startswith(_ABSOLUTE):
            return normalise(text)
        if text.startswith("&") or (" " in text and not self._names_host(text)):
            return None
        return self._absolute(text)

    def _absolute(self, text: str) -> str | None:
        if self._names_host(text):
            return normalise(f"{self._scheme}//{text}")
        return self._base.resolve(text)

    def _take(self, url: str | None, loc: str, draft: Draft) -> None:
        if url is None:
            self._findings.add(Flaw.BAD_LOC, loc)
            return
        key = hash(url)
        if key in self._seen:
            self._findings.add(Flaw.DUPLICATE, url)
            if draft.alternates and not draft.child and same_site(url, self._site):
                alternates = self._extensions(draft)
                self._entries.append(SitemapEntry(url=url, alternates=alternates, repeated=True))
            return
        if len(self._seen) < self._limits.remembered:
            self._seen.add(key)
        self._give(url, draft)

    def _give(self, url: str, draft: Draft) -> None:
        lastmod = None
        if draft.lastmod is not None:
            lastmod = parse_lastmod(draft.lastmod)
            if lastmod is None:
                self._findings.add(Flaw.BAD_LASTMOD, draft.lastmod)
        foreign = not url.startswith(self._site_start) and not same_site(url, self._site)
        if foreign:
            self._findings.add(Flaw.FOREIGN, url)
        alternates = self._extensions(draft) if draft.is_extended else ()
        self._entries.append(
            SitemapEntry(
                url=url,
                child=draft.child,
                lastmod=lastmod,
                changefreq=draft.changefreq,
                priority=draft.priority,
                images=draft.images,
                videos=draft.videos,
                news=draft.news > 0,
                alternates=alternates,
                foreign=foreign,
                outside=not url.startswith(self._folder),
                salvaged=self.salvaging,
            )
        )
        self.read += 1
        self.salvaged += self.salvaging
        self.children += draft.child
        if self.read >= self._limits.hard_urls:
            raise Stopped(Stop.TOO_MANY_URLS)

    def _extensions(self, draft: Draft) -> tuple[Hreflang, ...]:
        """Counts what an entry names beside its address; the languages among it."""
        self.images += draft.images
        self.videos += draft.videos
        self.news += draft.news
        alternates = self._alternates(draft) if draft.alternates else ()
        self.alternates += len(alternates)
        return alternates

    def _alternates(self, draft: Draft) -> tuple[Hreflang, ...]:
        """As the page itself would name them: each once, without an advertiser's marks."""
        resolved = ((language, self._absolute(href)) for language, href in draft.alternates)
        named = [(language, without_tracking(url)) for language, url in resolved if url]
        return tuple(Hreflang(language=one, url=url) for one, url in dict.fromkeys(named))
