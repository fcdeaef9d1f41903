"""A rating that is told by nothing but how many of five drawn stars are filled.

Icons of a star are named for what they show: "star-full" and "star-empty", "fa-star" and "fa-star-o", a
"checked" one beside others. Five that are named alike tell nothing: a style may fill them.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from parser.pages.document import Node
from parser.pages.products.class_names import classes_of

_STARS = 5
MAX_BOXES = 20  #: elements inside of one that are looked at
_HALF = Decimal("0.5")
_halved = re.compile(r"half", re.IGNORECASE).search
_filled = re.compile(
    r"(?:^|[\s_-])(?:full|fill|filled|active|on|checked|selected|rated|solid|fas|yellow|gold|orange)(?![^\s_])",
    re.IGNORECASE,
).search
_hollow = re.compile(
    r"star[_-]?o(?![\w-])|(?:^|[\s_-])(?:empty|outline|border|off|inactive|blank|gr[ae]y|regular|far|unfilled)(?![^\s_])",
    re.IGNORECASE,
).search
_plain = re.compile(r"(?:^|\s)(?:fa-|icon-|bi-|glyphicon-)?star(?!\S)", re.IGNORECASE).search
_SIGNS = {"\u2605": Decimal(1), "\u2b50": Decimal(1), "\u2606": Decimal(0)}


def count(places: Sequence[Node]) -> Decimal | None:
    """How many stars of the first five near the heading are filled; None where they are all alike."""
    for place in places:
        for box in (place, *place.css("*")[:MAX_BOXES]):
            stars = list(box.iter())
            if len(stars) < _STARS or len({star.tag for star in stars[:_STARS]}) > 1:
                continue
            value = _shares([_names(star) for star in stars[:_STARS]])
            if value is not None:
                return value
        if (value := _signs(place.text(strip=True))) is not None:
            return value
    return None


def _names(star: Node) -> tuple[str, ...]:
    """The classes of a star's icons; one may be laid over another."""
    named = (star, *star.css("[class]"))
    return tuple(dict.fromkeys(classes_of(one) for one in named))


def _shares(stars: Sequence[tuple[str, ...]]) -> Decimal | None:
    shares = [_share(names) for names in stars]
    if any(share is None for share in shares) or not any(shares):
        return _marked(stars)
    return sum(filter(None, shares), Decimal(0))


def _share(names: Sequence[str]) -> Decimal | None:
    """How much of one star is filled, by its own names; a hollow one below a plain one frames it."""
    told = " ".join(names)
    if "star" not in told.lower():
        return None
    if _halved(told):
        return _HALF
    if any(_plain(one) and not _hollow(one) for one in names) and any(map(_hollow, names)):
        return Decimal(1)
    if _hollow(told):
        return Decimal(0)
    return Decimal(1) if _filled(told) else None


def _marked(stars: Sequence[tuple[str, ...]]) -> Decimal | None:
    """The stars with a mark that the others lack ("checked"), or plain ones beside hollow ones."""
    told = [" ".join(names) for names in stars]
    if not all("star" in one.lower() for one in told) or len(set(told)) == 1:
        return None
    marked = [bool(_filled(one)) for one in told]
    if not any(marked):
        marked = [not _hollow(one) for one in told]
    shares = zip(told, marked, strict=True)
    value = sum((_HALF if _halved(one) else Decimal(full) for one, full in shares), Decimal(0))
    return value or None


def _signs(text: str) -> Decimal | None:
    """The black ones of five stars written as signs; five black ones may be half covered."""
    signs = [_SIGNS[sign] for sign in text if sign in _SIGNS]
    value = sum(signs, Decimal(0))
    return value if len(signs) == _STARS and 0 < value < _STARS else None
