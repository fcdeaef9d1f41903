"""How a `date_time` entity wants its moment shown.

The Bot API describes the format as `r|w?[dD]?[tT]?`; the server reads the letters in any order
and any number of times, and gives them back in the canonical order.
"""


class InvalidFormatError(ValueError):
    """The format has a letter the server does not know, or mixes `r` with others."""


def canonical_format(letters: str) -> str:
    """`letters` as the server stores them; the long form of date or time wins over the short."""
    if letters == "r":
        return "r"
    given = set(letters)
    if given - set("tTdDwW"):
        raise InvalidFormatError(letters)
    week = "w" if given & {"w", "W"} else ""
    return week + _longer(given, "D", "d") + _longer(given, "T", "t")


def _longer(given: set[str], long: str, short: str) -> str:
    return long if long in given else short if short in given else ""
