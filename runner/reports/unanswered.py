"""Addresses a run has no answer for: how long an earlier look stands in, and what is reported meanwhile.

A stand-in is kept until a run has an answer, so that everything reported as `unreachable` or `blocked`,
or not reported at all, is resolved in the end (decision 0068). Pure.
"""

from storage.report_rows import Fate, PairLine, Side

PAGE, PRODUCT = "page", "product"
GONE = frozenset({404, 410})
#: states of addresses a run could not look at: nothing can be said about them
NOT_SEEN = frozenset({"no_response", "bot_wall", "unasked", "server_error", "other"})
#: answers that are not pages; a client_error counts only if it says that nothing is there (GONE)
ANSWERED = frozenset({"redirect", "client_error", "file"})
#: most runs in a row for which a stand-in is kept for a page that no ledger names any more
_MOST_MISSES = 10


def leaves_open(pair: PairLine, *, told: bool) -> bool:
    """Whether the next run must compare with the same look as this one.

    That is so if the base has an answer and this run has none, or has no ledger line of the page and
    no row says what became of it. A page that moved is resolved.
    """
    base, fate = pair.base, pair.fate
    if pair.entity != PAGE or base is None or fate is None or went(pair):
        return False
    if fate.state == "absent":
        return base.state == "page" and not told and pair.misses < _MOST_MISSES
    return is_answer(base) and (fate.state == "blocked" or asked_in_vain(fate))


def has_no_line(fate: Fate) -> bool:
    """Whether the ledger does not name the address, or names it without an outcome."""
    return fate.state == "absent" or (fate.state == "unasked" and fate.outcome is None)


def missing(pair: PairLine, site_job_id: int) -> tuple[int, int | None]:
    """For the next run: for how many runs in a row no ledger named it, and the first of these site jobs."""
    if pair.fate is None or pair.fate.state != "absent":
        return 0, None
    return pair.misses + 1, pair.missing_since or site_job_id


def is_compared_with_earlier(pair: PairLine, *, told: bool) -> bool:
    """Whether an earlier run stood in for the base, and this run settles what became of the page."""
    if pair.earlier_run is None or pair.fate is None or pair.fate.state == "absent":
        return pair.earlier_run is not None and told
    return not (asked_in_vain(pair.fate) or goes_on_failing(pair))


def goes_on_failing(pair: PairLine) -> bool:
    """Whether the base had no answer and this run has none either; False if the page moved."""
    if pair.earlier_run is None or pair.fate is None or went(pair):
        return False
    if pair.fate.state == "blocked":
        return pair.missed_as == "blocked"
    return asked_in_vain(pair.fate) and pair.missed_as not in {"absent", "unasked"}


def may_have_been_there(pair: PairLine) -> bool:
    """Whether the base may have missed the page because it could not read all pages that lead to it."""
    return pair.hidden and pair.base is None


def was_unread(pair: PairLine) -> bool:
    """Whether a page that is readable now gave the base no usable answer."""
    then = pair.known_before
    can_be_read = pair.now is not None and pair.now.state == "page"
    return can_be_read and then is not None and asked_in_vain(then) and then.state != "unasked"


def went(pair: PairLine) -> bool:
    """Whether it is at another address now."""
    return pair.now is not None and pair.base is not None and pair.now.url != pair.base.url


def asked_in_vain(look: Fate | Side) -> bool:
    """Whether there was no answer, or one that says nothing about what is at the address."""
    refused = look.state == "client_error" and look.status_code not in GONE
    return refused or look.state in NOT_SEEN or look.outcome == "too_large"


def is_answer(base: Side) -> bool:
    """Whether the look is a usable answer, so that a later run may compare with it."""
    return (base.state == "page" or base.state in ANSWERED) and not asked_in_vain(base)
