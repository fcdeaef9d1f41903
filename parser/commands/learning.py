"""What an installation has taught the reader: aliases, and the cases that keep them honest.

An alias is either a whole phrase with the commands it stands for, or one more name of a site or word
for a tag. It is only taken in after `Interpreter.check` has replayed every known case with it: an
alias that breaks a case is refused with both shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from parser.commands.catalogue import Catalogue
from parser.commands.errors import CommandError
from parser.commands.model import Command, Interpretation, Outcome
from parser.commands.tokens import tokenise


@dataclass(frozen=True, kw_only=True)
class LearnedAlias:
    """A phrase and its commands, or a word and the site or tag it names."""

    phrase: str
    commands: tuple[Command, ...] = ()
    site: str | None = None
    tag: str | None = None

    def as_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back."""
        return {
            "phrase": self.phrase,
            "commands": [each.as_json() for each in self.commands],
            "site": self.site,
            "tag": self.tag,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "LearnedAlias":
        """The alias that `as_json` wrote; CommandError for anything else."""
        try:
            commands = tuple(map(Command.from_json, data.get("commands") or ()))
            alias = cls(
                phrase=str(data["phrase"]),
                commands=commands,
                site=data.get("site"),
                tag=data.get("tag"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise CommandError("alias", data) from error
        if sum(map(bool, (alias.commands, alias.site, alias.tag))) != 1 or not normalised(
            alias.phrase
        ):
            raise CommandError("alias", data)
        return alias


@dataclass(frozen=True, kw_only=True)
class Case:
    """A phrase and what it must come to."""

    text: str
    outcome: Outcome
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A case that comes to something else."""

    case: Case
    got: Interpretation


def normalised(phrase: str) -> str:
    """A phrase without letter case, punctuation and emoji, for looking it up."""
    return " ".join(each.text for each in tokenise(phrase) if not each.is_soft)


def phrases_of(learned: Iterable[LearnedAlias]) -> dict[str, tuple[Command, ...]]:
    """The learned phrases by their normalised text."""
    return {normalised(each.phrase): each.commands for each in learned if each.commands}


def extended(catalogue: Catalogue, learned: Iterable[LearnedAlias]) -> Catalogue:
    """The catalogue with the learned names of sites and words for tags."""
    aliases: dict[str, list[str]] = {}
    words = {tag: list(own) for tag, own in catalogue.tag_words.items()}
    for each in learned:
        if each.site:
            aliases.setdefault(each.site, []).append(each.phrase)
        elif each.tag:
            words.setdefault(each.tag, []).append(each.phrase)
    sites = tuple(
        replace(site, aliases=(*site.aliases, *aliases.get(site.id, ())))
        for site in catalogue.sites
    )
    return Catalogue(sites=sites, tag_words={tag: tuple(own) for tag, own in words.items()})
