"""A shop's departments and categories, and which category each product belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from urllib.parse import quote

from playground.shops.content.profiles import Profile
from playground.shops.content.vocabulary import (
    CategoryWords,
    DepartmentWords,
    Language,
    Theme,
    language,
    theme,
)


@dataclass(frozen=True, kw_only=True)
class Department:
    """A department and where it stands."""

    number: int
    words: DepartmentWords
    slug: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Category:
    """A category, its department and where its first page stands."""

    number: int
    words: CategoryWords
    department: Department
    slug: str
    target: str

    @property
    def path(self) -> tuple[str, ...]:
        """The names that lead to it, as breadcrumbs show them."""
        return (self.department.words.name, self.words.name)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The shelves of one shop."""

    profile: Profile
    language: Language
    theme: Theme
    departments: tuple[Department, ...]
    categories: tuple[Category, ...]

    def places(self, products: int) -> list[Category]:
        """The category of each product by its place: the first ones are the fullest.

        Shares fall as 1, 1/2, 1/3 ..., so that a small shop too has a category with a second page,
        and a product that is added later moves no earlier one.
        """
        return list(islice(self._places(), products))

    def _places(self) -> Iterator[Category]:
        weights = [1 / (rank + 1) for rank in range(len(self.categories))]
        whole = sum(weights)
        taken = [0] * len(weights)
        for total in count(1):
            lags = [total * each / whole - had for each, had in zip(weights, taken, strict=True)]
            place = lags.index(max(lags))
            taken[place] += 1
            yield self.categories[place]


def catalogue(profile: Profile) -> Catalogue:
    """The shelves of the shop with this profile."""
    words, goods = language(profile.language), theme(profile.theme)
    departments: list[Department] = []
    categories: list[Category] = []
    for number, each in enumerate(goods.departments, start=1):
        slug = slug_of(profile, words, each.name)
        target = address(profile, "department", slug=slug, number=number)
        department = Department(number=number, words=each, slug=slug, target=target)
        departments.append(department)
        for inner in each.categories:
            slug = slug_of(profile, words, inner.name)
            place = len(categories) + 1
            target = address(profile, "category", slug=slug, number=place)
            categories.append(
                Category(number=place, words=inner, department=department, slug=slug, target=target)
            )
    return Catalogue(
        profile=profile,
        language=words,
        theme=goods,
        departments=tuple(departments),
        categories=tuple(categories),
    )


def address(profile: Profile, kind: str, **parts: object) -> str:
    """The path and query of something in this shop, percent-encoded."""
    return encoded(profile.addresses[kind].format(**parts))


def encoded(target: str) -> str:
    """A path and query as it travels in a request line (RFC 3986); what is encoded stays so."""
    return quote(target, safe="%/?&=:@!$'()*+,;~-._")


def slug_of(profile: Profile, words: Language, text: str) -> str:
    """A name as a piece of this shop's addresses."""
    return words.native_slug(text) if profile.slugs == "native" else words.slug(text)
