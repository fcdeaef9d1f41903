"""What a chunk of a sentence may be: the names that grammar files and the reader share."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """The part a chunk plays; a grammar file writes "kind.name" or "kind"."""

    #: Says nothing: "well", "please", a greeting.
    FILLER = "filler"
    #: A preposition or article that may stand between parts.
    GLUE = "glue"
    #: Makes an infinitive a polite order: "could you".
    REQUEST = "request"
    #: The bot itself, called by name.
    ADDRESS = "address"
    AND = "and"
    #: "then", "after that": the next order comes in turn.
    THEN = "then"
    #: Makes the sentence no order; the name says why.
    GUARD = "guard"
    #: "I mean", "no wait".
    CORRECTION = "correction"
    #: "because": what follows gives a reason and is not read.
    REASON = "reason"
    ORDER = "order"
    #: A whole question or request for something to see.
    ASK = "ask"
    #: What an order is about: run, report, schedule, site.
    TOPIC = "topic"
    ALL = "all"
    FAILED = "failed"
    AGAIN = "again"
    EXCEPT = "except"
    #: "... leave it alone": excludes the sites just named.
    EXCEPT_BEFORE = "except_before"
    ONLY = "only"
    SITE = "site"
    TAG = "tag"
    LIMIT = "limit"
    CONCURRENCY = "concurrency"
    FLAG = "flag"
    REPORT = "report"
    RUN = "run"
    SCHEDULE = "schedule"
    NUMBER = "number"
    TIME = "time"
    #: Leans on an earlier message: "now with", "same for".
    FOLLOW = "follow"
    #: An answer to a question: yes, no.
    ANSWER = "answer"
    PAUSE = "pause"
    BREAK = "break"
    #: A word no reading explains.
    LEFTOVER = "leftover"


#: Kinds that the reader makes itself; a grammar file may not.
OF_THE_READER: Final = frozenset(
    {Kind.SITE, Kind.TAG, Kind.NUMBER, Kind.PAUSE, Kind.BREAK, Kind.LEFTOVER}
)

#: Chunks after which a new clause may begin with a bare verb.
OPENERS: Final = frozenset(
    {
        Kind.REQUEST,
        Kind.ADDRESS,
        Kind.AND,
        Kind.THEN,
        Kind.PAUSE,
        Kind.BREAK,
        Kind.CORRECTION,
        Kind.ANSWER,
        Kind.FOLLOW,
        Kind.GUARD,
        Kind.TIME,
    }
)

#: Chunks that change nothing about where in a clause we are.
TRANSPARENT: Final = frozenset({Kind.FILLER})

#: Chunks that carry no content of their own.
EMPTY: Final = frozenset(
    {
        Kind.FILLER,
        Kind.GLUE,
        Kind.REQUEST,
        Kind.ADDRESS,
        Kind.AND,
        Kind.THEN,
        Kind.PAUSE,
        Kind.BREAK,
    }
)
