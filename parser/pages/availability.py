"""Whether a product can be bought: schema.org's ItemAvailability from markup and words of pages.

The words are in `vocabulary/availability.yaml`. A "no" contains the words of the "yes" ("not in
stock"), so the most negative states are tried first; a "yes" negated in its own clause is a "no". A
number beside the words is the quantity, and a quantity of zero overrules them.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from rapidfuzz.distance import Levenshtein

from parser.pages import lexicon
from parser.pages.phrases import Phrases
from parser.pages.records import Availability

MAX_TEXT = 4000  #: characters looked at for words
_CLAUSE = 40  # characters before a "yes" in which a negation stands
_CONCESSION = 60  # characters behind a refusal in which it is taken back
_SHORTEST_TYPO = 6  # letters; shorter words are too near to one another
_PROMISED = "Promised"  # the vocabulary's word for a promise, which is not a state of its own
_LABEL = 40  # characters in which a label ends
_ANSWER = 12  # characters of a "yes" or a "no"
_COLONS = " :\uff1a?"
_colon = re.compile("[:\uff1a]").search
_not_letters = re.compile(r"[\W_]+")
_REFUSING = frozenset({Availability.OUT_OF_STOCK, Availability.SOLD_OUT, Availability.DISCONTINUED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Stock:
    """What some words say: the state, the words themselves and how many there are, if they say."""

    availability: Availability
    raw: str
    quantity: int | None = None
    is_promised: bool = False  #: they say when it is sent, not that it is there


def from_markup(value: object) -> Availability | None:
    """The state that markup names: an address or a word of schema.org, its typos, or plain words."""
    if isinstance(value, bool):
        return Availability.IN_STOCK if value else Availability.OUT_OF_STOCK
    text = str(value or "").strip()[:200]
    return _stated(text) if text else None


@lru_cache(maxsize=1024)
def _stated(text: str) -> Availability | None:
    word = _not_letters.sub("", re.split(r"[/#]", text.rstrip("/#"))[-1]).casefold()
    if found := _markup_words().get(word) or _misspelled(word):
        return found
    if "schema.org" in text.casefold():
        return None
    stock = from_words(text)
    return stock.availability if stock else None


def from_words(text: str) -> Stock | None:
    """The state named in plain words; None if they name none. Negations win.

    Behind an explicit label a few words are enough ("Availability: on request"); a lead time alone
    there means back-order.
    """
    text = text[:MAX_TEXT]
    colon = _colon(text, 0, _LABEL)
    if colon is None:
        return _told(text)
    rest = text[colon.end() :]
    if len(rest) <= _ANSWER and (answered := answer(text[: colon.start()], rest)):
        return answered
    label = lexicon.pattern("availability", "labels").match(text)
    if label is None:
        return _told(text)
    rest = text[label.end() :]
    if lexicon.pattern("availability", "times").fullmatch(rest):
        return Stock(availability=Availability.BACK_ORDER, raw=rest.strip())
    return _told(text) or _told(rest)


def answer(label: str, text: str) -> Stock | None:
    """What a mere "yes" or "no" says behind a label of the stock, or what is asked: "Auf Lager", "nein"."""
    word = text.strip(" .!")
    state = _answers().get(word.casefold())
    if state is None or not _is_label(label):
        return None
    return Stock(availability=state, raw=f"{label.strip()}: {word}")


def _is_label(text: str) -> bool:
    """Whether a text is nothing but a label of the stock, or what one may ask of it."""
    asked = text.strip(_COLONS)
    return asked.casefold() in _questions() or bool(
        lexicon.pattern("availability", "labels").fullmatch(asked)
    )


def quantity(text: str) -> int | None:
    """How many pieces the words say there are."""
    match = lexicon.pattern("availability", "quantity").search(text[:MAX_TEXT])
    return int(next(group for group in match.groups() if group)) if match else None


def is_buy_control(text: str) -> bool:
    """Whether the caption of a button or link puts the product into a basket."""
    caption = _edges(text[:200])
    if lexicon.pattern("availability", "buy_phrases").match(caption):
        return True
    words = lexicon.pattern("availability", "buy_words")
    if words.match(caption) is None:
        return False
    if any(map(str.isdigit, caption)):
        caption = _edges(lexicon.pattern("availability", "buy_amount").sub("", text[:200], count=1))
    return bool(words.fullmatch(caption))


def refuses(availability: Availability | None) -> bool:
    """Whether the state means that nobody can buy it now."""
    return availability in _REFUSING


def _told(text: str) -> Stock | None:
    words = text.split()
    if not lexicon.phrases("availability", "words").may_match_words(words):
        return None
    for availability, is_promised, phrases in _phrases():
        match = phrases.search(text, words)
        stock = _meant(text, match, availability, is_promised=is_promised) if match else None
        if stock is not None:
            return stock
    return None


def _meant(
    text: str, match: re.Match[str], availability: Availability, *, is_promised: bool
) -> Stock | None:
    """What the words of a state mean in context; None if they concern another thing or state."""
    if availability is Availability.PRE_ORDER and _returns(text, match):
        return None
    if availability is Availability.OUT_OF_STOCK:
        if _is_of_another(text, match):
            return None
        return (
            _still_in_shops(text, match)
            or _still_sold(text, match)
            or _with_quantity(availability, match, text)
        )
    if availability is Availability.IN_STOCK and (denied := _denied(text, match)):
        is_way = lexicon.pattern("availability", "others_after").search(match[0])
        return None if is_way else Stock(availability=Availability.OUT_OF_STOCK, raw=denied)
    if is_promised:
        return Stock(availability=availability, raw=match[0].strip(), is_promised=True)
    return _with_quantity(availability, match, text)


def _with_quantity(availability: Availability, match: re.Match[str], text: str) -> Stock:
    around = text[max(0, match.start() - 30) : match.end() + 30]
    count = quantity(around)
    if count == 0:
        availability = Availability.OUT_OF_STOCK
    raw = match[0].strip()
    return Stock(availability=availability, raw=raw, quantity=count)


def _denied(text: str, match: re.Match[str]) -> str | None:
    """A "yes" together with the negation before it in its clause: "is no longer in stock"."""
    before = text[max(0, match.start() - _CLAUSE) : match.start()]
    negation = lexicon.pattern("availability", "negations").search(before)
    return before[negation.start() :] + match[0] if negation else None


def _returns(text: str, match: re.Match[str]) -> bool:
    """Whether what comes soon is what has just been refused: "sold out, available soon"."""
    if not lexicon.pattern("availability", "soon").search(match[0]):
        return False
    before = text[: match.start()]
    words = lexicon.phrases("availability", "words", Availability.OUT_OF_STOCK).search(before)
    return bool(
        words or lexicon.phrases("availability", "words", Availability.SOLD_OUT).search(before)
    )


def in_shops(text: str) -> Stock | None:
    """Words that it is in stock in shops of stone: "in stock at 12 stores"."""
    match = lexicon.pattern("availability", "in_shops").search(text[:MAX_TEXT])
    return Stock(availability=Availability.IN_STORE_ONLY, raw=match[0].strip()) if match else None


def is_of_website(text: str) -> bool:
    """Whether words on stock speak of what is sold online."""
    return bool(lexicon.pattern("availability", "online").search(text[:MAX_TEXT]))


def _still_in_shops(text: str, match: re.Match[str]) -> Stock | None:
    """What is out of stock online but in stock in shops, in one line."""
    behind = text[match.end() : match.end() + _CONCESSION]
    return in_shops(behind) if is_of_website(text) else None


def _still_sold(text: str, match: re.Match[str]) -> Stock | None:
    """The state of what is out of stock but can be ordered: "not in stock, lead time 4 weeks"."""
    if not lexicon.pattern("availability", "concessions").match(text, match.end()):
        return None
    behind = text[match.end() : match.end() + _CONCESSION]
    sold = lexicon.pattern("availability", "still_sold").search(behind)
    negations = lexicon.pattern("availability", "negations")
    if sold is None or negations.search(behind[: sold.start()]):
        return None
    raw = text[match.start() : match.end() + sold.end()].strip()
    return Stock(availability=Availability.BACK_ORDER, raw=raw)


def _is_of_another(text: str, match: re.Match[str]) -> bool:
    """Whether what is unavailable is not the product, but a delivery method, a picture or a review."""
    before = text[max(0, match.start() - _CLAUSE) : match.start()]
    if lexicon.pattern("availability", "others_before").search(before):
        return True
    return bool(lexicon.pattern("availability", "others_after").match(text, match.end()))


@lru_cache(maxsize=256)
def _misspelled(word: str) -> Availability | None:
    """The state whose word differs by one letter, or by two in a long word ("OutofStcok")."""
    if len(word) < _SHORTEST_TYPO:
        return None
    distance, known = min((Levenshtein.distance(word, known), known) for known in _markup_words())
    return (
        _markup_words()[known]
        if distance <= len(word) // 5 and len(known) >= _SHORTEST_TYPO
        else None
    )


def _edges(caption: str) -> str:
    """A caption without spaces, icons and arrows around it."""
    if caption[:1].isalnum() and caption[-1:].isalnum():
        return caption  # as most are
    return re.sub(r"^[\W_]+|[\W_]+$", "", caption)


@cache
def _markup_words() -> dict[str, Availability]:
    return {
        word: Availability(state)
        for state, words in lexicon.table("availability")["markup"].items()
        for word in words
    }


@cache
def _answers() -> dict[str, Availability]:
    return {
        word: Availability(state)
        for state, words in lexicon.table("availability")["answers"].items()
        for word in words
    }


@cache
def _questions() -> frozenset[str]:
    return frozenset(chain.from_iterable(lexicon.table("availability")["questions"]))


@cache
def _phrases() -> tuple[tuple[Availability, bool, Phrases], ...]:
    """The states in order, with their words, and whether these are only a promise."""
    return tuple(
        (
            Availability.IN_STOCK if state == _PROMISED else Availability(state),
            state == _PROMISED,
            lexicon.phrases("availability", "words", state),
        )
        for state in lexicon.table("availability")["words"]
    )
