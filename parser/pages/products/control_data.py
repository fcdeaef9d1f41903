"""What the data on controls, which pages carry for their own scripts, says of buying: `data-stock="0"`."""

from enum import Enum, auto

from parser.pages import availability
from parser.pages.document import Node, ancestors
from parser.pages.products.nearness import Neighbourhood

_NEAR = 8  # steps from the heading to the block that holds both
_FORM_DEPTH = 8  # steps up from a control to its form
_MAX_PLACES = 40
_DATA = (
    "data-stock", "data-in-stock", "data-instock", "data-is-available", "data-available", "data-availability",
)  # fmt: skip
_WITH_DATA = ",".join(f"[{name}]" for name in _DATA)
_BOOLEANS = frozenset({"false", "no", "n"})
CHOICES = frozenset({"li", "option", "label", "td", "tr", "a"})  #: of sizes, colours and shops


class Denial(Enum):
    """What the data of a page for its scripts says against buying."""

    BUTTON = auto()  #: a button in the page is no promise
    STOCK = auto()  #: there is none


def denial(control: Node | None, around: Neighbourhood) -> Denial | None:
    """What the data in the form of a control denies; None if it is silent or allows to buy.

    Without a control, the data around the heading. "false" may be the answer to another question, so
    that it only takes the buttons their word.
    """
    if control is None:
        scope = around.block(_NEAR)
    else:
        forms = (above for above in ancestors(control, _FORM_DEPTH) if above.tag == "form")
        scope = next(forms, control.parent)
    told: set[Denial | None] = set()
    for node in scope.css(_WITH_DATA)[:_MAX_PLACES] if scope is not None else ():
        if node.tag not in CHOICES and around.is_near(node, _NEAR):
            attributes = node.attributes
            told |= {_denied_by(value) for name in _DATA if (value := attributes.get(name))}
    if None in told:
        return None
    return next((one for one in (Denial.STOCK, Denial.BUTTON) if one in told), None)


def _denied_by(value: str) -> Denial | None:
    """What one value of such data denies; words that are no state's deny nothing."""
    if value.strip().isdecimal():
        return None if int(value) else Denial.STOCK
    if value.strip().casefold() in _BOOLEANS:
        return Denial.BUTTON
    return Denial.STOCK if availability.refuses(availability.from_markup(value)) else None
