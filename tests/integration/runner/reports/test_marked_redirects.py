"""Redirects to spellings with tracking parameters: they lead on as the plain address does."""

from runner.deps import Deps
from tests.integration.runner.reports.files import reported
from tests.integration.runner.reports.findings import found, row
from tests.integration.runner.reports.hand_made import BASE, Paper, hand_made, moved

WAYS = {
    "/old": moved("/middle?utm_source=old"),
    "/middle": moved("/new"),
    "/new": Paper(),
    "/lost": moved("/gone?gclid=1"),
    "/round": moved("/about?utm_source=round"),
    "/about": moved("/round"),
    "/session": moved("/session?PHPSESSID=1"),
    "/to-session": moved("/session?PHPSESSID=1"),
}


async def test_a_chain_goes_on_behind_tracking_parameters(deps: Deps) -> None:
    """Its length, its end and whether it goes round are those that a visitor meets."""
    files = await reported(deps, hand_made({"/": Paper(links=["/old", "/lost", "/round"]), **WAYS}))
    old = row(files, "/old")
    assert old["Redirect Chain"] == " > ".join(
        BASE + target for target in ("/old", "/middle?utm_source=old", "/new")
    )
    assert (old["Redirect Hops"], old["Final URL"]) == ("2", f"{BASE}/new")
    assert set(found(files, "redirect_chain")) == {"/old"}
    assert set(found(files, "redirect_loop")) == {"/round"}
    assert found(files, "redirect")["/lost"][0] == "301, ends in a client error"


async def test_a_page_that_is_only_at_its_marked_spelling_is_no_loop(deps: Deps) -> None:
    """Its plain address redirects there, and what redirects there, too, has arrived."""
    files = await reported(deps, hand_made({"/": Paper(links=["/to-session", "/session"]), **WAYS}))
    assert row(files, "/to-session")["Redirect Hops"] == "1"
    assert found(files, "redirect_loop") == {}
