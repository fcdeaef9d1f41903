"""The packaged word lists of `parser.pages.vocabulary`, read once on first use.

Words of people (Russian, English, the other languages of Europe) and tables of the trade live in
YAML files that anyone can extend without touching code. This module only loads them; the meaning
of each file is stated at its head and known to the module that asks for it.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from parser.pages.phrases import Phrases

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where PyYAML was built with it


@cache
def table(name: str) -> Any:
    """The parsed content of `vocabulary/<name>.yaml`; shared, so never to be changed."""
    text = files("parser.pages.vocabulary").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - one of the two safe loaders


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The patterns listed under `keys` of a table as one alternation, ignoring case.

    Lists are joined; a mapping (usually by language) is joined over all its values.
    """
    return re.compile(_alternation(name, keys), re.IGNORECASE)


@cache
def phrases(name: str, *keys: str) -> Phrases:
    """The same for searching texts that seldom hold any of them."""
    return Phrases(_alternation(name, keys))


def _alternation(name: str, keys: tuple[str, ...]) -> str:
    node = table(name)
    for key in keys:
        node = node[key]
    return "|".join(_leaves(node))


def _leaves(node: Any) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node
    return [leaf for child in children for leaf in _leaves(child)]
