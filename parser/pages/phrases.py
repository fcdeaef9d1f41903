r"""Phrases as one regular expression that is only tried if a text contains a word it needs.

A vocabulary's alternation has hundreds of branches, and trying it at every letter of a text costs
more than all other reading of that text. But each phrase has a word that it needs ("stock" in
"(?:not|no longer)\s+in\s+stock"), and a search for plain words takes a fiftieth of the time. So these
words are derived from the pattern itself, and the pattern is only tried on texts that contain one of
them; the matches are the same. Texts of a site repeat the same words, so the answer for each word is
cached.

`anchors` knows the constructs that the vocabularies use: groups, alternatives, classes, escapes,
repetition, looking around. It reads no flags and no comments inside a pattern.
"""

import re
from collections.abc import Iterable, Iterator

_Words = frozenset[str]
_token = re.compile(
    r"""\\.|\[\^?\]?(?:\\.|[^\]\\])*\]     # an escape; a class
      | \(\?(?:[:=!]|<[=!]|P<\w+>) | [()|]  # groups
      | (?:[?*+]|\{\d*,?\d*\})[?+]?         # repetition
      | .""",
    re.VERBOSE | re.DOTALL,
)
_repeats = re.compile(r"([?*+])|\{(\d*)").match
_ENOUGH = 5  # letters; a longer word is hardly rarer
_START = 4  # letters of a word that are looked for first
_REMEMBERED = 20_000  # words of texts


class Phrases:
    """A pattern, ignoring case, with the words without which it cannot match."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        words = anchors(pattern)
        self._always = not words
        self._may_begin = _Memory(words)

    def search(self, text: str, words: Iterable[str] | None = None) -> re.Match[str] | None:
        """The first place of the text that one of the phrases describes; `words` are the text's."""
        may_match = self.may_match_words(text.split() if words is None else words)
        return self._pattern.search(text) if may_match else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All places of the text that one of the phrases describes."""
        return self._pattern.finditer(text) if self.may_match(text) else iter(())

    def may_match(self, text: str) -> bool:
        """Whether one of a text's words holds one of the needed words.

        Those are letters and digits alone, so none of them reaches over a space.
        """
        return self.may_match_words(text.split())

    def may_match_words(self, words: Iterable[str]) -> bool:
        """Like `may_match`, for the words of a text that is tried against several phrases."""
        return self._always or True in map(self._may_begin.__getitem__, words)


class _Memory(dict[str, bool]):
    """Whether a word of a text holds one of the needed words, for all words met."""

    def __init__(self, needed: _Words) -> None:
        super().__init__()
        self._initials = frozenset(word[0] for word in needed)
        self._starts = frozenset(word[:_START] for word in needed if len(word) >= _START)
        self._short = tuple(word for word in needed if len(word) < _START)
        self._needed = tuple(needed)

    def __missing__(self, word: str) -> bool:
        if len(self) >= _REMEMBERED:
            self.clear()
        plain = folded(word)
        self[word] = holds = not self._initials.isdisjoint(plain) and self._is_in(plain)
        return holds

    def _is_in(self, plain: str) -> bool:
        runs = [plain[at : at + _START] for at in range(len(plain) - _START + 1)]
        for word in self._short if self._starts.isdisjoint(runs) else self._needed:
            if word in plain:
                return True
        return False


def folded(text: str) -> str:
    """The text as anchors are compared; all that `re.IGNORECASE` takes for equal becomes equal."""
    text = text.casefold()
    return text if text.isascii() else text.replace("i\u0307", "i").replace("\u0131", "i")


def anchors(pattern: str) -> _Words:
    """Folded words of which every match of a pattern holds at least one; none if there is no such set."""
    return _alternatives(_token.finditer(pattern))


def _alternatives(tokens: Iterator[re.Match[str]]) -> _Words:
    """What the alternatives up to the end of their group need; none if one of them needs nothing."""
    needed: list[_Words] = []
    sequence = _Sequence()
    for token in tokens:
        text = token[0]
        if text in {"|", ")"}:
            needed.append(sequence.best())
            sequence = _Sequence()
            if text == ")":
                return _joined(needed)
        elif text.startswith("("):
            inner = _alternatives(tokens)
            sequence.take(inner if text in {"(", "(?:"} or text.startswith("(?P") else frozenset())
        elif match := _repeats(text):
            sequence.repeat(optional=match[1] in {"?", "*"} or match[2] in {"", "0"})
        else:
            sequence.extend(text)
    return _joined([*needed, sequence.best()])


def _joined(needed: list[_Words]) -> _Words:
    return frozenset().union(*needed) if all(needed) else frozenset()


class _Sequence:
    """What stands one after another in a pattern: runs of letters, and groups with their own needs."""

    def __init__(self) -> None:
        self._found: list[_Words] = []
        self._run = ""

    def extend(self, token: str) -> None:
        """One more letter, or something that ends the run of letters."""
        if token.isalnum():
            self._run += token
        else:
            self.take(frozenset())

    def take(self, words: _Words) -> None:
        """A group, or anything else than a letter; what needs nothing counts too, as it may be repeated."""
        self._end_run()
        self._found.append(words)

    def repeat(self, *, optional: bool) -> None:
        """What was read last may be left out, or may stand there several times."""
        if self._run:
            last, self._run = self._run[-1], self._run[:-1] if optional else self._run
            self._end_run()
            if not optional:
                self._run = last
        elif optional:
            self._found.pop()

    def best(self) -> _Words:
        """The rarest of all that is needed: long words first, then few of them."""
        self._end_run()
        return max(
            filter(None, self._found),
            key=lambda words: (min(*map(len, words), _ENOUGH), -len(words)),
            default=frozenset(),
        )

    def _end_run(self) -> None:
        if self._run:
            self._found.append(frozenset({folded(self._run)}))
        self._run = ""
