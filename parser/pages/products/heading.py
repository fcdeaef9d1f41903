"""The heading of the page's own product: where its price, stock and numbers stand nearby.

It is the level-one heading that agrees with what the page's title is about, as pages give level one
to logos, logins and related products too. Where none agrees, another element that reads like the
title; where there is only one, that one.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from parser.pages import lexicon
from parser.pages.document import Document, Node, ancestors, heading_text, text_of
from parser.pages.products import labels
from parser.pages.products.main_thing import agreement
from parser.pages.products.nearness import names_of
from parser.pages.products.page_address import is_front
from parser.pages.text import tidy
from parser.pages.urls import same_site

_AGREES = 0.35
_AGREES_WELL = 0.6
_AGREES_FULLY = 0.9
_WORDS = ("title", "product-name", "heading")
_ELSEWHERE = ("h2", "h3", '[itemprop="name"]')
MAX_LENGTH = 400  #: characters; a longer text is no heading
MAX_TRIED = 50  #: headings of level one
MAX_ELSEWHERE = 150  #: other elements
_parts = re.compile(r"\s+(?:[|\u2014\u2013\u2022\u00b7\u00bb-]+|::+)\s+").split
_number_tail = re.compile(r"(?:[_-](?:[a-z]{1,2}[_-])?\d+)?(?:\.\w{2,5})?$").sub
_letters = re.compile(r"[\W_]+").sub
_LEAST_WORDS = 2
_SHORTEST_SHOP = 4  # letters of its name
_AGREES_PLAINLY = 0.7  # of a text in no heading
_SHORTEST = 8  # characters of one
MAX_PLAIN, MAX_TEXTS = 200, 600
_CHOICES = frozenset({"a", "option"})  # what they say is elsewhere
_BEGINS = 0.25  # for a heading with which the title begins, as much before others


def find(document: Document, titles: Iterable[str]) -> Node | None:
    """The element that names what the page is about; None if nothing does."""
    shop = document.meta("og:site_name") or ""
    if not any(titles := list(titles)) and not document.nodes("h1"):
        return _named_product(document)
    subjects = [subject(title, shop) for title in dict.fromkeys(titles) if title]
    headings = _told(
        node for node in document.nodes("h1")[:MAX_TRIED] if not _leads_home(document, node)
    )
    best, score = _best(headings, [*subjects, address_words(document.url)])
    if best is not None and (score >= _AGREES_WELL or (len(headings) == 1 and score > 0)):
        return best
    others = document.named(_WORDS, *_ELSEWHERE)[:MAX_ELSEWHERE]
    other, other_score = _best(_told(others), subjects)
    if other is not None and other_score >= (_AGREES_FULLY if score >= _AGREES else _AGREES_WELL):
        is_sister = _is_sister(_text(other), subjects)
        return (_plain(document, subjects, _AGREES_FULLY) if is_sister else None) or other
    if score >= _AGREES:
        return best
    if len(headings) == 1:
        return _plain(document, subjects, _AGREES_FULLY) or best
    subjects.append(_bare_words(document.url))
    return _plain(document, subjects, _AGREES_PLAINLY) or _named_product(document)


def _is_sister(text: str, subjects: list[str]) -> bool:
    """Whether a text has the number of another model than all that is told of this one."""
    other, own = _models(text), [_models(subject) for subject in subjects]
    return bool(other) and any(own) and all(other.isdisjoint(one) for one in own)


def _models(text: str) -> set[str]:
    """The words that hold a digit."""
    return {word for word in text.casefold().split() if any(map(str.isdigit, word))}


def _leads_home(document: Document, node: Node) -> bool:
    """Whether a heading is the logo: nothing but a link from another page to the front one."""
    link = node.css_first("a[href]")
    if link is None or is_front(document.url) or text_of(link) != text_of(node):
        return False
    address = document.resolve(link.attributes.get("href"))
    return address is not None and same_site(address, document.url) and is_front(address)


def _plain(document: Document, subjects: list[str], least: float) -> Node | None:
    """The element around the first text that reads like a title or the address, and is no link.

    Pages of old templates give their headings a size instead of a level.
    """
    for node, text in islice(_plain_texts(document), MAX_TEXTS):
        if any(agreement(text, one) >= least for one in subjects):
            return node
    return None


def _bare_words(url: str) -> str:
    """The words of the last name in an address, without its extension and its numbers at the end."""
    return _number_tail("", address_words(url)) if urlsplit(url).path.strip("/") else ""


def _plain_texts(document: Document) -> Iterator[tuple[Node, str]]:
    """Texts of a few words that are not linked, with the elements around."""
    body = document.body
    for node in body.traverse(include_text=True, skip_empty=True) if body else ():
        text = (node.text_content or "").strip() if node.is_text_node else ""
        around = node.parent if _SHORTEST <= len(text) <= MAX_PLAIN and " " in text else None
        if around is not None and around.tag not in _CHOICES:
            yield around, text


def _named_product(document: Document) -> Node | None:
    """In a piece of a page without any title, the only element that calls itself a product's name."""
    told = _told(document.named(lexicon.table("products")["name_places"]))
    return told[0][0] if len({text for _, text in told}) == 1 else None


def name_of(heading: Node | None, title: str, shop: str = "", host: str = "") -> str:
    """The product's name as the heading has it: not the shop's own, not with "buy cheap, price, photos".

    A heading that is only what the title has behind its subject names the shop, unless what stands before
    it does: some shops put their name first, and most have it in their `host`.
    """
    text = lexicon.pattern("products", "name_tail").sub("", _seen(heading)) if heading else ""
    about, plain = subject(title, shop), text.casefold()
    whole = title.casefold().strip()
    is_behind = plain == shop.casefold() or (plain != whole and whole.endswith(plain))
    names_shop = text and is_behind and plain not in about.casefold()
    return about if names_shop and not _is_in_host(about, host) else text


def _seen(heading: Node) -> str:
    """What a visitor sees of a heading: without words for screen readers, and a menu that waits inside.

    Such a menu, or a sign, is hidden from screen readers. An article number in an element of its own is
    no part of the name either. Where nothing else is left, it is the name.
    """
    text = heading_text(heading)
    inner = [node for node in heading.css("*") if node.mem_id != heading.mem_id]
    unread = [node for node in inner if node.attributes.get("aria-hidden") == "true"]
    numbers = [node for node in inner if labels.is_number_label(text_of(node))]
    for aside in (list(filter(_is_unseen, inner)), unread, numbers):
        rest, taken = text, set[int]()
        for node in aside:
            if not any(above.mem_id in taken for above in ancestors(node)):
                taken.add(node.mem_id)
                rest = rest.replace(text_of(node), " ", 1)
        text = tidy(rest) or text
    return text


def _is_unseen(node: Node) -> bool:
    """Whether a class says that only screen readers have it."""
    return bool(lexicon.pattern("products", "unseen_names").search(names_of(node)))


def _is_in_host(name: str, host: str) -> bool:
    """Whether a name without its spaces is part of a host's: "Reitsport Huber" of reitsport-huber.at."""
    plain = _letters("", name.casefold())
    return len(plain) >= _SHORTEST_SHOP and plain in _letters("", host.casefold())


@lru_cache(maxsize=16)
def address_words(url: str) -> str:
    """The words of the last name in an address: shops put the product's into it."""
    path = unquote(url.partition("://")[2].partition("?")[0]).rstrip("/")
    return path.rpartition("/")[2]


@lru_cache(maxsize=64)
def subject(title: str, shop: str = "") -> str:
    """What a title is about, without the shop behind (or, if that leaves a word, before) it."""
    named = shop.strip().casefold()
    parts = [part for part in _parts(title) if part.strip() and part.strip().casefold() != named]
    if not parts:
        return title
    return parts[0] if len(parts[0].split()) >= _LEAST_WORDS else max(parts, key=len)


def _best(told: list[tuple[Node, str]], subjects: list[str]) -> tuple[Node | None, float]:
    """The element that agrees best with one of the subjects, the first of equals; and how well it does."""
    best, highest, found = -1.0, -1.0, None
    for node, text in told:
        score = max((agreement(text, one) for one in subjects), default=0.0)
        rank = score + _BEGINS if score and _begins(text, subjects) else score
        if rank > highest:
            best, highest, found = score, rank, node
    return found, best


def _begins(text: str, subjects: list[str]) -> bool:
    """Whether a title has nothing but brackets behind the words of a text: a series, a colour."""
    return any(subject.startswith(f"{text} (") for subject in subjects)


def _told(nodes: Iterable[Node]) -> list[tuple[Node, str]]:
    """The elements that have a text which is short enough for a heading, with it."""
    return [(node, text) for node in nodes if (text := _text(node))]


def _text(node: Node) -> str:
    """The text of an element that is short enough for a heading."""
    text = node.text(separator=" ", strip=True, skip_empty=True)
    return text_of(node) if 0 < len(text) <= MAX_LENGTH else ""
