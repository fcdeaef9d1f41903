"""What has changed between two looks at a product or a page: pure, from one pair of sides to rows.

The principle: a row claims no more than was seen. What could not be looked at is `unreachable`,
`blocked` or not mentioned. `removed` needs an answer that says so, or absence from a site that was
seen completely, and then it is marked as unconfirmed.
"""

from collections.abc import Iterator
from dataclasses import replace

from parser.pages.site_bounds import belongs
from runner.reports.change import Change, ChangeType, Severity
from runner.reports.change_rules import PAGE_RULES
from runner.reports.circumstances import Circumstances
from runner.reports.comparable import excerpt
from runner.reports.differences import (
    CERTAIN,
    changed,
    compared,
    page_differences,
    product_differences,
)
from runner.reports.unanswered import (
    ANSWERED,
    GONE,
    NOT_SEEN,
    PAGE,
    PRODUCT,
    asked_in_vain,
    goes_on_failing,
    is_answer,
    may_have_been_there,
    went,
)
from storage.model.ledger import Origin
from storage.report_rows import Fate, PairLine, Side

#: states of addresses a run was not allowed to look at: what turns up there need not be new
_CLOSED = frozenset({"blocked", "outside"})
#: useful answers that are not pages
_LED_ON = frozenset({"redirect", "file"})
#: the fields to compare of answers that are not pages; files also have those of headers
_ANSWER = frozenset({"http_status", "redirect_url"})
_HEADERS = frozenset({"indexability", "x_robots_tag", "canonical"})
_UNCONFIRMED = "unconfirmed: not found on the site any more; nobody asked its address"
_DOWN = "no page of the site could be read"
_NOT_ASKED = "the old address gave no answer: it may be there as well"
_LIKELY = 0.9
_DOUBTFUL = 0.5


def changes_of(pair: PairLine, known: Circumstances) -> list[Change]:
    """The rows of one pair, in the order of the fields."""
    if goes_on_failing(pair):
        return []
    known = known.beside(pair.base_job)
    changes = [_explained(change, pair, known) for change in _changes(pair, known)]
    if pair.earlier_run is None:
        return changes
    opened = [_opened(pair)] if pair.missed_as == "blocked" and _is_page_again(pair) else []
    return [*opened, *(replace(change, base_run=pair.earlier_run) for change in changes)]


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


def _is_page_again(pair: PairLine) -> bool:
    return pair.entity == PAGE and not went(pair) and bool(pair.now and pair.now.state == "page")


def _opened(pair: PairLine) -> Change:
    """The row for an address that robots.txt blocked in the base, and allows now."""
    return changed(pair, "robots_allowed", "FALSE", "TRUE", severity=Severity.CRITICAL)


def _moved_with_its_key(now: Side, base: Side) -> bool:
    """Whether the key is just the address, whose change already has a row."""
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
    elif base.state in _LED_ON and is_answer(base) and asked_in_vain(fate):
        yield from _silenced(pair, base, fate)
    elif base.state in NOT_SEEN or now.state in NOT_SEEN:
        return
    elif now.state == "page":
        yield from _became_page(pair, now, base, known)
    elif {now.state, base.state} <= ANSWERED:
        yield from _answers_differ(pair, now, base)


def _silenced(pair: PairLine, base: Side, fate: Fate) -> Iterator[Change]:
    """The row for a redirect or a file that gave no usable answer this time."""
    if fate.state != "unasked":
        yield _unreachable(_lost_row(pair, base), fate)


def _answers_differ(pair: PairLine, now: Side, base: Side) -> Iterator[Change]:
    """Compares two answers that are not pages; of two files their headers, too."""
    told = _ANSWER | _HEADERS if now.state == base.state == "file" else _ANSWER
    for rule in PAGE_RULES:
        if rule.name in told and (change := compared(pair, rule, now, base)):
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


def _became_page(pair: PairLine, now: Side, base: Side, known: Circumstances) -> Iterator[Change]:
    before = pair.known_before
    if base.state == "redirect":
        yield changed(pair, "http_status", _shown(base), _shown(now), severity=Severity.CRITICAL)
    elif base.state == "blocked":
        yield _opened(pair)
    elif before is not None and before.outcome == "wrong_type":
        was = before.content_type
        yield changed(pair, "content_type", was, "text/html", severity=Severity.CRITICAL)
    else:
        yield from _appeared(pair, known)


def _appeared(pair: PairLine, known: Circumstances) -> Iterator[Change]:
    then = pair.known_before
    if (then is not None and asked_in_vain(then)) or _was_out_of_sight(pair, known):
        return
    if may_have_been_there(pair) or _was_not_named_yet(pair, known):
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


def _was_out_of_sight(pair: PairLine, known: Circumstances) -> bool:
    """Whether only a sitemap names it that the base may not have read."""
    named = pair.now is not None and pair.now.origin == Origin.SITEMAP
    unknown = pair.known_before is None
    would_know = known.seen.base_would_know and (
        known.seen.base_knew_alternates or pair.now is None or pair.now.in_sitemap
    )
    return named and unknown and not would_know


def _was_not_named_yet(pair: PairLine, known: Circumstances) -> bool:
    """Whether only a page's head names it, and the base may not have asked for what heads name."""
    named = pair.now is not None and pair.now.origin == Origin.REFERENCE
    return named and known.extractor_changed and pair.known_before is None


def _lost(pair: PairLine, base: Side, fate: Fate, known: Circumstances) -> Iterator[Change]:
    """What became of an address whose page or product the base had."""
    row = _lost_row(pair, base)
    match fate.state:
        case "client_error" if fate.status_code in GONE:
            yield _gone(row, fate, known)
        case "client_error" | "server_error" | "other" | "no_response" | "bot_wall":
            yield _unreachable(row, fate)
        case "blocked":
            yield replace(row, type=ChangeType.BLOCKED, note=fate.detail)
        case "outside":
            yield replace(
                row, type=ChangeType.OUT_OF_SCOPE, severity=Severity.WARNING, note=fate.detail
            )
        case "absent" | "unasked":
            yield from _not_seen(pair, row, base, known)
        case "redirect":
            yield _sent_on(pair, base, fate, known)
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


def _sent_on(pair: PairLine, base: Side, fate: Fate, known: Circumstances) -> Change:
    """The row of a page that redirects now, and has left the site if that leads out of it."""
    target = fate.redirect_url
    end = fate.redirect_end or target
    on = f", and in the end to {end}" if end != target else ""
    row = changed(
        pair,
        "http_status",
        _shown(base),
        str(fate.status_code),
        severity=Severity.CRITICAL,
        note=f"redirects to {target}{on}" if target else None,
    )
    leaves = end is not None and not belongs(end, known.root)
    return replace(row, type=ChangeType.OUT_OF_SCOPE) if leaves else row


def _not_seen(pair: PairLine, row: Change, base: Side, known: Circumstances) -> Iterator[Change]:
    """The row of an address that was not asked for, if anything can be said of it."""
    state = pair.fate.state if pair.fate is not None else None
    row = replace(row, severity=Severity.WARNING)
    if state == "absent" and not belongs(base.url, known.root):
        why = f"the site is configured as {known.root} now"
        yield replace(row, type=ChangeType.OUT_OF_SCOPE, note=why)
    elif known.is_down and pair.earlier_run is None:
        yield replace(row, type=ChangeType.UNREACHABLE, note=_DOWN)
    elif state == "absent" and known.absence_tells(base, pair.missing_since):
        yield replace(row, confidence=_DOUBTFUL, note=_UNCONFIRMED)


def _lost_row(pair: PairLine, base: Side) -> Change:
    """The row of a certain removal; rows for other endings are derived from it."""
    return Change(
        entity=pair.entity,
        key=pair.key,
        url=base.url,
        type=ChangeType.REMOVED,
        severity=Severity.CRITICAL,
        old=_name(base) or base.redirect_url,
        confidence=CERTAIN,
    )


def _unreachable(row: Change, fate: Fate) -> Change:
    is_large = fate.outcome == "too_large"
    why = fate.outcome if is_large else fate.detail or fate.state
    return replace(row, type=ChangeType.UNREACHABLE, severity=Severity.WARNING, note=why)


def _why_not_shown(fate: Fate) -> str:
    """Why a page that was read shows no such product: a copy's product belongs to its canonical."""
    if fate.canonical_elsewhere is not None:
        return f"the page is there, as a copy of {fate.canonical_elsewhere}"
    return "the page is there and shows no such product"


def _gone(row: Change, fate: Fate, known: Circumstances) -> Change:
    """The row of a 404 or 410; its product may have moved to an address not seen."""
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
        yield _unreachable(row, fate)


def _moved(pair: PairLine, now: Side, base: Side) -> Iterator[Change]:
    if now.url != base.url:
        unsure = pair.fate is not None and asked_in_vain(pair.fate)
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
    """Marks a change that our own reading may have caused as `extractor_changed`."""
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
    """The name of the product, or the page's title."""
    if side is None:
        return None
    if side.product is not None:
        return excerpt(side.product.name)
    return excerpt(next(iter(side.seo.titles), None)) if side.seo is not None else None


def _shown(side: Side) -> str | None:
    return None if side.status_code is None else str(side.status_code)
