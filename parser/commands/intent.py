"""Is it an order at all?

Two questions about a clause whose words are all explained. `no_order` finds what makes it certainly
none: a guard, a quotation, a verb form that tells or plans. `may_be_no_order` finds orders so weakly
put that they are asked about: a question, a bare noun, a verb of everyday life.
"""

from typing import Final

from parser.commands.clauses import Clause
from parser.commands.drafts import Draft
from parser.commands.findings import Scene
from parser.commands.kinds import EMPTY, Kind
from parser.commands.lattice import Chunk
from parser.commands.model import ACTING, Command, Verb

#: Courtesies that keep an order an order in a question: "could you run ozon?".
_ASKING: Final = frozenset({"you", "gerund", "tag"})
#: Forms that tell, unless a request of the same name makes an order of them.
_TELLING: Final = {"let": "plan", "gerund": "story", "wish": "story"}


def no_order(draft: Draft, scene: Scene) -> str:
    """Why the clause is certainly no order; empty when it may be one."""
    if draft.guards:
        return f"{draft.guards[0]}: not an order"
    if draft.excludes_back and not draft.names_sites:
        return "negation: not an order"
    if draft.answers and not _agrees_with_answer(draft):
        return "an answer, not an order"
    if draft.to_people and not (draft.sites or draft.tags or draft.topics or draft.runs):
        return "said to people"
    if any(each.values.get("asked") for each in draft.asks) and not scene.is_question:
        return "told, not asked"
    return next((why for each in draft.orders if (why := _no_order_in(each, draft, scene))), "")


def may_be_no_order(draft: Draft, command: Command, clause: Clause, scene: Scene) -> bool:
    """Whether a person must say that they meant it; only verbs that act are ever asked about."""
    if command.verb not in ACTING or scene.is_slash:
        return False
    asks_you = any(each.form == "you" for each in draft.orders)
    if scene.is_question and not asks_you and not draft.requests & _ASKING:
        return True
    if _stands_alone(clause):
        return False
    if draft.orders and all(each.form == "noun" for each in draft.orders):
        return not _is_lone_noun(clause)
    return _may_be_no_run(draft) if command.verb is Verb.RUN else _may_not_act(draft, command)


def is_weak(draft: Draft) -> bool:
    """A verb that means many things, or none at all: "collect", "repeat", "hold"."""
    return all(each.values.get("weak") for each in draft.orders)


def _no_order_in(order: Chunk, draft: Draft, scene: Scene) -> str:
    if any(each.quoted for each in scene.reading.tokens[order.start : order.end]):
        return "the order is quoted"
    if order.form == "you" and not scene.is_question:
        return "a forecast, not an order"
    if order.form == "done" and not _wants_it_done(draft):
        return "a story, not an order"
    told = _TELLING.get(order.form, "") if order.form not in draft.requests else ""
    return f"a {told}, not an order" if told else ""


def _wants_it_done(draft: Draft) -> bool:
    """Whether "crawled" is what is wanted: "I need ozon crawled", "get ozon crawled"."""
    return "need" in draft.requests or any(each.values.get("gets") for each in draft.orders)


def _agrees_with_answer(draft: Draft) -> bool:
    """Whether an answer fits the order: "yes, run ozon", "no, stop", but not "no, run ozon"."""
    if "" in draft.answers:  # an answer that no pause sets apart: "no stop"
        return False
    stops = any(each.name in {"cancel", "pause", "remove"} for each in draft.orders)
    return bool(draft.orders) and (stops or "no" not in draft.answers)


def _stands_alone(clause: Clause) -> bool:
    """Whether a clause is nothing but an order that needs no more: "on pause"."""
    content = [each for each in clause if each.kind not in EMPTY]
    return len(content) == 1 and bool(content[0].values.get("alone"))


def _is_lone_noun(clause: Clause) -> bool:
    """Whether the noun is all there is, but for a run's number or the failed.

    "Cancellation" or "pause run 18", not "cancellation of the run".
    """
    content = [each for each in clause if each.kind not in EMPTY]
    if len(content) == 1:
        return bool(content[0].values.get("alone"))
    kinds = {each.kind for each in content[1:]}
    return content[0].kind is Kind.ORDER and kinds <= {Kind.RUN, Kind.NUMBER, Kind.FAILED}


def _may_be_no_run(draft: Draft) -> bool:
    if not draft.orders:
        return False
    slots = bool(draft.limits or draft.concurrencies or draft.reports or draft.dry_run)
    tagged = draft.tags and (draft.has_topic("site") or draft.everything or slots)
    named = draft.sites or tagged or draft.each or _all_sites(draft) or draft.has_topic("run")
    if is_weak(draft) and not named:
        return True
    return draft.report_first and not (draft.reports or draft.has_topic("run"))


def _may_not_act(draft: Draft, command: Command) -> bool:
    """Cancelling, retrying and the like: what they touch must be ours beyond doubt."""
    removes = any(each.name == "remove" for each in draft.orders)
    if command.verb is Verb.CANCEL and removes and not command.sites:
        return True
    if draft.has_topic("site") and not (draft.names_sites or draft.failed):
        return True
    if draft.tags and not (draft.has_topic("site") or draft.has_topic("run")):
        return True
    names_run = draft.has_topic("run") or command.run is not None or command.schedule is not None
    named = draft.sites or draft.tags or draft.failed or _all_sites(draft) or names_run
    return is_weak(draft) and not named


def _all_sites(draft: Draft) -> bool:
    return draft.everything and draft.has_topic("site")
