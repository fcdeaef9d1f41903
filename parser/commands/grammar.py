"""The grammar: what every language file says, compiled into one graph.

A language is one file, grammar/<code>.yaml; the reader has no word of its own. All languages share the
graph, because people mix them in one sentence. The file's parts:

    language, morphology   its code, and how its words change (see morphology.py)
    macros                 name -> piece of a template, written {name} in the others
    words                  class -> words that `<class>` in a template stands for
    values                 class -> {word: value}: the same, and the value is kept
    phrases                kind or kind.name -> templates; `{say: ..., key: value}` adds values
    numbers                units, multipliers, ordinals, joiners: see numbers.py
    names                  how names change and what they drag along: see names.py
    therefore, contrasts   words that part an order from what is said around it: see asides.py
    spoiling, reporting    words that tie an order to a moment, and verbs of somebody's words
    states, signoffs       "we have", where it has no verb; words before the name that ends a letter
    opinions               verbs of what somebody thinks, which quote nobody
    subjects, others       pronouns that tell of somebody, and of somebody else
    telling                verbs of stories, in a language whose dictionary we don't have
    layout                 labels of lists and forms: see layout.py
    tags                   tag -> words for it, as templates; `wider` names the tag that has it too
    objects, common        words that cannot be a site's name
    brands                 words of the dictionary that may well be one
    short                  words of three letters that are often misspelled all the same
    adverbs                endings of words that only say how; such a word changes nothing
    articles               words before a common noun, never before a site's name
    verb_ends              endings of verbs that tell, in a language whose dictionary we don't have
    noun_ends              endings of common nouns, in a language whose dictionary we don't have
    endings                endings that no order has, so that typos don't turn a story into an order

A template becomes a path of nodes from the root: parts that may be left out are edges around them, so
the graph grows with the length of the templates and not with the number of sentences they stand for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from parser.commands.errors import GrammarError
from parser.commands.kinds import OF_THE_READER, Kind
from parser.commands.layout import Labels, labels_of
from parser.commands.morphology import STORY, Morphology, morphology
from parser.commands.templates import Choice, Element, Part, holds_verb, lone_words, parsed, verbs
from parser.commands.writing import fold, read_yaml

#: A symbol a token carries, and the value it brings.
Sense = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a finished template says."""

    kind: Kind
    name: str
    language: str
    #: Values the template states itself.
    values: Mapping[str, Any]
    #: The form of its verb, if it has one: see `morphology.ORDER_FORMS`.
    form: str


class Node:
    """A place within templates: where each symbol leads, and what ends here."""

    __slots__ = ("ends", "is_tree", "next")

    def __init__(self, *, is_tree: bool = False) -> None:
        #: Symbol -> (slot that keeps the value, node after it).
        self.next: dict[str, list[tuple[str | None, Node]]] = {}
        self.ends: list[Meaning] = []
        #: Reached in one way only, so that templates with the same beginning may share it.
        self.is_tree = is_tree


@dataclass(frozen=True, kw_only=True)
class Language:
    """The tables of one language that are not templates."""

    code: str
    cyrillic: bool
    morphology: Morphology
    numbers: Mapping[str, Any]
    names: Mapping[str, Any]
    #: Words for things that are never a site, in their dictionary form.
    objects: frozenset[str]
    #: Words, in their dictionary form, that name a shop as often as a thing.
    brands: frozenset[str]
    #: Frequent words, in a language whose dictionary we don't have.
    common: frozenset[str]
    short: frozenset[str]
    adverbs: tuple[str, ...]
    articles: frozenset[str]
    noun_ends: tuple[str, ...]
    verb_ends: tuple[str, ...]
    endings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """All languages, compiled."""

    languages: Mapping[str, Language]
    root: Node
    #: Folded word -> what it may be in a template, beside itself.
    senses: Mapping[str, tuple[Sense, ...]]
    #: Every folded word of every template.
    vocabulary: frozenset[str]
    #: The verbs of order templates among them, in the forms that give an order.
    order_words: frozenset[str]
    #: Their other forms, which tell a story: no slip of an order is meant by one that is as near.
    story_words: frozenset[str]
    #: Real words that are slips of the hand here, and others that no slip is taken for.
    slips: frozenset[str]
    #: What may follow the name of a site after a dot.
    host_ends: frozenset[str]
    #: A word for a common tag -> that tag, so that a catalogue may call the tag by any of them.
    tag_words: Mapping[str, str]
    #: Words that make a condition of what follows them: "when", "if".
    conditions: frozenset[str]
    #: "So": what follows is the order, what went before its cause.
    therefore: frozenset[str]
    #: "But": what follows may be an order of its own.
    contrasts: frozenset[str]
    #: Words that tie an order to a moment or take it back: "once", "after", "kidding".
    spoiling: frozenset[str]
    #: Verbs, in their dictionary form, beside which an order is somebody's words.
    reporting: frozenset[str]
    #: "We have": somebody's state, told without a verb.
    states: frozenset[str]
    #: Words before the name that ends a letter.
    signoffs: frozenset[str]
    #: Verbs of what somebody thinks or wants, which quote nobody.
    opinions: frozenset[str]
    #: Pronouns that are the subject of a clause, and those of them that are other people.
    subjects: frozenset[str]
    others: frozenset[str]
    #: Verbs of stories, in a language whose dictionary we don't have.
    telling: frozenset[str]
    #: What the words before a colon are for, in lists and forms.
    labels: Labels


@cache
def load_grammar() -> Grammar:
    """The packaged grammar; built on first use, in about 0.1 s."""
    builder = _Builder()
    for code in _codes():
        builder.add(read_yaml(f"{code}.yaml"))
    return builder.grammar()


def _codes() -> list[str]:
    names = (each.name for each in files("parser.commands").joinpath("grammar").iterdir())
    return sorted(each.removesuffix(".yaml") for each in names if len(each) == len("ru.yaml"))


#: A choice of more options at the beginning of a template is not shared with other templates.
_FEW: Final = 8

#: A verb form that a plain word beside verbs in a template counts as.
_PLAIN_MARKS: Final = frozenset({"", "imp", "base"})


@dataclass
class _Builder:
    root: Node = field(default_factory=lambda: Node(is_tree=True))
    senses: dict[str, dict[Sense, None]] = field(default_factory=dict)
    vocabulary: set[str] = field(default_factory=set)
    order_words: set[str] = field(default_factory=set)
    story_words: set[str] = field(default_factory=set)
    slips: set[str] = field(default_factory=set)
    tag_words: dict[str, str] = field(default_factory=dict)
    languages: dict[str, Language] = field(default_factory=dict)
    macros: dict[str, str] = field(default_factory=dict)
    conditions: set[str] = field(default_factory=set)
    tables: list[Mapping[str, Any]] = field(default_factory=list)
    registered: set[str] = field(default_factory=set)
    spread: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    marks: dict[tuple[str, str], dict[str, list[str]]] = field(default_factory=dict)

    def grammar(self) -> Grammar:
        return Grammar(
            languages=self.languages,
            root=self.root,
            senses={word: tuple(senses) for word, senses in self.senses.items()},
            vocabulary=frozenset(self.vocabulary),
            order_words=frozenset(self.order_words),
            story_words=frozenset(self.story_words - self.order_words),
            slips=frozenset(self.slips),
            host_ends=frozenset(
                end
                for each in self.languages.values()
                for end in each.names.get("hosts", "").split()
            ),
            tag_words=self.tag_words,
            conditions=frozenset(self.conditions),
            therefore=self._listed("therefore"),
            contrasts=self._listed("contrasts"),
            spoiling=self._listed("spoiling"),
            reporting=self._listed("reporting"),
            states=self._listed("states"),
            signoffs=self._listed("signoffs"),
            opinions=self._listed("opinions"),
            subjects=self._listed("subjects"),
            others=self._listed("others"),
            telling=self._listed("telling"),
            labels=labels_of(each.get("layout", {}) for each in self.tables),
        )

    def add(self, data: Mapping[str, Any]) -> None:
        language = _language(data)
        self.languages[language.code] = language
        self.macros = dict(data.get("macros", {}))
        self.tables.append(data)
        for name, words in data.get("words", {}).items():
            for word in _split(words):
                self._register(language, word, f"<{name}>", None)
        for name, table in data.get("values", {}).items():
            for word, value in table.items():
                self._register(language, str(word), f"<{name}>", value)
        for kind_name, entries in data["phrases"].items():
            self._add_phrases(language, _kind(kind_name), entries)
        for tag, entry in data.get("tags", {}).items():
            values = entry if isinstance(entry, dict) else {"say": entry}
            self._add_phrases(language, (Kind.TAG, ""), [{**values, "tag": tag}])
            self.tag_words.update({fold(each.replace("~", "")): tag for each in values["say"]})

    def _listed(self, name: str) -> frozenset[str]:
        """The words under a name in all languages, those of several words parted by commas."""
        listed = (str(each.get(name, "")).split(",") for each in self.tables)
        return frozenset(fold(word.strip()) for words in listed for word in words if word.strip())

    def _register(self, language: Language, word: str, symbol: str, value: Any) -> None:
        for form in self._forms(language, word):
            self.senses.setdefault(form, {})[symbol, value] = None
            self.vocabulary.add(form)

    def _forms(self, language: Language, word: str) -> tuple[str, ...]:
        if not word.endswith("~"):
            return (fold(word),)
        key = (language.code, word)
        if key not in self.spread:
            self.spread[key] = tuple(language.morphology.forms(word[:-1]))
        return self.spread[key]

    def _add_phrases(
        self, language: Language, kind: tuple[Kind, str], entries: Iterable[Any]
    ) -> None:
        for entry in entries:
            values = dict(entry) if isinstance(entry, dict) else {"say": entry}
            says = values.pop("say")
            for say in [says] if isinstance(says, str) else says:
                self._add_template(language, kind, parsed(self._without_macros(say)), values)

    def _without_macros(self, say: str) -> str:
        for name, piece in self.macros.items():
            say = say.replace(f"{{{name}}}", piece)
        if "{" in say:
            raise GrammarError(say, "no such macro")
        return say

    def _add_template(
        self, language: Language, kind: tuple[Kind, str], tree: Choice, values: Mapping[str, Any]
    ) -> None:
        marks: dict[str, list[str]] = {} if tree.has_verb else {"": []}
        for verb in verbs(tree):
            for mark, forms in self._order_forms(language, verb).items():
                marks.setdefault(mark, []).extend(forms)
        for mark, forms in marks.items():
            meaning = Meaning(*kind, language.code, values, values.get("form", mark))
            for node in self._grown(language, tree, [self.root], mark):
                if node is not self.root:
                    node.ends.append(meaning)
            if kind[0] is Kind.ORDER:
                self.order_words.update(forms)
        if values.get("slip") or values.get("exact"):
            self.slips.update(lone_words(tree))
        if kind == (Kind.GUARD, "condition"):
            self.conditions.update(each for each in lone_words(tree))

    def _grown(self, language: Language, part: Part, starts: list[Node], mark: str) -> list[Node]:
        """The nodes where a part of a template ends when it begins at `starts`."""
        if isinstance(part, Element):
            return [self._edge(starts, self._symbol(language, part.symbol, mark), part.slot)]
        ends = dict.fromkeys(starts) if part.optional else {}
        few = len(part.options) <= _FEW and len(starts) == 1 and starts[0].is_tree
        end = None if few else Node()
        for series in part.options:
            own = starts
            plain_only = part.has_verb and not any(map(holds_verb, series))
            if plain_only and mark not in _PLAIN_MARKS:
                continue
            for each in series[:-1]:
                own = self._grown(language, each, own, mark)
            last = self._ended(language, series[-1], own, mark, end) if series else own
            ends.update(dict.fromkeys(last))
        return list(ends)

    def _ended(
        self, language: Language, part: Part, starts: list[Node], mark: str, end: Node | None
    ) -> list[Node]:
        """The last part of an option: all options of a long choice end at the same node."""
        if end is None or not isinstance(part, Element):
            return self._grown(language, part, starts, mark)
        return [self._edge(starts, self._symbol(language, part.symbol, mark), part.slot, end)]

    def _edge(
        self, starts: list[Node], symbol: str, slot: str | None, end: Node | None = None
    ) -> Node:
        """One node after every start; the beginning of an earlier template is shared."""
        alone = end is None and len(starts) == 1 and starts[0].is_tree
        if alone:
            for known_slot, known in starts[0].next.get(symbol, ()):
                if known.is_tree and known_slot == slot:
                    return known
        node = end or Node(is_tree=alone)
        for start in starts:
            start.next.setdefault(symbol, []).append((slot, node))
        return node

    def _order_forms(self, language: Language, verb: str) -> dict[str, list[str]]:
        """A verb's forms by mark; they become known on the way."""
        key = (language.code, verb)
        if key not in self.marks:
            marks: dict[str, list[str]] = {}
            for form, mark in language.morphology.verb_forms(verb[:-1]):
                if mark == STORY:
                    self.story_words.add(form)
                    continue
                marks.setdefault(mark, []).append(form)
                self.senses.setdefault(form, {})[verb + mark, None] = None
                self.vocabulary.add(form)
            self.marks[key] = marks
        return self.marks[key]

    def _symbol(self, language: Language, symbol: str, mark: str) -> str:
        if symbol.startswith("<"):
            return symbol
        if symbol.endswith("!"):
            return symbol + mark
        if symbol.endswith("~"):
            if symbol not in self.registered:
                self.registered.add(symbol)
                self._register(language, symbol, symbol, None)
            return symbol
        self.vocabulary.add(fold(symbol))
        return fold(symbol)


def _language(data: Mapping[str, Any]) -> Language:
    own = morphology(data.get("morphology", "none"))
    return Language(
        code=data["language"],
        cyrillic=bool(data.get("cyrillic", False)),
        morphology=own,
        numbers=_numbers(data.get("numbers", {}), own),
        names=data.get("names", {}),
        objects=frozenset(map(fold, _split(data.get("objects", "").replace("~", "")))),
        brands=frozenset(map(fold, _split(data.get("brands", "")))),
        common=frozenset(map(fold, _split(data.get("common", "")))),
        adverbs=tuple(_split(data.get("adverbs", ""))),
        articles=frozenset(_split(data.get("articles", ""))),
        verb_ends=tuple(_split(data.get("verb_ends", ""))),
        noun_ends=tuple(_split(data.get("noun_ends", ""))),
        short=frozenset(_split(data.get("short", ""))),
        endings=tuple(_split(data.get("endings", ""))),
    )


def _kind(kind_name: str) -> tuple[Kind, str]:
    kind, _, name = kind_name.partition(".")
    if kind not in set(Kind) or Kind(kind) in OF_THE_READER:
        raise GrammarError(kind_name, "no such kind")
    return Kind(kind), name


def _split(words: Any) -> list[str]:
    return words.split() if isinstance(words, str) else [str(each) for each in words]


def _all_forms(words: Iterable[str], own: Morphology) -> Iterable[str]:
    for word in words:
        yield from own.forms(word[:-1]) if word.endswith("~") else (fold(word),)


def _numbers(data: Mapping[str, Any], own: Morphology) -> Mapping[str, Any]:
    """The number tables with every form spread out."""
    return {
        name: (
            {form: value for word, value in table.items() for form in _all_forms([word], own)}
            if isinstance(table, dict)
            else tuple(table)
            if name == "halves"
            else frozenset(map(fold, _split(table)))
        )
        for name, table in data.items()
    }
