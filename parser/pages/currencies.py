"""ISO 4217 codes from what pages print: signs, abbreviations, words and codes, old ones too.

The same sign means different currencies in different countries (dollars, crowns, the first letter of
"rouble"), so each function takes a country: the one that the page's host or language names, or none.
The tables are in `vocabulary/currencies.yaml`. No rates, no conversion.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import urlsplit

from parser.pages import lexicon
from parser.pages.phrases import folded

#: domains used by shops of many countries, so that they indicate none
_GENERIC = frozenset(
    {"com", "net", "org", "info", "biz", "shop", "store", "online", "io", "co", "me"}
)
#: two letters that mean a language, not a country, if they stand alone in a path or subdomain
_LANGUAGES = frozenset({"en", "ru", "ar"})
_LETTER = r"[^\W\d_]"
_letters = re.compile(rf"{_LETTER}+").findall
_WHOLE_MARKS = frozenset(":,.")  # how marks behind a whole amount begin: "249:-", "249,-"
_REACH = 24  # characters behind a number in which a currency ends
_REGIONS = 7  # characters of a path in which regions are named: "/nz/en/"
_path_region = re.compile(
    r"/(?:([a-z]{2})/[a-z]{2}|[a-z]{2}[-_]([a-z]{2})|([a-z]{2}))(?:[/?#]|$)"
).match


def currency_code(text: str | None, country: str = "") -> str | None:
    """The code that a text names by itself or beside other words; None if it names none."""
    if not text:
        return None
    text = text.strip().replace("\xa0", " ")
    if len(text) == 3 and (code := _code(text)):  # noqa: PLR2004 - ISO 4217 codes have three letters
        return code
    if code := _meaning(text.casefold().strip(". "), country):
        return code
    match = spelled(text[:200])
    return meaning(match[0], country) if match else None


def is_code(text: str) -> bool:
    """Whether it is literally an ISO 4217 code; "RUR" and "rub." are not."""
    return text.strip().upper() in _codes("codes")


@lru_cache(maxsize=1024)
def meaning(symbol: str, country: str = "") -> str | None:
    """The code that one matched symbol or code stands for in a country."""
    symbol = symbol.strip()
    spelling = symbol if is_whole_mark(symbol) else symbol.casefold().strip(". ")
    return _code(symbol) or _meaning(spelling, country)


def is_whole_mark(symbol: str) -> bool:
    """Whether it is the mark of a whole amount, overruled by any named currency: "CHF 49.\u2013"."""
    return symbol[:1] in _WHOLE_MARKS


def country_of(url: str, language: str | None = None) -> str:
    """The country of a page, in lower case; empty if neither host, path nor language names one.

    A country's own domain says most (`shop.co.uk`), then a region in a subdomain or at the start of
    the path (`/en-gb/`, `/nz/en/`), then the region of the declared language (`en-AU`), or the one
    country that speaks it (`da`).
    """
    end = url.find("/", 8)
    origin, path = (url, "") if end < 0 else (url[:end], url[end : end + _REGIONS])
    return _country_of(origin, _path_regions(path.lower()), language)


@lru_cache(maxsize=1024)
def _country_of(origin: str, regions: tuple[str, ...], language: str | None) -> str:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    if len(labels[-1]) == 2 and labels[-1] not in _GENERIC:  # noqa: PLR2004 - ISO 3166 alpha-2
        return labels[-1]
    if labels[-1] in _countries() and (labels[-1] not in _GENERIC or _is_national(labels)):
        return labels[-1]
    for region in (*regions, _region(labels[0]), _home(language or "")):
        if region in _countries():
            return region
    return ""


def _is_national(labels: list[str]) -> bool:
    """Whether a host stands in a country's part of a domain that is sold worldwide: `shop.com.co`."""
    return len(labels) > 2 and labels[-2] in _GENERIC  # noqa: PLR2004 - a name before both parts


def currency_of_country(country: str) -> str | None:
    """The currency of a country's shops: weak evidence, for pages that name no currency."""
    return _countries().get(country)


def country_with(currency: str) -> str:
    """A country that charges in a currency, for signs that only mean it there; empty if none does."""
    return next((place for place, charged in _countries().items() if charged == currency), "")


def three_decimals(currency: str | None) -> bool:
    """Whether amounts have three decimals: dinars of Kuwait, Bahrain, Tunisia and others."""
    return currency in _codes("three_decimals")


def no_decimals(currency: str | None) -> bool:
    """Whether shops leave the decimals out: roubles, tenge, yen, pesos of Chile and others."""
    return currency in _codes("no_decimals")


def spelled(text: str) -> re.Match[str] | None:
    """The first sign, abbreviation or code of a currency in a text; whole words only."""
    return _spelled().search(text) if _could_name(text) else None


@lru_cache(maxsize=8192)
def is_named(text: str) -> bool:
    """Whether a text names a currency: `spelled` for texts that a site repeats."""
    return spelled(text) is not None


def before_number(text: str) -> re.Match[str] | None:
    """The currency that ends a text: what stands right before a number."""
    return _before_number().search(text) if _could_name(text) else None


def after_number(text: str, at: int = 0) -> re.Match[str] | None:
    """The currency (group 1) that follows a number which ends `at`: "12 Kč", "12,- Kč", "(12) €"."""
    return _after_number().match(text, at) if _could_name(text[at : at + _REACH]) else None


def _could_name(text: str) -> bool:
    """Whether a text holds a sign, or the first letters of some spelling as a word of their own.

    Few texts do, and trying all spellings at every letter of a text is fifty times as slow.
    """
    signs, words, others = _clues()
    if not signs.isdisjoint(text) or not words.isdisjoint(_letters(folded(text))):
        return True
    return any(other in text for other in others)


@cache
def _clues() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """Signs of one character, first words of spellings, and what is neither."""
    codes = {*_codes("codes"), *lexicon.table("currencies")["aliases"]}
    spellings = {folded(symbol) for symbol in (*_symbols(), *codes)}
    signs = frozenset(symbol for symbol in spellings if len(symbol) == 1 and not symbol.isalpha())
    lettered = {symbol for symbol in spellings if symbol[0].isalpha()}
    words = {_letters(way)[0] for one in lettered for way in (one, one.replace(" ", ""))}
    others = tuple(symbol for symbol in spellings - lettered - signs if signs.isdisjoint(symbol))
    return signs, frozenset(words), others


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(_alternation(), re.IGNORECASE)


@cache
def _before_number() -> re.Pattern[str]:
    words = "|".join(sorted(_codes("words")))
    return re.compile(rf"(?<![^\W_])(?!(?:{words})\b)(?:{_alternation()})\.?\s?$", re.IGNORECASE)


@cache
def _after_number() -> re.Pattern[str]:
    return re.compile(
        rf"(?:[.,]?[-\u2013\u2014]{{1,2}})?\s?\)?\s?({_alternation()})", re.IGNORECASE
    )


def _alternation() -> str:
    """All spellings, the longest first."""
    longer = sorted((symbol for symbol in _symbols() if len(symbol) > 1), key=len, reverse=True)
    signs = [symbol for symbol in _symbols() if len(symbol) == 1]
    letters = "|".join(_bounded(sign) for sign in signs if sign.isalpha())
    codes = "|".join(sorted(_codes("codes") | set(lexicon.table("currencies")["aliases"])))
    combined = "|".join(_bounded(symbol) for symbol in longer if not symbol[0].isalpha())
    spelled_out = "|".join(_bounded(symbol) for symbol in longer if symbol[0].isalpha())
    one_sign = "".join(sign for sign in signs if not sign.isalpha())
    return rf"{combined}|[{one_sign}]|{spelled_out}|{letters}|(?-i:\b(?:{codes})\b)"


def _bounded(symbol: str) -> str:
    """A pattern of one spelling; letters on its edges must not run on into a word."""
    body = re.escape(symbol).replace(r"\ ", r"\s?")
    if is_whole_mark(symbol):
        return rf"(?:(?<=\d)|(?<=\d )){body}(?![\w)(])"
    before = rf"(?<!{_LETTER})" if symbol[0].isalpha() else ""
    after = rf"(?!{_LETTER})" if symbol[0].isalpha() or symbol[-1].isalpha() else ""
    if symbol in lexicon.table("currencies")["shy"]:
        after += r"(?=\.?\s*(?:$|[/|\u2013-]))"
    return before + body + after


def _code(text: str) -> str | None:
    upper = text.upper()
    if upper in _codes("codes"):
        return upper
    alias: str | None = lexicon.table("currencies")["aliases"].get(upper)
    return alias


def _meaning(spelling: str, country: str) -> str | None:
    found = _symbols().get(spelling)
    if isinstance(found, Mapping):
        return found.get(country, found.get("else"))
    return found


def _region(tag: str) -> str:
    """The region of a language tag (`en-GB`, `ru_BY`) or of a label such as `ar-sa`, `uk`."""
    parts = tag.lower().replace("_", "-").split("-")
    if len(parts) == 1:
        return "" if parts[0] in _LANGUAGES else parts[0]
    return next((part for part in parts[1:] if len(part) == 2), "")  # noqa: PLR2004 - ISO 3166 alpha-2


def _home(language: str) -> str:
    """The region of a declared language, else the country that speaks it: `uk` is Ukrainian there."""
    home: str | None = lexicon.table("currencies")["languages"].get(
        language.lower().replace("_", "-")
    )
    return _region(language) if home is None else home


def _path_regions(path: str) -> tuple[str, ...]:
    match = _path_region(path)
    return tuple(map(_region, filter(None, match.groups()))) if match else ()


@cache
def _codes(key: str) -> frozenset[str]:
    return frozenset(lexicon.table("currencies")[key].split())


@cache
def _symbols() -> Mapping[str, str | Mapping[str, str]]:
    symbols: Mapping[str, str | Mapping[str, str]] = lexicon.table("currencies")["symbols"]
    return symbols


def _countries() -> Mapping[str, str]:
    countries: Mapping[str, str] = lexicon.table("currencies")["countries"]
    return countries
