"""Text into an `Interpretation`: the one door of this package.

    interpreter = Interpreter(catalogue)
    interpreter.interpret("прогони все, кроме озона", now=now)

Reading goes from the plain to the rescued (see rescue.py). The first reading that gives commands wins;
failing that, the first that gives a question; and a rescued one says so among its doubts. Build one
Interpreter per catalogue and keep it: it holds the indexes; `interpret` is a pure function of its
arguments.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from parser.commands.assembly import Finding, Scene, assemble
from parser.commands.catalogue import Catalogue
from parser.commands.clauses import clauses
from parser.commands.facts import facts_of
from parser.commands.grammar import load_grammar
from parser.commands.guards import refusal
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Reading
from parser.commands.model import Command, Context, Doubt, Interpretation, Outcome
from parser.commands.names import Names
from parser.commands.rescue import Attempt, Reader
from parser.commands.strangers import Strangers
from parser.commands.times import chat_zone
from parser.commands.tokens import Token, TokenKind, tokenise
from parser.commands.writing import is_cyrillic, is_latin

#: Signs of options in a slash command: "--limit=100".
_OPTION_SIGNS: Final = frozenset({"--", "="})
_NAMED: Final = frozenset({Kind.SITE, Kind.TAG, Kind.NUMBER, Kind.REPORT})


class Interpreter:
    """Reads messages against one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        learned: Sequence[object] = (),
        bot_names: Iterable[str] = (),
    ) -> None:
        grammar = load_grammar()
        self._catalogue = catalogue
        self._names = Names(catalogue, grammar)
        self._reader = Reader(grammar, self._names)
        self._strangers = Strangers(grammar)
        self._bot_names = frozenset(each.lower().lstrip("@") for each in bot_names)

    def interpret(
        self, text: str, *, now: datetime, context: Context | None = None, addressed: bool = True
    ) -> Interpretation:
        """What the text asks for. Never raises for any text; `now` must be aware."""
        text_read = unicodedata.normalize("NFC", text)
        explain_only = text_read.lstrip().startswith("?") and len(text_read.strip()) > 1
        if explain_only:
            text_read = text_read.lstrip()[1:]
        local = now.astimezone(chat_zone(now, context.zone if context else None))
        best = self._best(text_read, local)
        return replace(best, text=text, explain_only=explain_only and bool(best.commands))

    def _best(self, text: str, now: datetime) -> Interpretation:
        tokens = self._addressed(tokenise(text))
        is_slash = bool(tokens) and tokens[0].kind is TokenKind.SLASH
        refused = refusal(text, is_slash=is_slash)
        if refused or not tokens:
            return _unknown(text, tokens, refused or "nothing to read")
        found: list[Interpretation] = []
        for attempt in self._reader.attempts(text, tokens):
            judged = self._judged(attempt, now, is_question="?" in text, is_slash=is_slash)
            if judged.outcome is Outcome.COMMAND:
                return judged
            found.append(judged)
        asked = [each for each in found if each.outcome is Outcome.CLARIFY]
        if asked or found:
            return (asked or found)[0]
        return _unknown(text, tokens, "too long to be a command")

    def _addressed(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """The tokens without calls to the bot by @name, and a slash command without its @name."""
        kept: list[Token] = []
        is_slash = bool(tokens) and tokens[0].kind is TokenKind.SLASH
        for token in tokens:
            if is_slash and token.kind is TokenKind.SIGN and token.text in _OPTION_SIGNS:
                continue
            if token.kind is TokenKind.MENTION and self._is_me(token.text[1:]):
                continue
            if token.kind is TokenKind.SLASH:
                command, _, name = token.text.partition("@")
                if name and self._is_me(name):
                    token = replace(token, text=command)
            if not (kept and _repeats(token, kept[-1])):
                kept.append(token)
        return tuple(kept)

    def _is_me(self, name: str) -> bool:
        """Without names of its own the interpreter answers to any bot's name."""
        if name in self._bot_names or name == "bot":
            return True
        return not self._bot_names and name.endswith("bot")

    def _judged(
        self, attempt: Attempt, now: datetime, *, is_question: bool, is_slash: bool
    ) -> Interpretation:
        reading = attempt.reading
        scene = Scene(
            reading=reading,
            names=self._names,
            strangers=self._strangers,
            now=now,
            is_question=is_question,
            is_slash=is_slash,
        )
        findings = [
            assemble(clause, scene)
            for clause in clauses(reading.chunks)
            if any(each.kind not in EMPTY for each in clause)
        ]
        judged = _joined(findings)
        doubts = dict.fromkeys(
            [*([attempt.doubt] if attempt.doubt else []), *(d for f in findings for d in f.doubts)]
        )
        return replace(
            judged,
            language=_language(reading),
            doubts=tuple(doubts) if judged.commands else (),
            facts=tuple(facts_of(each, self._catalogue) for each in judged.commands),
            read_as=attempt.text,
        )


def _repeats(token: Token, before: Token) -> bool:
    """ "stop stop stop": a word said again says nothing more."""
    return token.kind is TokenKind.WORD and token.text == before.text and not token.glued


def _joined(findings: Sequence[Finding]) -> Interpretation:
    """One outcome for all clauses: what is refused spoils all, what is asked comes before doing."""
    blank = Interpretation(text="", language="", outcome=Outcome.UNKNOWN)
    if not findings:
        return replace(blank, why="nothing but courtesies")
    refused = next((each.refused for each in findings if each.refused), "")
    if refused:
        return replace(blank, why=refused)
    commands = tuple(dict.fromkeys(each.command for each in findings if each.command))
    question = next((each.question for each in findings if each.question), None)
    if question is not None:
        why = f"{question.ask.value}: {', '.join(question.words)}".removesuffix(": ")
        return replace(
            blank,
            outcome=Outcome.CLARIFY,
            clarification=replace(question, beside=commands),
            why=why,
        )
    why = "; ".join(_told(each) for each in commands)
    return replace(blank, outcome=Outcome.COMMAND, commands=commands, why=why)


def _told(command: Command) -> str:
    slots = command.as_json()
    verb = slots.pop("verb")
    return f"{verb} {', '.join(f'{name} {value}' for name, value in slots.items())}".strip()


def _unknown(text: str, tokens: Sequence[Token], why: str) -> Interpretation:
    return Interpretation(
        text=text, language=_language_of_letters(tokens), outcome=Outcome.UNKNOWN, why=why
    )


def _language(reading: Reading) -> str:
    """The language of most of the words that are not names; letters decide a draw."""
    votes: dict[str, int] = {}
    for chunk in reading.chunks:
        if chunk.language and chunk.kind not in _NAMED:
            votes[chunk.language] = votes.get(chunk.language, 0) + chunk.end - chunk.start
        elif chunk.kind is Kind.LEFTOVER:
            code = _language_of_letters(reading.tokens[chunk.start : chunk.end])
            votes[code] = votes.get(code, 0) + 1
    top = max(votes.values(), default=0)
    winners = [code for code, count in votes.items() if count == top]
    return winners[0] if len(winners) == 1 else _language_of_letters(reading.tokens)


def _language_of_letters(tokens: Sequence[Token]) -> str:
    cyrillic = sum(is_cyrillic(each.text) for each in tokens)
    latin = sum(is_latin(each.text) for each in tokens)
    return "en" if latin > cyrillic else "ru"
