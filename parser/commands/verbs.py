"""Which verb a draft asks for: what was ordered, and about what.

"Stop" is an order; what it stops is decided by the thing named beside it: a run, or a schedule. Words
such as "make", "show", "remove" mean nothing alone. The tables here are the whole knowledge; None says
that the words together are no command of ours.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from parser.commands.drafts import Draft
from parser.commands.model import Verb


class Hesitation(StrEnum):
    """The words are near a command, and a person must say which."""

    #: "run 14": a run that exists is not run, it is retried.
    WHICH_RETRY = "which_retry"
    #: "remove ozon": from what?
    CANCEL_SITES = "cancel_sites"
    #: "run failed": an order, or what happened?
    RETRY_FAILED = "retry_failed"
    #: "check ozon": is that a run?
    RUN_SITES = "run_sites"


#: Orders in the order they decide, each with the orders that may stand beside it and add nothing.
_HELPERS: Final[Mapping[str, frozenset[str]]] = {
    "pause": frozenset({"put", "make", "start"}),
    "resume": frozenset({"remove", "put"}),
    "unschedule": frozenset({"remove", "cancel"}),
    "retry": frozenset({"start", "make", "run", "put"}),
    "cancel": frozenset(),
    "run": frozenset({"start", "make", "put", "schedule"}),
    "start": frozenset({"make", "put", "schedule"}),
    "schedule": frozenset({"make", "put"}),
    "remove": frozenset(),
    "check": frozenset(),
    "put": frozenset(),
    "make": frozenset({"show"}),
    "show": frozenset(),
}

_STARTS: Final = frozenset({"run", "start", "make", "put", "schedule"})

_PLAIN: Final[Mapping[str, Verb]] = {
    "pause": Verb.PAUSE,
    "resume": Verb.RESUME,
    "unschedule": Verb.UNSCHEDULE,
    "retry": Verb.RETRY,
}


def verb_of(draft: Draft) -> Verb | Hesitation | None:
    """The verb, or what must be asked, or None for no command."""
    if not draft.orders:
        return _without_order(draft)
    main = _main_order(draft)
    if draft.has_topic("work") and main not in _STARTS:
        return None
    if main in _PLAIN:
        return None if draft.asks or draft.has_topic("report") else _PLAIN[main]
    if main in {"run", "start"}:
        return _of_start(draft)
    decide = {
        "cancel": _of_cancel,
        "remove": _of_remove,
        "schedule": _of_schedule,
        "put": _of_schedule,
        "make": _of_make,
        "show": _of_show,
        "check": _of_check,
    }.get(main)
    return decide(draft) if decide else None


def _main_order(draft: Draft) -> str:
    names = {each.name for each in draft.orders}
    if any(each.form == "done" for each in draft.orders):  # "get ozon crawled"
        names -= {"show"}
    for main, helpers in _HELPERS.items():
        if main in names:
            return main if names - {main} <= helpers else ""
    return ""


def _of_start(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return None
    if draft.failed:
        return Hesitation.RETRY_FAILED if draft.failed_barely else Verb.RETRY
    if draft.runs or (draft.has_topic("run") and draft.again and not draft.names_sites):
        return Verb.RETRY if draft.whole or draft.again else Hesitation.WHICH_RETRY
    if draft.numbers and not draft.names_sites:
        return Hesitation.WHICH_RETRY
    # "download the report on ozon" is no run
    weak = all(each.values.get("weak") for each in draft.orders)
    if weak and draft.off_run and draft.sites:  # "pull ozon off the run"
        return Verb.CANCEL
    exports = draft.kind_first and any(each.values.get("exports") for each in draft.orders)
    of_report = (draft.report_first or exports) and not draft.has_topic("run")
    return Verb.REPORT if weak and of_report else Verb.RUN


def _of_cancel(draft: Draft) -> Verb | None:
    if draft.asks or draft.reports or draft.has_topic("report"):
        return None
    if draft.sites and any(each.values.get("bare") for each in draft.orders):
        return None
    return Verb.UNSCHEDULE if _about_schedule(draft) else Verb.CANCEL


def _of_remove(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return None
    if draft.has_topic("report") or draft.reports:  # "drop the report here"
        shows = all(each.values.get("shows") for each in draft.orders)
        return Verb.REPORT if shows else None
    if _about_schedule(draft):
        return Verb.UNSCHEDULE
    if draft.has_topic("run") or draft.runs:
        return Verb.CANCEL
    return Hesitation.CANCEL_SITES if draft.sites else None


def _of_schedule(draft: Draft) -> Verb | None:
    if {each.name for each in draft.orders} == {"put"} and _puts_into_run(draft):
        return Verb.RUN
    about = draft.names_sites or draft.has_topic("run") or draft.has_topic("work")
    planned = draft.plans or draft.has_topic("schedule")
    timed = draft.times or (planned and draft.names_sites)
    return Verb.RUN if about and timed and not draft.asks else None


def _puts_into_run(draft: Draft) -> bool:
    """Whether sites are put into a run, with nothing said of its time: "put ozon into the queue"."""
    planned = draft.times or draft.runs or draft.has_topic("schedule") or draft.asks
    return draft.has_topic("run") and draft.names_sites and not planned


def _of_make(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return _asked(draft)
    if draft.failed and draft.again:
        return Verb.RETRY
    first = next((each for each in draft.topics if each in {"run", "report", "work"}), "")
    if first in {"run", "work"} or (draft.dry_run and not first):
        return _of_start(draft)
    if first or draft.reports:
        return Verb.REPORT
    return Hesitation.RUN_SITES if draft.sites or draft.has_topic("site") else None


def _of_show(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return _asked(draft)
    if draft.failed and draft.again:  # "give the failed ones another try"
        return Verb.RETRY
    if draft.names_sites and not draft.has_topic("report"):
        if draft.dry_run:
            return Verb.RUN
        if draft.has_topic("run"):
            gets = draft.times and any(each.values.get("gets") for each in draft.orders)
            return Verb.RUN if draft.fresh or gets else Hesitation.RUN_SITES
    return _shown(draft)


def _of_check(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return _asked(draft)
    if draft.names_sites:
        return Hesitation.RUN_SITES
    return Verb.PROGRESS if draft.runs else None


def _without_order(draft: Draft) -> Verb | Hesitation | None:
    if draft.asks:
        return _asked(draft)
    return _implied(draft) or _viewed(draft)


def _implied(draft: Draft) -> Verb | Hesitation | None:
    """An action that no verb names: "I need a run of ozon", "run 14 again"."""
    of_run = draft.limits or draft.concurrencies or draft.skip_existing
    if "need" in draft.requests and draft.names_sites and of_run:
        return Verb.RUN
    if draft.recurring and draft.times and draft.names_sites and not draft.failed:
        return Verb.RUN  # "nightly run of all sites at 1:15"
    names = draft.names_sites or ("need" in draft.requests and draft.strangers)
    if draft.has_topic("run") and names and not draft.has_topic("report"):
        wanted = draft.requests & {"need", "let"} or draft.dry_run or _is_form_of_run(draft)
        return Verb.RUN if wanted else Hesitation.RUN_SITES
    if draft.failed:
        politely = draft.again and draft.requests & {"you", "let"}
        return Verb.RETRY if politely else None
    if draft.runs and not (draft.names_sites or draft.topics or draft.reports or draft.times):
        return Verb.RETRY if draft.again else Hesitation.WHICH_RETRY
    return None


def _is_form_of_run(draft: Draft) -> bool:
    """Whether a run is described as only an order describes it: "quick crawl of ozon, 30 pages, seo"."""
    told = (draft.limits, draft.concurrencies, draft.reports, draft.skip_existing)
    return draft.topics[0] == "run" and sum(map(bool, told)) > 1 and not draft.runs


def _viewed(draft: Draft) -> Verb | None:
    """Something to see that is merely named: "report", "changes on ozon"."""
    if draft.failed or draft.again:
        return None
    if draft.reports and not draft.everything and not draft.has_topic("report"):
        if draft.changes and draft.reports == ["diff"]:
            return Verb.CHANGES
        return Verb.REPORT if draft.sites and not draft.only else None
    if not draft.topics or (draft.everything and not draft.has_topic("report")):
        return None
    shown = _shown(draft)
    return None if shown is Verb.PROGRESS else shown


def _asked(draft: Draft) -> Verb | None:
    """What a whole question asks; a status of something of ours is its progress."""
    verbs = dict.fromkeys(Verb(each.name) for each in draft.asks)
    if len(verbs) > 1:
        return None
    verb = next(iter(verbs))
    about_a_run = draft.has_topic("run") or draft.runs or draft.numbers or draft.sites
    return Verb.PROGRESS if verb is Verb.STATUS and about_a_run else verb


def _shown(draft: Draft) -> Verb | None:
    """What a bare topic, or "show" with it, asks to see."""
    if draft.has_topic("report"):
        return Verb.REPORT
    if draft.reports:
        only_changes = draft.changes and draft.reports == ["diff"]
        return Verb.CHANGES if only_changes else Verb.REPORT
    if _about_schedule(draft):
        return Verb.SCHEDULES
    if draft.has_topic("site") and not (draft.sites or draft.tags):
        return Verb.SITES
    if draft.has_topic("run") or draft.runs:
        return Verb.PROGRESS
    return None


def _about_schedule(draft: Draft) -> bool:
    return bool(draft.schedules) or draft.has_topic("schedule")
