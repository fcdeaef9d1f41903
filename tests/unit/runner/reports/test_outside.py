"""What the outside checks of a site came to, in a line."""

from runner.reports.outside import is_cut_off, outside_facts, told_of_outside
from storage.outside_checks import Strangers
from storage.site_report import OutsideCensus

HEARD = Strangers(answered=True, silent=9)


def test_the_line_tells_what_was_asked_and_what_was_not() -> None:
    """Broken, not known, not asked before the end, left out by the limit."""
    verdicts = {"well": 5, "moved": 1, "broken": 2, "no_response": 1, "refused": 3, "robots": 1}
    census = OutsideCensus(
        named=20,
        total=15,
        verdicts={**verdicts, "waiting": 2},
        strangers=HEARD,
        links=True,
        pictures=False,
    )
    facts = outside_facts(census)
    assert facts["outside"]["left_out"] == 5
    assert told_of_outside(facts) == (
        "13 asked, 3 of them broken, 4 of them could not be judged, 2 not asked before the end,"
        " 5 more left out by the limit"
    )


def test_nothing_is_told_where_nothing_was_asked() -> None:
    """A site without links is not one whose links were not asked."""
    assert outside_facts(None) == {}
    assert told_of_outside({}) == ""
    none = OutsideCensus(
        named=0,
        total=0,
        verdicts={},
        strangers=Strangers(answered=False, silent=0),
        links=True,
        pictures=True,
    )
    assert told_of_outside(outside_facts(none)) == "0 asked, 0 of them broken"


def test_where_nobody_is_heard_our_own_way_out_is_closed() -> None:
    """A firewall, or a resolver that is down: silence is not held against the links."""
    assert is_cut_off(Strangers(answered=False, silent=5))
    assert not is_cut_off(Strangers(answered=False, silent=4))
    assert not is_cut_off(Strangers(answered=True, silent=500))
    census = OutsideCensus(
        named=9,
        total=9,
        verdicts={"well": 2, "no_response": 7},
        strangers=Strangers(answered=False, silent=7),
        links=True,
        pictures=True,
    )
    assert told_of_outside(outside_facts(census)) == (
        "9 asked, 0 of them broken, no other host could be reached, 7 of them could not be judged"
    )
