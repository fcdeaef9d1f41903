"""What a run has no answer of: how long the look of an earlier one stands in, and what is said meanwhile.

A stand-in holds until a run has an answer, so that nothing that was told as `unreachable` or `blocked`,
or of which nothing could be told, stays without an end (decision 0068). Pure.
"""

from storage.report_rows import Fate, PairLine, Side

PAGE, PRODUCT = "page", "product"
GONE = frozenset({404, 410})
#: what a run could not look at: nothing can be said of what it did not see
NOT_SEEN = frozenset({"no_response", "bot_wall", "unasked", "server_error", "other"})
#: answers that are no pages; of refusals only those that say that nothing is there
ANSWERED = frozenset({"redirect", "client_error", "file"})
#: runs in a row that may leave unsaid what became of a page that no ledger names any more
_MOST_MISSES = 10


def leaves_open(pair: PairLine, *, told: bool) -> bool:
    """Whether the next run is to compare with the look that this one compared with.

    The base has an answer and this run has none; or it has no line of the page, and could not tell
    why. What went to another address has its end.
    """
    base, fate = pair.base, pair.fate
    if pair.entity != PAGE or base is None or fate is None or went(pair):
        return False
    if fate.state == "absent":
        return base.state == "page" and not told and pair.misses < _MOST_MISSES
    return is_answer(base) and (fate.state == "blocked" or asked_in_vain(fate))


def has_no_line(fate: Fate) -> bool:
    """Whether the ledger does not name the address, be it linked to or not."""
    return fate.state == "absent" or (fate.state == "unasked" and fate.outcome is None)


def missing(pair: PairLine, site_job_id: int) -> tuple[int, int | None]:
    """For the run after this one: how many runs in a row no ledger named it, and which was the first."""
    if pair.fate is None or pair.fate.state != "absent":
        return 0, None
    return pair.misses + 1, pair.missing_since or site_job_id


def is_compared_with_earlier(pair: PairLine, *, told: bool) -> bool:
    """Whether a run before the base stands in for it, and this run has an answer."""
    if pair.earlier_run is None or pair.fate is None or pair.fate.state == "absent":
        return pair.earlier_run is not None and told
    return not (asked_in_vain(pair.fate) or goes_on_failing(pair))


def goes_on_failing(pair: PairLine) -> bool:
    """Whether the base told that nobody knows what is there, and nobody does; what moved away is told."""
    if pair.earlier_run is None or pair.fate is None or went(pair):
        return False
    if pair.fate.state == "blocked":
        return pair.missed_as == "blocked"
    return asked_in_vain(pair.fate) and pair.missed_as not in {"absent", "unasked"}


def may_have_been_there(pair: PairLine) -> bool:
    """Whether the base, which does not know the page, had no way to it but what it could not read."""
    return pair.hidden and pair.base is None


def was_unread(pair: PairLine) -> bool:
    """Whether a page that can be read now was asked for in vain by the base."""
    then = pair.known_before
    can_be_read = pair.now is not None and pair.now.state == "page"
    return can_be_read and then is not None and asked_in_vain(then) and then.state != "unasked"


def went(pair: PairLine) -> bool:
    """Whether it is at another address now."""
    return pair.now is not None and pair.base is not None and pair.now.url != pair.base.url


def asked_in_vain(look: Fate | Side) -> bool:
    """Whether the answer, if there was one, says nothing of what is at the address."""
    refused = look.state == "client_error" and look.status_code not in GONE
    return refused or look.state in NOT_SEEN or look.outcome == "too_large"


def is_answer(base: Side) -> bool:
    """Whether the next run may compare with it."""
    return (base.state == "page" or base.state in ANSWERED) and not asked_in_vain(base)
