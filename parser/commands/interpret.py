"""Text into an `Interpretation`: the one door of this package.

    interpreter = Interpreter(catalogue)
    interpreter.interpret("run everything but ozon", now=now)

Reading goes from the plain to the rescued (see rescue.py). The first reading that gives commands wins;
failing that, the first that gives a question; and a rescued one says so among its doubts. Build one
Interpreter per catalogue and keep it: it holds the indexes; `interpret` is a pure function of its
arguments.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from parser.commands.asides import Pruned, without_asides
from parser.commands.assembly import assemble
from parser.commands.catalogue import Catalogue
from parser.commands.clauses import clauses
from parser.commands.explain import Explanation, explanation
from parser.commands.facts import facts_of
from parser.commands.findings import Finding, Scene
from parser.commands.followups import FollowUp, answered, drops_question, follow_up
from parser.commands.grammar import load_grammar
from parser.commands.guards import refusal, waits
from parser.commands.kinds import EMPTY, Kind
from parser.commands.languages import language_of, language_of_letters
from parser.commands.lattice import Reading
from parser.commands.layout import flattened, is_titled
from parser.commands.learning import Case, Failure, LearnedAlias, extended, normalised, phrases_of
from parser.commands.model import (
    ACTING,
    Ask,
    Clarification,
    Command,
    Context,
    Doubt,
    Interpretation,
    Outcome,
    Verb,
)
from parser.commands.names import Names
from parser.commands.questions import asking
from parser.commands.rescue import Attempt, Reader
from parser.commands.slots import referring
from parser.commands.strangers import Strangers
from parser.commands.times import chat_zone
from parser.commands.tokens import MAX_TOKENS, Token, TokenKind, tokenise

#: What must be named in a group, where people also talk to each other.
_OURS: Final = frozenset({Kind.SITE, Kind.TAG, Kind.ALL, Kind.RUN, Kind.SCHEDULE, Kind.TOPIC})
#: What an order among asides is asked about; any other question would make an order of talk.
_ASKED_BESIDE: Final = frozenset(
    {Ask.UNKNOWN_SITE, Ask.AMBIGUOUS_SITE, Ask.VAGUE_TIME, Ask.BAD_TIME, Ask.AMBIGUOUS_RUN}
)
#: Signs of options in a slash command: "--limit=100".
_OPTION_SIGNS: Final = frozenset({"--", "="})


@dataclass(frozen=True, slots=True)
class _Message:
    """A message prepared for reading."""

    #: As it was said, and as it is read: see layout.py.
    said: str
    text: str
    tokens: tuple[Token, ...]
    now: datetime
    context: Context | None
    #: The bot was called by name, or it is a private chat, or a slash command.
    addressed: bool
    is_question: bool

    @property
    def is_slash(self) -> bool:
        return bool(self.tokens) and self.tokens[0].kind is TokenKind.SLASH


class Interpreter:
    """Reads messages against one catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        learned: Sequence[LearnedAlias] = (),
        bot_names: Iterable[str] = (),
        *,
        ready: bool = True,
    ) -> None:
        """`ready` opens the dictionaries now; else the first word that no grammar knows does it."""
        self._grammar = load_grammar()
        if ready:
            for each in self._grammar.languages.values():
                each.morphology.knows(each.code)
        self._catalogue = extended(catalogue, learned)
        self._phrases = phrases_of(learned)
        self._names = Names(self._catalogue, self._grammar)
        self._reader = Reader(self._grammar, self._names)
        self._strangers = Strangers(self._grammar)
        self._bot_names = frozenset(each.lower().lstrip("@") for each in bot_names)

    def interpret(
        self, text: str, *, now: datetime, context: Context | None = None, addressed: bool = True
    ) -> Interpretation:
        """What the text asks for; never raises, whatever the text.

        `now` should be aware (a naive one is taken as UTC). `addressed` is False for a message of
        a group that neither answers the bot nor is a command: then bare words start nothing.
        """
        return self._interpreted(text, now, context, addressed=addressed)[0]

    def explain(
        self, text: str, *, now: datetime, context: Context | None = None, addressed: bool = True
    ) -> Explanation:
        """The interpretation with the way to it."""
        interpretation, reading = self._interpreted(text, now, context, addressed=addressed)
        return explanation(interpretation, reading, self._grammar)

    def check(self, cases: Iterable[Case], *, now: datetime) -> list[Failure]:
        """The cases that this interpreter reads otherwise than they say."""
        read = ((case, self.interpret(case.text, now=now)) for case in cases)
        return [
            Failure(case=case, got=got)
            for case, got in read
            if (got.outcome, got.commands) != (case.outcome, case.commands)
        ]

    def _interpreted(
        self, text: str, now: datetime, context: Context | None, *, addressed: bool
    ) -> tuple[Interpretation, Reading | None]:
        message, explain_only = self._message(text, now, context, addressed=addressed)
        found, reading = self._read(message)
        if not message.addressed and not _fits_a_group(found, reading):
            found = _unknown(message, "not said to the bot")
        facts = tuple(facts_of(each, self._catalogue) for each in found.commands)
        explain_only = explain_only and bool(found.commands)
        return replace(found, text=text, facts=facts, explain_only=explain_only), reading

    def _message(
        self, said: str, now: datetime, context: Context | None, *, addressed: bool
    ) -> tuple[_Message, bool]:
        """The message, and whether it only asks what would happen."""
        plain = unicodedata.normalize("NFC", said).strip()
        explain_only = plain.startswith("?") and len(plain) > 1
        plain = plain[1:] if explain_only else plain
        aware = now if now.tzinfo else now.replace(tzinfo=UTC)
        local = aware.astimezone(chat_zone(aware, context.zone if context else None))
        text = flattened(plain, self._grammar.labels, self._grammar.order_words)
        cut = tokenise(text)
        tokens = self._without_calls(cut)
        called = any(each.kind is TokenKind.MENTION for each in cut) and len(tokens) < len(cut)
        is_slash = bool(tokens) and tokens[0].kind is TokenKind.SLASH
        return (
            _Message(
                plain,
                text,
                tokens,
                local,
                context,
                addressed or called or is_slash,
                "?" in plain,
            ),
            explain_only,
        )

    def _without_calls(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """The tokens without calls to the bot by @name, and a slash command without its @name."""
        kept: list[Token] = []
        is_slash = bool(tokens) and tokens[0].kind is TokenKind.SLASH
        for token in tokens:
            if token.kind is TokenKind.MENTION and self._is_me(token.text[1:]):
                continue
            if is_slash and token.kind is TokenKind.SIGN and token.text in _OPTION_SIGNS:
                continue
            kept.append(self._without_name(token))
        return tuple(kept)

    def _without_name(self, token: Token) -> Token:
        command, _, name = token.text.partition("@")
        if token.kind is TokenKind.SLASH and name and self._is_me(name):
            return replace(token, text=command)
        return token

    def _is_me(self, name: str) -> bool:
        """Without names of its own the interpreter answers to any bot's name."""
        if name in self._bot_names or name == "bot":
            return True
        return not self._bot_names and name.endswith("bot")

    def _read(self, message: _Message) -> tuple[Interpretation, Reading | None]:
        learned = self._phrases.get(normalised(message.said)) if self._phrases else None
        if learned:
            return _command(learned, "a learned phrase", message), None
        refused = refusal(message.text, is_slash=message.is_slash)
        if is_titled(message.said, self._grammar.labels):
            refused = "a title over what is told"
        if refused or not message.tokens:
            too_much = "too long to be a command" if len(message.text) > MAX_TOKENS else "no words"
            return _unknown(message, refused or too_much), None
        pending = message.context.pending if message.context else None
        if pending is not None:
            answer = self._reader.answer(message.tokens)
            if answer is not None:
                return _of_follow_up(answered(answer, pending), message), None
        return self._best(message)

    def _best(self, message: _Message) -> tuple[Interpretation, Reading | None]:
        """The first reading that gives commands, else the first that asks, else the plain one.

        Commands beside which words are left over give way to a reading that explains them.
        """
        partly: tuple[Interpretation, Reading] | None = None
        asked: tuple[Interpretation, Reading] | None = None
        plain: tuple[Interpretation, Reading] | None = None
        for attempt in self._reader.attempts(message.text, message.tokens):
            found, is_whole = self._judged_with_asides(attempt, message)
            if partly and (attempt.text or found.outcome is Outcome.UNKNOWN):
                break
            if found.outcome is Outcome.COMMAND and not is_whole and not partly:
                partly = found, attempt.reading
                continue
            if found.outcome is Outcome.COMMAND or partly:
                return found, attempt.reading
            if found.outcome is Outcome.CLARIFY:
                asked = asked or (found, attempt.reading)
            plain = plain or (found, attempt.reading)
        if partly:
            return partly
        if plain is None:
            return _unknown(message, "too long to be a command"), None
        return asked or (self._with_suggestions(*plain), plain[1])

    def _judged_with_asides(
        self, attempt: Attempt, message: _Message
    ) -> tuple[Interpretation, bool]:
        """What a reading comes to, if need be without its asides, and whether that explains it all."""
        reading = attempt.reading
        found = self._judged(attempt, message)
        if found.outcome is Outcome.COMMAND:
            return found, not reading.leftovers
        pruned = without_asides(reading, self._grammar)
        if pruned is None:
            return found, not reading.leftovers
        rest = replace(attempt, reading=replace(reading, chunks=pruned.chunks))
        plain = self._judged(rest, replace(message, is_question=pruned.is_question))
        if not _is_answer_enough(plain):
            return found, not reading.leftovers
        is_whole = not (rest.reading.leftovers or pruned.may_hide)
        return _beside_asides(plain, pruned, message), is_whole

    def _judged(self, attempt: Attempt, message: _Message) -> Interpretation:
        reading = attempt.reading
        if waits(reading, self._grammar.conditions):
            return _unknown(message, "condition: not an order")
        scene = Scene(
            reading=reading,
            names=self._names,
            strangers=self._strangers,
            now=message.now,
            is_question=message.is_question,
            is_slash=message.is_slash,
        )
        findings = [
            assemble(clause, scene)
            for clause in clauses(reading.chunks)
            if any(each.kind not in EMPTY for each in clause)
        ]
        found = self._leaning(_joined(findings, message), reading, message)
        doubts = [
            *([attempt.doubt] if attempt.doubt else []),
            *(doubt for finding in findings for doubt in finding.doubts),
            *found.doubts,
        ]
        return replace(
            found,
            language=language_of(reading),
            doubts=tuple(dict.fromkeys(doubts)) if found.commands else (),
            read_as=attempt.text,
        )

    def _leaning(
        self, found: Interpretation, reading: Reading, message: _Message
    ) -> Interpretation:
        """What the message comes to with what was said before, where it says too little itself."""
        context = message.context
        pending = context.pending if context else None
        if pending and len(found.commands) == 1 and drops_question(reading, found.commands[0]):
            return _of_follow_up(FollowUp(declined=True), message)
        says_all = any(each.kind in {Kind.ORDER, Kind.ASK} for each in reading.chunks)
        if found.outcome is Outcome.COMMAND or (found.outcome is Outcome.CLARIFY and says_all):
            return found
        leaning = follow_up(
            reading, context, self._names, message.now, is_question=message.is_question
        )
        return _of_follow_up(leaning, message) if leaning else found

    def _with_suggestions(self, found: Interpretation, reading: Reading) -> Interpretation:
        """Sites alone say no command, but what they may want is easy to offer."""
        chunks = [each for each in reading.chunks if each.kind not in EMPTY]
        ids = [each.values["ids"] for each in chunks if each.kind is Kind.SITE]
        if not chunks or len(ids) < len(chunks) or any(len(each) > 1 for each in ids):
            return found
        sites = tuple(dict.fromkeys(each[0] for each in ids))
        return replace(found, suggestions=(Command(verb=Verb.RUN, sites=sites),))


def _is_answer_enough(found: Interpretation) -> bool:
    """Whether an order among asides may be taken up: it is one, or lacks only a site's name or an hour."""
    asked = found.clarification.ask if found.clarification else None
    return found.outcome is Outcome.COMMAND or asked in _ASKED_BESIDE


def _beside_asides(found: Interpretation, pruned: Pruned, message: _Message) -> Interpretation:
    """An order with things said around it: ignored words are a doubt, vague orders are asked about."""
    if found.outcome is not Outcome.COMMAND:
        return found
    acting = [each for each in found.commands if each.verb in ACTING]
    if pruned.doubtful and acting:
        asked = _question(asking(Ask.IS_IT_AN_ORDER, acting[0]), message)
        return replace(asked, language=found.language, read_as=found.read_as)
    doubts = dict.fromkeys((*found.doubts, Doubt.WORDS_IGNORED))
    return replace(found, doubts=tuple(doubts))


def _fits_a_group(found: Interpretation, reading: Reading | None) -> bool:
    """Whether words that were said to nobody in particular are certainly meant for us."""
    if found.outcome is not Outcome.COMMAND or reading is None:
        return False
    kinds = {each.kind for each in reading.chunks}
    return found.doubts == () and Kind.ORDER in kinds and bool(kinds & _OURS)


def _joined(findings: Sequence[Finding], message: _Message) -> Interpretation:
    """One outcome for all clauses: what is refused spoils all, what is asked comes before doing."""
    if not findings:
        return replace(_unknown(message, "nothing but courtesies"), courtesy=True)
    refused = next((each.refused for each in findings if each.refused), "")
    if refused:
        return _unknown(message, refused)
    commands = _in_order(findings)
    question = next((each.question for each in findings if each.question), None)
    if question is not None:
        return _question(replace(question, beside=commands), message)
    return _command(commands, "; ".join(map(_told, commands)), message)


def _in_order(findings: Sequence[Finding]) -> tuple[Command, ...]:
    """The commands, each once; one about "it" takes its run or its sites from the one before."""
    commands: dict[Command, None] = {}
    before: Command | None = None
    for each in findings:
        if each.command is None:
            continue
        command = referring(each.command, before) if each.refers and before else each.command
        commands[command] = None
        before = command
    return tuple(commands)


def _of_follow_up(found: FollowUp, message: _Message) -> Interpretation:
    if found.declined:
        return replace(_unknown(message, "the open question was declined"), declined=True)
    if found.question is not None:
        return _question(found.question, message)
    commands = (found.command,) if found.command else ()
    leaning = _command(commands, "a follow-up: " + "; ".join(map(_told, commands)), message)
    return replace(leaning, doubts=(Doubt.FOLLOW_UP,))


def _command(commands: tuple[Command, ...], why: str, message: _Message) -> Interpretation:
    return replace(_unknown(message, why), outcome=Outcome.COMMAND, commands=commands)


def _question(question: Clarification, message: _Message) -> Interpretation:
    why = f"{question.ask.value}: {', '.join(question.words)}".removesuffix(": ")
    return replace(_unknown(message, why), outcome=Outcome.CLARIFY, clarification=question)


def _unknown(message: _Message, why: str) -> Interpretation:
    return Interpretation(
        text=message.text,
        language=language_of_letters(message.tokens),
        outcome=Outcome.UNKNOWN,
        why=why,
    )


def _told(command: Command) -> str:
    slots = command.as_json()
    verb = slots.pop("verb")
    return f"{verb} {', '.join(f'{name} {value}' for name, value in slots.items())}".strip()
