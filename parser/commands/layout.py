"""Lists, forms and command-line options, put into plain clauses before they are read.

    run these:          run these:
    1. ozon       ->       ozon,
    2) wb                  wb;
    pages: 50           pages  50

Every sign gives way to one other sign, so that a place of the rewritten text is the same place of the
message. The words that may stand before a colon or an equals sign, or after two hyphens, are data
(`layout` in the grammar files); other labels are left alone, and whoever reads on does not know them.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any, Final

from parser.commands.writing import fold

#: Without one of these a text has no layout.
_MARKED: Final = re.compile(r"\n|:|=|--|^\s*\(?\d{1,2}[.)]|\u20e3")
#: A sign or a number that begins an item. A hyphen right before a word takes the word away instead.
_BULLET: Final = re.compile(
    r"\s*(?:[\u2022\u2023\u25aa-\u25ff\u2043\u2219\u2713\u2714\u27a4\u2192\u00b7*\u2013\u2014-]+(?=\s)"
    r"|[\u2022\u25cf\u25e6\u25aa\u00b7*\u2013\u2014](?=\w)"
    r"|\(?\d{1,2}[.)](?=\s*[^\W\d])|\d\ufe0f?\u20e3)\s*"
)
_DASHES: Final = frozenset("\u2013\u2014-*")
#: An item's number inside a line: "1) run ozon 2) cancel run 5".
_STROKE: Final = re.compile(r"(?<=\S )[|/](?= \S)")
_INLINE: Final = re.compile(r"(?<=\s)\(?\d{1,2}\)(?=\s)")
_LABEL: Final = re.compile(r"\s*([^\W\d_][^\n:=.!?]{0,48}?)[ \t]*[:=](?!//)[ \t]*")
_OPTION: Final = re.compile(
    r"(?<!\S)--([^\W\d_][\w-]*)(?:[ \t]*=[ \t]*|(?=\s|$))|(?<![^\s,;])([^\W\d_]\w*)=(?=\S)"
)
_LINE: Final = re.compile(r"[^\n]+")
_WORD: Final = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")
_BETWEEN: Final = re.compile(r"[\s_-]+")


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What the words before a colon are for, in all languages."""

    #: They name a slot whose value says it all: "sites: ozon", "when: at 5".
    blank: frozenset[str]
    #: They are a part of what they name: "pages: 50", "except: ozon".
    kept: frozenset[str]
    #: They stand before a yes or a no: "dry run: yes".
    flags: frozenset[str]
    agrees: frozenset[str]
    denies: frozenset[str]
    #: They order a run where a message begins with them: "cron: ozon, daily at 4".
    runs: frozenset[str]
    #: One of `heads` and any of `headings` make a heading over orders: "tasks for the bot".
    heads: frozenset[str]
    headings: frozenset[str]
    #: A heading with one of them stands over what is told: "minutes", "how to".
    titles: frozenset[str]


def labels_of(tables: Iterable[Mapping[str, Any]]) -> Labels:
    """The labels of all languages together, from the `layout` parts of their files."""
    found: dict[str, set[str]] = {each.name: set() for each in fields(Labels)}
    for table in tables:
        for name, words in table.items():
            found[name].update(_folded(each) for each in str(words).split(","))
    return Labels(**{name: frozenset(words) for name, words in found.items()})


def is_titled(text: str, labels: Labels) -> bool:
    """Whether the first line is the title of a plan, a log, a manual: what follows is no order."""
    first, _, rest = text.partition("\n")
    is_title = bool(rest.strip()) and first.rstrip().endswith(":")
    return is_title and not labels.titles.isdisjoint(fold(each) for each in _WORD.findall(first))


def flattened(text: str, labels: Labels, orders: AbstractSet[str]) -> str:
    """The text with its layout put into plain words and signs, of the same length.

    An item that holds a word of `orders` is an order of its own; other items go on with their head.
    """
    text = _STROKE.sub(",", text).replace("&&", " ;")
    if not _MARKED.search(text):
        return text
    lines = [_Line(each.start(), each.group()) for each in _LINE.finditer(text)]
    lines = [each for each in lines if each.text.strip()]
    signs = list(text)
    for line in lines:
        line.strip_bullet(alone=len(lines) == 1)
        line.read_label(labels, is_first=line is lines[0])
    separate = any(each.is_item and each.orders(orders) for each in lines)
    in_list = False
    for line in lines:
        if line is not lines[0] and (line.is_labelled or (in_list and not separate)):
            mark = ";" if line.is_labelled else "," if not line.orders(orders) else "\n"
            signs[line.start - 1] = mark
        signs[line.start : line.start + len(line.text)] = line.text
        in_list = not line.is_labelled and (in_list or line.is_item or line.opens)
    return "".join(signs)


class _Line:
    """One line of a message, changed in place and never in length."""

    def __init__(self, start: int, text: str) -> None:
        self.start = start
        self.text = text
        self.is_item = False
        self.is_labelled = False

    @property
    def opens(self) -> bool:
        """Whether a list may follow."""
        return self.text.rstrip().endswith(":")

    def orders(self, words: AbstractSet[str]) -> bool:
        """Whether one of these words is in the line."""
        return any(fold(each) in words for each in _WORD.findall(self.text))

    def strip_bullet(self, *, alone: bool) -> None:
        """Take the sign of an item away; a dash before a lone line may be somebody's speech."""
        found = _BULLET.match(self.text)
        if found is None or (alone and _DASHES.intersection(found.group())):
            return
        self.is_item = not alone
        self._blank(0, found.end())
        if found.group().strip()[-1:] == ")" and found.group().strip("( \t)") == "1":
            self.text = _INLINE.sub(lambda each: ";".ljust(len(each.group())), self.text)

    def read_label(self, labels: Labels, *, is_first: bool) -> None:
        """Put the label of the line, and every option in it, into plain words."""
        found = _LABEL.match(self.text)
        if found is not None:
            self._label(found, found.group(1), labels, is_first=is_first)
        for each in reversed(list(_OPTION.finditer(self.text))):
            self._label(each, each.group(1) or each.group(2), labels, is_first=False)

    def _label(self, found: re.Match[str], label: str, labels: Labels, *, is_first: bool) -> None:
        start, end = found.span()
        name = _folded(label)
        is_option = found.re is _OPTION
        is_last = not is_option and end == len(self.text.rstrip())
        if is_first and name in labels.runs:
            self.text = "run".ljust(end) + self.text[end:]
        elif name in labels.blank or (is_last and _is_heading(label, labels)):
            self._blank(start, end)
        elif name in labels.flags or (name in labels.kept and not is_last):
            words = re.sub(r"[:=_-]", " ", found.group())
            self.text = self.text[:start] + words + self.text[end:]
            if name in labels.flags:
                self._flag(start, end, labels)
        elif name not in labels.kept:
            return
        self.is_labelled |= not (is_option or is_first)

    def _flag(self, start: int, end: int, labels: Labels) -> None:
        """Take the yes after a flag away, and with a no the flag itself."""
        value = _WORD.match(self.text, end)
        if value is None:
            return
        if fold(value.group()) in labels.agrees:
            self._blank(value.start(), value.end())
        elif fold(value.group()) in labels.denies:
            self._blank(start, value.end())

    def _blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]


def _is_heading(label: str, labels: Labels) -> bool:
    words = [fold(each) for each in _WORD.findall(label)]
    heads = labels.heads.intersection(words)
    return bool(heads) and all(each in labels.headings or each in heads for each in words)


def _folded(label: str) -> str:
    return fold(_BETWEEN.sub(" ", label).strip())
