"""Texts for people, by key and language, from `bot/locales/*.ftl` (Fluent).

Every value from outside is escaped here, once, so that a site's name or a person's words can never
become markup. `Markup` marks text that is markup already.
"""

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("ru", "en")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


class Texts:
    """The texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"
        self._bundle = _bundle(self.language)

    def __call__(self, key: str, **values: Any) -> Markup:
        """The text of a key, as HTML."""
        pattern = self._bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        safe = {
            name: value
            if isinstance(value, Markup | int | float)
            else escape(str(value), quote=False)
            for name, value in values.items()
        }
        text, errors = self._bundle.format_pattern(pattern, safe)
        if errors:
            raise ValueError(f"{self.language}.ftl: {key}: {errors[0]}")
        return Markup(text)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return bool(self._bundle.has_message(key))

    def either(self, key: str, otherwise: str, **values: Any) -> Markup:
        """The text of `key`, or of `otherwise` if there is none: for codes that may be new."""
        return self(key if self.has(key) else otherwise, **values)


@cache
def texts(language: str) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)


@cache
def _bundle(language: str) -> FluentBundle:
    source = (files("bot.locales") / f"{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle
