"""Robots directives of one page: `<meta name="robots">`, those for single robots, `X-Robots-Tag`.

Google's rules: all applicable directives are combined; a robot obeys those for everyone and those that
name it. A header may name a robot before its directives ("googlebot: noindex"). A page whose
`unavailable_after` has passed is dropped from results, so it counts as noindex.
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

ALL = "robots"  #: the name under which directives for everyone are kept
AGENTS = (
    "googlebot", "googlebot-news", "googlebot-image", "google", "bingbot", "msnbot", "yandex", "yandexbot",
    "slurp", "duckduckbot", "baiduspider", "applebot", "otherbot",
    "progonbot",  # ourselves
)  # fmt: skip
#: names whose directives decide about a page: everyone's, and those of the main search engines
MAIN = (ALL, "googlebot", "google", "yandex", "yandexbot")
_agent = re.compile(r"\s*([\w*.-]+)\s*:\s*(?!//)", re.ASCII).match
_known = re.compile(
    r"(?<![\w-])(?:noindex|nofollow|none|noarchive|nocache|nosnippet|noimageindex|notranslate|noodp|noydir"
    r"|unavailable_after|indexifembedded|max-(?:snippet|image-preview|video-preview)(?:\s*:\s*[\w-]+)?"
    r"|index|follow|all)(?![\w-])"
).findall
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
#: RFC 822 ("25 Jun 2010 15:00:00 PST"), RFC 850 ("Friday, 25-Jun-10 15:00:00 GMT") and ISO 8601, which Google
#: names; a date may stand without a time
_expiry = re.compile(
    r"unavailable_after\s*:\s*(?:"
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})(?:[t\s]\s*(?P<time>{_TIME})\s*(?P<zone>z|gmt|utc|[+-]\d{{2}}:?\d{{2}})?)?"
    r"|(?:[a-z]{3,9},?\s+)?(?P<rfc>\d{1,2}[-\s](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-\s]"
    rf"(?:\d{{4}}|\d{{2}})\b)(?:\s+(?P<rest>{_TIME}(?:\s*(?:gmt|utc?|z|[ecmp][sd]t|[+-]\d{{4}})(?![\w-]))?))?)"
).sub
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Directives:
    """What robots may do, by robot."""

    by_agent: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def noindex(self) -> bool:
        """Whether one of the main search engines is told to leave the page out."""
        return self.has("noindex")

    @property
    def nofollow(self) -> bool:
        """Whether one of the main search engines is told not to follow the links."""
        return self.has("nofollow")

    def has(self, directive: str) -> bool:
        """Whether a directive is given to all or to a main search engine; "none" is two of them."""
        names = {directive, "none"} if directive in {"noindex", "nofollow"} else {directive}
        return any(
            agent in MAIN and not names.isdisjoint(given) for agent, given in self.by_agent.items()
        )


def read(
    metas: Mapping[str, Sequence[str]], header: str | None, *, asked_at: datetime | None = None
) -> Directives:
    """The directives of the page's metas (by lower-case name) and of the header.

    A header sent several times has one line each. An `unavailable_after` before `asked_at` counts as
    noindex, too; without `asked_at` no date is judged.
    """
    found: dict[str, set[str]] = {}
    for agent in (ALL, *AGENTS):
        for content in metas.get(agent, ()):
            found.setdefault(agent, set()).update(_split(_judged(content, asked_at)))
    for line in header.splitlines() if header else ():
        for agent, directive in _of_header(_judged(line, asked_at)):
            found.setdefault(agent, set()).add(directive)
    return Directives(by_agent={agent: frozenset(names) for agent, names in found.items() if names})


def _judged(content: str, asked_at: datetime | None) -> str:
    """The text with each date removed, and noindex added for those that have passed."""
    if asked_at is None or "unavailable_after" not in (lower := content.lower()):
        return content

    def said(match: re.Match[str]) -> str:
        until = _moment(match)
        is_over = until is not None and until < asked_at
        return "unavailable_after, noindex" if is_over else "unavailable_after"

    return _expiry(said, lower)


def _moment(match: re.Match[str]) -> datetime | None:
    """The moment of a date; a day without a time means its end, and no zone means UTC."""
    if match["iso"]:
        zone = (match["zone"] or "").upper()
        text = f"{match['iso']}T{match['time'] or '00:00'}{'Z' if zone in {'GMT', 'UTC'} else zone}"
        has_time, read_date = match["time"], datetime.fromisoformat
    else:
        text = f"{match['rfc'].replace('-', ' ')} {match['rest'] or '00:00'}"
        has_time, read_date = match["rest"], parsedate_to_datetime
    try:
        moment = read_date(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if has_time else moment + _DAY
    except (ValueError, OverflowError):
        return None


def _of_header(header: str) -> list[tuple[str, str]]:
    """Each directive with its robot: a name holds until the next name."""
    agent, found = ALL, []
    for part in header.split(","):
        match = _agent(part)
        named = match is not None and not _known(match[1].lower())
        if match is not None and named:
            agent = ALL if match[1] == "*" else match[1].lower()
        rest = part[match.end() :] if match is not None and named else part
        found += [(agent, directive) for directive in _split(rest)]
    return found


def _split(content: str) -> list[str]:
    """The known directives in a text, in lower case, without the values some of them carry."""
    return [_name(*found.partition(":")[::2]) for found in _known(content.lower())]


def _name(directive: str, value: str) -> str:
    """A snippet of no letters is none: Google calls `max-snippet:0` the same as `nosnippet`."""
    name = directive.rstrip()
    return "nosnippet" if name == "max-snippet" and value.strip() == "0" else name
