"""The words of the demo shops, read from the YAML files beside this module.

Russian needs agreement: a noun brings its gender, adjectives take their ending from a table, and a
sentence may hold choices such as `[m|f|n|p]`. All of it is data, so that a person who knows the
language can correct a text without touching code. Each file is read on first use and kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

GENDERS = "mfnp"  #: masculine, feminine, neuter, plural; English nouns are "s" or "p"
_CHOICE = re.compile(r"\[([^][|]*(?:\|[^][|]*)+)\]")
_BY_GENDER = 4  # alternatives in a choice by gender; a choice by number has two


@dataclass(frozen=True, kw_only=True, slots=True)
class Noun:
    """A thing's name with what a sentence must know about it."""

    word: str
    of: str  #: genitive singular (or plural where there is only a plural)
    gender: str


@dataclass(frozen=True, kw_only=True)
class CategoryWords:
    """A category and the things in it."""

    name: str
    plural: str  #: how a sentence speaks of its goods
    of: str  #: the same in the genitive
    low: int  #: lowest price, in whole units of the currency
    high: int
    adjectives: tuple[str, ...]
    nouns: tuple[Noun, ...]


@dataclass(frozen=True, kw_only=True)
class DepartmentWords:
    """A department of a shop."""

    name: str
    plural: str
    of: str
    categories: tuple[CategoryWords, ...]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What a shop sells."""

    brands: tuple[str, ...]
    specs: tuple[tuple[str, tuple[str, ...]], ...]
    departments: tuple[DepartmentWords, ...]


@dataclass(frozen=True, kw_only=True)
class MoneyForm:
    """How a price is printed."""

    group: str
    point: str
    text: str
    always_cents: bool = False  #: whether ",00" is printed too


@dataclass(frozen=True, kw_only=True)
class Language:
    """Everything a shop says in one language."""

    code: str
    name: str
    phrase: str
    endings: Mapping[str, tuple[str, ...]]
    letters: Mapping[int, str]
    money: Mapping[str, MoneyForm]
    availability: Mapping[str, tuple[str, ...]]
    ui: Mapping[str, str]
    titles: Mapping[str, tuple[str, ...]]
    descriptions: Mapping[str, tuple[str, ...]]
    info_pages: tuple[Mapping[str, str], ...]
    pages: Mapping[str, Mapping[str, str]]  #: labels and titles of pages that only some shops have
    lists: Mapping[str, tuple[str, ...]]  #: sentence pools, cities, names, months

    def adjective(self, word: str, gender: str) -> str:
        """The adjective in the noun's gender; a language without endings leaves it as it is."""
        if gender not in "fnp" or not self.endings:
            return word
        ending = next(end for end in self.endings if word.endswith(end))
        return word.removesuffix(ending) + self.endings[ending]["fnp".index(gender)]

    def slug(self, text: str) -> str:
        """The text as a piece of an address, in Latin letters."""
        return _hyphened(text.lower().translate(self.letters), r"[^a-z0-9]+")

    def native_slug(self, text: str) -> str:
        """The text as a piece of an address, in its own letters."""
        return _hyphened(text.lower(), r"[^\w]+")


@cache
def language(code: str) -> Language:
    """The language with this code: `ru` or `en`."""
    data = read_words(f"{code}.yaml")
    lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    del lists["info_pages"]
    return Language(
        code=code,
        name=data["name"],
        phrase=data["phrase"],
        endings=_tuples(data["agreement"]),
        letters=str.maketrans(data["transliteration"]),
        money={key: MoneyForm(**form) for key, form in data["prices"].items()},
        availability=_tuples(data["availability"]),
        ui=data["ui"],
        titles=_tuples(data["titles"]),
        descriptions=_tuples(data["descriptions"]),
        info_pages=tuple(data["info_pages"]),
        pages=data["pages"],
        lists=lists,
    )


@cache
def theme(name: str) -> Theme:
    """What the shops of this theme sell."""
    data = read_words(f"themes/{name}.yaml")
    return Theme(
        brands=tuple(data["brands"]),
        specs=tuple((name, tuple(map(str, values))) for name, values in data["specs"]),
        departments=tuple(_department(each) for each in data["departments"]),
    )


@cache
def agreed(sentence: str, gender: str) -> str:
    """The sentence with every choice made for this gender. Kept: the vocabulary is finite."""

    def choose(match: re.Match[str]) -> str:
        options = match[1].split("|")
        if len(options) == _BY_GENDER:
            return options[GENDERS.index(gender)]
        return options[gender == "p"]

    return _CHOICE.sub(choose, sentence)


def read_words(name: str) -> dict[str, Any]:
    """One of the word files, as plain data."""
    text = files(__package__).joinpath("words", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def capitalised(text: str) -> str:
    """The text with its first letter capital and the others as they are."""
    return text[:1].upper() + text[1:]


def _department(data: dict[str, Any]) -> DepartmentWords:
    return DepartmentWords(
        name=data["name"],
        plural=data["plural"],
        of=data["of"],
        categories=tuple(_category(each) for each in data["categories"]),
    )


def _category(data: dict[str, Any]) -> CategoryWords:
    low, high = data["prices"]
    return CategoryWords(
        name=data["name"],
        plural=data.get("plural", data["name"].lower()),
        of=data["of"],
        low=low,
        high=high,
        adjectives=tuple(data["adjectives"]),
        nouns=tuple(Noun(**noun) for noun in data["nouns"]),
    )


def _tuples(data: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in data.items()}


def _hyphened(text: str, others: str) -> str:
    return re.sub(others, "-", text).strip("-")
