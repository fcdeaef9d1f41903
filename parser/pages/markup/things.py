"""One shape for what JSON-LD, microdata and RDFa say: typed things with named values.

Each syntax becomes the same tree of `Thing`s, so that a product is read once, not three times.
Property names are lower-cased and freed of prefixes (`schema:Offers` and `offers` are one), types
are the last part of their address, values are always lists. `{"@id": ...}` references are
followed on reading (`Graph.values`), so that cycles do no harm.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from parser.pages.records import Source
from parser.pages.text import plain_text

MAX_DEPTH = 40  #: deeper things are left out
MAX_THINGS = 20_000  #: a page that states more is not worth the time
MAX_NAME = 200  #: characters of the name of a property or of types
MAX_VALUES = 5_000  #: of one property
_SCALARS = (str, int, float)  # a union would be built anew at each question


@dataclass(slots=True, eq=False)
class Thing:
    """Something with types and properties, and by which property of its parent it was reached."""

    types: tuple[str, ...] = ()
    properties: dict[str, list[object]] = field(default_factory=dict)
    id: str = ""
    via: str = ""
    parent: "Thing | None" = None
    source: Source = Source.JSON_LD

    def is_a(self, *names: str) -> bool:
        """Whether one of the types is one of `names`, whatever its case."""
        for known in self.types:  # noqa: SIM110 - a generator would cost four times the comparison
            if known.lower() in names:
                return True
        return False

    @property
    def is_reference(self) -> bool:
        """Whether it only points to a thing that is told elsewhere."""
        return bool(self.id) and not self.types and not self.properties

    def above(self) -> Iterator["Thing"]:
        """The things around it, from the nearest on."""
        thing = self.parent
        while thing is not None:
            yield thing
            thing = thing.parent


class Graph:
    """All things of a page, in the order in which they are told."""

    def __init__(self) -> None:
        self.things: list[Thing] = []
        self.loose = Thing(source=Source.MICRODATA)  #: properties in the scope of no thing
        self._by_id: dict[str, Thing] = {}
        self._has_references = False
        self._referred: set[str] | None = None

    def add(self, value: object, source: Source) -> None:
        """Takes in one value as JSON has it: an object, or any nesting of lists of objects."""
        if isinstance(value, (dict, list)):
            self._converted(value, source, "", None, 0)

    def add_thing(self, thing: Thing) -> None:
        """Takes in a thing that is built already; those it holds are added on their own."""
        self.things.append(thing)
        if thing.id:
            self._by_id.setdefault(thing.id, thing)

    def of_type(self, *names: str) -> Iterator[Thing]:
        """The things of any of these types (lower case)."""
        return (thing for thing in self.things if thing.is_a(*names))

    def refers_to(self, thing: Thing) -> bool:
        """Whether another thing points to it by its id."""
        if not (thing.id and self._has_references):
            return False
        if self._referred is None:
            held = (
                one for each in self.things for values in each.properties.values() for one in values
            )
            self._referred = {one.id for one in held if isinstance(one, Thing) and one.is_reference}
        return thing.id in self._referred

    def values(self, thing: Thing | None, *names: str) -> list[object]:
        """The values of the first of these properties that has any, references followed."""
        if thing is not None:
            for name in names:
                if found := thing.properties.get(name):
                    return [self._told(value) for value in found] if self._has_references else found
        return []

    def things_of(self, thing: Thing | None, *names: str) -> list[Thing]:
        """Only those values that are things."""
        return [value for value in self.values(thing, *names) if isinstance(value, Thing)]

    def thing_of(self, thing: Thing | None, *names: str) -> Thing | None:
        """The first value that is a thing."""
        return next(iter(self.things_of(thing, *names)), None)

    def text(self, thing: Thing | None, *names: str) -> str | None:
        """The first value that reads as text; a thing reads as its name."""
        if thing is None or thing.properties.keys().isdisjoint(names):
            return None  # most of what is asked for
        for value in self.values(thing, *names):
            if text := self._as_text(value):
                return text
        return None

    def texts(self, thing: Thing | None, *names: str) -> list[str]:
        """All values that read as text, cleaned."""
        return [text for value in self.values(thing, *names) if (text := self._as_text(value))]

    def _as_text(self, value: object) -> str:
        if isinstance(value, str):
            return plain_text(value)
        if isinstance(value, Thing):
            names = value.properties.get("name") or value.properties.get("@value") or ()
            return next(
                (plain_text(str(name)) for name in names if not isinstance(name, Thing)), ""
            )
        return "" if isinstance(value, bool) else plain_text(str(value))

    def _told(self, value: object) -> object:
        if isinstance(value, Thing) and value.is_reference:
            return self._by_id.get(value.id, value)
        return value

    def _converted(
        self, value: object, source: Source, via: str, parent: Thing | None, depth: int
    ) -> list[object]:
        """The value in our shape: a list, as one property may hold many; empty if it says nothing."""
        if isinstance(value, dict):
            if depth > MAX_DEPTH or len(self.things) >= MAX_THINGS:
                return []
            if "@value" in value:
                return self._converted(value["@value"], source, via, parent, depth + 1)
            return [self._thing(value, source, via, parent, depth)]
        if isinstance(value, list):
            if depth > MAX_DEPTH:
                return []
            parts = (
                self._converted(one, source, via, parent, depth + 1) for one in value[:MAX_VALUES]
            )
            return [one for part in parts for one in part]
        return [value] if isinstance(value, _SCALARS) and value != "" else []

    def _thing(
        self,
        value: Mapping[str, object],
        source: Source,
        via: str,
        parent: Thing | None,
        depth: int,
    ) -> Thing:
        identity = value.get("@id")
        thing = Thing(
            types=type_names(value.get("@type")),
            id=identity.strip() if isinstance(identity, str) else "",
            via=via,
            parent=parent,
            source=source,
        )
        if "@graph" in value and not thing.types:
            parent, thing.via = None, ""
        if len(value) == 1 and thing.id:
            self._has_references = True
        else:
            self.add_thing(thing)
        properties = thing.properties
        for key, member in value.items():
            if key[:1] == "@":
                if key in {"@graph", "@reverse"}:
                    self._converted(member, source, "", None, depth + 1)
                continue
            name = property_name(key)
            if isinstance(member, _SCALARS):  # nearly all of them
                if not isinstance(member, str) or (member and not member.isspace()):
                    properties.setdefault(name, []).append(member)
            elif found := self._converted(member, source, name, thing, depth + 1):
                properties.setdefault(name, []).extend(found)
        return thing


@lru_cache(maxsize=2048)
def _type_names(text: str) -> tuple[str, ...]:
    return tuple(name for name in map(_short, text.split()) if name)


def type_names(value: object) -> tuple[str, ...]:
    """The short names of types: "Product" of "http://schema.org/Product" or "schema:Product"."""
    if isinstance(value, list):
        return tuple(
            name for one in value if isinstance(one, str) for name in _type_names(one[:MAX_NAME])
        )
    return _type_names(value[:MAX_NAME]) if isinstance(value, str) else ()


def property_name(key: str) -> str:
    """The lower-case short name of a property."""
    return _property_name(key[:MAX_NAME])


@lru_cache(maxsize=4096)
def _property_name(key: str) -> str:
    return _short(key).lower()


def _short(name: object) -> str:
    text = str(name).strip().rstrip("/#")
    for mark in "/#:":
        text = text.rpartition(mark)[2]
    return text
