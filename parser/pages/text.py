"""The text of a page: cleaned strings, words and sentences, and the hash of its content.

A word is anything between spaces that contains a letter or digit of any alphabet, so Russian counts
like English. Chinese and Japanese, written without spaces, count one word per character, as in word
processors, and are compared by pairs of characters; Thai, Lao, Khmer and Burmese count one word per
three letters, which is about what their dictionaries give.
Only words are hashed, without those that change by themselves (tokens, times): two copies of a page
that differ only in a session token have the same content.
"""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from parser.pages import simhash

_REMEMBERED = 200  # characters; longer values seldom come again
MAX_PLAIN = 100_000  #: characters of one value that are looked at
_tag = re.compile(r"<[a-zA-Z/!]")
#: ends of elements, or one that has none, in HTML whose template has escaped it; "<b>" alone may be meant
_ESCAPED = ("&lt;/", "&lt;br", "&lt;p&gt;", "&lt;li&gt;")
_control = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
#: scripts in which the two joiners (U+200C, U+200D) are spelling: Arabic to Mongolian, and emoji
_JOINING = "\u0600-\u1aff\u2600-\u27bf\ua800-\uabff\ufe0f\U0001f000-\U0001faff"
_invisible = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ud800-\udfff\x00-\x08\x0e-\x1f\x7f]"
    f"(?:(?<![{_JOINING}][\u200c\u200d])|(?![{_JOINING}]))"
)
_icons = re.compile("[\ue000-\uf8ff]+").sub
#: those of Arabic, Urdu, Armenian, Hindi and Amharic stand last
_ENDS = (". ", "! ", "? ", "\u2026 ", "\u061f ", "\u06d4 ", "\u0589 ", "\u0964 ", "\u1362 ")
#: what the placeholder has in it; looked for first, as a page without it is hardly worth an expression
_PLACEHOLDER_PARTS = ("psum", "PSUM")
_placeholder = re.compile(r"lorem\s+ipsum\b", re.IGNORECASE).search
_goes_on = re.compile("[.] [a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u045f]").findall
_DENSE_ENDS = ("\u3002", "\uff01", "\uff1f")
#: a space between a word and the sign that closes it, or between a bracket and what is in it
_parted = re.compile(r"(?<=[^ ]) (?=[,;)\]»”]|[.:!?]+(?: |$))|(?<=[(\[«“]) (?=[^ ])").finditer
_dense_runs = re.compile(f"[{simhash.DENSE}]+")


def plain_text(value: str) -> str:
    """A value that may hold HTML: without tags, entities, invisible characters, doubled spaces."""
    return _recalled(value) if len(value) <= _REMEMBERED else _plain(value[:MAX_PLAIN])


def _plain(value: str) -> str:
    if "&lt;" in value and "<" not in value and any(tag in value for tag in _ESCAPED):
        value = html.unescape(value)  # HTML that a template has escaped as a whole
    if "<" in value and _tag.search(value):
        root = LexborHTMLParser(value).root
        value = root.text(separator=" ") if root else ""
    if "&" in value:
        value = html.unescape(value)
    return tidy(value)


#: the pages of a site repeat short values, and so do the readers of one page
_recalled = lru_cache(maxsize=8192)(_plain)


def tidy(value: str) -> str:
    """A text without invisible characters and doubled spaces."""
    if not value.isprintable():
        value = _invisible.sub("", _control.sub(" ", value))
    return " ".join(value.split())


def without_icons(value: str) -> str:
    """A text without the letters that icon fonts draw as pictures: those of private use."""
    return value if value.isprintable() else _icons(" ", value).strip()


def with_signs(apart: str, written: Callable[[], str]) -> str:
    """A text that was read with spaces around each element, without those before a comma or in brackets.

    "<b class=x>Maker</b>, red" is "Maker, red". A space that `written`, the text as it stands, has there
    stays: in French that is no slip.
    """
    parted = _parted_at(apart)
    if not parted:
        return apart
    letters, own = 0, set[int]()
    for sign in " ".join(written().split()):
        own.update({letters} if sign == " " else ())
        letters += sign != " "
    letters, kept = 0, []
    for place, sign in enumerate(apart):
        letters += sign != " "
        if place not in parted or letters in own:
            kept.append(sign)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _parted_at(text: str) -> frozenset[int]:
    """Where such spaces are; most headings of a site stand on many of its pages."""
    return frozenset([match.start() for match in _parted(text)])


@dataclass(frozen=True, kw_only=True, slots=True)
class MainText:
    """Counts and fingerprints of a page's main text."""

    words: int
    sentences: int
    content_hash: str | None  #: of the words in order, without volatile ones; None for no words
    simhash: int | None  #: of the set of words
    simhash_rest: str | None  #: its other bits


def measure(text: str) -> MainText:
    """Counts and fingerprints of a text; punctuation on its own is no word."""
    tokens = text.split()
    counts = Counter(tokens)
    fingerprint = simhash.of_tokens(counts)
    words = len(tokens) - sum(counts[mark] for mark in counts.keys() & fingerprint.not_words)
    if not words:
        return MainText(words=0, sentences=0, content_hash=None, simhash=None, simhash_rest=None)
    if volatile := counts.keys() & fingerprint.volatile:
        tokens = [token for token in tokens if token not in volatile]
    joined = " ".join(tokens)
    if dense := counts.keys() & fingerprint.dense.keys() if fingerprint.dense else ():
        words += sum(counts[token] * (fingerprint.dense[token] - 1) for token in dense)
        fingerprint = simhash.of_tokens(*_apart(tokens))
    return MainText(
        words=words,
        sentences=_sentences(joined, is_dense=bool(dense)),
        content_hash=blake2b(joined.encode("utf-8", "replace"), digest_size=16).hexdigest(),
        simhash=fingerprint.value,
        simhash_rest=fingerprint.rest,
    )


def _sentences(text: str, *, is_dense: bool) -> int:
    """The number of sentences; lower case after a stop starts no new one ("5 pcs. in a box")."""
    ends = sum(text.count(end) for end in _ENDS if end[0] in text) - len(_goes_on(text)) + 1
    return (
        ends + sum(map(text.count, _DENSE_ENDS)) - text.endswith(_DENSE_ENDS) if is_dense else ends
    )


def has_placeholder(text: str) -> bool:
    """Whether the typesetters' dummy text stands in a text, however its lines are broken."""
    return any(part in text for part in _PLACEHOLDER_PARTS) and _placeholder(text) is not None


def words_of_line(line: str) -> int:
    """About how many words a line has; in scripts without spaces two characters make one."""
    spaced = sum(any(map(str.isalpha, word)) for word in line.split())
    return spaced if line.isascii() else spaced + sum(map(len, _dense_runs.findall(line))) // 2


def _apart(tokens: Iterable[str]) -> tuple[dict[str, None], dict[tuple[str, str], None]]:
    """The words with spaces around them, and the pairs of characters of a script without spaces.

    There a token is a whole sentence: one other character would make it another word.
    """
    words: dict[str, None] = {}
    pairs: dict[tuple[str, str], None] = {}
    for token in tokens:
        rest = _dense_runs.sub(" ", token)
        words.update(dict.fromkeys(rest.split()))
        if rest != token:
            for run in _dense_runs.findall(token):
                pairs.update(dict.fromkeys(pairwise(run)))
    return words, pairs
