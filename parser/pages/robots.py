"""Reading robots.txt as RFC 9309 says and as Google's own matcher does where the RFC is silent.

A page we may not fetch is reported with the line that forbids it, so each rule keeps its line. The
reading follows Google's robots.cc: keys by their beginning and with its list of typos, a colon may
be missing, rules before any user agent are dropped, groups of one agent are merged, the longest
pattern wins and Allow wins a tie. Beyond it: patterns and addresses are compared in one canonical
percent-encoding (RFC 9309 2.2.2), Crawl-delay is read, and rules in windows-1251 are not lost.

Matching takes time linear in the pattern and the address: no regular expressions, no backtracking.
What an answer that is not a robots.txt means is `policy_of`; who fetches it and when is not here.
"""

import re
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, Self

from parser.pages.charset import unmarked_utf16
from parser.pages.http_headers import REDIRECTS
from parser.pages.urls import escaped, normalise

MAX_BYTES = 500 * 1024  #: Google reads no more; RFC 9309 2.5 asks for at least this much
MAX_LINE = 2083 * 8 - 1  #: bytes; the rest of a longer line is ignored
MAX_REDIRECTS = 5  #: RFC 9309 2.3.1.2
_GZIP = b"\x1f\x8b"
_AUTO_HEADER = 31  # zlib's window size argument for gzip


class RobotsAccess(Enum):
    """What an answer to the request for robots.txt means."""

    READ = "read"  #: parse the body
    FOLLOW = "follow"  #: go where Location says; the rules will be the first host's all the same
    NO_RULES = "no-rules"  #: there is no robots.txt: everything may be fetched
    CLOSED = "closed"  #: the rules are unknown: fetch nothing now, ask again later


def policy_of(status: int | None, *, redirects: int = 0) -> RobotsAccess:
    """The meaning of a status (RFC 9309 2.3.1); None is a network error or a timeout.

    `redirects` is how many were followed to get here. 429 closes as 5xx does: the server asks for
    fewer requests, not for a crawl without rules.
    """
    if status is None:
        return RobotsAccess.CLOSED
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own classes
        return RobotsAccess.READ
    if status in REDIRECTS and redirects < MAX_REDIRECTS:
        return RobotsAccess.FOLLOW
    if 300 <= status < 500 and status != 429:  # noqa: PLR2004 - the same
        return RobotsAccess.NO_RULES
    return RobotsAccess.CLOSED


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """May the address be fetched, and which line of robots.txt (from 1) decided; None: no line did.

    `line` is quoted without the blanks around it, at most 300 characters of it; what no report or
    database can hold is a question mark.
    """

    allowed: bool
    line_number: int | None = None
    line: str | None = None


class Robots:
    """The rules of one robots.txt. `sitemaps` are as written, each once."""

    def __init__(self, groups: "tuple[_Group, ...]", sitemaps: tuple[str, ...]) -> None:
        self.sitemaps = sitemaps
        self._groups = groups
        self._books: dict[str, _Book] = {}

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Never fails: what is not a rule is passed over."""
        groups: list[_Group] = []
        sitemaps: dict[str, None] = {}
        naming = False
        for line in _lines(body):
            key, value = _key_and_value(line.text)
            if key is _Key.USER_AGENT:
                if not naming:
                    groups.append(_Group())
                naming = True
                groups[-1].name(value)
            elif key is _Key.SITEMAP:
                if value:
                    sitemaps.setdefault(_decoded(value))
            elif key is _Key.CRAWL_DELAY and groups:
                groups[-1].slow_down(value)
            elif key is not None and groups:
                naming = False
                groups[-1].allow_or_forbid(value, allow=key is _Key.ALLOW, line=line)
        return cls(tuple(groups), tuple(sitemaps))

    @classmethod
    def closed(cls) -> Self:
        """The rules while robots.txt cannot be had: nothing may be fetched."""
        group = _Group(agents={"*": 0})
        group.allow_or_forbid("/", allow=False, line=_Line(0, ""))
        return cls((group,), ())

    def verdict(self, url_or_path: str, agent: str) -> Verdict:
        """Judges an address, or a path with its query, for a product token such as "ProgonBot".

        A version after "/" is dropped, but nothing else, so a token with a digit or a space, which
        RFC 9309 2.2.1 does not allow, finds only the rules for everyone. Do not ask about robots.txt
        itself: reading it needs no permission.
        """
        path = _path(url_or_path)
        for rule in self._book(agent).rules:
            if rule.matches(path):
                line = rule.line
                return Verdict(
                    allowed=rule.allow,
                    line_number=line.number or None,
                    line=_quoted(line.text) if line.number else None,
                )
        return Verdict(allowed=True)

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds between requests, fractions kept; the longest of those asked of this agent."""
        return self._book(agent).delay

    def _book(self, agent: str) -> "_Book":
        token = agent.partition("/")[0].strip().lower()
        if token not in self._books:
            if len(self._books) >= _REMEMBERED_AGENTS:
                self._books.clear()
            is_named = any(token in group.agents for group in self._groups)
            name = token if is_named else "*"
            mine = [group for group in self._groups if name in group.agents]
            self._books[token] = _Book.of(name, mine)
        return self._books[token]


_REMEMBERED_AGENTS = 8
_QUOTED = 300  # characters of a line; every forbidden page is reported with its own copy
_MAX_DELAY = 86_400.0  # seconds; above a day it is a typing error or a trap
_BLANK = " \t\v\f"  # what C's isspace knows, less the line ends
_split_lines = re.compile(rb"\r\n|\r|\n").split
_not_of_a_product = re.compile(r"[^A-Za-z_-]")
_without_authority = re.compile(r"\A[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*").sub
_ANY_HOST = "http://host"
_number = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9}").match
_cut_at_stars = re.compile(r"\*+").split
_words = re.compile(f"[{_BLANK}]+").split


class _Key(Enum):
    """The beginnings by which a key is known, Google's typos among them."""

    USER_AGENT = ("user-agent", "useragent", "user agent")
    ALLOW = ("allow",)
    DISALLOW = ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")
    SITEMAP = ("sitemap", "site-map")
    CRAWL_DELAY = ("crawl-delay", "crawldelay", "crawl delay")


_LONGEST_KEY = 16  # longer than any beginning above


class _Line(NamedTuple):
    """A line as bytes mapped one to one to characters: robots.txt has no reliable charset."""

    number: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rule:
    """A pattern cut at its stars."""

    allow: bool
    line: _Line
    priority: int  #: length of the pattern
    parts: tuple[str, ...]
    anchored: bool  #: "$" at the end

    @classmethod
    def of(cls, pattern: str, *, allow: bool, line: _Line) -> Self:
        parts = _cut_at_stars(pattern.removesuffix("$").replace("$", "%24"))
        return cls(
            allow=allow,
            line=line,
            priority=len(pattern),
            parts=tuple(parts),
            anchored=pattern.endswith("$"),
        )

    def matches(self, path: str) -> bool:
        """The earliest place for each part is the best one, so no choice is ever taken back."""
        parts = self.parts
        if not path.startswith(parts[0]):
            return False
        place = len(parts[0])
        if len(parts) == 1:
            return not self.anchored or place == len(path)
        for part in parts[1:-1] if self.anchored else parts[1:]:
            place = path.find(part, place)
            if place < 0:
                return False
            place += len(part)
        return not self.anchored or path.endswith(parts[-1], place)


@dataclass(kw_only=True, slots=True)
class _Group:
    """Rules and the lower-case product tokens they are for; "*" is everyone else.

    A Crawl-delay parts no group, but it is for those who are named above it: "bingbot, delay 30" before
    "everyone, disallow" slows nobody else down.
    """

    agents: dict[str, int] = field(default_factory=dict)  #: how many were named before each
    rules: list[_Rule] = field(default_factory=list)
    delays: list[tuple[int, float]] = field(default_factory=list)  #: how many were named above each

    def name(self, value: str) -> None:
        """Google takes "* anything" for everyone, and a name up to its first odd character."""
        if value[:1] == "*" and not value[1:2].strip(_BLANK):
            self.agents.setdefault("*", len(self.agents))
        elif token := _token(value):
            self.agents.setdefault(token, len(self.agents))

    def allow_or_forbid(self, value: str, *, allow: bool, line: _Line) -> None:
        for pattern in _patterns(value):
            self.rules.append(_Rule.of(pattern, allow=allow, line=line))
            head, slash, last = pattern.rpartition("/")
            if allow and slash and last.startswith("index.htm"):
                self.rules.append(_Rule.of(f"{head}/$", allow=True, line=line))

    def slow_down(self, value: str) -> None:
        seconds = _seconds(value)
        if seconds is not None:
            self.delays.append((len(self.agents), seconds))

    def delays_of(self, name: str) -> Iterator[float]:
        """The delays below the name."""
        before = self.agents[name]
        return (seconds for above, seconds in self.delays if before < above)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Book:
    """The rules for one agent, in the order in which the first match decides."""

    rules: tuple[_Rule, ...]
    delay: float | None

    @classmethod
    def of(cls, name: str, groups: list[_Group]) -> Self:
        rules = [rule for group in groups for rule in group.rules]
        rules.sort(key=lambda rule: (-rule.priority, not rule.allow))
        delays = [seconds for group in groups for seconds in group.delays_of(name)]
        return cls(rules=tuple(rules), delay=max(delays, default=None))


def _lines(body: bytes) -> Iterator[_Line]:
    body = _unpacked(body)
    lines = _split_lines(_without_mark(body[:MAX_BYTES]))
    if len(body) > MAX_BYTES:
        lines.pop()  # "Allow: /catalogue" cut after the slash would allow everything
    for number, line in enumerate(lines, start=1):
        yield _Line(number, line[:MAX_LINE].decode("latin-1"))


def _unpacked(body: bytes) -> bytes:
    """Unpacks a file that is gzipped without saying so, since its rules count too; only as much as is read."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(_AUTO_HEADER).decompress(body, MAX_BYTES + 1)
    except zlib.error:
        return body


def _without_mark(body: bytes) -> bytes:
    """Without the byte order mark, even half of one (as Google); UTF-16 becomes UTF-8, marked or not."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace").encode()
    if encoding := unmarked_utf16(body):
        return body.decode(encoding, errors="replace").encode()
    start = 0
    while start < len(BOM_UTF8) and body[start : start + 1] == BOM_UTF8[start : start + 1]:
        start += 1
    return body[start:]


def _key_and_value(line: str) -> tuple[_Key | None, str]:
    line = line.partition("#")[0].strip(_BLANK)
    key, colon, value = line.partition(":")
    if not colon:  # "Disallow /x", if that is all there is in the line
        words = _words(line)
        if len(words) != 2:  # noqa: PLR2004 - a key and a value
            return None, ""
        key, value = words
    return _known_key(key.strip(_BLANK)[:_LONGEST_KEY].lower()), value.strip(_BLANK)


@lru_cache(maxsize=256)
def _known_key(start: str) -> _Key | None:
    return next((key for key in _Key if start.startswith(key.value)), None)


def _patterns(value: str) -> set[str]:
    """In canonical escapes; both readings of what is not UTF-8: its bytes, and windows-1251."""
    if not value:
        return set()
    raw = value.encode("latin-1")
    try:
        return {escaped(raw.decode())}
    except UnicodeDecodeError:
        as_bytes = "".join(char if char < "\x80" else f"%{ord(char):02X}" for char in value)
        return {escaped(as_bytes), escaped(raw.decode("cp1251", errors="replace"))}


def _decoded(text: str) -> str:
    raw = text.encode("latin-1")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1251", errors="replace")


def _quoted(text: str) -> str:
    return _decoded(text).replace("\0", "?").strip()[:_QUOTED]


def _path(url_or_path: str) -> str:
    """Path and query in canonical escapes; a star or dollar in an address is only a letter."""
    canonical = normalise(url_or_path)
    if canonical is None:
        rest = _without_authority("", url_or_path.strip(), count=1)
        rest = rest if rest.startswith(("/", "\\")) else "/" + rest
        canonical = normalise(_ANY_HOST + rest) or _ANY_HOST + escaped(rest)
    path = canonical[canonical.index("/", 8) :]
    return path.replace("*", "%2A").replace("$", "%24") if "*" in path or "$" in path else path


def _token(agent: str) -> str:
    return _not_of_a_product.split(agent, maxsplit=1)[0].lower()


def _seconds(value: str) -> float | None:
    """A decimal point or comma; a unit after it is passed over. None for what is not a delay."""
    match = _number(value)
    return min(float(match[0].replace(",", ".")), _MAX_DELAY) if match else None
