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
    name: str | None = None,
) -> Page:
    """A page of text from the vocabulary's `pages`; nothing links to it yet."""
    words = draft.shelves.language.pages[label]
    body = TextBody(name=name or label, pool=pool, sentences=sentences, slots=draft.slots())
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
        page = draft.pages[category.target]
        if isinstance(page.body, ListBody):
            draft.change(
                page.target,
                body=with_sorting(
                    page.body,
                    Anchor(href=f"{draft.written(page.target)}?sort=price", text=ui["sort_price"]),
                    Anchor(href=f"{draft.written(page.target)}?sort=new", text=ui["sort_new"]),
                ),
            )


def with_sorting(body: ListBody, *anchors: Anchor) -> ListBody:
    """The list with links to other orders of itself."""
    return replace(body, sorting=anchors)


def some(draft: Draft, victims: Iterator[Victim]) -> list[Victim]:
    """The next pages in line for a fault."""
    return list(islice(victims, draft.each))


def some_pairs(draft: Draft, victims: Iterator[Victim]) -> list[tuple[Victim, Victim]]:
    """The next pages in line for a fault, each with another one that stays as it is."""
    return list(zip(some(draft, victims), some(draft, victims), strict=False))
