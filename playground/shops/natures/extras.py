"""Pieces that several natures add to the ordinary shop."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from playground.shops.plan.draft import Draft
from playground.shops.plan.outline import text_page
from playground.shops.plan.site import Anchor, ListBody, Page, TextBody

_SENTENCES = 29

Victim = TypeVar("Victim")


def add_text_page(
    draft: Draft,
    target: str,
    label: str,
    *,
    pool: str = "service",
    sentences: int = _SENTENCES,
) -> Page:
    """A page of text from the vocabulary's `pages`; nothing links to it yet."""
    words = draft.shelves.language.pages[label]
    body = TextBody(name=label, pool=pool, sentences=sentences, slots=draft.slots())
    title = words["title"].format(shop=draft.profile.name)
    page = text_page(draft, target, title, words["label"], body)
    draft.add(page)
    return page


def label(draft: Draft, key: str) -> str:
    """The text of a link to one of the vocabulary's `pages`."""
    return draft.shelves.language.pages[key]["label"]


def sorted_lists(draft: Draft) -> None:
    """Give the first page of each category links to the same list in another order."""
    ui = draft.shelves.language.ui
    for category in draft.shelves.categories:
        body = draft.pages[category.target].body
        if isinstance(body, ListBody):
            orders = {"price": ui["sort_price"], "new": ui["sort_new"]}
            sorting = tuple(
                Anchor(href=f"{draft.written(category.target)}?sort={order}", text=text)
                for order, text in orders.items()
            )
            draft.change(category.target, body=replace(body, sorting=sorting))


def some(draft: Draft, victims: Iterator[Victim]) -> list[Victim]:
    """The next pages in line for a fault."""
    return list(islice(victims, draft.each))


def some_pairs(draft: Draft, victims: Iterator[Victim]) -> list[tuple[Victim, Victim]]:
    """The next pages in line for a fault, each with another one that stays as it is."""
    return list(zip(some(draft, victims), some(draft, victims), strict=False))
