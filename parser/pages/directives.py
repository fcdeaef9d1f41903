"""Robots directives of one page: `<meta name="robots">`, those for single robots, `X-Robots-Tag`.

Google's rules: the union of all that apply, and a robot obeys what is said to all and what is said to
it by name. A header may name a robot before its directives ("googlebot: noindex").
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ALL = "robots"  #: the name under which directives for everyone are kept
AGENTS = (
    "googlebot", "googlebot-news", "googlebot-image", "google", "bingbot", "msnbot", "yandex", "yandexbot",
    "slurp", "duckduckbot", "baiduspider", "applebot", "otherbot",
    "progonbot",  # ourselves
)  # fmt: skip
#: whose directives decide what becomes of a page: everyone's, and the main search engines' own
MAIN = (ALL, "googlebot", "google", "yandex", "yandexbot")
_agent = re.compile(r"\s*([\w*.-]+)\s*:\s*(?!//)", re.ASCII).match
_known = re.compile(
    r"(?<![\w-])(?:noindex|nofollow|none|noarchive|nocache|nosnippet|noimageindex|notranslate|noodp|noydir"
    r"|unavailable_after|indexifembedded|max-(?:snippet|image-preview|video-preview)(?:\s*:\s*[\w-]+)?"
    r"|index|follow|all)(?![\w-])"
).findall


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


def read(metas: Mapping[str, Sequence[str]], header: str | None) -> Directives:
    """The directives of the page's metas (by lower-case name) and of the header.

    A header that was sent several times stands on as many lines.
    """
    found: dict[str, set[str]] = {}
    for agent in (ALL, *AGENTS):
        for content in metas.get(agent, ()):
            found.setdefault(agent, set()).update(_split(content))
    for line in header.splitlines() if header else ():
        for agent, directive in _of_header(line):
            found.setdefault(agent, set()).add(directive)
    return Directives(by_agent={agent: frozenset(names) for agent, names in found.items() if names})


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
    return [name.partition(":")[0].rstrip() for name in _known(content.lower())]
