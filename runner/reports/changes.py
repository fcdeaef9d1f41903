"""What has changed between two looks at a product or a page: pure, from one pair of sides to rows.

The principle: a row says no more than was seen. What could not be looked at is `unreachable`,
`blocked` or not mentioned; `removed` needs an answer that says so, or an absence from a site that was
seen whole, and then it is marked as not confirmed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from parser.pages.urls import same_site
from runner.reports.change import Change, ChangeType, Severity
from runner.reports.change_rules import PAGE_RULES
from runner.reports.comparable import excerpt
from runner.reports.coverage import Coverage
from runner.reports.differences import (
    CERTAIN,
    changed,
    compared,
    page_differences,
    product_differences,
)
from storage.model.ledger import Origin
from storage.report_rows import Fate, PairLine, Side
from storage.report_work import OutOfSight

PAGE, PRODUCT = "page", "product"
_GONE = frozenset({404, 410})
#: what a run could not look at: nothing can be said of what it did not see
_NOT_SEEN = frozenset({"no_response", "bot_wall", "unasked", "server_error", "other"})
#: what a run was not to look at: what turns up there need not be new
_CLOSED = frozenset({"blocked", "outside"})
_ANSWERED = frozenset({"redirect", "client_error", "file"})
#: all that can be told of an answer that was no page
_ANSWER = frozenset({"http_status", "redirect_url"})
_UNCONFIRMED = "unconfirmed: not found on the site any more; nobody asked its address"
_NOT_ASKED = "the old address gave no answer: it may be there as well"
_LIKELY = 0.9
_DOUBTFUL = 0.5


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known of both runs, beside the pair itself."""

    base_run: int
    root: str  #: of the site now
    seen: Coverage  #: of this run
    extractor_changed: bool
    #: fields that the site's configuration reads otherwise
    reconfigured: frozenset[str]
    sitemaps_known: bool  #: both runs read all sitemaps
    hidden: OutOfSight  #: what this run could not look into

    def absence_tells(self, base: Side) -> bool:
        """Whether what the base had at an address, and no ledger line speaks of now, is gone."""
        if not self.seen.absence_tells(base.origin):
            return False
        if base.origin != Origin.SITEMAP:
            return not self.hidden.unread
        return base.product is None or not self.hidden.fresh

    def confirmed_origins(self) -> list[Origin]:
        """How the addresses came into the ledger whose second absence confirms the first."""
        return [
            origin
            for origin in sorted(self.seen.confirms)
            if origin == Origin.SITEMAP or not self.hidden.unread
        ]


def changes_of(pair: PairLine, known: Circumstances) -> list[Change]:
    """The rows of one pair, in the order of the fields."""
    if _goes_on_failing(pair):
        return []
    changes = [_explained(change, pair, known) for change in _changes(pair, known)]
    return [replace(change, base_run=pair.earlier_run) for change in changes]


def is_compared_with_earlier(pair: PairLine) -> bool:
    """Whether a run before the base stands in for it, and this run has an answer."""
    return pair.earlier_run is not None and not (pair.fate and _asked_in_vain(pair.fate))


def was_unread(pair: PairLine) -> bool:
    """Whether a page that can be read now was asked for in vain by the base."""
    then = pair.known_before
    can_be_read = pair.now is not None and pair.now.state == "page"
    return can_be_read and then is not None and _asked_in_vain(then) and then.state != "unasked"


def _changes(pair: PairLine, known: Circumstances) -> Iterator[Change]:
    now, base, fate = pair.now, pair.base, pair.fate
    if pair.entity == PRODUCT and now and base and now.product and base.product:
        yield from _moved(pair, now, base)
        yield from product_differences(pair, now.product, base.product)
        if now.product_key != base.product_key and not _moved_with_its_key(now, base):
            yield changed(pair, "product_key", base.product_key, now.product_key)
    elif now is None and base is not None and fate is not None:
        yield from _lost(pair, base, fate, known)
    elif base is None and now is not None:
        yield from _appeared(pair, known)
    elif pair.entity == PAGE and now and base and fate:
        if now.url != base.url:
            yield from _moved(pair, now, base)
            yield from _page_differences(pair, now, base, known)
        else:
            yield from _same_address(pair, now, base, fate, known)


def _goes_on_failing(pair: PairLine) -> bool:
    """Whether the address failed in the base, too, which told of it; what moved away is told."""
    in_vain = pair.fate is not None and _asked_in_vain(pair.fate)
    went = pair.now is not None and pair.base is not None and pair.now.url != pair.base.url
    return pair.earlier_run is not None and in_vain and not went


def _moved_with_its_key(now: Side, base: Side) -> bool:
    """Whether the key is but the address, whose change is a row already."""
    keys = (now.product_key or "", base.product_key or "")
    return now.url != base.url and all(key.startswith("url:") for key in keys)


def _same_address(
    pair: PairLine, now: Side, base: Side, fate: Fate, known: Circumstances
) -> Iterator[Change]:
    """An address that is in both ledgers."""
    if now.state == base.state == "page":
        yield from _page_differences(pair, now, base, known)
    elif base.state == "page":
        yield from _lost(pair, base, fate, known)
    elif base.state in _NOT_SEEN or now.state in _NOT_SEEN:
        return
    elif now.state == "page":
        yield from _became_page(pair, base, known)
    elif {now.state, base.state} <= _ANSWERED:
        for rule in PAGE_RULES:
            if rule.name in _ANSWER and (change := compared(pair, rule, now, base)):
                yield change


def _page_differences(
    pair: PairLine, now: Side, base: Side, known: Circumstances
) -> Iterator[Change]:
    return page_differences(
        pair,
        now,
        base,
        sitemaps_known=known.sitemaps_known,
        alternates_known=known.sitemaps_known and known.seen.base_knew_alternates,
    )


def _became_page(pair: PairLine, base: Side, known: Circumstances) -> Iterator[Change]:
    before = pair.known_before
    if base.state == "redirect":
        yield changed(pair, "http_status", _shown(base), "200", severity=Severity.CRITICAL)
    elif base.state == "blocked":
        yield changed(pair, "robots_allowed", "FALSE", "TRUE", severity=Severity.CRITICAL)
    elif before is not None and before.outcome == "wrong_type":
        was = before.content_type
        yield changed(pair, "content_type", was, "text/html", severity=Severity.CRITICAL)
    else:
        yield from _appeared(pair, known)


def _appeared(pair: PairLine, known: Circumstances) -> Iterator[Change]:
    then = pair.known_before
    if (then is not None and _asked_in_vain(then)) or _was_out_of_sight(pair, known):
        return
    before = pair.first_run is not None and pair.first_run < known.base_run
    if not before and then is not None and then.state in _CLOSED:
        return
    yield Change(
        entity=pair.entity,
        key=pair.key,
        url=pair.url,
        type=ChangeType.BACK if before else ChangeType.ADDED,
        severity=Severity.INFO,
        new=_name(pair.now),
        confidence=CERTAIN,
        note=f"first seen in run {pair.first_run}" if before else None,
    )


def _asked_in_vain(fate: Fate) -> bool:
    """Whether the answer, if there was one, says nothing of what is at the address."""
    refused = fate.state == "client_error" and fate.status_code not in _GONE
    return refused or fate.state in _NOT_SEEN or fate.outcome == "too_large"


def _was_out_of_sight(pair: PairLine, known: Circumstances) -> bool:
    """A sitemap names it that the base may not have read."""
    named = pair.now is not None and pair.now.origin == Origin.SITEMAP
    unknown = pair.known_before is None
    would_know = known.seen.base_would_know and (
        known.seen.base_knew_alternates or pair.now is None or pair.now.in_sitemap
    )
    return named and unknown and not would_know


def _lost(pair: PairLine, base: Side, fate: Fate, known: Circumstances) -> Iterator[Change]:
    """The base had it: what has become of its address?"""
    row = Change(
        entity=pair.entity,
        key=pair.key,
        url=base.url,
        type=ChangeType.REMOVED,
        severity=Severity.CRITICAL,
        old=_name(base),
        confidence=CERTAIN,
    )
    match fate.state:
        case "client_error" if fate.status_code in _GONE:
            yield _gone(row, fate, known)
        case "client_error" | "server_error" | "other" | "no_response" | "bot_wall":
            why = fate.detail or fate.state
            yield replace(row, type=ChangeType.UNREACHABLE, severity=Severity.WARNING, note=why)
        case "blocked":
            yield replace(row, type=ChangeType.BLOCKED, note=fate.detail)
        case "outside":
            yield replace(
                row, type=ChangeType.OUT_OF_SCOPE, severity=Severity.WARNING, note=fate.detail
            )
        case "absent" if not same_site(base.url, known.root):
            yield replace(
                row,
                type=ChangeType.OUT_OF_SCOPE,
                severity=Severity.WARNING,
                note=f"the site is configured as {known.root} now",
            )
        case "absent" if known.absence_tells(base):
            yield replace(row, severity=Severity.WARNING, confidence=_DOUBTFUL, note=_UNCONFIRMED)
        case "redirect":
            note = f"redirects to {fate.redirect_url}" if fate.redirect_url else None
            yield changed(
                pair,
                "http_status",
                _shown(base),
                str(fate.status_code),
                severity=Severity.CRITICAL,
                note=note,
            )
        case "file":
            yield from _unread(pair, row, fate)
        case "page" if pair.entity == PRODUCT:
            yield changed(
                pair,
                "product",
                _name(base),
                None,
                severity=Severity.CRITICAL,
                note=_why_not_shown(fate),
            )


def _why_not_shown(fate: Fate) -> str:
    """Of a page that is read: the product of a copy is that of the page it names."""
    if fate.canonical_elsewhere is not None:
        return f"the page is there, as a copy of {fate.canonical_elsewhere}"
    return "the page is there and shows no such product"


def _gone(row: Change, fate: Fate, known: Circumstances) -> Change:
    """An address that says so itself; its product may be elsewhere."""
    note = f"answers {fate.status_code}"
    if row.entity == PRODUCT and known.hidden.fresh:
        note = f"{note}; it may have moved to one of {known.hidden.fresh} new addresses not seen"
        return replace(row, note=note, confidence=_DOUBTFUL)
    return replace(row, note=note)


def _unread(pair: PairLine, row: Change, fate: Fate) -> Iterator[Change]:
    if fate.outcome == "wrong_type":
        note = "answers with something that is no page"
        yield changed(
            pair, "content_type", "text/html", fate.detail, severity=Severity.CRITICAL, note=note
        )
    else:
        yield replace(
            row, type=ChangeType.UNREACHABLE, severity=Severity.WARNING, note=fate.outcome
        )


def _moved(pair: PairLine, now: Side, base: Side) -> Iterator[Change]:
    if now.url != base.url:
        unsure = pair.fate is not None and _asked_in_vain(pair.fate)
        likely = _LIKELY if pair.how in {"gtin", "spelling"} else CERTAIN
        yield Change(
            entity=pair.entity,
            key=pair.key,
            url=now.url,
            type=ChangeType.MOVED,
            severity=Severity.WARNING,
            field="url",
            old=base.url,
            new=now.url,
            confidence=_DOUBTFUL if unsure else likely,
            note=_NOT_ASKED if unsure else _MOVE_SIGNS.get(pair.how),
        )


_MOVE_SIGNS = {
    "redirect": "the old address redirects to the new one",
    "product": "with its product",
    "gtin": "with its barcode number",
    "spelling": "the same address in another spelling",
}


_NOT_OURS = frozenset(
    {rule.name for rule in PAGE_RULES if not rule.ours}
    | {"url", "in_sitemap", "robots_allowed", "content_type"}
)


def _explained(change: Change, pair: PairLine, known: Circumstances) -> Change:
    """What our own reading may have caused is said to be so."""
    if not _may_be_ours(change, pair, known):
        return change
    return replace(change, type=ChangeType.EXTRACTOR_CHANGED, severity=Severity.INFO)


def _may_be_ours(change: Change, pair: PairLine, known: Circumstances) -> bool:
    is_product = pair.entity == PRODUCT
    if change.type is ChangeType.CHANGED:
        read_anew = known.extractor_changed and change.field not in _NOT_OURS
        return read_anew or change.field in known.reconfigured
    then = pair.known_before
    turned_up = change.type in {ChangeType.ADDED, ChangeType.BACK}
    on_known_page = is_product and turned_up and then is not None and then.state == "page"
    return on_known_page and bool(known.extractor_changed or known.reconfigured)


def _name(side: Side | None) -> str | None:
    """What people know it by."""
    if side is None:
        return None
    if side.product is not None:
        return excerpt(side.product.name)
    return excerpt(next(iter(side.seo.titles), None)) if side.seo is not None else None


def _shown(side: Side) -> str | None:
    return None if side.status_code is None else str(side.status_code)
