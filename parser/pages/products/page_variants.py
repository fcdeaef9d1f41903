"""The sizes and colours between which a page without markup lets a visitor choose.

Four forms are read: the data of a form for its scripts (WooCommerce's `data-product_variations`, as
`WC_Product_Variable::get_available_variations` writes it), a list to select from, a group of radio
buttons, and where there is none of these, buttons, lines or boxes in an element that is named for a
size or a colour. Of two lists the combinations that exist are not known, so there only the data are read.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, takewhile
from typing import Any, Literal
from urllib.parse import urlsplit

from parser.pages import availability, lexicon, prices
from parser.pages.document import Document, Node, ancestors, text_of
from parser.pages.products import cleaning, labels
from parser.pages.products.class_names import classes_of
from parser.pages.products.nearness import Neighbourhood, leads_away, names_of
from parser.pages.products.unopened import is_unopened
from parser.pages.records import Availability, Variant

_NEAR = 8  # steps from the heading to the block that holds both
_FORMS = "data-product_variations"
_MAX_FORM = 1_000_000  #: characters of JSON
MAX_CHOICES = 100
_FEWEST = 2
_LABELLED = 3  # steps up from a field within which its label stands
_MAX_LABEL = 40  #: characters
_AROUND = " \t\u2014\u2013-,;:"
_NAMES = ("name", "id", "aria-label")
MAX_PLACES = 40  #: elements named for a choice that are looked at
_MAX_CAPTION = 20  #: characters of a size or a colour that is drawn
_PART_DEPTH = 2  # steps up from a part that is named so to the element around all of them
_DRAWN = frozenset({"button", "li", "a", "div", "span"})
_FIELDS = "input,select,textarea,img"
_PARTS = "button,a,span,i"
_of_product = re.compile(
    r"attribute|option|variant|variation|\bpa_|modif|sku", re.IGNORECASE
).search
_of_another = re.compile(
    r"qty|quantity|amount|count|sort|currency|country|region|city", re.IGNORECASE
).search
_denied = re.compile(
    r"\b(?:disabled|sold-?out|out-?of-?stock|(?:empty|no)-?stock|unavailable)\b", re.IGNORECASE
).search
_one_of = re.compile(r"(?<=size)s\b|(?<=colour)s\b|(?<=color)s\b", re.IGNORECASE).sub
_of_chart = re.compile(r"chart|guide|table|conversion", re.IGNORECASE).search
_has_word = re.compile(r"[^\W_]").search
_words = re.compile(r"[^\W\d_]+").findall
_surcharge = re.compile(r"\+\s*[^\d\s]{0,3}\s?\d").search
_price_behind = re.compile(r"(?:[^\w\s.,)\]]|\s)\s*\W{0,3}\d[\d\s.,\u00a0]*\s?[^\d\s]{0,5}$")
_in_brackets = re.compile(r"[(\[][^)\]]*[)\]]")

_Property = Literal["color", "size", "material"]
_PROPERTIES: tuple[_Property, ...] = ("color", "size", "material")


def find(document: Document, around: Neighbourhood, country: str) -> tuple[Variant, ...]:
    """The forms of the product, in the page's order; empty if there is no choice."""
    for form in document.nodes("form"):
        data = form.attributes.get(_FORMS)
        if data and len(data) <= _MAX_FORM and around.is_near(form, _NEAR):
            if found := tuple(_of_data(data)):
                return found
            break  # WooCommerce asks for them later where they are many, and states "false"
    choices = [*_selects(document, around), *_radios(document, around)]
    choices = choices or [*_drawn(document, around)]
    if not choices or any(_differ(choices[0], other, country) for other in choices[1:]):
        return ()
    return tuple(_chosen(choices[0], country))


def _differ(one: "_Choice", other: "_Choice", country: str) -> bool:
    """Whether two lists are not the same choice; templates hold it twice, once for lack of scripts."""
    are_named = one.property is not None and other.property is not None
    return (are_named and one.property != other.property) or (
        [_name(text, country) for text, _ in one.options]
        != [_name(text, country) for text, _ in other.options]
    )


def _of_data(data: str) -> Iterator[Variant]:
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError):
        return
    entries = stated if isinstance(stated, list) else []
    for entry in entries[:MAX_CHOICES]:
        chosen = entry.get("attributes") if isinstance(entry, dict) else None
        if isinstance(chosen, dict) and (variant := _of_entry(entry, chosen)).name:
            yield variant


def _of_entry(entry: Mapping[str, Any], chosen: Mapping[str, Any]) -> Variant:
    """One combination; a value that is empty stands for any, so that all empty name none."""
    values = {key: value for key, value in chosen.items() if value and isinstance(value, str)}
    of_property = {_property(key): cleaning.name(value) for key, value in values.items()}
    return Variant(
        sku=cleaning.identifier(entry.get("sku")),
        name=cleaning.name(" / ".join(values.values())),
        price=prices.read_markup(entry.get("display_price")),
        availability=availability.from_markup(entry.get("is_in_stock")),
        **{key: value for key, value in of_property.items() if key is not None},
    )


class _Choice:
    """A list of captions of which a visitor chooses one, and what the list is called."""

    def __init__(self, name: str, options: Iterable[tuple[str, bool]]) -> None:
        """`options` are the captions and whether each may be chosen."""
        self.property = _property(name)
        self.is_named = self.property is not None or _names_choice(name)
        is_prompt = lexicon.pattern("products", "choice_prompt").match
        found = [(text, is_free) for text, is_free in options if _has_word(text) and text != name]
        real = [one for one in found if not is_prompt(one[0])][:MAX_CHOICES]
        self.options = _without_template(real)

    @property
    def is_real(self) -> bool:
        """Whether there is something to choose from, and not how many to buy."""
        captions = {text for text, _ in self.options}
        are_counts = not self.is_named and all(map(str.isdecimal, captions))
        return len(captions) >= _FEWEST and not are_counts


def _without_template(options: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Captions without the end that all share, if it refuses all: templates print it, styles hide it."""
    words = [text.split() for text, _ in options]
    columns = zip(*map(reversed, words), strict=False)
    shared = len(list(takewhile(lambda column: len(set(column)) == 1, columns)))
    if len(options) < _FEWEST or not shared:
        return options
    stock = availability.from_words(" ".join(words[0][-shared:]))
    if stock is None or not availability.refuses(stock.availability):
        return options
    pairs = zip(words, options, strict=True)
    return [(" ".join(each[:-shared]), is_free) for each, (_, is_free) in pairs if each[:-shared]]


def _selects(document: Document, around: Neighbourhood) -> Iterator[_Choice]:
    for node in document.nodes("select"):
        names = _names(node)
        if not _is_of_product(names) or not around.is_near(node, _NEAR):
            continue
        options = ((text_of(one), _is_free(one)) for one in _offered(node))
        choice = _Choice(names, options)
        if choice.is_real:
            yield choice


def _offered(select: Node) -> list[Node]:
    """The options that stand for something; "Choose a size" has no value."""
    return [
        one for one in select.css("option") if one.attributes.get("value", "-") not in ("", "0")
    ]


def _radios(document: Document, around: Neighbourhood) -> Iterator[_Choice]:
    groups: defaultdict[str, list[Node]] = defaultdict(list)
    for node in document.nodes("input"):
        attributes = node.attributes
        if (attributes.get("type") or "").lower() == "radio" and (name := attributes.get("name")):
            groups[name].append(node)
    labels_of = _labels(document) if groups else {}
    for nodes in groups.values():
        names = _names(nodes[0])
        if len(nodes) < _FEWEST or not _is_of_product(names) or not around.is_near(nodes[0], _NEAR):
            continue
        choice = _Choice(names, ((_caption(one, labels_of), _may_be_chosen(one)) for one in nodes))
        if choice.is_real:
            yield choice


def _drawn(document: Document, around: Neighbourhood) -> Iterator[_Choice]:
    """Elements of one kind with a short caption each, side by side in one named for a size or a colour."""
    places = document.named(lexicon.table("products")["choice_places"], within=around.block(_NEAR))[
        :MAX_PLACES
    ]
    near = ((*ancestors(node, _PART_DEPTH), node, *node.iter()) for node in places)
    boxes = {box.mem_id: box for box in chain.from_iterable(near)}
    for box in boxes.values():
        captions = _captions(box, document)
        if len(captions) < _FEWEST or not around.is_near(box, _NEAR) or is_unopened(box):
            continue
        names = _one_of(" ", f"{names_of(box)} {_names(box)}")
        choice = _Choice(names, captions)
        if choice.property and choice.is_real and _is_of_product(names) and not _of_chart(names):
            yield choice


def _captions(box: Node, document: Document) -> list[tuple[str, bool]]:
    """What is written on the parts of an element, and whether each may be chosen; none if they differ in kind."""
    parts = list(box.iter())
    if len({part.tag for part in parts}) != 1 or parts[0].tag not in _DRAWN:
        return []
    captions = []
    for part in parts:
        text = text_of(part)
        if not 0 < len(text) <= _MAX_CAPTION or ":" in text or part.css_first(_FIELDS) is not None:
            return []
        if _leads_elsewhere(part, document):
            return []
        captions.append((text, all(map(_is_free, (part, *part.css(_PARTS))))))
    return captions


def _leads_elsewhere(part: Node, document: Document) -> bool:
    """Whether it is a link to another page than this one with another query."""
    link = part if part.tag == "a" else part.css_first("a[href]")
    if link is None or not leads_away(document, link):
        return False
    address = document.resolve(link.attributes.get("href")) or ""
    return urlsplit(address).path != urlsplit(document.url).path


def _labels(document: Document) -> dict[str, Node]:
    """The first label of each field, by the field's id."""
    return {
        number: label
        for label in reversed(document.nodes("label"))
        if (number := label.attributes.get("for"))
    }


def _is_free(node: Node) -> bool:
    """Whether an option may be chosen: no attribute and no class denies it."""
    return "disabled" not in node.attributes and not _denied(classes_of(node))


def _may_be_chosen(radio: Node) -> bool:
    """Whether neither a radio button nor a mark beside it denies it."""
    around = radio.parent
    alone = around is not None and len(around.css("input")) == 1
    marks = around.css(_PARTS) if around is not None and alone else []
    return all(map(_is_free, (radio, *marks)))


def _caption(radio: Node, labels_of: Mapping[str, Node]) -> str:
    """The words of a radio button's label, else its value."""
    attributes = radio.attributes
    own = next((one for one in ancestors(radio, _LABELLED) if one.tag == "label"), None)
    if own is None:
        own = labels_of.get(attributes.get("id") or "")
    text = text_of(own) if own is not None else _beside(radio)
    return text or attributes.get("aria-label") or attributes.get("value") or ""


def _beside(radio: Node) -> str:
    """The short text of the element around a radio button alone, where it has no label."""
    for above in ancestors(radio, _LABELLED):
        text = text_of(above)
        if len(above.css("input")) > 1 or len(text) > _MAX_LABEL:
            return ""
        if text:
            return text
    return ""


def _names(node: Node) -> str:
    """What a field is called: by its attributes, and by a label right around or before it."""
    attributes = node.attributes
    told = [value for name in _NAMES if (value := attributes.get(name))]
    told += [names] if (names := classes_of(node)) else []
    for above in (node, *ancestors(node, _LABELLED)):
        before = above.prev
        while before is not None and not text_of(before):
            before = before.prev
        if before is not None and 0 < len(text := text_of(before)) <= _MAX_LABEL:
            return " ".join([*told, text.rstrip(" :*")])
    return " ".join(told)


def _is_of_product(names: str) -> bool:
    """Whether a field chooses a form of the product, and not how many of it or where to."""
    if _of_another(names) or lexicon.pattern("products", "choice_of_order").search(names):
        return False
    return bool(_property(names) or _of_product(names) or _names_choice(names))


def _names_choice(names: str) -> bool:
    """Whether a word is what shops let one choose: "Storage", "Scent", or two such in a row."""
    is_choice = lexicon.pattern("products", "choice").fullmatch
    return any(map(is_choice, _words(names)))


def _property(names: str) -> _Property | None:
    """What a choice is of, by a word of its name: a size, a colour, a material."""
    for word in _words(names):
        field = labels.field_of(word)
        for known in _PROPERTIES:
            if field == known:
                return known
    return None


def _chosen(choice: _Choice, country: str) -> Iterator[Variant]:
    for text, is_free in choice.options:
        if (name := _name(text, country)) is None:
            continue  # "Default"
        stock, shown = availability.from_words(text), _price_in(text, country)
        of_property = {choice.property: name} if choice.property else {}
        state = stock.availability if stock else None
        yield Variant(
            name=name,
            price=shown.price if shown else None,
            currency=shown.currency if shown else None,
            availability=state if is_free else Availability.OUT_OF_STOCK,
            **of_property,
        )


def _price_in(text: str, country: str) -> prices.ShownPrice | None:
    """What a caption asks for; a surcharge is no price."""
    return None if _surcharge(text) else prices.read_shown(text, country, bare=False)


def _name(text: str, country: str) -> str | None:
    """A caption without its price, what it says of the stock, and what stands in brackets."""
    stock = availability.from_words(text)
    if _price_in(text, country):
        text = _price_behind.sub("", text)
    text = _in_brackets.sub(" ", text.replace(stock.raw, " ", 1) if stock else text)
    return cleaning.name(" ".join(text.split()).strip(_AROUND))
