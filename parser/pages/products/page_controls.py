"""Whether the page lets a visitor order: by its buttons, its forms, and the data on them for scripts.

A button says most. It says nothing while it is disabled, waits in a part of the page that is not open,
or carries data that denies it (`data-stock="0"`): templates print it whatever the stock is. A disabled
one whose caption refuses ("Sold out") says as much as one that works.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from parser.pages import availability, lexicon
from parser.pages.availability import Stock
from parser.pages.document import Document, Node
from parser.pages.products import control_data
from parser.pages.products.class_names import classes_of, is_named_for
from parser.pages.products.control_data import CHOICES, Denial
from parser.pages.products.nearness import Neighbourhood
from parser.pages.products.unopened import is_unopened
from parser.pages.records import Availability
from parser.pages.text import without_icons
from parser.pages.urls import same_site

MAX_CAPTION = 90  #: characters
_NEAR = 8  # steps from the heading to the block that holds both
_CLOSE = 1  # step within which a control is surely the product's
_FEW = 2  # controls of a page that is no list
_SCRIPTS = 3  # files that a page which draws itself loads at least
_NAMES = ("action", "id", "name")
_BUTTONS = ("button", "input")
_PRESSED = frozenset(
    {"submit", "button", "image"}
)  # types of inputs that are pressed, not filled in
#: attributes that say what a control is for: of a field, of a control without words, of its picture
_SPOKEN, _SHOWN = ("aria-label", "title"), ("alt", "title")
_WRITTEN = ("value", "alt", *_SPOKEN)
_CONTROLS = "button,input,a"
_CHOSEN = "a,button,input,label,li"  # what a size or a colour is chosen by
_RADIOS = '[role="radio"]'
_DRAWN = frozenset({"div", "span"})  # what scripts make buttons of
_WHOLE = 0.6  # of a caption that its words are
MAX_PLACES = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordering:
    """How the page lets a visitor order the product."""

    control: Node | None  #: that seems to put it into a basket
    by_control: bool  #: and works
    perhaps: bool  #: without words and such a control: there may be another way
    is_sold_out: bool  #: data for scripts says so
    promise: Availability  #: what who orders by the control gets
    refusal: Stock | None  #: what a disabled control says instead
    is_held: bool  #: the control that buys is disabled, and no choice is left that would free it
    is_denied: bool  #: and no words tell the stock


def ordering(
    document: Document, around: Neighbourhood, *, is_open: bool, is_unsaid: bool, is_refused: bool
) -> Ordering:
    """What the controls tell; `is_open` markup does not tell the stock, `is_unsaid` words do not either.

    `is_refused` tells that by markup nobody can buy. A button beats such markup only where a size or a
    colour is chosen: it may speak of the first.
    """
    control = _buy_control(document, around)
    is_close = control is not None and around.is_near(control, _CLOSE)
    refusing = None if is_close else _refusing(document, around)
    if control is not None and refusing is not None and _is_nearer(refusing, control, around):
        control = None  # it sells another product
    if control is None and not is_refused and refusing is None:
        control = _unusual_control(document, around)
    is_asked = is_unsaid or (control is not None and is_refused)
    denial = control_data.denial(control, around) if is_asked else None
    by_control = control is not None and denial is None
    if by_control and is_refused:
        by_control = _offers_choice(document, around)
    is_held = is_open and control is None and _is_held(document, around)
    return Ordering(
        control=control,
        by_control=by_control,
        perhaps=is_unsaid and not by_control and _may_be_ordered(document, around),
        is_sold_out=denial is Denial.STOCK,
        promise=_promise(control),
        refusal=_refused(refusing) if control is None and refusing is not None else None,
        is_held=is_held,
        is_denied=is_held and is_unsaid,
    )


def _buy_control(document: Document, around: Neighbourhood) -> Node | None:
    """The working control that buys the product: one near the heading, or the only one or two.

    Those with words come first: pages have many icons, and it takes longer to ask what they stand for.
    """

    def sells(node: Node) -> bool:
        return not _leads_to_other_site(document, node)

    return (
        _own(_buy_controls(document, _written), around, sells)
        or _own(_buy_controls(document, _spoken), around, sells)
        or _own(filter(_works, _called_so(document)), around)
    )


def _unusual_control(document: Document, around: Neighbourhood) -> Node | None:
    """One near the heading that is no button, or that orders what is still to come."""
    return next(_near(_drawn_controls(document, around), around), None) or next(
        _near(_advance_controls(document), around), None
    )


def _promise(control: Node | None) -> Availability:
    """Controls sell what is there, but for those whose captions say that it comes later."""
    stock = _words(_caption(control)) if control is not None else None
    return Availability.PRE_ORDER if _is_advance(stock) else Availability.IN_STOCK


def _refusing(document: Document, around: Neighbourhood) -> Node | None:
    """A disabled control near the heading whose caption refuses; not that of a size among others."""
    refusing = (node for node in document.nodes(*_BUTTONS) if not _works(node) and _refused(node))
    return next(_near(refusing, around), None)


def _is_nearer(node: Node, other: Node, around: Neighbourhood) -> bool:
    """Whether a control is nearer to the heading than another."""
    place, far = around.position(node), around.position(other)
    return place is not None and far is not None and place.near < far.near


def _is_held(document: Document, around: Neighbourhood) -> bool:
    """Whether a control near the heading would buy, is disabled, and no choice beside it would free it.

    Disabled, many are written on otherwise ("Sorry!"): then their names tell that they would buy.
    """
    links = (node for node in document.named(("disabled",)) if node.tag == "a")
    held = (
        node
        for node in chain(document.nodes(*_BUTTONS), links)
        if not _works(node) and (_buys(_caption(node)) or _is_called_so(node))
    )
    control = next(_near(held, around), None)
    if control is None:
        return False
    return not (_offers_choice(document, around) or _asks_for_choice(control, around))


def _asks_for_choice(control: Node, around: Neighbourhood) -> bool:
    """Whether a line around the heading, or the control, asks for a size or a colour: "Select a size"."""
    block = around.block(_NEAR)
    lines = block.text(separator="\n", strip=True).split("\n") if block is not None else []
    lines += [control.attributes.get(name) or "" for name in _SPOKEN]
    prompt = lexicon.pattern("products", "choice_prompt")
    prompts = (line for line in lines if len(line) <= MAX_CAPTION and prompt.match(line))
    kinds = (lexicon.pattern("availability", "choices"), lexicon.pattern("products", "choice"))
    return any(kind.search(line) for line in prompts for kind in kinds)


def _refused(node: Node) -> Stock | None:
    """The refusal with which a control's caption begins, and that is most of it: no size stands before."""
    caption = _caption(node)
    stock = _words(caption)
    if stock is None or not availability.refuses(stock.availability):
        return None
    is_choice = node.parent is not None and node.parent.tag in CHOICES
    is_whole = caption[:1] == stock.raw[:1] and len(stock.raw) >= _WHOLE * len(caption)
    return stock if is_whole and not is_choice else None


def _offers_choice(document: Document, around: Neighbourhood) -> bool:
    """Whether a size or a colour is chosen beside the heading: markup may speak of the first alone."""
    radios = (node for node in document.nodes("input") if node.attributes.get("type") == "radio")
    words, block = lexicon.table("products")["choice_places"], around.block(_NEAR)
    named = (node for node in document.named(words, within=block) if is_named_for(node, words))
    holding = (node for node in named if node.css_first(_CHOSEN) is not None)
    drawn = block.css(_RADIOS)[:MAX_PLACES] if block is not None else ()
    choices = chain(document.nodes("select"), radios, holding, drawn)
    return any(around.is_near(node, _NEAR) for node in choices)


def _may_be_ordered(document: Document, around: Neighbourhood) -> bool:
    """Whether there may be a way to order, however it is called: a form, a seller to write to.

    On a page whose scripts draw its controls it says nothing that they are missing.
    """
    if sum("src" in attributes for attributes, _ in document.scripts) >= _SCRIPTS:
        return True
    forms = (node for node in document.nodes("form") if _is_named(node, "buy_forms"))
    contacts = (node for node in document.nodes("button", "a") if _is_contact(node))
    return any(_own(nodes, around) is not None for nodes in (forms, _counts(document), contacts))


def is_by_button(told: Ordering, around: Neighbourhood) -> bool:
    """Whether a control puts the product into a basket, is no link, and stands near the heading."""
    control = told.control if told.by_control else None
    return control is not None and control.tag in _BUTTONS and around.is_near(control, _NEAR)


def is_counted(document: Document, around: Neighbourhood) -> bool:
    """Whether a field near the heading asks how many to buy."""
    return next(_near(_counts(document), around), None) is not None


def _counts(document: Document) -> Iterator[Node]:
    return (node for node in document.nodes("input", "select") if _is_named(node, "quantities"))


def _own(
    controls: Iterable[Node],
    around: Neighbourhood,
    is_meant: Callable[[Node], bool] = lambda _: True,
) -> Node | None:
    """The first control that is meant near the heading, or among the only one or two of the page."""
    far = []
    for node in controls:
        position = around.position(node)
        if position is None or position.foreign or is_unopened(node):
            continue
        if position.near > _NEAR:
            far.append(node)
        elif is_meant(node):
            return node
    return next(filter(is_meant, far), None) if len(far) <= _FEW else None


def _near(controls: Iterable[Node], around: Neighbourhood) -> Iterator[Node]:
    """Those near the heading that a visitor sees."""
    return (node for node in controls if around.is_near(node, _NEAR) and not is_unopened(node))


def _buy_controls(document: Document, caption: Callable[[Node], str]) -> Iterator[Node]:
    """Controls whose captions say that they put the product into a basket."""
    for tag in ("button", "input", "a"):
        for node in document.nodes(tag):
            if _buys(caption(node)) and _works(node) and _is_pressed(node):
                yield node


def _is_pressed(node: Node) -> bool:
    """Whether it is no field: forms carry `action=add` in a hidden one, whatever the stock is."""
    return node.tag != "input" or (node.attributes.get("type") or "").lower() in _PRESSED


def _drawn_controls(document: Document, around: Neighbourhood) -> Iterator[Node]:
    """Such controls that scripts make of other elements."""
    words, block = lexicon.table("products")["buy_places"], around.block(_NEAR)
    places = document.named(words, '[role="button"]', within=block)
    for node in places[:MAX_PLACES]:
        is_alone = node.tag in _DRAWN and node.css_first(_CONTROLS) is None
        if is_alone and _buys(_caption(node)) and _works(node):
            yield node


def _advance_controls(document: Document) -> Iterator[Node]:
    """Working buttons whose captions say that they order what is still to come."""
    for node in document.nodes(*_BUTTONS):
        if _is_advance(_words(_caption(node))) and _works(node):
            yield node


def _called_so(document: Document) -> Iterator[Node]:
    """Controls that call themselves so in their class or id, whatever the language of the caption."""
    return filter(_is_called_so, document.nodes(*_BUTTONS))


def _is_called_so(node: Node) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return len(names) > 1 and attributes.get("type") != "hidden" and _buys_by_name(names)


def _works(node: Node) -> bool:
    attributes = node.attributes
    return (
        "disabled" not in attributes
        and attributes.get("aria-disabled") != "true"
        and "disabled" not in classes_of(node)
    )


def _is_named(node: Node, kind: str) -> bool:
    """Whether the element's names and address are of a kind."""
    attributes = node.attributes
    names = " ".join([*(attributes.get(name) or "" for name in _NAMES), classes_of(node)])
    return bool(names) and bool(lexicon.pattern("products", kind).search(names))


def _is_contact(node: Node) -> bool:
    return _reaches(_caption(node))


def _leads_to_other_site(document: Document, node: Node) -> bool:
    """Whether it is a banner, or sells what reviews and recipes recommend; a basket may live elsewhere."""
    if node.tag != "a":
        return False
    address = document.resolve(node.attributes.get("href") or "")
    if address is None or same_site(address, document.url):
        return False
    is_banner = not node.text(strip=True)
    return is_banner or not lexicon.pattern("products", "baskets").search(address)


def _caption(node: Node) -> str:
    """What is written on a control, or else said of it; nothing if it is too long for that."""
    return _written(node) or _spoken(node)


def _written(node: Node) -> str:
    text = _said(node, _WRITTEN) if node.tag == "input" else node.text(separator=" ", strip=True)
    text = without_icons(text)
    return text if len(text) <= MAX_CAPTION else ""


def _spoken(node: Node) -> str:
    """What a control without words is for, by its label or its picture."""
    if node.tag == "input" or node.text(strip=True):
        return ""
    text = _said(node, _SPOKEN)
    if not text:
        picture = next((child for child in node.iter() if child.tag == "img"), None)
        text = _said(picture, _SHOWN) if picture is not None else ""
    return text if len(text) <= MAX_CAPTION else ""


def _said(node: Node, names: tuple[str, ...]) -> str:
    """The first of some attributes that says something."""
    attributes = node.attributes
    return next((value for name in names if (value := attributes.get(name))), "")


def _is_advance(stock: Stock | None) -> bool:
    return stock is not None and stock.availability is Availability.PRE_ORDER


@lru_cache(maxsize=4096)
def _buys_by_name(names: str) -> bool:
    return bool(lexicon.pattern("products", "buy_controls").search(names))


@lru_cache(maxsize=4096)
def _buys(caption: str) -> bool:
    return bool(caption) and availability.is_buy_control(caption)


@lru_cache(maxsize=4096)
def _words(caption: str) -> Stock | None:
    return availability.from_words(caption)


@lru_cache(maxsize=4096)
def _reaches(caption: str) -> bool:
    return bool(lexicon.pattern("availability", "contact_phrases").match(caption))
