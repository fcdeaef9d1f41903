"""Finding sites and tags of the catalogue in a message, in either script and any case.

Every alias is brought to its sound (see writing.py) and spread over the case endings of the grammar
files, so that a look-up is a dictionary access: "Lamoda", "lamodu" and "lamoda's" are one key each, and
so are their Cyrillic spellings. What people do to names beyond that: write them apart or together
("gold apple"), say one word of two ("leroy"), add a host's ending ("ozon.ru"), or misspell them
(`guess`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from parser.commands.catalogue import Catalogue
from parser.commands.grammar import Grammar
from parser.commands.kinds import Kind
from parser.commands.model import Doubt
from parser.commands.slips import is_plain, struck_beside, swaps
from parser.commands.tokens import Token, TokenKind, tokenise
from parser.commands.writing import fold, is_cyrillic, is_latin, sound

#: A single word of a longer name must be this long, in sound, to stand for it.
_MIN_PART: Final = 4
#: A shorter name is an abbreviation: any change makes another one.
_MIN_MISSPELLED: Final = 4
#: A name written apart is put together of pieces at least this long.
_MIN_PIECE: Final = 3
_MAX_WORDS: Final = 4
_SUGGESTIONS: Final = 3
_SUGGESTION_SCORE: Final = 55
_VOWELS: Final = frozenset("aeiou")
_VOWELS_TYPED: Final = _VOWELS | {"y"}

_DOUBLED: Final = re.compile(r"(.)\1")

_OWN: Final = 0
_PART: Final = 1


@dataclass(frozen=True, slots=True)
class NameSpan:
    """Tokens start..end name a site or a tag, or one of several when `ids` has more than one."""

    start: int
    end: int
    kind: Kind
    ids: tuple[str, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class _Target:
    kind: Kind
    id: str
    rank: int


@dataclass(slots=True)
class _Step:
    next: dict[str, list["_Step"]] = field(default_factory=dict)
    targets: list[_Target] = field(default_factory=list)


class Names:
    """An index over a catalogue; built once."""

    def __init__(self, catalogue: Catalogue, grammar: Grammar) -> None:
        self.catalogue = catalogue
        self._grammar = grammar
        self._endings = _endings(grammar)
        self._hosts: dict[str, str] = {}
        self._whole: dict[str, list[_Target]] = {}
        #: Names long enough to be misspelled, by their first letter.
        self._by_letter: dict[str, list[str]] = {}
        self._by_tail: dict[str, list[str]] = {}
        self._steps = _Step()
        self._add_catalogue()
        self._have_digits = any(any(map(str.isdigit, name)) for name in self._whole)
        self._concepts = self._tags_of_concepts()

    @property
    def have_digits(self) -> bool:
        """Whether a name has a number in it."""
        return self._have_digits

    def find(self, tokens: Sequence[Token]) -> list[NameSpan]:
        """Every name at every token, the longer beside the shorter."""
        keys = [_key(token) for token in tokens]
        return [span for start in range(len(tokens)) for span in self._at(tokens, keys, start)]

    def guess(
        self,
        tokens: Sequence[Token],
        start: int,
        end: int,
        named: Iterable[int] = (),
        *,
        plain: bool = False,
    ) -> NameSpan | None:
        """The name that these unexplained tokens may misspell; a short one only by a plain slip.

        `plain` tells that they are a plain slip of another word: then it must be one of the name, too.
        Tokens at `named` are names in themselves: with them it must be a word longer, no mere ending.
        """
        key = "".join(map(_key, tokens[start:end]))
        if end - start == 1 and len(key) < len(tokens[start].text) == _MIN_MISSPELLED - 1:
            # "oon" has lost a letter and doubled none
            key = "".join(map(sound, tokens[start].text))
        allowed = _allowed_distance(len(key))
        if not allowed:
            return None
        least = sum(len(_key(tokens[place])) + _MIN_PART for place in named)
        near = [name for name in self._near(key) if len(name) >= least]
        found = process.extract(key, near, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        best = min((distance for _, distance, _ in found), default=0)
        close = [name for name, distance, _ in found if distance == best]
        if best == end - start == 1:
            plain = plain or len(key) <= _MIN_MISSPELLED + 1
            close = [each for each in close if not plain or is_plain(key, each)]
        if not close and end - start == 1 and is_cyrillic(tokens[start].text):
            close = self._named(struck_beside(tokens[start].text))
        targets = [target for name in close for target in self._own(name)]
        return self._span(start, end, targets, Doubt.TYPO) if targets else None

    def _own(self, name: str) -> list[_Target]:
        """What a name stands for; the tag where a form of a site's name is that of a tag, too."""
        targets = self._whole[name]
        tags = [each for each in targets if (each.kind, each.rank) == (Kind.TAG, _OWN)]
        return tags or targets

    def swapped(self, tokens: Sequence[Token], place: int) -> NameSpan | None:
        """The site that a token becomes with two neighbouring letters swapped."""
        close = self._named(each for each in swaps(tokens[place].text) if not _DOUBLED.search(each))
        named = [target for name in close for target in self._whole[name]]
        targets = [each for each in named if each.kind is Kind.SITE]
        return self._span(place, place + 1, targets, Doubt.TYPO) if targets else None

    def _named(self, words: Iterable[str]) -> list[str]:
        """The names among these spellings that are long enough to be misspelled."""
        keys = dict.fromkeys(_collapse(sound(each)) for each in words)
        return [key for key in keys if key in self._whole and len(key) >= _MIN_MISSPELLED]

    def has(self, word: str) -> bool:
        """Whether a word is a name, or a word of a name, in any form."""
        return _collapse(sound(word)) in self._whole

    def tag_of_concept(self, concept: str) -> str | None:
        """The catalogue's tag for a tag of the grammar files, if it has one."""
        return self._concepts.get(concept)

    def suggest(self, words: str) -> tuple[str, ...]:
        """Site ids whose names are nearest to unknown words, best first."""
        key = sound(fold(words).replace(" ", ""))
        found = process.extract(
            key, list(self._whole), scorer=fuzz.ratio, score_cutoff=_SUGGESTION_SCORE, limit=12
        )
        ids = (
            target.id
            for name, _, _ in found
            for target in self._whole[name]
            if target.kind is Kind.SITE
        )
        return tuple(dict.fromkeys(ids))[:_SUGGESTIONS]

    def _add_catalogue(self) -> None:
        for site in self.catalogue.sites:
            for alias in (site.id, site.name, *site.aliases):
                self._add(alias, _Target(Kind.SITE, site.id, _OWN))
            if site.url:
                host = _host(site.url)
                self._hosts.setdefault(host, site.id)
                self._add(host.rpartition(".")[0], _Target(Kind.SITE, site.id, _OWN))
        for tag in self.catalogue.tags:
            for word in (tag, *self.catalogue.tag_words.get(tag, ())):
                self._add(word.replace("_", " "), _Target(Kind.TAG, tag, _OWN))

    def _add(self, alias: str, target: _Target) -> None:
        tokens = tokenise(alias)
        if len(tokens) > 2 and tokens[-2].kind is TokenKind.JOINT:  # noqa: PLR2004 # "name.ru"
            tokens = tokens[:-2] if tokens[-1].text in self._grammar.host_ends else tokens
        words = [token.text for token in tokens if _key(token)]
        forms = [self._forms(word) for word in words]
        if not forms:
            return
        before = "".join(map(sound, words[:-1]))
        is_long = len(before + sound(words[-1])) >= _MIN_MISSPELLED
        for key in sorted({_collapse(before + form) for form in forms[-1]}):
            long_enough = _MIN_MISSPELLED + (target.kind is Kind.TAG)
            is_new = all(each.rank != _OWN for each in self._whole.get(key, ()))
            if is_long and is_new and len(key) >= long_enough:
                self._by_letter.setdefault(key[0], []).append(key)
                self._by_tail.setdefault(key[1:], []).append(key)
            self._whole.setdefault(key, []).append(target)
        if len(words) > 1:
            self._add_steps(forms, target)
            for word, forms_of_word in zip(words, forms, strict=True):
                self._add_part(word, forms_of_word, target)

    def _add_steps(self, forms: list[set[str]], target: _Target) -> None:
        step = self._steps
        for forms_of_word in forms:
            following = _Step()
            for form in forms_of_word:
                step.next.setdefault(form, []).append(following)
            step = following
        step.targets.append(target)

    def _add_part(self, word: str, forms: set[str], target: _Target) -> None:
        if target.kind is Kind.SITE and len(sound(word)) >= _MIN_PART:
            part = _Target(target.kind, target.id, _PART)
            for form in forms if not self._is_common(word) else ():
                self._whole.setdefault(form, []).append(part)

    def _is_common(self, word: str) -> bool:
        """Whether a word means too much in itself to stand for the whole name."""
        return word in self._grammar.vocabulary or any(
            word in each.objects or word in each.common for each in self._grammar.languages.values()
        )

    def _forms(self, word: str) -> set[str]:
        """How a word of a name may sound with its endings."""
        key = sound(word)
        forms = {key}
        for final, endings in self._endings:
            if len(key) > len(final) and key.endswith(final) and (final or key[-1] not in _VOWELS):
                stem = key.removesuffix(final)
                if len(stem) + len(final) > 1:
                    forms.update(_collapse(stem + ending) for ending in endings)
        return forms

    def _at(self, tokens: Sequence[Token], keys: list[str], start: int) -> list[NameSpan]:
        if tokens[start].kind is TokenKind.URL:
            site = self._of_host(_host(tokens[start].raw.rstrip(".!?;:")))
            return [NameSpan(start, start + 1, Kind.SITE, (site,))] if site else []
        if not keys[start]:
            return []
        found: dict[int, list[_Target]] = {}
        joined, joins, steps = "", True, [self._steps]
        place = start
        for _ in range(_MAX_WORDS):
            joins = joins and _is_piece(tokens, keys, start, place)
            joined += keys[place]
            steps = [after for step in steps for after in step.next.get(keys[place], ())]
            place += 1
            targets = [t for step in steps for t in step.targets]
            targets += self._whole.get(_collapse(joined), ()) if joins else ()
            if not _is_sayable(tokens[start].text):  # "cnjg" is no "knig", it is another layout
                targets = [each for each in targets if each.kind is Kind.SITE]
            if targets:
                found[place] = targets
            place = _next_word(tokens, keys, place)
            if place >= len(tokens):
                break
        return [
            self._span(start, self._with_host_end(tokens, end), targets, None)
            for end, targets in found.items()
        ]

    def _of_host(self, host: str) -> str | None:
        """The site at a host, else the only one that is called as the host is."""
        if host in self._hosts:
            return self._hosts[host]
        label = host.split(".")[-2:][0]
        named = self._whole.get(_collapse(sound(fold(label))), ())
        ids = {each.id for each in named if (each.kind, each.rank) == (Kind.SITE, _OWN)}
        return ids.pop() if len(ids) == 1 else None

    def _with_host_end(self, tokens: Sequence[Token], end: int) -> int:
        """The end of a name with its host's ending taken along, as in "ozon.ru"."""
        if end + 1 < len(tokens) and tokens[end].kind is TokenKind.JOINT:
            return end + 2 if tokens[end + 1].text in self._grammar.host_ends else end
        return end

    def _span(
        self, start: int, end: int, targets: Iterable[_Target], doubt: Doubt | None
    ) -> NameSpan:
        targets = list(targets)
        best = min(targets, key=lambda t: (t.rank, t.kind is not Kind.SITE))
        ids = dict.fromkeys(t.id for t in targets if (t.rank, t.kind) == (best.rank, best.kind))
        if best.rank == _PART and doubt is None:
            doubt = Doubt.PART_OF_NAME
        return NameSpan(start, end, best.kind, tuple(ids), doubt)

    def _near(self, key: str) -> list[str]:
        """Names that begin like the key: same letter, or both vowels, or its first two swapped.

        Or the name's first letter is left out, if it is long enough without it.
        """
        letters = {key[0], *key[1:2]} | (_VOWELS if key[0] in _VOWELS else set())
        begin = [name for letter in sorted(letters) for name in self._by_letter.get(letter, ())]
        return begin + (self._by_tail.get(key, []) if len(key) > _MIN_MISSPELLED else [])

    def _tags_of_concepts(self) -> dict[str, str]:
        concepts: dict[str, str] = {}
        for tag in self.catalogue.tags:
            word = fold(re.sub(r"[\W_]+", " ", tag)).strip()
            concept = self._grammar.tag_words.get(
                word, self._grammar.tag_words.get(word.rstrip("s"))
            )
            if concept is not None and (tag == concept or concept not in concepts):
                concepts[concept] = tag
        return concepts


def _key(token: Token) -> str:
    if token.kind is TokenKind.WORD:
        return sound(token.text.removesuffix("'s"))
    return token.text if token.kind is TokenKind.NUMBER and token.text.isascii() else ""


def _is_sayable(word: str) -> bool:
    """Whether a word may be Latin letters for Russian sounds, and no mere row of consonants."""
    is_row = is_latin(word) and len(word) >= _MIN_MISSPELLED
    return not is_row or not _VOWELS_TYPED.isdisjoint(word)


def _next_word(tokens: Sequence[Token], keys: list[str], place: int) -> int:
    """The next token that a name may go on with: a joint or a sign like & may stand between."""
    while place < len(tokens) and not keys[place]:
        if tokens[place].kind not in {TokenKind.JOINT, TokenKind.SIGN}:
            return len(tokens)
        place += 1
    return place


def _is_piece(tokens: Sequence[Token], keys: list[str], start: int, place: int) -> bool:
    """Whether a word may be a piece of a name written apart: hyphened, or not too short."""
    if place == start or tokens[place].glued:
        return True
    return min(map(len, keys[start : place + 1])) >= _MIN_PIECE


def _allowed_distance(size: int) -> int:
    if size < _MIN_MISSPELLED - 1:
        return 0
    return 1 if size < 8 else 2  # noqa: PLR2004 # about one slip in seven letters


def _collapse(key: str) -> str:
    return re.sub(r"([a-z])\1+", r"\1", key)


def _host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _endings(grammar: Grammar) -> list[tuple[str, tuple[str, ...]]]:
    """(final, endings) in sound: a word in `final` may end in any of `endings` instead."""
    tables = (each.names.get("endings", {}) for each in grammar.languages.values())
    return [
        (sound(final), tuple(map(sound, endings.split())))
        for table in tables
        for final, endings in table.items()
    ]
