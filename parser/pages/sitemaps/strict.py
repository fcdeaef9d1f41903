"""The strict scanner: expat, with nothing of a DTD ever fetched or expanded.

Expat reads what is well-formed far faster and more surely than patterns can. At the first fault it
raises Unreadable, and `rest` gives the text that had not been given out yet, for the tolerant one.
"""

import re
from xml.parsers import expat

from parser.pages.sitemaps.entries import MAX_ENTRY, EntryBuilder
from parser.pages.sitemaps.findings import Findings, Stopped, Unreadable
from parser.pages.sitemaps.records import Flaw, Stop

_reference = re.compile(r"[&%][A-Za-z_:]").search
_MAX_ENTITY = 1024  # characters
_MAX_ENTITIES = 256


class StrictScanner:
    """Drives a builder with the events of one XML document."""

    def __init__(self, builder: EntryBuilder, findings: Findings) -> None:
        self._builder = builder
        self._findings = findings
        self._fed = 0
        self._tail = b""  # what was fed since the builder's mark
        # not an attack surface: no external entity is read, and any declared one ends this scanner
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = builder.start
        self._expat.EndElementHandler = builder.end
        self._expat.CharacterDataHandler = builder.pieces.append
        self._expat.EntityDeclHandler = self._entity_declared
        self._expat.EndDoctypeDeclHandler = self._doctype_ended
        self._expat.SkippedEntityHandler = _skipped_entity
        self._expat.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        builder.position = lambda: self._expat.CurrentByteIndex

    def feed(self, text: str) -> None:
        """Raises Unreadable where XML ends being XML, Stopped for a bomb."""
        data = text.encode()
        self._tail += data
        self._fed += len(data)
        self._parse(data)
        self._let_go()

    def close(self) -> None:
        """Raises Unreadable if the document is not whole."""
        self._parse(b"", final=True)

    @property
    def rest(self) -> str:
        """What was fed and not given out."""
        given_out = self._builder.mark - (self._fed - len(self._tail))
        return self._tail[given_out:].decode(errors="ignore")

    def _parse(self, data: bytes, *, final: bool = False) -> None:
        try:
            self._expat.Parse(data, final)
        except expat.ExpatError as error:
            raise Unreadable(str(error)) from error

    def _let_go(self) -> None:
        """Keeps no more than the entry at hand, and that one only up to its limit."""
        builder = self._builder
        reached = self._expat.CurrentByteIndex
        if not builder.inside:
            builder.pass_over(reached)
        elif self._fed - builder.mark > MAX_ENTRY:
            self._findings.add(Flaw.OVERSIZED_ENTRY)
            builder.abandon()
            builder.pass_over(reached)
        if self._fed - reached > MAX_ENTRY:
            raise Unreadable("a tag without end")
        self._tail = self._tail[builder.mark - (self._fed - len(self._tail)) :]

    def _entity_declared(
        self, name: str, _is_parameter: int, value: str | None, *_: object
    ) -> None:
        """Harmless ones are left unexpanded; one that could grow is a bomb."""
        if value is not None and (len(value) > _MAX_ENTITY or _reference(value)):
            raise Stopped(Stop.ENTITY_BOMB)
        self._builder.entities.add(name)
        if len(self._builder.entities) > _MAX_ENTITIES:
            raise Stopped(Stop.ENTITY_BOMB)

    def _doctype_ended(self) -> None:
        if self._builder.entities:
            self._findings.once(Flaw.ENTITIES_DECLARED, ", ".join(sorted(self._builder.entities)))
            raise Unreadable("entities declared")


def _skipped_entity(name: str, *_: object) -> None:
    """An undeclared entity where a DTD, which is not read, might declare it."""
    raise Unreadable(f"undefined entity {name}")
