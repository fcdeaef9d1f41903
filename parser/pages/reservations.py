"""Which amount everyone pays where another one is reserved: for members, for who has a card, for resellers.

The words are in `vocabulary/prices.yaml`: "member price" beside a lower amount, "without card" beside the
higher one.
"""

from parser.pages import lexicon
from parser.pages.amount import Amount, Role


def settled(text: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts of a text: beside a reserved one, what is called regular is no old price but the price.

    A reserved amount that is the highest is none: the label between two amounts belongs to the other.
    """
    reserved = [one for one in amounts if one.role is Role.RESERVED]
    if not reserved:
        return amounts
    lowest = min(one.value for one in reserved)
    told = [
        one._replace(role=Role.PRICE) if is_called_public(text, amounts, one) else one
        for one in amounts
    ]
    asked = [one for one in told if one.is_asked]
    if asked and all(one.value <= lowest for one in asked):
        return [_with_role(one, Role.RESERVED, Role.PRICE) for one in amounts]
    return told


def is_called_public(text: str, amounts: list[Amount], one: Amount) -> bool:
    """Whether the words that make an amount of a text an old one only call it regular, or retail."""
    if one.role is not Role.OLD:
        return False
    cut = max((other.end for other in amounts if other.end <= one.start), default=0)
    before = lexicon.pattern("prices", "public_before").search(text[cut : one.start])
    return bool(before or lexicon.pattern("prices", "public_after").match(text[one.end :]))


def _with_role(one: Amount, role: Role, other: Role) -> Amount:
    return one._replace(role=other) if one.role is role else one
