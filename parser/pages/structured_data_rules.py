"""Structured data against what Google asks for: missing required and recommended properties.

The rules are data (`vocabulary/structured_data.yaml`), each with the page of Google's documentation
it was read from. They are checked on the common shape of all three syntaxes. A property that is there
but empty is missing; values are judged only where a rule says so. Not a schema.org validator.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from parser.pages import currencies, lexicon, prices
from parser.pages.markup.json_ld import BrokenBlock
from parser.pages.markup.things import Graph, Thing

MAX_FINDINGS = 60  #: of each kind
_MAX_CHECKED = 60  # things of one page
_FEW = 50  # properties; a thing with more is not worth the memory
#: types for which Google has special results, whatever else the page sells
_NO_PRODUCTS = ("productgroup", "softwareapplication", "mobileapplication", "webapplication")
_AS_VARIANT, _NAMES_GROUP = "hasvariant", "isvariantof"
_OF_POINTERS = frozenset({"url", _NAMES_GROUP})
_ANYWHERE = frozenset({"any", "variant"})
_BEST = 5  # where a rating does not say what is best
_plain_number = re.compile(r"\s*\d+(?:\.\d+)?\s*", re.ASCII).fullmatch
_STANDALONE = frozenset({"", "mainentity", "mainentityofpage", "breadcrumb"})


Way = tuple[str, ...]  #: names of properties, from a thing to what it holds
Ways = dict[str, "Ways"]  #: several of them by their first names; nothing where one ends


@dataclass(frozen=True, slots=True)
class Wanted:
    """One property that is asked for, with its alternatives."""

    name: str  #: as reported
    direct: frozenset[str]  #: properties of the thing itself
    ways: tuple[Way, ...]  #: those, and properties of things it holds
    onward: Ways  #: the ways to things it holds, joined
    holders: tuple[Ways, ...]  #: each way without its last step: to what would hold the property


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rule:
    """What Google asks of one type of thing."""

    name: str
    where: str
    required: tuple[Wanted, ...]
    recommended: tuple[Wanted, ...]
    positive: tuple[Wanted, ...]
    plain: tuple[Wanted, ...]  #: numbers that must stand without signs, spaces and words
    currency: tuple[Wanted, ...]
    but_last: tuple[Wanted, ...]
    alone: tuple[Wanted, ...]  #: required of what no other thing holds
    scaled: tuple[Wanted, ...]  #: what is measured against the bestRating beside it
    of: str  #: the type that the rule was written for
    asks_further: bool = True  #: more than what is always required and recommended


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What is wrong with a page's structured data."""

    types: tuple[str, ...]
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    product_missing_required: tuple[str, ...]
    product_missing_recommended: tuple[str, ...]


def check(graph: Graph, broken: Collection[BrokenBlock], products: Collection[Thing]) -> Verdict:
    """Checks every thing that has a rule; `products` are the page's main ones."""
    errors: dict[str, None] = {}
    warnings: dict[str, None] = {}
    for block in broken:
        errors[
            f"JSON-LD block {block.number}: not valid JSON{' (read after repair)' if block.repaired else ''}"
        ] = None
    required: dict[str, None] = {}
    recommended: dict[str, None] = {}
    for rule, thing in _to_check(graph, products):
        absent = _absent(rule, thing)
        for path in _missing(graph, thing, absent.required):
            errors[f"{rule.name}: missing {path}"] = None
            if rule.where == "main":
                required[path] = None
        for fault in _further_faults(graph, thing, absent) if absent.asks_further else ():
            errors[f"{rule.name}: {fault}"] = None
        for path in _missing(graph, thing, absent.recommended):
            warnings[f"{rule.name}: missing {path}"] = None
            if rule.where == "main":
                recommended[path] = None
        for path in _with_bad(_is_dressed_up, graph, thing, absent.plain):
            warnings[f"{rule.name}: {path} is not a plain number"] = None
    types = dict.fromkeys(name for thing in graph.things for name in thing.types)
    return Verdict(
        types=tuple(types),
        errors=tuple(errors)[:MAX_FINDINGS],
        warnings=tuple(warnings)[:MAX_FINDINGS],
        product_missing_required=tuple(required),
        product_missing_recommended=tuple(recommended),
    )


def _further_faults(graph: Graph, thing: Thing, absent: Rule) -> Iterator[str]:
    """What is wrong beside properties that are always required."""
    for path in _missing_before_last(graph, thing, absent.but_last):
        yield f"missing {path}"
    if absent.alone and not thing.via and not graph.refers_to(thing):
        for path in _missing(graph, thing, absent.alone):
            yield f"missing {path}"
    for path in _with_bad(_is_not_positive, graph, thing, absent.positive):
        yield f"{path} is not a number above zero"
    for path in _with_bad(_is_no_currency, graph, thing, absent.currency):
        yield f"{path} is not a code of ISO 4217"
    for path in _above_best(graph, thing, absent.scaled):
        yield f"{path} is above bestRating"


def _to_check(graph: Graph, products: Collection[Thing]) -> Iterator[tuple[Rule, Thing]]:
    """Rules with the things they are about."""
    rules = _rules()
    for thing in products:
        if thing.is_a("product") or not thing.is_a(*_NO_PRODUCTS):
            yield rules["product"], thing
            if any(map(_is_of_the_seller, graph.values(thing, "offers"))):
                yield rules["merchantlisting"], thing
    checked = 0
    for thing in graph.things:
        for rule in (rules["variant"],) if _is_variant(thing) else _rules_of(thing.types):
            if checked < _MAX_CHECKED and (rule.where in _ANYWHERE or thing.via in _STANDALONE):
                checked += 1
                yield rule, thing


def _is_variant(thing: Thing) -> bool:
    """Whether its group holds it or it names its group; one with only an address has a page of its own."""
    named = thing.via == _AS_VARIANT or (not thing.via and _NAMES_GROUP in thing.properties)
    return named and thing.is_a("product") and not thing.properties.keys() <= _OF_POINTERS


def _is_of_the_seller(offer: object) -> bool:
    """Whether it is one seller's; what gathers those of several is for product snippets alone."""
    return not (isinstance(offer, Thing) and offer.is_a("aggregateoffer"))


@lru_cache(maxsize=512)
def _rules_of(types: tuple[str, ...]) -> tuple[Rule, ...]:
    """Those for things of these types but for main products, each once: a Store is a LocalBusiness."""
    rules = [rule for name in types if (rule := _rules().get(name.casefold())) is not None]
    return tuple({rule.of: rule for rule in reversed(rules) if rule.where != "main"}.values())[::-1]


def _absent(rule: Rule, thing: Thing) -> Rule:
    """What of a rule the thing's own properties leave open."""
    names = tuple(thing.properties)
    return (_recalled if len(names) <= _FEW else _left_open)(rule, names)


def _left_open(rule: Rule, names: tuple[str, ...]) -> Rule:
    required, recommended, alone = (
        tuple(one for one in wanted if one.direct.isdisjoint(names))
        for wanted in (rule.required, rule.recommended, rule.alone)
    )
    but_last, positive, plain, currency, scaled = (
        tuple(one for one in wanted if any(way[0] in names for way in one.ways))
        for wanted in (rule.but_last, rule.positive, rule.plain, rule.currency, rule.scaled)
    )
    return replace(
        rule,
        required=required,
        recommended=recommended,
        alone=alone,
        but_last=but_last,
        positive=positive,
        plain=plain,
        currency=currency,
        scaled=scaled,
        asks_further=any((alone, but_last, positive, currency, scaled)),
    )


#: the things of a site have the same properties on all pages
_recalled = lru_cache(maxsize=512)(_left_open)


def _missing(graph: Graph, thing: Thing, absent: Sequence[Wanted]) -> Iterator[str]:
    """The properties that are not there in another way either, by the first of their alternatives."""
    for one in absent:
        if not one.onward or (  # most of them: there is no other way
            not _leads_somewhere(graph, thing, one.onward)
            and (one.direct or any(_leads_somewhere(graph, thing, way) for way in one.holders))
        ):
            yield one.name


def _leads_somewhere(graph: Graph, thing: Thing, ways: Ways) -> bool:
    """Whether one of the ways ends in a value; along a way, each thing on it has to have one."""
    for name, onward in ways.items():
        if name not in thing.properties:
            continue
        if not onward:
            return True
        things = graph.things_of(thing, name)
        if things and all(_leads_somewhere(graph, one, onward) for one in things[:20]):
            return True
    return False


def _missing_before_last(graph: Graph, thing: Thing, wanted: Sequence[Wanted]) -> Iterator[str]:
    for one in wanted:
        for way in one.ways:
            holders = _at(graph, [thing], way[:-1])
            if any(isinstance(it, Thing) and way[-1] not in it.properties for it in holders[:-1]):
                yield one.name


def _with_bad(
    is_bad: Callable[[object], bool], graph: Graph, thing: Thing, wanted: Sequence[Wanted]
) -> Iterator[str]:
    for one in wanted:
        if any(is_bad(value) for way in one.ways for value in _at(graph, [thing], way)):
            yield one.name


def _is_no_currency(value: object) -> bool:
    return not (isinstance(value, str) and currencies.is_code(value))


def _is_not_positive(value: object) -> bool:
    if isinstance(value, str):
        value = value.rstrip("% ")
    amount = None if isinstance(value, Thing) else prices.read_markup(value)
    return amount is None or amount <= 0


def _is_dressed_up(value: object) -> bool:
    """Whether it is an amount as people read it: "1 299,00 €", which Google calls an invalid price format."""
    return isinstance(value, str) and not _plain_number(value) and not _is_not_positive(value)


def _above_best(graph: Graph, thing: Thing, wanted: Sequence[Wanted]) -> Iterator[str]:
    for one in wanted:
        for way in one.ways:
            holders = _at(graph, [thing], way[:-1]) if way[1:] else [thing]
            if any(isinstance(it, Thing) and _is_above_best(graph, it, way[-1]) for it in holders):
                yield one.name


def _is_above_best(graph: Graph, thing: Thing, name: str) -> bool:
    """Fractions and percentages have their scale with them."""
    stated = graph.values(thing, name)[:1]
    if any(isinstance(value, Thing) or {"%", "/"} & set(str(value)) for value in stated):
        return False
    best = [prices.read_markup(value) for value in graph.values(thing, "bestrating")[:1]]
    value = next(map(prices.read_markup, stated), None)
    return value is not None and value > (next(iter(best), None) or _BEST)


def _at(graph: Graph, things: list[Thing], way: Way) -> list[object]:
    values = [value for thing in things for value in graph.values(thing, way[0])]
    if len(way) == 1:
        return values
    return _at(graph, [value for value in values if isinstance(value, Thing)], way[1:])


def _spelled(path: str) -> str:
    spelling = lexicon.table("structured_data")["spelling"]
    return ".".join(spelling.get(part, part) for part in path.split("."))


@cache
def _rules() -> Mapping[str, Rule]:
    found = {}
    for name, stated in lexicon.table("structured_data")["types"].items():
        rule = Rule(
            name=stated.get("called", name),
            where=stated["where"],
            required=_wanted(stated["required"]),
            recommended=_wanted(stated["recommended"]),
            positive=_wanted(stated.get("positive", ())),
            plain=_wanted(stated.get("plain", ())),
            currency=_wanted(stated.get("currency", ())),
            but_last=_wanted(stated.get("but_last", ())),
            alone=_wanted(stated.get("alone", ())),
            scaled=_wanted(stated.get("scaled", ())),
            of=name,
        )
        found[name.casefold()] = rule
        for narrower in stated.get("also", ()):
            found[narrower.casefold()] = replace(rule, name=narrower)
    return found


def _wanted(stated: Collection[str]) -> tuple[Wanted, ...]:
    """Reads "a|b.c": a property of the thing or one of what its b holds."""
    found = []
    for alternatives in stated:
        ways = tuple(tuple(way.split(".")) for way in alternatives.split("|"))
        direct = frozenset(way[0] for way in ways if len(way) == 1)
        longer = [way for way in ways if len(way) > 1]
        holders = tuple(_joined([way]) for way in dict.fromkeys(way[:-1] for way in longer))
        name = _spelled(".".join(ways[0]))
        found.append(Wanted(name, direct, ways, _joined(longer), holders))
    return tuple(found)


def _joined(ways: Collection[Way]) -> Ways:
    """A way that goes on beyond the end of another adds nothing."""
    starts = {way[0] for way in ways}
    ends = {way[0] for way in ways if len(way) == 1}
    return {
        name: {} if name in ends else _joined([way[1:] for way in ways if way[0] == name])
        for name in sorted(starts)
    }
