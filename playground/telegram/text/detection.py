"""What the server itself marks in a text: mentions, commands, tags, addresses.

After the regular expressions quoted in TDLib's `MessageEntity.cpp`; its scanner for addresses is
simplified to one expression and the checks that follow it. Not found here: bank cards and phone
numbers, which no bot of ours depends on.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import TypeAlias

from playground.telegram.text.entities import Entity, Kind, utf16_offsets, without_overlaps


def detected(text: str) -> list[Entity]:
    """Everything the server marks in `text`, none overlapping, offsets in UTF-16 units."""
    found = [
        Entity(kind=kind, offset=start, length=end - start)
        for find in _FINDERS
        for kind, start, end in find(text)
    ]
    offsets = utf16_offsets(text)
    return [
        replace(e, offset=offsets[e.offset], length=offsets[e.end] - offsets[e.offset])
        for e in without_overlaps(found)
    ]


_Find: TypeAlias = tuple[Kind, int, int]

_TAG = r"\w\u200c\u00b7\u0d80-\u0dff"
_MAX_TAG = 256
_MENTION = re.compile(r"(?<!\w)@[a-zA-Z0-9_]{4,32}(?!\w)")
_COMMAND = re.compile(
    r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32}(?![\w/<>])|(?![\w/<>@]))"
)
_HASHTAG = re.compile(rf"(?<![{_TAG}])#[{_TAG}]+(?![{_TAG}#])")
_CASHTAG = re.compile(rf"(?<![${_TAG}])\$(?:1INCH|[A-Z]{{1,8}})(?![${_TAG}])")
_EMAIL = re.compile(
    r"(?<![\w@/.#+-])(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}"
    r"@(?:[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?\.){1,6}[a-z]{2,8}(?![\w-])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"""(?:(?P<scheme>https?|ftp|tonsite)://(?:[^\s/\[\]{}()'`<>"@«»]+@)?|(?<![\w/#@.~-]))
        (?P<host>[\w~-]+(?:\.[\w~-]+)+)
        (?::0*[1-9]\d{0,4}(?!\d))?
        (?P<path>[/?\#][^\s<>"«»]*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_INTERNAL_ADDRESS = re.compile(
    r"""(?:tg|ton|tonsite)://[a-z0-9_-]{1,253}(?P<path>[/?#][^\s<>"«»]*)?""", re.IGNORECASE
)
_PATH_END = ".:;,('?!`"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_MAX_LABEL = 63
_IPV4_PARTS = 4
_MAX_OCTET = 255


def _plain(kind: Kind, pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Find]]:
    def find(text: str) -> Iterator[_Find]:
        return ((kind, *match.span()) for match in pattern.finditer(text))

    return find


def _hashtags(text: str) -> Iterator[_Find]:
    for match in _HASHTAG.finditer(text):
        tag = match[0][: _MAX_TAG + 1]
        if any(character.isalpha() for character in tag):
            yield Kind.HASHTAG, match.start(), match.start() + len(tag)


def _addresses(text: str) -> Iterator[_Find]:
    for match in _ADDRESS.finditer(text):
        if _is_host(match["host"], bare=match["scheme"] is None):
            yield Kind.URL, match.start(), _address_end(match)


def _internal_addresses(text: str) -> Iterator[_Find]:
    for match in _INTERNAL_ADDRESS.finditer(text):
        yield Kind.URL, match.start(), _address_end(match)


def _address_end(match: re.Match[str]) -> int:
    """Where the address ends: before an unpaired bracket and the punctuation of the sentence."""
    path = match["path"]
    if not path:
        return match.end()
    kept = path[: _balanced_length(path)].rstrip(_PATH_END)
    if not kept and path.startswith("/"):
        kept = "/"
    return match.end() - len(path) + len(kept)


def _balanced_length(path: str) -> int:
    open_brackets = dict.fromkeys(_BRACKETS.values(), 0)
    for index, character in enumerate(path):
        if character in _BRACKETS:
            open_brackets[_BRACKETS[character]] += 1
        elif character in open_brackets:
            open_brackets[character] -= 1
            if open_brackets[character] < 0:
                return index
    return len(path)


def _is_host(host: str, *, bare: bool) -> bool:
    labels = host.split(".")
    if any(not label or len(label) > _MAX_LABEL or label.endswith("-") for label in labels):
        return False
    if _is_ipv4(labels):
        return True
    top = labels[-1].lower()
    if host.replace(".", "").isdigit() or len(top) == 1:
        return False
    if top.startswith("xn--"):
        return top[4:].isalnum()
    return not {"_", "-"} & set(top) and (not bare or top in _top_level_domains())


def _is_ipv4(labels: list[str]) -> bool:
    return len(labels) == _IPV4_PARTS and all(
        re.fullmatch("[0-9]{1,3}", label) and int(label) <= _MAX_OCTET for label in labels
    )


@cache
def _top_level_domains() -> frozenset[str]:
    data = resources.files(__package__).joinpath("top_level_domains.txt")
    return frozenset(data.read_text(encoding="utf-8").split())


_FINDERS = (
    _plain(Kind.MENTION, _MENTION),
    _plain(Kind.BOT_COMMAND, _COMMAND),
    _hashtags,
    _plain(Kind.CASHTAG, _CASHTAG),
    _plain(Kind.EMAIL, _EMAIL),
    _internal_addresses,
    _addresses,
)
