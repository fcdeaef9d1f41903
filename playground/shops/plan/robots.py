"""robots.txt of a demo shop: its text, and which line decides about an address (RFC 9309).

Knows only what the shops use: the group of `*`, Allow and Disallow with `*` and `$`. It is here to
tell the truth about our own files, not to read other people's.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What robots.txt says about one address."""

    allowed: bool
    line: str | None = None  #: the deciding line as written; None where no line matches
    number: int | None = None  #: of that line, from 1


@dataclass(frozen=True, kw_only=True)
class _Rule:
    allow: bool
    pattern: re.Pattern[str]
    length: int
    line: str
    number: int


@dataclass(frozen=True)
class Robots:
    """One robots.txt; no text means that the shop has none (404)."""

    text: str | None

    def verdict(self, target: str) -> Verdict:
        """The longest matching rule decides, Allow before Disallow (RFC 9309, 2.2.2)."""
        matching = [rule for rule in self._rules if rule.pattern.match(target)]
        if not matching:
            return Verdict(allowed=True)
        best = max(matching, key=lambda rule: (rule.length, rule.allow))
        return Verdict(allowed=best.allow, line=best.line, number=best.number)

    @cached_property
    def _rules(self) -> tuple[_Rule, ...]:
        rules: list[_Rule] = []
        ours = in_rules = False
        for number, line in enumerate((self.text or "").splitlines(), start=1):
            key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
            match key.lower():
                case "user-agent":
                    ours = value == "*" or (ours and not in_rules)
                    in_rules = False
                case "allow" | "disallow":
                    in_rules = True
                    if ours and value:
                        rules.append(_rule(key.lower() == "allow", value, line.strip(), number))
        return tuple(rules)


def _rule(allow: bool, value: str, line: str, number: int) -> _Rule:  # noqa: FBT001 - a pair of words
    path = quote(value, safe="%/?&=:@!$'()*+,;~-._")
    pattern = re.escape(path).replace(r"\*", ".*")
    if pattern.endswith(r"\$"):
        pattern = pattern[:-2] + "$"
    return _Rule(
        allow=allow, pattern=re.compile(pattern), length=len(path), line=line, number=number
    )
