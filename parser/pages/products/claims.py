"""What one source on a page claims about the product, before the sources are weighed."""

from dataclasses import dataclass, field
from typing import Any

from parser.pages.records import Source


@dataclass(kw_only=True, slots=True)
class Claims:
    """Values by the names of `Product`'s fields, already read into their types."""

    source: Source
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    #: how sure the source is of single values, where that differs from its usual trust (0 to 1)
    certainty: dict[str, float] = field(default_factory=dict)

    def put(self, name: str, value: Any, certainty: float | None = None) -> None:
        """Notes a value unless it says nothing or the field is filled already."""
        if value is None or name in self.values or (not value and value in ("", (), {})):
            return
        self.values[name] = value
        if certainty is not None:
            self.certainty[name] = certainty

    def get(self, name: str) -> Any:
        """The value of a field; None if the source does not say."""
        return self.values.get(name)
